"""A fake Jira, in the dialect of the Cloud (REST 3) and of the Data Center (REST 2). Checks no rights but that of the token and of hooks.

Written from developer.atlassian.com/cloud/jira/platform/rest/v3, .../rate-limiting, .../search-and-reconcile, .../webhooks, and for the
Data Center from developer.atlassian.com/server/jira/platform/rest and "Managing webhooks" in confluence.atlassian.com/adminjiraserver.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json as json_module
import uuid
from abc import abstractmethod
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from followthrough.trackers.base import Meaning, Ref
from followthrough.trackers.fake.dialect import Dialect, Request, Response, Seen, Sent
from followthrough.trackers.fake.jira_rest import answer
from followthrough.trackers.fake.jira_searches import query
from followthrough.trackers.fake.jira_shapes import issue_json
from followthrough.trackers.fake.jira_state import CLASSIC_WORKFLOW, CLOUD_WORKFLOW, Account, Issue, Store, Workflow
from followthrough.trackers.fake.jira_text import adf_effects, adf_faults, adf_of, adf_shown, wiki_effects, wiki_shown


class Jira(Dialect):
    """What both dialects share: the state, and what people do in it."""

    place = "OPS"
    other_place = "SHOP"
    hidden_place = "SECRET"
    api = ""  # rest/api/3
    hook_path = ""

    def __init__(self, *, clock: Callable[[], datetime] | None = None, workflow: Workflow, accounts: tuple[Account, ...]) -> None:
        super().__init__(clock=clock)
        self.workflow = workflow
        self.store = Store(self.clock)
        self.accounts = {account.name: account for account in accounts}
        self.projects = {"OPS": "Operations", "SHOP": "Web shop", "SECRET": "Secret"}
        self.visible = {"OPS", "SHOP"}
        self.zone = ZoneInfo("Europe/Berlin")  # of our account: JQL counts in it
        self.locale = "en_US"  # in which our account reads Jira
        self.lag = timedelta(0)  # of the search index
        self.required: dict[str, str] = {}  # custom fields that a creation has to give: id and name
        self.lacking: set[str] = set()  # permissions that our account does not have
        self.locks_closed = False  # closed issues can't be edited
        self.burst: int | None = None  # requests a second on one end-point
        self.writes_per_issue: int | None = None  # in 30 seconds
        self.page_cap = 100
        self.hooks: dict[str, dict[str, Any]] = {}
        self.effects: list[str] = []
        self.pages: dict[str, tuple[str, list[int]]] = {}  # page tokens given out: query and ids that follow
        self.revoked = False
        self.made = 0
        self.asked: list[tuple[str, datetime]] = []

    # --- what a dialect adds --------------------------------------------------------------------------------------------

    @abstractmethod
    def user(self, account: Account, base: str) -> dict[str, Any]: ...

    @abstractmethod
    def authorised(self, request: Request) -> bool: ...

    @abstractmethod
    def description_faults(self, value: Any) -> list[str]: ...

    @abstractmethod
    def shown(self, description: Any) -> str: ...

    @abstractmethod
    def text_effects(self, description: Any) -> list[str]: ...

    @abstractmethod
    def typed(self, text: str) -> Any:
        """What a description is that a person types."""

    # --- requests -----------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        return answer(self, request)

    def creations(self) -> int:
        return self.made

    def account_of(self, name: str) -> Account | None:
        """By id or name."""
        return next((account for account in self.accounts.values() if name in {account.id, account.name}), None)

    @property
    def me(self) -> Account:
        return self.accounts["bot"]

    # --- people ---------------------------------------------------------------------------------------------------------

    def people(self) -> Mapping[str, str]:
        return {name: account.id for name, account in self.accounts.items() if name != "bot"}

    def add(self, title: str, *, body: str = "", labels: tuple[str, ...] = (), assignee: str | None = None, due: date | None = None) -> Ref:
        with self.lock:
            issue = self.store.add(
                self.place,
                summary=title.strip(),
                status=self.workflow.status(self.workflow.begins),
                creator=self.accounts["ada"].id,
                description=self.typed(body),
                labels=labels,
                assignee=assignee,
                due=due,
            )
            self.tell("jira:issue_created", issue)
            return Ref(str(issue.id), issue.key)

    def retitle(self, ref: Ref, title: str) -> None:
        self._change(ref, summary=title)

    def rewrite(self, ref: Ref, text: str) -> None:
        """Somebody throws the description away and writes another."""
        self._change(ref, description=self.typed(text))

    def assign(self, ref: Ref, assignee: str | None) -> None:
        self._change(ref, assignee=assignee)

    def set_due(self, ref: Ref, due: date | None) -> None:
        self._change(ref, due=due)

    def relabel(self, ref: Ref, labels: tuple[str, ...]) -> None:
        self._change(ref, labels=labels)

    def put(self, ref: Ref, status: str, resolution: str = "", **more: Any) -> None:
        """Bring the issue into this state, as a transition of the workflow would."""
        with self.lock:
            self.change(self._issue(ref), **self.state(self._issue(ref), status, resolution), **more)

    def start(self, ref: Ref) -> None:
        self.put(ref, "In Progress")

    def finish(self, ref: Ref) -> None:
        self.put(ref, self._closed, self.workflow.resolutions[0].name)

    def drop(self, ref: Ref, *, duplicate_of: Ref | None = None) -> None:
        if duplicate_of is None:
            self.put(ref, self._closed, self.workflow.resolutions[1].name)
        else:
            self.put(ref, self._closed, "Duplicate", duplicates=int(duplicate_of.id))

    def reopen(self, ref: Ref) -> None:
        self.put(ref, self.workflow.reopened)

    def move(self, ref: Ref, place: str) -> Ref:
        with self.lock:
            issue = self.store.move(self._issue(ref), place)
            self.tell("jira:issue_updated", issue)
            return Ref(str(issue.id), issue.key)

    def delete(self, ref: Ref) -> None:
        with self.lock:
            issue = self._issue(ref)
            self.store.delete(issue)
            self.tell("jira:issue_deleted", issue)

    def revoke(self) -> None:
        self.revoked = True

    def peek(self, ref: Ref) -> Seen | None:
        with self.lock:
            issue = self.store.get(ref.id) or self.store.get(ref.key)
            return None if issue is None else self._seen(issue)

    def all(self) -> list[Seen]:
        with self.lock:
            return [self._seen(issue) for issue in self.store.issues.values()]

    # --- inside ---------------------------------------------------------------------------------------------------------

    @property
    def _closed(self) -> str:
        return next(status.name for status in self.workflow.statuses if status.category == "done")

    def _issue(self, ref: Ref) -> Issue:
        issue = self.store.get(ref.id) or self.store.get(ref.key)
        assert issue is not None, f"there is no {ref.key}"
        return issue

    def _change(self, ref: Ref, **values: Any) -> None:
        with self.lock:
            self.change(self._issue(ref), **values)

    def change(self, issue: Issue, **values: Any) -> Issue:
        changed = self.store.change(issue, **values)
        if changed is not issue:
            self.tell("jira:issue_updated", changed)
        return changed

    def state(self, issue: Issue, status: str, resolution: str = "") -> dict[str, Any]:
        """What a transition changes: the resolution goes with whoever leaves a closed status."""
        now, target = self.store.stamp(), self.workflow.status(status)
        given = self.workflow.resolution(resolution) if resolution else None
        moved_on = now if target.category != issue.status.category else issue.moved_on
        resolved = None if given is None else issue.resolved if given == issue.resolution else now
        return {"status": target, "resolution": given, "resolved": resolved, "moved_on": moved_on}

    def _seen(self, issue: Issue) -> Seen:
        done = issue.resolution.name in {"Done", "Fixed"} if issue.resolution else issue.status.name in {"Done", "Resolved"}
        by_category = {"new": Meaning.OPEN, "indeterminate": Meaning.STARTED, "done": Meaning.DONE if done else Meaning.DROPPED}
        return Seen(
            ref=Ref(str(issue.id), issue.key),
            title=issue.summary,
            body=self.shown(issue.description),
            meaning=by_category.get(issue.status.category, Meaning.OPEN),
            status=issue.status.name,
            assignees=(issue.assignee,) if issue.assignee else (),
            due=issue.due,
            labels=issue.labels,
            place=issue.project,
        )

    def tell(self, event: str, issue: Issue) -> None:
        """Send what the webhooks are for that this concerns."""
        for hook in self.hooks.values():
            if hook["on"] and event in hook["events"] and query(self, hook["jql"]).matches(issue):
                self.outbox.append(self._call(hook, event, issue))

    def _call(self, hook: dict[str, Any], event: str, issue: Issue) -> Sent:
        base = f"{urlsplit(hook['url']).scheme}://jira.example"
        kind = {"jira:issue_created": "issue_created", "jira:issue_updated": "issue_generic"}.get(event)
        said = {
            "timestamp": int(self.clock().timestamp() * 1000),
            "webhookEvent": event,
            **({"issue_event_type_name": kind} if kind else {}),
            "user": self.user(self.accounts["ada"], base),
            "issue": issue_json(self, issue, base),
        }
        body = json_module.dumps(said, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=UTF-8", "X-Atlassian-Webhook-Identifier": str(uuid.uuid4())}
        if hook["secret"]:
            headers["X-Hub-Signature"] = "sha256=" + hmac.new(hook["secret"].encode(), body, hashlib.sha256).hexdigest()
        return Sent(headers["X-Atlassian-Webhook-Identifier"], hook["url"], headers, body)


class JiraCloud(Jira):
    """The Cloud: accounts by accountId, documents, page tokens, an index that lags, and searches that let strangers in."""

    api = "rest/api/3"
    hook_path = "rest/webhooks/1.0/webhook"
    email = "followthrough@example.com"

    def __init__(self, *, clock: Callable[[], datetime] | None = None) -> None:
        names = ("ada", "ben", "cleo", "bot")
        accounts = tuple(
            Account(f"70121:{uuid.uuid5(uuid.NAMESPACE_DNS, name)}", name, name.title(), f"{name}@example.com") for name in names
        )
        super().__init__(clock=clock, workflow=CLOUD_WORKFLOW, accounts=accounts)

    def user(self, account: Account, base: str) -> dict[str, Any]:
        return {
            "self": f"{base}/{self.api}/user?accountId={account.id}",
            "accountId": account.id,
            "accountType": "app" if account.name == "bot" else "atlassian",
            "displayName": account.display,
            "active": True,
            "timeZone": self.zone.key,
            "locale": self.locale,
            **({"emailAddress": account.email} if account.name != "cleo" else {}),  # who hides it is shown without
        }

    def authorised(self, request: Request) -> bool:
        proof = base64.b64encode(f"{self.email}:{self.token}".encode()).decode()
        return not self.revoked and request.headers.get("authorization") == f"Basic {proof}"

    def description_faults(self, value: Any) -> list[str]:
        return adf_faults(value) if value is not None else []

    def shown(self, description: Any) -> str:
        return adf_shown(description)

    def text_effects(self, description: Any) -> list[str]:
        return adf_effects(description)

    def typed(self, text: str) -> Any:
        return adf_of(text)


class JiraServer(Jira):
    """The Data Center: accounts by key and name, wiki markup, counted pages, the classic workflow."""

    api = "rest/api/2"
    hook_path = "rest/jira-webhook/1.0/webhooks"

    def __init__(self, *, clock: Callable[[], datetime] | None = None) -> None:
        names = ("ada", "ben", "cleo", "bot")
        accounts = tuple(Account(f"JIRAUSER{10100 + n}", name, name.title(), f"{name}@example.com") for n, name in enumerate(names))
        super().__init__(clock=clock, workflow=CLASSIC_WORKFLOW, accounts=accounts)

    def user(self, account: Account, base: str) -> dict[str, Any]:
        return {
            "self": f"{base}/{self.api}/user?username={account.name}",
            "key": account.id,
            "name": account.name,
            "displayName": account.display,
            "emailAddress": account.email,
            "active": True,
            "deleted": False,
            "timeZone": self.zone.key,
            "locale": self.locale,
        }

    def authorised(self, request: Request) -> bool:
        return not self.revoked and request.headers.get("authorization") == f"Bearer {self.token}"

    def description_faults(self, value: Any) -> list[str]:
        if value is not None and not isinstance(value, str):
            return ["Operation value must be a string"]
        return ["The entered text is too long. It exceeds the allowed limit of 32,767 characters."] if len(value or "") > 32767 else []

    def shown(self, description: Any) -> str:
        return wiki_shown(description)

    def text_effects(self, description: Any) -> list[str]:
        return wiki_effects(description)

    def typed(self, text: str) -> Any:
        return text.replace("\n", "\r\n") or None
