"""Messages to members and channels of a Slack workspace, as an app's bot. Hears nothing: presses of buttons are read in slack_presses.py.

docs.slack.dev/reference/methods: chat.postMessage, auth.test, users.lookupByEmail, conversations.open, .history and .replies. slack_sdk's
own client is not used: it opens its connections itself, past the door that refuses private addresses and follows no redirects. Its models
make the blocks, its verifier the signature.

After an answer that was lost, the message is looked for before it is sent again: the name of its first block says which it is. That needs
the rights im:write and im:history (in channels: channels:history, groups:history); without them it is sent again, for twice is better
than never.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from slack_sdk.errors import SlackObjectFormationError

from followthrough.channels.base import (
    Capabilities,
    Channel,
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
from followthrough.channels.posting import ask, ask_again
from followthrough.channels.slack_blocks import BUDGET, TIGHT, block_id, blocks_of, fallback
from followthrough.channels.slack_words import TOO_LONG, TOO_OFTEN, failed
from followthrough.errors import ConfigError, Unreachable
from followthrough.http import Door, Query

if TYPE_CHECKING:
    import httpx2

CLOUD: Final = "https://slack.com/api"
BEFORE: Final = timedelta(minutes=2)  # how far Slack's clock and ours may be apart
PAGES: Final = 5  # of 200 messages that are looked through
Json = dict[str, Any]  # Any: a border, JSON
_Said = tuple[Json, dict[str, str]] | Failed | RetryAfter


def open_channel(
    settings: Settings,
    *,
    private: bool,
    now: Clock,
    sleep: Callable[[float], None] = time.sleep,
    transport: httpx2.BaseTransport | None = None,
) -> Channel:
    """The app's bot where there is a token, else the incoming webhook. Makes no request yet."""
    if settings.secret("webhook_url"):
        from followthrough.channels.slack_incoming import open_incoming

        return open_incoming(settings, private=private, now=now, transport=transport)
    return open_bot(settings, private=private, now=now, sleep=sleep, transport=transport)


def open_bot(
    settings: Settings,
    *,
    private: bool,
    now: Clock,
    sleep: Callable[[float], None] = time.sleep,
    transport: httpx2.BaseTransport | None = None,
) -> Slack:
    token = settings.secret("token")
    if not token.startswith("xox") or not (token.isascii() and token.isprintable()):
        raise ConfigError("The token is not one of a Slack app: copy the Bot User OAuth Token, which begins with xoxb-.")
    door = Door(
        settings.base_url or CLOUD,
        private=private,
        headers={"Authorization": f"Bearer {token}"},
        instance=settings.instance,
        sleep=sleep,
        transport=transport,
    )
    return Slack(door, now=now, presses=bool(settings.secret("signing_secret")))


class Slack:
    """One workspace, through one app's bot token."""

    def __init__(self, door: Door, *, now: Clock, presses: bool) -> None:
        self.can = Capabilities(persons=True, threads=True, presses=presses, repeatable=True, pause=1.0)
        self._door = door
        self._now = now
        self._members: dict[str, str] = {}  # by mail address
        self._lock = threading.Lock()

    def check(self) -> Checked:
        said = self._ask("POST", "auth.test", json={})
        if isinstance(said, Failed | RetryAfter):
            return Checked(missing=(said.reason,))
        answer, headers = said
        rights = {right.strip() for right in headers.get("x-oauth-scopes", "").split(",")} - {""}
        account = " in ".join(str(answer[name])[:100] for name in ("user", "team") if answer.get(name))
        workspace = str(answer.get("team_id") or "")[:100]
        if not rights:
            return Checked(account=account, workspace=workspace)
        missing = () if "chat:write" in rights else ("The app may not post: add the right chat:write, and install the app again.",)
        return Checked(account=account, workspace=workspace, missing=missing, notes=tuple(_notes(rights)))

    def find(self, address: str) -> str | Failed | RetryAfter | None:
        """The id of the member with this mail address; None where there is none. Needs the right users:read.email."""
        with self._lock:
            known = self._members.get(address.casefold())
        if known is not None:
            return known
        said = self._ask("GET", "users.lookupByEmail", query={"email": address})
        if isinstance(said, Failed | RetryAfter):
            return None if isinstance(said, Failed) and said.reach == "address" else said
        user = said[0].get("user")
        found = user.get("id") if isinstance(user, dict) and not user.get("deleted") else None
        if not isinstance(found, str):
            return None
        with self._lock:
            self._members[address.casefold()] = found
        return found

    def send(self, message: Message) -> Outcome:
        refused = fault(message)
        if refused is not None:
            return refused
        to = self.find(message.to) if "@" in message.to else message.to
        if isinstance(to, Failed | RetryAfter):
            return to
        if not to:
            return Failed("No member of this Slack workspace has that address: enter the member's id.", permanent=True, reach="address")
        if message.tried_at is not None:
            earlier = self._earlier(message, to, since=message.tried_at)
            if earlier is not None:
                return earlier
        return self._post(message, to)

    def close(self) -> None:
        self._door.close()

    def _post(self, message: Message, to: str) -> Outcome:
        """Post it; and once more with less in it where Slack says that it was too long, for then it was not taken."""
        outcome = self._posted(message, to, BUDGET)
        too_long = isinstance(outcome, Failed) and f"({TOO_LONG})" in outcome.reason
        return self._posted(message, to, TIGHT) if too_long else outcome

    def _posted(self, message: Message, to: str, budget: tuple[int, int]) -> Outcome:
        try:
            blocks = blocks_of(message, presses=self.can.presses, budget=budget)
        except SlackObjectFormationError as error:
            return Failed(f"The message does not fit into Slack's blocks: {str(error)[:200]}.", permanent=True, reach="message")
        body: Json = {"channel": to, "text": fallback(message), "blocks": blocks, "unfurl_links": False, "unfurl_media": False}
        thread = _stamp(message.reply_to)
        if thread:
            body["thread_ts"] = thread
        said = self._ask("POST", "chat.postMessage", json=body)
        if isinstance(said, Failed | RetryAfter):
            return said
        return Delivered(f"{said[0].get('channel') or to}:{said[0].get('ts') or ''}")

    def _earlier(self, message: Message, to: str, *, since: datetime) -> Outcome | None:
        """The message, if an earlier attempt got through; None where none is seen, or we may not look."""
        place = self._place(to)
        if not isinstance(place, str):
            return _unless_forbidden(place)
        thread = _stamp(message.reply_to)
        query: Query = {"channel": place, "oldest": f"{(since - BEFORE).timestamp():.6f}", "limit": 200, "ts": thread or None}
        cursor = ""
        for _ in range(PAGES):
            said = self._ask("GET", f"conversations.{'replies' if thread else 'history'}", query={**query, "cursor": cursor or None})
            if isinstance(said, Failed | RetryAfter):
                return _unless_forbidden(said)
            found = _with_block(said[0], block_id(message))
            if found:
                return Delivered(f"{place}:{found}", found=True)
            more = said[0].get("response_metadata")
            cursor = str(more.get("next_cursor") or "") if isinstance(more, dict) else ""
            if not cursor:
                break
        return None

    def _place(self, to: str) -> str | Failed | RetryAfter:
        """Where messages to a member stand: the conversation with the app."""
        if not to.startswith(("U", "W")):
            return to
        said = self._ask("POST", "conversations.open", json={"users": to})
        if isinstance(said, Failed | RetryAfter):
            return said
        channel = said[0].get("channel")
        return str(channel["id"]) if isinstance(channel, dict) and channel.get("id") else to

    def _ask(self, method: str, name: str, *, query: Query | None = None, json: Json | None = None) -> _Said:
        """What Slack said and its headers, where it said ok. It says most of what fails with status 200."""
        answer = ask(self._door, method, name, name="Slack", now=self._now, query=query, json=json)
        if isinstance(answer, Failed | RetryAfter):
            return answer
        try:
            said = answer.json()
        except Unreachable:
            return Failed(f"Slack answered {answer.status} with something that is not JSON.", permanent=False, uncertain=answer.ok)
        if not isinstance(said, dict) or not isinstance(said.get("ok"), bool):
            return Failed(f"Slack answered {answer.status} with something that is not its own form.", permanent=False, uncertain=answer.ok)
        if said["ok"]:
            return said, dict(answer.headers)
        word = str(said.get("error") or "")
        if word in TOO_OFTEN:
            return RetryAfter(ask_again(answer.headers.get("retry-after", ""), now=self._now()), f"Slack asks for fewer messages ({word}).")
        return failed(word, needed=str(said.get("needed") or ""))


def _notes(rights: set[str]) -> list[str]:
    notes = []
    if not {"im:write", "im:history"} <= rights:
        notes.append("Without im:write and im:history, a message whose answer was lost is sent again, and may be seen twice.")
    if not {"users:read", "users:read.email"} <= rights:
        notes.append("Without users:read and users:read.email, members can't be found by their mail address: enter their ids.")
    return notes


def _unless_forbidden(outcome: Failed | RetryAfter) -> Outcome | None:
    """A look that was refused for good tells nothing; one that failed for now leaves open what it would have told."""
    if isinstance(outcome, RetryAfter):
        return outcome
    return None if outcome.permanent else Failed(outcome.reason, permanent=False, uncertain=True)


def _with_block(said: Json, name: str) -> str:
    messages = said.get("messages")
    for message in messages if isinstance(messages, list) else []:
        blocks = message.get("blocks") if isinstance(message, dict) else None
        if isinstance(blocks, list) and any(isinstance(block, dict) and block.get("block_id") == name for block in blocks):
            return str(message.get("ts") or "")
    return ""


def _stamp(delivered: str) -> str:
    """The time stamp in the id with which a message was delivered."""
    stamp = delivered.rpartition(":")[2]
    return stamp if stamp.replace(".", "", 1).isdigit() else ""
