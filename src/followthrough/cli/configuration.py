"""Find the configuration that holds for a document: the nearest file upwards from it. What it may say stands in core/config.py."""

from __future__ import annotations

from pathlib import Path, PurePath

from followthrough.core.config import Config, find
from followthrough.errors import ConfigError


class Configurations:
    """The configuration of each document; the same folder is looked at once. `explicit` is a file that holds for all."""

    def __init__(self, explicit: str | None = None) -> None:
        self._explicit = None if explicit is None else load(explicit)
        self._known: dict[Path, Config] = {}

    def of(self, document: Path) -> Config:
        if self._explicit is not None:
            return self._explicit
        folder = document.absolute().parent
        if folder not in self._known:
            self._known[folder] = find(folder, read_text)
        return self._known[folder]


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
