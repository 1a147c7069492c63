"""Redmine 4 and later, through its REST service and the API key of an account. There are no webhooks: changes are seen by asking.

Rules: redmine.org/projects/redmine/wiki/Rest_api and the pages Rest_Issues, Rest_Projects, Rest_Memberships, Rest_IssueStatuses,
Rest_IssueCategories and Rest_IssueRelations beside it. Three things that they do not say, or not loudly:

- A key that Redmine does not know is taken for a passer-by, who may see public projects: who we are is asked anew every minute.
- What the account may not change is passed over in silence and answered 204: every change is read back and compared.
- An issue that exists and may not be seen is answered 403, not 404.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from followthrough.errors import ConfigError, Forbidden, TurnedDown
from followthrough.http import Door, Query
from followthrough.trackers import redmine_rights as rights
from followthrough.trackers import redmine_text
from followthrough.trackers.base import (
    Absence,
    Account,
    Capabilities,
    Checked,
    Clock,
    Delivery,
    Draft,
    Edit,
    Forged,
    Hook,
    Limits,
    Missing,
    Page,
    Place,
    Ref,
    Settings,
    Status,
    Ticket,
    Tracker,
)
from followthrough.trackers.redmine_answers import Json, NotThere, day, mapping, moment, number, sequence, text
from followthrough.trackers.redmine_reading import Reader, Spot, account_of, stamp
from followthrough.trackers.redmine_service import AT_ONCE, Service
from followthrough.trackers.redmine_states import State, choose, meaning, refusal, state_of

if TYPE_CHECKING:
    import httpx2

LOOK_BACK: Final = timedelta(hours=1)
NO_HOOKS: Final = "Redmine has no webhooks: changes are seen by asking."
ACTIVE: Final = 1  # of a project


def open_tracker(
    settings: Settings,
    *,
    private: bool,
    now: Clock,
    sleep: Callable[[float], None],
    transport: httpx2.BaseTransport | None = None,
) -> Tracker:
    token = settings.credentials.get("token", "").strip()
    if not token:
        raise ConfigError("Redmine wants an API access key: My account shows it.")
    headers = {"X-Redmine-API-Key": token, "Accept": "application/json"}
    door = Door(settings.base_url, private=private, headers=headers, instance=settings.instance, sleep=sleep, transport=transport)
    return Redmine(settings, door, now=now)


class Redmine:
    """One project of one Redmine. The incident label is an issue category of the project, and an issue has one."""

    can = Capabilities(
        due=True, started=True, settle=timedelta(minutes=1), statuses=True, hooks=False, private=True, per_minute=60, per_hour=1800
    )

    def __init__(self, settings: Settings, door: Door, *, now: Clock) -> None:
        if not settings.label.strip():
            raise ConfigError("The incident label is the name of an issue category in Redmine: it can't be empty.")
        self._settings = settings
        self._now = now
        self._service = Service(settings, door, now=now)

    def close(self) -> None:
        self._service.close()

    # --- looking ------------------------------------------------------------------------------------------------------

    @property
    def limits(self) -> Limits:
        return Limits()

    def check(self) -> Checked:
        me = self._service.whoami(fresh=True)
        name = f"{me.get('firstname', '')} {me.get('lastname', '')}".strip()
        account = Account(number(me, "id"), handle=text(me, "login"), name=name, email=str(me.get("mail") or ""))
        project = self._service.project()
        if project is None:
            words = f"There is no project {self._settings.place}, or this account may not see it."
            return Checked(account, None, may_write=False, may_hook=False, missing=(words,))
        role = self._service.role_in(project)
        missing = [*rights.lacking(role), *self._service.lacking_in(project, role)]
        notes = [NO_HOOKS]
        if role.known and not rights.PRIVATE & role.permissions:
            notes.append("This account may not make issues private: items of private incidents can't be filed here.")
        if not role.known:
            notes.append("Redmine does not show what this account may do: the first ticket will tell.")
        may_write = not role.known or {"add_issues", "edit_issues"} <= role.permissions
        return Checked(
            account, self._service.place(project), may_write=may_write, may_hook=False, missing=tuple(missing), notes=tuple(notes)
        )

    def places(self) -> Sequence[Place]:
        self._service.whoami()
        return [
            self._service.place(project)
            for project in self._service.all("projects.json", "projects")
            if project.get("status", ACTIVE) == ACTIVE
        ]

    def statuses(self) -> Sequence[Status]:
        self._service.whoami()
        return [Status(state.id, state.name, meaning(state, {})) for state in self._service.states().values()]

    def accounts(self) -> Sequence[Account]:
        """The members that have a role which can be given issues."""
        self._service.whoami()
        roles: dict[str, rights.Role] = {}
        found: dict[str, Account] = {}
        for membership in self._service.all(f"projects/{quote(self._settings.place, safe='')}/memberships.json", "memberships"):
            user = membership.get("user")
            if isinstance(user, dict) and any(
                self._service.role(role, roles).assignable for role in sequence(membership.get("roles"), "roles")
            ):
                found[number(user, "id")] = account_of(user)
        return list(found.values())

    def changed(self, since: datetime | None, *, after: str = "", etag: str = "") -> Page:
        self._service.whoami()
        spot = Spot.read(after) if after else Spot()
        begin = spot.start or since
        project = self._service.needed_project()
        category = self._service.category_in(project)
        if category is None:
            return Page(expected=0)
        query: Query = {
            "project_id": number(project, "id"),
            "category_id": category,
            "status_id": "*",
            "sort": "updated_on:asc,id:asc",
            "include": "relations",
            "limit": AT_ONCE,
            "offset": spot.offset,
            "updated_on": f">={stamp(begin)}" if begin else None,
        }
        reader = self._reader()
        answer = self._service.ask("GET", "issues.json", query=query, headers={"If-None-Match": etag} if etag and not after else None)
        if answer.status == 304:
            return Page(etag=etag, unchanged=True)
        data = mapping(answer.json(), "page of issues")
        issues, total = sequence(data.get("issues"), "issues"), int(number(data, "total_count"))
        new = tuple(reader.ticket(issue) for issue in issues if number(issue, "id") not in spot.seen)
        more = bool(issues) and spot.offset + len(issues) < total
        # A page that is not the last stays the same while tickets on others change: its tag says nothing.
        told = "" if more or after else answer.headers.get("etag", "")
        return Page(new, next=str(spot.beyond(issues)) if more else "", etag=told, expected=None if after else total)

    def fetch(self, ref: Ref) -> Ticket | Missing:
        self._service.whoami()
        reader = self._reader()
        issue = self._issue(ref)
        return issue if isinstance(issue, Missing) else reader.ticket(issue)

    def find(self, draft: Draft) -> Ticket | None:
        """The oldest ticket with the marker, in whatever project: a copy that somebody made carries the text of the first."""
        self._service.whoami()
        query: dict[str, str | int | bool | None] = {"status_id": "*", "description": f"~{draft.marker}", "sort": "id:asc"}
        if draft.written_at is not None:
            query["created_on"] = f">={stamp(draft.written_at - LOOK_BACK)}"
        reader = self._reader()
        for issue in self._service.all("issues.json", "issues", query={**query, "include": "relations"}):
            if redmine_text.marker_of(issue.get("description")) == draft.marker:  # an old Redmine passes over filters it does not know
                return reader.ticket(issue)
        return None

    # --- filing and changing -------------------------------------------------------------------------------------------

    def create(self, draft: Draft, *, until: float | None = None) -> Ticket:
        self._service.whoami()
        reader = self._reader()
        project = self._service.needed_project()
        fields: Json = {
            "project_id": int(number(project, "id")),
            "subject": draft.title,
            "description": redmine_text.write(draft.body, marker=draft.marker),
            "category_id": int(self._service.category_in(project) or self._service.make_category(project, until=until)),
            **self._service.kind(project),
        }
        if draft.assignee is not None:
            fields["assigned_to_id"] = _user(draft.assignee)
        if draft.due is not None:
            fields["due_date"] = draft.due.isoformat()
            if draft.due <= self._now().date() + timedelta(days=1):
                fields["start_date"] = ""  # else Redmine sets today, and refuses a due date before it
        if draft.private:
            if not rights.PRIVATE & self._service.role_in(project).permissions:
                raise TurnedDown("This account may not make issues private: its role in Redmine needs “Set own issues public or private”.")
            fields["is_private"] = True
        made = self._service.json("POST", "issues.json", json={"issue": fields}, until=until)
        return reader.ticket(mapping(made.get("issue"), "issue"))

    def edit(self, ref: Ref, edit: Edit, *, until: float | None = None) -> Ticket | Missing:
        self._service.whoami()
        reader = self._reader()
        was = self._issue(ref)
        if isinstance(was, Missing):
            return was
        wanted = self._changes(was, edit, reader, until=until)
        if wanted:
            try:
                self._service.ask("PUT", f"issues/{number(was, 'id')}.json", json={"issue": wanted}, until=until)
            except NotThere as gone:
                return Missing(Absence.HIDDEN, str(gone))
        if edit.duplicate_of and reader.ticket(was).duplicate_of != edit.duplicate_of:
            self._say_duplicate(number(was, "id"), edit.duplicate_of, until=until)
        now = self._issue(ref)
        if isinstance(now, Missing):
            return now
        self._compare(wanted, now)
        return reader.ticket(now)

    def _changes(self, was: Json, edit: Edit, reader: Reader, *, until: float | None) -> Json:
        """All fields in one request, so that it is one entry in the ticket's history."""
        wanted: Json = {}
        if edit.title is not ...:
            wanted["subject"] = edit.title
        if edit.assignee is not ...:
            wanted["assigned_to_id"] = _user(edit.assignee) if edit.assignee is not None else ""
        if edit.due is not ...:
            wanted["due_date"] = edit.due.isoformat() if edit.due else ""
            if edit.due is not None and _in_the_way(was, edit.due):
                wanted["start_date"] = ""
        if edit.meaning is not ... and edit.meaning is not meaning(reader.state(was), self._settings.statuses):
            states = list(self._service.states().values())
            duplicate = bool(edit.duplicate_of)
            key = f"#{number(was, 'id')}"
            chosen = choose(edit.meaning, states, _allowed(was), self._settings.statuses, key=key, duplicate=duplicate)
            wanted["status_id"] = int(chosen.id)
        if edit.add_label:
            wanted |= self._label_back(was, until=until)
        return wanted

    def _label_back(self, was: Json, *, until: float | None) -> Json:
        """The category, where the ticket has none: a category that somebody chose is not taken away."""
        there = was.get("category")
        if isinstance(there, dict):
            if there.get("name") == self._settings.label:
                return {}
            raise TurnedDown(
                f"#{number(was, 'id')} is in the issue category {there.get('name')}, and an issue in Redmine has one. "
                f"Give it the category {self._settings.label} in Redmine, if it should be listed with the others."
            )
        project = self._service.needed_project(number(mapping(was.get("project"), "project"), "id"))
        return {"category_id": int(self._service.category_in(project) or self._service.make_category(project, until=until))}

    def _compare(self, wanted: Json, now: Json) -> None:
        """Say what was passed over in silence."""
        kept = [words for name, words in _FIELDS.items() if name in wanted and str(wanted[name]).strip() != _stored(now, name)]
        if "status_id" in wanted and str(wanted["status_id"]) != _stored(now, "status_id"):
            name = self._service.states()[str(wanted["status_id"])].name
            raise TurnedDown(refusal(f"#{number(now, 'id')}", name, _allowed(now) or ()))
        if kept:
            raise TurnedDown(
                f"Redmine left {' and '.join(kept)} of #{number(now, 'id')} as it was, without saying why: "
                "the workflow may make it read-only there, or it follows from subtasks."
            )

    def _say_duplicate(self, issue: str, of: str, *, until: float | None) -> None:
        """Link the two. The ticket is closed already: a relation that may not be made, or is there already, is no failure."""
        other = of.lstrip("#")
        if not other.isdigit():
            return
        relation = {"issue_to_id": int(other), "relation_type": "duplicates"}
        try:
            self._service.ask("POST", f"issues/{issue}/relations.json", json={"relation": relation}, until=until)
        except TurnedDown:
            return
        except Forbidden as error:
            if error.expired:
                raise

    # --- webhooks: there are none ------------------------------------------------------------------------------------------

    def hook(self, url: str) -> Hook | None:  # noqa: ARG002 (the port's)
        return None

    def make_hook(self, url: str, secret: str) -> Hook:  # noqa: ARG002 (the port's)
        raise TurnedDown(NO_HOOKS)

    def drop_hook(self, hook: Hook) -> None:
        """None can be there."""

    def read_delivery(self, headers: Mapping[str, str], body: bytes, secret: str) -> Delivery:  # noqa: ARG002 (the port's)
        raise Forged(NO_HOOKS)

    # --- asking -----------------------------------------------------------------------------------------------------------

    def _reader(self) -> Reader:
        return Reader(self._service.site, self._service.states(), self._settings.statuses)

    def _issue(self, ref: Ref) -> Json | Missing:
        if not ref.id.isdigit():
            return Missing(Absence.HIDDEN, "Redmine's tickets have numbers.")
        try:
            found = self._service.json("GET", f"issues/{ref.id}.json", query={"include": "relations,allowed_statuses"})
        except NotThere as gone:
            return Missing(Absence.HIDDEN, str(gone))
        except Forbidden as error:
            if error.expired:
                raise
            self._service.whoami(fresh=True)  # were the whole service switched off, this ticket would say nothing of itself
            return Missing(Absence.HIDDEN, "This account may not see it.")
        return mapping(found.get("issue"), "issue")


_FIELDS: Final = {"subject": "the title", "assigned_to_id": "the assignee", "due_date": "the due date", "category_id": "the category"}


def _stored(issue: Json, name: str) -> str:
    """A field of an issue as a request would name it."""
    value = issue.get(name.removesuffix("_id"))
    return number(value, "id") if isinstance(value, dict) else str(value or "").strip()


def _user(account_id: str) -> int:
    if not account_id.isdigit():
        raise TurnedDown(f"{account_id} is no account of Redmine: those have numbers.")
    return int(account_id)


def _allowed(issue: Json) -> list[State] | None:
    """What the workflow would take now; None in a Redmine before 5.0, which does not say."""
    found = issue.get("allowed_statuses")
    return [state_of(each) for each in sequence(found, "statuses")] if isinstance(found, list) else None


def _in_the_way(issue: Json, due: date) -> bool:
    """Redmine refuses a due date before the start date. One that it set itself, to the day of the creation, gives way."""
    start = day(issue, "start_date")
    return start is not None and due < start and abs(start - moment(issue, "created_on").date()) <= timedelta(days=1)
