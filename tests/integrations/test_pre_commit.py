"""The hooks for pre-commit, run by pre-commit itself in a scratch repository."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integrations.scratch import BAD, CLEAN, ROOT, Scratch

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))}


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return Scratch(tmp_path)


def commit(scratch: Scratch, hook: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Try to commit all that is there, with a hook as the manifest has it; only the environment is not made anew."""
    made = {**HOOKS[hook], "language": "system", **more}
    scratch.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": [made]}]}))
    home = str(scratch.temporary / "pre-commit")
    assert scratch.run(sys.executable, "-m", "pre_commit", "install", PRE_COMMIT_HOME=home).returncode == 0
    scratch.git("add", "--all")
    return scratch.run("git", "commit", "--message", "Tell what happened", PRE_COMMIT_HOME=home)


def test_pre_commit_takes_the_manifest() -> None:
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", MANIFEST], check=True, capture_output=True)
    assert all(hook["language"] == "python" for hook in HOOKS.values())


def test_a_bad_postmortem_is_not_committed(scratch: Scratch) -> None:
    scratch.write("docs/postmortems/2026-05 mail.md", BAD)
    done = commit(scratch, "followthrough")
    assert done.returncode == 1
    assert "docs/postmortems/2026-05 mail.md:5: FT111 no due date" in done.stderr
    assert scratch.run("git", "rev-parse", "HEAD").returncode != 0


def test_a_good_postmortem_is_committed_and_other_pages_are_not_looked_at(scratch: Scratch) -> None:
    scratch.write("docs/postmortems/2026-05-mail.md", CLEAN)
    scratch.write("README.md", BAD)
    scratch.write("docs/postmortem-template.md", BAD)
    scratch.write("postmortem.py", "# not a document\n")
    done = commit(scratch, "followthrough")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stderr


def test_arguments_and_files_can_be_set_as_for_any_hook(scratch: Scratch) -> None:
    scratch.write("notes/may.md", BAD)
    done = commit(scratch, "followthrough", files="^notes/", args=["--ignore", "no-due-date"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stderr


def test_the_mending_hook_writes_and_stops_the_commit_so_that_somebody_looks(scratch: Scratch) -> None:
    path = scratch.write("postmortem.md", BAD.replace("Owner: Ines Duarte, ", ""))
    done = commit(scratch, "followthrough-fix")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stderr
    assert "Owner:" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["postmortem.md", "docs/postmortems/a.md", "2026-05-postmortem-mail.md", "Incidents/x.md", "post-mortem.md", "x.rca.md"]
)
def test_a_file_that_is_called_a_postmortem_is_looked_at(name: str) -> None:
    assert re.search(HOOKS["followthrough"]["files"], name)


@pytest.mark.parametrize("name", ["README.md", "docs/coincidental.md", "aspirational.md"])
def test_other_files_are_left_alone(name: str) -> None:
    assert not re.search(HOOKS["followthrough"]["files"], name)
