"""Ways to reach people: add one, take it away, write down an address. For administrators; talks to no service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from followthrough.channels.base import breaks
from followthrough.errors import InputError, NotFound, NotPermitted
from followthrough.web.models import Address, Channel, Person, User
from followthrough.web.operations.wording import required, words
from followthrough.web.permissions import Actor, require_person
from followthrough.web.sealing import seal, unseal

LONGEST = 300  # characters of an address
WORKSPACE = "workspace"  # the option


def add_channel(
    *,
    kind: str,
    name: str,
    options: Mapping[str, str],
    secrets: Mapping[str, str],
    by: Actor,
    workspace: str = "",
    at: datetime | None = None,
) -> Channel:
    """A new way to reach people. What it is given is proven before, by whoever can talk to the service.

    `workspace` is the service's id of what it reaches, as that test found it: presses of buttons from elsewhere are not believed.
    """
    user = _administrator(by)
    channel = Channel(kind=kind, name=required(name, "A channel needs a name.")[:120], added_by=user, added_at=at or timezone.now())
    if Channel.objects.filter(name=channel.name).exists():
        raise InputError(f"There is a channel “{channel.name}” already: give this one another name.")
    channel.options = {key: words(value) for key, value in options.items() if words(value)}
    if workspace:
        channel.options[WORKSPACE] = workspace
    channel.secrets = seal({key: value for key, value in secrets.items() if value}, of=str(channel.uid))
    channel.preferred = Channel.objects.count()
    channel.save(force_insert=True)
    return channel


def remove_channel(channel_id: int, *, by: Actor, at: datetime | None = None) -> Channel:
    """Nothing is sent through it any more. What was sent stays on record; its secrets are forgotten."""
    _administrator(by)
    channel = Channel.objects.filter(pk=channel_id, removed_at=None).first()
    if channel is None:
        raise NotFound("There is no such channel, or it was taken away.")
    channel.removed_at, channel.secrets = at or timezone.now(), ""
    channel.name = f"{channel.name} ({channel.pk}, taken away)"[:120]
    channel.save(update_fields=["removed_at", "secrets", "name"])
    return channel


def set_address(channel: Channel, person: Person, value: str, *, by: Actor) -> None:
    """Where a person is reached through a channel: they say so themselves, or a lead does. Empty: not there."""
    user = require_person(by)
    if person.user_id != user.pk and not user.leads:
        raise NotPermitted(f"{person.name} says where to be reached, or a lead does.")
    if not words(value):
        Address.objects.filter(channel=channel, person=person).delete()
        return
    address = words(value)
    if channel.kind == "email":
        try:
            validate_email(address)
        except ValidationError:
            raise InputError(f"“{address[:60]}” is no mail address: write it as name@example.com.") from None
    if breaks(address) or len(address) > LONGEST:
        raise InputError(f"An address is one line of at most {LONGEST} characters: look at what was pasted.")
    Address.objects.update_or_create(channel=channel, person=person, defaults={"value": address})


def secrets_of(channel: Channel) -> dict[str, str]:
    """What the channel's service asks for as proof; ConfigError where no key of ours opens it."""
    return unseal(channel.secrets, of=str(channel.uid)) if channel.secrets else {}


def _administrator(by: Actor) -> User:
    user = require_person(by)
    if user.role != "administrator":
        raise NotPermitted("Setting up how people are reached is for administrators: ask one.")
    return user
