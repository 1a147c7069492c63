"""Jira's JSON as our values, strictly where something rests on it and leniently elsewhere. Talks to nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from followthrough.errors import Drifted, TurnedDown
from followthrough.trackers.base import Account, Meaning, Ticket
from followthrough.trackers.jira_states import meaning, state_of

PROPERTY: Final = "followthrough"
FIELDS: Final = (
    *("summary", "description", "status", "resolution", "resolutiondate", "statuscategorychangedate", "assignee", "creator"),
    *("duedate", "labels", "created", "updated", "issuelinks"),
)

Json = dict[str, Any]  # a border


@dataclass(frozen=True, slots=True)
class Reader:
    """How one Jira's issues are read: the dialect's accounts and prose, the connection's own map."""

    site: str
    account: Callable[[Json], Account]
    prose: Callable[[object], tuple[str, str]]  # text and marker
    statuses: Mapping[str, Meaning]

    def ticket(self, issue: object, *, asked_for: str = "") -> Ticket:
        """The ticket that an issue is; `asked_for` is the key it was known by, an alias where it has another now."""
        data = mapping(issue, "issue")
        key, fields = text(data, "key"), mapping(data.get("fields"), "fields")
        body, written = self.prose(fields.get("description"))
        state = state_of(mapping(fields.get("status"), "status"), fields.get("resolution"))
        said = meaning(state, self.statuses)
        assignee = fields.get("assignee")
        updated = moment(fields, "updated")
        return Ticket(
            id=text(data, "id"),
            key=key,
            url=f"{self.site}/browse/{key}",
            title=text(fields, "summary"),
            meaning=said,
            status=str(state),
            created_at=moment(fields, "created"),
            updated_at=updated,
            body=body,
            assignees=(self.account(assignee),) if isinstance(assignee, dict) else (),
            due=_day(fields.get("duedate")),
            labels=tuple(str(label) for label in fields.get("labels") or ()),
            closed_at=_closed(fields, updated) if said.ended else None,
            duplicate_of=_duplicate_of(fields.get("issuelinks")),
            marker=_property(data) or written,
            aliases=(asked_for,) if asked_for and asked_for != key else (),
        )


def type_for(project: Json, wanted: str) -> str:
    """The id of the type that tickets get: the one asked for; else Task; else the first that is neither an epic nor part of another."""
    types = [mapping(kind, "issue type") for kind in sequence(project.get("issueTypes"), "issue types")]
    whole = [kind for kind in types if not kind.get("subtask") and not kind.get("hierarchyLevel") and kind.get("name") != "Epic"]
    wanted = wanted.strip()
    known = {key.casefold(): kind for kind in reversed(whole) for key in (text(kind, "name"), text(kind, "id"))}
    chosen = known.get(wanted.casefold() or "task") or (whole[0] if whole and not wanted else None)
    if chosen is None:
        names = ", ".join(str(kind.get("name")) for kind in whole) or "none"
        raise TurnedDown(f"The project {project.get('key')} has no issue type {wanted or 'for tickets'}. It has: {names}.")
    return text(chosen, "id")


def mapping(value: object, what: str) -> Json:
    if not isinstance(value, dict):
        raise Drifted(f"Jira's answer has no {what} as its description promises.")
    return value


def sequence(value: object, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise Drifted(f"Jira's answer has no list of {what} as its description promises.")
    return value


def text(data: Json, name: str) -> str:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise Drifted(f"Jira's answer has no {name} as its description promises.")
    return str(value)


def moment(data: Json, name: str) -> datetime:
    try:
        return datetime.fromisoformat(text(data, name)).astimezone(UTC)
    except ValueError as error:
        raise Drifted(f"Jira's {name} is not a time: {data.get(name)!r}.") from error


def _day(value: object) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise Drifted(f"Jira's duedate is not a date: {value!r}.") from error


def _closed(fields: Json, updated: datetime) -> datetime:
    name = next((name for name in ("resolutiondate", "statuscategorychangedate") if fields.get(name)), "")
    return moment(fields, name) if name else updated


def _property(data: Json) -> str:
    held = data.get("properties")
    value = held.get(PROPERTY) if isinstance(held, dict) else None
    return str(value.get("marker") or "") if isinstance(value, dict) else ""


def _duplicate_of(links: object) -> str:
    """The issue that this one says it duplicates: the outward end of a link of type Duplicate."""
    for link in links if isinstance(links, list) else ():
        kind = link.get("type") if isinstance(link, dict) else None
        if isinstance(kind, dict) and "duplicate" in str(kind.get("name")).casefold() and isinstance(link.get("outwardIssue"), dict):
            return str(link["outwardIssue"].get("key") or "")
    return ""
