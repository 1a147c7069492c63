"""The filters of Linear's lists: comparators, `and`, `or`, `some`, `every`. Knows no type: it compares what it is given.

linear.app/developers/filtering. Durations in place of dates ("-P1D") are refused: nothing here asks with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from followthrough.trackers.fake.linear_shapes import invalid

_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "eq": lambda value, wanted: value == wanted,
    "neq": lambda value, wanted: value != wanted,
    "in": lambda value, wanted: value in wanted,
    "nin": lambda value, wanted: value not in wanted,
    "gt": lambda value, wanted: value is not None and value > wanted,
    "gte": lambda value, wanted: value is not None and value >= wanted,
    "lt": lambda value, wanted: value is not None and value < wanted,
    "lte": lambda value, wanted: value is not None and value <= wanted,
    "eqIgnoreCase": lambda value, wanted: str(value).casefold() == wanted.casefold(),
    "contains": lambda value, wanted: wanted in str(value),
    "startsWith": lambda value, wanted: str(value).startswith(wanted),
}


def matches(value: Any, wanted: Mapping[str, Any] | None) -> bool:  # Any: a border
    """Whether this value, or this object, is as the filter wants it. Of a list, one has to be (`every`: all)."""
    return all(_one(value, name, what) for name, what in (wanted or {}).items() if what is not None)


def _one(value: Any, name: str, wanted: Any) -> bool:
    if name == "and":
        return all(matches(value, each) for each in wanted)
    if name == "or":
        return not wanted or any(matches(value, each) for each in wanted)
    if name == "null":
        return (value is None) is wanted
    if isinstance(value, list):
        if name in {"some", "every"}:
            return (any if name == "some" else all)(matches(each, wanted) for each in value)
        return any(_one(each, name, wanted) for each in value)
    if name in _COMPARE and not isinstance(value, dict):
        return _COMPARE[name](value, moment(wanted) if isinstance(value, datetime) else wanted)
    return isinstance(value, dict) and matches(value[name], wanted)


def moment(text: Any) -> datetime:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError:
        raise invalid(f"{text} is not a date.") from None
