"""One connection: how it does, what waits, what the tracker refused, which tickets are in trouble, and what can be done about each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from itertools import islice

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followthrough.errors import FollowthroughError, NotPermitted, ServiceError
from followthrough.trackers.registry import KINDS
from followthrough.web.jobs.sync import sync_soon
from followthrough.web.models import Clash, Connection, Incident, Link, Outbox, Person, SyncNote, TrackerAccount
from followthrough.web.models.link import FOLLOWED
from followthrough.web.models.outbox import Job, Stage
from followthrough.web.operations import connections as change
from followthrough.web.operations import outbox
from followthrough.web.operations.accounts import confirm_account
from followthrough.web.operations.adopting import go_on, let_go
from followthrough.web.operations.clashes import undo_clash
from followthrough.web.operations.people import find_or_add_person
from followthrough.web.pages.clash_words import shown
from followthrough.web.pages.lens import user_of
from followthrough.web.permissions import Actor
from followthrough.web.sync import hooks
from followthrough.web.sync.dry import Line, rehearse
from followthrough.web.sync.file import forecast
from followthrough.web.sync.health import health_of, unmapped_accounts
from followthrough.web.sync.opening import open_connection

SHOWN = 20
ACCOUNTS = 50
MOST_LINES = 500


@require_safe
def connection(request: HttpRequest, connection_id: int) -> HttpResponse:
    """The health page."""
    one = find_connection(connection_id)
    user = user_of(request)
    visible = Incident.objects.visible_to(user)
    entries = Outbox.objects.filter(connection=one, item__incident__in=visible).select_related("item", "link")
    waiting = entries.filter(stage__in=[Stage.WAITING, Stage.SENDING, Stage.UNCLEAR])
    links = Link.objects.filter(connection=one, let_go_at=None, item__incident__in=visible).select_related("item")
    notes = SyncNote.objects.filter(connection=one).select_related("item")
    notes = notes.filter(item=None) | notes.filter(item__incident__in=visible)
    values = {
        "connection": one,
        "kind": KINDS[one.kind],
        "health": health_of(one),
        "waiting": waiting[:SHOWN],
        "waiting_count": waiting.count(),
        "forecast": _forecast(one, waiting.filter(job=Job.FILE).count()),
        "parked": entries.filter(stage=Stage.PARKED)[:SHOWN],
        "troubled": links.exclude(standing__in=FOLLOWED)[:SHOWN],
        "clashes": shown(Clash.objects.filter(link__in=links, undone_at=None).select_related("link__item")[:SHOWN]),
        "notes": Paginator(notes.order_by("-at", "-pk"), SHOWN).get_page(request.GET.get("page")),
        "accounts": unmapped_accounts(one).count(),
        "hook_address": hooks.address_of(one),
        "may_change": user.role == "administrator",
        "may_tend": user.leads,
        "may_touch": user.role != "viewer",
        "now": timezone.now(),
    }
    return render(request, "connections/one.html", values)


@require_safe
def rehearsal(request: HttpRequest, connection_id: int) -> HttpResponse:
    """What a sync would do now: read from the tracker, written nowhere."""
    one = find_connection(connection_id)
    change.require_administrator(Actor.person(user_of(request)))
    lines: list[Line] = []
    problem = ""
    try:
        with closing(open_connection(one)) as tracker:
            for line in islice(rehearse(one, tracker), MOST_LINES):
                lines.append(line)  # noqa: PERF402 (what was read before a failure is shown)
    except FollowthroughError as error:
        problem = str(error)
    values = {
        "connection": one,
        "kind": KINDS[one.kind],
        "writes": [line for line in lines if line.writes],
        "reads": [line for line in lines if not line.writes],
        "cut": len(lines) >= MOST_LINES,
        "problem": problem,
    }
    return render(request, "connections/rehearsal.html", values)


@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Who is who: accounts there and people here, proposed by e-mail address or handle, confirmed by somebody."""
    one = find_connection(connection_id)
    user = user_of(request)
    if not user.leads:
        raise NotPermitted("Who is who in a tracker is said by leads and administrators: ask one.")
    problem = ""
    if request.method == "POST":
        row = get_object_or_404(TrackerAccount, connection=one, pk=_number(request.POST.get("account", "")))
        try:
            name = request.POST.get("person", "").strip()
            person = find_or_add_person(name, by=Actor.person(user)) if name else None
            confirm_account(row.pk, person=person, by=Actor.person(user))
        except NotPermitted:
            raise
        except FollowthroughError as error:
            problem = f"{row}: {error}"
        else:
            messages.success(request, f"{row} is {person.name}." if person else f"{row} is nobody here.")
            return redirect(f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path)
    view = request.GET.get("view", "")
    rows = TrackerAccount.objects.filter(connection=one).select_related("person", "proposed", "confirmed_by")
    open_rows = unmapped_accounts(one).select_related("proposed")
    chosen = rows if view == "all" else open_rows
    values = {
        "connection": one,
        "page": Paginator(chosen.order_by("-proposed", "handle", "name", "pk"), ACCOUNTS).get_page(request.GET.get("page")),
        "counts": {"all": rows.count(), "open": open_rows.count()},
        "view": view,
        "problem": problem,
        "people": list(Person.objects.filter(is_active=True).values_list("name", flat=True)[:500]),
    }
    return render(request, "connections/accounts.html", values, status=422 if problem else 200)


@require_POST
def act(request: HttpRequest, connection_id: int, name: str) -> HttpResponse:
    """One button of the health page."""
    one = find_connection(connection_id)
    by = Actor.person(user_of(request))
    acts = _acts(request, one, by, name)
    if name not in acts:
        raise Http404
    do, said, wake = acts[name]
    try:
        do()
    except NotPermitted:
        raise
    except FollowthroughError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
        if wake:
            sync_soon(one.pk)
    if item := _number(request.POST.get("item", "")):
        return redirect("item", item)  # where the button was pressed
    return redirect("connections") if name == "remove" else redirect("connection", one.pk)


@require_POST
def show_secret(request: HttpRequest, connection_id: int) -> HttpResponse:
    """The webhook's secret, for somebody who enters it in the tracker. On the answer itself: a message would lie in a cookie."""
    one = find_connection(connection_id)
    change.require_administrator(Actor.person(user_of(request)))
    values = {"connection": one, "kind": KINDS[one.kind], "secret": hooks.secret_of(one), "hook_address": hooks.address_of(one)}
    return render(request, "connections/secret.html", values)


def _acts(request: HttpRequest, one: Connection, by: Actor, name: str) -> dict[str, tuple[Callable[[], object], str, bool]]:
    """Each button: what it does, what is then said, and whether a worker should look at once."""
    number = _row(request, one, name)
    reason = request.POST.get("reason", "")

    def make_hook() -> None:
        change.require_administrator(by)
        with closing(open_connection(one)) as tracker:
            hooks.set_up(one, tracker, now=timezone.now())

    pk = one.pk
    return {
        "pause": (lambda: change.pause_connection(pk, by=by, because=reason), "Paused. Nothing is read or written.", False),
        "resume": (lambda: change.resume_connection(pk, by=by), "It goes on.", True),
        "sync": (lambda: change.wake_connection(pk, by=by), "A worker looks at it now.", True),
        "read-only": (lambda: change.change_connection(pk, by=by, read_only=True), "From now on it only reads.", False),
        "write": (lambda: change.change_connection(pk, by=by, read_only=False), "From now on it also writes.", True),
        "remove": (
            lambda: change.remove_connection(pk, by=by),
            "Taken away. Items keep their history, tickets stay where they are.",
            False,
        ),
        "retry": (lambda: outbox.retry_entry(number, by=by), "It is tried again now.", True),
        "park": (lambda: outbox.park_entry(number, by=by, reason=reason), "Held back.", False),
        "drop": (lambda: outbox.drop_entry(number, by=by, reason=reason), "It will not be sent.", False),
        "go-on": (lambda: go_on(number, by=by), "It is followed again.", True),
        "let-go": (lambda: let_go(number, by=by, reason=reason), "The ticket no longer carries its item: it can be filed again.", False),
        "undo-clash": (lambda: undo_clash(number, by=by), "The value that had given way stands again.", True),
        "make-hook": (make_hook, "The tracker sends its webhooks here from now on.", False),
    }


def _row(request: HttpRequest, one: Connection, name: str) -> int:
    """The row that a button is about; 0, which is no row, for one of another connection."""
    entries, links = Outbox.objects.filter(connection=one), Link.objects.filter(connection=one)
    rows = {"retry": entries, "park": entries, "drop": entries, "go-on": links, "let-go": links}
    number = _number(request.POST.get("id", ""))
    there = Clash.objects.filter(link__connection=one, pk=number) if name == "undo-clash" else rows.get(name, entries).filter(pk=number)
    return number if there.exists() else 0


def _forecast(one: Connection, count: int) -> str:
    """How long filing what waits will take, where it is more than a moment."""
    if count < 2 or not one.may_write():
        return ""
    try:
        can = open_connection(one).can
    except (FollowthroughError, ServiceError):
        return ""
    minutes = round(forecast(count, can).total_seconds() / 60)
    if minutes < 1:
        return "less than a minute"
    return f"about {minutes} minutes" if minutes < 90 else f"about {minutes / 60:.1f} hours"


def find_connection(connection_id: int) -> Connection:
    return get_object_or_404(Connection.objects.select_related("team"), pk=connection_id, removed_at=None)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
