"""What Jira does with a description: which documents it takes, what of a text takes effect, what a person sees. Renders no HTML.

Node types: developer.atlassian.com/cloud/jira/platform/apis/document/structure. Wiki markup: Jira's "Text formatting notation".
"""

from __future__ import annotations

import re
from typing import Any

LONGEST = 32767
_BLOCKS = frozenset(
    "blockquote bulletList codeBlock expand heading mediaGroup mediaSingle orderedList panel paragraph rule table".split()  # noqa: SIM905
)
_INNER = frozenset("listItem tableRow tableCell tableHeader media".split())  # noqa: SIM905
_INLINE = frozenset("text hardBreak mention emoji inlineCard date status".split())  # noqa: SIM905
_MARKS = frozenset("code em link strike strong subsup textColor underline".split())  # noqa: SIM905
_ACTS = frozenset({"mention", "inlineCard", "media", "mediaSingle", "mediaGroup", "extension", "bodiedExtension", "blockCard"})
_WIKI_ACTS = (
    ("mention", re.compile(r"(?<!\\)\[~[^\]\n]+(?<!\\)\]")),
    ("link", re.compile(r"(?<!\\)\[[^\]\n]+(?<!\\)\]")),
    ("image", re.compile(r"(?<!\\)!(?=\S)[^!\n]*(?<!\\)!")),
    ("macro", re.compile(r"(?<!\\)\{(?!quote\}|anchor:)[a-z][^}\n]*(?<!\\)\}")),
    ("heading", re.compile(r"^\s*h[1-6]\. ", re.MULTILINE)),
    ("anchor", re.compile(r"(?<!\\)\{anchor:[^}]*\}(?=[\s\S]*(?<!\\)\{anchor:)")),
)


def adf_faults(document: Any) -> list[str]:
    """What Jira has against the document; nothing where it takes it."""
    if not isinstance(document, dict) or document.get("type") != "doc" or document.get("version") != 1:
        return ["Operation value must be an Atlassian Document (see the Atlassian Document Format)"]
    faults = [fault for node in document.get("content", []) for fault in _faults(node, _BLOCKS)]
    return faults or (["CONTENT_LIMIT_EXCEEDED"] if len(adf_shown(document)) > LONGEST else [])


def _faults(node: Any, allowed: frozenset[str]) -> list[str]:
    kind = node.get("type") if isinstance(node, dict) else None
    if kind not in allowed:
        return [f"INVALID_INPUT: {kind} has no place there"]
    if kind == "text" and not (isinstance(node.get("text"), str) and node["text"]):
        return ["INVALID_INPUT: a text node is empty"]
    marks = [mark.get("type") for mark in node.get("marks", [])]
    if not set(marks) <= _MARKS or (set(marks) >= {"link", "textColor"}):
        return [f"INVALID_INPUT: marks {marks}"]
    inner = (
        _INLINE if kind in {"paragraph", "heading", "codeBlock"} else _INNER if kind in {"bulletList", "orderedList", "table"} else _BLOCKS
    )
    return [fault for child in node.get("content", []) for fault in _faults(child, inner if kind != "tableRow" else _INNER)]


def adf_effects(node: Any) -> list[str]:
    """Nodes that do more than stand there: they notify, load or embed."""
    if not isinstance(node, dict):
        return []
    own = [str(node["type"])] if node.get("type") in _ACTS else []
    return own + [effect for child in node.get("content", []) for effect in adf_effects(child)]


def adf_shown(node: Any) -> str:
    """All the words in it."""
    if not isinstance(node, dict):
        return str(node or "")
    if node.get("type") == "text":
        return str(node.get("text"))
    apart = "" if node.get("type") in {"paragraph", "heading"} else "\n"
    return "\n" if node.get("type") == "hardBreak" else apart.join(adf_shown(child) for child in node.get("content", []))


def adf_of(text: str) -> Any:
    """What Jira's editor makes of a text that a person types."""
    if not text:
        return None
    lines = [{"type": "paragraph", "content": [{"type": "text", "text": line}] if line else []} for line in text.split("\n")]
    return {"version": 1, "type": "doc", "content": lines}


def wiki_effects(wiki: Any) -> list[str]:
    """Markup in it that is not escaped and does something. Our own list, quote and links with an address are none."""
    text = re.sub(r"\[[^\]|\n]*\|https?://[^\]\s]+\]", "", str(wiki or "")).replace("\\\\", "")
    return [f"{name}: {found[0]}" for name, pattern in _WIKI_ACTS for found in pattern.finditer(text)]


def wiki_shown(wiki: Any) -> str:
    """The text as rendered, near enough to find words in it."""
    text = re.sub(r"(?<!\\)\{(?:quote|anchor:[^}]*)\}", "", str(wiki or ""))
    return re.sub(r"\\(\W)", r"\1", text).replace("&#92;", "\\").replace("&amp;", "&")
