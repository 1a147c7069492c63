"""What Redmine's statuses mean in our words, and which of them leads where we want. Pure decisions.

A status is only open or closed (redmine.org/projects/redmine/wiki/RedmineIssueTrackingSetup, "Issue statuses"); more than that says
its name, which people make. Closed under a name that nobody knows is dropped until somebody says in the connection what it means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from followthrough.errors import TurnedDown
from followthrough.trackers.base import Meaning
from followthrough.trackers.redmine_answers import number, text

# English first, then what Redmine's own default data is called in its commonest languages.
_COMPLETED: Final = frozenset(
    {"closed", "done", "resolved", "fixed", "completed", "complete", "implemented", "finished", "delivered", "released", "deployed"}
    | {"verified", "solved", "erledigt", "geschlossen", "gelöst", "fermé", "résolu", "cerrada", "resuelta", "chiuso", "risolto"}
    | {"gesloten", "opgelost", "fechado", "fechada", "resolvido", "resolvida", "zamknięty", "rozwiązany", "закрыта", "решена"}
    | {"終了", "解決", "完了", "已关闭", "已解决"}
)
_DROPPED: Final = frozenset(
    {"rejected", "won't fix", "wont fix", "won't do", "wont do", "invalid", "cancelled", "canceled", "declined", "obsolete", "abandoned"}
    | {"not planned", "withdrawn", "not a bug", "out of scope", "dropped", "cannot reproduce", "abgewiesen", "rejeté", "rechazada"}
    | {"rifiutato", "afgewezen", "rejeitado", "rejeitada", "odrzucony", "отклонена", "却下", "已拒绝"}
)
_DUPLICATE: Final = frozenset({"duplicate", "duplicated", "duplikat", "doublon", "duplicado", "duplicada"})
_STARTED: Final = frozenset(
    {"in progress", "started", "doing", "assigned", "in development", "in review", "review", "testing", "in test", "in bearbeitung"}
    | {"en cours", "en curso", "in lavorazione", "in behandeling", "em progresso", "em andamento", "w toku", "в работе", "進行中", "进行中"}
)


@dataclass(frozen=True, slots=True)
class State:
    """A status as Redmine lists it. `closed`: nobody works on such a ticket any more."""

    id: str
    name: str
    closed: bool


def state_of(data: Mapping[str, Any]) -> State:
    return State(number(dict(data), "id"), text(dict(data), "name"), data.get("is_closed") is True)


def meaning(state: State, mapped: Mapping[str, Meaning]) -> Meaning:
    """What a ticket in this state is for us; the connection's own map first.

    "Resolved" is an open status in Redmine as it comes: the work is there and somebody has yet to agree, so it is under way.
    """
    said = mapped.get(state.id)
    if said is not None:
        return said
    name = plain(state.name)
    if state.closed:
        return Meaning.DONE if name in _COMPLETED else Meaning.DROPPED
    return Meaning.STARTED if name in _STARTED or name in _COMPLETED else Meaning.OPEN


def choose(
    wanted: Meaning,
    states: Sequence[State],
    allowed: Sequence[State] | None,
    mapped: Mapping[str, Meaning],
    *,
    key: str,
    duplicate: bool = False,
) -> State:
    """The status to set. `allowed` None: this Redmine does not say beforehand which it would take."""
    fitting = [state for state in states if meaning(state, mapped) is wanted]
    if not fitting:
        raise TurnedDown(f"No status in Redmine means “{wanted}”: say in the connection which does, or make one like {_like(wanted)}.")
    may = {state.id for state in allowed} if allowed is not None else {state.id for state in fitting}
    possible = [state for state in fitting if state.id in may]
    if not possible:
        raise TurnedDown(refusal(key, " or ".join(state.name for state in fitting), allowed or ()))
    return min(possible, key=lambda state: (state.closed is not wanted.ended, _is_duplicate(state) is not duplicate, states.index(state)))


def refusal(key: str, wanted: str, allowed: Sequence[State]) -> str:
    names = ", ".join(state.name for state in allowed) or "no other"
    return (
        f"{key} can't be set to {wanted}: Redmine's workflow allows this account {names} from where it stands. "
        "Somebody has to do it in Redmine, or the workflow has to allow it."
    )


def plain(name: str) -> str:
    return " ".join(re.sub(r"[^\w' ]", " ", name.replace("’", "'")).casefold().split())


def _is_duplicate(state: State) -> bool:
    return plain(state.name) in _DUPLICATE


def _like(wanted: Meaning) -> str:
    return {Meaning.DONE: "Closed", Meaning.DROPPED: "Rejected", Meaning.STARTED: "In Progress"}.get(wanted, "New")
