"""What GitLab's answers mean as errors of ours, and its issues as tickets. Asks nothing.

docs.gitlab.com/api: "REST API" and "Troubleshooting the REST API" (codes, forms of refusal), "Issues API"; "User and IP rate limits".
GitLab closes an issue without a reason: it is done, unless GitLab says that it was moved or a duplicate, or a label says otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from followthrough.errors import Forbidden, RateLimited, TurnedDown, Unreachable
from followthrough.http import Answer
from followthrough.trackers import markup
from followthrough.trackers.base import Account, Clock, Limits, Meaning, Ticket
from followthrough.trackers.shape import Json, Shape, ask_again, since_1970

LONGEST_WORDS: Final = 500
OUR_LABEL: Final = "won't do"  # put on what we close as dropped: GitLab has no other place for it
DROPPED_LABELS: Final = frozenset(
    {"wontfix", "wont fix", "wontdo", "wont do", "not planned", "declined", "rejected", "cancelled", "canceled", "duplicate"}
)
shape: Final = Shape("GitLab")
_BOT: Final = re.compile(r"(?:project|group)_\d+_bot(?:\d*|_\w+)$|service_account_")


class NotThere(TurnedDown):
    """404: it is gone, or this token may not see it: GitLab does not tell which."""


class Renamed(TurnedDown):
    """405: the project has another path by now, and nothing was carried out."""


def passed(answer: Answer, *, now: Clock) -> Answer:
    """The answer, where it is one to what was asked (301 and 304 too); else what went wrong."""
    if answer.status == 401:
        raise Forbidden("GitLab no longer accepts this token: make a new one and put it into the connection.", expired=True)
    if answer.status == 429 or (answer.status == 503 and "retry-after" in answer.headers):
        used_up = answer.headers.get("ratelimit-remaining", "0").strip() == "0"
        until = ask_again(answer.headers, now=now(), reset="ratelimit-reset" if used_up else "")
        raise RateLimited("GitLab wants fewer requests.", until=until)
    if answer.status >= 500:
        raise Unreachable(f"GitLab answered {answer.status}, which is no answer to what was asked.", sent=True)
    if answer.status == 403:
        raise Forbidden(f"GitLab does not allow this: {words(answer)}", expired=False)
    if answer.status in {404, 410}:
        raise NotThere(words(answer))
    if answer.status == 405:
        raise Renamed(words(answer))
    if answer.status >= 400:
        raise TurnedDown(words(answer))
    return answer


def limits(answer: Answer) -> Limits | None:
    limit, remaining = (answer.headers.get(f"ratelimit-{name}", "") for name in ("limit", "remaining"))
    if not limit.isdigit() or not remaining.isdigit():
        return None
    return Limits(int(limit), int(remaining), since_1970(answer.headers.get("ratelimit-reset", "")))


def words(answer: Answer) -> str:
    """Why GitLab refused, in its words: `message` as text, or by field, or `error` with its description."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return f"GitLab refused ({answer.status}) and did not say why."
    told = said.get("message") or said.get("error_description") or said.get("error")
    return ". ".join(_complaints(told))[:LONGEST_WORDS] or f"GitLab refused ({answer.status}) and did not say why."


def _complaints(told: Any) -> Iterator[str]:
    """`{"title": ["can't be blank"], "base": ["…"]}`: a field with what is wrong with it."""
    if isinstance(told, dict):
        for field, wrong in told.items():
            name = "" if field in {"base", "error"} else f"{field} "
            yield from (f"{name}{each}".rstrip(".") for each in (wrong if isinstance(wrong, list) else [wrong]))
    elif isinstance(told, list):
        yield from (str(each).rstrip(".") for each in told)
    elif told:
        yield str(told).rstrip(".")


# --- issues -----------------------------------------------------------------------------------------------------------------


def account_of(user: Json) -> Account:
    handle = shape.text(user, "username")
    return Account(
        shape.number(user, "id"),
        handle=handle,
        name=str(user.get("name") or ""),
        email=str(user.get("email") or user.get("public_email") or ""),
        active=user.get("state", "active") == "active",
        is_bot=user.get("bot") is True or _BOT.match(handle) is not None,
    )


def says_dropped(label: str, more: Collection[str] = ()) -> bool:
    """`wontfix`, `Won't fix`, `resolution::not planned`; `more` are labels of this installation."""
    name = label.rpartition("::")[2]
    return _plain(name) in DROPPED_LABELS or _plain(label) in {_plain(each) for each in more}


def _plain(label: str) -> str:
    return " ".join(re.split(r"[\s_-]+", re.sub(r"['’]", "", label.casefold()).strip()))


def is_moved(issue: Json) -> str:
    """The number of the issue it was moved to, which is unique in all of the GitLab; "" where it lives here."""
    return shape.number(issue, "moved_to_id") if issue.get("moved_to_id") is not None and issue.get("state") == "closed" else ""


def meaning_of(issue: Json, dropped: Collection[str] = ()) -> Meaning:
    """A state that nobody knows yet is a decision somebody has to look at."""
    state = shape.text(issue, "state")
    if state == "opened":
        return Meaning.OPEN
    said_no = _duplicate(issue) or is_moved(issue) or any(says_dropped(label, dropped) for label in labels_of(issue))
    return Meaning.DROPPED if said_no or state != "closed" else Meaning.DONE


def status_of(issue: Json, dropped: Collection[str] = ()) -> str:
    state = shape.text(issue, "state")
    if state != "closed":
        return "open" if state == "opened" else state
    if is_moved(issue):
        return "closed, moved to another project"
    if _duplicate(issue):
        return "closed as duplicate"
    label = next((label for label in labels_of(issue) if says_dropped(label, dropped)), "")
    return f"closed, labelled {label}" if label else "closed"


def labels_of(issue: Json) -> tuple[str, ...]:
    """Names, or objects where somebody asked for details."""
    given = issue.get("labels")
    return tuple(label if isinstance(label, str) else shape.text(shape.mapping(label, "label"), "name") for label in given or ())


def _duplicate(issue: Json) -> str:
    """The address of the issue that this one was closed as a duplicate of, where we may see it."""
    links = issue.get("_links")
    return str(links.get("closed_as_duplicate_of") or "") if isinstance(links, dict) else ""


def _duplicate_key(issue: Json, key: str) -> str:
    """Only the number of its project is told: the key is known where that is the issue's own."""
    found = re.search(r"/projects/(\d+)/issues/(\d+)$", _duplicate(issue))
    own = found and found[1] == shape.number(issue, "project_id")
    return f"{key.rpartition('#')[0]}#{found[2]}" if found and own else ""


def ticket_of(issue: Json, *, dropped: Collection[str] = (), aliases: tuple[str, ...] = ()) -> Ticket:
    state = meaning_of(issue, dropped)
    key = shape.text(shape.mapping(issue.get("references"), "references"), "full")
    body = str(issue.get("description") or "")
    people = issue.get("assignees")
    return Ticket(
        id=f"{shape.number(issue, 'project_id')}:{shape.number(issue, 'iid')}",
        key=key,
        url=shape.text(issue, "web_url"),
        title=shape.text(issue, "title").replace(markup.JOINER, ""),
        meaning=state,
        status=status_of(issue, dropped),
        created_at=shape.moment(issue, "created_at"),
        updated_at=shape.moment(issue, "updated_at"),
        body=body,
        assignees=tuple(account_of(user) for user in shape.sequence(people, "assignees")) if people else (),
        due=shape.day(issue, "due_date"),
        labels=labels_of(issue),
        closed_at=shape.moment(issue, "closed_at") if state.ended and issue.get("closed_at") else None,
        duplicate_of=_duplicate_key(issue, key),
        marker=markup.marker_in(body),
        aliases=aliases,
        private=issue.get("confidential") is True,
    )
