"""Items that an earlier postmortem has already promised, found by their words over many documents at once.

Compares each item only with those that share one of its rarest words, so that twice the documents cost about twice the time.
Reads no document: it is given papers, which `paper_of` makes of what was read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING

from followthrough.core.item import Span, Stated
from followthrough.core.lint.words import stems

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading
    from followthrough.core.lint.rule import Finding, Rule
    from followthrough.core.lint.suppress import Silence

# Of the stems of two items, the share that both have to have, and how many that must be at least: short items are alike by chance.
ALIKE = 0.6
FEWEST = 4
REACH = 500  # characters before and behind a word within which an item is looked for
MOST_PLACES = 100
MOST_COMPARED = 200  # items that share a rare word; more than this and the word is not rare
Key = tuple[bool, date, str]
_FILE_DATE = r"(?<!\d)((?:19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)"


@dataclass(frozen=True, slots=True)
class Promise:
    """One item of a document. `heard` says whether a finding of it would be wanted."""

    words: frozenset[str]
    span: Span
    state: Stated
    heard: bool = True

    @property
    def line(self) -> int:
        return self.span.first


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: its file, the day of its incident, and what it promises.

    `rule` is what speaks of this document's repeats, None where nobody wants to hear of them.
    """

    file: str
    date: date | None
    promises: tuple[Promise, ...]
    reference: str | None = None
    title: str | None = None
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """An open promise (`again`, in the paper `by`) that another paper had made `before`."""

    again: Promise
    by: Paper
    before: Promise
    paper: Paper


def paper_of(reading: Reading, *, file: str, rule: Rule | None = None, quiet: Silence | None = None) -> Paper:
    """What a document promises, as far as it can be compared."""
    facts = reading.incident
    promises = [
        Promise(words, candidate.span, candidate.item.state, not (rule and quiet and quiet.covers(rule.says("", candidate.span))))
        for candidate in reading.candidates
        if len(words := stems(candidate.item.text)) >= FEWEST
    ]
    return Paper(file, facts.date or date_in_name(file), tuple(promises), facts.reference, facts.title, rule)


def date_in_name(file: str) -> date | None:
    """The day that a file's name begins with or holds, as in "2026-03-02-mail-late.md"."""
    name = file.replace("\\", "/").rpartition("/")[2]
    for found in re.finditer(_FILE_DATE, name):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
    return None


def promised_twice(papers: Sequence[Paper]) -> dict[str, list[Finding]]:
    """What is to be said of repeats, by file."""
    found: dict[str, list[Finding]] = {}
    for repeat in repeated(papers):
        rule = repeat.by.rule
        if rule is not None and rule.check_repeat is not None:
            found.setdefault(repeat.by.file, []).extend(rule.says(said, repeat.again.span) for said in rule.check_repeat(repeat))
    return found


def repeated(papers: Sequence[Paper]) -> Iterator[Repeat]:
    """Each open promise that an earlier paper had made, with the latest of these, in the order of the papers."""
    shelves = _Shelves(papers)
    for paper in papers:
        for promise in paper.promises:
            if promise.heard and promise.state is Stated.OPEN and (found := shelves.earlier(paper, promise)):
                earlier, before = found
                yield Repeat(promise, paper, before, earlier)


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two items ask for the same in nearly the same words."""
    both = len(one & other)
    return both >= FEWEST and both >= ALIKE * len(one | other)


def could_hold(text: str, words: Iterable[frozenset[str]]) -> bool:
    """Whether a text, in lower case, may hold an item like one of these. Quick, and hardly ever wrong when it says no."""
    return any(_could_hold(text, one) for one in words)


def is_before(one: Paper, other: Paper) -> bool:
    """Whether one paper is surely the earlier: by date, and by name where neither has a date or both have the same."""
    if one.reference is not None and one.reference == other.reference:
        return False  # two documents of one incident
    if one.title is not None and one.title == other.title and one.date == other.date:
        return False
    if (one.date is None) != (other.date is None):
        return False  # nobody can say
    if one.date is not None and other.date is not None and one.date != other.date:
        return one.date < other.date
    return one.file < other.file


def _could_hold(text: str, words: frozenset[str]) -> bool:
    """Whether enough of the words stand close together somewhere. As at most some may be missing, one of the longest has to be there."""
    may_miss = len(words) - max(FEWEST, ceil(ALIKE * len(words)))
    for word in sorted(words, key=len, reverse=True)[: may_miss + 1]:
        at = text.find(word)
        for _ in range(MOST_PLACES):
            if at < 0:
                break
            near = text[max(0, at - REACH) : at + REACH]
            if sum(1 for other in words if other in near) >= len(words) - may_miss:
                return True
            at = text.find(word, at + REACH // 2)
    return False


class _Shelves:
    """All promises, those with the very same words on one shelf, in the order of their papers. Each shelf is compared once."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._shelves: dict[frozenset[str], list[tuple[Key, Paper, Promise]]] = defaultdict(list)
        for paper in papers:
            for promise in paper.promises:
                self._shelves[promise.words].append((_key(paper), paper, promise))
        for shelf in self._shelves.values():
            shelf.sort(key=itemgetter(0))
        self._rare = Counter(word for words in self._shelves for word in words)
        self._with: dict[str, list[frozenset[str]]] = defaultdict(list)
        for words in self._shelves:
            for word in self._first(words):
                self._with[word].append(words)
        self._alike: dict[frozenset[str], list[frozenset[str]]] = {}

    def earlier(self, paper: Paper, promise: Promise) -> tuple[Paper, Promise] | None:
        """The latest paper before this one that promised the like."""
        found = [last for words in self._like(promise.words) if (last := self._last_before(paper, self._shelves[words]))]
        return max(found, key=lambda one: _key(one[0]), default=None)

    def _like(self, words: frozenset[str]) -> list[frozenset[str]]:
        if words not in self._alike:
            near = dict.fromkeys(other for word in self._first(words) for other in self._with[word][:MOST_COMPARED])
            self._alike[words] = [other for other in near if alike(words, other)]
        return self._alike[words]

    def _first(self, words: frozenset[str]) -> list[str]:
        """The rarest words, as many as two alike items can't both do without: they share one of these."""
        return sorted(words, key=lambda word: (self._rare[word], word))[: len(words) - ceil(ALIKE * len(words)) + 1]

    @staticmethod
    def _last_before(paper: Paper, shelf: list[tuple[Key, Paper, Promise]]) -> tuple[Paper, Promise] | None:
        for at in range(bisect_left(shelf, _key(paper), key=itemgetter(0)) - 1, -1, -1):
            _, other, promise = shelf[at]
            if is_before(other, paper):
                return other, promise
            if (other.date is None) != (paper.date is None):
                return None  # from here on nobody can say which came first
        return None


def _key(paper: Paper) -> Key:
    """What papers are sorted by: first those without a date, by name."""
    return (paper.date is not None, paper.date or date.min, paper.file)
