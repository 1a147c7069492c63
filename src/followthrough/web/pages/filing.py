"""Have a ticket made of an item, from the item's page; and what that page shows of its tickets. Sends nothing: the outbox does."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from followthrough.errors import FollowthroughError, NotPermitted
from followthrough.web.jobs.sync import sync_soon
from followthrough.web.models import Clash, Connection, Item, Link, Outbox, SyncNote, User
from followthrough.web.models.outbox import ACTIVE, Job
from followthrough.web.operations.outbox import request_filing
from followthrough.web.pages.clash_words import Shown, shown
from followthrough.web.pages.lens import user_of
from followthrough.web.permissions import Actor, may_change_item

STORY = 12


@dataclass(frozen=True, slots=True)
class Tickets:
    """An item's tickets, what waits to be written, where it could be filed, and the story of its sync."""

    links: list[Link]
    entries: list[Outbox]
    places: list[Connection]
    notes: list[SyncNote]
    clashes: list[Shown]
    may_change: bool

    @property
    def any(self) -> bool:
        return bool(self.links or self.entries or self.places or self.notes)


def tickets_of(item: Item, user: User) -> Tickets:
    """What the item's page shows of trackers."""
    links = list(Link.objects.filter(item=item, let_go_at=None).select_related("connection"))
    entries = list(Outbox.objects.filter(item=item, stage__in=ACTIVE).select_related("connection", "link"))
    taken = {link.connection_id for link in links} | {entry.connection_id for entry in entries if entry.job == Job.FILE}
    may = item.is_open and may_change_item(user, item)
    rows = Connection.objects.filter(removed_at=None, read_only=False).exclude(pk__in=taken) if may else Connection.objects.none()
    notes = list(SyncNote.objects.filter(item=item).select_related("connection")[:STORY])
    clashes = shown(Clash.objects.filter(link__item=item, undone_at=None).select_related("link__connection")[:STORY])
    return Tickets(links, entries, list(rows), notes, clashes, may_change_item(user, item))


@require_POST
def file_item(request: HttpRequest, item_id: int) -> HttpResponse:
    """Ask for the ticket. It is made in a moment; asked twice it is made once."""
    user = user_of(request)
    item = get_object_or_404(Item.objects.visible_to(user), pk=item_id)
    number = request.POST.get("connection", "")
    try:
        entry = request_filing(
            item.pk,
            connection_id=int(number) if number.isascii() and number.isdigit() and len(number) < 12 else 0,
            by=Actor.person(user),
            publish=request.POST.get("publish") == "on",
        )
    except NotPermitted:
        raise
    except FollowthroughError as error:
        messages.error(request, str(error))
    else:
        sync_soon(entry.connection_id)
        messages.success(request, f"A ticket is being filed in {entry.connection.name}. This page shows it in a moment.")
    return redirect("item", item.pk)
