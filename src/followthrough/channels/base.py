"""The port to a channel: what is sent, to whom, and what came of it. Knows no vendor, no item and no schedule.

`send` says what came of a message in a value; it raises for nothing that can happen out there. Whether it is tried again, and when, is
the caller's to decide: nothing here keeps what was sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal, Protocol
from urllib.parse import urlsplit

Clock = Callable[[], datetime]
# What a failure stands in the way of: this one message, all that goes to this address, or all that goes through this channel.
Reach = Literal["message", "address", "channel"]
LONGEST_ADDRESS: Final = 2000  # of a link: what every service takes
_NOT_IN_ADDRESSES: Final = frozenset("\"'<>|`\\")
ACTION: Final = re.compile(r"[a-z0-9_]{0,100}")
KIND: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


@dataclass(frozen=True, slots=True)
class Button:
    """Something to do about a line. Without `action` it is a link; with it, a channel that hears of presses reports `action` and `value`.

    `url` is needed either way: in a mail, and wherever a press can't be heard, it leads to a page that asks before anything changes.
    """

    label: str
    url: str
    action: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is told, in one line: its words, what is to be known of it, and what can be done. All may hold hostile text."""

    text: str
    url: str = ""
    note: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a title."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What one person or one place is told.

    `key` is of this very message, the same whenever it is tried again; `thread` is shared by messages that belong together. `reply_to` is
    the id with which the first message of the thread was delivered, where a channel needs that. `tried_at`: an earlier attempt began then,
    and nobody knows whether it arrived.
    """

    key: str
    to: str  # a mail address, a member's or a channel's id; empty where the channel has only one place
    subject: str
    intro: str = ""
    sections: tuple[Section, ...] = ()
    closing: str = ""  # why it came, and how to change that
    url: str = ""  # a page with all of it: named where not everything fits
    text: str = ""  # in place of the plain text that is made of the sections
    html: str = ""  # in place of the HTML that is made of the sections; what people wrote is escaped already
    to_name: str = ""
    thread: str = ""
    reply_to: str = ""
    kind: str = "message"  # what a program that receives it goes by: nudge.digest, review.minutes
    tried_at: datetime | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for section in self.sections for line in section.lines)


@dataclass(frozen=True, slots=True)
class Delivered:
    """The service has taken it. `id` is what the service knows it by: kept for the thread. `found`: an earlier attempt had arrived."""

    id: str = ""
    found: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """It was not delivered. `permanent`: the same will fail again until a person changes something. `uncertain`: it may have arrived."""

    reason: str
    permanent: bool
    reach: Reach = "channel"
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """It was not delivered, and the service says from when on it may be tried again."""

    until: datetime
    reason: str
    reach: Reach = "channel"


Outcome = Delivered | Failed | RetryAfter


@dataclass(frozen=True, slots=True)
class Checked:
    """What the test of the settings found. `missing` says in sentences what is needed and not there, `notes` what to know."""

    account: str = ""
    workspace: str = ""  # the service's id of what it is one part of: presses from elsewhere are not believed
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do; the rest of Followthrough asks these and never a name."""

    persons: bool  # it reaches single people by their address; else everything goes to one place
    threads: bool  # messages of one thread stand together
    presses: bool = False  # buttons with an action report back
    repeatable: bool = False  # sent again under the same key, a message is seen once; else one whose fate is unknown may come twice
    pause: float = 0.0  # seconds that whoever sends several messages in a row leaves between two of them


@dataclass(frozen=True, slots=True)
class Settings:
    """How one channel is reached. `credentials` are kept encrypted; a webhook's address is one."""

    values: Mapping[str, str] = field(default_factory=dict)
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    base_url: str = ""  # of the vendor's service, where it is not the usual one
    instance: str = ""  # of this installation: in the user agent

    def value(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def secret(self, name: str) -> str:
        return self.credentials.get(name, "").strip()


class Channel(Protocol):
    """One way to reach people, through one set of settings. Safe to use from several threads."""

    can: Capabilities

    def check(self) -> Checked:
        """Whether the settings hold, as far as can be told without sending anything. Raises nothing for what it finds."""

    def send(self, message: Message) -> Outcome:
        """Hand the message over, once; no retries. `Delivered` only if the service said that it took it."""

    def close(self) -> None:
        """Let go of the lines to it; a further message opens new ones."""


def sample(*, to: str, key: str, to_name: str = "", url: str = "") -> Message:
    """What the button "send a test" sends."""
    return Message(
        key=key,
        to=to,
        to_name=to_name,
        subject="Followthrough: a test",
        intro="If you can read this, Followthrough reaches you here. Nothing else was sent, and there is nothing to do.",
        closing="It was sent because somebody pressed “Send a test” in the settings.",
        url=url,
        kind="test",
    )


def fault(message: Message) -> Failed | None:
    """Why no channel sends this; None where each may try. What would end a header, or lead elsewhere than to a page, is refused."""
    if not message.key:
        return Failed("The message has no key, so it could be sent twice: it was not sent.", permanent=True, reach="message")
    if breaks(message.to) or breaks(message.to_name):
        return Failed("The address holds a line break or another control character: write it anew.", permanent=True, reach="address")
    if any(breaks(text) for text in (message.subject, message.key, message.thread, message.reply_to)) or not KIND.fullmatch(message.kind):
        return Failed("The subject holds a line break or another control character: it was not sent.", permanent=True, reach="message")
    if any(not ACTION.fullmatch(button.action) or breaks(button.value) for line in message.lines for button in line.buttons):
        return Failed("A button of the message has a name that can't be sent: it was not sent.", permanent=True, reach="message")
    if any(not is_page(url) for url in _addresses(message)):
        return Failed("A link of the message is not the address of a web page: it was not sent.", permanent=True, reach="message")
    return None


def is_page(url: str) -> bool:
    """Whether this is an absolute web address, without blanks, control characters, or a name and password in it."""
    if (
        len(url) > LONGEST_ADDRESS
        or any(char.isspace() or not char.isprintable() for char in url)
        or any(char in url for char in "\"'<>|`\\")
    ):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False


def breaks(text: str) -> bool:
    """Whether something in the text would end a line or a header, or is no character at all."""
    return any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in text)


def fingerprint(key: str) -> str:
    """The key as 32 hex digits: says nothing about what it names, and fits wherever an id may stand."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _addresses(message: Message) -> Iterator[str]:
    if message.url:
        yield message.url
    for line in message.lines:
        if line.url:
            yield line.url
        yield from (button.url for button in line.buttons)
