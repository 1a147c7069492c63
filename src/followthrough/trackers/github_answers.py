"""What GitHub's answers mean as errors of ours, and its issues as tickets. Asks nothing.

docs.github.com/rest: "Best practices for using the REST API" (limits, redirects), "Troubleshooting the REST API" (404 for what may not be
seen), "Issues". A state_reason that nobody knows yet is a decision somebody has to look at.
"""

from __future__ import annotations

import json
from typing import Any, Final

from followthrough.errors import Forbidden, RateLimited, TurnedDown, Unreachable
from followthrough.http import Answer
from followthrough.trackers.base import Account, Clock, Limits, Meaning, Ticket
from followthrough.trackers.markup import marker_in
from followthrough.trackers.shape import Json, Shape, ask_again, since_1970

LONGEST_WORDS: Final = 500
OFF: Final = "Issues are disabled for this repo"
shape: Final = Shape("GitHub")


class NotThere(TurnedDown):
    """404: it is gone, or these credentials may not see it: GitHub does not tell which."""


class Gone(TurnedDown):
    """410: GitHub says that it was deleted."""


def passed(answer: Answer, *, now: Clock) -> Answer:
    """The answer, where it is one to what was asked (304 and redirects too); else what went wrong."""
    if answer.status == 401:
        raise Forbidden("GitHub no longer accepts these credentials: make new ones and put them into the connection.", expired=True)
    if answer.status in {403, 429} and _is_limit(answer):
        until = ask_again(answer.headers, now=now(), reset="x-ratelimit-reset" if _is_used_up(answer) else "")
        which = "GitHub wants a pause (a secondary limit)." if not _is_used_up(answer) else "The hour's requests to GitHub are used up."
        raise RateLimited(which, until=until)
    if answer.status >= 500:
        raise Unreachable(f"GitHub answered {answer.status}, which is no answer to what was asked.", sent=True)
    if answer.status == 403:
        raise Forbidden(f"GitHub does not allow this: {words(answer)}", expired=False)
    if answer.status == 404:
        raise NotThere(words(answer))
    if answer.status == 410 and OFF not in words(answer):
        raise Gone(words(answer))
    if answer.status >= 400:
        raise TurnedDown(words(answer))
    return answer


def _is_used_up(answer: Answer) -> bool:
    return answer.headers.get("x-ratelimit-remaining", "").strip() == "0"


def _is_limit(answer: Answer) -> bool:
    """Both limits come as 403 or 429; the secondary one may say so in words alone."""
    told = "retry-after" in answer.headers or _is_used_up(answer) or answer.status == 429
    return told or "rate limit" in words(answer).lower() or "abuse detection" in words(answer).lower()


def limits(answer: Answer) -> Limits | None:
    limit, remaining = (answer.headers.get(f"x-ratelimit-{name}", "") for name in ("limit", "remaining"))
    if not limit.isdigit() or not remaining.isdigit():
        return None
    return Limits(int(limit), int(remaining), since_1970(answer.headers.get("x-ratelimit-reset", "")))


def words(answer: Answer) -> str:
    """Why GitHub refused, in its words: the message, then each field with what is wrong with it."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return f"GitHub refused ({answer.status}) and did not say why."
    errors = said.get("errors")
    parts = [str(said.get("message") or ""), *map(_complaint, errors if isinstance(errors, list) else ())]
    return ". ".join(part.rstrip(".") for part in parts if part)[:LONGEST_WORDS] or f"GitHub refused ({answer.status})."


def _complaint(error: Any) -> str:
    if not isinstance(error, dict):
        return str(error)
    plain = f"{error.get('field') or error.get('resource') or ''} {str(error.get('code') or '').replace('_', ' ')}"
    return str(error.get("message") or plain).strip()


# --- issues -----------------------------------------------------------------------------------------------------------------


def account_of(user: Json) -> Account:
    return Account(
        shape.number(user, "id"),
        handle=shape.text(user, "login"),
        name=str(user.get("name") or ""),
        email=str(user.get("email") or ""),
        is_bot=user.get("type") == "Bot",
    )


def is_pull(issue: Json) -> bool:
    """Lists of issues hold pull requests too."""
    return issue.get("pull_request") is not None


def meaning_of(issue: Json) -> Meaning:
    """Only a closed issue whose reason says completed is done: one closed by an old tool has no reason at all."""
    if shape.text(issue, "state") != "closed":
        return Meaning.OPEN
    return Meaning.DONE if issue.get("state_reason") == "completed" else Meaning.DROPPED


def status_of(issue: Json) -> str:
    if meaning_of(issue) is Meaning.OPEN:
        return "open"
    reason = str(issue.get("state_reason") or "").replace("_", " ")
    return f"closed as {reason}" if reason else "closed, no reason given"


def key_of(issue: Json) -> str:
    """`acme/shop#12`: the repository's present name, which only the addresses tell."""
    repository = "/".join(shape.text(issue, "repository_url").split("/")[-2:])
    return f"{repository}#{shape.number(issue, 'number')}"


def ticket_of(issue: Json, *, aliases: tuple[str, ...] = ()) -> Ticket:
    state = meaning_of(issue)
    people = issue.get("assignees")
    body = str(issue.get("body") or "")
    names = issue.get("labels")
    return Ticket(
        id=shape.number(issue, "id"),
        key=key_of(issue),
        url=shape.text(issue, "html_url"),
        title=shape.text(issue, "title"),
        meaning=state,
        status=status_of(issue),
        created_at=shape.moment(issue, "created_at"),
        updated_at=shape.moment(issue, "updated_at"),
        body=body,
        assignees=tuple(account_of(user) for user in shape.sequence(people, "assignees")) if people else (),
        labels=tuple(_label(label) for label in names) if isinstance(names, list) else (),
        closed_at=shape.moment(issue, "closed_at") if state.ended and issue.get("closed_at") else None,
        marker=marker_in(body),
        aliases=aliases,
    )


def _label(label: object) -> str:
    """An object, or only its name in old answers."""
    return label if isinstance(label, str) else shape.text(shape.mapping(label, "label"), "name")
