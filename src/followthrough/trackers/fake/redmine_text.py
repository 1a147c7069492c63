"""What of a text takes effect in a Redmine, in whichever markup it is set to: Textile, Markdown or CommonMark. Renders nothing.

redmine.org/projects/redmine/wiki/RedmineTextFormattingTextile and RedmineTextFormattingMarkdown; mentions: RedmineUserNotifications.
With CommonMark, Redmine looks for its own links in the finished text, where entities are characters again: seen in 5.0.
"""

from __future__ import annotations

import html
import re

_BEFORE = r"(?:^|(?<=[\s(,\-\[>]))"
_KEYWORDS = r"(?:attachment|document|version|forum|news|message|project|commit|source|export|user)"
_ACTS = (
    ("mention", re.compile(r"(?:^|(?<=\W))@[A-Za-z0-9_][\w@.\-]*", re.MULTILINE)),
    ("reference", re.compile(_BEFORE + r"#{1,2}\d+", re.MULTILINE)),
    (
        "link",
        re.compile(_BEFORE + _KEYWORDS + r"[:#]\S", re.MULTILINE),
    ),
    ("wiki link", re.compile(r"\[\[[^\]\n]+\]\]")),
    ("macro", re.compile(r"\{\{\w+")),
    ("image in Textile", re.compile(r"!(?:[<>=]|\{[^}]*\}|\([^)]*\))*[^\s!(]+(?:\([^)]*\))?!")),
    ("image in Markdown", re.compile(r"!\[[^\]]*\]")),
    ("link in Textile", re.compile(r"\"[^\"\n]+\":\S")),
    ("link in Markdown", re.compile(r"\[[^\]\n]+\]\(")),
    ("HTML", re.compile(r"<[A-Za-z!/?]")),
    ("style in Textile", re.compile(r"(?:%|\bp)\{[^}]*\}")),
    ("code in Textile", re.compile(r"(?<!\w)@\S[^@\n]*@")),
    ("code in Markdown", re.compile(r"`")),
    ("table", re.compile(r"^\s*\|", re.MULTILINE)),
    ("heading in Textile", re.compile(r"^\s*h[1-6]\. ", re.MULTILINE)),
    ("heading in Markdown", re.compile(r"^\s*#{1,6} |^\s*(?:---|===|\*\*\*)", re.MULTILINE)),
    ("second marker", re.compile(r"followthrough-item: [0-9a-f-]{36}(?=[\s\S]*followthrough-item: [0-9a-f-]{36})")),
)
_LATE = {"mention", "reference", "link", "wiki link"}


def effects(text: str) -> list[str]:
    """Markup in it that does more than stand there. Lists, quotes, our own bold words and bare addresses are none."""
    seen = [f"{name}: {found[0]}" for name, pattern in _ACTS for found in pattern.finditer(text)]
    finished = html.unescape(text)
    return seen + [f"{name}, once finished: {found[0]}" for name, pattern in _ACTS if name in _LATE for found in pattern.finditer(finished)]
