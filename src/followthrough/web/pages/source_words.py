"""Cut a stretch of a document into pieces to print: marks, light emphasis, hidden characters named.

Knows inline markup only as far as reading needs it, makes no HTML (templates escape every piece) and no working link.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

# Longer stretches are shown as they are: no author emphasises words in a paragraph of this size, a machine wrote it.
LONGEST_STYLED = 8_000
LONGEST_SHOWN = 30_000

INLINE = re.compile(
    r"""
      (?P<escape>\\(?P<char>[\\`*_{}\[\]()#+\-.!|>~<]))
    | (?P<code>(?P<ticks>`{1,3})(?P<coded>[^`\n]{1,400})(?P=ticks))
    | (?P<image>!\[(?P<alt>[^\]\n]{0,300})\]\([^)\s]{0,900}(?:\s"[^"\n]{0,300}")?\))
    | (?P<link>\[(?P<words>[^\[\]]{1,400})\]\((?P<target>[^)\s]{0,900})(?:\s"[^"\n]{0,300}")?\))
    | (?P<auto><(?P<address>https?://[^>\s]{1,900})>)
    | (?P<strong>\*\*(?P<strong_words>(?=\S)[^*]{1,600}(?<=\S))\*\*|(?<!\w)__(?P<strong_under>(?=\S)[^_]{1,600}(?<=\S))__(?!\w))
    | (?P<struck>~~(?P<struck_words>(?=\S)[^~]{1,600}(?<=\S))~~)
    | (?P<emphasis>(?<![\w*])\*(?P<emph_words>(?=\S)[^*\n]{1,400}(?<=\S))\*(?!\w)|(?<!\w)_(?P<emph_under>(?=\S)[^_\n]{1,400}(?<=\S))_(?!\w))
    """,
    re.VERBOSE,
)
STYLED = {
    "coded": "code",
    "words": "link",
    "address": "link",
    "strong_words": "strong",
    "strong_under": "strong",
    "struck_words": "struck",
    "emph_words": "emphasis",
    "emph_under": "emphasis",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of one candidate in a document's text. `key` is its id, and names the card that it belongs to."""

    key: int
    start: int
    end: int
    status: str = "waiting"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words to print in one manner. `opens` is true of the first piece of a mark: it carries the anchor."""

    text: str
    look: str = ""  # CSS classes
    title: str = ""
    mark: Mark | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of the document from `start` to `end` that are shown, with how."""

    start: int
    end: int
    look: str = ""
    title: str = ""


def words(text: str, start: int, end: int, marks: Sequence[Mark], *, styled: bool = True) -> list[Piece]:
    """The pieces of `text` between two places. `marks` are in order and may overlap: the later one wins."""
    shown_to = min(end, start + LONGEST_SHOWN)
    stretches = _styled(text, start, shown_to) if styled and shown_to - start <= LONGEST_STYLED else iter([Stretch(start, shown_to)])
    pieces = [piece for stretch in stretches for piece in _cut(text, stretch, marks)]
    if shown_to < end:
        pieces.append(Piece(f" … {end - shown_to:,} more characters stand here in the document.", "left-out"))
    return pieces


def plain(text: str) -> list[Piece]:
    """A text that is no part of the document, with its hidden characters named."""
    return words(text, 0, len(text), (), styled=False)


def open_marks(pieces: Sequence[Piece], seen: set[int]) -> tuple[Piece, ...]:
    """The same pieces, the first of each mark told apart; `seen` remembers over several calls."""
    out = []
    for piece in pieces:
        first = piece.mark is not None and piece.mark.key not in seen
        if piece.mark is not None:
            seen.add(piece.mark.key)
        out.append(replace(piece, opens=True) if first else piece)
    return tuple(out)


def hidden_name(char: str) -> str:
    """What to call a character that shows nothing, or turns the reading order around; empty for all others."""
    category = unicodedata.category(char)
    if char in "\t\n" or (category not in {"Cf", "Cc"} and not 0xFE00 <= ord(char) <= 0xFE0E):
        return ""
    return f"U+{ord(char):04X} {unicodedata.name(char, 'CONTROL CHARACTER')}"


def count_hidden(text: str) -> int:
    return sum(1 for index in range(len(text)) if _hidden_at(text, index))


def _hidden_at(text: str, index: int) -> str:
    name = hidden_name(text[index])
    # Joined emoji and scripts that join their letters need this character to be read at all.
    joins = text[index] == "\u200d" and 0 < index < len(text) - 1 and ord(text[index - 1]) > 0x5FF and ord(text[index + 1]) > 0x5FF
    return "" if joins else name


def _styled(text: str, start: int, end: int, look: str = "", title: str = "") -> Iterator[Stretch]:
    at = start
    for match in INLINE.finditer(text, start, end):
        if match.start() < at:
            continue
        if match.start() > at:
            yield Stretch(at, match.start(), look, title)
        at = match.end()
        yield from _inner(text, match, look, title)
    if at < end:
        yield Stretch(at, end, look, title)


def _inner(text: str, match: re.Match[str], look: str, title: str) -> Iterator[Stretch]:
    if match["escape"]:
        yield Stretch(*match.span("char"), look, title)
    elif match["image"]:
        # An image is never fetched: its words stand for it.
        yield Stretch(*match.span("image"), f"{look} image".strip(), "An image. Images are not loaded.")
    else:
        group = next(name for name in STYLED if match[name] is not None)
        inner_look = f"{look} {STYLED[group]}".strip()
        if group in {"coded", "address"}:
            yield Stretch(*match.span(group), inner_look, title)
        else:
            yield from _styled(text, *match.span(group), inner_look, match["target"] or title)


def _cut(text: str, stretch: Stretch, marks: Sequence[Mark]) -> Iterator[Piece]:
    edges = {stretch.start, stretch.end}
    for mark in marks:
        edges |= {edge for edge in (mark.start, mark.end) if stretch.start < edge < stretch.end}
    suspect = not text[stretch.start : stretch.end].replace("\n", "").isprintable() or not text[stretch.start : stretch.end].isascii()
    hidden = {index: name for index in range(stretch.start, stretch.end) if suspect and (name := _hidden_at(text, index))}
    edges |= hidden.keys() | {index + 1 for index in hidden}
    cuts = sorted(edges)
    for start, end in pairwise(cuts):
        within = next((mark for mark in reversed(marks) if mark.start <= start and end <= mark.end), None)
        if start in hidden:
            yield Piece(hidden[start].split()[0], f"{stretch.look} hidden-char".strip(), hidden[start], within)
        else:
            yield Piece(text[start:end], stretch.look, stretch.title, within)
