"""What Slack reports when somebody presses a button: proven, then read into a small value. Decides nothing, and trusts nothing in it.

docs.slack.dev/authentication/verifying-requests-from-slack and /reference/interaction-payloads/block_actions-payload. The signature says
that Slack sent it, not that the person may do what the button says: that is for who signed its `value`, and for the permission check.
Slack wants an answer within three seconds and repeats what got none, so the same press may come more than once.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

from slack_sdk.signature import SignatureVerifier

from followthrough.channels.base import Clock, Delivered, Failed, Outcome, RetryAfter, is_page
from followthrough.channels.posting import ask
from followthrough.channels.slack_blocks import LINK, SECTION, escaped
from followthrough.channels.slack_words import failed
from followthrough.errors import InputError
from followthrough.http import Door, origin

if TYPE_CHECKING:
    import httpx2

WINDOW: Final = 300  # seconds that Slack's stamp may be off, either way
BIGGEST: Final = 1024 * 1024
ANSWERED_AT: Final = ("hooks.slack.com", "hooks.slack-gov.com")


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button that somebody pressed. Only `user` within `team` says who; names are for eyes and not even kept."""

    action: str
    value: str
    user: str
    team: str
    channel: str = ""
    message: str = ""  # the time stamp of the message it stands in
    at: str = ""  # Slack's stamp of the press: the same for a repeat
    respond_to: str = ""  # where an answer can be posted, for half an hour; a secret

    @property
    def is_link(self) -> bool:
        """Slack reports presses of buttons that only lead to a page as well: nothing is to be done."""
        return self.action.startswith(LINK)


def verify_signature(secret: str, timestamp: str, body: bytes, signature: str, now: datetime) -> bool:
    """Whether Slack sent this, within the last five minutes. An empty secret proves nothing."""
    if not secret.strip() or not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) > 12:
        return False
    if abs(now.timestamp() - int(timestamp)) > WINDOW:
        return False
    try:
        expected = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    except UnicodeDecodeError:  # no form of Slack's is anything but UTF-8
        return False
    return expected is not None and hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))


def read_press(body: bytes) -> Pressed | None:
    """The press in a body whose signature was proven; None for whatever else Slack reports. InputError where it is no form of Slack's."""
    if len(body) > BIGGEST:
        raise InputError("What Slack sent is larger than any report of a press.")
    try:
        form = parse_qs(body.decode("utf-8"), strict_parsing=True, max_num_fields=20)
        payload = json.loads(form["payload"][0])
    except (ValueError, KeyError, RecursionError) as error:
        raise InputError("What Slack sent is no form with a payload.") from error
    if not isinstance(payload, dict):
        raise InputError("What Slack sent is no form with a payload.")
    actions = payload.get("actions")
    if payload.get("type") != "block_actions" or not isinstance(actions, list) or not actions or not isinstance(actions[0], dict):
        return None
    pressed = actions[0]
    user, team = _text(payload.get("user"), "id"), _text(payload.get("team"), "id") or _text(payload.get("user"), "team_id")
    if pressed.get("type") != "button" or not user or not team:
        return None
    return Pressed(
        action=_text(pressed, "action_id"),
        value=_text(pressed, "value"),
        user=user,
        team=team,
        channel=_text(payload.get("container"), "channel_id") or _text(payload.get("channel"), "id"),
        message=_text(payload.get("container"), "message_ts"),
        at=_text(pressed, "action_ts"),
        respond_to=_answerable(_text(payload, "response_url")),
    )


def respond(pressed: Pressed, words: str, *, now: Clock, transport: httpx2.BaseTransport | None = None) -> Outcome:
    """Tell the person who pressed, and nobody else, what came of it."""
    if not pressed.respond_to:
        return Failed("Slack gave no address for an answer.", permanent=True, reach="message")
    scheme, host, _ = origin(pressed.respond_to)
    door = Door(f"{scheme}://{host}", secret_paths=True, transport=transport)
    body = {"response_type": "ephemeral", "replace_original": False, "text": escaped(words, SECTION)}
    try:
        answer = ask(door, "POST", pressed.respond_to, name="Slack", now=now, json=body)
    finally:
        door.close()
    if isinstance(answer, Failed | RetryAfter):
        return answer
    return Delivered() if answer.ok else failed(answer.body[:100].decode("utf-8", "replace").strip())


def _answerable(url: str) -> str:
    """The address if it is one of Slack's own: a signature that leaked must not make us post elsewhere."""
    if not is_page(url):
        return ""
    parts = urlsplit(url)
    return url if parts.scheme == "https" and parts.netloc in ANSWERED_AT else ""


def _text(holder: Any, name: str) -> str:  # Any: JSON
    value = holder.get(name) if isinstance(holder, dict) else None
    return value[:4000] if isinstance(value, str) else ""
