"""When it is due, by a grammar of our own: what can be resolved becomes a date, what can't stays as words.

General date parsers are not used: on prose they find dates in "5min" and read "end of Q3" as a day of this month.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {name.lower(): number for number in range(1, 13) for name in (calendar.month_name[number], calendar.month_abbr[number])} | {
    "sept": 9
}
DAYS = {name.lower(): number for number in range(7) for name in (calendar.day_name[number], calendar.day_abbr[number])}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
SLASHED_ISO = re.compile(r"\b(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b")
MONTH_FIRST = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?\b", re.IGNORECASE)
DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})(?:,?\s+(\d{{4}}))?\b", re.IGNORECASE)
NUMERIC = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
END_OF_QUARTER = re.compile(r"\b(?:end\s+of|eo)\s*q([1-4])(?:\s*,?\s*'?(\d{4}))?\b", re.IGNORECASE)
END_OF_YEAR = re.compile(r"\bend\s+of\s+(?:the\s+year\s+)?(\d{4})\b", re.IGNORECASE)
END_OF_MONTH = re.compile(rf"\bend\s+of\s+({_MONTH})(?:\s+(\d{{4}}))?\b", re.IGNORECASE)
END_OF_THIS = re.compile(r"\b(?:end\s+of\s+(?:the\s+|this\s+)?(week|month|quarter|year)|eo([wmqy]))\b", re.IGNORECASE)
WITHIN = re.compile(r"\b(?:with)?in\s+(?:the\s+next\s+)?(\d{1,3}|one|two|three|four|six)\s+(day|week)s?\b", re.IGNORECASE)
WEEKDAY = re.compile(
    r"\b(?:by|before|on|until|next|this)\s+(?:next\s+|this\s+)?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b", re.IGNORECASE
)
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6}
# Words that speak of a time to come without naming it.
VAGUE = re.compile(
    r"\b(?:next\s+(?:sprint|week|month|quarter|year|release|iteration|cycle)|this\s+(?:sprint|week|month|quarter|year|iteration)|soon(?:ish)?|asap|eventually|"
    r"as\s+soon\s+as\s+possible|in\s+the\s+(?:coming|next)\s+(?:few\s+)?(?:days|weeks|months)|in\s+the\s+near\s+future|(?:by\s+|in\s+)?q[1-4](?:\s*'?\d{2,4})?|"
    r"(?:by\s+)?(?:end\s+of|eo)\s*q[1-4]|later\s+this\s+(?:week|month|quarter|year)|(?:short|long|medium)[\s-]term|when\s+time\s+permits|h[12]\s+\d{4}|"
    r"next\s+\d+\s+(?:days|weeks|months)|(?:mid|early|late)[\s-]" + _MONTH + r"|immediately)\b",
    re.IGNORECASE,
)
MARK = re.compile(
    r"[(\[]?\b(?:due(?:\s+date|\s+by|\s+on)?|deadline|eta|target(?:\s+date)?|by|until|no\s+later\s+than|before)\b\s*[:=]?\s*", re.IGNORECASE
)
AFTER_MARK = 40  # characters in which the date has to begin


@dataclass(frozen=True, slots=True)
class Due:
    """`day` is None where `words` can't be resolved; both are None where nothing is said."""

    day: date | None = None
    words: str | None = None


NOTHING = Due()


def due_in_cell(text: str, *, base: date | None) -> Due:
    """What a cell for the due date says."""
    text = text.strip()
    if re.fullmatch(r"\W*(?:n/?a|none|tbd|tba|\?+|-+|–|)\W*", text, re.IGNORECASE):
        return NOTHING
    found = resolve(text, base=base)
    return Due(found[0], text) if found else Due(None, text)


def find_due(text: str, *, base: date | None) -> tuple[Due, str]:
    """When a piece of work is due, and its words without the due mark. Only dates behind a mark count: others tell of the past."""
    for mark in MARK.finditer(text):
        behind = text[mark.end() : mark.end() + AFTER_MARK + 30]
        found = resolve(behind, base=base)
        if found and found[1] <= 4:
            day, begins, ends = found
            said = (
                behind[begins:ends]
                if re.search(r"due|deadline|eta|target", mark[0], re.IGNORECASE)
                else (mark[0] + behind[:ends]).strip(" ([")
            )
            return Due(day, said), _without(text, mark.start(), mark.end() + ends)
        vague = VAGUE.match(behind)
        if vague:
            return Due(None, vague[0]), text
    within = WITHIN.search(text)
    if within and base:
        found = resolve(within[0], base=base)
        if found:
            return Due(found[0], within[0]), text
    vague = VAGUE.search(text)
    return (Due(None, vague[0]) if vague else NOTHING), text


def resolve(text: str, *, base: date | None) -> tuple[date, int, int] | None:
    """The first date in a text that can be resolved, with the place it begins and ends; `base` is the document's own date."""
    best: tuple[date, int, int] | None = None
    for pattern, reading in READINGS:
        match = pattern.search(text)
        if match is None or (best is not None and match.start() >= best[1]):
            continue
        try:
            day = reading(match, base)
        except ValueError:  # 31 February
            continue
        if day is not None:
            best = (day, match.start(), match.end())
    return best


def _iso(match: re.Match[str], base: date | None) -> date | None:  # noqa: ARG001
    return date(int(match[1]), int(match[2]), int(match[3]))


def _month_first(match: re.Match[str], base: date | None) -> date | None:
    return _in_year(match[3], _month(match[1]), int(match[2]), base)


def _day_first(match: re.Match[str], base: date | None) -> date | None:
    return _in_year(match[3], _month(match[2]), int(match[1]), base)


def _numeric(match: re.Match[str], base: date | None) -> date | None:  # noqa: ARG001
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first > 12:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    return date(year, first, second) if first == second else None  # 3/7: March or July? Nobody can say.


def _end_of_quarter(match: re.Match[str], base: date | None) -> date | None:
    year = int(match[2]) if match[2] else base.year if base else None
    if year is None:
        return None
    day = _last_of(year, int(match[1]) * 3)
    return day if match[2] or base is None or day >= base else _last_of(year + 1, int(match[1]) * 3)


def _end_of_year(match: re.Match[str], base: date | None) -> date | None:  # noqa: ARG001
    return date(int(match[1]), 12, 31)


def _end_of_month(match: re.Match[str], base: date | None) -> date | None:
    year = int(match[2]) if match[2] else base.year if base else None
    if year is None:
        return None
    day = _last_of(year, _month(match[1]))
    return day if match[2] or base is None or day >= base else _last_of(year + 1, day.month)


def _end_of_this(match: re.Match[str], base: date | None) -> date | None:
    if base is None:
        return None
    match (match[1] or match[2]).lower()[0]:
        case "w":
            return base + timedelta(days=(4 - base.weekday()) % 7)
        case "m":
            return _last_of(base.year, base.month)
        case "q":
            return _last_of(base.year, (base.month + 2) // 3 * 3)
        case _:
            return date(base.year, 12, 31)


def _within(match: re.Match[str], base: date | None) -> date | None:
    count = NUMBERS.get(match[1].lower()) or int(match[1])
    return base + timedelta(days=count * (7 if match[2].lower() == "week" else 1)) if base else None


def _weekday(match: re.Match[str], base: date | None) -> date | None:
    if base is None:
        return None
    return base + timedelta(days=(DAYS[match[1].lower()] - base.weekday() - 1) % 7 + 1)


READINGS = (
    (ISO, _iso),
    (SLASHED_ISO, _iso),
    (END_OF_QUARTER, _end_of_quarter),
    (END_OF_YEAR, _end_of_year),
    (END_OF_MONTH, _end_of_month),
    (MONTH_FIRST, _month_first),
    (DAY_FIRST, _day_first),
    (NUMERIC, _numeric),
    (END_OF_THIS, _end_of_this),
    (WITHIN, _within),
    (WEEKDAY, _weekday),
)


def _month(name: str) -> int:
    return MONTHS[name.lower().rstrip(".")]


def _in_year(year: str | None, month: int, day: int, base: date | None) -> date | None:
    """A date without a year is the next such day on or after the document's own."""
    if year:
        return date(int(year), month, day)
    if base is None:
        return None
    found = date(base.year, month, day)
    return found if found >= base else date(base.year + 1, month, day)


def _last_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _without(text: str, start: int, end: int) -> str:
    rest = f"{text[:start].rstrip(' ([')} {text[end:].lstrip(' )],.;')}"
    return re.sub(r"\s{2,}", " ", rest).strip(" ,;:-–—")
