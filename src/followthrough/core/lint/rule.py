"""What a rule is, and the three decorators that make one of a function. Knows no rule itself: `rules/` lists them.

`rule` looks at one action item, `dated_rule` also at the day and the team's configuration, `document_rule` at all
that a document promises. The docstring of the rule's file is its documentation.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from followthrough.core.config import Config
from followthrough.core.item import ActionItem, Span

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule has to say. `message` says what is wrong and, after a colon, what to do."""

    code: str
    name: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside the item: the day, and what the team has set."""

    today: date
    config: Config = field(default_factory=Config)


ItemCheck = Callable[[ActionItem, Context], Iterator[str]]
DocumentCheck = Callable[["Reading"], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: exactly one of `check_item` and `check_document` is there."""

    code: str
    name: str
    since: str
    module: str
    check_item: ItemCheck | None = None
    check_document: DocumentCheck | None = None
    default: bool = True  # whether it runs where nobody has selected rules

    @property
    def doc(self) -> str:
        """The documentation: the docstring of the rule's file."""
        return (sys.modules[self.module].__doc__ or "").strip()

    @property
    def wants(self) -> str:
        """Its first sentence."""
        return self.doc.split("\n\n", 1)[0].replace("\n", " ")


def rule(code: str, name: str, *, since: str, default: bool = True) -> Callable[[Callable[[ActionItem], Iterator[str]]], Rule]:
    """Make a rule of a function that looks at an item alone and yields its messages."""

    def make(check: Callable[[ActionItem], Iterator[str]]) -> Rule:
        return Rule(code, name, since, check.__module__, check_item=lambda item, _: check(item), default=default)

    return make


def dated_rule(code: str, name: str, *, since: str) -> Callable[[ItemCheck], Rule]:
    """Make a rule of a function that also needs to know the day, or what the team has set."""

    def make(check: ItemCheck) -> Rule:
        return Rule(code, name, since, check.__module__, check_item=check)

    return make


def document_rule(code: str, name: str, *, since: str) -> Callable[[DocumentCheck], Rule]:
    """Make a rule of a function that looks at all the items a document promises."""

    def make(check: DocumentCheck) -> Rule:
        return Rule(code, name, since, check.__module__, check_document=check)

    return make
