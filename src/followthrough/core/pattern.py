"""A regular expression that costs nothing until a text has a word it needs, and little on a text made to keep it busy.

Most documents want few of our patterns, and compiling all of them would take longer than reading one. Otherwise a plain pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

LONGEST = 2000  # characters: nobody writes more in one item, sentence or heading
UNLIMITED = 1 << 40


class Pattern:
    """Like `re.compile`, later.

    Where `needs` is given, a text that holds none of these (in lower case) can't match and is not looked at. No more than `longest`
    characters are looked at, so that a pattern that tries every pair of places stays quick on any text; UNLIMITED is for those
    that go through a text once.
    """

    def __init__(self, pattern: str, flags: int = 0, *, needs: tuple[str, ...] = (), longest: int = LONGEST) -> None:
        self.pattern = pattern
        self.flags = flags
        self.needs = needs
        self.longest = longest

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    def _may_match(self, text: str) -> bool:
        if not self.needs:
            return True
        lower = text.lower()
        for needed in self.needs:  # noqa: SIM110 - the hottest loop of all: a generator would take twice as long
            if needed in lower:
                return True
        return False

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        return self._compiled.search(text, start, start + self.longest) if self._may_match(text) else None

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        return self._compiled.match(text, start, start + self.longest) if self._may_match(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self._compiled.fullmatch(text) if len(text) <= self.longest and self._may_match(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self._compiled.finditer(text, 0, self.longest) if self._may_match(text) else iter(())

    def findall(self, text: str) -> list[str]:
        """The whole matches, whatever groups the pattern has."""
        return [found[0] for found in self.finditer(text)]

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        if not self._may_match(text):
            return text
        if len(text) <= self.longest:
            return self._compiled.sub(replacement, text)
        return self._compiled.sub(replacement, text[: self.longest]) + text[self.longest :]

    def split(self, text: str, maxsplit: int = 0) -> list[str]:
        if len(text) <= self.longest:
            return [part for part in self._compiled.split(text, maxsplit) if part is not None]
        *parts, last = self._compiled.split(text[: self.longest], maxsplit)
        return [*parts, last + text[self.longest :]]


DIGITS = tuple("0123456789")
