"""How fast the pages answer as the portfolio grows: median and 95th percentile of each, its queries, and a bare Django page beside it.

    ./run bench pages                                  # 10,000 items on SQLite
    ./run bench pages --items 10000 100000             # and how much slower ten times as many are
    DATABASE_URL=postgres://... ./run bench pages      # on an empty database of yours, which it fills

Makes items with about six events each, past operations: rows are written in bulk, with the chain of digests in order. Pages are asked for
in process, so that no network and no server is measured. The bare page lists 50 items of the same table in a template of its own.
"""

from __future__ import annotations

import argparse
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
    from django.test import Client

YEARS = 4
TEAMS, SERVICES, PEOPLE = 40, 60, 400
LOT = 2000
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
BARE = "{% for item in items %}<p>{{ item.text }} {{ item.due }} {{ item.state }}</p>{% endfor %}"
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

    from followthrough.web.models import TallyRow
    from followthrough.web.operations.rollups import rebuild

    call_command("migrate", verbosity=0, interactive=False)
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
        bare = statistics.median(_bare() for _ in range(args.runs))
        print(f"{'page':<24}{'queries':>9}{'median':>10}{'p95':>10}{'x bare':>9}{'x before':>10}   (bare page {bare * 1000:.1f} ms)")
        for name in args.pages:
            seconds, slow, queries = _time(client, PAGES[name], args.runs)
            grown = f"{seconds / before[name]:.1f}" if name in before else ""
            over = " *" if seconds > FACTOR * bare or queries > QUERIES else ""
            print(f"{name:<24}{queries:>9}{seconds * 1000:>8.0f}ms{slow * 1000:>8.0f}ms{seconds / bare:>9.1f}{grown:>10}{over}")
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


def _bare() -> float:
    """What any Django page over this table takes: 50 rows through a template."""
    from django.template import Context, Template

    from followthrough.web.models import Item

    began = time.perf_counter()
    Template(BARE).render(Context({"items": Item.objects.order_by("pk")[:50]}))
    return time.perf_counter() - began


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
        from followthrough.web.operations.chain import digest, writing

        with writing() as head:
            incidents = Incident.objects.bulk_create([self._incident(self.made // 4 + number) for number in range((size + 3) // 4)])
            through = Incident.services.through
            through.objects.bulk_create([through(incident_id=one.pk, service_id=self.chance.choice(self.services).pk) for one in incidents])
            items = Item.objects.bulk_create([self._item(incidents[number // 4]) for number in range(size)])
            events = []
            for item in items:
                for kind, at, changes in self._story(item):
                    event = Event(number=head.number + 1, item=item, kind=kind, at=at, recorded_at=at, actor=self.user, changes=changes)
                    event.through = "person"
                    event.digest = digest(event, previous=head.digest)
                    head.number, head.digest = event.number, event.digest
                    events.append(event)
            Event.objects.bulk_create(events, batch_size=1000)
            head.save()
        self.made += size
        return len(events)

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
