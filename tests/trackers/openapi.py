"""Read an OpenAPI 3.0 file, and our own short form of one, into endpoints. Fetches nothing and checks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.trackers.endpoints import Description, Endpoint, Schema, pointer

METHODS = ("get", "post", "put", "patch", "delete")
Parsed = Mapping[str, Any]  # Any: JSON


def from_openapi(contents: Parsed) -> Description:
    endpoints = [
        _endpoint(contents, template, method) for template, item in contents["paths"].items() for method in METHODS if method in item
    ]
    return Description(endpoints, contents)


def _endpoint(contents: Parsed, template: str, method: str) -> Endpoint:
    item = contents["paths"][template]
    operation = item[method]
    parameters = [_parameter(contents, each) for each in (*item.get("parameters", ()), *operation.get("parameters", ()))]
    body = operation.get("requestBody", {})
    has_body = "application/json" in body.get("content", {})
    return Endpoint(
        method.upper(),
        template,
        {each["name"]: each["schema"] for each in parameters if each["in"] == "path"},
        {each["name"]: each["schema"] for each in parameters if each["in"] == "query"},
        frozenset(each["name"] for each in parameters if each["in"] == "query" and each.get("required")),
        pointer("paths", template, method, "requestBody", "content", "application/json", "schema") if has_body else None,
        bool(body.get("required")),
        dict(_answers(contents, operation, ("paths", template, method, "responses"))),
    )


def _parameter(contents: Parsed, parameter: Parsed) -> Parsed:
    """The parameter itself. Its schema may refer on: such a reference is made a full one."""
    found: Parsed = contents["components"]["parameters"][parameter["$ref"].rpartition("/")[2]] if "$ref" in parameter else parameter
    reference = found["schema"].get("$ref", "")
    return {**found, "schema": pointer(*reference.removeprefix("#/").split("/"))} if reference else found


def _answers(contents: Parsed, operation: Parsed, where: tuple[str, ...]) -> Iterator[tuple[str, Schema | None]]:
    for status, answer in operation["responses"].items():
        at: tuple[str, ...] = (*where, status)
        if "$ref" in answer:
            at = ("components", "responses", answer["$ref"].rpartition("/")[2])
            answer = contents["components"]["responses"][at[2]]
        has_json = "schema" in answer.get("content", {}).get("application/json", {})
        yield status, pointer(*at, "content", "application/json", "schema") if has_json else None


def from_short(contents: Parsed) -> Description:
    """Our own form: `endpoints` by "METHOD /path", each with source, query, needed, body and answers; `definitions` beside them.

    A schema is written out or names a definition: "issue", "[issue]" for a list of them.
    """
    made = []
    for name, each in contents["endpoints"].items():
        method, _, template = name.partition(" ")
        answers = {status: None if schema is None else _short(schema) for status, schema in each["answers"].items()}
        body = _short(each["body"]) if "body" in each else None
        query = {key: _short(schema) for key, schema in each.get("query", {}).items()}
        path = {key: _short(schema) for key, schema in each.get("path", {}).items()}
        needed = frozenset(each.get("needed", ()))
        made.append(Endpoint(method, template, path, query, needed, body, body is not None, answers, each.get("query_pattern", "")))
    return Description(made, contents)


def _short(schema: str | Parsed) -> Schema:
    if not isinstance(schema, str):
        return schema
    if schema.startswith("["):
        return {"type": "array", "items": pointer("definitions", schema.strip("[]"))}
    return pointer("definitions", schema)
