"""Find a Chromium or Chrome on this machine. Installs nothing and starts nothing."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = ("/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


@cache
def find_chromium() -> str | None:
    """The browser's path: CHROMIUM_PATH if that is set, else the first that is found."""
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None) or next((path for path in MAC if Path(path).exists()), None)
