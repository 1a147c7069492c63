"""Findings as one comment on a pull request. Posts nothing: whoever does finds an earlier one of ours by its first line.

The words of a document come from anybody who may open a pull request: they call nobody, link nothing, and hide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from followthrough.core.level import Level
from followthrough.core.report.place import Placed, placed, relative
from followthrough.core.report.result import Result, summary

MARKER = "<!-- followthrough: lint -->"
LONGEST = 65_000  # GitHub refuses a comment over 65,536 characters
MANY = 10  # more findings of one document than these are folded away
LONGEST_WORDS = 120
# What Markdown or HTML could take for markup, and what begins a mention, a reference or an address.
_MARKUP = re.compile(r"[^\w\s,;:?'().-]|_|(?<=www)\.", re.IGNORECASE)
# Outside of code GitHub and GitLab also look at the finished page: @alice, #12, !12, GH-12.
_CALLS = re.compile(r"[@#!$%&~^](?=\w)|\bGH-(?=\d)", re.IGNORECASE)
_ZERO_WIDTH = "\u200b"


def render(results: Sequence[Result]) -> str:
    """The comment: how it went, then each document that has something, as many as fit."""
    told = _told(results)
    parts = [MARKER, f"### Followthrough\n\n{told}"]
    room = LONGEST - sum(len(part) + 2 for part in parts) - 200  # for saying what was left out
    left_out = 0
    for result in results:
        section = _section(result, room) if left_out == 0 else ""
        if section:
            parts.append(section)
            room -= len(section) + 2
        elif result.findings or result.problem is not None:
            left_out += 1
    if left_out:
        parts.append(
            f"…and {left_out} more {'document' if left_out == 1 else 'documents'}: this comment is full. `followthrough lint` shows all."
        )
    return "\n\n".join(parts)


def _told(results: Sequence[Result]) -> str:
    if any(result.findings for result in results):
        return f"**{summary(results)}.** A finding suggests; you decide. `followthrough rule CODE` tells why each rule is there."
    return f"**{summary(results)}.**"


def _section(result: Result, room: int) -> str:
    """One document; empty where it has nothing to say, or where not even its first findings fit."""
    title = f"**{_code(relative(result.file))}**"
    if result.problem is not None:
        text = f"{title}: could not be read. {_plain(result.problem)}"
        return text if len(text) <= room else ""
    if not result.findings:
        return ""
    table = _table(placed([result]), room - len(title) - 200)
    if not table:
        return ""
    count = len(result.findings)
    if count <= MANY:
        return f"{title}\n\n{table}"
    return f"<details><summary><b>{_code(relative(result.file))}</b>: {count} findings</summary>\n\n{table}\n\n</details>"


def _table(found: Iterable[Placed], room: int) -> str:
    rows = [_row(one) for one in found]
    kept: list[str] = []
    for row in rows:
        room -= len(row) + 1
        if room < 0:
            break
        kept.append(row)
    if not kept:
        return ""
    left = len(rows) - len(kept)
    more = f"\n\n…and {left} more in this document." if left else ""
    return "\n".join(["| line | rule | finding | words |", "|---:|---|---|---|", *kept]) + more


def _row(one: Placed) -> str:
    finding = one.finding
    rule = f"{finding.code} {finding.name}" + ("" if finding.level is Level.ERROR else f" ({finding.level.value})")
    words = " ".join(one.words.split())
    shown = words if len(words) <= LONGEST_WORDS else f"{words[: LONGEST_WORDS - 1]}…"
    line = str(one.place.line) if one.place else ""
    return f"| {line} | {rule} | {_plain(finding.message)} | {_code(shown) if shown else ''} |"


def _code(text: str) -> str:
    """The text as code, where neither a name nor a number calls anybody. As HTML, because no backtick and no bar can end that."""
    return f"<code>{_escaped(text)}</code>"


def _plain(text: str) -> str:
    """The text as it is read, with nothing in it that would be turned into a mention, a reference or a link."""
    return _escaped(_CALLS.sub(lambda found: f"{found[0]}{_ZERO_WIDTH}", text))


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};" if found[0].isascii() else found[0], _one_line(text))


def _one_line(text: str) -> str:
    """Zero-width characters aside, only what is printed: nothing that turns the direction of a line or its colour."""
    return " ".join("".join(character if character.isprintable() or character == _ZERO_WIDTH else " " for character in text).split())
