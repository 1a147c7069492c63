"""The outcomes that a review offers, as data: each with its key, its fields and how what was typed becomes an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from followthrough.web.models.review import Outcome
from followthrough.web.operations.decisions import Part
from followthrough.web.operations.people import find_or_add_person
from followthrough.web.operations.reviews import Answer
from followthrough.web.pages.item_actions import ACTIONS, Field, read_date
from followthrough.web.permissions import Actor

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One outcome: `key` gives it, or opens its form where it has fields."""

    outcome: Outcome
    button: str
    key: str
    title: str
    lead: str
    fields: tuple[Field, ...]
    answer: Callable[[Values, Actor], Answer]

    @property
    def name(self) -> str:
        return self.outcome.value


def _said(values: Values, name: str) -> str:
    return values.get(name, "").strip()


def _like(outcome: Outcome, action: str, key: str, answer: Callable[[Values, Actor], Answer], *, button: str = "") -> Choice:
    """An outcome that does to the item what an action of its page does, with the same fields."""
    model = ACTIONS[action]
    return Choice(outcome, button or model.button, key, model.title, model.lead, model.fields, answer)


def _only_words(outcome: Outcome, field: str) -> Callable[[Values, Actor], Answer]:
    return lambda values, by: Answer(outcome, _said(values, field))


def _new_date(values: Values, by: Actor) -> Answer:
    return Answer(Outcome.NEW_DATE, _said(values, "reason"), read_date(values, "due", "New due date"))


def _new_owner(values: Values, by: Actor) -> Answer:
    name = _said(values, "owner")
    return Answer(Outcome.NEW_OWNER, _said(values, "reason"), person=find_or_add_person(name, by=by) if name else None)


def _blocked(values: Values, by: Actor) -> Answer:
    return Answer(Outcome.BLOCKED, _said(values, "blocked_by"), read_date(values, "until", "Ask again on"))


def _split(values: Values, by: Actor) -> Answer:
    lines = [line.strip(" -*\t") for line in _said(values, "parts").splitlines()]
    return Answer(Outcome.SPLIT, _said(values, "reason"), parts=[Part(line) for line in lines if line])


def _risk(values: Values, by: Actor) -> Answer:
    day: date = read_date(values, "review_on", "Comes back on")
    return Answer(Outcome.RISK_ACCEPTED, _said(values, "reason"), day, impact=_said(values, "impact"))


OF_ITEMS = (
    Choice(Outcome.ON_TRACK, "On track", "t", "On track", "", (), lambda values, by: Answer(Outcome.ON_TRACK)),
    _like(Outcome.DONE, "done", "d", _only_words(Outcome.DONE, "evidence")),
    _like(Outcome.NEW_DATE, "due", "r", _new_date),
    _like(Outcome.NEW_OWNER, "hand-over", "o", _new_owner, button="New owner"),
    _like(Outcome.BLOCKED, "block", "b", _blocked),
    _like(Outcome.SPLIT, "split", "s", _split),
    _like(Outcome.RISK_ACCEPTED, "risk", "a", _risk),
    _like(Outcome.DECLINED, "decline", "x", _only_words(Outcome.DECLINED, "reason")),
)
OF_INCIDENTS = (
    Choice(
        Outcome.NO_ITEM,
        "No item needed",
        "n",
        "Looked at, no item needed",
        "Not every incident needs an item. What was learnt from it is kept with it.",
        (Field("words", "What was learnt", hint="Welcome, not demanded.", required=False),),
        _only_words(Outcome.NO_ITEM, "words"),
    ),
)
CHOICES = {choice.name: choice for choice in (*OF_ITEMS, *OF_INCIDENTS)}
