"""Words that came from outside, as they may be stored; and the refusal where they are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from followthrough.errors import MissingReason


def words(text: str) -> str:
    """Trimmed, without what no database keeps (NUL, halves of a character)."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()


def required(text: str, missing: str) -> str:
    """The words, or the refusal that says what they are needed for."""
    kept = words(text)
    if not kept:
        raise MissingReason(missing)
    return kept


def distinct(texts: Iterable[str]) -> list[str]:
    """Each once, in the order given, without empty ones."""
    return [text for text in dict.fromkeys(words(text) for text in texts) if text]


def listed(names: Sequence[str]) -> str:
    """As in "an owner, a due date and a ticket"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
