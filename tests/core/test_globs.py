"""Patterns of paths."""

from __future__ import annotations

import pytest

from followthrough.core.globs import matches


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("drafts", "drafts/late.md"),
        ("drafts/", "docs/drafts/late.md"),
        ("*.draft.md", "docs/2026/late.draft.md"),
        ("docs/*.md", "docs/late.md"),
        ("./docs/*.md", "./docs/late.md"),
        ("/docs", "docs/2026/late.md"),
        ("docs/**/late.md", "docs/late.md"),
        ("docs/**/late.md", "docs/2026/06/late.md"),
        ("docs/**", "docs/2026/late.md"),
        ("20[12]?-*", "docs/2019-late.md"),
        ("[!a]*.md", "late.md"),
        ("a+b.md", "a+b.md"),
    ],
)
def test_a_pattern_fits(pattern: str, path: str) -> None:
    assert matches(path, [pattern])


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("drafts", "mydrafts/late.md"),
        ("docs/*.md", "docs/2026/late.md"),
        ("docs/late.md", "old/docs/late.md"),
        ("*.draft.md", "late.md"),
        ("20[12]?-*", "2030-late.md"),
        ("[!a]*.md", "a.md"),
        ("a+b.md", "aab.md"),
    ],
)
def test_a_pattern_does_not_fit(pattern: str, path: str) -> None:
    assert not matches(path, [pattern])


def test_nothing_fits_no_pattern() -> None:
    assert not matches("late.md", [])


def test_a_hostile_pattern_stays_quick() -> None:
    assert not matches("a" * 200 + "/b", ["*a*a*a*b/c"])
