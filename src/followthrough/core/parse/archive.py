"""What lies in a packed file, looked at before anything is unpacked. Writes nothing to disk, opens no file inside another.

Refuses by what a file says of itself (sizes, names, number of entries) and again by what comes out of it.
"""

from __future__ import annotations

import io
import stat
import struct
import zlib
from collections.abc import Iterable, Sequence
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from followthrough.errors import InputError

LARGEST = 32 * 1024 * 1024  # bytes as packed; most of them are pictures, which are not looked at
MOST_ENTRIES = 2_000
LARGEST_DIRECTORY = 1024 * 1024
LARGEST_PART = 24 * 1024 * 1024  # unpacked
LARGEST_WHOLE = 256 * 1024 * 1024  # all entries together, by what they say; only a few are unpacked
STEEPEST = 120  # unpacked bytes for each packed one, of an entry that is over a megabyte
END_RECORD = b"PK\x05\x06"
ENCRYPTED = 0x1
BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, struct.error, IndexError)

DAMAGED = "this file is damaged or was cut off: open it in Word, save it again and read that"
BOMB = "this file would unpack to far more than a postmortem can hold: open it in Word, copy the text and save that"
MACROS = "this Word file holds macros: save it as .docx, without them, and read that"
LOCKED = "this file is locked with a password: open it, save it without the password and read that"
OLE = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", "this is a Word file of the old kind (.doc): save it as .docx and read that"),
    ("__substg1.0_", "this is an Outlook message (.msg): save it as .eml or as text and read that"),
    ("Workbook", "this is a spreadsheet: save the sheet with the action items as HTML or Markdown and read that"),
    ("PowerPoint", "these are slides: save the postmortem as text and read that"),
)
OLD_OFFICE = "this is an Office file of an old kind or a locked one: save it as .docx, without a password, and read that"


def refuse_ole(data: bytes, *, name: str) -> InputError:
    """What to say of a file in the container that Office used before."""
    for entry, said in OLE:
        if entry.encode("utf-16-le") in data:
            return InputError(said, source=name)
    return InputError(OLD_OFFICE, source=name)


def open_archive(data: bytes, *, name: str) -> ZipFile:
    """A packed file whose directory promises nothing out of the ordinary."""
    if len(data) > LARGEST:
        raise InputError(f"the file is too large, over {LARGEST // 1024 // 1024} MB: save it without its pictures", source=name)
    _check_end(data, name)
    try:
        archive = ZipFile(io.BytesIO(data))
    except BROKEN:
        raise InputError(DAMAGED, source=name) from None
    _check_entries(archive.infolist(), len(data), name)
    return archive


def read_part(archive: ZipFile, part: str, *, name: str) -> bytes:
    """One entry, no more of it than it may have."""
    try:
        with archive.open(part) as file:
            data = file.read(LARGEST_PART + 1)
    except BROKEN:
        raise InputError(DAMAGED, source=name) from None
    if len(data) > LARGEST_PART:
        raise InputError(BOMB, source=name)
    return data


def refuse_other_kinds(names: Iterable[str], archive: ZipFile, *, name: str) -> None:
    """A packed file that is no Word file is called by its name."""
    known = set(names)
    if any(entry.lower().endswith("vbaproject.bin") for entry in known):
        raise InputError(MACROS, source=name)
    if "[Content_Types].xml" in known and any(entry.startswith("word/") for entry in known):
        return
    if any(entry.startswith("xl/") for entry in known):
        raise InputError("this is a spreadsheet: save the sheet with the action items as HTML or Markdown and read that", source=name)
    if any(entry.startswith("ppt/") for entry in known):
        raise InputError("these are slides: save the postmortem as text and read that", source=name)
    if "mimetype" in known and b"opendocument" in read_part(archive, "mimetype", name=name)[:100]:
        raise InputError("this is an OpenDocument file: save it as .docx, HTML or Markdown and read that", source=name)
    raise InputError("this is a zip archive, not a document: unpack it and read the documents that are in it", source=name)


def _check_end(data: bytes, name: str) -> None:
    """The record at the end says how long the directory is: reading a made-up one would take a lot of memory."""
    at = data.rfind(END_RECORD, max(0, len(data) - 66_000))
    if at < 0 or len(data) < at + 22:
        raise InputError(DAMAGED, source=name)
    entries, size = struct.unpack("<HI", data[at + 10 : at + 16])
    if entries > MOST_ENTRIES or size > LARGEST_DIRECTORY:
        raise InputError(BOMB, source=name)


def _check_entries(entries: Sequence[ZipInfo], packed: int, name: str) -> None:
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
        raise InputError(BOMB, source=name)
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise InputError(f"{DAMAGED} (it has an entry twice)", source=name)
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        _check_entry(entry, name)
        if entry.header_offset < end or entry.header_offset + entry.compress_size > packed:
            raise InputError(f"{DAMAGED} (its entries lie over each other)", source=name)
        end = entry.header_offset + entry.compress_size


def _check_entry(entry: ZipInfo, name: str) -> None:
    said = entry.orig_filename
    if said.startswith(("/", "\\")) or ".." in said.replace("\\", "/").split("/") or any(mark in said for mark in "\\:\0\n\r"):
        raise InputError("this file holds names that lead out of it, as no Word file does: don't trust it", source=name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise InputError("this file holds a link to another file, as no Word file does: don't trust it", source=name)
    if entry.flag_bits & ENCRYPTED:
        raise InputError(LOCKED, source=name)
    if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise InputError(DAMAGED, source=name)
    if entry.file_size > 1024 * 1024 and entry.file_size > STEEPEST * max(1, entry.compress_size):
        raise InputError(BOMB, source=name)
