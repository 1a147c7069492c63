"""What channels over HTTP share: one request through the door, and what its answer says of delivery. Repeats nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from followthrough.channels.base import LONGEST_ADDRESS, Clock, Failed, RetryAfter, is_page
from followthrough.errors import AddressRefused, ConfigError, Forbidden, ServiceError, Unreachable
from followthrough.http import Answer, Door, Query

WAIT: Final = timedelta(minutes=1)  # where a service says that it was too often, and not until when
LONGEST_WAIT: Final = timedelta(days=1)
NOT_NOW: Final = frozenset({408, 425})
NOT_TAKEN: Final = frozenset({408, 425, 503})  # says so before it does anything


def ask(
    door: Door,
    method: str,
    path: str,
    *,
    name: str,
    now: Clock,
    query: Query | None = None,
    json: object = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer | Failed | RetryAfter:
    """The answer, where it is the service's own to read: 2xx, and 4xx but "not now". What it says in words is never repeated."""
    try:
        answer = door.request(method, path, query=query, json=json, content=content, headers=headers)
    except ServiceError as error:
        return _failed(error)
    if answer.status == 429 or (answer.status in {*NOT_NOW, 503} and "retry-after" in answer.headers):
        return RetryAfter(ask_again(answer.headers.get("retry-after", ""), now=now()), f"{name} asks for fewer messages ({answer.status}).")
    if answer.status >= 500 or answer.status in NOT_NOW:
        uncertain = answer.status not in NOT_TAKEN
        return Failed(f"{name} has a fault of its own ({answer.status}).", permanent=False, uncertain=uncertain)
    if 300 <= answer.status < 400 or answer.status < 200:
        return Failed(f"{name} sends us on to another address ({answer.status}): enter that address.", permanent=True)
    return answer


def ask_again(text: str, *, now: datetime) -> datetime:
    """`Retry-After` in seconds or as a date, up to a day; a minute where it is neither, or past."""
    told: datetime | None = None
    if text.strip().isascii() and text.strip().isdigit():
        told = now + timedelta(seconds=min(int(text.strip()[:9]), LONGEST_WAIT.total_seconds()))
    elif text:
        try:
            told = parsedate_to_datetime(text).astimezone(UTC)
        except (ValueError, OverflowError):
            told = None
    return min(told, now + LONGEST_WAIT) if told is not None and told > now else now + WAIT


def read_hook(text: str, *, what: str) -> tuple[str, str]:
    """Origin and whole address of a webhook; ConfigError where it is none. The address is not repeated: who knows it may post there."""
    if not is_page(text):
        long = f", or longer than {LONGEST_ADDRESS} characters" if len(text) > LONGEST_ADDRESS else ""
        raise ConfigError(f"{what} is not a web address{long}: copy it again, whole, from https:// on.")
    parts = urlsplit(text)
    return urlunsplit((parts.scheme, parts.netloc, "", "", "")), urlunsplit((*parts[:4], ""))


def _failed(error: ServiceError) -> Failed:
    match error:
        case Unreachable():
            return Failed(str(error), permanent=False, uncertain=error.sent)
        case AddressRefused() | Forbidden():
            return Failed(str(error), permanent=True)
        case _:
            return Failed(str(error), permanent=False)
