"""What a reminder says: its items with their reasons, and what can be done, as links to pages that ask before anything changes."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from followthrough.channels.base import Button, Line, Message, Section
from followthrough.core.nudges import Offer
from followthrough.web.models import Nudge, NudgeLine
from followthrough.web.nudging.links import PRESSED, signed

LABELS = {
    Offer.DONE: "Done",
    Offer.NEW_DATE: "New date",
    Offer.HAND_OVER: "Hand over",
    Offer.BLOCKED: "Blocked",
    Offer.DECLINE: "Decline",
    Offer.SNOOZE: "Snooze",
    Offer.TAKE_OVER: "Take over",
    Offer.REFUSE: "Refuse",
}


def message_of(nudge: Nudge, *, to: str, tried_at: datetime | None = None) -> Message:
    """The message as its receiver gets it, the same however often it is sent. `tried_at`: since when nobody knows whether it arrived.

    It answers no earlier message: reminders of one person would otherwise end in a side thread that nobody opens. A mail program puts
    them together by `thread`.
    """
    lines = list(nudge.lines.select_related("item__incident").order_by("pk"))
    late = [line for line in lines if line.item.due < timezone.localdate(nudge.due_at)]
    rest = [line for line in lines if line not in late]
    sections = tuple(
        Section(title, tuple(_line(line) for line in rows)) for title, rows in (("Overdue", late), ("Coming up", rest)) if rows
    )
    return Message(
        key=str(nudge.key),
        to=to,
        to_name=nudge.person.name,
        subject=_subject(len(late), len(rest)),
        sections=sections,
        closing="You get this because of what stands beside each item, at most once a day, in your working hours. "
        f"Where and when you are reached: {_address(reverse('reminders-mine')) or 'under your name in Followthrough'}",
        url=_address("/items/", view="mine"),
        thread=f"nudges-{nudge.person_id}",
        kind="nudge.digest",
        tried_at=tried_at,
    )


def _line(line: NudgeLine) -> Line:
    page = line.item.get_absolute_url()
    offers = [Offer(offer) for offer in line.offers] if line.item.is_open and settings.PUBLIC_URL else []
    buttons = tuple(_button(line, offer) for offer in offers)
    return Line(line.item.text, _address(page), f"{line.item.incident.reference}. {line.why}", buttons)


def _button(line: NudgeLine, offer: Offer) -> Button:
    """A link that works alone; in a channel that hears of presses, what needs no more than one is done by it."""
    token = signed(line, offer)
    action = PRESSED.get(offer, "")
    return Button(LABELS[offer], _address(reverse("message", args=[token])), action, token if action else "")


def _subject(late: int, coming: int) -> str:
    if late and coming:
        return f"{late} overdue, {coming} coming up"
    number = late or coming
    things = "action item" if number == 1 else "action items"
    return f"{number} {things} {'overdue' if late else 'coming up'}"


def _address(path: str, **asked: str) -> str:
    """The whole address of a page; empty where nobody has said under which one people reach the server."""
    if not settings.PUBLIC_URL:
        return ""
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}{query}"
