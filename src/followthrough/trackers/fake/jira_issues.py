"""How a fake Jira makes, shows and changes issues: its validation, its transitions. Keeps no state of its own."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.jira_shapes import TYPES, Bad, Json, project_key, projected
from followthrough.trackers.fake.jira_state import Issue, Step

if TYPE_CHECKING:
    from followthrough.trackers.fake.jira import Jira

NOT_SEEN = "Issue does not exist or you do not have permission to see it."


def _found(jira: Jira, name: str) -> Issue:
    issue = jira.store.get(name)
    if issue is None or issue.project not in jira.visible:
        raise Bad(NOT_SEEN, status=404)
    return issue


def get(jira: Jira, request: Request, name: str) -> Response:
    unknown = set(request.query) - {"fields", "fieldsByKeys", "expand", "properties", "updateHistory", "failFast"}
    jira.violations += [f"GET issue: {name} is no parameter" for name in sorted(unknown)]
    asked = [field for field in request.query.get("fields", "*all").split(",") if field]
    properties = [key for key in request.query.get("properties", "").split(",") if key]
    return Response.of(projected(jira, _found(jira, name), asked, properties, request.base))


def create(jira: Jira, request: Request) -> Response:
    said = request.json() or {}
    fields = dict(said.get("fields") or {})
    project = fields.pop("project", None) or {}
    if project.get("key") not in jira.visible and project.get("id") is None:
        raise Bad(errors={"project": "Specify a valid project ID or key"})
    key = project_key(jira, str(project.get("key") or project.get("id")))
    kind = str((fields.pop("issuetype", None) or {}).get("id"))
    if kind not in {number for (number, _), level in TYPES if level >= 0}:
        raise Bad(errors={"issuetype": "Specify a valid issue type"})
    lacking = {name: f"{words} is required." for name, words in jira.required.items() if not fields.get(name)}
    if not str(fields.get("summary") or "").strip():
        lacking["summary"] = "You must specify a summary of the issue."
    if lacking:
        raise Bad(errors=lacking)
    values = _values(jira, {name: value for name, value in fields.items() if name not in jira.required})
    jira.effects += jira.text_effects(values.get("description"))
    properties = {entry["key"]: entry["value"] for entry in said.get("properties", [])}
    begins = jira.workflow.status(jira.workflow.begins)
    issue = jira.store.add(key, type=kind, status=begins, creator=jira.me.id, properties=properties, **values)
    jira.made += 1
    jira.tell("jira:issue_created", issue)
    return Response.of({"id": str(issue.id), "key": issue.key, "self": f"{request.base}/{jira.api}/issue/{issue.id}"}, 201)


def _values(jira: Jira, fields: Json) -> Json:
    """The fields of a request as an issue has them; what is wrong with them, all at once."""
    errors: dict[str, str] = {}
    values: Json = {}
    for name, value in fields.items():
        try:
            values |= _value(jira, name, value)
        except ValueError as error:
            errors[name] = str(error)
    if errors:
        raise Bad(errors=errors)
    return values


def _value(jira: Jira, name: str, value: Any) -> Json:
    if name == "summary":
        if len(value) > 255 or "\n" in value:
            raise ValueError(
                "Summary can't exceed 255 characters." if len(value) > 255 else "The summary is invalid because it contains newlines."
            )
        return {"summary": value.strip()}
    if name == "description":
        faults = jira.description_faults(value)
        if faults:
            raise ValueError(faults[0])
        return {"description": value}
    if name == "labels":
        wrong = next((label for label in value if re.search(r"\s", label) or len(label) > 255), None)
        if wrong is not None:
            raise ValueError(f"The label '{wrong}' contains spaces which is invalid.")
        return {"labels": tuple(dict.fromkeys(value))}
    if name == "duedate":
        try:
            return {"due": date.fromisoformat(value) if value else None}
        except ValueError:
            raise ValueError("Error parsing date string: use yyyy-MM-dd.") from None
    if name == "assignee":
        return {"assignee": _assignee(jira, value)}
    raise ValueError(f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown.")


def _assignee(jira: Jira, value: Any) -> str | None:
    named = (value or {}).get("accountId" if jira.api.endswith("3") else "name")
    if not named:
        return None
    found = next((it for it in jira.accounts.values() if named == (it.id if jira.api.endswith("3") else it.name)), None)
    if found is None:
        raise ValueError(f"User '{named}' does not exist.")
    return found.id


def put(jira: Jira, request: Request, name: str) -> Response:
    issue, said = _found(jira, name), request.json() or {}
    if jira.locks_closed and issue.status.category == "done":
        raise Bad("You do not have permission to edit issues in this status.")
    values = _values(jira, said.get("fields") or {})
    for operation in (said.get("update") or {}).get("labels", []):
        values["labels"] = tuple(
            dict.fromkeys((*values.get("labels", issue.labels), *_values(jira, {"labels": [operation["add"]]})["labels"]))
        )
    if "description" in values:
        jira.effects += jira.text_effects(values["description"])
    jira.change(issue, **values)
    return Response(204)


def transitions(jira: Jira, request: Request, name: str) -> Response:
    issue = _found(jira, name)
    with_fields = "transitions.fields" in request.query.get("expand", "")
    offered = [_step_json(jira, step, request.base, with_fields=with_fields) for step in jira.workflow.offered(issue.status)]
    return Response.of({"expand": "transitions", "transitions": offered})


def _step_json(jira: Jira, step: Step, base: str, *, with_fields: bool) -> Json:
    data = {"id": step.id, "name": step.name, "to": jira.workflow.status(step.to).json(base, jira.api)}
    if not with_fields:
        return data
    fields: Json = {}
    if step.asks:
        allowed = [jira.workflow.resolution(name).json(base, jira.api) for name in step.asks]
        fields["resolution"] = {
            "required": step.must,
            "name": "Resolution",
            "key": "resolution",
            "hasDefaultValue": False,
            "operations": ["set"],
        }
        fields["resolution"]["allowedValues"] = allowed
    for key, name in step.fields.items():
        fields[key] = {"required": True, "name": name, "key": key, "hasDefaultValue": False, "operations": ["set"]}
    return {**data, "fields": fields}


def transition(jira: Jira, request: Request, name: str) -> Response:
    issue, said = _found(jira, name), request.json() or {}
    step = next((it for it in jira.workflow.offered(issue.status) if it.id == str((said.get("transition") or {}).get("id"))), None)
    if step is None:
        raise Bad("It seems that you have tried to perform a workflow operation that is not valid for the current state of this issue.")
    given = dict(said.get("fields") or {})
    resolution = given.pop("resolution", None)
    if resolution is not None and not {resolution.get("id"), resolution.get("name")} & set(step.asks):
        raise Bad(errors={"resolution": "Field 'resolution' cannot be set. It is not on the appropriate screen, or unknown."})
    lacking = {key: f"{words} is required." for key, words in step.fields.items() if key not in given}
    if step.must and resolution is None:
        lacking["resolution"] = "Resolution is required."
    if lacking:
        raise Bad(errors=lacking)
    chosen = str(resolution.get("id") or resolution.get("name")) if resolution else step.gives
    jira.change(issue, **jira.state(issue, step.to, chosen))
    return Response(204)


def link(jira: Jira, request: Request) -> Response:
    said = request.json() or {}
    if (said.get("type") or {}).get("name") != "Duplicate":
        raise Bad("No issue link type with that name found.", status=404)
    issue, of = (_found(jira, str(said[end]["key"])) for end in ("inwardIssue", "outwardIssue"))
    jira.change(issue, duplicates=of.id)
    return Response(201)
