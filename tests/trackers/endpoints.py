"""Hold one request or one answer against a description of an API: path, query, body, status.

Knows the rules of OpenAPI 3.0 and no vendor. Headers are not looked at: fakes check those that matter themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft4Validator, validators
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from openapi_schema_validator import OAS30Validator, oas30_format_checker
from referencing import Registry
from referencing.jsonschema import DRAFT4

BASE = "urn:described"
Schema = Mapping[str, Any]  # Any: JSON
NO_SCHEMA: Schema = {}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation. Schemas may refer to the description they come from."""

    method: str
    template: str
    path: Mapping[str, Schema]
    query: Mapping[str, Schema]
    needed: frozenset[str]  # of the query
    body: Schema | None
    needs_body: bool
    answers: Mapping[str, Schema | None]  # by status; None where there is no JSON
    more_query: str = ""  # a regular expression over further names in the query: fields that people made

    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.template)))


@dataclass(slots=True)
class Description:
    """All operations of one API. `contents` is what references point into; `lenient` statuses may be answered undeclared."""

    endpoints: Sequence[Endpoint]
    contents: Schema
    lenient: frozenset[int] = frozenset({401, 403, 404, 429})
    _patterns: list[tuple[Endpoint, re.Pattern[str]]] = field(init=False)
    _registry: Registry[Schema] = field(init=False)

    def __post_init__(self) -> None:
        self._patterns = [(endpoint, endpoint.pattern()) for endpoint in self.endpoints]
        self._registry = Registry().with_resource(BASE, DRAFT4.create_resource(self.contents))

    def request_faults(self, method: str, path: str, query: Mapping[str, str], body: object) -> list[str]:
        """What is wrong with a request; empty where nothing is. `body` None: there is none."""
        endpoint, values = self._find(method, path)
        if endpoint is None:
            return [f"there is no {method.upper()} {path}"]
        faults = [
            fault for name, value in values.items() for fault in self._text(f"path {name}", value, endpoint.path.get(name, NO_SCHEMA))
        ]
        faults += [f"query {name} is missing" for name in sorted(endpoint.needed - query.keys())]
        for name, value in query.items():
            if name in endpoint.query:
                faults += self._text(f"query {name}", value, endpoint.query[name])
            elif not endpoint.more_query or not re.fullmatch(endpoint.more_query, name):
                faults.append(f"query {name} is unknown")
        return faults + self._body(endpoint, body)

    def answer_faults(self, method: str, path: str, status: int, body: object) -> list[str]:
        """What is wrong with an answer to a request with this path."""
        endpoint, _ = self._find(method, path)
        if endpoint is None:
            return [f"there is no {method.upper()} {path}"]
        if str(status) not in endpoint.answers:
            return [] if status in self.lenient or status >= 500 else [f"status {status} is not among {', '.join(endpoint.answers)}"]
        schema = endpoint.answers[str(status)]
        if schema is None:
            return [] if body is None else [f"status {status} has no body"]
        return [f"answer {status}: {line}" for line in self._faults(body, schema)]

    def _find(self, method: str, path: str) -> tuple[Endpoint | None, dict[str, str]]:
        """The operation with the fewest variables in its path, if several fit."""
        found = [(each, match) for each, pattern in self._patterns if each.method == method.upper() and (match := pattern.fullmatch(path))]
        if not found:
            return None, {}
        endpoint, match = min(found, key=lambda pair: len(pair[1].groups()))
        return endpoint, {name: unquote(value) for name, value in match.groupdict().items()}

    def _body(self, endpoint: Endpoint, body: object) -> list[str]:
        if endpoint.body is None:
            return [] if body in (None, {}, "") else ["there must be no body"]
        if body is None:
            return ["the body is missing"] if endpoint.needs_body else []
        schema = self._resolved(endpoint.body)
        faults = [f"body: {line}" for line in self._faults(body, endpoint.body)]
        # A field that the description does not know is ignored by the vendor, without a word: a misspelt one must not pass.
        if isinstance(body, dict) and "properties" in schema and "additionalProperties" not in schema:
            faults += [f"body: {name} is unknown" for name in body if name not in schema["properties"]]
        return faults

    def _text(self, where: str, value: str, schema: Schema) -> list[str]:
        """A value from an address is text: it is read as each type that the schema may mean."""
        tries = [list(self._faults(read, schema)) for read in readings(value)]
        if not all(tries):
            return []
        nearest = next((faults for faults in tries if "is not of type" not in faults[0]), tries[0])
        return [f"{where}: {line}" for line in nearest]

    def _faults(self, value: object, schema: Schema) -> Iterator[str]:
        validator = LENIENT(schema, registry=self._registry, format_checker=oas30_format_checker)
        for error in sorted(validator.iter_errors(value), key=lambda error: error.json_path):
            yield f"{error.json_path.removeprefix('$').removeprefix('.') or 'it'}: {told(error)}"

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            found: Schema = self._registry.resolver(BASE).lookup(schema["$ref"]).contents
            schema = found
        return schema


def readings(value: str) -> Iterator[object]:
    yield value
    if re.fullmatch(r"-?\d+", value):
        yield int(value)
    if value in {"true", "false"}:
        yield value == "true"
    parts = value.split(",")
    yield parts
    if all(re.fullmatch(r"-?\d+", part) for part in parts):
        yield [int(part) for part in parts]


def told(error: ValidationError) -> str:
    """The message, short; of several alternatives, why the nearest does not fit."""
    inner = sorted(error.context or (), key=lambda each: (len(each.absolute_path), each.validator != "type"), reverse=True)
    nearest = f" ({inner[0].json_path}: {_short(inner[0].message)})" if inner else ""
    return _short(error.message) + nearest


def _short(message: str) -> str:
    """A message begins with the whole value and ends with what is wrong with it."""
    return message if len(message) <= 300 else f"{message[:80]} … {message[-200:]}"


def pointer(*parts: str) -> Schema:
    """A reference into the description itself."""
    return {
        "$ref": f"{BASE}#/" + "/".join(part.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D") for part in parts)
    }


Keyword = Callable[[Validator, Any, Any, Schema], Iterator[ValidationError]]


def _null_may_be(keyword: Keyword) -> Keyword:
    """Descriptions call an enum or a reference nullable and do not list null in it; the services answer null all the same."""

    def checked(validator: Validator, value: Any, instance: Any, schema: Schema) -> Iterator[ValidationError]:
        if instance is None and schema.get("nullable") is True:
            return
        yield from keyword(validator, value, instance, schema) or ()

    return checked


LENIENT: Any = validators.extend(  # type: ignore[no-untyped-call] # Any: a class made at run time
    OAS30Validator,
    {
        **{name: _null_may_be(OAS30Validator.VALIDATORS[name]) for name in ("type", "enum", "oneOf", "anyOf", "allOf")},
        "patternProperties": Draft4Validator.VALIDATORS["patternProperties"],  # for our own descriptions: OpenAPI 3.0 has none
    },
)
