"""What the guides tell people to copy: it parses, it is what the services take, and it names only what exists."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from followthrough.cli.lint import FORMATS
from tests.integrations.scratch import BAD, CLEAN, ROOT, Scratch

GUIDES = ROOT / "docs" / "guides"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CI = (GUIDES / "in-ci.md").read_text(encoding="utf-8")
EDITOR = (GUIDES / "in-your-editor.md").read_text(encoding="utf-8")
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def snippets(guide: str, language: str) -> list[str]:
    return [text for of, text in FENCE.findall(guide) if of == language]


def documents() -> list[dict[Any, Any]]:
    return [yaml.safe_load(text) for text in snippets(CI, "yaml")]


def steps() -> list[dict[str, Any]]:
    workflow = [step for one in documents() for job in one.get("jobs", {}).values() for step in job["steps"]]
    return workflow + [step for one in documents() for step in one.get("steps", [])]


def valid(tmp_path: Path, schema: str, name: str, value: object) -> None:
    path = tmp_path / name
    path.write_text(yaml.safe_dump(value), encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_workflows_are_what_github_takes(tmp_path: Path) -> None:
    workflows = [one for one in documents() if "jobs" in one or "steps" in one]
    assert len(workflows) == 3
    for one in workflows:
        if "steps" in one:
            job = {"runs-on": "ubuntu-latest", **one}
            one = {"on": "pull_request", "jobs": {"lint": job}}
        else:
            one["on"] = one.pop(True)  # what YAML 1.1 makes of the word
        valid(tmp_path, "vendor.github-workflows", "workflow.yml", one)


def test_the_action_is_given_only_inputs_that_it_has() -> None:
    given = [step["with"] for step in steps() if "/followthrough@" in step.get("uses", "")]
    assert len(given) == 3
    assert all(set(one) <= set(ACTION["inputs"]) for one in given)
    assert all("paths" in one for one in given)
    assert all(f"\n| `{name}` |" in CI for name in ACTION["inputs"])
    assert set(re.findall(r"steps\.lint\.outputs\.(\w+)", CI)) == set(ACTION["outputs"])


def test_nothing_from_outside_is_pasted_into_a_script() -> None:
    assert all("${{" not in step.get("run", "") for step in steps())


def test_the_job_for_gitlab_is_what_gitlab_takes(tmp_path: Path) -> None:
    (job,) = [one for one in documents() if "followthrough" in one]
    valid(tmp_path, "vendor.gitlab-ci", ".gitlab-ci.yml", job)
    (component,) = [one for one in documents() if "include" in one]
    head = next(yaml.safe_load_all((ROOT / "templates" / "lint.yml").read_text(encoding="utf-8")))
    assert set(component["include"][0]["inputs"]) <= set(head["spec"]["inputs"])


def test_the_hooks_are_ones_that_there_are() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    (config,) = [one for one in documents() if "repos" in one]
    assert {hook["id"] for repo in config["repos"] for hook in repo["hooks"]} <= hooks
    assert all(f"`{hook}`" in CI or f"id: {hook}" in CI for hook in hooks)


def test_every_format_that_is_named_is_one() -> None:
    assert set(re.findall(r"--format (\w+)", CI)) <= set(FORMATS)


@pytest.mark.parametrize("number", [0, 1])
def test_the_lines_for_git_look_at_what_has_changed(number: int, tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("docs/postmortems/old one.md", BAD)
    scratch.git("add", "--all")
    scratch.git("commit", "--quiet", "--message", "Begin")
    scratch.git("update-ref", "refs/remotes/origin/main", "HEAD")
    line = snippets(CI, "sh")[number]
    scratch.write("docs/postmortems/new one.md", CLEAN)
    scratch.git("add", "--all")
    if number == 0:
        scratch.git("commit", "--quiet", "--message", "Add one")
    done = scratch.run("sh", "-c", line)
    assert (done.returncode, done.stdout) == (0, "no findings in 1 file\n"), done.stderr
    scratch.write("docs/postmortems/new one.md", BAD)
    scratch.git("add", "--all")
    if number == 0:
        scratch.git("commit", "--quiet", "--message", "Change it")
    done = scratch.run("sh", "-c", line)
    assert "docs/postmortems/new one.md:5: FT111" in done.stdout
    assert done.returncode != 0


def test_the_settings_of_editors_parse_and_start_the_server() -> None:
    told = snippets(EDITOR, "json")
    assert len(told) == 3
    for text in told:
        json.loads(text)
        assert re.search(r'"followthrough",? ?"lsp"|\["lsp"\]', text)
    (helix,) = [tomllib.loads(text) for text in snippets(EDITOR, "toml")]
    assert helix["language-server"]["followthrough"] == {"command": "followthrough", "args": ["lsp"]}
    (emacs,) = snippets(EDITOR, "elisp")
    assert emacs.count("(") == emacs.count(")")
    (neovim,) = snippets(EDITOR, "lua")
    assert 'cmd = { "followthrough", "lsp" }' in neovim


@pytest.mark.parametrize("guide", ["in-ci.md", "in-your-editor.md"])
def test_links_within_the_project_lead_somewhere(guide: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", (GUIDES / guide).read_text(encoding="utf-8")):
        assert "://" in target or (GUIDES / target).exists()
