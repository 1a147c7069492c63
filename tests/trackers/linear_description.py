"""What Linear's schema says of a GraphQL request, an answer or a webhook. Knows nothing of limits: complexity is not in a schema."""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import graphql
from graphql.execution.values import get_variable_values

from tests.trackers import declarations
from tools.fetch_descriptions import FOLDER, LINEAR

WEBHOOKS = "EntityWebhookPayload"


@cache
def linear_schema() -> graphql.GraphQLSchema:
    return graphql.build_schema(_sdl(), assume_valid=True)


def linear_request_faults(document: str, variables: Mapping[str, Any]) -> list[str]:
    """What is wrong with a query or mutation and its variables."""
    schema = linear_schema()
    try:
        parsed = graphql.parse(document)
    except graphql.GraphQLSyntaxError as error:
        return [error.message]
    faults = [error.message for error in graphql.validate(schema, parsed)]
    if faults:
        return faults
    [operation] = [node for node in parsed.definitions if isinstance(node, graphql.OperationDefinitionNode)]
    names = {node.variable.name.value for node in operation.variable_definitions or ()}
    faults = [f"variable ${name} is declared nowhere" for name in variables if name not in names]
    values = get_variable_values(schema, operation.variable_definitions or (), dict(variables))
    return faults + ([error.message for error in values] if isinstance(values, list) else [])


def linear_answer_faults(document: str, variables: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    """What is wrong with the answer's data: absent, of another type, null where that can't be, or never asked for."""
    data = answer.get("data")
    if data is None:
        return [] if answer.get("errors") else ["neither data nor errors"]
    done = graphql.execute_sync(
        linear_schema(),
        graphql.parse(document),
        root_value=data,
        variable_values=dict(variables),
        field_resolver=_answered,
        type_resolver=_kind,
    )
    faults = [f"{'.'.join(map(str, error.path or ()))}: {error.message}" for error in done.errors or ()]
    return faults or list(_more(data, done.data, "data"))


def linear_webhook_faults(payload: Mapping[str, Any]) -> list[str]:
    """What is wrong with a webhook about an entity: an issue, a label, a comment."""
    kind = f"{payload.get('type')}WebhookPayload"
    data = linear_schema().type_map.get(kind)
    if not isinstance(data, graphql.GraphQLObjectType):
        return [f"there is no webhook of type {payload.get('type')!r}"]
    envelope = linear_schema().type_map[WEBHOOKS]
    outside = {key: value for key, value in payload.items() if key not in {"data", "actor"}}
    faults = [line for line in _value(envelope, outside, "payload") if line not in {"payload.data: is missing"}]
    return faults + list(_value(data, payload.get("data"), "data"))


def _answered(source: Mapping[str, Any], info: graphql.GraphQLResolveInfo[Any], **_: object) -> Any:
    name = str(info.path.key)  # as the query calls it, alias or not
    if name not in source:
        raise KeyError(f"{name} is missing")
    return source[name]


def _kind(value: Mapping[str, Any], *_: object) -> str | None:
    return value.get("__typename")


def _more(sent: object, asked: object, where: str) -> list[str]:
    """What an answer holds beyond what was asked for."""
    if isinstance(sent, dict) and isinstance(asked, dict):
        faults = [f"{where}.{name}: nobody asked for it" for name in sent if name not in asked]
        return faults + [fault for name in asked if name in sent for fault in _more(sent[name], asked[name], f"{where}.{name}")]
    if isinstance(sent, list) and isinstance(asked, list):
        return [
            fault for index, (one, other) in enumerate(zip(sent, asked, strict=True)) for fault in _more(one, other, f"{where}.{index}")
        ]
    return []


def _value(kind: Any, value: object, where: str) -> list[str]:
    """A JSON value held against a type. Fields that the type does not know are let through: webhooks grow."""
    if isinstance(kind, graphql.GraphQLNonNull):
        return [f"{where}: is null"] if value is None else _value(kind.of_type, value, where)
    if value is None:
        return []
    if isinstance(kind, graphql.GraphQLList):
        if not isinstance(value, list):
            return [f"{where}: is no list"]
        return [fault for index, each in enumerate(value) for fault in _value(kind.of_type, each, f"{where}.{index}")]
    if isinstance(kind, graphql.GraphQLUnionType):
        tries = [_value(member, value, where) for member in kind.types]
        return [] if [] in tries else min(tries, key=len)
    if isinstance(kind, graphql.GraphQLObjectType | graphql.GraphQLInterfaceType):
        if not isinstance(value, dict):
            return [f"{where}: is no object"]
        needed = [name for name, each in kind.fields.items() if isinstance(each.type, graphql.GraphQLNonNull)]
        faults = [f"{where}.{name}: is missing" for name in needed if name not in value]
        return faults + [
            fault for name in value if name in kind.fields for fault in _value(kind.fields[name].type, value[name], f"{where}.{name}")
        ]
    return _leaf(kind, value, where)


def _leaf(kind: graphql.GraphQLScalarType | graphql.GraphQLEnumType, value: Any, where: str) -> list[str]:
    try:
        kind.parse_value(value)
    except graphql.GraphQLError as error:
        return [f"{where}: {error.message}"]
    return []


def _sdl() -> str:
    """The schema's text, kept beside the declarations under a name that changes with the reader of them."""
    folder = FOLDER / LINEAR.folder
    kept = folder / f"schema-{zlib.crc32(Path(declarations.__file__).read_bytes()):08x}.graphql"
    if not kept.exists():
        [source] = [text for file in folder.rglob("*.d.mts") if "\ntype Query = {" in (text := file.read_text())]
        generated = source.partition("//#region src/webhooks")[0]
        scratch = kept.with_suffix(f".{os.getpid()}")
        scratch.write_text(declarations.schema_text(generated, roots=(WEBHOOKS,)))
        scratch.replace(kept)
    return kept.read_text()
