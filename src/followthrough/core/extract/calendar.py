"""Dates in the words of a document to calendar days. Knows no clock: what is relative counts from the document's own date."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from followthrough.core.pattern import Pattern

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}
MONTHS["sept"] = 9
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)} | {
    name.lower(): number for number, name in enumerate(calendar.day_abbr)
}
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAY = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
YEAR = r"(?:19|2\d)\d\d"
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER = {"a": 1} | {word: number for number, word in enumerate(_NUMBERS)}

ISO = Pattern(rf"(?<!\d)({YEAR})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?!\d)")
DAY_MONTH = Pattern(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?({MONTH})\b\.?(?:,?[ -]({YEAR})\b)?", re.IGNORECASE)
MONTH_DAY = Pattern(rf"\b({MONTH})\b\.? (\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,? ({YEAR})\b)?", re.IGNORECASE)
NUMERIC = Pattern(rf"(?<![\d/.-])(\d{{1,2}})([/.-])(\d{{1,2}})\2({YEAR})(?!\d)")
SHORT = Pattern(r"^\s*(\d{1,2})/(\d{1,2})\s*$")
# "30.06." and "30.06.26", as much of Europe writes: the point after the month tells it from a version
DOTTED = Pattern(r"^\s*(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{2}))?\s*$")
END_OF = Pattern(
    rf"\b(?:the )?end (?:of )?(?:the |this |next )?(?:q([1-4])(?:[ ,]+({YEAR}))?|({MONTH})(?: ({YEAR}))?|({YEAR})"
    rf"|(quarter|month|year|week))\b"
    rf"|\b(eo[qmyw])\b(?: ({YEAR}))?",
    re.IGNORECASE,
)
IN_DAYS = Pattern(
    r"\b(?:within|in)(?: the next)? (\d{1,3}|a|one|two|three|four|five|six|seven|eight|nine|ten|twelve) (day|week|month)s?\b", re.IGNORECASE
)
ON_WEEKDAY = Pattern(rf"\b(next |this |by |on )({WEEKDAY})\b", re.IGNORECASE)
TOMORROW = Pattern(r"\btomorrow\b", re.IGNORECASE)


def read_date(text: str, base: date | None) -> date | None:
    """The first day that words name; None where they name none, or not clearly."""
    return _absolute(text, base) or _end_of(text, base) or (None if base is None else _relative(text, base))


def _absolute(text: str, base: date | None) -> date | None:
    if found := ISO.search(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := DAY_MONTH.search(text):
        return _in_year(found[3], MONTHS[found[2].lower()], int(found[1]), base)
    if found := MONTH_DAY.search(text):
        return _in_year(found[3], MONTHS[found[1].lower()], int(found[2]), base)
    if found := NUMERIC.search(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == ".":  # only written day first
            return _day(year, second, first)
        if first > 12 or first == second:
            return _day(year, second, first)
        # 03/04/2026 is one day in Boston and another in Berlin: clear where only one of them is still to come.
        return _day(year, first, second) if second > 12 else _to_come(_day(year, first, second), _day(year, second, first), base)
    if found := DOTTED.match(text):
        return _in_year(f"20{found[3]}" if found[3] else None, int(found[2]), int(found[1]), base)
    if (found := SHORT.match(text)) and (first := int(found[1])) != (second := int(found[2])) and max(first, second) > 12:
        return _in_year(None, min(first, second), max(first, second), base)
    return None


def _end_of(text: str, base: date | None) -> date | None:
    found = END_OF.search(text)
    if not found:
        return None
    quarter, of_year, month, month_year, year, unit, short, short_year = found.groups()
    when = base
    if "next " in found[0].lower() and unit and base:
        when = _shifted(base, unit.lower())
    if year:
        return date(int(year), 12, 31)
    if quarter:
        return _end_of_named(of_year, int(quarter) * 3, base)
    if month:
        return _end_of_named(month_year, MONTHS[month.lower()], base)
    letter = (unit or short[-1]).lower()[0]
    if letter == "y" and short_year:
        return date(int(short_year), 12, 31)
    return None if when is None else _end_of_unit(letter, when)


def _end_of_named(year: str | None, month: int, base: date | None) -> date | None:
    if year:
        return _last(int(year), month)
    if base is None:
        return None
    here = _last(base.year, month)
    return here if here >= base else _last(base.year + 1, month)


def _end_of_unit(letter: str, when: date) -> date:
    match letter:
        case "w":
            return when + timedelta(days=(4 - when.weekday()) % 7)
        case "m":
            return _last(when.year, when.month)
        case "q":
            return _last(when.year, (when.month + 2) // 3 * 3)
        case _:
            return date(when.year, 12, 31)


def _shifted(base: date, unit: str) -> date:
    if unit == "week":
        return base + timedelta(days=7)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    return _months_on(base, months)


def _relative(text: str, base: date) -> date | None:
    if found := IN_DAYS.search(text):
        count = int(found[1]) if found[1].isdigit() else NUMBER[found[1].lower()]
        if found[2].lower() == "month":
            return _months_on(base, count)
        return base + timedelta(days=count * (7 if found[2].lower() == "week" else 1))
    if found := ON_WEEKDAY.search(text):
        day = WEEKDAYS[found[2].lower()[:3]]
        if found[1].lower() == "next ":  # that of the week to come, as most people mean it
            return base + timedelta(days=7 - base.weekday() + day)
        return base + timedelta(days=(day - base.weekday()) % 7 or 7)
    if TOMORROW.search(text):
        return base + timedelta(days=1)
    return None


def _months_on(base: date, months: int) -> date:
    year, month = divmod(base.month - 1 + months, 12)
    return date(base.year + year, month + 1, min(base.day, calendar.monthrange(base.year + year, month + 1)[1]))


def _in_year(year: str | None, month: int, day: int, base: date | None) -> date | None:
    """A day without its year is the next one after the document's own date; a few days before it still count as meant."""
    if year:
        return _day(int(year), month, day)
    if base is None:
        return None
    here = _day(base.year, month, day)
    if here is not None and here < base - timedelta(days=31):
        return _day(base.year + 1, month, day)
    return here


def is_ambiguous(text: str) -> bool:
    """Whether words hold a date that is one day in Boston and another in Berlin."""
    found = NUMERIC.search(text)
    return found is not None and found[2] != "." and found[1] != found[3] and max(int(found[1]), int(found[3])) <= 12


def _to_come(one: date | None, other: date | None, base: date | None) -> date | None:
    """The one of two days that lies within a year after the document's own, where the other does not."""
    if base is None:
        return None
    likely = [day for day in (one, other) if day is not None and base <= day <= base + timedelta(days=366)]
    return likely[0] if len(likely) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
