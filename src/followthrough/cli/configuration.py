"""Find the configuration that holds for a document: the nearest file upwards from it. What it may say stands in core/config_table.py."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePath

from followthrough.core.config import Config, find
from followthrough.errors import ConfigError


class Configurations:
    """The configuration of each document; the same folder is looked at once.

    `explicit` is a file that holds for all; what `asked`, the command line, says is right before any file.
    """

    def __init__(self, explicit: str | None = None, asked: Config | None = None) -> None:
        self._explicit = None if explicit is None else load(explicit)
        self._asked = asked or Config()
        self._known: dict[Path, Config] = {}

    def of(self, document: Path) -> Config:
        """What holds for a document."""
        config = self._found(document)
        return combined(config.for_path(_within(document, config.folder)), self._asked)

    def leave_out(self, document: Path) -> bool:
        """Whether somebody has said that a document is not to be read."""
        config = self._found(document)
        return config.excludes(_within(document, config.folder)) or self._asked.excludes(_within(document, Path.cwd()))

    def _found(self, document: Path) -> Config:
        if self._explicit is not None:
            return self._explicit
        folder = document.absolute().parent
        if folder not in self._known:
            self._known[folder] = find(folder, read_text)
        return self._known[folder]


def combined(config: Config, asked: Config) -> Config:
    """A file's configuration with what the command line says: its selection replaces, what it ignores is added."""
    if asked.select:
        config = replace(config, select=asked.select, extend_select=())
    if asked.fix_only:
        config = replace(config, fix_only=asked.fix_only)
    return replace(config, ignore=(*config.ignore, *asked.ignore)) if asked.ignore else config


def load(path: str) -> Config:
    """The configuration in a file that somebody named."""
    text = read_text(PurePath(path))
    if text is None:
        raise ConfigError(f"{path}: there is no such file to take the configuration from")
    from followthrough.core.config_table import parse  # brings the reader of TOML along

    config = parse(text, source=path)
    if config is None:
        raise ConfigError(f"{path}: there is no table [tool.followthrough] in it")
    return config


def read_text(path: PurePath) -> str | None:
    """The text of a file; None where there is none."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: the configuration can't be read: {error}") from None


def _within(document: Path, folder: PurePath | None) -> str:
    """The path of a document as seen from a folder, with forward slashes."""
    if folder is None:
        return document.name
    return os.path.relpath(document.absolute(), Path(folder).absolute()).replace(os.sep, "/")
