"""Print what lint found, in the format that was asked for, or write it to a file. How a format looks is decided in core/report.

A report format is imported when it is asked for, and only then: most runs print text in a hook.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from followthrough.errors import ConfigError

if TYPE_CHECKING:
    from followthrough.core.report.result import Result

COUNTED = ("text", "json")  # what --statistics can be had as
# Where the services say that the repository begins: their pages know files from there.
ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


def check(*, format: str, output: str | None, statistics: bool, diff: bool, paths: Sequence[str]) -> None:  # noqa: A002 - the option's name
    """Refuse what can't be done before anything is read. A report never takes the place of a document."""
    if diff and (output is not None or format != "text" or statistics):
        raise ConfigError("--diff prints what would change and nothing else: leave out --format, --output and --statistics")
    if statistics and format not in COUNTED:
        raise ConfigError(f"--statistics can be had as {' or '.join(COUNTED)}, not as {format}")
    if output is None or output == "-":
        return
    target = Path(output)
    if target.is_dir():
        raise ConfigError(f"--output {output}: this is a folder; name a file")
    if not target.absolute().parent.is_dir():
        raise ConfigError(f"--output {output}: there is no folder {target.parent} to write it into; make it first")
    _refuse_a_document(target, paths)


def show(results: Sequence[Result], *, format: str, output: str | None, statistics: bool) -> None:  # noqa: A002
    """Print a report; with `output`, put it there, and what was found on the terminal for whoever reads the log."""
    if output is None or output == "-":
        _print(_text(results) if format == "text" and not statistics else _report(results, format, statistics=statistics))
        return
    _refuse_a_document(Path(output), [result.file for result in results])
    from followthrough.cli.whole_file import write_whole

    write_whole(Path(output), _report(results, format, statistics=statistics) + "\n")
    _print(_text(results))


def _report(results: Sequence[Result], format: str, *, statistics: bool) -> str:  # noqa: A002
    if statistics:
        from followthrough.core.report.statistics import render, render_json

        return render_json(results) if format == "json" else render(results)
    module = importlib.import_module(f"followthrough.core.report.{format}")
    named = results if format in COUNTED else _from_the_root(results)
    report: str = module.render(named)
    return report


def _text(results: Sequence[Result]) -> str:
    from followthrough.cli.console import paint
    from followthrough.core.report import text

    return text.render(results, quoted=sys.stdout.isatty(), paint=paint, width=_width())


def _print(text: str) -> None:
    """A file's name may hold bytes that are no text: they do not stop a report."""
    print(text if text.isascii() else text.encode("utf-8", "replace").decode())


def _from_the_root(results: Iterable[Result]) -> list[Result]:
    """Files as the services name them: from the root of the repository, wherever the command was run."""
    roots = [Path(os.environ[name]) for name in ROOTS if os.environ.get(name)] + [Path.cwd()]
    return [replace(result, file=_named(result.file, roots)) for result in results]


def _named(file: str, roots: Iterable[Path]) -> str:
    if file.startswith("<"):
        return file  # standard input
    # Not `resolve`: a link within the repository has its own name there.
    path = Path(os.path.normpath(Path(file).absolute()))
    return next((path.relative_to(root).as_posix() for root in roots if path.is_relative_to(root)), file)


def _refuse_a_document(target: Path, files: Iterable[str]) -> None:
    if target.exists() and any(Path(file).exists() and target.samefile(file) for file in files):
        raise ConfigError(f"--output {target}: this is one of the documents; nothing was written, name another file")


def _width() -> int:
    if not sys.stdout.isatty():
        return 100
    import shutil  # brings every compression library along, so only where a width matters

    return shutil.get_terminal_size().columns
