"""Find what other documents in a document's folder promise, without reading more of them than may matter. Judges nothing.

A file is read in full only where its bare text holds most of the words of an item that is looked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from followthrough.cli.inputs import SUFFIXES
from followthrough.errors import InputError

if TYPE_CHECKING:
    from followthrough.core.lint.promised import Paper

# A folder with more documents is looked at when it is linted as a folder: one file must stay quick.
MOST_FILES = 200
MOST_READ = 6
MOST_BYTES = 256 * 1024


def documents_beside(folder: Path, known: frozenset[Path]) -> list[Path]:
    """The other documents in a folder; none where there are too many to look at."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.lower().endswith(SUFFIXES) and not entry.name.startswith("."))
    except OSError:
        return []
    if len(names) > MOST_FILES:
        return []
    return [path for name in names if (path := folder / name).absolute() not in known]


def papers_beside(files: Sequence[Path], looked_for: Sequence[Paper], leave_out: Callable[[Path], bool]) -> list[Paper]:
    """What these files promise, as far as it may be what is looked for."""
    from followthrough.core.lint.promised import could_hold, date_in_name  # where nothing lies beside a document, nothing is compared

    words = [promise.words for paper in looked_for for promise in paper.promises]
    last = max((paper.date for paper in looked_for if paper.date), default=None)
    found: list[Paper] = []
    for path in reversed(files):  # the latest names are the likeliest
        on = date_in_name(path.name)
        if on and last and on > last:
            continue  # later than all that is linted
        data = _bytes(path)
        if data and could_hold(data.decode("utf-8", "replace").lower(), words) and not leave_out(path):
            found += _read(data, path)
            if len(found) == MOST_READ:
                break
    return found


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        return b""
    return data if len(data) <= MOST_BYTES else b""


def _read(data: bytes, path: Path) -> list[Paper]:
    from followthrough.core.extract import read
    from followthrough.core.lint.promised import paper_of
    from followthrough.core.parse import parse

    try:
        return [paper_of(read(parse(data, name=str(path))), file=str(path))]
    except InputError:
        return []  # whoever lints that file is told
