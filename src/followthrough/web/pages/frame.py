"""What the frame around every page needs: where one is, the lens, the teams, how it looks."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from followthrough.web.models import Team
from followthrough.web.pages.lens import lens_of

SCREENS = (
    ("dashboard", "Today"),
    ("items", "Items"),
    ("incidents", "Incidents"),
    ("capture", "Capture"),
    ("reviews", "Review"),
    ("decisions", "Decisions"),
    ("insights", "Insights"),
    ("connections", "Connections"),
    ("policy", "Policy"),
)
# Screens that belong to another one's place in the rail.
PART_OF = {
    "item": "items",
    "incident": "incidents",
    "capture-document": "capture",
    "connection": "connections",
    "review": "reviews",
    "reminders": "policy",
    "channel": "policy",
}
WITH_LENS = frozenset({"dashboard", "items", "incidents", "insights"})
THEMES = ("light", "dark")


def _place(name: str) -> str:
    """The screen in the rail that a page belongs to."""
    first = name.split("-")[0]
    return PART_OF.get(name, PART_OF.get(first, first))


def frame(request: HttpRequest) -> dict[str, object]:
    """Values for the base template."""
    theme = request.COOKIES.get("theme", "")
    values: dict[str, object] = {"theme": theme if theme in THEMES else "", "demo": settings.DEMO}
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return values
    here = request.resolver_match.url_name if request.resolver_match else ""
    return values | {
        "screens": SCREENS,
        "here": _place(here or ""),
        "lens": lens_of(request),
        "has_lens": here in WITH_LENS,
        "teams": list(Team.objects.all()),
    }
