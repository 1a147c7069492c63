"""Messages to the one Slack channel of an incoming webhook. Reaches no member, knows no threads, and can't look whether one arrived.

docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. Its address is its only proof: who knows it may post there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.errors import SlackObjectFormationError

from followthrough.channels.base import (
    Capabilities,
    Checked,
    Clock,
    Delivered,
    Failed,
    Message,
    Outcome,
    RetryAfter,
    Settings,
    fault,
)
from followthrough.channels.posting import ask, read_hook
from followthrough.channels.slack_blocks import blocks_of, fallback
from followthrough.channels.slack_words import failed
from followthrough.http import Door

if TYPE_CHECKING:
    import httpx2


def open_incoming(settings: Settings, *, private: bool, now: Clock, transport: httpx2.BaseTransport | None = None) -> SlackIncoming:
    origin, address = read_hook(settings.secret("webhook_url"), what="The webhook's address")
    door = Door(origin, private=private, instance=settings.instance, secret_paths=True, transport=transport)
    return SlackIncoming(door, address, now=now)


class SlackIncoming:
    """One channel of one workspace."""

    can = Capabilities(persons=False, threads=False, pause=1.0)

    def __init__(self, door: Door, address: str, *, now: Clock) -> None:
        self._door = door
        self._address = address
        self._now = now

    def check(self) -> Checked:
        return Checked(notes=("Slack tells nothing of a webhook without posting: send a test.",))

    def send(self, message: Message) -> Outcome:
        refused = fault(message)
        if refused is not None:
            return refused
        try:
            body = {"text": fallback(message), "blocks": blocks_of(message, presses=False)}
        except SlackObjectFormationError as error:
            return Failed(f"The message does not fit into Slack's blocks: {str(error)[:200]}.", permanent=True, reach="message")
        answer = ask(self._door, "POST", self._address, name="Slack", now=self._now, json=body)
        if isinstance(answer, Failed | RetryAfter):
            return answer
        return Delivered() if answer.ok else failed(answer.body[:100].decode("utf-8", "replace").strip())

    def close(self) -> None:
        self._door.close()
