"""The turns in an item's life that several operations share: it ends, it comes back. Writes no event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from followthrough.core.item import State
from followthrough.errors import WrongState
from followthrough.web.models import Decision, Item
from followthrough.web.operations.record import Step, change_item, set_successors
from followthrough.web.permissions import Actor

ENDED = {
    State.DONE: "is done",
    State.RISK_ACCEPTED: "was closed by accepting its risk",
    State.DECLINED: "was declined",
    State.SUPERSEDED: "was replaced by another",
}


@contextmanager
def change_open(item_id: int, *, by: Actor, version: int, at: datetime | None, what: str) -> Iterator[Step[Item]]:
    """The item, locked, provided that it is open. `what` says in the refusal what can't be done to it."""
    with change_item(item_id, by=by, version=version, at=at) as step:
        if not step.row.is_open:
            raise WrongState(f"This item {ENDED[State(step.row.state)]}: it has to be reopened before it can be {what}.")
        yield step


def close(step: Step[Item], state: State) -> None:
    """The item ends in a closed state; what only an open one has is cleared."""
    step.row.state = state.value
    step.row.closed_at = step.at
    step.row.needs_decision = ""
    step.row.handed_to = step.row.snoozed_until = None
    clear_block(step.row)


def bring_back(step: Step[Item]) -> None:
    """The item is open again; what only a closed one has is cleared, and the decision that closed it is ended."""
    item = step.row
    set_successors(item, ())
    item.state = State.OPEN.value
    item.closed_at = item.review_on = item.verified_at = None
    item.reason = item.impact = item.evidence = ""
    Decision.objects.filter(item=item, ended_at=None).update(ended_at=step.at)


def give_to(item: Item, owner: int | None) -> None:
    """The item is this person's, or nobody's. Whoever was asked to take it over need not answer any more."""
    item.owner_id, item.handed_to = owner, None


def clear_block(item: Item) -> None:
    item.blocked_by = ""
    item.blocked_until = None
