"""Where people can be reached: by which channel, at which address. One that refused a message is left out until it is another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from followthrough.web.models import Address, Channel, Nudge, Person

BY_MAIL = frozenset({"email", "webhook"})  # who has no address of their own there is known by their mail address


@dataclass(frozen=True, slots=True)
class Place:
    """An address that a channel understands."""

    channel: Channel
    to: str


def places(people: Iterable[Person] | None = None) -> dict[int, list[Place]]:
    """By person, every place where they can be reached, the preferred one first."""
    found = list(Person.objects.all() if people is None else people)
    channels = list(Channel.objects.filter(removed_at=None))
    rows = Address.objects.filter(person__in=found).values_list("channel_id", "person_id", "value")
    written = {(channel, person): value for channel, person, value in rows}
    refused = refusals()
    return {person.pk: _of(person, channels, written, refused) for person in found}


def refusals() -> set[tuple[int | None, str]]:
    """Channel and address of each message that was refused for good."""
    rows = Nudge.objects.filter(stage=Nudge.Stage.FAILED).exclude(to="")
    return set(rows.values_list("channel_id", "to"))


def _of(
    person: Person, channels: Iterable[Channel], written: dict[tuple[int, int], str], refused: set[tuple[int | None, str]]
) -> list[Place]:
    found = []
    for channel in channels:
        to = written.get((channel.pk, person.pk)) or (person.email if channel.kind in BY_MAIL else "")
        if to and (channel.pk, to) not in refused:
            found.append(Place(channel, to))
    return found
