"""One item: the promise, what it lacks, where it came from, its story, and what can be done. Only shows, and hands on what is asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from followthrough.core.item import ActionItem, OwnerKind, Stated, Type
from followthrough.core.lint.rule import Finding
from followthrough.core.lint.rules import RULES
from followthrough.core.lint.run import check_item
from followthrough.errors import Conflict, FollowthroughError, NotFound, NotPermitted
from followthrough.web.insights.nudging import next_to_hear
from followthrough.web.models import Candidate, Item, Person, Team, User
from followthrough.web.operations.handover import may_answer
from followthrough.web.pages.filing import tickets_of
from followthrough.web.pages.item_actions import ACTIONS, ALL, Action, Field
from followthrough.web.pages.lens import lens_of, user_of
from followthrough.web.pages.story import tell_story
from followthrough.web.permissions import Actor, may_change_item

WHYS = {rule.code: rule.doc.partition("Why:")[2].partition("\nBad:")[0].strip() for rule in RULES}
# What is read on the page itself, or is for documents: not repeated as a finding.
LEFT_OUT = frozenset({"due-in-the-past", "due-too-late"})


@dataclass(frozen=True, slots=True)
class Panel:
    """The open form of one action, with what was typed and what was wrong."""

    action: Action
    fields: tuple[tuple[Field, str], ...]
    version: int
    problem: str = ""
    conflict: bool = False


@require_safe
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """The page of an item, with the form of an action open where the address asks for one."""
    one = _find(request, item_id)
    action = ACTIONS.get(request.GET.get("do", ""))
    panel = _opened(one, action, request) if action and may_change_item(user_of(request), one) else None
    if request.headers.get("HX-Request") and panel:
        return render(request, "_item_panel.html", {"panel": panel, "item": one, **_choices()})
    return _page(request, one, panel)


@require_http_methods(["POST"])
def act(request: HttpRequest, item_id: int, name: str) -> HttpResponse:
    """Do one action. A refusal shows the form again, with what was typed."""
    one = _find(request, item_id)
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    typed = {field.name: request.POST.get(field.name, "") for field in action.fields}
    version = request.POST.get("version", "")
    try:
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
        action.run(one, typed, Actor.person(user_of(request)), seen)
    except (NotPermitted, NotFound):
        raise
    except FollowthroughError as error:
        conflict = isinstance(error, Conflict)
        fresh = _find(request, item_id)
        fields = tuple((field, typed[field.name]) for field in action.fields)
        panel = Panel(action, fields, fresh.version, str(error), conflict)
        return _page(request, fresh, panel, status=409 if conflict else 422)
    messages.success(request, action.said, extra_tags="" if action.name in {"undo", "split"} else f"undo:{item_id}")
    return redirect("item", item_id)


def _find(request: HttpRequest, item_id: int) -> Item:
    rows = Item.objects.visible_to(user_of(request)).select_related("incident__team", "owner", "handed_to", "team", "split_from")
    return get_object_or_404(rows, pk=item_id)


def _opened(one: Item, action: Action, request: HttpRequest) -> Panel:
    today = lens_of(request).today
    return Panel(action, tuple((field, field.initial(one, today)) for field in action.fields), one.version)


def _choices() -> dict[str, object]:
    return {
        "types": list(Type),
        "all_teams": list(Team.objects.all()),
        "people": list(Person.objects.filter(is_active=True).values_list("name", flat=True)[:500]),
    }


def _page(request: HttpRequest, one: Item, panel: Panel | None, *, status: int = 200) -> HttpResponse:
    user = user_of(request)
    visible = Item.objects.visible_to(user)
    may_act = may_change_item(user, one)
    events = list(one.events.select_related("actor").order_by("number"))
    today = timezone.localdate()
    last = events[-1] if events else None
    values = {
        "item": one,
        "panel": panel,
        "may_act": may_act,
        "actions": [action for action in ALL if action.in_bar and action.when(one) and _is_for(action, one, user)] if may_act else [],
        "can_undo": bool(
            may_act
            and last
            and last.actor_id == user.pk
            and last.through == "person"
            and last.kind not in {"undone", "accepted"}
            and timezone.localdate(last.at) == today
        ),
        "findings": [(finding, WHYS.get(finding.code, "")) for finding in findings_of(one)] if one.is_open else [],
        "sources": Candidate.objects.filter(item=one).select_related("document").defer("document__content", "document__text"),
        "story": tell_story(events, to=user),
        "successors": list(one.replaced_by.filter(pk__in=visible.values("pk"))),
        "predecessors": list(one.replaces.filter(pk__in=visible.values("pk"))),
        "on": today,
        "next_to_hear": next_to_hear(one, on=today) if one.is_open else "",
        "trackers": tickets_of(one, user),
        **(_choices() if panel else {}),
    }
    return render(request, "item.html", values, status=status)


def _is_for(action: Action, one: Item, user: User) -> bool:
    """Whether an action is this person's: who was asked to take an item over is who answers."""
    return action.name not in {"take-over", "refuse"} or may_answer(one, user)


def findings_of(one: Item) -> list[Finding]:
    """What the gate has to say of an open item."""
    value = ActionItem(
        text=one.text,
        owners=(one.owner.name,) if one.owner else (),
        owner_kind=OwnerKind.PERSON if one.owner else OwnerKind.NONE,
        due=one.due,
        tracking=tuple(one.tickets),
        state=Stated.OPEN,
        type=Type(one.type),
        done_criterion=one.done_criterion or None,
    )
    return [finding for finding in check_item(value, today=timezone.localdate()) if finding.name not in LEFT_OUT]
