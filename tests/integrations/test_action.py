"""The GitHub action: its file, and its scripts run in a scratch repository as a runner runs them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integrations.scratch import BAD, CLEAN, ROOT, Scratch

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SCRIPTS = ROOT / "integrations" / "github"


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    made = Scratch(tmp_path)
    made.write("docs/bad.md", BAD)
    made.write("docs/clean.md", CLEAN)
    return made


def lint(scratch: Scratch, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The second step with these inputs and the action's defaults for the others."""
    given = {f"INPUT_{name.upper().replace('-', '_')}": str(one.get("default", "")) for name, one in ACTION["inputs"].items()}
    given |= {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
    files = {name: str(scratch.temporary / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    return scratch.run(
        "bash", str(SCRIPTS / "lint.sh"), **given, **files, RUNNER_TEMP=str(scratch.temporary), GITHUB_WORKSPACE=str(scratch.folder)
    )


def commands(log: str) -> list[str]:
    """The commands that a runner reads out of a log: none between the marks that stop it."""
    found: list[str] = []
    stopped: str | None = None
    for line in log.splitlines():
        if stopped is not None:
            stopped = None if line == f"::{stopped}::" else stopped
        elif line.startswith("::stop-commands::"):
            stopped = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line:
            found.append(line)
    assert stopped is None
    return found


def test_the_file_is_what_github_takes() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", str(ROOT / "action.yml")]
    subprocess.run(command, check=True, capture_output=True)


def test_no_input_is_pasted_into_a_script() -> None:
    steps = ACTION["runs"]["steps"]
    assert all("${{" not in step["run"] for step in steps)
    given = {match for step in steps for value in step["env"].values() for match in re.findall(r"inputs\.([a-z-]+)", value)}
    assert given == set(ACTION["inputs"])
    for step in steps:
        script = (ROOT / step["run"].removeprefix('bash "$GITHUB_ACTION_PATH/').removesuffix('"')).read_text(encoding="utf-8")
        assert "${{" not in script
        assert all(name in script for name in step["env"])


def test_findings_are_annotations_and_fail_the_step(scratch: Scratch) -> None:
    done = lint(scratch, paths="docs")
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=docs/bad.md,line=5,endLine=5,col=3,")
    assert done.stdout.endswith("1 finding in 1 of 2 files\n")
    assert list(scratch.temporary.iterdir()) == []


def test_a_clean_repository_passes(scratch: Scratch) -> None:
    done = lint(scratch, paths="  docs/clean.md\r\n\n")
    assert (done.returncode, done.stdout) == (0, "no findings in 1 file\n")


def test_arguments_are_words_and_the_severity_that_fails_can_be_set(scratch: Scratch) -> None:
    assert lint(scratch, paths="docs", args="--ignore  no-due-date\n--ignore vague").returncode == 0
    assert lint(scratch, paths="docs", fail_on="never").returncode == 0


def test_a_report_is_written_and_its_place_is_told(scratch: Scratch) -> None:
    done = lint(scratch, paths="docs", format="sarif")
    report = scratch.temporary / "followthrough.sarif"
    assert done.returncode == 1
    assert len(commands(done.stdout)) == 1
    assert (scratch.temporary / "GITHUB_OUTPUT").read_text(encoding="utf-8") == f"report={report}\n"
    (result,) = json.loads(report.read_text(encoding="utf-8"))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "docs/bad.md"


def test_a_report_can_be_put_somewhere_else(scratch: Scratch) -> None:
    lint(scratch, paths="docs", format="junit", output="build.xml")
    assert (scratch.folder / "build.xml").read_text(encoding="utf-8").startswith("<?xml")


def test_a_summary_is_written_when_asked_for(scratch: Scratch) -> None:
    lint(scratch, paths="docs")
    assert not (scratch.temporary / "GITHUB_STEP_SUMMARY").exists()
    lint(scratch, paths="docs", summary="true")
    assert "### Followthrough" in (scratch.temporary / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")


@pytest.mark.parametrize("format", ["github", "text", "sarif"])
def test_files_and_documents_give_the_runner_no_commands(scratch: Scratch, format: str) -> None:  # noqa: A002
    scratch.write("docs/::set-output name=a::b\n::error::c.md", BAD)
    scratch.write("docs/x\n::warning::empty ##[error]d.md", "")
    done = lint(scratch, paths="docs", format=format)
    assert done.returncode == 1
    told = commands(done.stdout)
    assert len(told) == (0 if format == "text" else 3)
    assert all(command.startswith("::error file=docs/") for command in told)
    assert done.stderr == ""


def test_inputs_run_nothing(scratch: Scratch) -> None:
    evil = "docs; touch pwned\n$(touch pwned)\n`touch pwned`\n--output=pwned\n"
    done = lint(scratch, paths=evil, args="$(touch${IFS}pwned) --ignore `id` *", fail_on="$(touch pwned)", format="`touch pwned`")
    assert done.returncode == 2
    assert not list(scratch.folder.rglob("*pwned*"))


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"paths": " \n"}, "::error title=followthrough::no paths: name postmortems"),
        ({"paths": "docs", "args": "--ignore no-such-rule"}, "::error title=followthrough::lint could not be run"),
        ({"paths": "docs", "format": "pdf"}, "::error title=followthrough::the report could not be written"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(scratch: Scratch, inputs: dict[str, str], said: str) -> None:
    done = lint(scratch, **inputs)
    assert done.returncode == 2
    assert any(command.startswith(said) for command in commands(done.stdout))


def install(scratch: Scratch, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The first step, with a Python that makes an environment whose pip only tells what it was asked for."""
    output = scratch.temporary / "output"
    inner = scratch.program("inner", f'printf "%s\\n" "$@" >>"{scratch.temporary}/asked"')
    scratch.program("python3", f'[ "$2" = venv ] && mkdir -p "$3/bin" && cp "{inner}" "$3/bin/python"\nexit 0')
    return scratch.run(
        "bash",
        str(SCRIPTS / "install.sh"),
        RUNNER_TEMP=str(scratch.temporary),
        GITHUB_OUTPUT=str(output),
        GITHUB_ACTION_PATH="/actions/followthrough",
        **inputs,
    )


@pytest.mark.parametrize(("version", "package"), [("", "/actions/followthrough"), ("0.1.0", "followthrough==0.1.0")])
def test_the_action_installs_itself_or_the_version_that_was_asked_for(scratch: Scratch, version: str, package: str) -> None:
    assert install(scratch, INPUT_VERSION=version).returncode == 0
    asked = (scratch.temporary / "asked").read_text(encoding="utf-8").splitlines()
    assert asked[:3] == ["-m", "pip", "install"]
    assert asked[-1] == package
    command = (scratch.temporary / "output").read_text(encoding="utf-8")
    assert command == f"command={scratch.temporary}/followthrough/bin/followthrough\n"


def test_a_version_that_is_none_is_refused(scratch: Scratch) -> None:
    done = install(scratch, INPUT_VERSION="0.1 @ https://example.org/x.zip")
    assert done.returncode == 2
    assert commands(done.stdout) == ["::error title=followthrough::version is not a version: write it like 0.1.0"]
    assert not (scratch.temporary / "asked").exists()


def test_an_old_python_is_told_in_a_sentence(scratch: Scratch) -> None:
    scratch.program("python3", "exit 1")
    done = scratch.run("bash", str(SCRIPTS / "install.sh"), RUNNER_TEMP=str(scratch.temporary), GITHUB_ACTION_PATH="/a")
    assert done.returncode == 2
    assert "Python 3.11 or newer is needed" in done.stdout
