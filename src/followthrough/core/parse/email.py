"""A saved message (.eml) to Markdown: its subject, its date, and its text. Opens no attachment."""

from __future__ import annotations

import codecs
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from followthrough.core.parse.html import to_markdown as read_html
from followthrough.core.parse.kind import Format, format_of
from followthrough.errors import InputError

LARGEST = 32 * 1024 * 1024
LARGEST_TEXT = 10 * 1024 * 1024
MOST_PARTS = 500
REPLIES = ("re:", "fwd:", "fw:", "aw:", "wg:")
BY_PROGRAMS = frozenset({"exported from confluence"})
NO_TEXTS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})  # codecs that are no encodings of mail
NO_TEXT = "this message has no text, only attachments: save the postmortem that is attached and read that"
DAMAGED = "this message can't be taken apart: open it in your mail program, copy the text and save that"


def to_markdown(data: bytes, *, name: str) -> str:
    """The message as a document, its subject for a title."""
    if len(data) > LARGEST:
        raise InputError("the message is too large, over 32 MB: save it without its attachments", source=name)
    data = data.lstrip()
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    try:
        if data.count(b"boundary") > MOST_PARTS:
            raise InputError(DAMAGED, source=name)
        message = message_from_bytes(data)
        body = _body(message, name)
        subject, day = _subject(message), _day(message)
    except (MessageError, RecursionError, ValueError, TypeError, LookupError, AttributeError, IndexError):
        raise InputError(DAMAGED, source=name) from None
    head = [f"# {subject}", ""] if subject else []
    return "\n".join([*head, *([f"Date: {day}", ""] if day else []), body])


def _body(message: Message, name: str) -> str:
    texts = [part for part in message.walk() if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"]
    for kind in ("plain", "html"):
        for part in texts:
            words = _text(part, name) if part.get_content_subtype() == kind else ""
            if words.strip():
                return read_html(words, name=name) if kind == "html" else _plain(words, name)
    raise InputError(NO_TEXT, source=name)


def _plain(text: str, name: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").partition("\n-- \n")[0]  # what follows is a signature
    kind = format_of(text, name=name)
    if kind is Format.MARKDOWN:
        return text
    from followthrough.core.parse.translate import translate

    return translate(text, kind, name=name)


def _text(part: Message, name: str) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if len(data) > LARGEST_TEXT:
        raise InputError("the text of this message is too large, over 10 MB: cut what is not the postmortem", source=name)
    return _decoded(data, part.get_content_charset() or "utf-8")


def _decoded(data: bytes, charset: str) -> str:
    try:
        encoding = codecs.lookup(charset).name
        if encoding not in NO_TEXTS:
            return data.decode(encoding, "replace")
    except (LookupError, ValueError):
        pass
    return data.decode("utf-8", "replace")


def _subject(message: Message) -> str:
    parts = decode_header(str(message.get("Subject", ""))[:2000])
    said = " ".join("".join(_decoded(part, charset or "utf-8") if isinstance(part, bytes) else part for part, charset in parts).split())
    while said.lower().startswith(REPLIES):
        said = said.partition(":")[2].strip()
    return "" if said.lower() in BY_PROGRAMS else said


def _day(message: Message) -> str:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))[:200]).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
