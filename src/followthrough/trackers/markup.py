"""The text of a ticket that we file, in Markdown: what it says, made harmless, with the marker it travels under.

Text of a postmortem is data: in a tracker it must mention nobody, close nothing, run no command and load no image. It looks the
same to the eye. Trackers with another markup have their own writer and use `marker_in` and `title` from here.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from followthrough.trackers.base import Body

JOINER: Final = "\u2060"  # takes no room and keeps words together; it only stops a tracker from seeing a mention
_MARKER: Final = re.compile(r"followthrough-item: ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_MENTION: Final = re.compile(r"(?<![A-Za-z0-9])@(?=[\w.-])")
# Issue, merge request, snippet and epic, also of another project (acme/shop!3); label, milestone; GH-12, GL-12, [issue:12].
_REFERENCE: Final = re.compile(r"([#!$&](?=\d)|(?<![^\W_])[#!~%$](?=[\w\"{])|(?<![A-Za-z0-9])(?i:GH|GL)-(?=\d)|\[(?=[a-z_]+:[^\s\]]*\d\]))")
_ENTITY: Final = re.compile(r"&(?:#\d+|#[xX][\dA-Fa-f]+|(?!lt;|gt;|amp;(?!\d))[A-Za-z][A-Za-z\d]*);")
_COMMAND: Final = re.compile(r"^(\s*(?:>\s*)*)/(?=[a-z_]+\b)", re.MULTILINE | re.IGNORECASE)
_ADDRESS_OF_ISSUE: Final = re.compile(r"(/(?:issues(?:/incident)?|pull|merge_requests|work_items|epics|snippets)/)(?=\d)")
_OUR_MARK: Final = re.compile(r"(followthrough)(-item:)")  # a marker that a document brings along is none
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def title(text: str, *, length: int) -> str:
    """The text as one line of at most `length` characters, cut at a word."""
    line = " ".join(_CONTROL.sub("", text).split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    return (cut.rpartition(" ")[0] if " " in cut[length // 2 :] else cut).rstrip(" ,;:") + "…"


def marker_line(marker: str) -> str:
    """The comment that nobody sees and `marker_in` finds."""
    return f"<!-- followthrough-item: {marker} -->"


def marker_in(text: str) -> str:
    """The marker a ticket's text carries; "" where it has none, or more than one (somebody copied tickets together)."""
    found = set(_MARKER.findall(text))
    return found.pop() if len(found) == 1 else ""


def plain(text: str) -> str:
    """The text with one kind of line end, and without control characters, half pairs and what turns the direction of reading."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def harmless(text: str) -> str:
    """Text from outside for a Markdown body: no mention, reference, command, HTML or image takes effect."""
    text = unlinked(_finished(plain(text))).replace("<", "&lt;").replace("![", f"!{JOINER}[")
    text = _OUR_MARK.sub(rf"\1{JOINER}\2", text)
    return _COMMAND.sub(rf"\1{JOINER}/", text)


def _finished(text: str) -> str:
    """With entities as the characters they stand for: trackers look for mentions in the finished text."""
    for _ in range(5):
        once = plain(_ENTITY.sub(lambda found: unescape(found[0]), text))
        if once == text:
            return text
        text = once
    return _ENTITY.sub(lambda found: f"&{JOINER}{found[0][1:]}", text)


def unlinked(text: str) -> str:
    """The same words, in which nobody is mentioned and nothing referred to: for what is shown as it is, such as a title."""
    text = _MENTION.sub(f"@{JOINER}", text)
    text = _REFERENCE.sub(rf"\1{JOINER}", text)
    return _ADDRESS_OF_ISSUE.sub(rf"\1{JOINER}", text)


def markdown(body: Body, *, marker: str, hidden: str | None = None) -> str:
    """The whole text of a ticket. `hidden` is how the marker is hidden where comments in HTML are shown."""
    parts = [harmless(body.text)]
    if body.done_criterion:
        parts.append(f"**Done when** {harmless(body.done_criterion)}")
    if body.facts:
        parts.append("\n".join(f"- {harmless(name)}: {_fact(value, address)}" for name, value, address in body.facts))
    if body.quote:
        quoted = "\n".join(f"> {line}" for line in harmless(body.quote).splitlines())
        parts.append(f"{quoted}\n\n— {harmless(body.source)}" if body.source else quoted)
    parts.append(hidden if hidden is not None else marker_line(marker))
    return "\n\n".join(parts)


def _fact(value: str, address: str) -> str:
    words = harmless(value)
    if not address.startswith(("https://", "http://")):
        return words
    label = words.replace("[", "(").replace("]", ")")
    return f"[{label}](<{address.replace('<', '%3C').replace('>', '%3E')}>)"
