"""The minutes of a review as Markdown: who was there, what was decided of each item, what is carried over. Counts nothing by person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")
_FIRST = re.compile(r"^(\s*)([-+=>]|\d+[.)])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Point:
    """One entry of the agenda and what came of it. `outcome` is empty where it was carried over or settled elsewhere."""

    text: str
    incident: str
    address: str
    why: str
    outcome: str = ""
    words: str = ""
    change: str = ""  # what the outcome changed: the dates, the owners
    by: str = ""
    elsewhere: str = ""  # how it ended without an outcome of the review


@dataclass(frozen=True, slots=True)
class Sequel:
    """What has become of an outcome of the review before, as of this one."""

    text: str
    address: str
    outcome: str
    now: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything that the minutes say; people by name, in the order of the alphabet."""

    title: str
    opened_on: date
    finished_on: date | None
    team: str
    people: tuple[str, ...]
    points: tuple[Point, ...]
    words: str = ""
    sequels: tuple[Sequel, ...] = ()

    @property
    def decided(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.outcome)

    @property
    def carried_over(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if not point.outcome and not point.elsewhere)

    @property
    def settled_elsewhere(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.elsewhere and not point.outcome)


def markdown(minutes: Minutes) -> str:
    """The minutes as Markdown. What people wrote is escaped: it can neither become markup nor end a list."""
    return "\n".join(_lines(minutes)).rstrip() + "\n"


def _lines(minutes: Minutes) -> Iterator[str]:
    yield f"# {plain(minutes.title)}"
    yield ""
    yield f"Opened {minutes.opened_on:%Y-%m-%d}, " + (
        f"finished {minutes.finished_on:%Y-%m-%d}." if minutes.finished_on else "not finished yet."
    )
    yield f"For {plain(minutes.team) if minutes.team else 'all teams'}. There: {plain(', '.join(minutes.people)) or 'nobody'}."
    if minutes.words:
        yield from ("", *(f"> {plain(line)}".rstrip() for line in minutes.words.splitlines()))
    yield from _section("What was decided", [_decided(point) for point in minutes.decided])
    yield from _section("Settled meanwhile", [f"{_head(point)}: {plain(point.elsewhere)}" for point in minutes.settled_elsewhere])
    yield from _section("Carried over", [f"{_head(point)}: {plain(point.why)}" for point in minutes.carried_over])
    yield from _section("What became of the last review's outcomes", [_sequel(sequel) for sequel in minutes.sequels])


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", f"## {title} ({len(lines)})", "", *(f"- {line}" for line in lines))


def _decided(point: Point) -> str:
    change = f" ({plain(point.change)})" if point.change else ""
    words = f" “{plain(point.words)}”" if point.words else ""
    by = f" — {plain(point.by)}" if point.by else ""
    return f"{_head(point)}: **{plain(point.outcome)}**{change}.{words}{by}"


def _sequel(sequel: Sequel) -> str:
    return f"[{plain(sequel.text)}](<{sequel.address}>): {plain(sequel.outcome)}, now {plain(sequel.now)}"


def _head(point: Point) -> str:
    return f"[{plain(point.text)}](<{point.address}>) ({plain(point.incident)})"


def plain(text: str) -> str:
    """Words of people as one line in which nothing is markup."""
    line = " ".join(text.split())
    return _FIRST.sub(lambda found: f"{found[1]}\\{found[2]}" if not found[2][0].isdigit() else _numbered(found), _MARKS.sub(r"\\\1", line))


def _numbered(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2][:-1]}\\{found[2][-1]}"
