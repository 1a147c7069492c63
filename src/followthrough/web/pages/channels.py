"""Channels in the browser: set one up, see how it does, send a test, write down where people are, take it away. For administrators."""

from __future__ import annotations

import uuid
from contextlib import closing
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from followthrough.channels.base import Checked, Delivered, Failed, RetryAfter, Settings, sample
from followthrough.channels.registry import KINDS, Field, Kind, Way, complaints, open_channel
from followthrough.channels.slack import Slack
from followthrough.errors import FollowthroughError, InputError, NotFound, NotPermitted
from followthrough.web.insights.reaching import BY_MAIL
from followthrough.web.models import Address, Channel, Nudge, Person, User
from followthrough.web.nudging.opening import open_stored
from followthrough.web.operations.channels import add_channel, remove_channel, set_address
from followthrough.web.pages.lens import user_of
from followthrough.web.permissions import Actor

PEOPLE = 50  # of the address book on a page
FOUND_AT_ONCE = 40  # Slack lets some 50 be looked for in a minute (users.lookupByEmail, tier 3)


@dataclass(frozen=True, slots=True)
class Reached:
    """A line of the address book."""

    person: Person
    value: str
    usual: str


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of one kind. It is held against the service before anything is kept."""
    user = _administrator(request)
    if kind not in KINDS:
        raise Http404
    known = KINDS[kind]
    asked = request.POST.get("way") or request.GET.get("way") or ""
    way = next((one for one in known.ways if one.name == asked), known.ways[0])
    values = {"kind": known, "way": way, "fields": _fields(way, request), "name": request.POST.get("name", "")}
    if request.method != "POST":
        return render(request, "reminders/add.html", values)
    try:
        channel, checked = _try(request, known, way, user)
    except FollowthroughError as error:
        return render(request, "reminders/add.html", values | {"problem": str(error)}, status=422)
    if channel is None:
        return render(request, "reminders/add.html", values | {"checked": checked}, status=422)
    for line in checked.notes:
        messages.info(request, line)
    messages.success(request, f"“{channel.name}” is set up. Send a test, so that you know.")
    return redirect(channel)


def _try(request: HttpRequest, kind: Kind, way: Way, user: User) -> tuple[Channel | None, Checked]:
    typed = {field: request.POST.get(field.name, "").strip() for field in way.fields}
    settings = Settings(
        values={field.name: text for field, text in typed.items() if not field.secret and text},
        credentials={field.name: text for field, text in typed.items() if field.secret and text},
    )
    if wrong := complaints(kind.name, way.name, settings):
        raise InputError(" ".join(wrong))
    with closing(open_channel(kind.name, settings)) as opened:
        checked = opened.check()
    if not checked.ok:
        return None, checked
    name = request.POST.get("name", "").strip() or kind.label
    row = add_channel(
        kind=kind.name,
        name=name,
        options=settings.values,
        secrets=settings.credentials,
        workspace=checked.workspace,
        by=Actor.person(user),
    )
    return row, checked


@require_http_methods(["GET", "HEAD"])
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    """How it does, and the address book."""
    user = user_of(request)
    if not user.leads:
        raise NotPermitted("How people are reached is looked after by leads; your own addresses are under Reminders.")
    found = _channel(channel_id)
    kind = KINDS[found.kind]
    people = Person.objects.filter(is_active=True, is_robot=False)
    if query := request.GET.get("q", "").strip():
        people = people.filter(name__icontains=query)
    page = Paginator(people, PEOPLE).get_page(request.GET.get("page"))
    written = dict(Address.objects.filter(channel=found, person__in=list(page)).values_list("person_id", "value"))
    values = {
        "channel": found,
        "kind": kind,
        "rows": [Reached(one, written.get(one.pk, ""), (one.email or "") if found.kind in BY_MAIL else "") for one in page],
        "page": page,
        "query": query,
        "waiting": Nudge.objects.filter(channel=found, stage__in=[Nudge.Stage.WAITING, Nudge.Stage.SENDING]).count(),
        "refused": Nudge.objects.filter(channel=found, stage=Nudge.Stage.FAILED).select_related("person")[:PEOPLE],
        "own": _own(found, user),
        "presses": f"{settings.PUBLIC_URL.rstrip('/')}{reverse('press', args=[found.uid])}" if found.kind == "slack" else "",
        "may_set_up": user.role == "administrator",
        "finds": found.kind == "slack" and kind.address is not None,
        "after": _number(request.GET.get("after", "")),
    }
    return render(request, "reminders/channel.html", values)


@require_POST
def send_test(request: HttpRequest, channel_id: int) -> HttpResponse:
    """One message, to the address that was typed."""
    _administrator(request)
    found, to = _channel(channel_id), request.POST.get("to", "").strip()
    if not to and KINDS[found.kind].address is not None:
        raise InputError("Say where the test is to go.")
    with closing(open_stored(found)) as opened:
        outcome = opened.send(sample(to=to, key=f"test-{uuid.uuid4()}", url=request.build_absolute_uri(reverse("reminders-mine"))))
    if isinstance(outcome, Delivered):
        messages.success(request, "The test was taken. Look whether it arrived.")
    else:
        messages.error(request, f"The test was not sent. {outcome.reason}")
    return redirect(found)


@require_POST
def write_address(request: HttpRequest, channel_id: int, person_id: int) -> HttpResponse:
    """Where somebody is reached through it."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is nobody of that number.")
    found = _channel(channel_id)
    set_address(found, person, request.POST.get("value", ""), by=Actor.person(user_of(request)))
    messages.success(request, f"Noted where {person.name} is reached.")
    return redirect(found)


@require_POST
def find_members(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Look for whoever has no address there yet by their mail address, so many at a time, and write down whom Slack knows."""
    user = _administrator(request)
    found = _channel(channel_id)
    people = Person.objects.filter(is_active=True, is_robot=False, email__isnull=False).exclude(addresses__channel=found)
    sought = list(people.order_by("pk").filter(pk__gt=_number(request.POST.get("after", "")))[: FOUND_AT_ONCE + 1])
    known, strangers = 0, 0
    with closing(open_stored(found)) as opened:
        if not isinstance(opened, Slack):
            raise InputError("Only members of a Slack workspace can be looked for.")
        for person in sought[:FOUND_AT_ONCE]:
            member = opened.find(person.email or "")
            if isinstance(member, Failed | RetryAfter):
                messages.error(request, f"Slack stopped it: {member.reason} {known} were found before that; press again later.")
                return redirect(found)
            if member is None:
                strangers += 1
            else:
                set_address(found, person, member, by=Actor.person(user))
                known += 1
    messages.success(request, f"{known} found and written down, {strangers} unknown to Slack by their mail address.")
    if len(sought) > FOUND_AT_ONCE:
        messages.info(request, "There are more: press again to go on.")
        return redirect(f"{found.get_absolute_url()}?after={sought[FOUND_AT_ONCE - 1].pk}")
    return redirect(found)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


@require_POST
def remove(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Take it away."""
    name = _channel(channel_id).name
    remove_channel(channel_id, by=Actor.person(user_of(request)))
    messages.success(request, f"“{name}” was taken away, and its secrets are forgotten. What was sent stays on record.")
    return redirect("reminders")


def _administrator(request: HttpRequest) -> User:
    user = user_of(request)
    if user.role != "administrator":
        raise NotPermitted("Setting up how people are reached is for administrators: ask one.")
    return user


def _channel(channel_id: int) -> Channel:
    found = Channel.objects.filter(pk=channel_id, removed_at=None).first()
    if found is None:
        raise NotFound("There is no such channel, or it was taken away.")
    return found


def _own(channel: Channel, user: User) -> str:
    """Where the reader of the page is reached: what a test goes to unless another address is typed."""
    written = Address.objects.filter(channel=channel, person__user=user).values_list("value", flat=True).first()
    return written or (user.email if channel.kind == "email" else "")


def _fields(way: Way, request: HttpRequest) -> list[tuple[Field, str]]:
    """What was typed comes back, except for secrets."""
    return [(field, "" if field.secret else request.POST.get(field.name, "")) for field in way.fields]
