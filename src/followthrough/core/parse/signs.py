"""The marks by which a text shows what it is written in, counted against those of Markdown. Loaded only where there is a doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from followthrough.core.parse.kind import Format
from followthrough.core.pattern import UNLIMITED, Pattern

ENOUGH = 3  # points
LOOKED_AT = 200_000  # characters: what a document is written in shows long before
MOST_COUNTED = 50
SKIPPED_COMMENTS = 20
PAGE = ("<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<ac:", '<b style="font-weight:normal')
FRAGMENT = Pattern(r"<(?:h[1-6]|p|div|table|tbody|ul|ol|article|section|main|header|span|figure|time|ac:[\w-]{1,40})[\s/>]", re.IGNORECASE)
CLOSINGS = Pattern(r"</(?:h[1-6]|p|li|td|th|ul|ol|table|ac:[\w-]{1,40})>", re.IGNORECASE, longest=UNLIMITED)
VERBATIM = Pattern(r"(?is)<(pre|script|style|ac:plain-text-body)\b.*?</\1\s{0,9}>", longest=UNLIMITED)


def _lines(pattern: str, needs: tuple[str, ...] = ()) -> Pattern:
    return Pattern(pattern, re.MULTILINE, needs=needs, longest=UNLIMITED)


Signs = tuple[tuple[int, Pattern], ...]
MARKDOWN: Signs = (
    (3, _lines(r"^ {0,3}#{2,6} \S", ("## ",))),
    (3, _lines(r"^# [^\n]", ("# ",))),
    (3, _lines(r"^ {0,3}```", ("```",))),
    (3, _lines(r"^ {0,3}\|?[ \t]{0,9}:?-{3,90}:?[ \t]{0,9}\|", ("--",))),
    (2, _lines(r"\]\((?:https?:|[./#\w])", ("](",))),
    (2, _lines(r"^\s{0,30}[-*] \[[ xX]\] ", ("] ",))),
    (1, _lines(r"\*\*[^\s*]", ("**",))),
)
# A `#` makes an entry of a numbered list in Jira, and a comment in the shell commands that AsciiDoc and reStructuredText quote.
MARKDOWN_AGAINST_JIRA = MARKDOWN[2:]
JIRA: Signs = (
    (4, _lines(r"^[ \t]{0,9}h[1-6]\. [ \t]{0,9}\S", (". ",))),
    (3, _lines(r"^[ \t]{0,9}\|\|[^\n]{1,500}\|\|[ \t]{0,9}\n[ \t]{0,9}\|[^|\n-]", ("||",))),
    (2, _lines(r"^\{(?:code|noformat|panel|quote|info|note|warning|tip|expand)\b[^}\n]{0,200}\}", ("{",))),
    (1, _lines(r"\[[^\]|\n]{1,200}\|https?:", ("|http",))),
    (1, _lines(r"\{color(?::[^}\n]{1,30})?\}", ("{color",))),
)
JIRA_HEADING = JIRA[:1]
ASCIIDOC: Signs = (
    (3, _lines(r"^={2,5} [^\s=]", ("== ",))),
    (2, _lines(r"^:[a-z][\w-]{1,40}:(?: |$)", (":",))),
    (2, _lines(r"^\[(?:source|NOTE|TIP|quote|cols|options|%|discrete|listing)[^\]\n]{0,200}\]$", ("[",))),
    (3, _lines(r"^\|===$", ("|===",))),
    (1, _lines(r"^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION): ", (": ",))),
    (1, _lines(r"https?://[^\s\[\]]{1,200}\[", ("://",))),
)
RST: Signs = (
    (4, _lines(r"^\.\. [a-zA-Z][\w-]{1,40}::", ("::",))),
    (3, _lines(r"^\.\. _[^\n:]{1,200}:", (".. _",))),
    (2, _lines(r":[a-z][\w:-]{1,40}:`[^`\n]", (":`",))),
    (2, _lines(r"[^`\n]>`__?(?!\w)", (">`_",))),
    (3, _lines(r"^[ \t]{0,9}\+[-=]{3,200}\+", ("+-", "+="))),
    (3, _lines(r"^[ \t]{0,9}={3,200}(?: +={3,200})+[ \t]{0,9}$", ("===",))),
    (3, _lines(r"(?<![^\n]\n)^(([=\-~^\"'+#*])\2{2,200})\n[^\n]{1,200}\n\1$", ("===", "---", "~~~", "^^^", "***", "###", "+++"))),
    (3, _lines(r"^[^\s\-=~^\"+#*`|][^\n]{1,200}\n(?:~{4,200}|\^{4,200}|\"{4,200}|\+{4,200})$", ("~~~", "^^^", '"""', "+++"))),
    (1, _lines(r"^:[A-Z][\w -]{1,40}: \S", (": ",))),
)
PLAIN: Signs = (
    (3, _lines(r"^[ \t]{0,30}[•◦▪‣●–·][ \t]{1,9}\S", ("•", "◦", "▪", "‣", "●", "–", "·"))),
    (3, _lines(r"^[A-Z][A-Z0-9 &/,'()-]{4,60}:?[ \t]{0,9}$")),
    (3, _lines(r"^[A-Z][\w &/,'()-]{2,60}:[ \t]{0,9}$", (":",))),
    (1, _lines(r"^[ \t]{0,9}\d{1,2}\) \S", (") ",))),
)
# Without one of these no number of other marks is enough.
SURE: dict[Format, Signs] = {Format.JIRA: JIRA[:2], Format.ASCIIDOC: ASCIIDOC[:1], Format.RST: RST}
MARKDOWN_ENDINGS = (".md", ".markdown")
MAIL_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,70}:(?:[ \t]|$)")
MAIL_NAMES = frozenset({b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"received", b"return-path", b"content-type"})
MAIL_SURE = frozenset({b"message-id", b"mime-version", b"received", b"return-path", b"content-type"})
ENDINGS = {
    ".rst": Format.RST,
    ".rest": Format.RST,
    ".adoc": Format.ASCIIDOC,
    ".asciidoc": Format.ASCIIDOC,
    ".jira": Format.JIRA,
    ".wiki": Format.JIRA,
}


def has_mail_headers(data: bytes) -> bool:
    """Whether the lines up to the first empty one are a message's headers, and among them those that programs write."""
    head = data[:100_000].lstrip().replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].split(b"\n")
    if head and head[0].startswith((b"From ", b">From ")):
        head = head[1:]
    names = set()
    for line in head:
        if line[:1] in {b" ", b"\t"}:
            continue
        if not MAIL_HEADER.match(line):
            return False
        names.add(line.partition(b":")[0].lower())
    return (len(names & MAIL_NAMES) >= 3 and bool(names & MAIL_SURE)) or {b"from", b"to", b"subject", b"date"} <= names


def look_closely(text: str, *, start: str, ending: str) -> Format:
    """What a text is written in, where it may be something else than Markdown."""
    sample = text[:LOOKED_AT]
    if start.startswith("<") and is_html(text, start):
        return Format.HTML
    named = next((kind for end, kind in ENDINGS.items() if ending.endswith(end)), None)
    markdown = points(MARKDOWN, sample)
    titled = start.startswith("= ")
    for kind, found, other in (
        (Format.JIRA, points(JIRA, sample), points(MARKDOWN_AGAINST_JIRA, sample) if points(JIRA_HEADING, sample) else markdown),
        (Format.ASCIIDOC, points(ASCIIDOC, sample) + ENOUGH * titled, points(MARKDOWN_AGAINST_JIRA, sample) if titled else markdown),
        (Format.RST, points(RST, sample), markdown),
    ):
        sure = points(SURE[kind], sample) or (kind is Format.ASCIIDOC and titled)
        enough = 2 * ENOUGH if ending.endswith(MARKDOWN_ENDINGS) else 1 if kind is named else ENOUGH
        if sure and found >= enough and found > other:
            return kind
    if not markdown and not ending.endswith(MARKDOWN_ENDINGS) and points(PLAIN, sample) >= ENOUGH:
        return Format.PLAIN
    return Format.MARKDOWN


def points(signs: Sequence[tuple[int, Pattern]], text: str) -> int:
    total = 0
    for worth, sign in signs:
        for _, _ in zip(range(MOST_COUNTED), sign.finditer(text), strict=False):
            total += worth
    return total


def is_html(text: str, start: str) -> bool:
    """Whether a text that begins with a tag is a page, or the inner part of one; Markdown may begin with tags, too."""
    for _ in range(SKIPPED_COMMENTS):
        opened = next((mark for mark in (("<!--", "-->"), ("<?xml", "?>")) if start.startswith(mark[0])), None)
        if opened is None:
            break
        start = start.partition(opened[1])[2].lstrip()
    if start[:40].lower().startswith(PAGE):
        return True
    if not FRAGMENT.match(start) or not text.rstrip().endswith(">"):
        return False
    tags = VERBATIM.sub("", text)
    return not points(MARKDOWN, tags) and next(CLOSINGS.finditer(tags), None) is not None
