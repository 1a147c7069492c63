"""Messages to the one chat or channel of Microsoft Teams that a workflow posts to. Reaches no person by address, and knows no threads.

support.microsoft.com, "Create incoming webhooks with Workflows": the workflow answers 202 once it has the card, before it has posted it.
Whether it did stands in the workflow's own history, and nowhere we can look: a message whose answer was lost may come twice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

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
from followthrough.channels.posting import WAIT, ask, read_hook
from followthrough.channels.teams_card import payload
from followthrough.http import Answer, Door

if TYPE_CHECKING:
    import httpx2

_RUN: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
# The older connectors say 200 to a card and tell in words what became of it.
_OLDER: Final = re.compile(rb"endpoint returned HTTP error (\d{3})")


def open_channel(settings: Settings, *, private: bool, now: Clock, transport: httpx2.BaseTransport | None = None) -> Teams:
    """Raises ConfigError where the address is none. Makes no request yet."""
    origin, address = read_hook(settings.secret("webhook_url"), what="The workflow's address")
    door = Door(origin, private=private, instance=settings.instance, secret_paths=True, transport=transport)
    return Teams(door, address, now=now)


class Teams:
    """One workflow."""

    can = Capabilities(persons=False, threads=False, pause=1.0)

    def __init__(self, door: Door, address: str, *, now: Clock) -> None:
        self._door = door
        self._address = address
        self._now = now

    def check(self) -> Checked:
        return Checked(notes=("Teams tells nothing of a workflow without posting: send a test, and look whether it appears.",))

    def send(self, message: Message) -> Outcome:
        refused = fault(message)
        if refused is not None:
            return refused
        body = payload(message)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        answer = ask(self._door, "POST", self._address, name="Teams", now=self._now, content=body, headers=headers)
        if isinstance(answer, Failed | RetryAfter):
            return answer
        older = _OLDER.search(answer.body[:2000]) if answer.ok else None
        return self._outcome(answer, int(older[1]) if older else answer.status)

    def close(self) -> None:
        self._door.close()

    def _outcome(self, answer: Answer, status: int) -> Outcome:
        if status == 429:
            return RetryAfter(self._now() + WAIT, "Teams asks for fewer messages (429).")
        if status >= 500:
            return Failed(f"Teams has a fault of its own ({status}).", permanent=False, uncertain=True)
        if 200 <= status < 300:
            run = answer.headers.get("x-ms-workflow-run-id", "")
            return Delivered(run if _RUN.fullmatch(run) else "")
        if status in {400, 413}:
            return Failed(f"Teams can't read the message ({status}): please report this.", permanent=True, reach="message")
        if status in {401, 403}:
            words = f"The workflow does not accept its address any more ({status}): copy the address again, whole, from its trigger."
            return Failed(words, permanent=True)
        if status in {404, 410}:
            words = f"There is no such workflow any more, or it is switched off ({status}): look at it in Teams, or make a new one."
            return Failed(words, permanent=True)
        return Failed(f"Teams refuses the message ({status}).", permanent=True)
