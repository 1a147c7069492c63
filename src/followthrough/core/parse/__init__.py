"""Bytes to `Document`. Reads every format it knows; finds no action items."""

from __future__ import annotations

from followthrough.core.document import Document
from followthrough.core.parse.decode import decode
from followthrough.core.parse.front_matter import split_front_matter

__all__ = ["parse"]


def parse(data: bytes, *, name: str) -> Document:
    """Read a document. Raises InputError, naming the line where it can, for what is not readable text."""
    text = decode(data, name=name)
    from followthrough.core.parse.markdown import read_blocks  # loads the Markdown parser: most of a cold start

    front_matter, body_at = split_front_matter(text)
    return Document(text=text, blocks=read_blocks(text, skip_lines=body_at), name=name, front_matter=front_matter)
