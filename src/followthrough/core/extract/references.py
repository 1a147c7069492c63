"""Where a piece of work is tracked: addresses of issues and pull requests, keys like OPS-481, numbers like #123 and T205."""

from __future__ import annotations

import re
from collections.abc import Sequence

from followthrough.core.document import Link

ADDRESS = re.compile(
    r"https?://[^\s<>()\[\]\"'`|]+?/(?:issues|pull|pulls|merge_requests|browse|work_items|tickets?|bugs?|task|tasks|show_bug\.cgi|projects/[\w-]+/issues|-/issues)/?"
    r"[^\s<>()\[\]\"'`|,;]*|https?://(?:linear\.app|app\.asana\.com|trello\.com/c|app\.shortcut\.com|app\.clickup\.com|phabricator\.[\w.]+)/[^\s<>()\[\]\"'`|,;]+|"
    r"https?://[\w.-]+\.atlassian\.net/[^\s<>()\[\]\"'`|,;]+",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"/(?:\d+|[A-Z][A-Z0-9]+-\d+|T\d+)|[?=]\d+|/c/|linear\.app|asana|shortcut|clickup|atlassian", re.IGNORECASE)
KEY = re.compile(r"(?<![\w/-])([A-Z][A-Z0-9]{1,9}-\d{1,6})(?![\w-])")
HASH = re.compile(r"(?<![\w&/])(?:[\w.-]{1,60}/[\w.-]{1,60})?#\d{1,7}\b|(?<![\w/])![0-9]{1,6}\b")
PHABRICATOR = re.compile(r"(?<![\w/-])T\d{2,7}\b")
# Keys by their look that name standards, severities and the like.
NOT_KEYS = re.compile(r"^(?:UTF|SHA|ISO|RFC|CVE|SEV|HTTP|TLS|P|S|X|AES|MD|IPV|EC|COVID|UTC|GMT|SHA|PEP|TOP|SOC|PM|INC|PIR|Q|H)-?\d*-\d+$")
TRAILING = ".,;:!?)]}"


def find_references(text: str, links: Sequence[Link], *, cell: str = "") -> tuple[str, ...]:
    """The references of a piece of work, the full address rather than the short form, each once."""
    found: list[str] = []
    shorts: set[str] = set()
    for link in links:
        target = link.target.rstrip(TRAILING)
        if ADDRESS.match(target) and NUMBERED.search(target):
            found.append(target)
            shorts |= {link.text.strip(), *re.findall(r"#\d+|[A-Z][A-Z0-9]+-\d+", link.text), _short(target)}
    for source in (text, cell):
        for match in ADDRESS.finditer(source):
            address = match[0].rstrip(TRAILING)
            if NUMBERED.search(address) and address not in found:
                found.append(address)
                shorts.add(_short(address))
    for source in (text, cell):
        plain = re.sub(r"https?://\S+", " ", source)
        numbers = [match[0] for match in (*HASH.finditer(plain), *PHABRICATOR.finditer(plain))]
        found += [number for number in numbers if number not in shorts and "#" + number.rpartition("#")[2] not in shorts]
        found += [key for key in KEY.findall(plain) if key not in shorts and (source == cell or not NOT_KEYS.match(key))]
    return tuple(dict.fromkeys(found))


def _short(address: str) -> str:
    """What an address is called in short: #12 or OPS-481."""
    last = address.rstrip("/").rsplit("/", 1)[-1].split("#")[0].split("?")[0]
    return f"#{last}" if last.isdigit() else last


def without_references(text: str) -> str:
    """The words without addresses and without trailing references in brackets."""
    text = re.sub(r"\(?\s*(?:see\s*:?\s*)?https?://[^\s()<>]+\s*\)?", " ", text)
    text = re.sub(
        r"\s*[(\[]\s*(?:see\s+|ticket:?\s*|jira:?\s*|issue:?\s*)?(?:[\w.-]+/[\w.-]+)?(?:#\d+|[A-Z][A-Z0-9]+-\d+|T\d{2,7})(?:\s*,\s*(?:#\d+|[A-Z][A-Z0-9]+-\d+))*\s*[)\]]",
        "",
        text,
    )
    text = re.sub(r"\s*[-–—:]?\s*(?:#\d+)\s*$", "", text)
    return re.sub(r"\s{2,}", " ", text).strip(" -–—:;,")
