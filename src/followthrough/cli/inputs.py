"""Find and read the documents that a command was given: files, folders, `-`. What a document is written in is not told here."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from followthrough.errors import InputError

STDIN = "-"
STDIN_NAME = "<stdin>"
# What is taken for a postmortem in a folder. A file that is named outright is read whatever it is called.
SUFFIXES = (".md", ".markdown", ".docx", ".rst", ".adoc", ".asciidoc", ".eml", ".jira", ".wiki")
# Much else is called like this, so of these only what speaks like a postmortem.
DOUBTFUL = (".txt", ".html", ".htm")
_TELLING = (
    *(b"postmortem", b"post-mortem", b"post mortem", b"action item", b"root cause", b"incident", b"outage", b"follow-up"),
    *(b"contributing factor", b"timeline", b"lessons learned", b"severity"),
)
_TOLD = 3  # of these words, among its first
_LOOKED_AT = 128 * 1024
SKIPPED = frozenset({"node_modules", "__pycache__", "venv"})
# Enough for any document and for saying of a larger one that it is too large.
MOST_BYTES = 64 * 1024 * 1024


def expand(paths: Sequence[str]) -> Iterator[str | InputError]:
    """Each document once, in the order given, a folder's in the order of names; in place of a folder without any, why not."""
    seen: set[str] = set()
    for path in paths:
        if path != STDIN and Path(path).is_dir():
            found = list(_walk(path))
            if not found:
                yield InputError(f"no document in this folder: it has no file that ends in {', '.join(SUFFIXES)}", source=path)
        else:
            found = [path]
        for name in found:
            if name not in seen:
                seen.add(name)
                yield name


def display(path: str) -> str:
    """What a document is called in messages."""
    return STDIN_NAME if path == STDIN else path


def read_bytes(path: str) -> bytes:
    """The bytes of a document; InputError where there are none to be had."""
    if path == STDIN:
        return sys.stdin.buffer.read(MOST_BYTES)
    try:
        with Path(path).open("rb") as file:
            return file.read(MOST_BYTES)
    except FileNotFoundError:
        raise InputError("there is no such file; check the name", source=path) from None
    except OSError as error:
        raise InputError(f"this file can't be read: {error.strerror or error}", source=path) from None


def _walk(folder: str) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in SKIPPED)
        for name in sorted(files):
            if name.startswith("."):
                continue
            place = str(Path(where, name))
            if name.lower().endswith(SUFFIXES) or (name.lower().endswith(DOUBTFUL) and _speaks_of_an_incident(place)):
                yield place


def _speaks_of_an_incident(path: str) -> bool:
    try:
        with Path(path).open("rb") as file:
            start = file.read(_LOOKED_AT).lower()
    except OSError:
        return False
    return sum(word in start for word in _TELLING) >= _TOLD
