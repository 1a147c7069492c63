"""Sentences of ours with people's words in them, as Markdown or as plain text. Says nothing by itself.

Whatever somebody wrote stays on its line, makes no markup, calls nobody and gives no link other words than its address.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import quote

JOINER = "\u2060"  # takes no room; it only keeps a forge or a chat from seeing a mention or a reference
WIDTH = 76  # of plain text: what a mail shows without breaking lines
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$^])")
_FIRST = re.compile(r"([-+=>]|\d{1,9}[.)])")  # more digits begin no list: CommonMark, 5.2
# An address and a mail address become links by themselves, unless something stands in them.
_LINKS = re.compile(r"(?<=[a-z])(:)(?=//)|(?<=www)(\.)", re.IGNORECASE)
_CALLS = re.compile(r"[@#!$%&~^](?=[\w\"{])|\bG[HL]-(?=\d)", re.IGNORECASE)
_SAFE = "%/:?#[]@!$&'()*+,;=~-._"  # what an address keeps as it is
_ADDRESS = re.compile(r"(?:https?://|/(?!/))\S+|/", re.IGNORECASE)


class Pen(Protocol):
    """One way to write the same down. `heading`, `paragraph` and `point` take finished sentences, the others what people wrote."""

    def words(self, text: str) -> str: ...
    def strong(self, text: str) -> str: ...
    def linked(self, text: str, address: str) -> str: ...
    def title(self, text: str) -> Iterator[str]: ...
    def heading(self, text: str) -> Iterator[str]: ...
    def paragraph(self, sentence: str) -> Iterator[str]: ...
    def point(self, sentence: str, address: str) -> Iterator[str]: ...
    def said(self, text: str) -> Iterator[str]: ...


class Markdown:
    """As Markdown, in which what people wrote is escaped."""

    def words(self, text: str) -> str:
        return plain(text)

    def strong(self, text: str) -> str:
        return f"**{plain(text)}**" if text.strip() else ""

    def linked(self, text: str, address: str) -> str:
        """The words as a link, if the address is one of a page."""
        shown, line = plain(text), one_line(address)
        return f"[{shown}](<{quote(line, safe=_SAFE)}>)" if shown and _ADDRESS.fullmatch(line) else shown

    def title(self, text: str) -> Iterator[str]:
        yield f"# {plain(text)}"

    def heading(self, text: str) -> Iterator[str]:
        yield f"## {text}"

    def paragraph(self, sentence: str) -> Iterator[str]:
        yield sentence

    def point(self, sentence: str, address: str) -> Iterator[str]:  # noqa: ARG002 (the sentence holds the link)
        yield f"- {sentence}"

    def said(self, text: str) -> Iterator[str]:
        """What people said, in their lines."""
        lines = [plain(line) for line in text.splitlines()]
        for line, after in zip(lines, [*lines[1:], ""], strict=True):
            yield f"> {line}\\" if line and after else f"> {line}".rstrip()


class Text:
    """As plain text for a mail: no markup, each address on a line of its own."""

    def words(self, text: str) -> str:
        return one_line(text)

    def strong(self, text: str) -> str:
        return one_line(text)

    def linked(self, text: str, address: str) -> str:  # noqa: ARG002 (it stands below the sentence)
        return one_line(text)

    def title(self, text: str) -> Iterator[str]:
        yield from self._underlined(text, "=")

    def heading(self, text: str) -> Iterator[str]:
        yield from self._underlined(text, "-")

    def paragraph(self, sentence: str) -> Iterator[str]:
        yield from _wrapped(sentence, first="", then="")

    def point(self, sentence: str, address: str) -> Iterator[str]:
        yield from _wrapped(sentence, first="* ", then="  ")
        line = one_line(address)
        if _ADDRESS.fullmatch(line):
            yield f"  {line}"

    def said(self, text: str) -> Iterator[str]:
        for line in text.splitlines():
            yield from _wrapped(one_line(line), first="> ", then="> ")

    def _underlined(self, text: str, rule: str) -> Iterator[str]:
        line = one_line(text)
        yield line
        yield rule * min(len(line), WIDTH)


def plain(text: str) -> str:
    """Words of people as one line of Markdown in which nothing is markup."""
    called = _CALLS.sub(lambda found: f"{found[0]}{JOINER}", one_line(text))
    line = _LINKS.sub(lambda found: f"\\{found[0]}", _MARKS.sub(r"\\\1", called))
    first = _FIRST.match(line)
    return line if first is None else f"{line[: first.end() - 1]}\\{line[first.end() - 1 :]}"


def one_line(text: str) -> str:
    """The text without line ends and without what is not seen: control characters, half pairs, turns of the direction of reading."""
    return " ".join(_UNSEEN.sub("", text).split())


def _wrapped(sentence: str, *, first: str, then: str) -> list[str]:
    made = textwrap.wrap(sentence, WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False)
    return made or [first.rstrip()]
