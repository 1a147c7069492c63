"""Findings as workflow commands: GitHub Actions shows each beside its line, as far as it takes them. Uploads nothing.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from followthrough.core.level import WEIGHTS, Level
from followthrough.core.report.place import Placed, placed, relative
from followthrough.core.report.result import Result, summary

COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}
# GitHub shows ten of each kind from one step, and drops the others without a word.
# https://github.com/orgs/community/discussions/26680
MOST = 10


def render(results: Sequence[Result]) -> str:
    """Commands for as many as GitHub shows, the weightiest first; the others, and the count, as lines for the log."""
    commands, lines = _annotations(results)
    left = [f"{len(lines)} more than GitHub shows beside the lines:"] if lines else []
    return "\n".join([*commands, *left, *lines, summary(results)])


def _annotations(results: Sequence[Result]) -> tuple[list[str], list[str]]:
    commands = [_unreadable(result) for result in results if result.problem is not None][:MOST]
    lines: list[str] = []
    used = Counter({Level.ERROR: len(commands)})
    for one in sorted(placed(results), key=lambda one: -WEIGHTS[one.finding.level]):
        used[one.finding.level] += 1
        if used[one.finding.level] > MOST:
            lines.append(_line(one))
        else:
            commands.append(_command(one))
    return commands, lines


def _command(one: Placed) -> str:
    finding = one.finding
    return command(COMMANDS[finding.level], {**dict(_where(one)), "title": f"{finding.code} {finding.name}"}, finding.message)


def command(kind: str, properties: Mapping[str, str], message: str) -> str:
    """One workflow command: an error, a warning or a notice, whatever its words are."""
    where = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{kind} {where}::{_data(message)}"


def _where(one: Placed) -> Iterator[tuple[str, str]]:
    yield "file", one.file
    place = one.place
    if place is None:
        return
    yield "line", str(place.line)
    yield "endLine", str(place.end_line)
    if place.line == place.end_line:  # GitHub takes columns on a single line only
        yield "col", str(place.column)
        yield "endColumn", str(place.end_column)


def _unreadable(result: Result) -> str:
    return command("error", {"file": relative(result.file), "title": "not read"}, result.problem or "")


def _line(one: Placed) -> str:
    where = f"{one.file}:{one.place.line}" if one.place else one.file
    return f"- {log_line(f'{where}: {one.finding.code} {one.finding.message}')}"


def log_line(words: str) -> str:
    """Words for the middle of a line of the log, which the runner takes for no command, whatever they are."""
    # "##[" is the older form of a command, which counts anywhere in a line.
    return " ".join(_printable(words).split()).replace("##[", "## [")


def _data(text: str) -> str:
    """As GitHub's own toolkit escapes it (actions/toolkit, packages/core/src/command.ts)."""
    return _printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _printable(text: str) -> str:
    """Without control characters but line ends, which are escaped: a log may not be made to move the cursor."""
    return "".join(character if character.isprintable() or character in "\r\n" else " " for character in text)
