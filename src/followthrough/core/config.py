"""What a team has set for its documents: followthrough.toml, .followthrough.toml, or `[tool.followthrough]` in pyproject.toml.

Finds the file that holds and keeps what it says. Reads no file itself: whoever looks for one hands in a reader.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath

from followthrough.core.level import Level

# In one folder the first of these that exists is used.
NAMES = ("followthrough.toml", ".followthrough.toml", "pyproject.toml")

# What can be mended by machine.
MENDS = ("dates", "owners", "tickets", "checkboxes")

# Gives the text of a file, or None where there is none.
Reader = Callable[[PurePath], str | None]


@dataclass(frozen=True, slots=True)
class Config:
    """`select`, `extend_select`, `ignore` and the like hold codes (FT101), beginnings of codes (FT1) or names (no-owner)."""

    select: tuple[str, ...] = ()  # empty: the rules that are on by default
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()  # a pattern of paths, and what is ignored there
    severity: tuple[tuple[str, Level], ...] = ()  # how much the findings of some rules weigh, in place of the rules' own
    fail_on: Level | None = Level.INFO  # what makes a run exit with 1; None: nothing does
    exclude: tuple[str, ...] = ()  # patterns of paths that are not read
    fix_only: tuple[str, ...] = ()  # what --fix and --diff may mend; empty: everything they can
    due_days: int = 180  # how far ahead a due date may lie
    due_days_by_severity: tuple[tuple[int, int], ...] = ()  # an incident's severity, 1 to 4, and its own days
    people: frozenset[str] = frozenset()  # one person each, however much the name looks like a team's; in lower case
    teams: frozenset[str] = frozenset()  # no person, however much the name looks like one's; in lower case
    roles: frozenset[str] = frozenset()  # held by whoever is on duty; in lower case
    template: str = ""  # what a new postmortem is made from: short, full, or a file, as seen from the configuration's folder
    source: str = "the command line"  # the file it came from, for messages

    @property
    def folder(self) -> PurePath | None:
        """Where its patterns of paths begin; None where it came from no file."""
        return None if self.source == Config().source else PurePath(self.source).parent

    def due_days_for(self, severity: int | None) -> int:
        """How many days ahead a due date may lie after an incident of a severity."""
        return dict(self.due_days_by_severity).get(severity or 0, self.due_days)

    def for_path(self, path: str) -> Config:
        """What holds for one document, named by its path from the folder of the configuration, with forward slashes."""
        if not self.per_file_ignores:
            return self
        from followthrough.core.globs import matches

        ignored = [word for pattern, words in self.per_file_ignores if matches(path, (pattern,)) for word in words]
        return replace(self, ignore=(*self.ignore, *ignored))

    def excludes(self, path: str) -> bool:
        """Whether a document, named as above, is not to be read."""
        if not self.exclude:
            return False
        from followthrough.core.globs import matches

        return matches(path, self.exclude)


def find(start: PurePath, read: Reader) -> Config:
    """The configuration that holds for a folder: of the nearest folder, upwards from it, that has one."""
    for folder in (start, *start.parents):
        for name in NAMES:
            path = folder / name
            text = read(path)
            if text is None:
                continue
            from followthrough.core.config_table import parse  # most runs meet no configuration

            config = parse(text, source=str(path))
            if config is not None:
                return config
    return Config()
