"""The component for GitLab: its inputs, and its script run in a scratch repository as a runner runs it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integrations.scratch import BAD, ROOT, Scratch

TEMPLATE = (ROOT / "templates" / "lint.yml").read_text(encoding="utf-8")
INPUT = re.compile(r"\$\[\[ inputs\.([a-z-]+) \]\]")
INPUTS: dict[str, dict[str, Any]] = next(yaml.safe_load_all(TEMPLATE))["spec"]["inputs"]


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    made = Scratch(tmp_path)
    made.write("docs/bad.md", BAD)
    return made


def job(**given: str) -> dict[str, Any]:
    """The job as GitLab makes it of the template: the inputs are text that takes the place of their names."""
    values = {name: str(one["default"]) for name, one in INPUTS.items() if "default" in one} | given
    text = INPUT.sub(lambda found: values[found[1]], TEMPLATE.split("\n---\n", 1)[1])
    (made,) = yaml.safe_load(text).values()
    assert isinstance(made, dict)
    return made


def run(scratch: Scratch, **given: str) -> subprocess.CompletedProcess[str]:
    made = job(**given)
    scratch.program("pip-of-the-image", 'printf "%s\\n" "$@" >../temporary/asked')
    programs = scratch.programs
    python = f'mkdir -p "$3/bin" && cp "{programs}/followthrough" "$3/bin/" && cp "{programs}/pip-of-the-image" "$3/bin/python"'
    scratch.program("python", python)
    variables = {name: str(value) for name, value in made["variables"].items()}
    return scratch.run("sh", "-e", "-c", "\n".join(made["script"]), **variables, CI_PROJECT_DIR=str(scratch.folder))


def test_every_input_is_used_and_every_use_is_an_input() -> None:
    head, _, body = TEMPLATE.partition("\n---\n")
    assert set(INPUT.findall(body)) == set(INPUTS)
    assert not INPUT.findall(head)
    assert all(one["description"] for one in INPUTS.values())


def test_no_input_is_pasted_into_the_script() -> None:
    script = yaml.safe_load(TEMPLATE.split("\n---\n", 1)[1])["followthrough"]["script"]
    assert not INPUT.findall("\n".join(script))


def test_the_job_is_one_that_gitlab_takes(tmp_path: Path) -> None:
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(yaml.safe_dump({"followthrough": job(paths="docs")}), encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", str(path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_findings_become_a_report_of_code_quality_and_fail_the_job(scratch: Scratch) -> None:
    done = run(scratch, paths="docs")
    assert done.returncode == 1, done.stderr
    assert "docs/bad.md:5: FT111" in done.stdout
    report = scratch.folder / job(paths="docs")["artifacts"]["reports"]["codequality"]
    assert [entry["location"]["path"] for entry in json.loads(report.read_text(encoding="utf-8"))] == ["docs/bad.md"]
    assert (scratch.temporary / "asked").read_text(encoding="utf-8").splitlines()[-1] == "followthrough"


def test_arguments_are_words_and_the_severity_that_fails_can_be_set(scratch: Scratch) -> None:
    assert run(scratch, paths="docs", args="--ignore no-due-date").returncode == 0
    assert run(scratch, paths="docs", **{"fail-on": "never"}).returncode == 0


def test_inputs_run_nothing_and_stand_for_no_patterns(scratch: Scratch) -> None:
    done = run(scratch, paths="$(touch pwned) docs/*.md", args="`touch pwned`")
    assert done.returncode != 0
    assert not (scratch.folder / "pwned").exists()
    assert "docs/*.md" in done.stderr
