"""Read settings from the environment, each also from a file (`NAME_FILE`). Wrong values stop the start with a sentence.

Holds no setting itself: `settings.py` says which there are.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from followthrough.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting an operator may set, with the words that document it."""

    name: str
    default: str
    text: str


SETTINGS: dict[str, Setting] = {}


def declare(name: str, default: str, text: str) -> str:
    """The value of a setting as text; remembers it for the documentation."""
    SETTINGS[name] = Setting(name, default, " ".join(text.split()))
    return read(name, default)


def read(name: str, default: str = "") -> str:
    """`NAME` from the environment, else the content of the file that `NAME_FILE` names, else the default."""
    if name in os.environ:
        return os.environ[name]
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return default
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}_FILE names {path}, which can't be read: {error}") from error


def declare_switch(name: str, default: str, text: str) -> bool:
    """A setting that is on or off."""
    value = declare(name, default, text).strip().lower()
    if value in {"on", "yes", "true", "1"}:
        return True
    if value in {"off", "no", "false", "0", ""}:
        return False
    raise ConfigError(f"{name} is '{value}': set it to on or off")


def public_url(value: str) -> str:
    """An address without a slash at its end, or nothing."""
    value = value.strip().rstrip("/")
    if value and not value.startswith(("https://", "http://")):
        raise ConfigError(f"FOLLOWTHROUGH_URL is '{value}': write the whole address, e.g. https://followthrough.example.com")
    return value


def words(value: str) -> list[str]:
    """A comma-separated setting as a list."""
    return [word.strip() for word in value.split(",") if word.strip()]


def home() -> Path:
    """The folder that holds the database and the secret key where nothing else is configured; made if missing."""
    default = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "followthrough"
    folder = Path(declare("FOLLOWTHROUGH_HOME", "~/.local/share/followthrough", "Folder for the database and the secret key.")).expanduser()
    if "FOLLOWTHROUGH_HOME" not in os.environ and "FOLLOWTHROUGH_HOME_FILE" not in os.environ:
        folder = default
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(f"the data folder {folder} can't be made ({error.strerror}): set FOLLOWTHROUGH_HOME to another") from error
    return folder


def secret_key(folder: Path) -> str:
    """The configured secret key, else one made on the first start and kept in the data folder, readable by its owner alone."""
    configured = declare(
        "FOLLOWTHROUGH_SECRET_KEY",
        "",
        "Signs sessions. Made on the first start and kept in the data folder when empty; set it with several machines.",
    )
    if configured:
        if len(configured) < 32:
            raise ConfigError("FOLLOWTHROUGH_SECRET_KEY is shorter than 32 characters: make one with `openssl rand -base64 48`")
        return configured
    return _kept(folder / "secret_key", "FOLLOWTHROUGH_SECRET_KEY")


def _kept(path: Path, name: str) -> str:
    """The key in this file, readable by its owner alone; made where there is none yet."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _wait_for(path)
    except OSError as error:
        raise ConfigError(f"no key can be written to {path.parent} ({error.strerror}): set {name}") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def encryption_keys(folder: Path) -> list[str]:
    """The keys that seal trackers' credentials, the current one first; the first is made and kept in the data folder if none is set."""
    current = declare(
        "FOLLOWTHROUGH_ENCRYPTION_KEY",
        "",
        "Seals the credentials of trackers in the database. Made on the first start and kept in the data folder when empty; keep it "
        "apart from backups of the database, and set it with several machines.",
    )
    former = words(
        declare("FOLLOWTHROUGH_OLD_ENCRYPTION_KEYS", "", "Former encryption keys, comma separated, until `manage rotate_keys` has run.")
    )
    if current and len(current) < 32:
        raise ConfigError("FOLLOWTHROUGH_ENCRYPTION_KEY is shorter than 32 characters: make one with `openssl rand -base64 48`")
    return [current or _kept(folder / "encryption_key", "FOLLOWTHROUGH_ENCRYPTION_KEY"), *former]


def _wait_for(path: Path) -> str:
    """Another process may have made the file a moment ago and not yet written it."""
    import time

    for _ in range(50):
        key = path.read_text(encoding="utf-8").strip()
        if key:
            return key
        time.sleep(0.02)
    raise ConfigError(f"{path} is empty: put the key back from where it is kept, or delete the file: a new key is made at the next start")
