"""Hold an item or a whole postmortem against the rules. Prints nothing and changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from followthrough.core.config import Config
from followthrough.core.directory import Source, look_up_in
from followthrough.core.document import Document, Kind
from followthrough.core.item import ActionItem, Span, Stated
from followthrough.core.lint.choose import chosen, weighed
from followthrough.core.lint.rule import Context, Finding, Rule
from followthrough.core.lint.rules import RULES
from followthrough.core.lint.suppress import Comment, Silence, silence

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading
    from followthrough.core.lint.promised import Paper

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
YIELDING = {rule.name: frozenset(rule.yields_to) for rule in RULES if rule.yields_to}


def check_item(item: ActionItem, *, today: date, config: Config | None = None, directory: Source | None = None) -> list[Finding]:
    """What the rules say of one item. Nothing, where it is done or dropped: such an item needs no owner any more.

    `directory` is where it is known who is a person and who a team, beside what the configuration says.
    """
    config = config or Config()
    return _once(_check_item(item, chosen(config), Context(today, config, look_up=look_up_in(config, directory))))


def lint(reading: Reading, *, today: date, config: Config | None = None, directory: Source | None = None) -> list[Finding]:
    """What the rules say of a document and of each open item in it, in the order of its lines."""
    config = config or Config()
    rules = chosen(config)
    context = Context(today, config, _severity(reading, config), look_up_in(config, directory))
    quiet = silenced(reading.document)
    findings = _once(_all(reading, rules, context))
    kept = [finding for finding in findings if not quiet.covers(finding)]
    if quiet.comments:
        kept += _of_comments(reading, rules, context, quiet)
    return sorted(kept, key=place_of)


def promises(reading: Reading, *, file: str, config: Config | None = None) -> Paper:
    """What a document promises, to be held against other documents: `promised.promised_twice` tells what was promised before."""
    from followthrough.core.lint.promised import paper_of  # a document that stands alone is compared with nothing

    rule = next((rule for rule in chosen(config or Config()) if rule.check_repeat is not None), None)
    return paper_of(reading, file=file, rule=rule, quiet=silenced(reading.document))


def flags(item: ActionItem, *, config: Config | None = None) -> tuple[str, ...]:
    """The flags of any item, also of one that is done. Selecting and ignoring rules does not change them."""
    # No flag speaks of the calendar, so the day does not matter.
    config = config or Config()
    context = Context(date.min, config, look_up=look_up_in(config, None))
    wanted = [rule for rule in RULES if rule.name in FLAGS]
    return tuple(rule.name for rule in wanted if rule.check_item is not None and any(rule.check_item(item, context)))


def silenced(document: Document) -> Silence:
    """The comments of a document that silence, without those that its code only shows."""
    if "followthrough:" not in document.text.lower():
        return Silence()
    shown = [block.span for block in document.blocks if block.kind is Kind.CODE]
    return silence(document.text, NAMES, frozenset(line for span in shown for line in range(span.first, span.last + 1)))


def place_of(finding: Finding) -> tuple[int, int, str]:
    """What findings are sorted by. One of the whole stands at a heading, so it comes before those of the items below."""
    span = finding.span
    return (span.first if span else 0, span.start if span else 0, finding.code)


def _all(reading: Reading, rules: Sequence[Rule], context: Context) -> list[Finding]:
    findings = _check_document(reading, rules)
    for candidate in reading.candidates:
        findings += [replace(finding, span=candidate.span) for finding in _check_item(candidate.item, rules, context)]
    return findings


def _check_item(item: ActionItem, rules: Iterable[Rule], context: Context) -> list[Finding]:
    if item.state is not Stated.OPEN:
        return []
    return [rule.says(message) for rule in rules if rule.check_item is not None for message in rule.check_item(item, context)]


def _check_document(reading: Reading, rules: Iterable[Rule]) -> list[Finding]:
    place = _above_the_items(reading)
    return [
        rule.says(message, span or place)
        for rule in rules
        if rule.check_document is not None
        for span, message in rule.check_document(reading)
    ]


def _severity(reading: Reading, config: Config) -> int | None:
    if not config.due_days_by_severity:
        return None
    from followthrough.core.severity import rank  # its patterns cost a cold start more than most rules

    return rank(reading.incident.severity)


def _once(findings: list[Finding]) -> list[Finding]:
    """Without those that another rule has said already, of the same place: one cause is one finding."""
    if not any(finding.name in YIELDING for finding in findings):
        return findings
    said: dict[Span | None, set[str]] = {}
    for finding in findings:
        said.setdefault(finding.span, set()).add(finding.name)
    return [finding for finding in findings if not YIELDING.get(finding.name, frozenset()) & said[finding.span]]


def _of_comments(reading: Reading, rules: Sequence[Rule], context: Context, quiet: Silence) -> list[Finding]:
    """What is wrong with the comments themselves. Whether one silences anything does not hang on which rules are selected."""
    about = [rule for rule in rules if rule.check_comment is not None]
    if not about:
        return []
    on = {rule.code for rule in rules}
    named = {word for comment in quiet.comments for word in comment.words}
    more = [rule for rule in RULES if rule.code not in on and (rule.default or {rule.code.lower(), rule.name} & named)]
    # As if every item were open: nobody has to take a comment out on the day on which the work is done.
    candidates = tuple(replace(one, item=replace(one.item, state=Stated.OPEN)) for one in reading.candidates)
    heard = _all(reading._replace(candidates=candidates), (*rules, *weighed(more, context.config)), context)
    by_line: dict[int, list[Finding]] = {}
    for finding in heard:
        for line in range(finding.span.first, finding.span.last + 1) if finding.span else ():
            by_line.setdefault(line, []).append(finding)
    found: list[Finding] = []
    for comment in quiet.comments:
        near = [finding for line in comment.lines for finding in by_line.get(line, ())] if comment.lines else heard
        found += _of_comment(about, comment, near)
    return [finding for finding in found if not quiet.names(finding)]


def _of_comment(rules: Iterable[Rule], comment: Comment, near: Iterable[Finding]) -> list[Finding]:
    covered = [finding for finding in near if comment.covers(finding)]
    return [
        rule.says(message, comment.span)
        for rule in rules
        if rule.check_comment is not None
        for message in rule.check_comment(comment, covered)
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
