"""Who hears of an item when nothing is done about it, beyond its owner: said before it happens, by the rules that the reminders go by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from followthrough.core.digest import Asked, Recipient, Role
from followthrough.core.escalation import ladder
from followthrough.core.nudge_words import silence_of
from followthrough.core.policy import Policy
from followthrough.errors import InputError

AS_WHAT = {Role.MANAGER: "the owner's manager", Role.SERVICE_OWNER: "who owns the service"}


@dataclass(frozen=True, slots=True)
class Rise:
    """Somebody, or the review (`person` is None), who hears of an item from a day on."""

    on: date
    who: str
    person: int | None = None

    @property
    def words(self) -> str:
        """As it stands on the item's page."""
        return f"{self.who} hears of it on {self.on:%Y-%m-%d}"


def rises(item: Asked, people: Mapping[int, Recipient], policy: Policy) -> list[Rise]:
    """Everybody beyond its owner, in order. Where its owner can't hear of it, who stands in does from the first day late on."""
    return sorted(_rises(item, people, policy), key=lambda rise: rise.on)


def nobody_hears(item: Asked, people: Mapping[int, Recipient]) -> bool:
    """Whether there is no one at all who could be reminded of it."""
    named = (item.owner, item.handed_to, item.manager, item.service_owner)
    return all(person is None or silence_of(people.get(person)) for person in named)


def _rises(item: Asked, people: Mapping[int, Recipient], policy: Policy) -> Iterator[Rise]:
    reached = {step.rung.to: step.on for step in ladder(policy, due=item.due, severity=item.severity)}
    absent = item.owner is None or bool(silence_of(people.get(item.owner)))
    heard = {item.owner, item.handed_to}
    roles = [(Role.MANAGER, item.manager, reached.get("manager")), (Role.SERVICE_OWNER, item.service_owner, reached.get("service owner"))]
    # In the first role in which somebody hears of it: who is both manager and owner of the service hears by the lower rung.
    first: dict[int, Rise] = {}
    for role, person, on in roles:
        if person is None or person in heard or silence_of(people.get(person)):
            continue
        day = _working_day(people[person], item.due + timedelta(days=1) if absent and item.due < date.max else on)
        if day is not None and (person not in first or day < first[person].on):
            first[person] = Rise(day, f"{people[person].name}, {AS_WHAT[role]},", person)
    yield from first.values()
    if "review" in reached:
        yield Rise(reached["review"], "the review")


def _working_day(to: Recipient, day: date | None) -> date | None:
    if day is None:
        return None
    try:
        return to.hours.add_working_days(day, 0)
    except (InputError, OverflowError):
        return None
