"""Which channels there are, what each asks for when it is set up, and how one is opened. Loads an adapter only when it is used."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING

from followthrough.channels.base import Channel, Clock, Settings
from followthrough.errors import ConfigError, ServiceError

if TYPE_CHECKING:
    import httpx2


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `secret` ones are stored encrypted and never shown again; `choices` are value and label."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach the service: as an app, by a webhook. Its fields, and the least rights that it needs."""

    name: str
    label: str
    fields: tuple[Field, ...]
    rights: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A channel that can be set up. `address` is what the address book asks of each person; None where all goes to one place."""

    name: str
    label: str
    ways: tuple[Way, ...]
    address: Field | None = None


_HOOK_HELP = "Who knows this address can post there: it is stored encrypted."

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "email",
            "E-mail",
            (
                Way(
                    "smtp",
                    "A mail server",
                    (
                        Field("host", "Mail server", "smtp.example.com"),
                        Field(
                            "security",
                            "Encryption",
                            "What your provider's instructions say; most say STARTTLS.",
                            choices=(
                                ("starttls", "STARTTLS"),
                                ("tls", "TLS from the start"),
                                ("none", "none, only inside your own network"),
                            ),
                        ),
                        Field("port", "Port", "Leave empty for the usual one: 587, 465 or 25.", required=False),
                        Field("user", "User", "Leave empty where the server asks for none.", required=False),
                        Field("password", "Password", "Often one that is made for programs.", secret=True, required=False),
                        Field("sender", "Sender", "Followthrough <ft@example.com>: an address that the server may send from."),
                        Field("reply_to", "Replies go to", "An address that somebody reads. Empty: to the sender.", required=False),
                    ),
                    "A mailbox or service account that may send, and nothing else. Followthrough never reads mail.",
                ),
            ),
            address=Field("address", "Mail address", "name@example.com"),
        ),
        Kind(
            "slack",
            "Slack",
            (
                Way(
                    "bot",
                    "An app of your workspace",
                    (
                        Field("token", "Bot token", "Slack → your app → OAuth & Permissions: Bot User OAuth Token, xoxb-…", secret=True),
                        Field(
                            "signing_secret",
                            "Signing secret",
                            "Slack → your app → Basic Information. With it, buttons work inside the message; without, they are links.",
                            secret=True,
                            required=False,
                        ),
                    ),
                    "Bot token scopes: chat:write. With im:write and im:history (for channels: channels:history, groups:history), nothing "
                    "is sent twice after an answer was lost. With users:read and users:read.email, members are found by mail address.",
                ),
                Way(
                    "webhook",
                    "An incoming webhook",
                    (Field("webhook_url", "Webhook address", f"https://hooks.slack.com/services/… {_HOOK_HELP}", secret=True),),
                    "The scope incoming-webhook, for one channel. Reaches nobody personally, and has no buttons but links.",
                ),
            ),
            address=Field(
                "address", "Slack member", "The member's id (U…, in the profile under ⋮) or mail address; of a channel, its id (C…)."
            ),
        ),
        Kind(
            "teams",
            "Microsoft Teams",
            (
                Way(
                    "workflow",
                    "A workflow",
                    (
                        Field(
                            "webhook_url",
                            "Workflow address",
                            f"As the workflow shows it once it is saved. {_HOOK_HELP}",
                            secret=True,
                        ),
                    ),
                    "A workflow of its own for one chat or channel, with at least two owners: it ends with the account of its only one.",
                ),
            ),
        ),
        Kind(
            "webhook",
            "Webhook",
            (
                Way(
                    "signed",
                    "Signed JSON",
                    (
                        Field("webhook_url", "Address", "https://… It gets every message as JSON, with a signature.", secret=True),
                        Field(
                            "secret",
                            "Secret",
                            "Let one be made, and give it to the receiver.",
                            secret=True,
                        ),
                    ),
                    "An address that takes POST from this server. Followthrough reads nothing of its answers but the status.",
                ),
            ),
            address=Field("address", "Known to the receiver as", "Whatever the receiver knows this person by.", required=False),
        ),
    )
}
_ADAPTERS = {name: f"followthrough.channels.{name}" for name in KINDS}


def utc_now() -> datetime:
    return datetime.now(UTC)


def way_of(kind: str, name: str) -> Way:
    """The way of that name; ConfigError where there is none."""
    if kind not in KINDS:
        raise ConfigError(f"There is no channel called {kind}: use one of {', '.join(KINDS)}.")
    for way in KINDS[kind].ways:
        if way.name == name:
            return way
    raise ConfigError(f"{KINDS[kind].label} can't be reached that way: use one of {', '.join(way.name for way in KINDS[kind].ways)}.")


def complaints(kind: str, way: str, settings: Settings) -> tuple[str, ...]:
    """What is missing or can't be right in what was filled in, in sentences. Asks nobody: `Channel.check` does."""
    fields = way_of(kind, way).fields
    missing = [field.label for field in fields if field.required and not (settings.secret if field.secret else settings.value)(field.name)]
    if missing:
        return tuple(f"{label} is missing." for label in missing)
    try:
        open_channel(kind, settings).close()
    except (ConfigError, ServiceError) as error:
        return (str(error),)
    return ()


def open_channel(
    kind: str,
    settings: Settings,
    *,
    private: bool = True,
    now: Clock = utc_now,
    sleep: Callable[[float], None] = time.sleep,
    transport: httpx2.BaseTransport | None = None,
) -> Channel:
    """The channel behind these settings; ConfigError where they can't be used. Makes no connection yet.

    `private`: an administrator set the address, so that it may be in a private network.
    """
    if kind not in KINDS:
        raise ConfigError(f"There is no channel called {kind}: use one of {', '.join(KINDS)}.")
    adapter = import_module(_ADAPTERS[kind])
    more: dict[str, object] = {} if kind == "email" else {"transport": transport}
    if kind == "slack":
        more["sleep"] = sleep
    opened: Channel = adapter.open_channel(settings, private=private, now=now, **more)
    return opened
