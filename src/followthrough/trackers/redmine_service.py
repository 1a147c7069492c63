"""What the adapter for Redmine asks over and over: who we are, which statuses there are, what the project has and allows.

Makes one thing only: the issue category that carries the incident label. Reads no ticket.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from followthrough.errors import Forbidden, TurnedDown
from followthrough.http import Answer, Door, Query
from followthrough.trackers import redmine_rights as rights
from followthrough.trackers.base import Clock, Place, Settings
from followthrough.trackers.redmine_answers import Json, NotThere, mapping, number, passed, sequence, text
from followthrough.trackers.redmine_states import State, state_of

AT_ONCE: Final = 100  # Redmine gives no more
SURE_FOR: Final = timedelta(minutes=1)


class Service:
    """The REST service of one Redmine, asked with one key."""

    def __init__(self, settings: Settings, door: Door, *, now: Clock) -> None:
        self._settings = settings
        self._door = door
        self._now = now
        self._me: Json = {}
        self._states: dict[str, State] = {}
        self._sure_until: datetime | None = None
        self._states_until: datetime | None = None

    @property
    def site(self) -> str:
        return self._door.base_url

    def close(self) -> None:
        self._door.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        until: float | None = None,
    ) -> Answer:
        return passed(self._door.request(method, path, query=query, json=json, headers=headers, until=until), now=self._now())

    def json(self, method: str, path: str, **more: Any) -> Json:
        return mapping(self.ask(method, path, **more).json(), "object")

    def all(self, path: str, name: str, *, query: Query | None = None) -> Iterator[Json]:
        """Everything in a list that grows only at its end."""
        offset = 0
        while True:
            page = self.json("GET", path, query={**(query or {}), "limit": AT_ONCE, "offset": offset})
            part = sequence(page.get(name), name)
            yield from part
            offset += len(part)
            if not part or offset >= int(number(page, "total_count")):
                return

    def whoami(self, *, fresh: bool = False) -> Json:
        """Our account; Forbidden where Redmine does not know the key, even if it would answer as to anybody."""
        if fresh or self._sure_until is None or self._now() >= self._sure_until:
            try:
                answer = self.json("GET", "users/current.json", query={"include": "memberships"})
            except NotThere as error:
                raise TurnedDown("There is no Redmine at this address.") from error
            except Forbidden as error:
                words = "Redmine's REST web service is off: an administrator switches it on under Administration → Settings → API."
                raise error if error.expired else Forbidden(words, expired=False) from error
            self._me = mapping(answer.get("user"), "user")
            self._sure_until = self._now() + SURE_FOR
        return self._me

    def states(self) -> Mapping[str, State]:
        """All statuses there are, in their order. An issue does not say in every version whether its own is a closed one."""
        if self._states_until is None or self._now() >= self._states_until:
            found = sequence(self.json("GET", "issue_statuses.json").get("issue_statuses"), "statuses")
            self._states = {state.id: state for state in map(state_of, found)}
            self._states_until = self._now() + SURE_FOR
        return self._states

    def project(self, name: str = "") -> Json | None:
        query: Query = {"include": "trackers,issue_categories,enabled_modules"}
        try:
            found = self.json("GET", f"projects/{quote(name or self._settings.place, safe='')}.json", query=query)
        except NotThere:
            return None
        except Forbidden as error:
            if error.expired:
                raise
            self.whoami(fresh=True)
            return None
        return mapping(found.get("project"), "project")

    def needed_project(self, name: str = "") -> Json:
        project = self.project(name)
        if project is None:
            raise TurnedDown(f"There is no project {name or self._settings.place} in Redmine, or this account may not see it.")
        return project

    def place(self, project: Json) -> Place:
        identifier = text(project, "identifier")
        return Place(identifier, str(project.get("name") or ""), f"{self._door.base_url}/projects/{identifier}")

    def kind(self, project: Json) -> Json:
        """Which of Redmine's trackers (Bug, Feature …) a ticket gets; its own choice where nothing is asked for."""
        wanted = self._settings.options.get("issue_type", "").strip()
        if not wanted:
            return {}
        kinds = sequence(project.get("trackers"), "trackers")
        for kind in kinds:
            if wanted.casefold() in {text(kind, "name").casefold(), number(kind, "id")}:
                return {"tracker_id": int(number(kind, "id"))}
        names = ", ".join(text(kind, "name") for kind in kinds) or "none"
        raise TurnedDown(f"The project {project.get('name')} has no tracker {wanted}. It has: {names}.")

    def category_in(self, project: Json) -> str | None:
        found = {text(each, "name"): number(each, "id") for each in sequence(project.get("issue_categories"), "issue categories")}
        return found.get(self._settings.label)

    def make_category(self, project: Json, *, until: float | None) -> str:
        path = f"projects/{number(project, 'id')}/issue_categories.json"
        try:
            made = self.json("POST", path, json={"issue_category": {"name": self._settings.label}}, until=until)
        except Forbidden as error:
            if error.expired:
                raise
            raise TurnedDown(self._no_category(project)) from error
        return number(mapping(made.get("issue_category"), "issue category"), "id")

    def _no_category(self, project: Json) -> str:
        return (
            f"The project {project.get('name')} has no issue category {self._settings.label}, and this account may not make one. Make it "
            "in Redmine under Settings → Issue categories of the project, or allow the account's role “Manage issue categories”."
        )

    def lacking_in(self, project: Json, role: rights.Role) -> Iterator[str]:
        modules = project.get("enabled_modules")
        if isinstance(modules, list) and not any(isinstance(it, dict) and it.get("name") == "issue_tracking" for it in modules):
            yield "Issue tracking is off in this project: switch it on under Settings → Project of the project."
        if role.known and rights.CATEGORIES not in role.permissions and self.category_in(project) is None:
            yield self._no_category(project)
        try:
            self.kind(project)
        except TurnedDown as error:
            yield str(error)

    def role_in(self, project: Json) -> rights.Role:
        me = self.whoami()
        if me.get("admin") is True:
            return rights.EVERYTHING
        memberships = me.get("memberships")
        for membership in sequence(memberships, "memberships") if isinstance(memberships, list) else ():
            if number(mapping(membership.get("project"), "project"), "id") == number(project, "id"):
                return rights.together(self.role(role, {}) for role in sequence(membership.get("roles"), "roles"))
        return rights.UNKNOWN

    def role(self, named: Json, known: dict[str, rights.Role]) -> rights.Role:
        key = number(named, "id")
        if key not in known:
            try:
                known[key] = rights.role_of(mapping(self.json("GET", f"roles/{key}.json").get("role"), "role"))
            except NotThere:
                known[key] = rights.UNKNOWN
            except Forbidden as error:
                if error.expired:
                    raise
                known[key] = rights.UNKNOWN
        return known[key]
