"""Show what can be mended in documents (`lint --diff`), or write it (`lint --fix`), telling each change. What is mended is decided in core.

Line ends, byte-order mark and all that is not mended stay to the byte. A file that changes meanwhile is not written.
"""

from __future__ import annotations

import difflib
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from followthrough.cli.configuration import Configurations
from followthrough.cli.inputs import STDIN, display, expand, read_bytes
from followthrough.core.lint.mend.change import Mended
from followthrough.core.lint.mend.plan import mend
from followthrough.core.parse import parse
from followthrough.core.parse.decode import BOMS
from followthrough.errors import InputError

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
_LINE_END = re.compile(r"\r\n|\r|\n")


def show(paths: Sequence[str], configurations: Configurations, today: date) -> int:
    """Print what would change as a unified diff. Exits with 1 where something would."""
    status = 0
    for path in expand(paths):
        worked = _mended(path, configurations, today)
        if worked is None:
            status = 1
            continue
        data, mended = worked
        _tell_left(path, mended)
        if mended.changes:
            status = 1
            before, after = _text(data)[0], _text(rewritten(data, mended))[0]
            sys.stdout.write(_diff(display(str(path)), before, after))
    return status


def fix(paths: Sequence[str], configurations: Configurations, today: date) -> None:
    """Write what can be mended, and tell each change. What could not be written or read is told by the lint that follows."""
    for path in expand(paths):
        worked = _mended(path, configurations, today, tell=False)
        if worked is None or isinstance(path, InputError):
            continue
        data, mended = worked
        _tell_left(path, mended)
        if not mended.changes:
            continue
        if not write(Path(path), data, rewritten(data, mended)):
            print(f"followthrough: {path}: the file changed meanwhile; nothing was written to it, run this again", file=sys.stderr)
            continue
        for change in mended.changes:
            print(f"{path}:{change.line}: wrote {', '.join(change.whys)}", file=sys.stderr)


def rewritten(data: bytes, mended: Mended) -> bytes:
    """The bytes of a document with its changed lines in them, and everything else as it was."""
    text, encoding, mark = _text(data)
    pieces = re.split(r"(\r\n|\r|\n)", text)  # line, end, line, end, … line
    for change in mended.changes:
        at = 2 * (change.line - 1)
        if pieces[at] != change.before:
            raise AssertionError("a change does not fit its line")
        pieces[at] = change.after
    return mark + "".join(pieces).encode(encoding)


def write(path: Path, before: bytes, after: bytes) -> bool:
    """Put other bytes into a file, all or none. False, and nothing done, where it no longer holds what was read."""
    real = Path(os.path.realpath(path))
    descriptor, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(after)
        Path(name).chmod(real.stat().st_mode & 0o7777)
        if real.read_bytes() != before:
            return False
        Path(name).replace(real)
    finally:
        Path(name).unlink(missing_ok=True)
    return True


def _mended(path: str | InputError, configurations: Configurations, today: date, *, tell: bool = True) -> tuple[bytes, Mended] | None:
    if isinstance(path, InputError):
        if tell:
            print(f"followthrough: {path}", file=sys.stderr)
        return None
    place = Path(path)
    try:
        data = read_bytes(path)
        text = parse(data, name=display(path)).text
    except InputError as error:
        if tell:
            print(f"followthrough: {error}", file=sys.stderr)
        return None
    if path != STDIN and configurations.leave_out(place):
        return data, Mended(text)
    if (path != STDIN and not place.name.lower().endswith(SUFFIXES)) or _LINE_END.sub("\n", _text(data)[0]) != text:
        print(f"followthrough: {path}: only Markdown is mended; this file stays as it is", file=sys.stderr)
        return data, Mended(text)
    return data, mend(text, name=display(path), today=today, config=configurations.of(place))


def _text(data: bytes) -> tuple[str, str, bytes]:
    """The text of a file with its own line ends, its encoding, and the mark that it begins with."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding, mark
    return data.decode("utf-8", "replace"), "utf-8", b""


def _diff(name: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), fromfile=name, tofile=name)
    return "".join(line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _tell_left(path: str | InputError, mended: Mended) -> None:
    for one in mended.left:
        print(f"followthrough: {path}:{one.line}: left as it is: {one.why}", file=sys.stderr)
