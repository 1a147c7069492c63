"""Write an invented postmortem down as Markdown, in the house style of its team. One file a style."""

from __future__ import annotations

from collections.abc import Callable

from followthrough.web.demo.papers import bullets, checklist, form, prose, sections, table
from followthrough.web.demo.papers.paper import Paper, Promise

STYLES: dict[str, Callable[[Paper], str]] = {
    "bullets": bullets.write,
    "checklist": checklist.write,
    "form": form.write,
    "prose": prose.write,
    "sections": sections.write,
    "table": table.write,
}

__all__ = ["STYLES", "Paper", "Promise"]
