"""Many documents are read on all cores, and nobody can tell from what is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from followthrough.cli import parallel
from followthrough.cli.main import main


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    for number in range(parallel.MANY + 12):
        body = "\n".join(f"- Alert when queue {number}-{item} is older than {item + 2} minutes. @ines" for item in range(number % 4))
        (tmp_path / f"2026-01-{number:03}.md").write_text(f"# Outage {number}\n\n## Action items\n\n{body}\n")
    (tmp_path / "2026-02-000.md").write_text("# Outage\n\n## Action items\n\n- Alert when queue 7-1 is older than 3 minutes. @ines\n")
    (tmp_path / "broken.md").write_bytes(b"\xff\xfe\x00")
    return tmp_path


@pytest.mark.parametrize("format_", ["text", "json"])
def test_many_documents_are_told_of_as_few_are(
    papers: Path, format_: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(parallel, "_cores", lambda: 2)
    assert main(["lint", "--format", format_, str(papers)]) == 1
    together = capsys.readouterr()
    monkeypatch.setattr("followthrough.cli.linting.MANY", 10**9)
    assert main(["lint", "--format", format_, str(papers)]) == 1
    assert capsys.readouterr() == together
    assert "promised before" in together.out
    assert "broken.md" in together.err
