"""Connect the demo to a fake tracker that runs beside it: who is who, and some of the open items on their way to become tickets.

Everything goes through the operations that everybody uses; the tracker itself is `followthrough.trackers.fake.board`.
"""

from __future__ import annotations

from contextlib import closing, suppress

from django.utils import timezone

from followthrough.errors import ServiceError
from followthrough.web.middleware import DEMO_USER
from followthrough.web.models import Connection, Item, User
from followthrough.web.models.account import Role
from followthrough.web.operations import accounts, connections, outbox
from followthrough.web.permissions import Actor
from followthrough.web.sync import hooks
from followthrough.web.sync.opening import open_connection

FILED = 8
ADOPTED = (
    "Alert when the certificate of the gateway has less than 20 days to live",
    "Say in the runbook how to drain a node of the queue",
    "Limit what one customer can export at a time",
)


def handles() -> list[str]:
    """The accounts that the tracker should know: the company's people by their user names."""
    return list(User.objects.filter(is_active=True).order_by("pk").values_list("username", flat=True))


def _administrator() -> User:
    """The lead, whom every visitor is signed in as, may set up trackers in this demo."""
    lead = User.objects.get(username=DEMO_USER)
    User.objects.filter(pk=lead.pk).update(role=Role.ADMINISTRATOR)
    lead.refresh_from_db()
    return lead


def connect(url: str, token: str, place: str) -> Connection:
    """Connect it as an administrator would, match accounts to people, and ask for tickets of the newest open items."""
    by = Actor.person(_administrator())
    connection = connections.add_connection(
        kind="github",
        name="Fake GitHub",
        place=place,
        place_name=place,
        base_url=url,
        credentials={"token": token},
        read_only=False,
        by=by,
    )
    with closing(open_connection(connection)) as tracker:
        accounts.take_accounts(connection, tracker.accounts())
        if hooks.address_of(connection):
            with suppress(ServiceError):  # changes are then seen by asking
                hooks.set_up(connection, tracker, now=timezone.now())
    here = User.objects.filter(is_active=True, person__is_active=True).select_related("person")
    people = {user.username: user.person for user in here}
    for row in connection.accounts.all():
        if people.get(row.handle) is not None:
            accounts.confirm_account(row.pk, person=people[row.handle], by=by)
    bare = Item.objects.open().filter(tickets=[], incident__private=False).order_by("-accepted_at", "-pk")
    for item in bare[:FILED]:
        outbox.request_filing(item.pk, connection_id=connection.pk, by=by)
    return connection
