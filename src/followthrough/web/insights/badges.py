"""What a badge says of a team or a service: open and overdue items. Anybody may see a badge, so private incidents never count in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q

from followthrough.web.models import Feed, Item
from followthrough.web.models.item import OPEN

RED: Final = "#b3261e"
GREEN: Final = "#1a7f37"
GREY: Final = "#57606a"


@dataclass(frozen=True, slots=True)
class Badge:
    """Two fields side by side; the colour never stands without its words."""

    label: str
    words: str
    colour: str


def badge_of(feed: Feed, *, on: date) -> Badge:
    """As of now. A team of which nothing was ever promised is not the same as one that has closed everything."""
    items = Item.objects.filter(incident__private=False)
    if feed.team is not None:
        items = items.filter(team=feed.team)
    if feed.service is not None:
        items = items.filter(incident__services=feed.service)
    opened = Q(state__in=OPEN)
    counted = items.aggregate(all=Count("pk"), open=Count("pk", filter=opened), late=Count("pk", filter=opened & Q(due__lt=on)))
    label = str(feed.service or feed.team or "action items")
    if counted["late"]:
        return Badge(label, f"{counted['late']} of {counted['open']} overdue", RED)
    if counted["open"]:
        return Badge(label, f"{counted['open']} open, none overdue", GREEN)
    return Badge(label, "all closed", GREEN) if counted["all"] else Badge(label, "no items", GREY)
