"""The limits of a fake GitLab: requests in a minute, and issues made in a minute. Answers no request.

docs.gitlab.com: "Rate limits", "User and IP rate limits" (headers), "Rate limits on issue and epic creation".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from followthrough.trackers.fake.dialect import Response

MINUTE = timedelta(minutes=1)


class Meter:
    """Counts what one credential does. Switched off, it only tells what is left."""

    def __init__(self, clock: Callable[[], datetime], *, on: bool = False, per_minute: int = 2000, issues_per_minute: int = 200) -> None:
        self._clock = clock
        self.on = on
        self.per_minute, self.issues_per_minute = per_minute, issues_per_minute
        self.used = 0
        self.turned_away = 0
        self._minute = clock()
        self._made: deque[datetime] = deque()

    def count(self, *, creates: bool) -> Response | None:
        """The refusal, where it is too much."""
        now = self._clock()
        if now >= self._minute + MINUTE:
            self.used, self._minute = 0, now
        self.used += 1
        if not self.on:
            return None
        if self.used > self.per_minute:
            self.turned_away += 1
            wait = str(max(1, int((self._minute + MINUTE - now).total_seconds())))
            return Response(429, b"Retry later\n", {"Content-Type": "text/plain", "Retry-After": wait, **self.headers()})
        while self._made and now - self._made[0] >= MINUTE:
            self._made.popleft()
        if creates and len(self._made) >= self.issues_per_minute:
            self.turned_away += 1
            return Response.of({"message": {"error": "This endpoint has been requested too many times. Try again later."}}, 429)
        if creates:
            self._made.append(now)
        return None

    def told(self, response: Response) -> Response:
        return Response(response.status, response.body, {**response.headers, **self.headers()})

    def headers(self) -> dict[str, str]:
        reset = self._minute + MINUTE
        return {
            "RateLimit-Name": "throttle_authenticated_api",
            "RateLimit-Limit": str(self.per_minute),
            "RateLimit-Observed": str(self.used),
            "RateLimit-Remaining": str(max(0, self.per_minute - self.used)),
            "RateLimit-Reset": str(int(reset.timestamp())),
        }
