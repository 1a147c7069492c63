"""Run the command as a person does: a process of its own, a data folder of its own, on SQLite."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.imports import SOURCE

PROGRAM = [sys.executable, "-m", "followthrough.cli.main"]


def environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing of the settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FOLLOWTHROUGH_", "DATABASE_URL", "DJANGO_"))}
    own = {
        "PYTHONPATH": str(SOURCE.parent),
        "FOLLOWTHROUGH_HOME": str(home / "data"),
        "FOLLOWTHROUGH_USER": "alice",
        "COVERAGE_PROCESS_START": "",
    }
    return {**kept, **own, **more}


class Shell:
    """Commands in one folder on one portfolio."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder = folder
        self.environment = environment(folder, **more)
        self.database = folder / "data" / "followthrough.sqlite3"

    def run(self, *words: str, status: int = 0, input: str | None = None) -> subprocess.CompletedProcess[str]:  # noqa: A002
        done = subprocess.run(
            [*PROGRAM, *words], cwd=self.folder, env=self.environment, capture_output=True, text=True, input=input, timeout=120, check=False
        )
        assert done.returncode == status, f"exit status {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *words: str, status: int = 0) -> Any:
        return json.loads(self.run(*words, "--json", status=status).stdout)
