"""Who is known to be a person, a team or a role: from a configuration, from CODEOWNERS or from a server. Reads no file, guesses nothing.

What a document's words look like is `extract/names.py`'s affair; a directory overrules that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from followthrough.core.config import Config
from followthrough.core.item import OwnerKind

# Where a repository keeps it, in the order in which the forges look.
CODEOWNERS = (".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")


@dataclass(frozen=True, slots=True)
class Directory:
    """Names and handles in lower case, without `@`. A name that is in two of them is a person before it is a team."""

    people: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()

    def kind_of(self, name: str) -> OwnerKind | None:
        """What a name is known to be; None where nobody has said."""
        word = name.strip().lower().removeprefix("@")
        if word in self.people:
            return OwnerKind.PERSON
        if word in self.teams:
            return OwnerKind.TEAM
        return OwnerKind.ROLE if word in self.roles else None

    def kind_of_all(self, names: Iterable[str]) -> OwnerKind | None:
        """What all of some names are known to be; None where they differ or one is unknown."""
        kinds = {self.kind_of(name) for name in names}
        return kinds.pop() if len(kinds) == 1 else None

    def before(self, other: Directory) -> Directory:
        """Both, this one being right where they disagree."""
        known = self.people | self.teams | self.roles
        return Directory(self.people | (other.people - known), self.teams | (other.teams - known), self.roles | (other.roles - known))


# Asked for only where a rule has an owner to judge: it may have to be looked for on a disk or in a database.
Source = Callable[[], Directory]


def of_config(config: Config) -> Directory:
    """Whom a team has named in its configuration."""
    return Directory(config.people, config.teams, config.roles)


def read_codeowners(text: str) -> Directory:
    """Whom a CODEOWNERS file names: `@org/team` is a team, `@handle` a person, `@@developer` a role. Addresses say nothing of either."""
    people: set[str] = set()
    teams: set[str] = set()
    roles: set[str] = set()
    for line in text.splitlines():
        # The first word is a pattern of paths or, in GitLab, a section in brackets, which may be followed by owners as well.
        for word in line.partition(" #")[0].split()[1:]:
            handle = word.lower()
            if line.lstrip().startswith("#") or not handle.startswith("@"):
                continue
            if handle.startswith("@@"):
                roles.add(handle[2:])
            elif "/" in handle:
                teams |= {handle[1:], handle.rpartition("/")[2]}
            else:
                people.add(handle[1:])
    return Directory(frozenset(people - {""}), frozenset(teams - {""}), frozenset(roles - {""}))


@dataclass(frozen=True, slots=True)
class Owned:
    """A line of a CODEOWNERS file that is about a whole folder: its name, and whom it names, with `@` as they stand there."""

    line: int  # from 1
    folder: str
    owners: tuple[str, ...]


def read_owned_folders(text: str) -> list[Owned]:
    """The folders of a CODEOWNERS file with owners of their own, in its order: the last of several for one folder counts.

    Patterns of files (`*.py`, `/docs/*.md`) are about no folder; one without owners (GitHub: nobody, GitLab: the section's) says nothing.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.partition(" #")[0].replace("\\ ", "\0").split()
        if len(words) < 2 or words[0].startswith(("#", "[", "^[", "!")):
            continue
        pattern, owners = words[0].replace("\0", " "), tuple(word for word in words[1:] if "@" in word)
        parts = [part for part in pattern.split("/") if part not in {"", "*", "**"}]
        if owners and parts and not any(char in parts[-1] for char in "*?["):
            found.append(Owned(number, parts[-1].lower(), owners))
    return found


def look_up_in(config: Config, source: Source | None) -> Source:
    """A look-up that asks the source once, and only when it is used. What the team has set is right before what the source says."""

    @cache
    def look_up() -> Directory:
        own = of_config(config)
        return own if source is None else own.before(source())

    return look_up
