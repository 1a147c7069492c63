"""The limits of a fake Linear: requests and points of complexity in an hour, and what one query may cost. Answers no request.

linear.app/developers/rate-limiting: a property costs 0.1, an object 1, a connection as often as `first` says (50 where it says nothing).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import graphql

from followthrough.trackers.fake.linear_shapes import Refusal

HOUR: Final = timedelta(hours=1)
ONE_QUERY: Final = 10_000


class Meter:
    """Counts what one key does. Switched off, it only tells what is left."""

    def __init__(self, clock: Callable[[], datetime], *, on: bool = False, requests: int = 2500, points: int = 3_000_000) -> None:
        self._clock = clock
        self.on = on
        self.requests, self.points = requests, points
        self.asked, self.spent, self.last = 0, 0, 0
        self.resets = clock() + HOUR

    def count(self, cost: int) -> None:
        """Raises Refusal where it is too much."""
        now = self._clock()
        if now >= self.resets:
            self.asked, self.spent, self.resets = 0, 0, now + HOUR
        self.last = cost
        if cost > ONE_QUERY:
            raise Refusal("Query too complex", "INPUT_ERROR", "invalid input", words=f"Query complexity {cost} exceeds {ONE_QUERY}.")
        if self.on and (self.asked >= self.requests or self.spent + cost > self.points):
            which = "requests" if self.asked >= self.requests else "complexity"
            words = f"Rate limit exceeded. Only {self.requests if which == 'requests' else self.points} {which} are allowed per 1 hour."
            raise Refusal(words, "RATELIMITED", "ratelimited", status=429, words=words)
        self.asked += 1
        self.spent += cost

    def headers(self) -> dict[str, str]:
        reset = str(int(self.resets.timestamp() * 1000))
        left = max(0, self.points - self.spent)
        return {
            "X-RateLimit-Requests-Limit": str(self.requests),
            "X-RateLimit-Requests-Remaining": str(max(0, self.requests - self.asked)),
            "X-RateLimit-Requests-Reset": reset,
            "X-Complexity": str(self.last),
            "X-RateLimit-Complexity-Limit": str(self.points),
            "X-RateLimit-Complexity-Remaining": str(left if left >= self.last else 0),
            "X-RateLimit-Complexity-Reset": reset,
        }


def complexity(schema: graphql.GraphQLSchema, document: graphql.DocumentNode, variables: Mapping[str, Any]) -> int:
    """What the operation costs, whatever it finds."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, graphql.FragmentDefinitionNode)}

    def fields(chosen: graphql.SelectionSetNode) -> Iterator[graphql.FieldNode]:
        for each in chosen.selections:
            if isinstance(each, graphql.FieldNode):
                yield each
            elif isinstance(each, graphql.FragmentSpreadNode):
                yield from fields(fragments[each.name.value].selection_set)
            elif isinstance(each, graphql.InlineFragmentNode):
                yield from fields(each.selection_set)

    def cost(chosen: graphql.SelectionSetNode, kind: graphql.GraphQLNamedType) -> float:
        total = 0.0
        for each in fields(chosen):
            known = getattr(kind, "fields", {}).get(each.name.value)
            if known is None or each.selection_set is None:
                total += 0.1
                continue
            inner = graphql.get_named_type(known.type)
            inside = cost(each.selection_set, inner)
            total += inside * _first(each, variables) if inner.name.endswith("Connection") else 1 + inside
        return total

    [operation] = [node for node in document.definitions if isinstance(node, graphql.OperationDefinitionNode)]
    root = schema.get_root_type(operation.operation)
    assert root is not None
    return math.ceil(cost(operation.selection_set, root))


def _first(field: graphql.FieldNode, variables: Mapping[str, Any]) -> int:
    for argument in field.arguments or ():
        if argument.name.value == "first":
            value = graphql.value_from_ast_untyped(argument.value, dict(variables))
            return int(value) if isinstance(value, int) else 50
    return 50
