"""The trackers that are connected: one row each with how it does in words, and the way to connect another."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from followthrough.errors import FollowthroughError, InputError, NotPermitted, ServiceError
from followthrough.trackers.base import Checked
from followthrough.trackers.registry import KINDS, Field, Kind, Way
from followthrough.web.models import Connection, Team
from followthrough.web.models.connection import DEFAULT_LABEL
from followthrough.web.operations.connections import add_connection, pause_connection, require_administrator
from followthrough.web.pages.lens import user_of
from followthrough.web.permissions import Actor
from followthrough.web.sync.health import Health, health_of
from followthrough.web.sync.opening import probe

BEING_SET_UP = "It is being set up: look at what was found, then start it."
WRONG_HERE = "That address or these credentials don't work."


@dataclass(frozen=True, slots=True)
class Row:
    connection: Connection
    kind: str
    health: Health


@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    """All of them, those in trouble first."""
    user = user_of(request)
    rows = [Row(one, KINDS[one.kind].label, health_of(one)) for one in Connection.objects.filter(removed_at=None)]
    rows.sort(key=lambda row: ({"red": 0, "amber": 1}.get(row.health.light, 2), row.connection.name.casefold()))
    troubled = sum(row.health.light == "red" or bool(row.health.parked or row.health.troubled) for row in rows)
    values = {"rows": rows, "troubled": troubled, "kinds": list(KINDS.values()), "may_connect": user.role == "administrator"}
    return render(request, "connections/all.html", values)


@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of one tracker: where it is, who we are there, which tickets. It is tested before anything is kept."""
    require_administrator(Actor.person(user_of(request)))
    if kind not in KINDS:
        raise Http404
    known = KINDS[kind]
    way = _way(known, request.POST.get("way") or request.GET.get("way") or "")
    typed = {name: request.POST.get(name, "").strip() for name in ("base_url", "place", "label", "name", "team")}
    typed["label"] = typed["label"] or DEFAULT_LABEL
    values: dict[str, object] = {
        "kind": known,
        "way": way,
        "typed": typed,
        "fields": _fields(way, request),
        "teams": list(Team.objects.all()),
    }
    if request.method == "GET":
        return render(request, "connections/connect.html", values)
    try:
        checked, connection = _try(request, known, way, typed)
    except NotPermitted:
        raise
    except FollowthroughError as error:
        return render(request, "connections/connect.html", values | {"problem": _problem(error)}, status=422)
    if connection is None:
        return render(request, "connections/connect.html", values | {"checked": checked}, status=422)
    return redirect("connection-set-up", connection.pk)


def _try(request: HttpRequest, kind: Kind, way: Way, typed: dict[str, str]) -> tuple[Checked, Connection | None]:
    """Ask the tracker who we are and what is missing; keep the connection where it can work at all."""
    by = Actor.person(user_of(request))
    credentials = {field.name: request.POST.get(f"secret-{field.name}", "").strip() for field in way.fields}
    base_url = typed["base_url"] or kind.base_url
    team = find_team(typed["team"])
    place, label = typed["place"], typed["label"]
    with closing(probe(kind.name, base_url=base_url, place=place, label=label, way=way.name, credentials=credentials)) as tracker:
        checked = tracker.check()
    if checked.place is None:
        return checked, None
    connection = add_connection(
        kind=kind.name,
        name=typed["name"],
        place=typed["place"],
        place_name=checked.place.name,
        credentials=credentials,
        base_url=base_url,
        label=typed["label"],
        way=way.name,
        team=team,
        by=by,
    )
    pause_connection(connection.pk, by=by, because=BEING_SET_UP)
    for line in checked.missing:
        messages.warning(request, line)
    return checked, connection


def find_team(slug: str) -> Team | None:
    """The team that was chosen, None where none was."""
    if not slug:
        return None
    team = Team.objects.filter(slug=slug).first()
    if team is None:
        raise InputError("There is no such team any more: choose another.")
    return team


def _problem(error: FollowthroughError) -> str:
    """What went wrong, as its kind. What the address answered is not repeated: it could be anything's answer."""
    if isinstance(error, ServiceError):
        return str(error) or WRONG_HERE
    return str(error)


def _way(kind: Kind, name: str) -> Way:
    return next((way for way in kind.ways if way.name == name), kind.ways[0])


def _fields(way: Way, request: HttpRequest) -> list[tuple[Field, str]]:
    """The credentials' fields; what was typed comes back except for secrets."""
    return [(field, "" if field.secret else request.POST.get(f"secret-{field.name}", "")) for field in way.fields]
