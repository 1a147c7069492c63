"""Lint the documents of one run: each under its own configuration, then all against what was promised earlier. Prints no finding."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from followthrough.cli.configuration import Configurations
from followthrough.cli.console import clean
from followthrough.cli.inputs import STDIN, display, expand, read_bytes
from followthrough.cli.owners import Owners
from followthrough.cli.parallel import MANY, in_parallel
from followthrough.core.config import Config
from followthrough.core.extract import read
from followthrough.core.lint.choose import chosen
from followthrough.core.lint.run import lint, place_of, promises
from followthrough.core.parse import parse
from followthrough.core.report.excerpt import Excerpt
from followthrough.core.report.result import Result
from followthrough.errors import InputError

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading
    from followthrough.core.lint.promised import Paper
    from followthrough.core.lint.rule import Finding, Rule

# Files that were named outright, of which the folders are looked at for earlier promises.
MOST_NAMED = 50


class Job(NamedTuple):
    """One file to lint, and what holds for it."""

    path: str
    place: Path
    config: Config
    today: date


class Run:
    """All that one call of the command looks at."""

    def __init__(self, paths: Sequence[str], configurations: Configurations, today: date) -> None:
        self._paths = paths
        self._configurations = configurations
        self._today = today
        self._owners = Owners()
        self._papers: list[Paper] = []
        self._last: tuple[Reading, str, Config] | None = None
        self._read: set[str] = set()

    def results(self) -> list[tuple[Result, Config]]:
        """What came of each file, in order, and the configuration that holds for it."""
        results = list(self._each())
        again = self._promised_before()
        return [
            (replace(one, findings=tuple(sorted((*one.findings, *again[one.file]), key=place_of))) if one.file in again else one, config)
            for one, config in results
        ]

    def _each(self) -> Iterator[tuple[Result, Config]]:
        jobs = list(self._jobs())
        several = sum(1 for job in jobs if isinstance(job, Job)) > MANY
        linted = in_parallel(_linted, [job for job in jobs if isinstance(job, Job)]) if several else None
        for job in jobs:
            if isinstance(job, Result):
                print(f"followthrough: {clean(job.problem or '')}", file=sys.stderr)
                yield job, Config()
                continue
            if linted is None:
                result = self._lint(job)
            else:
                result, paper = next(linted)
                if paper is not None:
                    self._papers.append(replace(paper, rule=comparing(job.config)))
                    self._read.add(result.file)
            if result.problem is not None:
                print(f"followthrough: {clean(result.problem)}", file=sys.stderr)  # at once; the others are still read
            yield result, job.config

    def _jobs(self) -> Iterator[Job | Result]:
        for path in expand(self._paths):
            if isinstance(path, InputError):
                yield Result(path.source or "", problem=str(path))
                continue
            place = Path(path) if path != STDIN else Path("stdin")
            if path != STDIN and self._configurations.leave_out(place):
                if path in self._paths:
                    print(f"followthrough: {clean(path)}: left out, as 'exclude' says", file=sys.stderr)
                continue
            yield Job(path, place, self._configurations.of(place), self._today)

    def _lint(self, job: Job) -> Result:
        result, reading = lint_one(job, self._owners)
        if reading is not None and comparing(job.config) is not None:
            self._flush()
            self._last = (reading, result.file, job.config)
        if reading is not None:
            self._read.add(result.file)
        return result

    def _flush(self) -> None:
        """Only what a document promises is kept; the last one whole, as a document that stands alone is compared with nothing."""
        if self._last is not None:
            reading, name, config = self._last
            self._papers.append(promises(reading, file=name, config=config))
            self._last = None

    def _promised_before(self) -> dict[str, list[Finding]]:
        beside = self._beside()
        if not beside and not self._papers:
            return {}
        from followthrough.core.lint.promised import promised_twice

        self._flush()
        if beside:
            from followthrough.cli.siblings import papers_beside

            named = [paper for paper in self._papers if paper.file in self._paths]
            return promised_twice([*self._papers, *papers_beside(beside, named, self._configurations.leave_out)])
        return promised_twice(self._papers)

    def _beside(self) -> list[Path]:
        """The documents in the folders of the files that were named outright."""
        named = [Path(path) for path in self._paths if path in self._read and path != STDIN]
        if not named or len(named) > MOST_NAMED:
            return []
        from followthrough.cli.siblings import documents_beside

        known = frozenset(Path(name).absolute() for name in self._read)
        return [path for folder in dict.fromkeys(path.parent for path in named) for path in documents_beside(folder, known)]


def lint_one(job: Job, owners: Owners) -> tuple[Result, Reading | None]:
    """What the rules say of one file, and what was read in it; or why it can't be read."""
    name = display(job.path)
    try:
        reading = read(parse(read_bytes(job.path), name=name))
        findings = lint(reading, today=job.today, config=job.config, directory=owners.of(job.place))
    except InputError as error:
        return Result(name, problem=str(error)), None
    spans = (finding.span for finding in findings if finding.span is not None)
    return Result(name, Excerpt(reading.document.text, spans), tuple(findings)), reading


def comparing(config: Config) -> Rule | None:
    """The rule that speaks of promises made before, where the team wants it."""
    return next((rule for rule in chosen(config) if rule.check_repeat is not None), None)


_OWNERS = Owners()


def _linted(job: Job) -> tuple[Result, Paper | None]:
    """The same in a process of its own."""
    result, reading = lint_one(job, _OWNERS)
    if reading is None or comparing(job.config) is None:
        return result, None
    # A rule is a function, which stays where it is.
    return result, replace(promises(reading, file=result.file, config=job.config), rule=None)
