"""Which ticket carries an item: keys, short forms and addresses of issues. Asks no tracker whether they exist."""

from __future__ import annotations

import re
from collections.abc import Iterable

from followthrough.core.document import Link
from followthrough.core.pattern import DIGITS, Pattern

ADDRESS = Pattern(
    r"https?://[^\s/]+/(?:[^\s/?#]+/){1,6}?(?:-/)?(?:issues?|pull|pulls|pull-requests|merge_requests|work_items|_workitems/edit|epics"
    r"|browse)/"
    r"[A-Za-z0-9][\w-]*"
    r"|https?://[^\s/]+/(?:browse|issues?|tickets?|stories|story|projects/[\w-]+/issues?)/[A-Za-z0-9][\w-]*"
    r"|https?://(?:app\.asana\.com|app\.clickup\.com|trello\.com/c|[\w-]+\.pivotaltracker\.com|app\.shortcut\.com)/[^\s]*\d[^\s]*"
    r"|https?://[\w.-]+/T\d{2,}"
    r"|https?://[^\s/]+/(?:jira|bugs|bugzilla)/[^\s]*\d+"
    r"|https?://[^\s]+/show_bug\.cgi\?id=\d+",
    needs=("://",),
)
WHOLE = Pattern(r"https?://[^\s<>|]+", needs=("://",))
KEY = Pattern(r"(?<![\w/.-])([A-Z][A-Z0-9]{1,9}-\d{1,7})(?![\w-])", needs=DIGITS)
SHORT = Pattern(
    r"(?<![\w&/#])((?:[\w.-]{1,60}/[\w.-]{1,60}|(?!(?:issues?|prs?|bugs?|tickets?|mrs?|nos?|nr|case|incident|task|item|epic)#)[A-Za-z][\w.-]{1,39})?(?:#\d{1,7}))(?!\w)|(?<![\w#/])(![1-9]\d{0,6})(?!\w)|(?<![\w&#;])(&[1-9]\d{0,5})(?![\w;])",
    needs=("#", "!", "&"),
)
# Numbers of ServiceNow
NUMBERED = Pattern(r"(?<![\w/-])((?:CHG|PRB|INC|RITM|REQ|TASK|SCTASK|CTASK|PTASK|KB)\d{5,10})(?!\w)", needs=DIGITS)
PHABRICATOR = Pattern(r"(?<![\w/-])(T\d{2,7})(?![\w-])", needs=DIGITS)
NAMED = Pattern(r"\b(?:bug|ticket|issue|case) \d{3,9}\b", re.IGNORECASE, needs=("bug ", "ticket ", "issue ", "case "))
# They look like keys and name a standard, a cipher, a severity.
_NO_KEYS = frozenset(
    """
    UTF SHA AES ISO RFC CVE CWE SEV PEP HTTP TLS SSL MD GPT COVID EC US EU AP CA SA ME AF IPV ASCII RSA ECDSA BASE LTS JDK
    PHP RHEL UTC GMT CET EST PST PDT BST Q P S L H T V TIER PRIO PHASE STEP ARM X86 WIN
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
_SLUG = Pattern(r"/(?!(?:files|commits|checks|diffs|changes)\b)[\w.-]+")
_WORDS_BEFORE = Pattern(r"(?<!see)(?<!in)(?<!by)(?<!ticket)(?<!issue)(?<!from)(?<!of)(?<!under)(?<!via) $|^$")
_WORDS_BEHIND = Pattern(r",? [a-z]|, [A-Z]| \(")
_NUMBER = Pattern(r"(\d+)$")


def find_references(text: str, links: Iterable[Link] = (), *, own: str | None = None) -> tuple[str, ...]:
    """The tickets that words and their links name, in order. `own` is the incident's own reference, which is no ticket of an item."""
    found: dict[str, None] = {}
    shown: set[str] = set()
    for link in links:
        address = _address(link.target)
        if address:
            found[address] = None
            shown |= {link.text, *_short_forms(link.text)}
            shown |= _tails(ADDRESS.match(address)[0])  # type: ignore[index]
    plain = text
    for match in WHOLE.finditer(text):
        if (address := _address(match[0])) is None:
            continue
        found.setdefault(address, None)
        shown |= _tails(ADDRESS.match(address)[0])  # type: ignore[index]
    plain = WHOLE.sub(" ", plain)
    for short in _short_forms(plain):
        if short not in shown and short.rpartition("#")[2] not in shown and short != own:
            found[short] = None
    return tuple(found)


def is_reference(text: str) -> bool:
    """Whether words are nothing but references."""
    rest = NUMBERED.sub(" ", text)
    rest = NAMED.sub(" ", PHABRICATOR.sub(" ", SHORT.sub(" ", KEY.sub(" ", ADDRESS.sub(" ", rest)))))
    return rest != text and not re.search(r"[^\W_]{2}", rest)


def _address(target: str) -> str | None:
    """The address of a ticket with the slug behind it, and without a view of it, a query or a place in it; None for any other address."""
    match = ADDRESS.match(target)
    if match is None:
        return None
    tail = _SLUG.match(target, match.end())
    return (match[0] + (tail[0] if tail else "")).rstrip(".,;)")


def _short_forms(text: str) -> list[str]:
    keys = [match for match in KEY.finditer(text) if match[1].partition("-")[0] not in _NO_KEYS and not _is_part(match, text)]
    every = [*keys, *SHORT.finditer(text), *PHABRICATOR.finditer(text), *NUMBERED.finditer(text), *NAMED.finditer(text)]
    return [match[0] for match in sorted(every, key=lambda match: match.start())]


def _is_part(match: re.Match[str], text: str) -> bool:
    """Whether what looks like a key rather names a device or a form, in the middle of a sentence: "replace the LC-8 cards"."""
    short = len(match[1].partition("-")[2]) < 3 and len(match[1]) <= 6
    return short and bool(_WORDS_BEFORE.search(text[max(0, match.start() - 20) : match.start()]) and _WORDS_BEHIND.match(text, match.end()))


def _tails(address: str) -> set[str]:
    """What an address is called in short: its last part, and its number."""
    last = address.rstrip("/").rpartition("/")[2]
    number = _NUMBER.search(last)
    return {last, *((number[1], "#" + number[1]) if number else ())}
