"""The text of an issue that we file in Linear: harmless Markdown, with a last line that carries the marker. Does not render.

Linear keeps documents, not Markdown, and drops comments in HTML: the marker stands in a line that can be read. An address of a person or an
issue of Linear becomes a mention (linear.app/developers/graphql), and an identifier such as OPS-12 a link.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from html import unescape
from typing import Final

from followthrough.trackers.base import Body
from followthrough.trackers.markup import JOINER, markdown, marker_in, plain

_MARKER_LINE: Final = re.compile(r"\n*^(?:followthrough-item|followthrough\\-item): [0-9a-f-]{36}[^\S\n]*$", re.MULTILINE)
# A backslash before punctuation is gone when Markdown is read, and what is looked at is the finished text.
_ADDRESS: Final = re.compile(
    r"(linear\\?\.app[^\s/\\]*\\?/[^\s/]+/(?:profiles?|users?|issue|[^\s/]*%[^\s/]*)\\?/)(?=\S)",
    re.IGNORECASE,
)
_IDENTIFIER: Final = re.compile(r"(?<![\w/.@-])([A-Za-z][A-Za-z0-9]{0,9})\\?-(?=\d+\b)")


def write(body: Body, *, marker: str, teams: Collection[str]) -> str:
    """The whole text. `teams` are the keys there are: only their identifiers would link."""
    calm = replace(
        body,
        text=_calm(body.text, teams),
        facts=tuple((_calm(name, teams), _calm(value, teams), address) for name, value, address in body.facts),
        quote=_calm(body.quote, teams),
        source=_calm(body.source, teams),
        done_criterion=_calm(body.done_criterion, teams),
    )
    return markdown(calm, marker=marker, hidden=f"followthrough-item: {marker}")


def text_of(description: object) -> str:
    """What a person reads, without the marker."""
    if not isinstance(description, str):
        return ""
    return _MARKER_LINE.sub("", description.replace("\r\n", "\n")).replace(JOINER, "").rstrip()


def is_marked(description: object, marker: str) -> bool:
    """Whether the text says that it was filed under this marker. A copy of an issue carries the text of the first."""
    return isinstance(description, str) and marker_in(description.replace("\\-", "-")) == marker


def _calm(text: str, teams: Collection[str]) -> str:
    known = {key.upper() for key in teams}
    text = _ADDRESS.sub(rf"\1{JOINER}", _finished(text))
    return _IDENTIFIER.sub(lambda found: f"{found[0]}{JOINER}" if found[1].upper() in known else found[0], text)


def _finished(text: str) -> str:
    """With entities as the characters they stand for, however often they were wrapped: Linear looks at the finished text."""
    for _ in range(5):
        once = plain(unescape(text))
        if once == text:
            return text
        text = once
    return text.replace("&", f"&{JOINER}")
