"""Strict reading of the parts of an answer that something rests on, and of the headers that say when to ask again. Knows no vendor.

What is read here and is not as the vendor's description promises raises Drifted and names it; what nobody reads may be anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from followthrough.errors import Drifted

Json = dict[str, Any]  # a border
WAIT: Final = timedelta(seconds=60)  # where nobody says until when
LONGEST_WAIT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shape:
    """Reads the answers of one vendor, whose name stands in every complaint."""

    vendor: str

    def drifted(self, what: str) -> Drifted:
        return Drifted(f"{self.vendor}'s answer has no {what} as its description promises.")

    def mapping(self, value: object, what: str) -> Json:
        if not isinstance(value, dict):
            raise self.drifted(what)
        return value

    def sequence(self, value: object, what: str) -> list[Json]:
        if not isinstance(value, list):
            raise self.drifted(f"list of {what}")
        return [self.mapping(each, what) for each in value]

    def text(self, data: Json, name: str) -> str:
        value = data.get(name)
        if not isinstance(value, str) or not value:
            raise self.drifted(name)
        return value

    def number(self, data: Json, name: str) -> str:
        """An id that is a number there, as text."""
        value = data.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.drifted(name)
        return str(value)

    def moment(self, data: Json, name: str) -> datetime:
        try:
            return datetime.fromisoformat(self.text(data, name)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise Drifted(f"{self.vendor}'s {name} is not a time: {data.get(name)!r}.") from error

    def day(self, data: Json, name: str) -> date | None:
        value = data.get(name)
        if not value:
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError as error:
            raise Drifted(f"{self.vendor}'s {name} is not a date: {value!r}.") from error


def ask_again(headers: Mapping[str, str], *, now: datetime, reset: str = "") -> datetime:
    """When to go on: `Retry-After` in seconds or as a date, the moment (in seconds since 1970) in the header `reset`, else a minute.

    Whichever is later: both were promised. Never before now, never later than in a day.
    """
    told = [_after(headers.get("retry-after", ""), now=now), since_1970(headers.get(reset, "")) if reset else None]
    return min(max((moment for moment in told if moment is not None and moment > now), default=now + WAIT), now + LONGEST_WAIT)


def since_1970(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(text), UTC) if text.strip().isdigit() else None
    except (ValueError, OverflowError, OSError):
        return None


def _after(text: str, *, now: datetime) -> datetime | None:
    if text.strip().isdigit():
        return now + min(timedelta(seconds=int(text[:9])), LONGEST_WAIT)
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except ValueError:
        return None
