"""Messages as signed JSON to any address, in the form of Standard Webhooks. Reads nothing of an answer but its status.

standardwebhooks.com: webhook-id (the same for a repeat, so that a receiver can drop it), webhook-timestamp and webhook-signature, the
HMAC-SHA256 of id, time stamp and body. Several secrets give several signatures: so one can be replaced without missing a message.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from followthrough.channels.base import (
    Capabilities,
    Checked,
    Clock,
    Delivered,
    Failed,
    Line,
    Message,
    Outcome,
    RetryAfter,
    Settings,
    fault,
    fingerprint,
)
from followthrough.channels.fit import told
from followthrough.channels.letter import text_of
from followthrough.channels.posting import ask, read_hook
from followthrough.core.report.prose import one_line
from followthrough.errors import ConfigError
from followthrough.http import Door

if TYPE_CHECKING:
    import httpx2

PREFIX: Final = "whsec_"
SHORTEST, LONGEST = 24, 64  # bytes of a secret
Json = dict[str, Any]  # Any: JSON


def open_channel(settings: Settings, *, private: bool, now: Clock, transport: httpx2.BaseTransport | None = None) -> Webhook:
    """Raises ConfigError where address or secret are none. Makes no request yet."""
    origin, address = read_hook(settings.secret("webhook_url"), what="The address")
    keys = tuple(read_secret(secret) for secret in settings.secret("secret").split())
    if not keys:
        raise ConfigError("A secret is needed, to sign what is sent: let one be made.")
    door = Door(origin, private=private, instance=settings.instance, secret_paths=True, transport=transport)
    return Webhook(door, address, keys, now=now)


def new_secret() -> str:
    """A secret of 32 random bytes, in the form that receivers' libraries take."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def read_secret(text: str) -> bytes:
    """The key in a secret; ConfigError where there is none."""
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not text.startswith(PREFIX) or not SHORTEST <= len(key) <= LONGEST:
        raise ConfigError(f"The secret is not one of a webhook: {PREFIX} and {SHORTEST} to {LONGEST} bytes in base64. Let one be made.")
    return key


def signed(body: bytes, *, identity: str, at: datetime, keys: tuple[bytes, ...]) -> Mapping[str, str]:
    """The headers that prove where a message comes from and when it was sent."""
    stamp = str(int(at.timestamp()))
    content = b".".join((identity.encode(), stamp.encode(), body))
    digests = (base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode() for key in keys)
    return {"webhook-id": identity, "webhook-timestamp": stamp, "webhook-signature": " ".join(f"v1,{digest}" for digest in digests)}


def payload(message: Message) -> bytes:
    """The message as JSON. Nothing in it changes from one attempt to the next."""
    data = {
        "to": message.to,
        "to_name": one_line(message.to_name),
        "subject": one_line(message.subject),
        "intro": _storable(message.intro),
        "sections": [{"title": one_line(section.title), "lines": [_line(line) for line in section.lines]} for section in told(message)],
        "closing": _storable(message.closing),
        "url": message.url,
        "thread": message.thread,
        "text": _storable(text_of(message)),
    }
    return json.dumps({"type": message.kind, "data": data}, ensure_ascii=False, separators=(",", ":")).encode()


class Webhook:
    """One address."""

    can = Capabilities(persons=True, threads=True, repeatable=True)  # the receiver is told whom it is for

    def __init__(self, door: Door, address: str, keys: tuple[bytes, ...], *, now: Clock) -> None:
        self._door = door
        self._address = address
        self._keys = keys
        self._now = now

    def check(self) -> Checked:
        return Checked(notes=("Whether it is received shows when a test is sent.",))

    def send(self, message: Message) -> Outcome:
        refused = fault(message)
        if refused is not None:
            return refused
        identity, body = f"msg_{fingerprint(message.key)}", payload(message)
        headers = {"Content-Type": "application/json", **signed(body, identity=identity, at=self._now(), keys=self._keys)}
        answer = ask(self._door, "POST", self._address, name="The receiver", now=self._now, content=body, headers=headers)
        if isinstance(answer, Failed | RetryAfter):
            return answer
        if answer.ok:
            return Delivered(identity)
        if answer.status == 410:
            return Failed("The receiver wants no more messages (410): take this channel out, or enter another address.", permanent=True)
        if answer.status in {401, 403}:
            return Failed(f"The receiver does not accept the signature ({answer.status}): does it know the secret?", permanent=True)
        if answer.status in {404, 405}:
            return Failed(f"Nothing takes messages at this address ({answer.status}): enter it again.", permanent=True)
        return Failed(f"The receiver refuses the message ({answer.status}).", permanent=True, reach="message")

    def close(self) -> None:
        self._door.close()


def _line(line: Line) -> Json:
    """Without the values of buttons: they are for whoever presses one, and a program presses none."""
    buttons = [{"label": one_line(button.label), "url": button.url} for button in line.buttons]
    return {"text": one_line(line.text), "url": line.url, "note": one_line(line.note), "buttons": buttons}


def _storable(text: str) -> str:
    """The text in its lines, each without what is not seen."""
    return "\n".join(" " * (len(line) - len(line.lstrip())) + one_line(line) for line in text.splitlines())
