"""Reminders in the browser: what would go out, what nobody hears of, what went out, and a run that waits for a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followthrough.channels.registry import KINDS
from followthrough.core.nudges import Digest, Held, Plan, Recipient, plan
from followthrough.errors import InputError
from followthrough.web.insights.nudging import asked, delivered, recipients
from followthrough.web.insights.reaching import BY_MAIL, refusals
from followthrough.web.models import Channel, Item, Nudge, NudgeLine, NudgeRun, Person, User
from followthrough.web.operations import nudges
from followthrough.web.operations.channels import set_address
from followthrough.web.operations.people import set_hours
from followthrough.web.operations.policies import policy_in_force
from followthrough.web.pages.lens import user_of
from followthrough.web.permissions import Actor

SHOWN = 50  # messages of each list
HIDDEN = "An item of a private incident"


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a message. Without an item it is of an incident that the reader of the page may not see."""

    item: Item | None
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A message that would go out. `at` is in the clock of who gets it."""

    name: str
    at: datetime
    zone: str
    lines: tuple[Told, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Written:
    """Where somebody is reached through a channel."""

    channel: Channel
    label: str
    help: str
    value: str
    usual: str
    refused: bool


@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    """For leads: everything. Who does not lead sees their own."""
    user = user_of(request)
    if not user.leads:
        return redirect("reminders-mine")
    now = timezone.now()
    found, people = _plan(now)
    may_see = _Sight(user, found)
    values = {
        "policy": policy_in_force(),
        "run": NudgeRun.objects.filter(state=NudgeRun.State.STOPPED).first(),
        "stopped": found.stopped,
        "planned": [_planned(one, people, may_see) for one in sorted(found.digests, key=lambda one: (one.at, one.person))[:SHOWN]],
        "total": len(found.digests),
        "nobody": [_held(one, may_see) for one in found.held if one.nobody],
        "sent": _sent(Nudge.objects.exclude(stage=Nudge.Stage.DROPPED), may_see),
        "channels": [(one, KINDS[one.kind].label) for one in Channel.objects.filter(removed_at=None)],
        "kinds": list(KINDS.values()),
        "may_set_up": user.role == "administrator",
        "shown": SHOWN,
        "reachable": bool(settings.PUBLIC_URL),
    }
    return render(request, "reminders/all.html", values)


@require_POST
def decide(request: HttpRequest, run_id: int) -> HttpResponse:
    """Let a stopped run go, or drop it."""
    go = request.POST.get("do") == "go"
    if not go and request.POST.get("do") != "drop":
        raise InputError("Say whether it goes out or is dropped.")
    nudges.decide_run(run_id, go=go, by=Actor.person(user_of(request)))
    messages.success(request, "They go out with the next round, within ten minutes." if go else "Dropped: nothing is sent until tomorrow.")
    return redirect("reminders")


@require_POST
def try_again(request: HttpRequest, nudge_id: int) -> HttpResponse:
    """Write to an address again that refused a message."""
    nudge = nudges.try_again(nudge_id, by=Actor.person(user_of(request)))
    messages.success(request, f"{nudge.person.name} is written to again when the next reminder is due.")
    return redirect("reminders" if user_of(request).leads else "reminders-mine")


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """What I hear, why, where, and in which hours."""
    user = user_of(request)
    person = Person.objects.filter(user=user).first()
    if person is None:
        return render(request, "reminders/mine.html", {"person": None}, status=200 if request.method != "POST" else 422)
    problem = ""
    if request.method == "POST":
        try:
            messages.success(request, _change(request, person))
            return redirect("reminders-mine")
        except InputError as error:
            problem = str(error)
    found, people = _plan(timezone.now())
    may_see = _Sight(user, found)
    planned = next((_planned(one, people, may_see) for one in found.digests if one.person == person.pk), None)
    values = {
        "person": person,
        "hours": people[person.pk].hours,
        "places": _written(person),
        "planned": planned,
        "policy": policy_in_force(),
        "sent": _sent(Nudge.objects.filter(person=person).exclude(stage=Nudge.Stage.DROPPED), may_see),
        "problem": problem,
    }
    return render(request, "reminders/mine.html", values, status=422 if problem else 200)


def _change(request: HttpRequest, person: Person) -> str:
    """Do what a form of the page asks for; what to say about it."""
    by, typed = Actor.person(user_of(request)), request.POST
    if typed.get("do") == "hours":
        opens, closes = (_clock(typed.get(name, "")) for name in ("opens", "closes"))
        set_hours(person, zone=typed.get("zone", ""), country=typed.get("country", ""), opens=opens, closes=closes, by=by)
        return "You are reminded within these hours from now on."
    number = typed.get("channel", "")
    channel = Channel.objects.filter(pk=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0).first()
    if channel is None or channel.removed_at is not None:
        raise InputError("That channel was taken away meanwhile: look again at which there are.")
    set_address(channel, person, typed.get("value", ""), by=by)
    return f"Noted where “{channel.name}” reaches you."


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"A time of day is written as 09:00, not “{text[:20]}”.") from None


def _plan(now: datetime) -> tuple[Plan, Mapping[int, Recipient]]:
    people = recipients()
    return plan(asked(), people, policy_in_force(), delivered(people), now), people


class _Sight:
    """The items of a plan that the reader of the page may see."""

    def __init__(self, user: User, found: Plan) -> None:
        self.user = user
        numbers = {line.item for one in found.digests for line in one.lines} | {one.item for one in found.held}
        self._items = {item.pk: item for item in Item.objects.visible_to(user).filter(pk__in=numbers).select_related("incident")}

    def told(self, number: int, why: str) -> Told:
        item = self._items.get(number)
        return Told(item, item.text, why) if item is not None else Told(None, HIDDEN, "")


def _planned(digest: Digest, people: Mapping[int, Recipient], may_see: _Sight) -> Planned:
    to = people[digest.person]
    zone: tzinfo = ZoneInfo(to.hours.zone)
    lines = tuple(may_see.told(line.item, line.why) for line in digest.lines)
    return Planned(to.name, digest.at.astimezone(zone), to.hours.zone, lines, digest.more)


def _held(one: Held, may_see: _Sight) -> Told:
    told = may_see.told(one.item, one.why)
    return told if told.item else Told(None, HIDDEN, one.why)


def _sent(rows: QuerySet[Nudge], may_see: _Sight) -> list[tuple[Nudge, list[Told]]]:
    """Messages, the newest first, with those of their lines that may be seen."""
    lines = Prefetch("lines", queryset=NudgeLine.objects.select_related("item__incident").order_by("pk"))
    found = list(rows.select_related("person", "channel").prefetch_related(lines).order_by("-due_at", "-pk")[:SHOWN])
    numbers = {line.item_id for one in found for line in one.lines.all()}
    visible = set(Item.objects.visible_to(may_see.user).filter(pk__in=numbers).values_list("pk", flat=True))
    return [
        (
            one,
            [Told(line.item, line.item.text, line.why) if line.item_id in visible else Told(None, HIDDEN, "") for line in one.lines.all()],
        )
        for one in found
    ]


def _written(person: Person) -> list[Written]:
    addresses = dict(person.addresses.values_list("channel_id", "value"))
    refused = refusals()
    found = []
    for channel in Channel.objects.filter(removed_at=None):
        field = KINDS[channel.kind].address
        if field is None:
            continue
        usual = (person.email or "") if channel.kind in BY_MAIL else ""
        value = addresses.get(channel.pk, "")
        found.append(Written(channel, field.label, field.help, value, usual, (channel.pk, value or usual) in refused))
    return found
