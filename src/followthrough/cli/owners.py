"""Find the CODEOWNERS file that holds for a document: upwards from it to the root of its repository. What it says is read in core."""

from __future__ import annotations

from pathlib import Path

from followthrough.core.directory import CODEOWNERS, Directory, Source, read_codeowners

MOST_BYTES = 1024 * 1024


class Owners:
    """Who is who, by CODEOWNERS. A folder is looked at once, and only where a rule asks."""

    def __init__(self) -> None:
        self._known: dict[Path, Directory] = {}

    def of(self, document: Path) -> Source:
        folder = document.absolute().parent
        return lambda: self._of(folder)

    def _of(self, folder: Path) -> Directory:
        if folder not in self._known:
            self._known[folder] = _find(folder)
        return self._known[folder]


def _find(start: Path) -> Directory:
    for folder in (start, *start.parents):
        for name in CODEOWNERS:
            text = _text(folder / name)
            if text is not None:
                return read_codeowners(text)
        if (folder / ".git").exists():
            break
    return Directory()


def _text(path: Path) -> str | None:
    """The text of a file. One that can't be read says no more than one that is not there: it only sharpens what rules say."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
