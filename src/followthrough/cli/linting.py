"""Lint the documents of one run: each under its own configuration, then all against what was promised earlier. Prints no finding."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from followthrough.cli.configuration import Configurations
from followthrough.cli.inputs import STDIN, display, expand, read_bytes
from followthrough.cli.owners import Owners
from followthrough.core.config import Config
from followthrough.core.extract import read
from followthrough.core.lint.choose import chosen
from followthrough.core.lint.run import lint, place_of, promises
from followthrough.core.parse import parse
from followthrough.core.report.result import Result
from followthrough.errors import InputError

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading
    from followthrough.core.lint.promised import Paper
    from followthrough.core.lint.rule import Finding

# Files that were named outright, of which the folders are looked at for earlier promises.
MOST_NAMED = 50


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
        for path in expand(self._paths):
            if isinstance(path, InputError):
                yield _unreadable(path.source or "", path), Config()
                continue
            place = Path(path) if path != STDIN else Path("stdin")
            if path != STDIN and self._configurations.leave_out(place):
                if path in self._paths:
                    print(f"followthrough: {path}: left out, as 'exclude' says", file=sys.stderr)
                continue
            config = self._configurations.of(place)
            yield self._lint(path, place, config), config

    def _lint(self, path: str, place: Path, config: Config) -> Result:
        name = display(path)
        try:
            document = parse(read_bytes(path), name=name)
            reading = read(document)
            findings = lint(reading, today=self._today, config=config, directory=self._owners.of(place))
        except InputError as error:
            return _unreadable(name, error)
        if any(rule.check_repeat for rule in chosen(config)):
            self._keep(reading, name, config)
        return Result(name, document.text, tuple(findings))

    def _keep(self, reading: Reading, name: str, config: Config) -> None:
        """Only what a document promises is kept; the last one whole, as a document that stands alone is compared with nothing."""
        self._flush()
        self._last = (reading, name, config)
        self._read.add(name)

    def _flush(self) -> None:
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


def _unreadable(name: str, error: Exception) -> Result:
    """Say at once what is wrong with one file; the others are still read."""
    print(f"followthrough: {error}", file=sys.stderr)
    return Result(name, problem=str(error))
