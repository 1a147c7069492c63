"""What a rule is, and the decorators that make one of a function. Knows no rule itself: `rules/` lists them.

`rule` looks at one action item, `dated_rule` also at the day, the team's configuration and who is known to be a person,
`document_rule` at all that a document promises, `placed_rule` at the document with a place for each thing it says. The other two
are for what no single document shows: `comment_rule` for comments that silence, `repeat_rule` for what an earlier document promised.
The docstring of the rule's file is its documentation.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from followthrough.core.config import Config
from followthrough.core.directory import Directory, Source
from followthrough.core.item import ActionItem, Span
from followthrough.core.level import Level

if TYPE_CHECKING:
    from typing import Required, TypedDict, Unpack

    from followthrough.core.extract.reading import Reading
    from followthrough.core.lint.promised import Repeat
    from followthrough.core.lint.suppress import Comment

    class Facts(TypedDict, total=False):
        """What is said of a rule beside its code and its name."""

        since: Required[str]
        level: Level
        default: bool
        yields_to: tuple[str, ...]
        mend: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule has to say. `message` says what is wrong and, after a colon, what to do."""

    code: str
    name: str
    message: str
    span: Span | None = None
    level: Level = Level.ERROR


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside the item: the day, what the team has set, how bad the incident was, and who is who."""

    today: date
    config: Config = field(default_factory=Config)
    severity: int | None = None
    look_up: Source = Directory

    @property
    def directory(self) -> Directory:
        return self.look_up()


ItemCheck = Callable[[ActionItem, Context], Iterator[str]]
DocumentCheck = Callable[["Reading"], Iterator[tuple[Span | None, str]]]
# A comment, and what the rules would have said where it stands.
CommentCheck = Callable[["Comment", list[Finding]], Iterator[str]]
RepeatCheck = Callable[["Repeat"], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: exactly one of the four checks is there."""

    code: str
    name: str
    since: str
    module: str
    check_item: ItemCheck | None = None
    check_document: DocumentCheck | None = None
    check_comment: CommentCheck | None = None
    check_repeat: RepeatCheck | None = None
    level: Level = Level.ERROR  # how much its findings weigh where the team has not set it
    default: bool = True  # whether it runs where nobody has selected rules
    yields_to: tuple[str, ...] = ()  # names of rules that have said enough where they speak of the same place
    mend: str = ""  # what `--fix` does about its findings, as `fix-only` names it

    @property
    def doc(self) -> str:
        """The documentation: the docstring of the rule's file."""
        return (sys.modules[self.module].__doc__ or "").strip()

    @property
    def wants(self) -> str:
        """Its first sentence."""
        return self.doc.split("\n\n", 1)[0].replace("\n", " ")

    def says(self, message: str, span: Span | None = None) -> Finding:
        return Finding(self.code, self.name, message, span, self.level)


def rule(code: str, name: str, **facts: Unpack[Facts]) -> Callable[[Callable[[ActionItem], Iterator[str]]], Rule]:
    """Make a rule of a function that looks at an item alone and yields its messages."""
    return lambda check: Rule(code, name, module=check.__module__, check_item=lambda item, _: check(item), **facts)


def dated_rule(code: str, name: str, **facts: Unpack[Facts]) -> Callable[[ItemCheck], Rule]:
    """Make a rule of a function that also needs to know the day, what the team has set, or who is who."""
    return lambda check: Rule(code, name, module=check.__module__, check_item=check, **facts)


def document_rule(code: str, name: str, **facts: Unpack[Facts]) -> Callable[[Callable[[Reading], Iterator[str]]], Rule]:
    """Make a rule of a function that looks at all the items a document promises, and speaks of the whole."""

    def make(check: Callable[[Reading], Iterator[str]]) -> Rule:
        return Rule(code, name, module=check.__module__, check_document=lambda reading: ((None, said) for said in check(reading)), **facts)

    return make


def placed_rule(code: str, name: str, **facts: Unpack[Facts]) -> Callable[[DocumentCheck], Rule]:
    """Make a rule of a function that looks at a whole document and says where each thing is that it speaks of."""
    return lambda check: Rule(code, name, module=check.__module__, check_document=check, **facts)


def comment_rule(code: str, name: str, **facts: Unpack[Facts]) -> Callable[[CommentCheck], Rule]:
    """Make a rule of a function that looks at a comment that silences, and at what it silences."""
    return lambda check: Rule(code, name, module=check.__module__, check_comment=check, **facts)


def repeat_rule(code: str, name: str, **facts: Unpack[Facts]) -> Callable[[RepeatCheck], Rule]:
    """Make a rule of a function that looks at an item and at the like of it in an earlier document."""
    return lambda check: Rule(code, name, module=check.__module__, check_repeat=check, **facts)
