"""How far a list of GitLab's issues was read, and where it goes on. Asks nothing.

docs.gitlab.com/api/rest, "Pagination". Page numbers skip what moves up while they are turned, so a list is turned by its last stamp.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from followthrough.http import Answer
from followthrough.trackers.gitlab_answers import shape
from followthrough.trackers.shape import Json


@dataclass(frozen=True, slots=True)
class Spot:
    """How far a list was read: the last stamp, the issues that have it, and, where one stamp fills a page, the page's number."""

    since: str = ""
    seen: tuple[str, ...] = ()
    page: int = 1

    @classmethod
    def read(cls, text: str) -> Spot:
        since, seen, page = json.loads(text)
        return cls(since, tuple(seen), page)

    def __str__(self) -> str:
        return json.dumps([self.since, self.seen, self.page])


def stamp_of(moment: datetime) -> str:
    """To the millisecond, rounded down, as GitLab tells its own."""
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def has_more(answer: Answer) -> bool:
    """By the page's own headers. The address in them is not used: behind a proxy it may be of another scheme."""
    return bool(answer.headers.get("x-next-page", "").strip()) or 'rel="next"' in answer.headers.get("link", "")


def beyond(spot: Spot, issues: list[Json]) -> str:
    """Where to go on. One stamp on a whole page (somebody labelled a hundred at once) leaves only its number to turn by."""
    stamps = [stamp_of(shape.moment(issue, "updated_at")) for issue in issues]
    seen = [shape.number(issue, "id") for issue in issues]
    if stamps[-1] in {spot.since, stamps[0]}:
        # From page one when the stamp is new: what comes before it in this list would be counted too.
        fresh = stamps[-1] != spot.since
        return str(Spot(stamps[-1], tuple([*spot.seen, *seen][-1000:]), 1 if fresh else spot.page + 1))
    return str(Spot(stamps[-1], tuple(ident for ident, stamp in zip(seen, stamps, strict=True) if stamp == stamps[-1])))
