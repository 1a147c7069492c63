"""How a fake Linear keeps the text of an issue, and what in it would do something. Renders nothing.

Linear keeps documents, not Markdown: text goes in and comes out again as its editor writes it, without HTML. An address of a person or of
an issue in it becomes a mention (linear.app/developers/graphql, "Mentioning"), an identifier a link, an image is fetched and kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import Final
from urllib.parse import unquote

_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>\n]*>")
_BULLET: Final = re.compile(r"^(\s*)[-+] (?=\S)", re.MULTILINE)
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_ADDRESS: Final = re.compile(r"linear\.app/[\w-]+/(?P<what>profiles|%70rofiles|issue)/(?P<name>[\w.-]+)", re.IGNORECASE)
_IMAGE: Final = re.compile(r"!\[[^\]]*\]\(<?https?://")
_IDENTIFIER: Final = re.compile(r"(?<![\w/-])([A-Za-z][A-Za-z0-9]{0,6})-(\d+)\b")
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def kept(markdown: str) -> str:
    """The text as it is read back."""
    text = _UNSEEN.sub("", markdown.replace("\r\n", "\n").replace("\r", "\n"))
    text = _TAG.sub(lambda found: found[0] if "://" in found[0] else "", _COMMENT.sub("", text))
    text = _BULLET.sub(r"\1* ", text)
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def effects(markdown: str, *, teams: Collection[str]) -> Iterator[str]:
    """What this text would do in Linear, beside being read."""
    finished = _ESCAPED.sub(r"\1", unescape(_UNSEEN.sub("", markdown)))
    for found in _ADDRESS.finditer(finished):
        yield f"mentions {unquote(found['what'])} {found['name']}"
    for found in _IDENTIFIER.finditer(finished):
        if found[1].upper() in teams:
            yield f"links to {found[0]}"
    if _IMAGE.search(markdown):
        yield "loads an image"
