"""What stands on a review's agenda, and why: each open item that gives a reason, once, under its first reason. Ranks no person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

BETWEEN = timedelta(days=14)  # how far back "new" reaches where there was no review before
OFTEN_MOVED = 2
OFTEN_ON_TRACK = 2


class Reason(StrEnum):
    """Why an item is on the agenda, in the order in which they are talked about."""

    DECISION = "decision"
    OVERDUE = "overdue"
    BLOCKED = "blocked"
    RETURNED = "returned"
    SLIPPED = "slipped"
    UNTOUCHED = "untouched"
    OWNER_GONE = "owner_gone"
    NEW = "new"
    CARRIED = "carried"


ORDER = {reason: number for number, reason in enumerate(Reason)}


class Policy(Protocol):
    """The part of a team's policy that an agenda asks for."""

    @property
    def untouched_days(self) -> int: ...
    @property
    def unstarted_days(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Thresholds:
    """After how many days an item has been left alone: by all, and by who owns it and has never begun."""

    untouched_days: int = 30
    unstarted_days: int = 21


USUAL = Thresholds()


@dataclass(frozen=True, slots=True)
class OnTable:
    """What the agenda has to know of an open item. Days are those of the organisation's time zone."""

    item: int
    accepted_on: date
    due: date
    touched_on: date  # the last day on which somebody or its ticket did something to it
    severity: int | None = None  # of its incident: 1 is the worst
    slips: int = 0
    needs_decision: bool = False
    blocked_by: str = ""
    blocked_until: date | None = None
    returned_on: date | None = None  # from an accepted risk, and nobody has decided since
    owner: str = ""
    owner_is_here: bool = True
    owned_since: date | None = None
    owner_touched: bool = True  # whether the owner has done anything to it since it is theirs
    asked: str = ""  # who was asked to take it over and has not answered
    snoozes: int = 0
    called_on_track: int = 0  # in how many reviews, since its date passed
    carried: bool = False  # it was on the last review's agenda and got no outcome
    owner_is_robot: bool = False
    known_since: date | None = None  # when it came to us, where its clock is older: an adopted ticket's is
    nudged_on: tuple[date, ...] = ()  # the days on which somebody was reminded of it
    escalated_on: date | None = None  # when it reached the rung of the ladder that is the review


@dataclass(frozen=True, slots=True)
class Entry:
    """One item on the agenda: its reasons in words, the first one first; what else is worth knowing; whether it needs an outcome."""

    item: int
    reasons: tuple[tuple[Reason, str], ...]
    flags: tuple[str, ...]
    must: bool


def agenda(items: Iterable[OnTable], *, on: date, since: date | None, policy: Policy = USUAL) -> list[Entry]:
    """The agenda as of the day `on`, after a review that was opened on the day `since` (None: there was none).

    Of what is told twice of one item, what is worse stands. The order depends on the items alone, never on who owns them.
    """
    found: dict[int, tuple[_Key, Entry]] = {}
    for one in items:
        reasons = tuple(_reasons(one, on, since, policy))
        if reasons:
            must = one.due < on
            key = (ORDER[reasons[0][0]], one.severity or 99, one.due, one.item)
            told = (key, Entry(one.item, reasons, tuple(_flags(one, on, policy)), must))
            found[one.item] = min(told, found.get(one.item, told), key=_worse)
    return [entry for _, entry in sorted(found.values(), key=lambda pair: pair[0])]


_Key = tuple[int, int, date, int]


def _worse(told: tuple[_Key, Entry]) -> tuple[object, ...]:
    key, entry = told
    return not entry.must, key, entry.reasons, entry.flags


def _reasons(one: OnTable, on: date, since: date | None, policy: Policy) -> Iterator[tuple[Reason, str]]:
    if one.needs_decision:
        yield Reason.DECISION, "needs a decision"
    if one.due < on:
        yield Reason.OVERDUE, f"{_days(on - one.due)} overdue"
    if one.blocked_by:
        yield Reason.BLOCKED, _blocked(one, on)
    if one.returned_on is not None:
        yield Reason.RETURNED, f"back from an accepted risk since {one.returned_on:%Y-%m-%d}"
    if one.slips >= OFTEN_MOVED:
        yield Reason.SLIPPED, f"moved {_times(one.slips)}"
    if (on - one.touched_on).days >= policy.untouched_days:
        yield Reason.UNTOUCHED, f"untouched for {_days(on - one.touched_on)}"
    if gone := _gone(one):
        yield Reason.OWNER_GONE, gone
    if _came(one) >= (since if since is not None else on - BETWEEN):
        yield Reason.NEW, "new since the last review" if since is not None else f"new in the last {BETWEEN.days} days"
    if one.carried:
        yield Reason.CARRIED, "carried over from the last review"


def _blocked(one: OnTable, on: date) -> str:
    """Short enough for a heading; what blocks it stands below in full."""
    if one.blocked_until is not None and one.blocked_until <= on:
        return f"blocked, and was to be asked again on {one.blocked_until:%Y-%m-%d}"
    return "blocked"


def _gone(one: OnTable) -> str:
    if not one.owner:
        return "nobody owns it"
    if not one.owner_is_here:
        return f"{one.owner}, who owns it, is no longer here"
    return f"{one.owner}, which owns it, is not a person" if one.owner_is_robot else ""


def _came(one: OnTable) -> date:
    """An item is new when we hear of it, however old its clock is."""
    return max(one.accepted_on, one.known_since or one.accepted_on)


def _flags(one: OnTable, on: date, policy: Policy) -> Iterator[str]:
    """What is no reason to talk about an item, and worth knowing when one does."""
    if one.owner and one.owned_since is not None and not one.owner_touched and (on - one.owned_since).days >= policy.unstarted_days:
        yield f"assigned {_days(on - one.owned_since)} ago and not touched since"
    if one.escalated_on is not None and one.escalated_on <= on:
        yield f"escalated to the review on {one.escalated_on:%Y-%m-%d}"
    if one.owner and one.owned_since in one.nudged_on:
        yield f"the owner was set on {one.owned_since:%Y-%m-%d}, the day of a nudge"
    if one.due < on and one.called_on_track >= OFTEN_ON_TRACK:
        yield f"called on track {_times(one.called_on_track)} since it was due"
    if one.asked:
        yield f"{one.asked} was asked to take it over and has not answered"
    if one.snoozes:
        yield f"snoozed {_times(one.snoozes)}"


def _days(span: timedelta) -> str:
    return f"{span.days} day{'' if span.days == 1 else 's'}"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
