"""The text of a ticket in Jira Cloud: a tree of nodes, the Atlassian Document Format.

As developer.atlassian.com/cloud/jira/platform/apis/document/structure describes it. Only writes paragraphs, breaks, lists, quotes and
links: in a text node nothing takes effect, so no text has to be altered.
"""

from __future__ import annotations

import re
from typing import Any, Final

from followthrough.trackers.base import Body
from followthrough.trackers.markup import plain

Node = dict[str, Any]  # a border: JSON of the vendor

_MARKER: Final = re.compile(r"followthrough-item: ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_DEEPEST: Final = 60
_INLINE: Final = frozenset({"text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status"})
_SMALL: Final = [{"type": "subsup", "attrs": {"type": "sub"}}]


def document(body: Body, *, marker: str) -> Node:
    """The whole text. The marker is its last line, in small print: Jira has nothing in a text that is stored and not shown."""
    content = paragraphs(body.text)
    if body.done_criterion:
        content.append(_paragraph([_text("Done when", marks=[{"type": "strong"}]), _text(" "), *_inline(body.done_criterion)]))
    if body.facts:
        items = [{"type": "listItem", "content": [_fact(*fact)]} for fact in body.facts]
        content.append({"type": "bulletList", "content": items})
    if body.quote:
        content.append({"type": "blockquote", "content": paragraphs(body.quote)})
        if body.source:
            content.append(_paragraph(_inline(f"— {body.source}")))
    content.append(_paragraph([_text(f"followthrough-item: {marker}", marks=_SMALL)]))
    return {"version": 1, "type": "doc", "content": content}


def paragraphs(text: str) -> list[Node]:
    """A paragraph for each stretch between empty lines, with the breaks that were inside."""
    return [_paragraph(_inline(part)) for part in plain(text).split("\n\n")]


def text_of(document: object) -> str:
    """What a person reads in it, as plain text; without the marker. An unknown node is read for its words."""
    if not isinstance(document, dict):
        return document if isinstance(document, str) else ""
    return "\n\n".join(_block(node, 0) for node in _children(document) if not _marker(node))


def marker_of(document: object) -> str:
    """The marker that we wrote last into this text, known by its small print; "" where there is none."""
    found = [_marker(node) for node in _children(document)] if isinstance(document, dict) else []
    return next((marker for marker in reversed(found) if marker), "")


# --- writing ------------------------------------------------------------------------------------------------------------


def _paragraph(content: list[Node]) -> Node:
    return {"type": "paragraph", "content": content}


def _text(text: str, *, marks: list[Node] | None = None) -> Node:
    return {"type": "text", "text": text, **({"marks": marks} if marks else {})}


def _inline(text: str, *, marks: list[Node] | None = None) -> list[Node]:
    nodes: list[Node] = []
    for number, line in enumerate(plain(text).split("\n")):
        if number:
            nodes.append({"type": "hardBreak"})
        if line:  # a text node may not be empty
            nodes.append(_text(line, marks=marks))
    return nodes


def _fact(name: str, value: str, address: str) -> Node:
    link = [{"type": "link", "attrs": {"href": address}}] if address.startswith(("https://", "http://")) else None
    return _paragraph([*_inline(f"{name}: "), *_inline(value, marks=link)])


# --- reading ------------------------------------------------------------------------------------------------------------


def _children(node: Node) -> list[Node]:
    content = node.get("content")
    return [child for child in content if isinstance(child, dict)] if isinstance(content, list) else []


def _marker(node: Node) -> str:
    children = _children(node)
    if len(children) != 1 or children[0].get("marks") != _SMALL:
        return ""
    found = _MARKER.fullmatch(str(children[0].get("text")))
    return found[1] if found else ""


def _block(node: Node, depth: int) -> str:
    if depth > _DEEPEST:
        return ""
    kind, children = node.get("type"), _children(node)
    if kind in _INLINE:
        return _words(node)
    if kind in {"bulletList", "orderedList", "taskList", "decisionList"}:
        return "\n".join(f"- {_block(child, depth + 1)}" for child in children)
    if kind == "tableRow":
        return " | ".join(_block(child, depth + 1) for child in children)
    if not children:
        return _words(node)
    apart = "" if children[0].get("type") in _INLINE else "\n" if kind == "table" else "\n\n"
    return apart.join(_block(child, depth + 1) for child in children)


def _words(node: Node) -> str:
    if node.get("type") == "hardBreak":
        return "\n"
    attrs = node.get("attrs")
    held = attrs if isinstance(attrs, dict) else {}
    return str(next((value for value in (node.get("text"), held.get("text"), held.get("url"), held.get("shortName")) if value), ""))
