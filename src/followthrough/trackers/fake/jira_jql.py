"""As much of Jira's query language as a fake needs: comparisons, AND, OR, brackets, ORDER BY. Refuses what it does not know, as Jira does.

support.atlassian.com/jira-software-cloud/docs/jql-fields and jql-operators. Dates are minutes in the time zone of whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Match = Callable[[Any], bool]
_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|>=|<=|!=|[=<>(),]|[\w./:-]+\(\)|[\w./:-]+)')


class BadQuery(Exception):
    """What Jira answers with 400."""


@dataclass(frozen=True, slots=True)
class Query:
    matches: Match
    order: tuple[tuple[str, bool], ...]  # field, descending


@dataclass(frozen=True, slots=True)
class Fields:
    """How the query's fields are read from an issue, and who asks."""

    me: str
    zone: ZoneInfo
    read: Mapping[str, Callable[[Any], Any]]  # a value, or a tuple of which one has to fit
    known: Mapping[str, frozenset[str]]  # fields whose values have to exist

    def sort_key(self, issue: Any, name: str) -> Any:
        return self.read[name](issue)


def parse(text: str, fields: Fields) -> Query:
    body, _, order = re.sub(r"(?i)\border\s+by\b", "\x00", text, count=1).partition("\x00")
    tokens = _tokens(body)
    matches: Match = _everything
    if tokens:
        matches = _Parser(tokens, fields).whole()
    return Query(matches, tuple(_order(part, fields) for part in order.split(",") if part.strip()))


def _everything(_: Any) -> bool:
    return True


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        if token is None:
            raise BadQuery(f"Error in the JQL Query: the character at {at} is not expected.")
        found.append(token[1])
        at = token.end()
    return found


def _order(part: str, fields: Fields) -> tuple[str, bool]:
    name, _, direction = part.strip().partition(" ")
    if name.lower() not in fields.read or direction.strip().upper() not in {"", "ASC", "DESC"}:
        raise BadQuery(f"Not able to sort using field '{name}'.")
    return name.lower(), direction.strip().upper() == "DESC"


class _Parser:
    def __init__(self, tokens: list[str], fields: Fields) -> None:
        self._tokens = tokens
        self._fields = fields

    def whole(self) -> Match:
        matches = self._either()
        if self._tokens:
            raise BadQuery(f"Error in the JQL Query: Expecting operator but got '{self._tokens[0]}'.")
        return matches

    def _either(self) -> Match:
        parts = [self._both()]
        while self._accept("OR"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda issue: any(part(issue) for part in parts)

    def _both(self) -> Match:
        parts = [self._term()]
        while self._accept("AND"):
            parts.append(self._term())
        return parts[0] if len(parts) == 1 else lambda issue: all(part(issue) for part in parts)

    def _accept(self, word: str) -> bool:
        if self._tokens and self._tokens[0].upper() == word:
            self._tokens.pop(0)
            return True
        return False

    def _next(self) -> str:
        if not self._tokens:
            raise BadQuery("Error in the JQL Query: the query ends too early.")
        return self._tokens.pop(0)

    def _term(self) -> Match:
        if self._accept("("):
            inner = self._either()
            if not self._accept(")"):
                raise BadQuery("Error in the JQL Query: a bracket is not closed.")
            return inner
        name, operator, value = self._next().lower(), self._next(), self._value()
        if name not in self._fields.read:
            raise BadQuery(f"Field '{name}' does not exist or you do not have permission to view it.")
        known = self._fields.known.get(name)
        if known is not None and value.casefold() not in known:
            raise BadQuery(f"The value '{value}' does not exist for the field '{name}'.")
        return self._comparison(self._fields.read[name], operator, value, name)

    def _value(self) -> str:
        token = self._next()
        if token.lower() == "currentuser()":
            return self._fields.me
        if token.startswith('"'):
            return re.sub(r"\\(.)", r"\1", token[1:-1])
        return token

    def _comparison(self, read: Callable[[Any], Any], operator: str, value: str, name: str) -> Match:
        if operator == "=":
            wanted = value.casefold()
            return lambda issue: wanted in [str(held).casefold() for held in _held(read(issue))]
        if operator in {">=", "<="} and name in {"updated", "created"}:
            moment = self._minute(value, name)
            return (lambda issue: read(issue) >= moment) if operator == ">=" else (lambda issue: read(issue) <= moment)
        raise BadQuery(f"The operator '{operator}' is not supported by the '{name}' field.")

    def _minute(self, value: str, name: str) -> datetime:
        try:
            # Which of the two it takes in the hour that comes twice is not documented: here the one that hides more.
            return datetime.strptime(value, "%Y/%m/%d %H:%M").replace(tzinfo=self._fields.zone, fold=1)
        except ValueError as error:
            raise BadQuery(f"Date value '{value}' for field '{name}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm'.") from error


def _held(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
