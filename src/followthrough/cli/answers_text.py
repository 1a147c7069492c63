"""The four answers as people read them on a terminal or in a mail: a sentence each, then the tables behind it. Counts nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from followthrough.cli.console import clean, cut, paint, table
from followthrough.core.portfolio.completion import Completion
from followthrough.core.portfolio.definitions import DEFINITIONS
from followthrough.core.portfolio.loop import Loop
from followthrough.core.portfolio.replacement import Outcome

if TYPE_CHECKING:
    from followthrough.web.insights.answers import Answers, OneIncident

BAR = 30
# Worst first: what a review has to look at is on top.
LOOPS = {
    Loop.NONE_CLOSED: "none closed",
    Loop.PARTLY_CLOSED: "partly closed",
    Loop.NONE_RECORDED: "none recorded",
    Loop.CLOSED: "closed",
}


def write(answers: Answers, *, explain: bool, limit: int) -> str:
    """The whole answer."""
    parts = [_head(answers), _sentences(answers), _ages(answers, explain), _completion(answers, explain), _loops(answers, explain, limit)]
    parts.append(_next(answers))
    return "\n\n".join(part for part in parts if part)


def _head(answers: Answers) -> str:
    of = f", team {answers.team}" if answers.team else ""
    return paint(f"Action items as of {answers.summary.as_of}{of}", "bold")


def _sentences(answers: Answers) -> str:
    return "\n".join(paint(f"{name:<12}", "bold") + text for name, text in _answers(answers))


def _answers(answers: Answers) -> Iterator[tuple[str, str]]:
    summary = answers.summary
    late = f"{summary.overdue:,} of them overdue" if summary.overdue else "none of them overdue"
    yield "Open", f"{_count(summary.open, 'action item')}, {late}." if summary.open else "no action item."
    oldest = answers.oldest
    if oldest is None:
        yield "Oldest", "–"
    else:
        yield "Oldest", f"{_count(oldest.age_days, 'day')}: item {oldest.number}, “{cut(clean(oldest.text), 90)}” ({oldest.incident})."
    yield "Completion", f"{_rate(summary.last_quarter)} in the last full quarter, {_rate(summary.running)} in the last 90 days."
    counts = summary.loops
    told = [f"{counts[loop]:,} {LOOPS[loop]}" for loop in (Loop.CLOSED, Loop.PARTLY_CLOSED, Loop.NONE_CLOSED, Loop.NONE_RECORDED)]
    yield "Incidents", f"{_count(summary.incidents, 'incident')}: {', '.join(told)}."


def _rate(completion: Completion) -> str:
    if completion.rate is None:
        return "nothing was due"
    return f"{completion.rate:.0%} of {completion.total:,} done ({completion.on_time_rate:.0%} on time)"


def _ages(answers: Answers, explain: bool) -> str:
    if not answers.summary.open:
        return ""
    buckets = answers.summary.buckets
    most = max(bucket.count for bucket in buckets)
    rows = [[bucket.label, f"{bucket.count:,}", "█" * -(-bucket.count * BAR // most)] for bucket in buckets]
    return "\n".join(
        [
            *_title("How old the open ones are", explain, "buckets", "open", "overdue"),
            table(["age", "items", ""], rows, right=frozenset({1})),
        ]
    )


def _completion(answers: Answers, explain: bool) -> str:
    summary = answers.summary
    if not summary.last_quarter.total and not summary.running.total:
        return ""
    head = ["originally due", "items", *(outcome.value.replace("_", " ") for outcome in Outcome)]
    windows = (("last full quarter", summary.last_quarter), ("last 90 days", summary.running))
    rows = [[f"{name}, {of.first} to {of.last}", f"{of.total:,}", *_shares(of)] for name, of in windows]
    lines = _title("What became of what was due", explain, "completion", "last_quarter", "running", *(outcome.value for outcome in Outcome))
    return "\n".join([*lines, table(head, rows, right=frozenset(range(1, len(head))))])


def _shares(of: Completion) -> list[str]:
    percentages = of.percentages
    return [f"{count:,} ({percentages[outcome]} %)" if percentages else "–" for outcome, count in of.counts.items()]


def _loops(answers: Answers, explain: bool, limit: int) -> str:
    lines = _title("Incidents", explain, "loop", *(loop.value for loop in LOOPS))
    for loop, name in LOOPS.items():
        incidents = answers.incidents[loop]
        if not incidents:
            continue
        lines += ["", paint(f"{name} ({len(incidents):,})", "bold"), *_list(incidents, loop, limit)]
    return "\n".join(lines)


def _list(incidents: Sequence[OneIncident], loop: Loop, limit: int) -> Iterator[str]:
    shown = incidents[:limit] if limit > 0 else incidents
    if not shown:
        return
    rows = [[str(one.began_on or "–"), one.reference, one.title, _progress(one, loop)] for one in shown]
    columns = slice(0, 3) if loop is Loop.NONE_RECORDED else slice(0, 4)
    yield table(["began", "incident", "title", "items"][columns], [row[columns] for row in rows], stretch=2)
    if len(incidents) > len(shown):
        yield paint(f"… and {len(incidents) - len(shown):,} more: --limit 0 names all", "dim")


def _progress(one: OneIncident, loop: Loop) -> str:
    parts = [f"{one.open} open"] if one.open else []
    if one.done:
        parts.append(f"{one.done} done")
    if one.decided:
        away = f" ({one.decided / (one.done + one.decided):.0%} of it)" if loop is Loop.CLOSED and one.done else ""
        parts.append(f"{one.decided} decided away{away}")
    return ", ".join(parts)


def _next(answers: Answers) -> str:
    """What waits for a person, and with which command they see it."""
    undecided, overdue, waiting = answers.needs_decision, answers.summary.overdue, answers.waiting
    lines = []
    if undecided:
        lines.append(f"{_count(undecided, 'item')} need{'s' * (undecided == 1)} a decision: followthrough items --state undecided")
    if overdue:
        lines.append(f"{_count(overdue, 'item')} {'is' if overdue == 1 else 'are'} overdue: followthrough items --state overdue")
    if waiting:
        lines.append(f"{_count(waiting, 'candidate')} wait{'s' * (waiting == 1)} for a person: followthrough candidates")
    return "\n".join(lines)


def _title(title: str, explain: bool, *terms: str) -> list[str]:
    lines = [paint(title, "bold", "underline")]
    if explain:
        for term in terms:
            wrapped = textwrap.wrap(f"{term.replace('_', ' ')}: {DEFINITIONS[term]}", 100, initial_indent="  ", subsequent_indent="    ")
            lines += [paint(line, "dim") for line in wrapped]
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
