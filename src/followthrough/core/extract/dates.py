"""When an item is due, in the document's words and as a day. What dates mean is `calendar.py`'s affair."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from followthrough.core.extract.calendar import MONTH, WEEKDAY, YEAR, read_date
from followthrough.core.pattern import Pattern

_LONGEST = 4000  # characters that are looked at
_NEAR = 30  # characters before a date in which "by" stands
# Words without which nothing here is said; cheaper to look for than dates.
_HINTS = (
    "by ",
    "until ",
    "due",
    "before ",
    "within",
    "next ",
    "this ",
    "end of",
    "eo",
    "soon",
    "asap",
    "as soon",
    "future",
    "coming",
    "once ",
    "deadline",
    "eta",
    "in a ",
    "days",
    "weeks",
    "months",
    "sprint",
)
DAY = (
    rf"{YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]{YEAR}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ -](?:of )?{MONTH}\b\.?(?:,?[ -]{YEAR})?|{MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,? {YEAR})?"
)
PERIOD = (
    rf"(?:the )?(?:end|middle|beginning|start) of (?:the |this |next )?(?:q[1-4](?:[ ,]+{YEAR})?|{MONTH}(?: {YEAR})?|{YEAR}|quarter|month"
    rf"|year|week|sprint)\b|eo[qmyw]\b(?: {YEAR})?|(?:(?:early|late|mid)[ -])?q[1-4]\b(?:[ ,/]+{YEAR})?"
    rf"|tomorrow\b|(?:(?:early|late|mid)[ -])?{MONTH},? {YEAR}|(?:early|late|mid)[ -]{MONTH}\b"
    rf"|h[12] {YEAR}|(?:next |this )?{WEEKDAY}\b|(?:this|next|the (?:next|coming|following)) (?:week|sprint|month|quarter|year|release"
    r"|iteration|few (?:days|weeks|months))\b|the [\w.]+ release\b"
)
_SPAN = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|a couple of|a few|few|the next few|the coming) "
    r"(?:business |working )?(?:days?|weeks?|months?|sprints?|quarters?)"
)
_PHRASE = Pattern(rf"(?<![\w./-])(?:({DAY})|({PERIOD}))", re.IGNORECASE)
_BEFORE = Pattern(
    r"(?:^|[\s(\[,;])(?:by|before|until|till|due(?: on| by| in| date)?|no later than|not later than|on or before|deadline|eta|target(?:ing"
    r"|ed for)?)[ :]+(?:the )?$",
    re.IGNORECASE,
)
_DURING = Pattern(r"(?:^|[\s(\[])(in|during|for) $", re.IGNORECASE)
_OPENED = Pattern(r"(?:[(\[–—→-]|[-=]>)\s*$")
_CLOSED = Pattern(r"[\s.)\]]*$")
_LABELLED = Pattern(
    r"\b(?:due(?: date| by| on)?|deadline|eta|target(?: date| completion)?|by when|complete by|expected(?: by)?)"
    r"\s*[:=]\s*([^\n|;)\],]{2,40}(?:, \d{4})?)",
    re.IGNORECASE,
    needs=(":", "="),
)
# "due 04/15": without its year only behind a word that makes it a date
_SHORT_DAY = Pattern(
    r"\b(?:by|before|due(?: on| by| date)?|deadline|eta|target(?:ing)?)[ :]+(\d{1,2}/\d{1,2})(?![\d/])", re.IGNORECASE, needs=("/",)
)
_WITHIN = Pattern(
    rf"\b((?:within|over|in)(?: the)?(?: next| coming)? {_SPAN})\b(?! (?:of|after|old|ago|before|retention))",
    re.IGNORECASE,
    needs=("within", "over ", "in "),
)
_VAGUE = Pattern(
    r"\b((?:in )?the (?:near|not too distant) future|as soon as possible|(?<!as )soon(?! as)|asap|(?:this"
    r"|next) (?:sprint|quarter|month|week))\b",
    re.IGNORECASE,
    needs=("future", "soon", "asap", "sprint", "quarter", "month", "week"),
)
_CELL_NONE = Pattern(r"[\s\-–—?.]*|n/?a|none|tbd|tba|\?+", re.IGNORECASE)
_BY_IN_HEADING = Pattern(
    rf"\b(?:by|before|due|until|deadline|target)\b[ :]+(?:the )?({DAY})|\b(?:by|before|due|until)\b[ :]+({PERIOD})", re.IGNORECASE
)
# "Next 2 weeks" and "This quarter" over a list hold for each entry of it.
_HORIZON = Pattern(rf"\W*((?:within |in |over )?(?:the )?next {_SPAN}|within {_SPAN}|immediately|asap)\b", re.IGNORECASE, longest=200)
_CONDITION = Pattern(
    r"(?<!how )\b((?:before|once|as soon as) (?:we|the|this|it|they) (?:(?!and\b)[^\s.;,()\[\]]{1,40} ?){2,10})",
    re.IGNORECASE,
    needs=("before ", "once ", "as soon as "),
)
_NO_CONDITION = Pattern(r"\b(?:how|when|what|whether|can|so)\b", re.IGNORECASE)
# "… - Bob - 2026-04-09", "…; due 3 May": a date behind a mark of its own
DATE_LAST = Pattern(
    r"\s*[-–—,|;(\[.]\s+(?:(?:due|by|eta|deadline|target)\b[\s:]*(?:by |on )?|before )?"
    rf"(?:{DAY}|{PERIOD})\s*[)\]]?\s*\.?$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"\.\s+(?=[A-Z])")
_BRACKET = Pattern(r"\s*[(\[]([^()\[\]]{2,60})[)\]]", needs=("(", "["))
_LABEL = Pattern(r"\s*(?:(?:due(?: date| by| on)?|deadline|eta|target(?: date)?|by)\s*[:=–-]?\s*)", re.IGNORECASE, longest=200)


class Due(NamedTuple):
    """The words that say when, and the day they mean; None where nobody could say."""

    on: date | None = None
    raw: str | None = None


def due_in_cell(cell: str, base: date | None) -> Due:
    """What a due-date column says."""
    words = cell.strip()
    if not words or _CELL_NONE.fullmatch(words):
        return Due()
    return Due(read_date(words, base), words[:80])


def due_in_text(text: str, base: date | None) -> Due:
    """What the words of an item say, if they say when."""
    text = text[:_LONGEST]
    if not _may_say_when(text):
        return Due()
    if found := _LABELLED.search(text):
        return due_in_cell(_SENTENCE_END.split(found[1], 1)[0].strip(" .,*_"), base)
    if (due := _by_phrase(text, base)).raw:
        return due
    if found := _SHORT_DAY.search(text):
        return Due(read_date(found[1], base), found[1])
    if found := _WITHIN.search(text):
        resolvable = found[1].lower().startswith(("within", "in "))
        return Due(read_date(found[1], base) if resolvable else None, found[1].strip())
    if found := _VAGUE.search(text):
        return Due(None, found[1])
    if (found := _CONDITION.search(text)) and not _NO_CONDITION.search(text[: found.start()]):
        return Due(None, found[1].strip())
    return Due()


def due_in_headings(headings: tuple[str, ...], base: date | None = None) -> Due:
    """The horizon that the nearest heading sets, in its own words."""
    for heading in reversed(headings):
        words = heading[:200].strip(" :*")
        if not _may_say_when(words):
            continue
        if found := _HORIZON.match(words):
            return Due(None, found[1].strip())
        if (found := _PHRASE.match(words)) or (found := _BY_IN_HEADING.search(words)):
            raw = (found[1] or found[2] or found[0]).strip()
            return Due(read_date(raw, base), raw)
    return Due()


def without_due(text: str) -> str:
    """An item's words without a bracket that holds nothing but its date."""
    for found in reversed(list(_BRACKET.finditer(text[:_LONGEST]))):
        said = found[1]
        label = _LABEL.match(said)
        rest = said[label.end() :] if label else said
        if (label and said[: label.end()].rstrip().endswith((":", "="))) or _PHRASE.fullmatch(rest.strip()):
            text = text[: found.start()] + text[found.end() :]
    return text


def _may_say_when(text: str) -> bool:
    lower = text.lower()
    return any(hint in lower for hint in _HINTS) or any(character.isdigit() for character in lower)


def _by_phrase(text: str, base: date | None) -> Due:
    """A date or a period that "by", "in" or a bracket makes a due date."""
    for found in _PHRASE.finditer(text):
        words = found[0].strip()
        before = text[max(0, found.start() - _NEAR) : found.start()]
        if _BEFORE.search(before):
            return Due(read_date(words, base) or read_date(f"by {words}", base), words)
        if _OPENED.search(before) and _CLOSED.match(text, found.end()):
            return Due(read_date(words, base), words)
        if found[2] and (during := _DURING.search(before)) and not words.lower().endswith("day"):
            return Due(None, f"{during[1]} {words}")
    return Due()
