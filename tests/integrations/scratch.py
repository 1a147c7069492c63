"""A scratch git repository with postmortems in it, and a `followthrough` on the PATH that is the one under test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.cli.shell import PROGRAM, environment

ROOT = Path(__file__).parents[2]
BAD = "# Mail was late\n\n## Action items\n\n- Alert when the mail queue is older than ten minutes. (Owner: Ines Duarte, MAIL-8)\n"
CLEAN = BAD.replace("MAIL-8)", "due 2999-01-01, MAIL-8)")


class Scratch:
    """One repository and the environment that commands are run in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "repository"
        self.temporary = folder / "temporary"
        self.programs = folder / "bin"
        for made in (self.folder, self.temporary, self.programs):
            made.mkdir()
        own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        path = f"{self.programs}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        kept = environment(folder, PATH=path, **own)
        self.environment = {name: value for name, value in kept.items() if not name.startswith(("GITHUB_", "INPUT_", "CI_", "GIT_DIR"))}
        self.program("followthrough", f'exec {" ".join(PROGRAM)} "$@"')
        self.write("followthrough.toml", 'ignore = ["due-too-late"]\n')
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "Alice")
        self.git("config", "user.email", "alice@example.org")

    def program(self, name: str, script: str) -> Path:
        """Put a program of this name before all others."""
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def git(self, *words: str) -> None:
        assert self.run("git", *words).returncode == 0

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=self.folder, env={**self.environment, **more}, capture_output=True, text=True, timeout=120, check=False
        )
