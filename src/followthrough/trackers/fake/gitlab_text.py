"""What takes effect in the text of a fake GitLab's issue: quick actions, mentions, references, images. Renders nothing.

docs.gitlab.com: "GitLab quick actions" (a line that begins with the command, in any case of letters, outside of code, HTML and block
quotes), "GitLab Flavored Markdown" (references are looked for in the finished text, where entities are characters again).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

COMMANDS: Final = (
    *("close", "reopen", "assign", "unassign", "reassign", "label", "labels", "unlabel", "relabel", "due", "remove_due_date", "title"),
    *("confidential", "duplicate", "move", "clone", "copy_metadata", "cc", "todo", "subscribe", "milestone", "weight", "estimate"),
    *("spend", "lock", "relate", "blocks", "blocked_by", "zoom", "promote_to", "promote_to_incident", "page", "award", "react", "epic"),
    *("create_merge_request", "severity", "shrug", "tableflip", "health_status", "iteration", "publish", "invite_email", "parent"),
)
_QUICK: Final = re.compile(
    r"(?P<code>^```.+?\n```$)|(?P<span>^.*`\n*.+?\n*`$)|(?P<html>^<[^>]+?>\n.+?\n</[^>]+?>$)|(?P<quote>^>>>.+?\n>>>$)"
    rf"|(?:^/(?P<command>{'|'.join(sorted(COMMANDS, key=len, reverse=True))})(?: (?P<argument>[^\n]*))?(?:\s*\n|$))",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_HIDDEN: Final = re.compile(r"<!--.*?-->|^(```|~~~).*?^\1|(?<!`)`[^`\n]+`(?!`)", re.DOTALL | re.MULTILINE)
_EFFECTS: Final = {
    "mention": re.compile(r"(?<![a-zA-Z0-9])@[a-zA-Z0-9_.][\w.-]*(?:/[\w.-]+)*"),
    "reference": re.compile(r"(?:[\w.-]+/)*[\w.-]*[#!&$]\d+\b|\bGL-\d+\b|\[(?:issue|work_item|epic|snippet):[^\s\]]*\d\]"),
    "label or milestone": re.compile(r"(?<![\w&])[~%](?:\d+\b|[A-Za-z][\w:.-]*|\"[^\"\n]+\")"),
    "address": re.compile(r"https?://gitlab\.[\w.]+/[\w./-]+?/(?:issues(?:/incident)?|merge_requests|work_items|epics|snippets)/\d+"),
}
_IN_SOURCE: Final = {
    "image": re.compile(r"!\[[^\]]*\](?:\([^)]+\)|\[[^\]]*\])|<img\b", re.IGNORECASE),
    "markup": re.compile(r"<(?:script|details|iframe|a|video|audio)\b", re.IGNORECASE),
}
_ADDRESS_IN_ANGLES: Final = re.compile(r"\]\(<(?!https?://gitlab\.)[^>]*>\)")


def without_commands(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text as it is stored, and the commands that were in it, which are carried out."""
    found: list[tuple[str, str]] = []

    def take(match: re.Match[str]) -> str:
        if match["command"] is None:
            return match[0]
        found.append((match["command"].lower(), (match["argument"] or "").strip()))
        return ""

    return _QUICK.sub(take, text.replace("\r", "")).rstrip(), found


def effects(text: str) -> Iterator[str]:
    """What of a title or a description does something beyond being read."""
    source = _HIDDEN.sub(" ", text)
    for name, pattern in _IN_SOURCE.items():
        for found in pattern.finditer(source):
            yield f"{name} {found.group()}"
    finished = html.unescape(_ADDRESS_IN_ANGLES.sub("]", source))
    for name, pattern in _EFFECTS.items():
        for found in pattern.finditer(finished):
            yield f"{name} {found.group()}"
