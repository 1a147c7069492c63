"""What the states of a team in Linear mean in our words, and which of them leads where we want. Pure decisions.

linear.app/docs/configuring-workflows: each team makes its own states, and each state is of one of a few kinds. A kind that nobody knows yet
is judged by the stamps that Linear sets when an issue ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from followthrough.errors import TurnedDown
from followthrough.trackers.base import Meaning
from followthrough.trackers.linear_answers import shape
from followthrough.trackers.shape import Json

_MEANS: Final = {
    "triage": Meaning.OPEN,
    "backlog": Meaning.OPEN,
    "unstarted": Meaning.OPEN,
    "started": Meaning.STARTED,
    "completed": Meaning.DONE,
    "canceled": Meaning.DROPPED,
    "duplicate": Meaning.DROPPED,
}
# The kinds to set for each meaning, best first. Linear itself puts issues into triage and, with a relation, into "duplicate".
_BEST: Final = {
    Meaning.OPEN: ("unstarted", "backlog", "triage"),
    Meaning.STARTED: ("started",),
    Meaning.DONE: ("completed",),
    Meaning.DROPPED: ("canceled", "duplicate"),
}
_KIND: Final = {Meaning.OPEN: "Unstarted", Meaning.STARTED: "Started", Meaning.DONE: "Completed", Meaning.DROPPED: "Canceled"}


@dataclass(frozen=True, slots=True)
class State:
    id: str
    name: str
    type: str
    position: float


def state_of(data: Json) -> State:
    position = data.get("position")
    return State(
        shape.text(data, "id"),
        shape.text(data, "name"),
        shape.text(data, "type"),
        float(position) if isinstance(position, int | float) else 0,
    )


def meaning(state: State, mapped: Mapping[str, Meaning], issue: Json | None = None) -> Meaning:
    """What an issue in this state is for us; the connection's own map first."""
    said = mapped.get(state.id) or _MEANS.get(state.type)
    if said is not None:
        return said
    if issue is not None and issue.get("completedAt"):
        return Meaning.DONE
    return Meaning.DROPPED if issue is not None and issue.get("canceledAt") else Meaning.OPEN


def choose(wanted: Meaning, states: Sequence[State], mapped: Mapping[str, Meaning], *, team: str, default: str = "") -> State:
    """The state to set: the team's own for new issues, else the first of the kind, in the order of the team's workflow."""
    fitting = [state for state in states if meaning(state, mapped) is wanted]
    if not fitting:
        raise TurnedDown(
            f"No status of the team {team} in Linear means “{wanted}”: say in the connection which does, or make one of the kind "
            f"{_KIND[wanted]} in Linear under Settings → Teams → Issue statuses."
        )
    best = _BEST[wanted]
    order = {kind: place for place, kind in enumerate(best)}
    return min(fitting, key=lambda state: (state.id != default or state.type == "triage", order.get(state.type, len(best)), state.position))
