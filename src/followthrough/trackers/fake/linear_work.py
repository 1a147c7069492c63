"""The changes that a fake Linear is asked for: issues made and changed, labels, relations, webhooks. Judges who may ask for them.

linear.app/developers/graphql; the schema's own words on IssueCreateInput (an id of ours: a UUID, version 4) and IssueUpdateInput.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from followthrough.trackers.fake import linear_text as text
from followthrough.trackers.fake.linear_shapes import (
    Json,
    Refusal,
    forbidden,
    invalid,
    issue_json,
    label_json,
    not_found,
    relation_json,
    webhook_json,
)
from followthrough.trackers.fake.linear_state import Issue, Label, Relation, State, Team, User, Webhook

if TYPE_CHECKING:
    from followthrough.trackers.fake.linear import Linear

LONGEST_TITLE = 255


def mutations(linear: Linear) -> dict[str, Callable[..., Json]]:
    def may_write(change: Callable[..., Json]) -> Callable[..., Json]:
        def checked(_info: object, **asked: object) -> Json:
            if not linear.may_write:
                raise forbidden("This API key does not have permission to write.")
            linear.syncs += 1
            return {"success": True, "lastSyncId": float(linear.syncs), **change(linear, **asked)}

        return checked

    changes: dict[str, Callable[..., Json]] = {
        "issueCreate": _create,
        "issueUpdate": _update,
        "issueLabelCreate": _create_label,
        "issueRelationCreate": _relate,
        "webhookCreate": _create_hook,
        "webhookUpdate": _update_hook,
        "webhookDelete": _delete_hook,
    }
    return {name: may_write(change) for name, change in changes.items()}


def _create(linear: Linear, *, input: Json) -> Json:  # noqa: A002 (Linear's)
    team = _team(linear, input["teamId"])
    title = _title(input.get("title") or "")
    ident = _new_id(input.get("id"))
    if ident in linear.issues or ident in linear.purged:
        raise Refusal("Entity already exists: Issue", "INPUT_ERROR", "invalid input", words=f"An issue with the id {ident} already exists.")
    values: Json = {"description": _text(linear, input.get("description"))}
    if input.get("assigneeId"):
        values["assignee"] = _member(team, input["assigneeId"])
    if input.get("stateId"):
        values["state"] = _state(team, input["stateId"])
    if input.get("dueDate"):
        values["due"] = _day(input["dueDate"])
    values["labels"] = _labels(linear, team, input.get("labelIds") or [])
    issue = linear.new_issue(team, title, ident=ident, creator=linear.me, **values)
    linear.made += 1
    return {"issue": issue_json(linear, issue)}


def _update(linear: Linear, *, id: str, input: Json) -> Json:  # noqa: A002 (Linear's)
    issue = linear.seen(id)
    if issue.archived is not None:
        raise not_found("Issue")
    values: Json = {}
    if input.get("title") is not None:
        values["title"] = _title(input["title"])
    if "description" in input:
        values["description"] = _text(linear, input["description"])
    if "assigneeId" in input:
        values["assignee"] = _member(issue.team, input["assigneeId"]) if input["assigneeId"] else None
    if "dueDate" in input:
        values["due"] = _day(input["dueDate"]) if input["dueDate"] else None
    if input.get("stateId"):
        values["state"] = _state(issue.team, input["stateId"])
    labels = _changed_labels(linear, issue, input)
    if labels is not None:
        values["labels"] = labels
    linear.change(issue, by=linear.me, **values)
    return {"issue": issue_json(linear, issue)}


def _changed_labels(linear: Linear, issue: Issue, wanted: Json) -> list[Label] | None:
    if wanted.get("labelIds") is not None:
        return _labels(linear, issue.team, wanted["labelIds"])
    added, removed = wanted.get("addedLabelIds") or [], set(wanted.get("removedLabelIds") or [])
    if not added and not removed:
        return None
    new = [label for label in _labels(linear, issue.team, added) if label not in issue.labels]
    return [label for label in issue.labels if label.id not in removed] + new


def _create_label(linear: Linear, *, input: Json, replaceTeamLabels: bool = False) -> Json:  # noqa: A002, ARG001, N803
    team = _team(linear, input["teamId"]) if input.get("teamId") else None
    if not linear.may_label:
        raise forbidden("Only admins may manage labels in this workspace.")
    name = input["name"].strip()
    if any(label.name.casefold() == name.casefold() and label.team in {None, team} for label in linear.labels.values()):
        raise Refusal("Duplicate label name", "INPUT_ERROR", "invalid input", words="A label with this name exists already.")
    label = linear.new_label(name, team, is_group=bool(input.get("isGroup")))
    return {"issueLabel": label_json(linear, label)}


def _relate(linear: Linear, *, input: Json, overrideCreatedAt: str | None = None) -> Json:  # noqa: A002, ARG001, N803
    issue, related = linear.seen(input["issueId"]), linear.seen(input["relatedIssueId"])
    if issue is related:
        raise invalid("An issue can't be related to itself.")
    relation = Relation(str(uuid.uuid4()), input["type"], issue, related, linear.at())
    linear.relations = [it for it in linear.relations if (it.issue, it.related) != (issue, related)] + [relation]
    if relation.type == "duplicate" and issue.state.type not in {"duplicate", "canceled"}:
        linear.change(issue, by=linear.me, state=issue.team.of_type("duplicate", "canceled"))
    return {"issueRelation": relation_json(linear, relation)}


def _create_hook(linear: Linear, *, input: Json) -> Json:  # noqa: A002 (Linear's)
    _administer(linear)
    if bool(input.get("teamId")) == bool(input.get("allPublicTeams")):
        raise invalid("Either teamId or allPublicTeams has to be given.")
    team = _team(linear, input["teamId"]) if input.get("teamId") else None
    hook = Webhook(
        _new_id(input.get("id")),
        input["url"],
        input.get("secret") or uuid.uuid4().hex,
        team,
        list(input["resourceTypes"]),
        input.get("label") or "",
        linear.at(),
        enabled=input.get("enabled", True) is not False,
    )
    linear.hooks[hook.id] = hook
    return {"webhook": webhook_json(linear, hook)}


def _update_hook(linear: Linear, *, id: str, input: Json) -> Json:  # noqa: A002 (Linear's)
    _administer(linear)
    hook = linear.hooks.get(id)
    if hook is None:
        raise not_found("Webhook")
    hook.url = input.get("url") or hook.url
    hook.secret = input.get("secret") or hook.secret
    hook.types = list(input.get("resourceTypes") or hook.types)
    hook.enabled = input.get("enabled", hook.enabled) is not False
    return {"webhook": webhook_json(linear, hook)}


def _delete_hook(linear: Linear, *, id: str) -> Json:  # noqa: A002 (Linear's)
    _administer(linear)
    if linear.hooks.pop(id, None) is None:
        raise not_found("Webhook")
    return {"entityId": id}


# --- values -----------------------------------------------------------------------------------------------------------------


def _administer(linear: Linear) -> None:
    if not linear.me.admin:
        words = 'You need to have the "Admin" scope to create webhooks.'
        raise Refusal("Invalid role: admin required", "FORBIDDEN", "forbidden", status=403, words=words)


def _new_id(wanted: str | None) -> str:
    if wanted is None:
        return str(uuid.uuid4())
    try:
        known = uuid.UUID(wanted)
    except ValueError:
        known = None
    if known is None or known.version != 4:
        raise invalid("id must be a UUID.")
    return str(known)


def _team(linear: Linear, ident: str) -> Team:
    for team in linear.visible_teams():
        if team.id == ident:
            return team
    raise not_found("Team")


def _title(title: str) -> str:
    if not title.strip():
        raise invalid("title must not be empty.")
    if len(title.strip()) > LONGEST_TITLE:
        raise invalid(f"title must be shorter than or equal to {LONGEST_TITLE} characters.")
    return title.strip()


def _text(linear: Linear, markdown: str | None) -> str:
    linear.effects += text.effects(markdown or "", teams=linear.teams)
    return text.kept(markdown or "")


def _member(team: Team, ident: str) -> User:
    for user in team.members:
        if user.id == ident and user.active:
            return user
    raise not_found("User")


def _state(team: Team, ident: str) -> State:
    for state in team.states:
        if state.id == ident:
            return state
    raise Refusal("Discrepancy between issue team and state team", "INPUT_ERROR", "invalid input", words="The state is of another team.")


def _labels(linear: Linear, team: Team, idents: list[str]) -> list[Label]:
    found = []
    for ident in idents:
        label = linear.labels.get(ident)
        if label is None:
            raise not_found("IssueLabel: labelIds contained an entry that could not be found.")
        if label.is_group or label.team not in {None, team}:
            raise invalid("The label can't be used on issues of this team.")
        found.append(label)
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise invalid("dueDate must be a date.") from None
