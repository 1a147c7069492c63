"""Bytes to canonical text: Unicode, LF line ends, no byte-order mark. Whatever can't be text is refused in words."""

from __future__ import annotations

import codecs

from followthrough.errors import InputError

# A postmortem of ten megabytes is a log file. Refused before anything is parsed.
LARGEST = 10 * 1024 * 1024
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What a wrong file starts with, and what to say of it.
PICTURE = "this is a picture, not a text: write the action items down and read that"
PACKED = "this is a compressed file: unpack it and read the documents in it"
PROGRAM = "this is a program, not a text: check the name of the file"
SIGNATURES = (
    (b"%PDF", "this is a PDF: export the postmortem as Markdown, Word or HTML and read that"),
    (b"PK\x03\x04", "this is a Word file or an archive: save the postmortem as Markdown and read that"),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\x00", PICTURE),
    (b"MM\x00*", PICTURE),
    (b"RIFF", PICTURE),
    (b"\x1f\x8b", PACKED),
    (b"BZh", PACKED),
    (b"\xfd7zXZ\x00", PACKED),
    (b"7z\xbc\xaf\x27\x1c", PACKED),
    (b"Rar!\x1a\x07", PACKED),
    (b"(\xb5/\xfd", PACKED),
    (b"{\\rtf", "this is an RTF file: save it as .docx, HTML or Markdown and read that"),
    (b"\x7fELF", PROGRAM),
    (b"MZ\x90\x00", PROGRAM),
    (b"SQLite format 3\x00", "this is a database, not a text: check the name of the file"),
)
EMPTY = "the file is empty: there is nothing to read"
BINARY = "this is not a text, it holds NUL bytes: export the postmortem as Markdown and read that"


def decode(data: bytes, *, name: str) -> str:
    """The canonical text of a document; InputError where it has none."""
    if len(data) > LARGEST:
        limit = LARGEST // 1024 // 1024
        raise InputError(f"the file is too large, over {limit} MB: cut what is not the postmortem (logs, dumps)", source=name)
    start = data[:64].lstrip()
    for signature, said in SIGNATURES:
        if start.startswith(signature):
            raise InputError(said, source=name)
    text = _decoded(data, name)
    if "\x00" in text:
        raise InputError(BINARY, source=name, line=text.count("\n", 0, text.index("\x00")) + 1)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(EMPTY, source=name)
    return text


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, name)
    return _strictly(data, "utf-8", name)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "replace").count("\n") + 1
        if encoding == "utf-8" and b"\x00" in data:
            raise InputError(BINARY, source=name, line=data.count(b"\n", 0, data.index(b"\x00")) + 1) from error
        raise InputError(
            f"this is not {encoding.upper()} text: save it as UTF-8 (iconv -f latin1 -t utf-8 FILE)", source=name, line=line
        ) from error
