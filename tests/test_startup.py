"""What the commands for documents load. They start inside a pre-commit hook, so no server and no HTTP client may come along."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.imports import SOURCE

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE.parent)}
# Run a command, then print the top names of all that was loaded.
PROBE = """
import sys
from followthrough.cli.main import main
status = main(sys.argv[1:])
print("LOADED", *sorted({name.partition(".")[0] for name in sys.modules}))
sys.exit(status)
"""
SERVER = {
    "allauth", "django", "dj_database_url", "django_htmx", "gunicorn", "huey", "nh3", "ninja", "psycopg", "sqlite3", "whitenoise",
}  # fmt: skip
NETWORK = {"aiohttp", "anyio", "http", "httpcore", "httpx", "httpx2", "requests", "socket", "ssl", "urllib3"}
HEAVY = {"asyncio", "click", "difflib", "multiprocessing", "pydantic", "rich", "shtab", "typer"}
POSTMORTEM = """# Orders were late

## Action items

- Alert when the order queue is older than ten minutes. (Owner: Ines Duarte, due 2030-01-31, ORD-7)
- Improve the order worker.
"""


def loaded(*words: str) -> tuple[int, set[str]]:
    """The exit status of a command, and the top names of the modules it loaded."""
    done = subprocess.run([sys.executable, "-c", PROBE, *words], capture_output=True, text=True, check=False, env=ENVIRONMENT)
    last = done.stdout.rstrip().rpartition("\n")[2]
    assert last.startswith("LOADED"), done.stderr
    return done.returncode, set(last.split()[1:])


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("lint", "FILE"), 1),
        (("lint", "--format", "json", "FILE"), 1),
        (("lint", "--format", "sarif", "FILE"), 1),
        (("lint", "--format", "junit", "FILE"), 1),
        (("extract", "FILE"), 0),
        (("extract", "--format", "json", "FILE"), 0),
        (("rule", "FT101"), 0),
        (("new", "Mail was late", "--print"), 0),
    ],
)
def test_a_command_for_documents_loads_no_server_and_no_network(tmp_path: Path, words: tuple[str, ...], status: int) -> None:
    file = tmp_path / "postmortem.md"
    file.write_text(POSTMORTEM, encoding="utf-8")
    came, names = loaded(*(str(file) if word == "FILE" else word for word in words))
    assert came == status
    assert "followthrough" in names
    assert not names & (SERVER | NETWORK | HEAVY)


def test_only_the_command_that_was_asked_for_is_loaded() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from followthrough.cli.main import main; main(['rule', 'FT101']);"
            " print('LOADED', *(name for name in sys.modules if name.startswith('followthrough.cli.')))",
        ],
        capture_output=True,
        text=True,
        check=True,
        env=ENVIRONMENT,
    )
    last = done.stdout.rstrip().rpartition("\n")[2]
    assert set(last.split()) == {"LOADED", "followthrough.cli.main", "followthrough.cli.rule", "followthrough.cli.console"}
