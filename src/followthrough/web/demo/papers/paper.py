"""What a postmortem says, before it is said in anybody's style."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from followthrough.core.item import Stated, Type


@dataclass(frozen=True, slots=True)
class Promise:
    """An action item as its author writes it down; what the author does not know is empty."""

    text: str
    type: Type
    owner: str = ""
    due: date | None = None
    ticket: str = ""
    criterion: str = ""
    stated: Stated = Stated.OPEN


@dataclass(frozen=True, slots=True)
class Paper:
    reference: str
    title: str
    began: datetime
    ended: datetime
    written: date
    severity: int
    services: tuple[str, ...]
    team: str
    author: str
    summary: str
    impact: str
    timeline: tuple[tuple[int, str], ...]
    factors: tuple[str, ...]
    well: tuple[str, ...]
    promises: tuple[Promise, ...]

    @property
    def minutes(self) -> int:
        return int((self.ended - self.began).total_seconds() // 60)

    def moments(self) -> Iterable[tuple[str, str]]:
        """The timeline with clock times; a day is named where it is another than the first."""
        for minute, words in self.timeline:
            moment = self.began + timedelta(minutes=minute)
            later = (moment.date() - self.began.date()).days
            yield f"{moment:%H:%M}" + (f" (+{later} d)" if later else ""), words


def spoken(day: date) -> str:
    """A date as people say it: 4 May 2026."""
    return f"{day.day} {day:%B %Y}"


def lasted(minutes: int) -> str:
    """A length of time as people say it."""
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, f"{rest} min"] if rest or not hours else parts)


def lines(*parts: str) -> str:
    """Parts of a document, a blank line between them."""
    return "\n\n".join(part for part in parts if part) + "\n"


def listed(entries: Iterable[str], *, mark: str = "-") -> str:
    return "\n".join(f"{mark} {entry}" for entry in entries)


def small(text: str) -> str:
    """A sentence's words for use inside another: the first letter small, unless it begins a name or an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
