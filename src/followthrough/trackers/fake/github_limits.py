"""The limits of a fake GitHub: requests in an hour, points in a minute, creations in a minute and in an hour. Answers no request.

docs.github.com: "Rate limits for the REST API".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from followthrough.trackers.fake.dialect import READING, Request, Response
from followthrough.trackers.fake.github_shapes import Bad

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Meter:
    """Counts what one credential does. Switched off, it only tells what is left."""

    def __init__(self, clock: Callable[[], datetime], *, on: bool = False, per_hour: int = 5000) -> None:
        self._clock = clock
        self.on = on
        self.per_hour = per_hour
        self.used = 0
        self.resets = clock() + HOUR
        self.secondary_hits = 0
        self._points: deque[tuple[datetime, int]] = deque()
        self._made: deque[datetime] = deque()

    def count(self, request: Request, *, creates: bool) -> None:
        """Raises Bad where it is too much; a request that was turned away counts as well."""
        now = self._clock()
        if now >= self.resets:
            self.used, self.resets = 0, now + HOUR
        self.used += 1
        if not self.on:
            return
        if self.used > self.per_hour:
            raise Bad(403, "API rate limit exceeded for user ID 9.", headers=self._headers())
        self._points.append((now, 1 if request.method in READING else 5))
        if creates:
            self._made.append(now)
        while self._points and now - self._points[0][0] > MINUTE:
            self._points.popleft()
        while self._made and now - self._made[0] > HOUR:
            self._made.popleft()
        last_minute = sum(now - made <= MINUTE for made in self._made)
        if sum(points for _, points in self._points) > 900 or last_minute > 80 or len(self._made) > 500:
            self.secondary_hits += 1
            words = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
            raise Bad(403, words, headers=self._headers())

    def spare(self) -> None:
        """A conditional request that brought nothing new is not counted."""
        self.used -= 1

    def told(self, response: Response) -> Response:
        named = {name.replace("_", "-"): value for name, value in self._headers().items()}
        return Response(response.status, response.body, {**response.headers, **named})

    def _headers(self) -> dict[str, str]:
        left = max(0, self.per_hour - self.used)
        reset = int(self.resets.timestamp())
        return {"x_ratelimit_limit": str(self.per_hour), "x_ratelimit_remaining": str(left), "x_ratelimit_reset": str(reset)}
