"""What Linear's answers mean as errors of ours. Asks nothing and reads no ticket.

linear.app/developers/graphql ("Error handling": an answer of 200 may hold errors, and then nothing of it counts) and rate-limiting (400
with the code RATELIMITED; resets in milliseconds since 1970). What codes there are, Linear's own SDK lists.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from followthrough.errors import Drifted, Forbidden, RateLimited, TurnedDown, Unreachable
from followthrough.http import Answer
from followthrough.trackers.base import Limits
from followthrough.trackers.shape import LONGEST_WAIT, WAIT, Json, Shape, ask_again, since_1970

LONGEST_WORDS: Final = 500
BUCKETS: Final = ("requests", "complexity", "endpoint-requests")
NOT_THERE: Final = "entity not found"
DEAD_KEY: Final = "Linear no longer accepts this key: make a new one under Settings → Security & access and put it into the connection."
_OF_THE_KEY: Final = frozenset({"AUTHENTICATION_ERROR", "UNAUTHENTICATED", "authentication error"})
_NOT_ALLOWED: Final = frozenset({"FORBIDDEN", "forbidden", "FEATURE_NOT_ACCESSIBLE", "feature not accessible"})
_PASSING: Final = frozenset(
    {"INTERNAL_SERVER_ERROR", "LOCK_TIMEOUT", "BOOTSTRAP_ERROR", "internal error", "lock timeout", "network error", "bootstrap error"}
)
_OF_THE_SCHEMA: Final = frozenset({"GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"})
shape: Final = Shape("Linear")


class NotThere(TurnedDown):
    """There is no such thing, or this key may not see it: Linear does not tell which."""


def passed(answer: Answer, *, now: datetime) -> Json:
    """The data, where it is an answer to what was asked; else what went wrong."""
    if answer.status in {301, 302, 303, 307, 308}:
        raise Unreachable("Linear is not at this address: it sends us on.", sent=True)
    if answer.status == 429:
        raise _limited(answer, now=now)
    if answer.status >= 500:
        raise Unreachable(f"Linear answered {answer.status}, which is no answer to what was asked.", sent=True)
    if answer.status in {401, 403} and not _is_json(answer):
        raise _forbidden("", expired=answer.status == 401)
    said = shape.mapping(answer.json(), "object")
    errors = said.get("errors")
    if errors:
        raise _error(shape.sequence(errors, "errors"), answer, now=now)
    if answer.status == 401:
        raise _forbidden("", expired=True)
    if answer.status >= 400:
        raise TurnedDown(f"Linear refused ({answer.status}) and did not say why.")
    return shape.mapping(said.get("data"), "data")


def limits(answer: Answer) -> Limits | None:
    limit, remaining, reset = (answer.headers.get(f"x-ratelimit-requests-{name}", "") for name in ("limit", "remaining", "reset"))
    if not limit.isdigit() or not remaining.isdigit():
        return None
    return Limits(int(limit), int(remaining), moment_of(reset))


def moment_of(text: str) -> datetime | None:
    """Milliseconds since 1970; seconds, where the number can't be milliseconds."""
    if not text.strip().isdigit() or len(text) > 20:
        return None
    number = int(text)
    return since_1970(str(number // 1000 if number > 10**11 else number))


def _error(errors: list[Json], answer: Answer, *, now: datetime) -> Exception:
    """The error of ours that these are together; the gravest first."""
    told = {name for error in errors for name in _names(error)}
    words = _words(errors)
    if {"RATELIMITED", "ratelimited"} & told:
        return _limited(answer, now=now)
    if _OF_THE_KEY & told or answer.status == 401:
        return _forbidden(words, expired=True)
    if _NOT_ALLOWED & told or answer.status == 403:
        return _forbidden(words, expired=False)
    if _OF_THE_SCHEMA & told:
        return Drifted(f"Linear no longer understands what it is asked: {words}")
    if _PASSING & told:
        return Unreachable(f"Linear could not answer: {words}", sent=True)
    if all(str(error.get("message") or "").lower().startswith(NOT_THERE) for error in errors):
        return NotThere(words)
    return TurnedDown(words)


def _forbidden(words: str, *, expired: bool) -> Forbidden:
    if expired:
        return Forbidden(DEAD_KEY, expired=True)
    why = words or "It does not say why."
    return Forbidden(f"Linear does not allow this to the key, or to the account behind it: {why}", expired=False)


def _limited(answer: Answer, *, now: datetime) -> RateLimited:
    """Until the last of the used-up buckets is filled again; where none is said to be, as long as it asks for, or a minute."""
    spent = [bucket for bucket in BUCKETS if answer.headers.get(f"x-ratelimit-{bucket}-remaining", "").strip() == "0"]
    resets = [moment_of(answer.headers.get(f"x-ratelimit-{bucket}-reset", "")) for bucket in spent]
    told = [moment for moment in resets if moment is not None and moment > now]
    asked = ask_again(answer.headers, now=now) if not told or "retry-after" in answer.headers else now + WAIT
    until = min(max([*told, asked] if "retry-after" in answer.headers else told or [asked]), now + LONGEST_WAIT)
    if spent == ["endpoint-requests"]:
        return RateLimited("Linear wants fewer requests of this kind.", until=until, reach="endpoint")
    return RateLimited("The hour's requests to Linear are used up.", until=until)


def _names(error: Mapping[str, Any]) -> tuple[str, str]:
    """Code and type of one error; they say the same in two spellings, and not every answer has both."""
    extensions = error.get("extensions")
    if not isinstance(extensions, dict):
        return "", ""
    return str(extensions.get("code") or ""), str(extensions.get("type") or "").lower()


def _words(errors: list[Json]) -> str:
    """Why, in Linear's words: those meant for people, where it has some."""
    told = [str(_presentable(error) or error.get("message") or "").rstrip(".") for error in errors]
    return ". ".join(dict.fromkeys(filter(None, told)))[:LONGEST_WORDS] or "Linear refused and did not say why."


def _presentable(error: Json) -> object:
    extensions = error.get("extensions")
    return extensions.get("userPresentableMessage") if isinstance(extensions, dict) else None


def _is_json(answer: Answer) -> bool:
    try:
        return isinstance(json.loads(answer.body), dict)
    except (ValueError, RecursionError):
        return False


# --- parts of answers -----------------------------------------------------------------------------------------------------


def nodes(data: Json, name: str) -> list[Json]:
    return shape.sequence(shape.mapping(data.get(name), name).get("nodes"), f"nodes of {name}")


def cursor_after(data: Json, name: str) -> str:
    """Where the list goes on; "" at its end."""
    info = shape.mapping(shape.mapping(data.get(name), name).get("pageInfo"), "pageInfo")
    return shape.text(info, "endCursor") if info.get("hasNextPage") else ""


def done(data: Json, name: str) -> Json:
    """The payload of a mutation that says that it was carried out."""
    payload = shape.mapping(data.get(name), name)
    success = payload.get("success")
    if not isinstance(success, bool):
        raise Drifted("Linear's answer has no success as its description promises.")
    if not success:
        raise TurnedDown("Linear did not do it and did not say why.")
    return payload
