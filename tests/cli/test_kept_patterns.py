"""Expressions kept from one run to the next are those that the standard library would have compiled, and nothing depends on them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.patterns import expressions
from followthrough.cli.kept_patterns import KeptPatterns

POSTMORTEM = "# Mail was late\n\n## Action items\n\n- Improve monitoring.\n"


def test_every_kept_expression_is_what_the_standard_library_compiles(tmp_path: Path) -> None:
    file = str(tmp_path / "cache" / "patterns")
    every = {(expression.pattern, int(expression.flags)) for _, expression in expressions()}
    first = KeptPatterns(file)
    for pattern, flags in every:
        first.compile(pattern, flags)
    first.save()
    second = KeptPatterns(file)
    second.load()
    assert len(second.forms) == len(every) > 200
    assert [pattern for pattern, flags in every if second.compile(pattern, flags) != re.compile(pattern, flags)] == []
    assert not second.grown


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x00" * 100, b"[[[[", b"i\x01\x00\x00\x00"])
def test_a_damaged_cache_is_passed_over(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "patterns"
    file.write_bytes(content)
    kept = KeptPatterns(str(file))
    kept.load()
    assert kept.compile(r"(?P<word>\w+)").match("mail")["word"] == "mail"


def test_a_form_that_the_engine_refuses_is_compiled_anew(tmp_path: Path) -> None:
    kept = KeptPatterns(str(tmp_path / "patterns"))
    kept.forms["a+", 0] = (0, [999, 999], 0, {}, (None,))
    assert kept.compile("a+").match("aa")[0] == "aa"


def test_a_faulty_expression_is_told_as_ever(tmp_path: Path) -> None:
    with pytest.raises(re.error):
        KeptPatterns(str(tmp_path / "patterns")).compile("(")


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = KeptPatterns(str(tmp_path / "file" / "patterns"))
    kept.compile("a+")
    kept.save()
    assert kept.grown


def test_lint_says_the_same_with_and_without_what_was_kept(tmp_path: Path) -> None:
    paper = tmp_path / "papers" / "mail.md"
    paper.parent.mkdir()
    paper.write_text(POSTMORTEM)
    command = [sys.executable, "-m", "followthrough.cli.main", "lint", str(paper)]
    said = [
        subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
        ).stdout
        for _ in range(2)
    ]
    assert said[0] == said[1] != ""
    assert list((tmp_path / "cache" / "followthrough").iterdir())
