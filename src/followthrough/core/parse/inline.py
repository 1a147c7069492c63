"""Markup inside a block to plain words and links. Knows nothing of blocks.

Read by hand instead of by the parser's inline half: one pass, linear on hostile text, and quick enough for a table of a
hundred thousand rows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from html.entities import html5
from typing import NamedTuple

from followthrough.core.document import Link
from followthrough.core.parse.lines import INVISIBLE

# Each alternative starts with another character and stops at the next of its kind, so the whole is read about once.
MARK = re.compile(
    r"\\[!-/:-@\[-`{-~]"
    r"|`+"
    r"|!?\[|\]"
    r"|<!--|<https?://[^<>\s]*>|<mailto:[^<>\s]*>|</?[a-zA-Z][^<>]*>"
    r"|https?://[^\s<>\"'`|\]\\*]+"
    r"|\*+|_+|~~+"
    r"|&\#?[a-zA-Z0-9]{1,31};"
)
DESTINATION = re.compile(r"\(\s*(?:<([^<>\n]*)>|([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*))(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
LABEL = re.compile(r"\[([^\[\]]*)\]")
UNSEEN = re.compile(rf"[{INVISIBLE}]")
SPACE = re.compile(r"\s+")
TRAILING = ".,;:!?)*_~"
TAG_NAME = re.compile(r"</?([a-z0-9]+)")
TAGS = frozenset(
    """
    a abbr address article aside b blockquote br center cite code col colgroup dd del details dfn div dl dt em figcaption
    figure font footer h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd li main mark nav ol p picture pre q s samp
    section small source span strike strong style sub summary sup table tbody td tfoot th thead time tr tt u ul var video
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
STRIKES = frozenset({"<del>", "<s>", "<strike>"})
UNSTRIKES = frozenset({"</del>", "</s>", "</strike>"})
# Struck from its first word on, and over most of it: what stands after it is a remark ("moved to #12").
MOSTLY = 0.6


class Words(NamedTuple):
    """A piece of text without its markup."""

    text: str
    links: tuple[Link, ...] = ()
    struck: bool = False


def read_words(source: str, references: Mapping[str, str] | None = None) -> Words:
    """The plain words of a piece of Markdown, its links in order, and whether its words are struck through."""
    if not MARK.search(source):
        return Words(_plain(source))
    return _Inline(source, references or {}).read()


def _plain(text: str) -> str:
    return SPACE.sub(" ", text if text.isascii() else UNSEEN.sub("", text)).strip()


class _Inline:
    """One pass over a source: `out` takes the words, marks that turn out to be markup are blanked there afterwards."""

    def __init__(self, source: str, references: Mapping[str, str]) -> None:
        self.source = source
        self.references = references
        self.out: list[str] = []
        self.links: list[tuple[int, int, str]] = []  # first piece, piece after the last, target
        self.brackets: list[int] = []  # pieces that hold an open `[` or `![`
        self.openers: dict[str, list[int]] = {"*": [], "_": [], "~": []}
        self.strikes: list[tuple[int, int]] = []
        self.tag_strike: int | None = None
        self.code_ends: dict[int, list[int]] | None = None
        self.comments = True

    def read(self) -> Words:
        at = 0
        while found := MARK.search(self.source, at):
            self.out.append(self.source[at : found.start()])
            at = self._mark(found)
        self.out.append(self.source[at:])
        links = tuple(Link(_plain("".join(self.out[first:after])), target) for first, after, target in sorted(self.links))
        return Words(_plain("".join(self.out)), links, self._struck())

    def _mark(self, found: re.Match[str]) -> int:
        mark, end = found[0], found.end()
        match mark[0]:
            case "\\":
                self.out.append(mark[1])
            case "`":
                return self._code(mark, end)
            case "!" | "[":
                self.brackets.append(len(self.out))
                self.out.append(mark)
            case "]":
                return self._close_bracket(end)
            case "<":
                return self._angle(mark, end)
            case "h":
                return self._address(found)
            case "&":
                self.out.append(html.unescape(mark) if mark[1] == "#" or mark[1:] in html5 else mark)
            case _:
                self._emphasis(mark, found.start(), end)
        return end

    def _code(self, mark: str, end: int) -> int:
        if self.code_ends is None:
            self.code_ends = {}
            for run in reversed(list(re.finditer("`+", self.source))):
                self.code_ends.setdefault(len(run[0]), []).append(run.start())
        ends = self.code_ends.get(len(mark), [])
        while ends and ends[-1] < end:
            ends.pop()
        if not ends:
            self.out.append(mark)
            return end
        close = ends.pop()
        self.out.append(self.source[end:close])
        return close + len(mark)

    def _close_bracket(self, end: int) -> int:
        if not self.brackets:
            self.out.append("]")
            return end
        opened = self.brackets.pop()
        target, after = self._target(opened, end)
        if target is None:
            self.out.append("]")
            return end
        if self.out[opened] == "[":
            self.links.append((opened + 1, len(self.out), target))
        self.out[opened] = ""
        return after

    def _target(self, opened: int, end: int) -> tuple[str | None, int]:
        following = self.source[end : end + 1]
        if following == "(" and (found := DESTINATION.match(self.source, end)):
            return (found[1] if found[1] is not None else found[2]), found.end()
        if not self.references:
            return None, end
        label, after = "", end
        if following == "[" and (found := LABEL.match(self.source, end)):
            label, after = found[1], found.end()
        # A label is no longer than CommonMark lets it be; joining more would read a long text again and again.
        words = label or ("".join(self.out[opened + 1 :]) if len(self.out) - opened < 100 else "")
        return self.references.get(" ".join(words.split()).upper()[:999]), after

    def _angle(self, mark: str, end: int) -> int:
        lower = mark.lower()
        if mark == "<!--":
            close = self.source.find("-->", end) if self.comments else -1
            self.comments = close >= 0
            if close < 0:
                self.out.append(mark)
                return end
            return close + 3
        if lower.startswith(("<http", "<mailto:")):
            self.links.append((len(self.out), len(self.out) + 1, mark[1:-1]))
            self.out.append(mark[1:-1])
        elif not (name := TAG_NAME.match(lower)) or name[1] not in TAGS:
            self.out.append(mark)  # "<owner>" is a blank to fill in, or a type in some language
        elif lower in STRIKES:
            self.tag_strike = len(self.out)
        elif lower in UNSTRIKES and self.tag_strike is not None:
            self.strikes.append((self.tag_strike, len(self.out)))
            self.tag_strike = None
        else:
            self.out.append(" ")
        return end

    def _address(self, found: re.Match[str]) -> int:
        address = found[0].rstrip(TRAILING)
        # "(see https://…/x_(y))" keeps the parenthesis that it opened.
        if address.count("(") > address.count(")") and found[0][len(address) :].startswith(")"):
            address += ")"
        if not self.brackets:
            self.links.append((len(self.out), len(self.out) + 1, address))
        self.out.append(address)
        return found.start() + len(address)

    def _emphasis(self, mark: str, start: int, end: int) -> None:
        before, after = self.source[start - 1 : start], self.source[end : end + 1]
        closes = bool(before) and not before.isspace()
        opens = bool(after) and not after.isspace()
        if mark[0] == "_" and before.isalnum() and after.isalnum():
            closes = opens = False
        stack = self.openers[mark[0]]
        here = len(self.out)
        self.out.append(mark)
        while closes and stack and self.out[here]:
            opened = stack[-1]
            shared = min(len(self.out[opened]), len(self.out[here]))
            self.out[opened] = self.out[opened][shared:]
            self.out[here] = self.out[here][shared:]
            if mark[0] == "~":
                self.strikes.append((opened, here))
            if not self.out[opened]:
                stack.pop()
        if opens and self.out[here]:
            stack.append(here)

    def _struck(self) -> bool:
        if not self.strikes:
            return False
        struck = [False] * len(self.out)
        reach = -1
        for first, after in sorted(self.strikes):
            for piece in range(max(first, reach), after):
                struck[piece] = True
            reach = max(reach, after)
        written = [(self._letters(piece), is_struck) for piece, is_struck in zip(self.out, struck, strict=True)]
        total = sum(count for count, _ in written)
        first_words = next((is_struck for count, is_struck in written if count), False)
        return first_words and sum(count for count, is_struck in written if is_struck) >= MOSTLY * total

    @staticmethod
    def _letters(piece: str) -> int:
        return sum(character.isalnum() for character in piece)
