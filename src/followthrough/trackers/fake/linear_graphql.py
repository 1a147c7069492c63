"""Executes the queries that a fake Linear is asked, over the part of the schema that it speaks. Needs graphql-core; decides nothing.

What is no query, or does not fit the schema, is answered 400; what the query runs into while it is carried out is 200 with `errors`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import graphql

from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.linear_limits import Meter, complexity
from followthrough.trackers.fake.linear_queries import queries
from followthrough.trackers.fake.linear_schema import SDL
from followthrough.trackers.fake.linear_shapes import Json, Refusal
from followthrough.trackers.fake.linear_work import mutations

if TYPE_CHECKING:
    from followthrough.trackers.fake.linear import Linear


@cache
def schema() -> graphql.GraphQLSchema:
    return graphql.build_schema(SDL)


def new_meter(linear: Linear) -> Meter:
    return Meter(linear.clock, on=linear.limited, requests=linear.requests_an_hour, points=linear.points_an_hour)


def answer(linear: Linear, request: Request) -> Response:
    """One request. `linear.meter` counts those of its key."""
    if request.path != "/graphql" or request.method != "POST":
        return Response(404, b"Not found", {"Content-Type": "text/plain"})
    meter = linear.meter = linear.meter or new_meter(linear)
    try:
        _authenticate(linear, request)
        response = _carry_out(linear, request, meter)
    except Refusal as refusal:
        response = _refused(linear, refusal)
    return Response(response.status, response.body, {**response.headers, **meter.headers()})


def _authenticate(linear: Linear, request: Request) -> None:
    given = request.headers.get("authorization", "")
    if linear.revoked or given != (f"Bearer {linear.token}" if linear.oauth else linear.token):
        words = "You need to authenticate to access this operation."
        if given.startswith("Bearer lin_api_"):
            words = (
                "It looks like you're trying to use an API key as a Bearer token. Remove the Bearer prefix from the Authorization header."
            )
        raise Refusal("Authentication required, not authenticated", "AUTHENTICATION_ERROR", "authentication error", status=401, words=words)


def _refused(linear: Linear, refusal: Refusal) -> Response:
    """Before the query was carried out. A limit is 400 with its code in the body (so the documentation), or 200, as a constructor says."""
    body = {"errors": [{"message": str(refusal), "extensions": refusal.extensions}]}
    code = refusal.extensions["code"]
    status = {"AUTHENTICATION_ERROR": 401, "RATELIMITED": linear.limit_status}.get(code, 400)
    return Response.of(body if status != 200 else {**body, "data": None}, status)


def _carry_out(linear: Linear, request: Request, meter: Meter) -> Response:
    sent = _sent(request)
    try:
        document = graphql.parse(sent.get("query") or "")
    except graphql.GraphQLSyntaxError as error:
        raise Refusal(error.message, "GRAPHQL_PARSE_FAILED", "graphql error") from error
    wrong = graphql.validate(schema(), document)
    if wrong:
        raise Refusal(wrong[0].message, "GRAPHQL_VALIDATION_FAILED", "graphql error")
    variables: dict[str, Any] = sent.get("variables") or {}
    meter.count(complexity(schema(), document, variables))
    root = {**queries(linear), **mutations(linear)}
    done = graphql.execute_sync(schema(), document, root_value=root, variable_values=variables, operation_name=sent.get("operationName"))
    for each in done.errors or ():
        if each.original_error is not None and not isinstance(each.original_error, Refusal):
            raise each.original_error  # a fault of the fake itself
    return Response.of(done.formatted)


def _sent(request: Request) -> Json:
    try:
        sent = request.json()
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise Refusal("POST body missing, invalid Content-Type, or JSON object has no keys.", "BAD_REQUEST", "graphql error")
    return sent
