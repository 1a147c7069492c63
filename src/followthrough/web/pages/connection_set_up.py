"""Set a connection up: whether it may write, what its statuses mean, what only its vendor has, and other credentials."""

from __future__ import annotations

from contextlib import closing

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from followthrough.errors import FollowthroughError, InputError, NotPermitted
from followthrough.trackers.base import Meaning, Status
from followthrough.trackers.registry import KINDS, Field, Way
from followthrough.web.jobs.sync import sync_soon
from followthrough.web.models import Connection, Team
from followthrough.web.operations import connections as change
from followthrough.web.pages.connection import find_connection
from followthrough.web.pages.connections import find_team
from followthrough.web.pages.lens import user_of
from followthrough.web.permissions import Actor
from followthrough.web.sync.opening import open_connection, probe

MEANINGS = [
    (Meaning.OPEN, "open"),
    (Meaning.STARTED, "in progress"),
    (Meaning.DONE, "done"),
    (Meaning.DROPPED, "closed: ask what was decided"),
]


@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, connection_id: int) -> HttpResponse:
    """What is to be known before it starts, and can be changed later."""
    one = find_connection(connection_id)
    by = Actor.person(user_of(request))
    change.require_administrator(by)
    problem = ""
    if request.method == "POST":
        try:
            return _save(request, one, by)
        except NotPermitted:
            raise
        except FollowthroughError as error:
            problem = str(error)
    found: list[tuple[Status, str]] = []
    try:
        with closing(open_connection(one)) as tracker:
            found = [(status, one.statuses.get(status.id, status.proposal.value)) for status in tracker.statuses()]
    except FollowthroughError as error:
        problem = problem or str(error)
    values = {
        "connection": one,
        "kind": KINDS[one.kind],
        "teams": list(Team.objects.all()),
        "meanings": MEANINGS,
        "statuses": found,
        "options": [(field, one.options.get(field.name, "")) for field in KINDS[one.kind].options],
        "credentials": _shown(one),
        "problem": problem,
        "new": one.paused_at is not None and one.succeeded_at is None,
    }
    return render(request, "connections/set_up.html", values, status=422 if problem and request.method == "POST" else 200)


def _save(request: HttpRequest, one: Connection, by: Actor) -> HttpResponse:
    given = request.POST
    statuses = _statuses(given)
    change.change_connection(
        one.pk,
        by=by,
        name=given.get("name"),
        label=given.get("label"),
        statuses=statuses if statuses != one.statuses else None,
        options={field.name: given.get(f"option-{field.name}", "") for field in KINDS[one.kind].options},
        team=find_team(given.get("team", "")),
        read_only=given.get("writes") != "on",
        credentials=_new_credentials(request, one),
    )
    if given.get("next") == "rehearse":
        return redirect("connection-rehearse", one.pk)
    if given.get("next") == "start":
        change.resume_connection(one.pk, by=by)
        sync_soon(one.pk)
        messages.success(request, "Started. The tickets with the label are being read now; this page shows how far it is.")
    else:
        messages.success(request, "Saved.")
    return redirect("connection", one.pk)


def _statuses(given: QueryDict) -> dict[str, str] | None:
    """What was chosen otherwise than proposed; None where the form had no statuses, as its tracker could not be asked.

    A proposal that was left alone is not kept: kept, it would hold against what a ticket itself says, such as Jira's resolution.
    """
    chosen = {name.removeprefix("status-"): given.get(name, "") for name in given if name.startswith("status-")}
    if not chosen:
        return None
    return {key: value for key, value in chosen.items() if value != given.get(f"proposed-{key}")}


def _way(one: Connection) -> Way:
    return next((way for way in KINDS[one.kind].ways if way.name == one.way), KINDS[one.kind].ways[0])


def _shown(one: Connection) -> list[tuple[Field, str]]:
    """The fields of its credentials; what is no secret is shown, so that only the token has to be entered anew."""
    try:
        held = change.open_credentials(one)
    except FollowthroughError:
        held = {}
    return [(field, "" if field.secret else held.get(field.name, "")) for field in _way(one).fields]


def _new_credentials(request: HttpRequest, one: Connection) -> dict[str, str] | None:
    """What was entered, tested; None where no secret was. Whatever is wrong with it, the former ones stay."""
    fields = _way(one).fields
    given = {field.name: request.POST.get(f"secret-{field.name}", "").strip() for field in fields}
    if not any(given[field.name] for field in fields if field.secret):
        return None
    with closing(
        probe(
            one.kind,
            base_url=one.base_url,
            place=one.place,
            label=one.label,
            way=one.way,
            credentials=given,
            options=one.options,
        )
    ) as tracker:
        checked = tracker.check()
    if checked.place is None:
        raise InputError(f"The new credentials were not kept: {' '.join(checked.missing)}")
    return given
