"""What a team has set for its documents: followthrough.toml, .followthrough.toml, or `[tool.followthrough]` in pyproject.toml.

Turns the text of such a file into a `Config`. Reads no file itself: whoever looks for one hands in a reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from followthrough.errors import ConfigError

# In one folder the first of these that exists is used.
NAMES = ("followthrough.toml", ".followthrough.toml", "pyproject.toml")
LONGEST_DUE_DAYS = 3650

# Gives the text of a file, or None where there is none.
Reader = Callable[[PurePath], str | None]


@dataclass(frozen=True, slots=True)
class Config:
    """`select`, `extend_select` and `ignore` hold codes (FT101), beginnings of codes (FT1) or names (no-owner)."""

    select: tuple[str, ...] = ()  # empty: the rules that are on by default
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    due_days: int = 180  # how far ahead a due date may lie
    people: frozenset[str] = frozenset()  # one person each, however much the name looks like a team's; in lower case
    teams: frozenset[str] = frozenset()  # no person, however much the name looks like one's; in lower case
    source: str = "the command line"  # the file it came from, for messages


# Each setting and what it says, as the documentation prints it.
KEYS = {
    "select": "the rules that run, in place of those that are on by default",
    "extend-select": "rules that run beside those",
    "ignore": "rules that do not run; wins over the two above",
    "due-days": "how many days ahead a due date may lie (180)",
    "people": "owners that are one person, however much the name looks like a team's",
    "teams": "owners that are a team, however much the name looks like a person's",
}


def find(start: PurePath, read: Reader) -> Config:
    """The configuration that holds for a folder: of the nearest folder, upwards from it, that has one."""
    for folder in (start, *start.parents):
        for name in NAMES:
            path = folder / name
            text = read(path)
            if text is None:
                continue
            config = parse(text, source=str(path))
            if config is not None:
                return config
    return Config()


def parse(text: str, *, source: str) -> Config | None:
    """The configuration that a file's text holds; None for a pyproject.toml that has no table for us."""
    import tomllib  # most runs meet no configuration, and this costs milliseconds

    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: this is not TOML: {error}") from None
    if PurePath(source).name == "pyproject.toml":
        tool = table.get("tool", {})
        table = tool.get("followthrough") if isinstance(tool, dict) else None
        if table is None:
            return None
        if not isinstance(table, dict):
            raise ConfigError(f"{source}: tool.followthrough: a table is needed here, as in [tool.followthrough]")
    return _config(table, source)


def _config(table: Mapping[str, Any], source: str) -> Config:
    for key in table:
        if key not in KEYS:
            raise ConfigError(f"{source}: {key}: there is no such setting; {_nearest(key)}")
    plain = Config()
    return Config(
        select=_words(table, "select", source),
        extend_select=_words(table, "extend-select", source),
        ignore=_words(table, "ignore", source),
        due_days=_days(table, "due-days", source, plain.due_days),
        people=frozenset(name.lower() for name in _words(table, "people", source)),
        teams=frozenset(name.lower() for name in _words(table, "teams", source)),
        source=source,
    )


def _words(table: Mapping[str, Any], key: str, source: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
        raise ConfigError(f'{source}: {key}: a list of words is needed here, as in {key} = ["…"]')
    return tuple(word.strip() for word in value)


def _days(table: Mapping[str, Any], key: str, source: str, default: int) -> int:
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LONGEST_DUE_DAYS:
        raise ConfigError(f"{source}: {key}: a whole number of days from 1 to {LONGEST_DUE_DAYS} is needed here, not {value!r}")
    return value


def _nearest(key: str) -> str:
    import difflib

    near = difflib.get_close_matches(key.replace("_", "-"), list(KEYS), n=1)
    return f"did you mean '{near[0]}'?" if near else f"there are {', '.join(KEYS)}"
