"""Bytes to `Document`. Every format becomes Markdown first, and one reader reads that; finds no action items."""

from __future__ import annotations

from followthrough.core.document import Document
from followthrough.core.parse.decode import decode
from followthrough.core.parse.kind import PACKED, Format, format_of, is_mail

__all__ = ["Format", "parse"]


def parse(data: bytes, *, name: str) -> Document:
    """Read a document. Raises InputError, naming the line where it can, for what can't be read."""
    text, kind = _canonical(data, name)
    if kind is not Format.MARKDOWN:
        text = _clean(text)
    # Loads the Markdown parser, most of a cold start: a file that can't be read is refused without it.
    from followthrough.core.parse.markdown import read_markdown

    front_matter, blocks = read_markdown(text)
    return Document(text=text, blocks=blocks, name=name, front_matter=front_matter, format=kind)


def _canonical(data: bytes, name: str) -> tuple[str, Format]:
    """A document as Markdown, and what it was before. Only what is not Markdown loads more than the reader of Markdown."""
    if data.startswith(PACKED):
        from followthrough.core.parse.docx import to_markdown as read_docx

        return read_docx(data, name=name), Format.DOCX
    if is_mail(data):
        from followthrough.core.parse.email import to_markdown as read_mail

        return read_mail(data, name=name), Format.EMAIL
    if data[:1] == b"<":
        from followthrough.core.parse.charset import in_unicode

        data = in_unicode(data)
    text = decode(data, name=name)
    kind = format_of(text, name=name)
    if kind is Format.MARKDOWN:
        return text, kind
    from followthrough.core.parse.translate import translate

    return translate(text, kind, name=name), kind


def _clean(text: str) -> str:
    """What a translator let through that no canonical text has: line ends of two characters, NUL, halves of characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return text.encode("utf-8", "replace").decode()
