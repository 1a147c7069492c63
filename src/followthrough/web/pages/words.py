"""Template filters that put values into words: ages, dates, states, dots, addresses. Everything they return is escaped by the template."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import SplitResult, urlencode, urlsplit

from django.http import QueryDict
from django.template import Context, Library
from django.utils import timezone

from followthrough.web.operations.telling import ago

register = Library()

STATES = {
    "open": "open",
    "in_progress": "in progress",
    "blocked": "blocked",
    "done": "done",
    "risk_accepted": "risk accepted",
    "declined": "declined",
    "superseded": "superseded",
}
OUTCOMES = {
    "done_on_time": "on time",
    "done_late": "late",
    "risk_accepted": "risk accepted",
    "declined": "declined",
    "still_open": "still open",
}
LOOPS = {"none_recorded": "none recorded", "none_closed": "none closed", "partly_closed": "partly closed", "closed": "closed"}


@register.filter
def state_words(state: str) -> str:
    """A state as people say it."""
    return STATES.get(str(state), str(state))


@register.filter
def outcome_words(outcome: str) -> str:
    """A share of the completion as people say it."""
    return OUTCOMES.get(str(outcome), str(outcome))


@register.filter
def loop_words(loop: str) -> str:
    return LOOPS.get(str(loop), str(loop))


@register.filter
def day(value: date | datetime | None) -> str:
    """3 May 2026, in the organisation's time zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return f"{value.day} {value:%B %Y}"


@register.filter
def short_day(value: date | datetime | None) -> str:
    """3 May, with the year only where it is another than this one."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return f"{value.day} {value:%b}" if value.year == timezone.localdate().year else f"{value.day} {value:%b %Y}"


@register.filter
def since(then: datetime | None, now: datetime) -> str:
    """A moment ago, 3 minutes ago, on 2026-05-03."""
    return "" if then is None else ago(then, now=now)


@register.filter
def due_words(due: date, on: date) -> str:
    """Where a due date stands as of a day: "12 days overdue", "due tomorrow"."""
    days = (due - on).days
    if days < 0:
        return f"{count(-days, 'day')} overdue"
    if days == 0:
        return "due today"
    return "due tomorrow" if days == 1 else f"due in {count(days, 'day')}"


@register.filter
def days_since(value: date | datetime, on: date) -> int:
    """Days from a day to another."""
    then = timezone.localdate(value) if isinstance(value, datetime) else value
    return max((on - then).days, 0)


@register.filter
def count(number: int, noun: str) -> str:
    """1 day, 2 days."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


@register.filter
def percent(share: float | None) -> str:
    return "–" if share is None else f"{round(share * 100)} %"


@register.filter
def ticket_address(ticket: str) -> str:
    """The address of a ticket if it is one that a browser may open, else nothing."""
    return ticket if _split(ticket) is not None else ""


@register.filter
def ticket_name(ticket: str) -> str:
    """A ticket in short: the end of its address."""
    parts = _split(ticket)
    if parts is None:
        return ticket
    last = parts.path.rstrip("/").rsplit("/", 1)[-1] or parts.netloc
    return f"#{last}" if last.isdigit() else last


def _split(ticket: str) -> SplitResult | None:
    """The parts of an address of the web; None for anything else, also for what only begins like one."""
    try:
        parts = urlsplit(ticket)
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} else None


@register.simple_tag(takes_context=True)
def address(context: Context, **changes: object) -> str:
    """The address of this very view with some of its questions changed; None takes one away. Paging starts anew."""
    query = context["request"].GET.copy()
    if not isinstance(query, QueryDict):
        return "?"
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def carry(context: Context, **more: object) -> str:
    """The lens (team and as-of date) for links to other screens, with more questions."""
    lens = context.get("lens")
    asked = {**(lens.asked if lens else {}), **{name: value for name, value in more.items() if value not in (None, "")}}
    return f"?{urlencode(asked)}" if asked else ""


@register.simple_tag(takes_context=True)
def without(context: Context, name: str) -> str:
    """The questions of this view without one of them."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    query.pop(name, None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sorted_by(context: Context, name: str) -> str:
    """The address of this list in another order; the order it is in already is turned round."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    turned = query.get("sort", "due") == name and query.get("order") != "down"
    query["sort"] = name
    query.pop("order", None)
    if turned:
        query["order"] = "down"
    return f"?{query.urlencode()}"
