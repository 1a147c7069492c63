"""Mend a Markdown text as far as that needs no knowledge beyond it. Pure: text in, text out, with every change and its reason.

Whatever is proposed is read again before it counts: it stays only if the document still promises the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from followthrough.core.config import MENDS, Config
from followthrough.core.extract import read
from followthrough.core.extract.reading import Reading
from followthrough.core.item import ActionItem, Candidate
from followthrough.core.lint.mend import boxes, dates, marks
from followthrough.core.lint.mend.change import Change, Left, Mended, Patch, Proposal, apply
from followthrough.core.lint.run import lint
from followthrough.core.parse import parse

# Each round tries the next way of writing for what the last round read otherwise.
MOST_ROUNDS = 8
Same = Callable[[ActionItem, ActionItem], bool]


def mend(text: str, *, name: str, today: date, config: Config | None = None) -> Mended:
    """The text with all that could be mended in it. Mending what is mended changes nothing."""
    config = config or Config()
    only = frozenset(config.fix_only or MENDS)
    whys: dict[int, list[str]] = {}
    left: list[Left] = []
    mended = text
    if "dates" in only:
        mended = _step(mended, name, dates.propose, _same_promise, whys, left)
    if wanted := frozenset(mark for mark, kind in (("owner", "owners"), ("ticket", "tickets")) if kind in only):
        mended = _step(
            mended, name, lambda reading: marks.propose(reading, lint(reading, today=today, config=config), wanted), _same, whys, left
        )
    if "checkboxes" in only:
        mended = _step(mended, name, boxes.propose, _same, whys, left)
    return Mended(mended, tuple(_changes(text, mended, whys)), tuple(sorted(left, key=lambda one: one.line)))


def _step(
    text: str,
    name: str,
    propose: Callable[[Reading], Iterable[Proposal | Left]],
    same: Same,
    whys: dict[int, list[str]],
    left: list[Left],
) -> str:
    reading = _read(text, name)
    every = list(propose(reading))
    left += [one for one in every if isinstance(one, Left)]
    proposals = [one for one in every if isinstance(one, Proposal)]
    kept = settle(reading, name, proposals, same)
    for proposal, patch in kept:
        span = proposal.candidate.span
        whys.setdefault(span.first + text.count("\n", span.start, patch.start), []).append(proposal.why)
    written = {id(proposal) for proposal, _ in kept}
    lost = [proposal for proposal in proposals if id(proposal) not in written]
    left += [Left(one.candidate.span.first, f"no {one.why}: with it the item would read otherwise") for one in lost]
    return apply(text, [patch for _, patch in kept])


def settle(reading: Reading, name: str, proposals: Sequence[Proposal], same: Same) -> list[tuple[Proposal, Patch]]:
    """Each proposal that can be written, with the first way in which the document still says what it said."""
    text = reading.document.text
    chosen = dict.fromkeys(range(len(proposals)), 0)
    for _ in range(MOST_ROUNDS):
        kept = [(proposals[at], proposals[at].ways[way]) for at, way in chosen.items()]
        if not kept:
            return []
        after = _read(apply(text, [patch for _, patch in kept]), name)
        changed = _changed(reading.candidates, after.candidates, same)
        wrong = [at for at in chosen if proposals[at].candidate.span.first in changed]
        if not changed and after.incident == reading.incident:
            return kept
        if not wrong:
            return []  # something else reads otherwise, and nobody knows by which of them
        for at in wrong:
            chosen[at] += 1
            if chosen[at] == len(proposals[at].ways):
                del chosen[at]
    return []


def _changed(before: Sequence[Candidate], after: Sequence[Candidate], same: Same) -> set[int]:
    """The lines on which a candidate came, went, or reads otherwise. No patch moves a line."""
    old = {(one.span.first, one.span.last): one.item for one in before}
    new = {(one.span.first, one.span.last): one.item for one in after}
    lines = {place[0] for place in old.keys() ^ new.keys()}
    return lines | {place[0] for place in old.keys() & new.keys() if not same(old[place], new[place])}


def _same(before: ActionItem, after: ActionItem) -> bool:
    return before == after


def _same_promise(before: ActionItem, after: ActionItem) -> bool:
    """A date in other words is other words; who, when, which ticket and how far have to stay."""
    return replace(after, text=before.text, due_raw=before.due_raw) == before


def _read(text: str, name: str) -> Reading:
    # With a byte-order mark, as the first character of the text could otherwise be taken for one.
    return read(parse(text.encode("utf-8-sig"), name=name))


def _changes(before: str, after: str, whys: dict[int, list[str]]) -> Iterable[Change]:
    for number, (old, new) in enumerate(zip(before.split("\n"), after.split("\n"), strict=True), start=1):
        if old != new:
            yield Change(number, old, new, tuple(whys.get(number, ())))
