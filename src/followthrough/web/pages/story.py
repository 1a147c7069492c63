"""An item's history in sentences, newest first: what its events say, put into words. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from followthrough.web.models import Event, Person, Team, User
from followthrough.web.models.event import Kind
from followthrough.web.operations.telling import who
from followthrough.web.pages.words import day, state_words

Changes = dict[str, list[object]]


@dataclass(frozen=True, slots=True)
class Line:
    """One event: when, what happened, the words given for it, and whether it was a slip or was taken back."""

    at: datetime
    says: str
    why: str
    slip: bool
    undone: bool
    late: bool  # told long after it happened


@dataclass(frozen=True, slots=True)
class Names:
    people: dict[int, str]
    teams: dict[int, str]

    def person(self, value: object) -> str:
        return self.people.get(value, "somebody") if isinstance(value, int) else "nobody"

    def team(self, value: object) -> str:
        return self.teams.get(value, "a team") if isinstance(value, int) else "no team"


def tell_story(events: Sequence[Event], *, to: User) -> list[Line]:
    """The events of one item, newest first."""
    names = _names(events)
    taken_back = {event.undoes_id for event in events if event.undoes_id}
    return [_line(event, names, to=to, undone=event.pk in taken_back) for event in sorted(events, key=lambda event: -event.number)]


def _names(events: Sequence[Event]) -> Names:
    fields = ("owner", "handed_to")
    owners = {value for event in events for field in fields for value in event.changes.get(field, []) if isinstance(value, int)}
    teams = {value for event in events for value in event.changes.get("team", []) if isinstance(value, int)}
    return Names(
        dict(Person.objects.filter(pk__in=owners).values_list("pk", "name")) if owners else {},
        dict(Team.objects.filter(pk__in=teams).values_list("pk", "name")) if teams else {},
    )


def _line(event: Event, names: Names, *, to: User, undone: bool) -> Line:
    tell = TELLERS.get(Kind(event.kind), _plain)
    slip = event.kind == Kind.DUE_SET and _moved_later(event.changes)
    return Line(
        at=event.at,
        says=f"{who(event, to=to)} {tell(event, names)}",
        why=event.reason,
        slip=slip,
        undone=undone,
        late=(event.recorded_at - event.at).days > 1,
    )


def _moved_later(changes: Changes) -> bool:
    was, now = changes.get("due", [None, None])
    return bool(was and now and str(now) > str(was))


def _to(event: Event, field: str) -> object:
    return event.changes.get(field, [None, None])[1]


def _day(value: object) -> str:
    return day(date.fromisoformat(str(value)[:10])) if value else "no day"


def _plain(event: Event, names: Names) -> str:
    return Kind(event.kind).label


def _accepted(event: Event, names: Names) -> str:
    due = f", due {_day(_to(event, 'due'))}" if _to(event, "due") else ""
    by = " (the policy's date)" if _to(event, "due_source") == "policy" else ""
    return f"accepted this, owned by {names.person(_to(event, 'owner'))}{due}{by}"


def _edited(event: Event, names: Names) -> str:
    said = []
    if "text" in event.changes:
        said.append(f"changed the words from “{event.changes['text'][0]}”")
    if "type" in event.changes:
        was, now = event.changes["type"]
        said.append(f"changed the type from {was} to {now}")
    if "done_criterion" in event.changes:
        said.append(
            f"set the done criterion: “{_to(event, 'done_criterion')}”" if _to(event, "done_criterion") else "took the done criterion away"
        )
    if "team" in event.changes:
        said.append(f"gave it to {names.team(_to(event, 'team'))}")
    return ", ".join(said) or "edited this"


def _asked(event: Event, names: Names) -> str:
    return "asks for a decision"  # the ticket was closed, deleted or is out of sight: the reason says which


def _assigned(event: Event, names: Names) -> str:
    was, now = event.changes.get("owner", [None, None])
    if was is None:
        return f"made {names.person(now)} the owner"
    return f"handed this over from {names.person(was)} to {names.person(now)}"


def _handed(event: Event, names: Names) -> str:
    return f"asked {names.person(_to(event, 'handed_to'))} to take this over"


def _taken_over(event: Event, names: Names) -> str:
    was = event.changes.get("owner", [None, None])[0]
    return f"took this over from {names.person(was)}" if was else "took this over"


def _snoozed(event: Event, names: Names) -> str:
    return f"asked not to be reminded of this before {_day(_to(event, 'snoozed_until'))}"


def _due_set(event: Event, names: Names) -> str:
    was, now = event.changes.get("due", [None, None])
    return f"moved the due date from {_day(was)} to {_day(now)}"


def _tickets(event: Event, names: Names) -> str:
    now = _to(event, "tickets")
    return f"tracks this in {', '.join(map(str, now))}" if isinstance(now, list) and now else "took the ticket away"


def _blocked(event: Event, names: Names) -> str:
    return f"said that this is blocked by {_to(event, 'blocked_by')}, to be asked again on {_day(_to(event, 'blocked_until'))}"


def _done(event: Event, names: Names) -> str:
    return f"said that this is done: {_to(event, 'evidence')}" if _to(event, "evidence") else "said that this is done"


def _verified(event: Event, names: Names) -> str:
    return f"verified it: {_to(event, 'evidence')}" if _to(event, "evidence") else "verified it"


def _risk_accepted(event: Event, names: Names) -> str:
    return f"accepted the risk until {_day(_to(event, 'review_on'))}; expected impact: {_to(event, 'impact')}"


def _replaced(event: Event, names: Names) -> str:
    now = _to(event, "replaced_by")
    others = ", ".join(f"item {number}" for number in now) if isinstance(now, list) else "others"
    return f"{'split this into' if event.kind == Kind.SPLIT else 'merged this into'} {others}"


def _undone(event: Event, names: Names) -> str:
    state = _to(event, "state")
    return f"took the change before back: it is {state_words(str(state))} again" if state else "took the change before back"


TELLERS: dict[Kind, Callable[[Event, Names], str]] = {
    Kind.ACCEPTED: _accepted,
    Kind.ADDED: _plain,
    Kind.EDITED: _edited,
    Kind.ASSIGNED: _assigned,
    Kind.ASKED: _asked,
    Kind.HANDED: _handed,
    Kind.TAKEN_OVER: _taken_over,
    Kind.SNOOZED: _snoozed,
    Kind.DUE_SET: _due_set,
    Kind.TICKETS_SET: _tickets,
    Kind.BLOCKED: _blocked,
    Kind.DONE: _done,
    Kind.VERIFIED: _verified,
    Kind.RISK_ACCEPTED: _risk_accepted,
    Kind.SPLIT: _replaced,
    Kind.MERGED: _replaced,
    Kind.UNDONE: _undone,
}
