"""Which items a list shows: the filters of the address, read and put into words. Every count on another page links to one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from followthrough.core.item import Type
from followthrough.core.portfolio.ages import BOUNDS
from followthrough.core.portfolio.replacement import Outcome
from followthrough.errors import InputError
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.models import Item, User
from followthrough.web.pages.lens import Lens

VIEWS = (
    ("open", "Open"),
    ("overdue", "Overdue"),
    ("undecided", "Needs a decision"),
    ("blocked", "Blocked"),
    ("mine", "Mine"),
    ("closed", "Closed"),
    ("all", "All"),
)
STATES = ("in_progress", "done", "risk_accepted", "declined", "superseded")
LACKS = {"owner": Q(owner=None), "ticket": Q(tickets=[]), "stated date": Q(due_source="policy")}
SORTS: dict[str, tuple[str, ...]] = {
    "due": ("due", "pk"),
    "age": ("accepted_at", "pk"),
    "owner": ("owner__name", "due", "pk"),
    "incident": ("incident__reference", "due", "pk"),
    "text": ("text", "pk"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force: what it says, and the question to take away."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Filtered:
    items: QuerySet[Item]
    view: str
    chips: tuple[Chip, ...]
    sort: str
    descending: bool


def filter_items(request: HttpRequest, *, user: User, lens: Lens) -> Filtered:
    """The items the address asks for. InputError where it can't be understood."""
    asked = request.GET
    outcome = asked.get("outcome", "")
    view = asked.get("view") or ("all" if outcome or asked.get("incident") else "open")
    base = Item.objects.visible_to(user)
    items: QuerySet[Item] = base.filter(team=lens.team) if lens.team else base
    items = _outcome(request, user, lens) if outcome else of_view(items, view, user=user, on=lens.today)
    chips: list[Chip] = []
    for name, narrow in NARROW.items():
        value = asked.get(name, "").strip()
        if value:
            condition, words = narrow(value, lens.today)
            items = items.filter(condition)
            chips.append(Chip(name, words))
    if outcome:
        chips.append(Chip("outcome", f"{outcome.replace('_', ' ')}, due from {asked.get('due_from')} to {asked.get('due_to')}"))
    sort = asked.get("sort", "due")
    if sort not in SORTS:
        raise InputError(f"This list can't be sorted by “{sort[:40]}”.")
    descending = asked.get("order") == "down"
    order = [f"-{field}" if descending else field for field in SORTS[sort]]
    return Filtered(items.order_by(*order), view, tuple(chips), sort, descending)


def of_view(items: QuerySet[Item], view: str, *, user: User, on: date) -> QuerySet[Item]:
    """The items of one of the usual views, or of one state."""
    found = Item.objects.filter(pk__in=items.values("pk")) if items.query.distinct else items
    match view:
        case "open":
            return found.filter(state__in=("open", "in_progress", "blocked"))
        case "overdue":
            return found.filter(state__in=("open", "in_progress", "blocked"), due__lt=on)
        case "undecided":
            return found.filter(needs_decision__gt="")
        case "mine":
            return found.filter(state__in=("open", "in_progress", "blocked"), owner__user=user)
        case "closed":
            return found.exclude(state__in=("open", "in_progress", "blocked"))
        case "all":
            return found
        case "blocked" | "in_progress" | "done" | "risk_accepted" | "declined" | "superseded":
            return found.filter(state=view)
        case _:
            raise InputError(f"There is no view “{view[:40]}” of items.")


def _outcome(request: HttpRequest, user: User, lens: Lens) -> QuerySet[Item]:
    """The very items that a share of the completion rate counts."""
    first, last = (_day(request.GET.get(name, "")) for name in ("due_from", "due_to"))
    wanted = request.GET["outcome"]
    names = {"done": (Outcome.DONE_ON_TIME, Outcome.DONE_LATE), "any": tuple(Outcome), "decided": (Outcome.RISK_ACCEPTED, Outcome.DECLINED)}
    try:
        outcomes = names.get(wanted) or (Outcome(wanted),)
    except ValueError:
        raise InputError(f"There is no outcome “{wanted[:40]}”.") from None
    return Portfolio(as_of=lens.as_of, user=user, team=lens.team).items_due(first, last, outcomes)


def _search(value: str, on: date) -> tuple[Q, str]:
    condition = Q()
    for word in value.split()[:10]:
        condition &= Q(text__icontains=word) | Q(incident__reference__icontains=word) | Q(incident__title__icontains=word)
    if value.isascii() and value.isdigit() and len(value) < 10:
        condition |= Q(pk=int(value))
    return condition, f"“{value[:60]}”"


def _owner(value: str, on: date) -> tuple[Q, str]:
    if value == "nobody":
        return Q(owner=None), "nobody owns it"
    return Q(owner__name__iexact=value) | Q(owner__handle__iexact=value.removeprefix("@")), f"owner {value[:60]}"


def _lacks(value: str, on: date) -> tuple[Q, str]:
    if value not in LACKS:
        raise InputError(f"An item can lack {', '.join(LACKS)}; not “{value[:40]}”.")
    return LACKS[value], f"lacks a{'n' if value[0] in 'aeiou' else ''} {value}"


def _age(value: str, on: date) -> tuple[Q, str]:
    """Of an age bucket, by its youngest day."""
    for youngest, oldest in BOUNDS:
        if value == str(youngest):
            condition = Q(accepted_at__lt=_begin_of(on - timedelta(days=youngest - 1)))
            if oldest is not None:
                condition &= Q(accepted_at__gte=_begin_of(on - timedelta(days=oldest)))
            return condition, f"{youngest} to {oldest} days old" if oldest is not None else f"over {youngest - 1} days old"
    raise InputError(f"There is no age group that begins at “{value[:20]}” days.")


def _type(value: str, on: date) -> tuple[Q, str]:
    if value not in {kind.value for kind in Type}:
        raise InputError(f"There is no type “{value[:40]}”.")
    return Q(type=value), value


def _severity(value: str, on: date) -> tuple[Q, str]:
    if value not in {"1", "2", "3", "4"}:
        raise InputError("A severity is a number from 1 (worst) to 4.")
    return Q(incident__severity=int(value)), f"severity {value}"


def _service(value: str, on: date) -> tuple[Q, str]:
    return Q(incident__services__slug=value), f"service {value[:60]}"


def _moved(value: str, on: date) -> tuple[Q, str]:
    """How often the date was moved: never, once, twice, three times or more."""
    if value not in {"0", "1", "2", "3"}:
        raise InputError("How often a date was moved is 0, 1, 2 or 3 (and more).")
    words = ("never moved", "moved once", "moved twice", "moved three times or more")[int(value)]
    return Q(slips__gte=3) if value == "3" else Q(slips=int(value)), words


def _incident(value: str, on: date) -> tuple[Q, str]:
    return Q(incident__reference=value), value[:80]


NARROW: dict[str, Callable[[str, date], tuple[Q, str]]] = {
    "q": _search,
    "owner": _owner,
    "type": _type,
    "severity": _severity,
    "service": _service,
    "moved": _moved,
    "incident": _incident,
    "lacks": _lacks,
    "age": _age,
}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"“{text[:40]}” is not a date: write it as 2026-05-31.") from None


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
