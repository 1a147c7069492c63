"""Redmine's JSON as our values, and the place in a list that is read page by page. Talks to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from followthrough.trackers.base import Account, Meaning, Ticket
from followthrough.trackers.redmine_answers import Json, day, mapping, moment, number, text
from followthrough.trackers.redmine_states import State, meaning, state_of
from followthrough.trackers.redmine_text import marker_of, text_of

A_SECOND: Final = timedelta(seconds=1)
OVERLAP: Final = 10


@dataclass(frozen=True, slots=True)
class Reader:
    """How the issues of one Redmine are read. `states` by id: an issue itself does not say everywhere whether it is closed."""

    site: str
    states: Mapping[str, State]
    statuses: Mapping[str, Meaning]  # the connection's own map

    def state(self, issue: Json) -> State:
        said = state_of(mapping(issue.get("status"), "status"))
        return self.states.get(said.id, said)

    def ticket(self, issue: Json) -> Ticket:
        state, assignee, category = self.state(issue), issue.get("assigned_to"), issue.get("category")
        said = meaning(state, self.statuses)
        updated = moment(issue, "updated_on")
        # Redmine keeps `closed_on` when a ticket is opened again: it is when it was last closed, not whether.
        closed = moment(issue, "closed_on") if issue.get("closed_on") else updated
        return Ticket(
            id=number(issue, "id"),
            key=f"#{number(issue, 'id')}",
            url=f"{self.site}/issues/{number(issue, 'id')}",
            title=text(issue, "subject"),
            meaning=said,
            status=state.name,
            created_at=moment(issue, "created_on"),
            updated_at=updated,
            body=text_of(issue.get("description")),
            assignees=(account_of(assignee),) if isinstance(assignee, dict) else (),
            due=day(issue, "due_date"),
            labels=(str(category.get("name") or ""),) if isinstance(category, dict) else (),
            closed_at=closed if said.ended else None,
            duplicate_of=_duplicate_of(issue),
            marker=marker_of(issue.get("description")),
            private=issue.get("is_private") is True,
        )


def account_of(named: Json) -> Account:
    """A user or a group as issues and memberships name it: number and name, no more."""
    return Account(number(named, "id"), name=str(named.get("name") or ""))


def _duplicate_of(issue: Json) -> str:
    """The issue that this one says it duplicates; a relation is listed with both of its ends."""
    relations = issue.get("relations")
    for relation in relations if isinstance(relations, list) else ():
        if isinstance(relation, dict) and relation.get("relation_type") == "duplicates" and relation.get("issue_id") == issue.get("id"):
            return f"#{relation.get('issue_to_id')}"
    return ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the next page begins: at a moment, and not by counting. Counted pages pass over tickets when others before them change.

    Redmine's stamps are whole seconds and its filter looks a second back: `seen` are those that will be listed once more.
    `offset` counts only within one second that has more changes than a page holds.
    """

    start: datetime | None = None
    offset: int = 0
    seen: frozenset[str] = frozenset()

    @classmethod
    def read(cls, after: str) -> Spot:
        start, offset, seen = [*after.split(" "), "", ""][:3]
        return cls(datetime.fromisoformat(start) if start else None, int(offset), frozenset(filter(None, seen.split(","))))

    def __str__(self) -> str:
        return f"{stamp(self.start) if self.start else ''} {self.offset} {','.join(sorted(self.seen, key=int))}"

    def beyond(self, issues: list[Json]) -> Spot:
        """Where to go on after a page that is not the last."""
        last = moment(issues[-1], "updated_on")
        ids = {number(issue, "id") for issue in issues}
        if self.start is not None and last <= self.start:
            return Spot(self.start, self.offset + max(1, len(issues) - OVERLAP), self.seen | ids)
        edge = last - A_SECOND
        near = {number(issue, "id") for issue in issues if moment(issue, "updated_on") >= edge}
        return Spot(last, 0, frozenset(near | (self.seen if self.start is not None and self.start >= edge else set())))


def stamp(at: datetime) -> str:
    """The moment as Redmine's filters take it, in whole seconds and never later than meant."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
