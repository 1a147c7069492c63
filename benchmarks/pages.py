"""How fast the pages answer as the portfolio grows: median and 95th percentile of each, its queries, and a bare Django page beside it.

    ./run bench pages                                  # 10,000 items on SQLite
    ./run bench pages --items 10000 100000             # and how much slower ten times as many are
    DATABASE_URL=postgres://... ./run bench pages      # on an empty database of yours, which it fills

Makes items with about six events each, past operations: rows are written in bulk, with the chain of digests in order. Pages are asked for
in process, so that no network and no server is measured. The bare page is one page of the same table with nothing of ours on it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.test import Client

YEARS = 4
TEAMS, SERVICES, PEOPLE = 40, 60, 400
LOT = 4000
EVENT = ("number", "item_id", "kind", "at", "recorded_at", "actor_id", "through", "changes", "reason", "digest")
PAGES = {
    "dashboard": "/",
    "dashboard, a past day": "/?as_of={past}",
    "items": "/items/",
    "items, overdue": "/items/?view=overdue",
    "items, all by text": "/items/?view=all&q=retries",
    "incidents": "/incidents/",
    "insights": "/insights/",
    "decisions": "/decisions/",
    "metrics": "/metrics",
    "gate": "/api/v1/gate?severity=1",
}
BARE = (
    "<h1>{{ user }}</h1><p>{{ page.paginator.count }}</p><table>{% for item in page %}<tr><td>{{ item.pk }}<td>{{ item.text }}"
    "<td>{{ item.state }}<td>{{ item.due }}<td>{{ item.accepted_at }}<td>{{ item.type }}</tr>{% endfor %}</table>"
)
FACTOR, QUERIES, GROWTH = 2.0, 20, 1.3  # times a bare page; queries of a page; ten times the items


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, nargs="+", default=[10_000], metavar="N", help="how many items there are, step by step")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="how often each page is asked for (default 5)")
    parser.add_argument("--pages", nargs="+", choices=list(PAGES), default=list(PAGES), help="which pages (default: all)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="followthrough-benchmark-") as folder:
        os.environ["FOLLOWTHROUGH_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "followthrough.web.settings"
        import django

        django.setup()
        _measure(args)
    return 0


def _measure(args: argparse.Namespace) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.urls import path

    from followthrough.web import urls
    from followthrough.web.models import TallyRow
    from followthrough.web.operations.rollups import rebuild

    call_command("migrate", verbosity=0, interactive=False)
    urls.urlpatterns.append(path("bare/", bare))
    maker = Maker()
    before: dict[str, float] = {}
    for count in sorted(args.items):
        began = time.perf_counter()
        events = maker.grow(count)
        seconds = time.perf_counter() - began
        print(f"\n{count:,} items on {connection.vendor}; {events:,} events written in {seconds:.0f} s, {events / seconds:,.0f} a second")
        began = time.perf_counter()
        spells = rebuild()
        analyse()
        print(f"roll-ups made anew in {time.perf_counter() - began:.0f} s: {spells:,} spells, {TallyRow.objects.count():,} counts")
        client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {maker.token}"})
        client.force_login(maker.user)
        base, _, _ = _time(client, "/bare/", args.runs)
        print(f"{'page':<24}{'queries':>9}{'median':>10}{'p95':>10}{'x bare':>9}{'x before':>10}   (bare page {base * 1000:.1f} ms)")
        for name in args.pages:
            seconds, slow, queries = _time(client, PAGES[name], args.runs)
            grown = f"{seconds / before[name]:.1f}" if name in before else ""
            over = " *" if seconds > FACTOR * base or queries > QUERIES else ""
            print(f"{name:<24}{queries:>9}{seconds * 1000:>8.0f}ms{slow * 1000:>8.0f}ms{seconds / base:>9.1f}{grown:>10}{over}")
            before[name] = seconds
    print(f"\nLimits: {FACTOR:.0f} x the bare page, {QUERIES} queries, {GROWTH} x for ten times the items. * is over one of the first two.")


def analyse() -> None:
    """Let the database look at what it holds, as it does by itself in the course of a night."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _time(client: Client, address: str, runs: int) -> tuple[float, float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    path = address.format(past=(date.today() - timedelta(days=100)).isoformat())
    client.get(path)  # what is loaded once is not measured
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
        queries = len(captured)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        client.get(path)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken), sorted(taken)[max(round(0.95 * len(taken)) - 1, 0)], queries


def bare(request: HttpRequest) -> HttpResponse:
    """What any Django page over this table does: one page of 50 rows out of all, through the same middleware, for somebody signed in."""
    from django.core.paginator import Paginator
    from django.http import HttpResponse
    from django.template import Context, Template

    from followthrough.web.models import Item

    page = Paginator(Item.objects.order_by("pk"), 50).get_page(1)
    return HttpResponse(Template(BARE).render(Context({"page": page, "user": request.user})))


class Maker:
    """Grows one portfolio: four years of incidents with four items each, of which most are done. The same seed, the same portfolio."""

    def __init__(self) -> None:
        from followthrough.web.models import Service, Team
        from followthrough.web.operations import people
        from followthrough.web.operations.tokens import make_token
        from followthrough.web.permissions import Actor

        self.chance = random.Random(7)
        self.user = people.add_account("bench", role="administrator")
        self.teams = [people.add_team(f"Team {number}") for number in range(TEAMS)]
        self.services = [people.add_service(f"Service {number}") for number in range(SERVICES)]
        self.people = [people.add_person(f"Person {number}") for number in range(PEOPLE)]
        _, self.token = make_token(name="bench", scopes=["gate", "metrics"], by=Actor.person(self.user))
        self.now = datetime.now(UTC)
        self.made = 0
        assert Team.objects.count() == TEAMS
        assert Service.objects.count() == SERVICES

    def grow(self, count: int) -> int:
        """Add items until there are so many; the events that were written."""
        written = 0
        while self.made < count:
            written += self._lot(min(LOT, count - self.made))
        return written

    def _lot(self, size: int) -> int:
        from followthrough.web.models import Event, Incident, Item
        from followthrough.web.operations.bulk import insert_rows
        from followthrough.web.operations.chain import writing

        with writing() as head:
            incidents = Incident.objects.bulk_create([self._incident(self.made // 4 + number) for number in range((size + 3) // 4)])
            through = Incident.services.through
            through.objects.bulk_create([through(incident_id=one.pk, service_id=self.chance.choice(self.services).pk) for one in incidents])
            items = Item.objects.bulk_create([self._item(incidents[number // 4]) for number in range(size)])
            rows = [row for item in items for row in self._rows(head, item)]
            insert_rows(Event, EVENT, rows)
            head.save()
        self.made += size
        return len(rows)

    def _rows(self, head: Any, item: Any) -> Iterator[tuple[object, ...]]:
        """The item's events, each sealed with the digest of the one before."""
        from followthrough.web.models import Event
        from followthrough.web.operations.chain import digest

        for kind, at, changes in self._story(item):
            head.number += 1
            event = Event(number=head.number, item_id=item.pk, kind=kind, at=at, recorded_at=at, actor_id=self.user.pk, changes=changes)
            event.through = "person"
            head.digest = digest(event, previous=head.digest)
            yield head.number, item.pk, kind, at, at, self.user.pk, "person", json.dumps(changes), "", head.digest

    def _incident(self, number: int) -> Any:
        from followthrough.web.models import Incident

        began = self.now - timedelta(days=self.chance.uniform(1, 365 * YEARS))
        return Incident(
            reference=f"INC-{number + 1}",
            title=f"Service {number % SERVICES} answered with errors",
            severity=self.chance.choice([1, 2, 2, 3, 3, 3, 4, None]),
            began_on=began.date(),
            team=self.chance.choice(self.teams),
            recorded_at=began,
        )

    def _item(self, incident: Any) -> Any:
        from followthrough.web.models import Item

        accepted = incident.recorded_at + timedelta(days=self.chance.uniform(0, 5))
        accepted = min(accepted, self.now)
        due = accepted.date() + timedelta(days=self.chance.choice([14, 28, 56, 90]))
        moved = self.chance.choice([0, 0, 0, 1, 2])
        ended = accepted + timedelta(days=self.chance.lognormvariate(3.4, 1.0))
        state = self.chance.choices(["done", "risk_accepted", "declined", "open"], [80, 8, 7, 5])[0] if ended < self.now else "open"
        item = Item(
            incident=incident,
            text=self.chance.choice(["Cap the retries of client", "Alert on the lag of queue", "Document the failover of"])
            + f" {self.made}",
            type=self.chance.choice(["prevention", "detection", "mitigation", "process"]),
            state=state,
            owner=self.chance.choice(self.people),
            team=incident.team,
            tickets=["OPS-1"],
            accepted_at=accepted,
            original_due=due,
            due=due + timedelta(days=20 * moved),
            due_source="stated",
            slips=moved,
        )
        if state != "open":
            item.closed_at = ended
            item.reason = "" if state == "done" else "Not worth it"
            item.impact, item.review_on = ("An hour", (ended + timedelta(days=900)).date()) if state == "risk_accepted" else ("", None)
        item.version = 6
        return item

    def _story(self, item: Any) -> Iterator[tuple[str, datetime, dict[str, list[object]]]]:
        at, end = item.accepted_at, item.closed_at or self.now
        born = {
            "incident": item.incident_id,
            "text": item.text,
            "type": item.type,
            "state": "open",
            "owner": item.owner_id,
            "team": item.team_id,
            "accepted_at": item.accepted_at.isoformat(),
            "original_due": item.original_due.isoformat(),
            "due": item.original_due.isoformat(),
        }
        yield "accepted", at, {name: [None, value] for name, value in born.items()}
        steps = [at + (end - at) * share for share in (0.2, 0.4, 0.6, 0.8)]
        yield "assigned", steps[0], {"owner": [None, item.owner_id]}
        yield "tickets_set", steps[1], {"tickets": [[], ["OPS-1"]]}
        yield "edited", steps[2], {"done_criterion": ["", "It is seen on the dashboard"]}
        due = item.original_due
        for number in range(item.slips):
            later = due + timedelta(days=20)
            yield "due_set", steps[3], {"due": [due.isoformat(), later.isoformat()], "slips": [number, number + 1]}
            due = later
        if item.closed_at is not None:
            yield item.state, end, {"state": ["open", item.state], "closed_at": [None, end.isoformat()]}


if __name__ == "__main__":
    sys.exit(main())
