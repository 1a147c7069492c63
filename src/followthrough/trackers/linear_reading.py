"""Linear's issues and people as our values, and the place in a list that is read page by page. Talks to nobody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from followthrough.trackers.base import Account, Meaning, Ticket
from followthrough.trackers.linear_answers import nodes, shape
from followthrough.trackers.linear_states import meaning, state_of
from followthrough.trackers.linear_text import is_marked, text_of
from followthrough.trackers.shape import Json


def account_of(user: Json) -> Account:
    return Account(
        shape.text(user, "id"),
        handle=str(user.get("displayName") or ""),
        name=str(user.get("name") or ""),
        email=str(user.get("email") or ""),
        active=user.get("active") is not False,
        is_bot=user.get("app") is True,
    )


def ticket_of(issue: Json, mapped: Mapping[str, Meaning]) -> Ticket:
    """An archived issue is read as any other: Linear archives by itself what was closed long ago."""
    state = state_of(shape.mapping(issue.get("state"), "state"))
    said = meaning(state, mapped, issue)
    ident, updated = shape.text(issue, "id"), shape.moment(issue, "updatedAt")
    ended = next((name for name in ("completedAt", "canceledAt") if issue.get(name)), "")
    person, former = issue.get("assignee"), issue.get("previousIdentifiers")
    return Ticket(
        id=ident,
        key=shape.text(issue, "identifier"),
        url=shape.text(issue, "url"),
        title=shape.text(issue, "title"),
        meaning=said,
        status=state.name,
        created_at=shape.moment(issue, "createdAt"),
        updated_at=updated,
        body=text_of(issue.get("description")),
        assignees=(account_of(shape.mapping(person, "assignee")),) if person else (),
        due=shape.day(issue, "dueDate"),
        labels=tuple(shape.text(label, "name") for label in nodes(issue, "labels")) if issue.get("labels") else (),
        closed_at=(shape.moment(issue, ended) if ended else updated) if said.ended else None,
        duplicate_of=_duplicate_of(issue) if said is Meaning.DROPPED else "",
        marker=ident if _is_ours(issue) else "",
        aliases=tuple(map(str, former)) if isinstance(former, list) else (),
    )


def _is_ours(issue: Json) -> bool:
    """The id is the marker of what we filed; its text says so, and where somebody wrote another, who made it does."""
    creator = issue.get("creator")
    return is_marked(issue.get("description"), shape.text(issue, "id")) or (isinstance(creator, dict) and creator.get("isMe") is True)


def _duplicate_of(issue: Json) -> str:
    for relation in nodes(issue, "relations") if issue.get("relations") else ():
        other = relation.get("relatedIssue")
        if relation.get("type") == "duplicate" and isinstance(other, dict):
            return shape.text(other, "identifier")
    return ""


@dataclass(frozen=True, slots=True)
class Spot:
    """How far a list was read: the last stamp, and the ids that have it. Cursors skip what moves up while pages are turned."""

    stamp: str = ""
    seen: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> Spot:
        stamp, seen = json.loads(text)
        return cls(stamp, tuple(seen))

    def __str__(self) -> str:
        return json.dumps([self.stamp, self.seen])

    def beyond(self, issues: list[Json]) -> Spot:
        last = shape.text(issues[-1], "updatedAt")
        have_it = tuple(shape.text(issue, "id") for issue in issues if issue.get("updatedAt") == last)
        return Spot(last, (*self.seen, *have_it) if last == self.stamp else have_it)
