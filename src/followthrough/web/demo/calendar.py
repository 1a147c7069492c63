"""Everything that happens in the invented year, in the order of its moments. Acts may put further acts on it."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Act = Callable[[], object]


class Calendar:
    """Acts by their moment; of two at one moment the one put down first goes first."""

    def __init__(self, *, end: datetime) -> None:
        self.end = end  # nothing happens from here on
        self.now = datetime.min.replace(tzinfo=end.tzinfo)  # the moment of the act that goes on
        self._acts: list[tuple[datetime, int, Act]] = []
        self._order = count()

    def put(self, at: datetime, act: Act) -> None:
        if at >= self.end:
            raise ValueError(f"{at} has not come yet")
        heapq.heappush(self._acts, (at, next(self._order), act))

    def play(self) -> None:
        while self._acts:
            self.now, _, act = heapq.heappop(self._acts)
            act()
