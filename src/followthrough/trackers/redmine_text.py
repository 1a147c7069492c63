"""The text of a ticket in Redmine, written so that it reads the same and does nothing in all of its markups. Does not render.

An administrator chooses Textile, Markdown or CommonMark, and the REST service does not say which (redmine.org/projects/redmine/wiki/
RedmineTextFormatting). What would act is written as a numbered entity: all three show the character and none acts on it, nor does
what looks at the raw text, such as mentions. Redmine makes links of its own afterwards, from the finished text: a joiner breaks these.
Comments in HTML show in some of them: the marker is a last line of plain text.
"""

from __future__ import annotations

import html
import re
from typing import Final

from followthrough.trackers.base import Body
from followthrough.trackers.markup import JOINER, marker_in, plain

_MARKER_LINE: Final = re.compile(r"\n*^followthrough-item: [0-9a-f-]{36}[^\S\n]*$", re.MULTILINE)
_ACTIVE: Final = re.compile(
    r"(?P<address>(?:https?://|ftp://|\bwww\.)[^\s|\[\]{}<>\"\\`]*[^\s|\[\]{}<>\"\\`*_~!@^])"
    r"|(?P<keyword>\b(?:attachment|document|version|forum|news|message|project|commit|source|export|user|followthrough-item):)"
    r"|^[^\S\n]*(?:(?P<block>(?:h[1-6]|bq|p|fn\d+|table|pre|notextile)[^\s.]{0,40})\.|(?P<count>\d+)(?P<after>[.)])(?=\s|$)"
    r"|(?P<first>[-=+*>#~]))"
    r"|(?P<indent>^[^\S\n]+)"
    r"|(?P<revision>(?<![^\W_])r(?=\d))"
    r"|(?P<apart>(?<![^\W_])@|\#(?=[\w\#])|\[(?=\[))"  # mention or code, reference, page of the wiki
    r"|(?P<char>&(?=\#?\w+;)|[<\[\]{}|`\\]"  # an entity; HTML, links, macros, tables, code
    r"|!(?=\S)|\"(?=:\S)|(?<=[A-Z])\("  # image, link, abbreviation
    r"|\*(?=\S)|(?<=\S)\*|\^|(?<![^\W_])[_~+%-](?=\S|\n)|=(?==)|(?<==)=|\?(?=\?))",  # emphasis and the like
    re.MULTILINE,
)


def write(body: Body, *, marker: str) -> str:
    """The whole text, with the marker at its end. Lists, quotes and bare addresses are the same in every markup."""
    parts = [escaped(body.text)]
    if body.done_criterion:
        parts.append(f"*Done when* {escaped(body.done_criterion)}")
    if body.facts:
        parts.append("\n".join(f"* {_line(name)}: {_value(value, address)}" for name, value, address in body.facts))
    if body.quote:
        parts.append("\n".join(f"> {line}" for line in escaped(body.quote).splitlines()))
        if body.source:
            parts.append(f"— {escaped(body.source)}")
    parts.append(f"followthrough-item: {marker}")
    return "\n\n".join(parts)


def escaped(text: str) -> str:
    """Text that reads as it is: nothing of it mentions, links, loads, embeds or formats. Web addresses stay links."""
    return _ACTIVE.sub(_escape, plain(text).replace(JOINER, ""))


def text_of(description: object) -> str:
    """What a person reads, without the marker; formatting that people typed stays as they typed it."""
    if not isinstance(description, str):
        return ""
    text = _MARKER_LINE.sub("", description.replace("\r\n", "\n")).replace(JOINER, "")
    return html.unescape(text).rstrip()


def marker_of(description: object) -> str:
    """The marker in this text; "" where it has none, or more than one (somebody copied tickets together)."""
    return marker_in(description) if isinstance(description, str) else ""


def _escape(found: re.Match[str]) -> str:
    if found["address"]:
        follows = found.string[found.end() : found.end() + 1]
        return _quoted(found["address"]) + (" " if follows.strip() else "")  # else the address would go on with an entity
    if found["keyword"]:
        return found["keyword"][:-1] + JOINER + _entity(":")
    if found["revision"]:
        return found["revision"] + JOINER
    if found["block"]:
        return found["block"] + _entity(".")
    if found["count"]:
        return found["count"] + _entity(found["after"])
    if found["indent"]:
        return ""
    if found["apart"] or found["first"] == "#":
        return JOINER + _entity(found["apart"] or "#") + JOINER
    return _entity(found["first"] or found["char"])


def _entity(char: str) -> str:
    return {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(char, f"&#{ord(char)};")


def _quoted(address: str) -> str:
    """An address without what the markups would read in it: it leads to the same place."""
    return "".join(f"%{ord(char):02X}" if char in "!@*^`" else char for char in address)


def _line(text: str) -> str:
    return escaped(" ".join(plain(text).split()))


def _value(value: str, address: str) -> str:
    if not address.startswith(("https://", "http://")):
        return _line(value)
    target = "".join(f"%{ord(char):02X}" if char in ' |[]{}<>"\\`' else char for char in plain(address).replace("\n", ""))
    return f"{_line(value)} {_quoted(target)}"
