"""What Jira's answers mean as errors of ours: limits, dead credentials, refusals in its own words. Reads no ticket.

Rules: developer.atlassian.com/cloud/jira/platform/rate-limiting (Cloud), "Improving instance stability with rate limiting" in
confluence.atlassian.com/adminjiraserver (Data Center), and the status codes in both REST references.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal

from followthrough.errors import Drifted, Forbidden, RateLimited, TurnedDown, Unreachable
from followthrough.http import Answer
from followthrough.trackers.base import Limits

WAIT: Final = timedelta(seconds=60)  # where Jira says that it was too much and not until when
LONGEST_WORDS: Final = 500


class NotThere(TurnedDown):
    """404: it is gone, or this account may not see it. Whoever asked may know what that means; else it is a refusal like others."""


def passed(answer: Answer, *, now: datetime) -> Answer:
    """The answer, where it is one to what was asked; else what went wrong."""
    _refuse_strangers(answer)
    if answer.status == 429 or (answer.status == 503 and "retry-after" in answer.headers):
        raise RateLimited(f"Jira wants fewer requests ({answer.status}).", until=_until(answer, now=now), reach=_reach(answer))
    if answer.status >= 500 or 300 <= answer.status < 400:
        raise Unreachable(f"Jira answered {answer.status}, which is no answer to what was asked.", sent=True)
    if answer.status == 403:
        raise Forbidden(f"Jira does not allow this: {words(answer)}", expired=False)
    if answer.status == 404:
        raise NotThere(words(answer))
    if answer.status in {405, 410}:
        raise Drifted(f"Jira no longer answers there ({answer.status}): {words(answer)}")
    if answer.status >= 400:
        raise TurnedDown(words(answer))
    return answer


def _refuse_strangers(answer: Answer) -> None:
    """A dead token can come back as 200 with an empty list: Jira then takes us for a passer-by, and says so only in a header."""
    reason = answer.headers.get("x-seraph-loginreason", "").upper()
    if "AUTHENTICATION_DENIED" in reason:
        raise Forbidden("Jira wants this account to sign in once in a browser (it asks for a CAPTCHA after failed attempts).", expired=True)
    if answer.status == 401 or "AUTHENTICATED_FAILED" in reason or answer.headers.get("x-ausername", "").lower() == "anonymous":
        raise Forbidden("Jira no longer accepts this token: make a new one.", expired=True)


def _until(answer: Answer, *, now: datetime) -> datetime:
    """`Retry-After` is in seconds; `X-RateLimit-Reset` a moment. Whichever is later: both were promised."""
    told = [_after(answer.headers.get("retry-after", ""), now=now), _moment(answer.headers.get("x-ratelimit-reset", ""))]
    return max((moment for moment in told if moment is not None and moment > now), default=now + WAIT)


def _after(text: str, *, now: datetime) -> datetime | None:
    if text.strip().isdigit():
        return now + timedelta(seconds=max(1, min(int(text), 86400)))
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        if text.strip().isdigit():
            return datetime.fromtimestamp(int(text), UTC)
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except (ValueError, OverflowError, OSError):
        return None


def _reach(answer: Answer) -> Literal["credential", "endpoint", "ticket"]:
    """Cloud limits three things at once, and names the one: bursts on an end-point, writes on one issue, the whole quota."""
    reason = answer.headers.get("ratelimit-reason", "").lower()
    if "per-issue" in reason:
        return "ticket"
    return "endpoint" if "burst" in reason else "credential"


def limits(answer: Answer) -> Limits | None:
    """What the headers say, where they say something."""
    limit, remaining = (answer.headers.get(f"x-ratelimit-{name}", "") for name in ("limit", "remaining"))
    if not limit.isdigit() and not remaining.isdigit():
        return None
    resets_at = _moment(answer.headers.get("x-ratelimit-reset", ""))
    return Limits(int(limit) if limit.isdigit() else None, int(remaining) if remaining.isdigit() else None, resets_at)


def words(answer: Answer) -> str:
    """Why Jira refused, in its words: general messages, then each field with what is wrong with it."""
    try:
        said = answer.json()
    except Unreachable:
        said = None
    if not isinstance(said, dict):
        return f"Jira refused ({answer.status}) and did not say why."
    parts = [str(part) for part in _list(said.get("errorMessages"))]
    errors = said.get("errors")
    if isinstance(errors, dict):
        parts += [f"{field}: {why}" for field, why in errors.items()]
    parts += [str(part.get("message")) for part in _list(errors) if isinstance(part, dict)]
    parts += [str(said[name]) for name in ("message", "errorMessage") if said.get(name)]
    return " ".join(parts)[:LONGEST_WORDS] or f"Jira refused ({answer.status}) and did not say why."


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
