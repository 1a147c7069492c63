"""What Jira Cloud and Jira Data Center have in common, as one class that both adapters build on. Knows no dialect's paths or prose.

**The marker** is kept twice: as the issue's property `followthrough`, which nobody sees and which stays when the text is rewritten, and
in the text, where it stays when a proxy or an import drops properties. Neither can be searched: JQL finds a property only where an app
has declared it for the index (developer.atlassian.com, "Entity properties"), and its text search cuts a UUID into words. A label could be
searched, but one label a ticket would show on every card and fill the suggestions of the whole site. So `find` lists what this account
has created (or what has the incident label, should the account have changed) since the marker was first sent, and reads the markers.
A search may lag minutes behind a write; a read by id never does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from urllib.parse import quote

from followthrough.errors import ConfigError, Forbidden, ServiceError, TurnedDown, Unreachable
from followthrough.http import Door, Query
from followthrough.trackers import jira_answers, jira_hooks
from followthrough.trackers.base import (
    Absence,
    Account,
    Body,
    Capabilities,
    Checked,
    Clock,
    Delivery,
    Draft,
    Edit,
    Hook,
    Limits,
    Meaning,
    Missing,
    Page,
    Place,
    Ref,
    Settings,
    Status,
    Ticket,
)
from followthrough.trackers.jira_answers import NotThere
from followthrough.trackers.jira_jql import minute, quoted
from followthrough.trackers.jira_reading import FIELDS, PROPERTY, Json, Reader, mapping, sequence, text, type_for
from followthrough.trackers.jira_states import Transition, choose, proposal, resolution_proposal, state_of, transition_of

AT_ONCE: Final = 100
MOST_ACCOUNTS: Final = 1000  # Jira looks no further for who can be given an issue
RECONCILED: Final = 50
LOOK_BACK: Final = timedelta(hours=1)
NEEDED: Final = {
    "BROWSE_PROJECTS": "see the project's tickets (Browse projects)",
    "CREATE_ISSUES": "create tickets (Create issues)",
    "EDIT_ISSUES": "edit tickets (Edit issues)",
    "TRANSITION_ISSUES": "change their status (Transition issues)",
    "ASSIGN_ISSUES": "assign them (Assign issues)",
    "SCHEDULE_ISSUES": "set their due date (Schedule issues)",
}


class Jira(ABC):
    """One project of one Jira. The adapters add their paths, their accounts and their prose."""

    api: ClassVar[str]  # rest/api/3
    hooks: ClassVar[jira_hooks.Form]
    can: Capabilities

    def __init__(self, settings: Settings, door: Door, *, now: Clock) -> None:
        if not settings.label or any(char.isspace() for char in settings.label):
            raise ConfigError(f"A label in Jira can't have blanks in it: {settings.label!r} can't be the incident label. Try a hyphen.")
        self._settings = settings
        self._door = door
        self._now = now
        self._limits = Limits()
        self._me: Json | None = None
        self._site = ""
        self._type: str = ""
        self._written: deque[str] = deque(maxlen=RECONCILED)

    def close(self) -> None:
        self._door.close()

    # --- what a dialect knows -----------------------------------------------------------------------------------------

    @abstractmethod
    def account(self, user: Json) -> Account: ...

    @abstractmethod
    def assignee(self, account_id: str | None) -> Json | None:
        """How a request names the account; None takes everybody off."""

    @abstractmethod
    def prose(self, description: object) -> tuple[str, str]:
        """Text and marker of a description."""

    @abstractmethod
    def description(self, body: Body, *, marker: str) -> object: ...

    @abstractmethod
    def search(self, jql: str, *, after: str = "") -> tuple[list[Any], str, int | None]:
        """One page of issues, what fetches the next ("" at the end), and how many there are where Jira says."""

    @abstractmethod
    def places(self) -> Sequence[Place]: ...

    @abstractmethod
    def resolutions(self) -> Iterator[Json]: ...

    # --- looking ------------------------------------------------------------------------------------------------------

    @property
    def limits(self) -> Limits:
        return self._limits

    def check(self) -> Checked:
        account = self.account(self._myself())
        project = self._project()
        if project is None:
            words = f"There is no project {self._settings.place}, or this account may not see it."
            return Checked(account, None, may_write=False, may_hook=False, missing=(words,))
        may = self._rights()
        lacking = [f"This account may not {what}." for name, what in NEEDED.items() if not may.get(name)]
        try:
            self._issue_type(project)
        except TurnedDown as error:
            lacking.append(str(error))
        may_hook = may.get("ADMINISTER", False)
        notes = [] if may_hook else ["Only a Jira administrator can make webhooks. Without one, changes are seen by asking."]
        if not str(self._myself().get("locale") or "en").startswith("en"):
            notes.append("This account reads Jira in another language: statuses and resolutions are known by their English names.")
        place = Place(text(project, "key"), str(project.get("name") or ""), f"{self.site()}/browse/{project['key']}")
        may_write = bool(may.get("CREATE_ISSUES") and may.get("EDIT_ISSUES"))
        return Checked(account, place, may_write=may_write, may_hook=may_hook, missing=tuple(lacking), notes=tuple(notes))

    def statuses(self) -> Sequence[Status]:
        """The statuses of the project, and the resolutions: both say what became of a ticket, and both have names of people's making."""
        types = sequence(self.ask("GET", f"project/{part(self._settings.place)}/statuses"), "issue types")
        found = [
            mapping(status, "status") for kind in types for status in sequence(mapping(kind, "issue type").get("statuses"), "statuses")
        ]
        states = {str(status.get("id")): state_of(status, None) for status in found}
        made = [Status(state.status.id, state.status.name, proposal(state)) for state in states.values()]
        named = [state_of({"id": "-"}, resolution).resolution for resolution in self.resolutions()]
        return [*made, *(Status(f"resolution:{it.id}", f"Resolution {it.name}", resolution_proposal(it)) for it in named if it is not None)]

    def accounts(self) -> Sequence[Account]:
        found: dict[str, Account] = {}
        for start in range(0, MOST_ACCOUNTS, AT_ONCE):
            query: Query = {"project": self._settings.place, "startAt": start, "maxResults": AT_ONCE}
            users = sequence(self.ask("GET", "user/assignable/search", query=query), "users")
            if not users:  # a page may be short and not the last: it is cut before those are left out that can't be given an issue
                break
            found |= {account.id: account for account in (self.account(mapping(user, "user")) for user in users)}
        return list(found.values())

    def changed(self, since: datetime | None, *, after: str = "", etag: str = "") -> Page:  # noqa: ARG002 (Jira knows no etags)
        terms = [f"project = {quoted(self._settings.place)}", f"labels = {quoted(self._settings.label)}"]
        if since is not None:
            terms.append(f"updated >= {self._minute(since)}")
        issues, following, expected = self.search(f"{' AND '.join(terms)} ORDER BY updated ASC, key ASC", after=after)
        reader = self.reader()
        return Page(tuple(reader.ticket(issue) for issue in issues), next=following, expected=expected)

    def fetch(self, ref: Ref) -> Ticket | Missing:
        try:
            issue = self.ask("GET", f"issue/{part(ref.id)}", query={"fields": ",".join(FIELDS), "properties": PROPERTY})
        except NotThere as gone:
            return Missing(Absence.HIDDEN, str(gone))
        return self.reader().ticket(issue, asked_for=ref.key)

    def find(self, draft: Draft) -> Ticket | None:
        """The oldest ticket with the marker: a clone that somebody made carries the text of the first."""
        jql = f"(creator = currentUser() OR labels = {quoted(self._settings.label)})"
        if draft.written_at is not None:
            jql += f" AND created >= {self._minute(draft.written_at - LOOK_BACK)}"
        reader, after = self.reader(), ""
        while True:
            issues, after, _ = self.search(f"{jql} ORDER BY created ASC", after=after)
            for issue in issues:
                ticket = reader.ticket(self.with_marker(issue))
                if ticket.marker == draft.marker:
                    read = self.fetch(ticket.ref)
                    return read if isinstance(read, Ticket) else None
            if not after:
                return None

    def with_marker(self, issue: Any) -> Any:
        """The issue as found, with its property where the dialect's search leaves properties out."""
        return issue

    # --- filing and changing -------------------------------------------------------------------------------------------

    def create(self, draft: Draft, *, until: float | None = None) -> Ticket:
        fields: Json = {
            "project": {"key": self._settings.place},
            "issuetype": {"id": self._issue_type()},
            "summary": draft.title,
            "description": self.description(draft.body, marker=draft.marker),
            "labels": list(draft.labels),
        }
        if draft.assignee is not None:  # else the project's own rule gives it to somebody, or to nobody
            fields["assignee"] = self.assignee(draft.assignee)
        if draft.due is not None:
            fields["duedate"] = draft.due.isoformat()
        made = mapping(
            self.ask("POST", "issue", json={"fields": fields, "properties": [_property(draft.marker)]}, until=until), "created issue"
        )
        ref = Ref(text(made, "id"), text(made, "key"))
        try:
            ticket = self._read_back(ref)
        except ServiceError as error:  # it exists: whatever went wrong since must not read as "not made"
            raise Unreachable(f"Jira made {ref.key}, which could not be read back: {error}", sent=True) from error
        if isinstance(ticket, Missing):
            raise Unreachable(f"Jira made {ref.key}, and does not show it to this account: it needs Browse projects.", sent=True)
        return ticket

    def edit(self, ref: Ref, edit: Edit, *, until: float | None = None) -> Ticket | Missing:
        now = self.fetch(ref)
        if isinstance(now, Missing):
            return now
        try:
            reopens = now.meaning.ended and edit.meaning in {Meaning.OPEN, Meaning.STARTED}
            if reopens:  # a workflow may lock closed issues: first open, then change
                self._move(now, edit, until=until)
            if changes := self._changes(edit):
                self.ask("PUT", f"issue/{now.id}", json=changes, until=until)
            if not reopens:
                self._move(now, edit, until=until)
        except NotThere as gone:
            return Missing(Absence.HIDDEN, str(gone))
        return self._read_back(ref)

    def _changes(self, edit: Edit) -> Json:
        """All fields in one request: Jira counts writes on each issue."""
        fields: Json = {}
        if edit.title is not ...:
            fields["summary"] = edit.title
        if edit.assignee is not ...:
            fields["assignee"] = self.assignee(edit.assignee)
        if edit.due is not ...:
            fields["duedate"] = edit.due.isoformat() if edit.due else None
        changes: Json = {"fields": fields} if fields else {}
        if edit.add_label:
            changes["update"] = {"labels": [{"add": edit.add_label}]}
        return changes

    def _move(self, ticket: Ticket, edit: Edit, *, until: float | None) -> None:
        """Take the transition that leads there. Which there are depends on the workflow and on where the ticket stands: asked each time."""
        if edit.meaning is ... or edit.meaning is ticket.meaning:
            return
        answer = mapping(self.ask("GET", f"issue/{ticket.id}/transitions", query={"expand": "transitions.fields"}), "transitions")
        offered: list[Transition] = [transition_of(mapping(it, "transition")) for it in sequence(answer.get("transitions"), "transitions")]
        duplicate = bool(edit.duplicate_of)
        step, resolution = choose(offered, edit.meaning, self._settings.statuses, key=ticket.key, duplicate=duplicate)
        body: Json = {"transition": {"id": step.id}}
        if resolution is not None:
            body["fields"] = {"resolution": {"id": resolution.id}}
        self.ask("POST", f"issue/{ticket.id}/transitions", json=body, until=until)
        if duplicate:
            self._say_duplicate(ticket.key, edit.duplicate_of, until=until)

    def _say_duplicate(self, key: str, of: str, *, until: float | None) -> None:
        """Link the two. The ticket is closed already: a Jira without such links, or the right to make them, is no failure."""
        link = {"type": {"name": "Duplicate"}, "inwardIssue": {"key": key}, "outwardIssue": {"key": of}}
        try:
            self.ask("POST", "issueLink", json=link, until=until)
        except (NotThere, TurnedDown):
            return
        except Forbidden as error:
            if error.expired:
                raise

    def _read_back(self, ref: Ref) -> Ticket | Missing:
        self._written.append(ref.id)
        return self.fetch(ref)

    # --- webhooks -------------------------------------------------------------------------------------------------------

    def hook(self, url: str) -> Hook | None:
        found = self._hook_at(url)
        return None if found is None else self.hooks.read(found)

    def make_hook(self, url: str, secret: str) -> Hook:
        jql = f"project = {quoted(self._settings.place)} AND labels = {quoted(self._settings.label)}"
        registration = self.hooks.registration(url, secret, jql)
        there = self._hook_at(url)
        where = self.hooks.path if there is None else f"{self.hooks.path}/{self.hooks.read(there).id}"
        try:
            made = self.ask("POST" if there is None else "PUT", where, json=registration, api="")
        except NotThere as error:
            raise TurnedDown(self.hooks.absent) from error
        return self.hooks.read(mapping(made, "webhook"))

    def drop_hook(self, hook: Hook) -> None:
        try:
            self.ask("DELETE", f"{self.hooks.path}/{hook.id}", api="")
        except NotThere:
            return

    def read_delivery(self, headers: Mapping[str, str], body: bytes, secret: str) -> Delivery:
        return jira_hooks.read_delivery(headers, body, secret)

    def _hook_at(self, url: str) -> Json | None:
        try:
            found = sequence(self.ask("GET", self.hooks.path, api=""), "webhooks")
        except NotThere as error:
            raise TurnedDown(self.hooks.absent) from error
        return next((hook for hook in found if isinstance(hook, dict) and hook.get("url") == url), None)

    # --- asking -----------------------------------------------------------------------------------------------------------

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        json: object = None,
        reads: bool | None = None,
        until: float | None = None,
        api: str | None = None,
    ) -> Any:  # Any: a border
        """One request; its JSON, or None where Jira has nothing to say. NotThere for 404, else the errors of the port."""
        where = "/".join(part for part in (self.api if api is None else api, path) if part)
        answer = self._door.request(method, where, query=query, json=json, reads=reads, until=until)
        self._limits = jira_answers.limits(answer) or self._limits
        jira_answers.passed(answer, now=self._now())
        return None if answer.status == 204 or (answer.status == 201 and not answer.body) else answer.json()

    def reader(self) -> Reader:
        return Reader(self.site(), self.account, self.prose, self._settings.statuses)

    def site(self) -> str:
        """Where people see the tickets. Behind Atlassian's gateway (scoped tokens) that is not where requests go."""
        if not self._site:
            behind = "/ex/jira/" in self._door.base_url
            self._site = text(mapping(self.ask("GET", "serverInfo"), "server"), "baseUrl") if behind else self._door.base_url
        return self._site.rstrip("/")

    def _myself(self) -> Json:
        if self._me is None:
            try:
                self._me = mapping(self.ask("GET", "myself"), "account")
            except NotThere as error:
                raise TurnedDown("There is no Jira at this address.") from error
        return self._me

    def _minute(self, moment: datetime) -> str:
        return quoted(minute(moment, zone=str(self._myself().get("timeZone") or "")))

    def _project(self) -> Json | None:
        try:
            return mapping(self.ask("GET", f"project/{part(self._settings.place)}"), "project")
        except NotThere:
            return None

    def _rights(self) -> dict[str, bool]:
        query: Query = {"projectKey": self._settings.place, "permissions": ",".join([*NEEDED, "ADMINISTER"])}
        found = mapping(mapping(self.ask("GET", "mypermissions", query=query), "rights").get("permissions"), "rights")
        return {name: bool(right.get("havePermission")) for name, right in found.items() if isinstance(right, dict)}

    def _issue_type(self, project: Json | None = None) -> str:
        if self._type:
            return self._type
        found = project or self._project()
        if found is None:
            raise TurnedDown(f"There is no project {self._settings.place}, or this account may not see it.")
        self._type = type_for(found, self._settings.options.get("issue_type", ""))
        return self._type


def part(name: str) -> str:
    """A name as one part of a path."""
    return quote(name, safe="")


def _property(marker: str) -> Json:
    return {"key": PROPERTY, "value": {"marker": marker}}
