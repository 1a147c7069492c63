"""`./run bench rules`: counts over any folder, without naming a document."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "benchmarks" / "rules.py"
TEXT = (
    "# Mail was late\n\nDate: {}\n\n## Action items\n\n- Cap the retries of the mail sender at five.\n- [x] Alert when the queue is old.\n"
)


def test_documents_and_open_items_are_counted_for_each_rule(tmp_path: Path) -> None:
    (tmp_path / "first.md").write_text(TEXT.format("2026-03-02"), encoding="utf-8")
    (tmp_path / "second.md").write_text(TEXT.format("2026-05-20"), encoding="utf-8")
    (tmp_path / "empty.md").write_bytes(b"")
    counts = tmp_path / "counts.json"
    done = subprocess.run([sys.executable, SCRIPT, tmp_path, "--json", counts], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[0] == "2 documents, 2 with action items; 2 open items"
    assert [line.split() for line in lines if line.startswith("FT101")] == [["FT101", "no-owner", "2", "100", "%", "2", "100", "%"]]
    assert json.loads(counts.read_text(encoding="utf-8"))["rules"]["FT207"] == {"documents": 1, "findings": 1}
    assert "first" not in done.stdout


def test_a_folder_without_documents_is_no_result(tmp_path: Path) -> None:
    assert subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, check=False).returncode == 1
