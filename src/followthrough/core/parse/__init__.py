"""Bytes to `Document`. Reads the formats it knows; finds no action items."""

from __future__ import annotations

from followthrough.core.document import Document
from followthrough.core.parse.decode import decode

__all__ = ["parse"]


def parse(data: bytes, *, name: str) -> Document:
    """Read a document. Raises InputError, naming the line where it can, for what is not readable text."""
    text = decode(data, name=name)
    # Loads the Markdown parser, most of a cold start: a file that can't be read is refused without it.
    from followthrough.core.parse.markdown import read_markdown

    front_matter, blocks = read_markdown(text)
    return Document(text=text, blocks=blocks, name=name, front_matter=front_matter)
