"""The register of decisions: which are in force, which come back and when, what changed between two days. Decides nothing itself.

Each function takes the day it is asked for, so that a past day shows the register as it stood. Nothing is counted by person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = 14  # days: what comes back before the next review


class Kind(StrEnum):
    """What was decided."""

    RISK_ACCEPTED = "risk_accepted"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    SPLIT = "split"
    MERGED = "merged"
    REDATED = "redated"


class Ended(StrEnum):
    """How a decision ceased to hold."""

    CAME_BACK = "came back"  # an accepted risk, on its day or because its incident repeated
    REOPENED = "reopened"
    TAKEN_BACK = "taken back"


class Standing(StrEnum):
    """How a decision stands on a day; `DUE_BACK` is in force too, and not for long."""

    DUE_BACK = "due back"
    IN_FORCE = "in force"
    CAME_BACK = "came back"
    ENDED = "ended"


IN_FORCE = frozenset({Standing.DUE_BACK, Standing.IN_FORCE})


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the register. Days are those of the organisation's time zone."""

    number: int
    item: int
    text: str  # of the item
    incident: str  # its reference
    kind: Kind
    reason: str
    by: str
    on: date
    address: str = ""  # of the item's page
    team: str = ""
    severity: int | None = None
    impact: str = ""
    until: date | None = None  # an accepted risk comes back on this day
    due_before: date | None = None  # of a new date: from when to when
    due_after: date | None = None
    into: tuple[str, ...] = ()  # what stands in the item's place, in words
    ended_on: date | None = None
    ended: Ended | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which decisions one wants to see; what is empty asks for nothing."""

    kinds: frozenset[Kind] = frozenset()
    standings: frozenset[Standing] = frozenset()
    teams: frozenset[str] = frozenset()
    severities: frozenset[int | None] = frozenset()
    incident: str = ""
    words: str = ""  # each of them somewhere in the item, the reason or the impact
    since: date | None = None  # decided on this day or later
    until: date | None = None


ALL = Filter()


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that was made, or that ceased to hold, on a day; `what` says so in words."""

    decision: Decision
    on: date
    made: bool
    what: str


def standing(decision: Decision, *, on: date, within: int = SOON) -> Standing | None:
    """How the decision stood on a day; None before it was made. On the day on which it ended it holds no more."""
    if decision.on > on:
        return None
    if decision.ended_on is not None and decision.ended_on <= on:
        return Standing.CAME_BACK if decision.ended is Ended.CAME_BACK else Standing.ENDED
    if decision.until is not None and decision.until <= on + timedelta(days=within):
        return Standing.DUE_BACK
    return Standing.IN_FORCE


def register(decisions: Iterable[Decision], *, on: date, wanted: Filter = ALL, within: int = SOON) -> list[Decision]:
    """The decisions that are asked for: those due back first stand first, then the newest; what has ended stands last."""
    found = [(stands, one) for one in decisions if (stands := standing(one, on=on, within=within)) is not None]
    asked = [(stands, one) for stands, one in found if _asked(one, stands, wanted)]
    return [one for _, one in sorted(asked, key=lambda pair: _place(*pair))]


def in_force(decisions: Iterable[Decision], *, on: date) -> list[Decision]:
    """What holds on a day, those that come back first in front."""
    return register(decisions, on=on, wanted=Filter(standings=IN_FORCE))


def due_back(decisions: Iterable[Decision], *, on: date, within: int = SOON) -> list[Decision]:
    """The accepted risks that come back within so many days, and those that should have and did not."""
    return register(decisions, on=on, wanted=Filter(standings=frozenset({Standing.DUE_BACK})), within=within)


def changes(decisions: Iterable[Decision], *, since: date, until: date) -> list[Change]:
    """What was decided, and what ceased to hold, after the day `since` and by the end of the day `until`; in order of the days."""
    found: list[Change] = []
    for one in decisions:
        if since < one.on <= until:
            found.append(Change(one, one.on, True, said(one)))
        if one.ended_on is not None and since < one.ended_on <= until and one.on <= one.ended_on:
            found.append(Change(one, one.ended_on, False, _ended(one)))
    return sorted(found, key=lambda change: (change.on, change.decision.number, not change.made))


def said(decision: Decision) -> str:
    """What was decided, in words."""
    match decision.kind:
        case Kind.RISK_ACCEPTED:
            return f"risk accepted until {decision.until:%Y-%m-%d}" if decision.until else "risk accepted"
        case Kind.REDATED if decision.due_before and decision.due_after:
            return f"moved from {decision.due_before:%Y-%m-%d} to {decision.due_after:%Y-%m-%d}"
        case Kind.REDATED:
            return "given a new date"
        case Kind.SPLIT | Kind.MERGED if decision.into:
            return f"{decision.kind.value} into {_listed(decision.into)}"
        case Kind.SUPERSEDED if decision.into:
            return f"superseded by {_listed(decision.into)}"
        case _:
            return decision.kind.value


def _asked(one: Decision, stands: Standing, wanted: Filter) -> bool:
    said_of_it = f"{one.text} {one.reason} {one.impact}".casefold()
    return (
        (not wanted.kinds or one.kind in wanted.kinds)
        and (not wanted.standings or stands in wanted.standings)
        and (not wanted.teams or one.team in wanted.teams)
        and (not wanted.severities or one.severity in wanted.severities)
        and (not wanted.incident or one.incident.casefold() == wanted.incident.casefold())
        and (wanted.since is None or one.on >= wanted.since)
        and (wanted.until is None or one.on <= wanted.until)
        and all(word in said_of_it for word in wanted.words.casefold().split())
    )


def _place(stands: Standing, one: Decision) -> tuple[bool, date, int, int]:
    comes_back = one.until if one.until is not None and stands in IN_FORCE else date.max
    return stands not in IN_FORCE, comes_back, -one.on.toordinal(), -one.number


def _ended(one: Decision) -> str:
    how = (one.ended or Ended.REOPENED).value
    return f"{how}, after it was {said(one)}" if one.ended is not Ended.CAME_BACK else "came back from an accepted risk"


def _listed(names: tuple[str, ...]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
