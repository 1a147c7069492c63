"""The text of a configuration file to a `Config`, with a sentence for whatever can't be meant. Knows no rule: `lint/choose.py` does."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from followthrough.core.config import MENDS, Config
from followthrough.core.level import Level
from followthrough.core.severity import rank
from followthrough.errors import ConfigError

LONGEST_DUE_DAYS = 3650
NEVER = "never"

# Each setting and what it says, as the documentation prints it.
KEYS = {
    "select": "the rules that run, in place of those that are on by default",
    "extend-select": "rules that run beside those",
    "ignore": "rules that do not run; wins over the two above",
    "per-file-ignores": 'a table: rules that do not run for some documents, as in `"archive/**" = ["FT1"]`',
    "severity": 'a table: how much the findings of a rule weigh, as in `FT102 = "warning"`: error, warning or info',
    "fail-on": "the least severity that makes `lint` exit with 1: error, warning, info (so it is without this), or never",
    "exclude": 'documents and folders that are not read, as in `["drafts", "archive/**/*.md"]`',
    "fix-only": "what `--fix` and `--diff` may mend: dates, owners, tickets, checkboxes (without this: all four)",
    "due-days": "how many days ahead a due date may lie (180); or a table by severity, as in `{ SEV1 = 30, default = 120 }`",
    "people": "owners that are one person, however much the name looks like a team's",
    "teams": "owners that are a team, however much the name looks like a person's",
    "roles": "owners that are a role, held by whoever is on duty",
    "template": "what `followthrough new` makes a postmortem from: `short`, `full`, or a file of yours, seen from this one",
}


def parse(text: str, *, source: str) -> Config | None:
    """The configuration that a file's text holds; None for a pyproject.toml that has no table for us."""
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
            raise ConfigError(f"{source}: {key}: there is no such setting; {nearest(key, tuple(KEYS))}")
    days, by_severity = _due_days(table, source)
    return Config(
        select=_words(table, "select", source),
        extend_select=_words(table, "extend-select", source),
        ignore=_words(table, "ignore", source),
        per_file_ignores=_per_file_ignores(table, source),
        severity=tuple((word, _level(f"severity.{word}", said, source)) for word, said in _table(table, "severity", source).items()),
        fail_on=fail_on(table.get("fail-on", Level.INFO.value), source=source),
        exclude=_words(table, "exclude", source),
        fix_only=fix_only(_words(table, "fix-only", source), source=source),
        due_days=days,
        due_days_by_severity=by_severity,
        people=_names(table, "people", source),
        teams=_names(table, "teams", source),
        roles=_names(table, "roles", source),
        template=_text(table, "template", source),
        source=source,
    )


def fail_on(said: object, *, source: str) -> Level | None:
    """What "fail-on" says, in a file or on the command line."""
    return None if said == NEVER else _level("fail-on", said, source, NEVER)


def fix_only(words: tuple[str, ...], *, source: str) -> tuple[str, ...]:
    """What "fix-only" says, in a file or on the command line."""
    for word in words:
        if word not in MENDS:
            raise ConfigError(f"{source}: fix-only: '{word}' is nothing that can be mended; {nearest(word, MENDS)}")
    return words


def nearest(word: str, known: tuple[str, ...]) -> str:
    """What to say to somebody who wrote a word that means nothing here."""
    import difflib

    near = difflib.get_close_matches(word.lower().replace("_", "-"), known, n=1)
    return f"did you mean '{near[0]}'?" if near else f"there are {', '.join(known)}"


def _level(key: str, said: object, source: str, *others: str) -> Level:
    if isinstance(said, str) and said in set(Level):
        return Level(said)
    known = (*(level.value for level in Level), *others)
    raise ConfigError(f"{source}: {key}: {said!r} is no severity of a finding; {nearest(str(said), known)}")


def _words(table: Mapping[str, Any], key: str, source: str) -> tuple[str, ...]:
    return _list(table.get(key, []), key, source)


def _text(table: Mapping[str, Any], key: str, source: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ConfigError(f'{source}: {key}: a text is needed here, as in {key} = "…"')
    return value.strip()


def _list(value: object, key: str, source: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
        raise ConfigError(f'{source}: {key}: a list of words is needed here, as in {key.rpartition(".")[2]} = ["…"]')
    return tuple(word.strip() for word in value)


def _names(table: Mapping[str, Any], key: str, source: str) -> frozenset[str]:
    return frozenset(name.lower().removeprefix("@") for name in _words(table, key, source))


def _table(table: Mapping[str, Any], key: str, source: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise ConfigError(f"{source}: {key}: a table is needed here, as {KEYS[key].partition('as in ')[2].split('`')[1]} in it")
    return value


def _per_file_ignores(table: Mapping[str, Any], source: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    said = _table(table, "per-file-ignores", source)
    return tuple((pattern, _list(words, f'per-file-ignores."{pattern}"', source)) for pattern, words in said.items())


def _due_days(table: Mapping[str, Any], source: str) -> tuple[int, tuple[tuple[int, int], ...]]:
    plain = Config().due_days
    value = table.get("due-days", plain)
    if not isinstance(value, dict):
        return _days(value, "due-days", source), ()
    ranked: list[tuple[int, int]] = []
    for word, days in value.items():
        key = f"due-days.{word}"
        if word == "default":
            plain = _days(days, key, source)
        elif (severity := rank(word)) is not None:
            ranked.append((severity, _days(days, key, source)))
        else:
            raise ConfigError(f"{source}: {key}: this is no severity of an incident; there are SEV1, SEV2, SEV3, SEV4 and default")
    return plain, tuple(ranked)


def _days(value: object, key: str, source: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LONGEST_DUE_DAYS:
        raise ConfigError(f"{source}: {key}: a whole number of days from 1 to {LONGEST_DUE_DAYS} is needed here, not {value!r}")
    return value
