"""The page behind a button of a message: says what it is about, and does that one thing once it is confirmed. A look changes nothing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from followthrough.errors import Conflict, FollowthroughError, NotFound, NotPermitted
from followthrough.web.nudging import links
from followthrough.web.operations.people import find_person
from followthrough.web.operations.policies import policy_in_force
from followthrough.web.pages.item_actions import ACTIONS, Action
from followthrough.web.permissions import Actor


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, or do it. Who is signed in goes to the item's own page, as themselves."""
    try:
        asked = links.read(token)
    except FollowthroughError as error:
        return _alone(request, "message/over.html", {"words": str(error)}, status=404 if isinstance(error, NotFound) else 410)
    page = f"{reverse('item', args=[asked.item.pk])}?do={asked.offer}"
    if request.user.is_authenticated or policy_in_force().message_links == "sign in" or not links.works_alone(asked):
        return redirect(page)  # which asks whoever is not signed in to do so
    action = ACTIONS[str(asked.offer)]
    values: dict[str, object] = {
        "item": asked.item,
        "person": asked.line.nudge.person,
        "action": action,
        "why": asked.line.why,
        "page": page,
    }
    if not asked.item.is_open or not action.when(asked.item):
        return _alone(request, "message/over.html", values | {"words": "There is nothing left to do here: it has moved on since."})
    if request.method != "POST":
        opened = [(field, field.initial(asked.item, asked.item.due)) for field in action.fields]
        return _alone(request, "message/confirm.html", values | {"fields": opened, "version": asked.item.version})
    return _do(request, asked, action, values)


def _do(request: HttpRequest, asked: links.Asked, action: Action, values: dict[str, object]) -> HttpResponse:
    user = asked.user
    assert user is not None  # else it would not work alone
    typed = {field.name: request.POST.get(field.name, "") for field in action.fields}
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    try:
        if typed.get("owner") and find_person(typed["owner"]) is None:
            raise NotPermitted("Nobody, or more than one, is called so: give a name or an e-mail address that is known here, or sign in.")
        action.run(asked.item, typed, Actor.person(user), seen)
    except FollowthroughError as error:
        asked.item.refresh_from_db()
        fields = [(field, typed[field.name]) for field in action.fields]
        told = values | {"fields": fields, "version": asked.item.version, "problem": str(error), "item": asked.item}
        return _alone(request, "message/confirm.html", told, status=409 if isinstance(error, Conflict) else 422)
    return _alone(request, "message/done.html", values | {"said": action.said})


def _alone(request: HttpRequest, template: str, values: dict[str, object], *, status: int = 200) -> HttpResponse:
    answer = render(request, template, values, status=status)
    answer["Referrer-Policy"] = "no-referrer"  # the address is the key
    answer["X-Robots-Tag"] = "noindex"
    return answer
