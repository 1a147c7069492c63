"""What a document is written in, told by its content. A name only settles what the content leaves open; in doubt it is Markdown."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What can be read."""

    MARKDOWN = "Markdown"
    HTML = "HTML"
    DOCX = "Word"
    RST = "reStructuredText"
    ASCIIDOC = "AsciiDoc"
    JIRA = "Jira wiki markup"
    PLAIN = "plain text"
    EMAIL = "e-mail"


# What a file begins with that is packed, and no text.
PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
# The first header of a message as mail programs save them.
MAIL = (
    *(b"return-path:", b"received:", b"delivered-to:", b"message-id:", b"mime-version:", b"from:", b"from ", b"date:", b"to:"),
    *(b"subject:", b"content-type:", b"x-", b"dkim-signature:", b"arc-", b"authentication-results:", b"thread-", b"reply-to:"),
)
# One of these stands in every document that may be something else than Markdown.
HINTS = (
    *("h1. ", "h2. ", "h3. ", "h4. ", "||", "{noformat}", "{panel"),
    *("\n== ", "\n=== ", "\n|===", "\n:toc:"),
    *("\n.. ", "\n~~~", "\n^^^", '\n"""', "\n***", "\n+++", "\n###", "\n====", "\n----", "\n+--", "`_", ":`", "::\n"),
)
# Where one of these stands, a line that begins with `#` may be an entry of a list, or a comment in a shell command.
OTHERWISE = ("\nh1. ", "\nh2. ", "\nh3. ", "\nh4. ", "\n||", "\n== ", "\n.. ", "{noformat}")


def is_mail(data: bytes) -> bool:
    """Whether bytes begin like a saved message; looks closely only where the first word is a header's."""
    if not data[:40].lstrip().lower().startswith(MAIL):
        return False
    from followthrough.core.parse.signs import has_mail_headers

    return has_mail_headers(data)


def format_of(text: str, *, name: str) -> Format:
    """What a text is written in."""
    start = text[:4000].lstrip("\ufeff \t\n")
    if _has_markdown_headings(text, start):
        return Format.MARKDOWN
    ending = name[-12:].lower()
    plain = not ending.endswith((".md", ".markdown"))
    if not (start.startswith(("<", "= ")) or plain or any(hint in text for hint in HINTS)):
        return Format.MARKDOWN
    from followthrough.core.parse.signs import look_closely

    return look_closely(text, start=start, ending=ending)


def _has_markdown_headings(text: str, start: str) -> bool:
    """Whether a text shows at once that it is Markdown, as nearly all of them do: the closer look takes time that a hook has not."""
    if not (start.startswith("# ") or "\n# " in text or "\n## " in text):
        return False
    return not (start.startswith(("<", "= ", "h1.", "h2.", "h3.", "||")) or any(hint in text for hint in OTHERWISE))
