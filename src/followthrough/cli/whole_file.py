"""Write a file whole or not at all: a full disk or a stopped run leaves the one that was there. Asks nobody first."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from followthrough.errors import FollowthroughError


def write_whole(path: Path, text: str) -> None:
    """Put a text into a file, in UTF-8. A pipe or a device (`/dev/stderr`, `>(…)`) is written to as it is."""
    real = Path(os.path.realpath(path))
    data = text.encode("utf-8", "replace")
    try:
        if real.exists() and not real.is_file():
            path.write_bytes(data)
            return
        _replace(real, data)
    except OSError as error:
        raise FollowthroughError(f"{path}: could not be written ({error.strerror or error}); what was there before is kept") from None


def write_new(path: Path, text: str) -> bool:
    """Put a text into a file that is not there yet. False, and nothing done, where there is one."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise FollowthroughError(f"{path}: could not be written ({error.strerror or error})") from None
    return True


def _replace(real: Path, data: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name[:100]}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).chmod(real.stat().st_mode & 0o7777 if real.exists() else 0o666 & ~_umask())
        Path(name).replace(real)
    finally:
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    """What the system takes from new files' permissions; it can only be asked by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
