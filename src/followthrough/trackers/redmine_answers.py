"""What Redmine's answers mean as errors of ours, and strict reading of the parts something rests on. Reads no ticket.

Redmine answers 401 and 403 without a word, 403 (not 404) for what exists and may not be seen, and 422 with its reasons:
redmine.org/projects/redmine/wiki/Rest_api ("Authentication", "Validation errors"). It has no rate limits of its own; proxies do.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from followthrough.errors import Drifted, Forbidden, RateLimited, TurnedDown, Unreachable
from followthrough.http import Answer

WAIT: Final = timedelta(seconds=60)  # where nobody says until when
LONGEST_WORDS: Final = 500
NOT_ALLOWED: Final = "Redmine does not allow this: give the account's role the right for it, or see whether the REST web service is on."

Json = dict[str, Any]  # a border


class NotThere(TurnedDown):
    """404: there is no such thing. Whoever asked may know what that means; else it is a refusal like others."""


def passed(answer: Answer, *, now: datetime) -> Answer:
    """The answer, where it is one to what was asked; else what went wrong."""
    if answer.status == 401:
        raise Forbidden("Redmine no longer accepts this API key: give the connection the one that “My account” shows.", expired=True)
    if answer.status == 429 or (answer.status == 503 and "retry-after" in answer.headers):
        until = _until(answer.headers.get("retry-after", ""), now=now)
        raise RateLimited(f"Redmine, or a proxy before it, wants fewer requests ({answer.status}).", until=until)
    if answer.status in {301, 302, 303, 307, 308}:
        raise Unreachable(f"Redmine is not here: it sends us on to {_elsewhere(answer)}. Give that address in the connection.", sent=True)
    if answer.status >= 500:
        raise Unreachable(f"Redmine answered {answer.status}, which is no answer to what was asked.", sent=True)
    if answer.status == 403:
        raise Forbidden(words(answer) or NOT_ALLOWED, expired=False)
    if answer.status == 404:
        raise NotThere("Redmine has no such thing.")
    if answer.status >= 400:
        raise TurnedDown(words(answer) or f"Redmine refused ({answer.status}) and did not say why.")
    return answer


def words(answer: Answer) -> str:
    """Why Redmine refused, in its words; "" where it does not say."""
    try:
        said = answer.json()
    except Unreachable:
        return ""
    errors = said.get("errors") if isinstance(said, dict) else None
    return ". ".join(str(error).rstrip(".") for error in errors if error)[:LONGEST_WORDS] if isinstance(errors, list) else ""


def _until(text: str, *, now: datetime) -> datetime:
    """`Retry-After` in seconds or as a date; a minute where it is neither, or past."""
    told = None
    if text.strip().isdigit():
        told = now + timedelta(seconds=min(int(text), 86400))
    elif text:
        try:
            told = parsedate_to_datetime(text).astimezone(UTC)
        except ValueError:
            told = None
    return told if told is not None and told > now else now + WAIT


def _elsewhere(answer: Answer) -> str:
    return answer.headers.get("location", "another").partition("?")[0][:200]


# --- parts of answers -----------------------------------------------------------------------------------------------------


def mapping(value: object, what: str) -> Json:
    if not isinstance(value, dict):
        raise Drifted(f"Redmine's answer has no {what} as its description promises.")
    return value


def sequence(value: object, what: str) -> list[Json]:
    if not isinstance(value, list):
        raise Drifted(f"Redmine's answer has no list of {what} as its description promises.")
    return [mapping(each, what) for each in value]


def number(data: Json, name: str) -> str:
    """An id, which is a number in Redmine, as text."""
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Drifted(f"Redmine's answer has no {name} as its description promises.")
    return str(value)


def text(data: Json, name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value:
        raise Drifted(f"Redmine's answer has no {name} as its description promises.")
    return value


def moment(data: Json, name: str) -> datetime:
    try:
        return datetime.fromisoformat(text(data, name)).astimezone(UTC)
    except ValueError as error:
        raise Drifted(f"Redmine's {name} is not a time: {data.get(name)!r}.") from error


def day(data: Json, name: str) -> date | None:
    value = data.get(name)
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise Drifted(f"Redmine's {name} is not a date: {value!r}.") from error
