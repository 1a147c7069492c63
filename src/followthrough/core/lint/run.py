"""Hold an item or a whole postmortem against the rules. Prints nothing and changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from followthrough.core.config import Config
from followthrough.core.document import Kind
from followthrough.core.item import ActionItem, Span, Stated
from followthrough.core.lint.choose import chosen
from followthrough.core.lint.rule import Context, Finding, Rule
from followthrough.core.lint.rules import RULES
from followthrough.core.lint.suppress import silence

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading

# The names that the extraction's output format knows. They say what an item is like, whatever a team has switched off.
FLAGS = (
    "no-owner",
    "owner-not-a-person",
    "several-owners",
    "no-due-date",
    "vague-due-date",
    "no-tracking-id",
    "vague",
    "too-large",
    "compound",
)
NAMES = frozenset(rule.name for rule in RULES)


def check_item(item: ActionItem, *, today: date, config: Config | None = None) -> list[Finding]:
    """What the rules say of one item. Nothing, where it is done or dropped: such an item needs no owner any more."""
    config = config or Config()
    return _check_item(item, chosen(config), Context(today, config))


def lint(reading: Reading, *, today: date, config: Config | None = None) -> list[Finding]:
    """What the rules say of a document and of each open item in it, in the order of its lines."""
    config = config or Config()
    rules = chosen(config)
    context = Context(today, config)
    findings = _check_document(reading, rules)
    for candidate in reading.candidates:
        findings += [replace(finding, span=candidate.span) for finding in _check_item(candidate.item, rules, context)]
    quiet = silence(reading.document.text, NAMES)
    return sorted((finding for finding in findings if not quiet.covers(finding)), key=_place)


def flags(item: ActionItem, *, config: Config | None = None) -> tuple[str, ...]:
    """The flags of any item, also of one that is done. Selecting and ignoring rules does not change them."""
    # No flag speaks of the calendar, so the day does not matter.
    context = Context(date.min, config or Config())
    wanted = [rule for rule in RULES if rule.name in FLAGS]
    return tuple(rule.name for rule in wanted if rule.check_item is not None and any(rule.check_item(item, context)))


def _check_item(item: ActionItem, rules: Iterable[Rule], context: Context) -> list[Finding]:
    if item.state is not Stated.OPEN:
        return []
    return [
        Finding(rule.code, rule.name, message)
        for rule in rules
        if rule.check_item is not None
        for message in rule.check_item(item, context)
    ]


def _check_document(reading: Reading, rules: Iterable[Rule]) -> list[Finding]:
    place = _above_the_items(reading)
    return [
        Finding(rule.code, rule.name, message, place)
        for rule in rules
        if rule.check_document is not None
        for message in rule.check_document(reading)
    ]


def _above_the_items(reading: Reading) -> Span | None:
    """Where to speak of the whole: the heading over the first item, else the title, else the first words."""
    blocks = reading.document.blocks
    headings = [block.span for block in blocks if block.kind is Kind.HEADING]
    if reading.candidates:
        start = reading.candidates[0].span.start
        over = [span for span in headings if span.start <= start]
        if over:
            return over[-1]
    if headings:
        return headings[0]
    return blocks[0].span if blocks else None


def _place(finding: Finding) -> tuple[int, int, str]:
    # A finding of the whole stands at a heading, so it comes before those of the items below.
    span = finding.span
    return (span.first if span else 0, span.start if span else 0, finding.code)
