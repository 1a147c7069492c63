"""The text of a ticket in Jira Data Center: its wiki markup ("Text formatting notation" in Jira's own help), written so that nothing
of a postmortem's text takes effect, and read back as a person sees it. Does not render: what people format by hand stays as they typed it.
"""

from __future__ import annotations

import re
from typing import Final

from followthrough.trackers.base import Body
from followthrough.trackers.markup import JOINER, plain

_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ANCHOR: Final = re.compile(rf"(?<!\\)\{{anchor:followthrough-item-({_UUID})\}}")
_ADDRESS: Final = re.compile(r"(https?://(?:(?!&#?\w+;)[^\s|!\[\]{}<>\"\\])+)")
_ACTIVE: Final = re.compile(
    r"\\"  # would escape what follows, or break the line
    r"|&(?=#?\w+;)"  # an entity
    r"|[{}\[\]|!]"  # macro, link, mention, cell, image
    r"|\?(?=\?)|(?<=\?)\?"  # citation
    r"|(?<![^\W_])[*_^~+-](?=\S)|(?<=\S)[*_^~+-](?![^\W_])"  # emphasis stands at the edge of a word
)
_LINE_START: Final = re.compile(r"^([^\S\n]*)(?=(?:h[1-6]|bq)\.|[-*#|])", re.MULTILINE)
_ICON: Final = re.compile(r"\((?=(?:x|/|i|y|n|on|off|flag|flagoff)\))|[:;](?=[()DPp])")
_READ: Final = re.compile(rf"\\([{{}}\[\]|!?*_^~+-])|&(#92|amp);|{JOINER}")


def write(body: Body, *, marker: str) -> str:
    """The whole text, with the marker as an anchor: a macro that Jira stores and shows nothing of."""
    parts = [escaped(body.text)]
    if body.done_criterion:
        parts.append(f"*Done when* {escaped(body.done_criterion)}")
    if body.facts:
        parts.append("\n".join(f"* {_line(name)}: {_value(value, address)}" for name, value, address in body.facts))
    if body.quote:
        parts.append("{quote}\n" + escaped(body.quote) + "\n{quote}")
        if body.source:
            parts.append(f"— {escaped(body.source)}")
    parts.append(f"{{anchor:followthrough-item-{marker}}}")
    return "\n\n".join(parts)


def escaped(text: str) -> str:
    """Text that reads as it is: no macro, mention, image, heading, list or emphasis comes of it. Web addresses stay whole."""
    text = plain(text).replace(JOINER, "")
    parts = _ADDRESS.split(text)
    parts[::2] = [_ICON.sub(lambda found: found[0] + JOINER, _ACTIVE.sub(_escape, part)) for part in parts[::2]]
    return _LINE_START.sub(rf"\1{JOINER}", "".join(parts))


def text_of(wiki: object) -> str:
    """What a person reads, without the marker; formatting that people typed stays as they typed it."""
    if not isinstance(wiki, str):
        return ""
    return _READ.sub(_unescape, _ANCHOR.sub("", wiki.replace("\r\n", "\n"))).rstrip()


def marker_of(wiki: object) -> str:
    """The marker in this text; "" where it has none, or more than one (somebody copied tickets together)."""
    found = set(_ANCHOR.findall(wiki)) if isinstance(wiki, str) else set()
    return found.pop() if len(found) == 1 else ""


def _escape(found: re.Match[str]) -> str:
    return {"\\": "&#92;", "&": "&amp;"}.get(found[0], f"\\{found[0]}")


def _unescape(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    return {"#92": "\\", "amp": "&"}.get(found[2] or "", "")


def _line(text: str) -> str:
    return escaped(" ".join(plain(text).split()))


def _value(value: str, address: str) -> str:
    if not address.startswith(("https://", "http://")):
        return _line(value)
    target = "".join(f"%{ord(char):02X}" if char in ' |[]{}<>"\\^~' else char for char in plain(address))
    label = value.replace("[", "(").replace("]", ")").replace("|", "/")
    return f"[{_line(label)}|{target}]"
