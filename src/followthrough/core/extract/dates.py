"""When an item is due, in the document's words and as a day. What dates mean is `calendar.py`'s affair."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from followthrough.core.extract.calendar import MONTH, WEEKDAY, YEAR, read_date

_DAY = (
    rf"{YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]{YEAR}|\d{{1,2}}(?:st|nd|rd"
    rf"|th)?[ -](?:of )?{MONTH}\b\.?(?:,?[ -]{YEAR})?"
    rf"|{MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,? {YEAR})?"
)
_PERIOD = (
    rf"(?:the )?(?:end|middle|beginning|start) of (?:the |this |next )?(?:q[1-4](?:[ ,]+{YEAR})?|{MONTH}(?: {YEAR})?"
    rf"|{YEAR}|quarter|month|year|week|sprint)"
    rf"|eo[qmyw]\b(?: {YEAR})?|(?:(?:early|late|mid)[ -])?q[1-4]\b(?:[ ,/]+{YEAR})?|(?:(?:early|late|mid)[ -])?{MONTH},? {YEAR}"
    rf"|h[12] {YEAR}|(?:this|next|the (?:next|coming|following)) (?:week|sprint|month|quarter|year|release|iteration"
    rf"|{WEEKDAY}|few (?:days|weeks|months))\b"
)
_VAGUE = (
    r"asap|as soon as possible|soon|immediately|eventually|tbd|(?:in )?the (?:near|not too distant|coming) (?:future"
    r"|weeks|days|months)|later(?: this (?:week|month|quarter|year))?"
)
_SPAN = r"(?:\d{1,3}|a|one|two|three|four|five|six|couple of|few) (?:business |working )?(?:days?|weeks?|months?|sprints?|quarters?)"
_ANY = rf"(?:{_DAY}|{_PERIOD})"
_LABELLED = re.compile(
    r"\b(?:due(?: date| by| on)?|deadline|eta|target(?: date| completion)?|by when|complete by"
    r"|expected(?: by)?)\s*[:=–-]\s*([^\n|;)\]]{2,40})",
    re.IGNORECASE,
)
_BY = re.compile(
    rf"\b(?:by|before|due(?: on| by| in)?|no later than|not later than|on or before|eta|target(?:ing|ed for)?) +({_ANY}"
    rf"|(?:next |this )?{WEEKDAY}\b)",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    rf"\b((?:within|over|in|for)(?: the)?(?: next| coming)? {_SPAN})\b(?! (?:of|after|old|ago|before|retention))", re.IGNORECASE
)
_IN = re.compile(
    rf"\b((?:in|during|for) (?:{_PERIOD}|the [\w.]+ release)|in (?:the coming|a few|a couple of|the next few) (?:days"
    rf"|weeks|months)|(?:in )?the near future|in the coming (?:days|weeks|months)|(?:this|next|the (?:next"
    rf"|coming)) (?:sprint|quarter|week|month)\b|asap\b|as soon as possible)",
    re.IGNORECASE,
)
_ENDING = re.compile(rf"[(\[–—-]\s*(?:by )?({_ANY})\s*[)\]]?\s*$", re.IGNORECASE)
_CELL_NONE = re.compile(r"^[\s\-–—?.]*$|^(?:n/?a|none|tbd|tba|\?+)$", re.IGNORECASE)
# "Next 2 weeks" and "This quarter" over a list hold for each entry of it.
_HORIZON = re.compile(
    rf"^\W*((?:within |in |over )?(?:the )?next {_SPAN}|{_PERIOD}|within {_SPAN}|this {WEEKDAY}|immediately|asap)\b", re.IGNORECASE
)
_CONDITION = re.compile(r"(?<!how )\b((?:before|once|as soon as) (?:we|the|this|it|they) (?:(?!and\b)[^\s.;,()]+ ?){2,10})", re.IGNORECASE)
_NO_CONDITION = re.compile(r"\b(?:how|when|what|whether|can|so)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Due:
    """The words that say when, and the day they mean; None where nobody could say."""

    on: date | None = None
    raw: str | None = None


def due_in_cell(cell: str, base: date | None) -> Due:
    """What a due-date column says."""
    words = cell.strip()
    if not words or _CELL_NONE.match(words):
        return Due()
    return Due(_day(words, base), words[:80])


def due_in_text(text: str, base: date | None) -> Due:
    """What the words of an item say, if they say when."""
    if found := _LABELLED.search(text):
        words = found[1].strip(" .,*_")
        return due_in_cell(words, base)
    if found := _BY.search(text):
        return Due(_day(found[1], base) or read_date("by " + found[1], base), found[1].strip())
    if found := _ENDING.search(text):
        return Due(_day(found[1], base), found[1].strip())
    if found := _WITHIN.search(text):
        resolvable = found[1].lower().startswith(("within", "in "))
        return Due(read_date(found[1], base) if resolvable else None, found[1].strip())
    if found := _IN.search(text):
        return Due(None, found[1].strip())
    if (found := _CONDITION.search(text)) and not _NO_CONDITION.search(text[: found.start()]):
        return Due(None, found[1].strip())
    return Due()


def due_in_headings(headings: tuple[str, ...]) -> Due:
    """The horizon that the nearest heading sets, in its own words."""
    for heading in reversed(headings):
        if found := _HORIZON.match(heading[:200]):
            return Due(None, found[1].strip())
    return Due()


def without_due(text: str) -> str:
    """An item's words without a bracket that holds nothing but its date."""
    return _BRACKETED.sub("", text)


def _day(words: str, base: date | None) -> date | None:
    return read_date(words, base)


_BRACKETED = re.compile(
    rf"\s*[(\[]\s*(?:(?:due(?: date| by| on)?|deadline|eta|target(?: date)?|by)\s*[:=–-]?\s*)?(?:{_ANY})\s*[)\]]"
    r"|\s*[(\[]\s*(?:due(?: date| by| on)?|deadline|eta|target(?: date)?)\s*[:=–-]\s*[^()\[\]]{1,40}[)\]]",
    re.IGNORECASE,
)
