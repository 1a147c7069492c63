"""One invented postmortem, written down in every format that is read. Says nothing of what should be found in it."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "receipts"


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


MARKDOWN = _read("markdown.md")
CONFLUENCE = _read("confluence.html")
CONFLUENCE_STORAGE = _read("confluence-storage.html")
NOTION = _read("notion.html")
GOOGLE_DOCS = _read("google-docs.html")
RST = _read("restructuredtext.rst")
ASCIIDOC = _read("asciidoc.adoc")
JIRA = _read("jira.wiki")
PLAIN = _read("plain.txt")
