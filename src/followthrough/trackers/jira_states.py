"""What Jira's statuses and resolutions mean in our words, and which of the transitions offered leads where we want. Pure decisions.

A status belongs to one of three categories (to do, in progress, done), and "done" there only means that nobody works on it any more:
a ticket is done here where its resolution says so, or, where it has none, its status does. Everything else that is closed is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from followthrough.errors import Drifted, TurnedDown
from followthrough.trackers.base import Meaning

# In Jira's own words and the commonest of its users'; whatever else there is, the connection's map says.
_COMPLETED: Final = (
    *("done", "fixed", "resolved", "completed", "complete", "implemented", "finished", "delivered", "released", "deployed"),
    *("shipped", "verified", "live", "merged", "in production"),
)
_DROPPED: Final = (
    *("won't do", "wont do", "won't fix", "wont fix", "not planned", "declined", "rejected", "cancelled", "canceled", "abandoned"),
    *("obsolete", "withdrawn", "invalid", "not a bug", "out of scope", "dropped", "closed without action"),
)
_DUPLICATE: Final = ("duplicate", "duplicated")


@dataclass(frozen=True, slots=True)
class Named:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class State:
    """Where a ticket stands."""

    status: Named
    category: str
    resolution: Named | None = None

    def __str__(self) -> str:
        if self.resolution is None or self.resolution.name.casefold() == self.status.name.casefold():
            return self.status.name
        return f"{self.status.name} ({self.resolution.name})"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step that the workflow offers now. `resolutions` None: its screen does not ask for one."""

    id: str
    name: str
    to: State
    resolutions: tuple[Named, ...] | None = None
    resolution_required: bool = False
    required: tuple[str, ...] = ()  # fields that we can't fill

    def __str__(self) -> str:
        return f"{self.name} (to {self.to.status.name})" if self.name.casefold() != self.to.status.name.casefold() else self.name


def state_of(status: Mapping[str, Any], resolution: object) -> State:
    """Read a status and a resolution of Jira's."""
    category = status.get("statusCategory")
    key = str(category.get("key") or "") if isinstance(category, dict) else ""
    return State(_named(status, "status"), key, _named(resolution, "resolution") if isinstance(resolution, dict) else None)


def transition_of(data: Mapping[str, Any]) -> Transition:
    """Read one of the transitions that Jira offers, with what its screen asks for."""
    target = data.get("to")
    if not isinstance(target, dict):
        raise Drifted("Jira's answer has a transition that leads nowhere.")
    found = data.get("fields")
    fields = {name: field for name, field in found.items() if isinstance(field, dict)} if isinstance(found, dict) else {}
    asked = fields.pop("resolution", None)
    resolutions = None if asked is None else tuple(_named(value, "resolution") for value in asked.get("allowedValues") or ())
    lacking = [(name, field) for name, field in fields.items() if field.get("required") and not field.get("hasDefaultValue")]
    return Transition(
        id=_named(data, "transition").id,
        name=_named(data, "transition").name,
        to=state_of(target, None),
        resolutions=resolutions,
        resolution_required=bool(asked and asked.get("required") and not asked.get("hasDefaultValue")),
        required=tuple(str(field.get("name") or name) for name, field in lacking),
    )


def meaning(state: State, mapped: Mapping[str, Meaning]) -> Meaning:
    """What a ticket in this state is for us; the connection's own map first, by the id of a status or `resolution:` and its id."""
    said = mapped.get(state.status.id) or _by_category(state)
    if said is not Meaning.DONE:
        return said
    if state.resolution is not None:
        return _of_resolution(state.resolution, mapped)
    if state.status.id in mapped or _is(state.status, _COMPLETED):
        return Meaning.DONE
    return Meaning.DROPPED


def proposal(state: State) -> Meaning:
    """What a status most likely means, for a person to confirm."""
    return meaning(state, {})


def resolution_proposal(resolution: Named) -> Meaning:
    return _of_resolution(resolution, {})


def choose(
    offered: Sequence[Transition], wanted: Meaning, mapped: Mapping[str, Meaning], *, key: str, duplicate: bool = False
) -> tuple[Transition, Named | None]:
    """The transition to take and the resolution to give with it. TurnedDown names what there is where none fits."""
    fitting = [(rank, found, resolution) for found in offered for rank, resolution in _ways(found, wanted, mapped, duplicate=duplicate)]
    usable = [way for way in fitting if not way[1].required]
    if usable:
        _, found, resolution = min(usable, key=lambda way: way[0])
        return found, resolution
    if fitting:
        asks = "; ".join(f"{way[1]} asks for {', '.join(way[1].required)}" for way in fitting)
        raise TurnedDown(f"{key} can't be made “{wanted}” from here: {asks}. Somebody has to do it in Jira.")
    names = ", ".join(str(found) for found in offered) or "nothing"
    advice = "Say in the connection which status means that."
    if wanted is Meaning.DROPPED:
        advice = "Say in the connection which status means that, or put a resolution like Won't Do on the screen of a closing step."
    raise TurnedDown(f"{key} can't be made “{wanted}”. From where it stands Jira offers: {names}. {advice}")


def _ways(found: Transition, wanted: Meaning, mapped: Mapping[str, Meaning], *, duplicate: bool) -> Iterable[tuple[int, Named | None]]:
    """How well a transition leads to what is wanted (0 is best), with which resolution; nothing where it does not."""
    target = mapped.get(found.to.status.id) or _by_category(found.to)
    if wanted in {Meaning.OPEN, Meaning.STARTED}:
        if target is wanted:
            yield 0, None
        return
    dropping = wanted is Meaning.DROPPED
    if not target.ended or (target is Meaning.DROPPED and not dropping):
        return
    resolution = _fitting(found.resolutions or (), wanted, mapped, duplicate=duplicate)
    if resolution is not None:
        yield (0 if dropping is (target is Meaning.DROPPED) else 1), resolution
    elif not found.resolution_required and meaning(found.to, mapped) is wanted and (target is wanted):
        yield 2, None


def _fitting(resolutions: Sequence[Named], wanted: Meaning, mapped: Mapping[str, Meaning], *, duplicate: bool) -> Named | None:
    right = [resolution for resolution in resolutions if _of_resolution(resolution, mapped) is wanted]
    order = (*_COMPLETED,) if wanted is Meaning.DONE else (*_DUPLICATE, *_DROPPED) if duplicate else _DROPPED
    for name in order:
        for resolution in right:
            if _plain(resolution.name) == name:
                return resolution
    return next((resolution for resolution in right if mapped.get(f"resolution:{resolution.id}") is wanted), None)


def _by_category(state: State) -> Meaning:
    """New and undefined ones are open; a category that nobody has heard of is closed only where a resolution says so."""
    if state.category == "indeterminate":
        return Meaning.STARTED
    if state.category == "done":
        return Meaning.DROPPED if _is(state.status, (*_DROPPED, *_DUPLICATE)) else Meaning.DONE
    return Meaning.DONE if state.category not in {"new", ""} and state.resolution is not None else Meaning.OPEN


def _of_resolution(resolution: Named, mapped: Mapping[str, Meaning]) -> Meaning:
    said = mapped.get(f"resolution:{resolution.id}")
    if said is not None:
        return said
    return Meaning.DONE if _is(resolution, _COMPLETED) else Meaning.DROPPED


def _is(named: Named, names: Sequence[str]) -> bool:
    return _plain(named.name) in names


def _plain(name: str) -> str:
    return re.sub(r"[^\w' ]", " ", name.replace("’", "'")).casefold().strip()


def _named(data: object, what: str) -> Named:
    if not isinstance(data, dict) or not data.get("id"):
        raise Drifted(f"Jira's answer has no {what} as its description promises.")
    return Named(str(data["id"]), str(data.get("name") or ""))
