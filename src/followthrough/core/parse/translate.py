"""From a format's name to its translator. Loads only the one that is asked for."""

from __future__ import annotations

from importlib import import_module

from followthrough.core.parse.kind import Format
from followthrough.errors import InputError

MODULES = {
    Format.HTML: "html",
    Format.RST: "rst",
    Format.ASCIIDOC: "asciidoc",
    Format.JIRA: "jira_wiki",
    Format.PLAIN: "plain",
}


def translate(text: str, kind: Format, *, name: str) -> str:
    """A text of this format as Markdown."""
    reader = import_module(f"followthrough.core.parse.{MODULES[kind]}")
    try:
        translated = reader.to_markdown(text, name=name)
    except RecursionError:
        raise InputError("this document is nested too deeply to be a postmortem: save the plain text of it", source=name) from None
    return str(translated)
