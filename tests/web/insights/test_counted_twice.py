"""Whatever happened to a portfolio, and whoever looks: the numbers read from the roll-ups are those that its events tell.

HISTORIES=2000 tries so many histories; 200 otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from followthrough.core.item import State, Type
from followthrough.core.portfolio.history import Change
from followthrough.web.models import Event, Incident, Item, Service, Team, User
from followthrough.web.operations import people
from followthrough.web.operations.rollups import follow
from tests.conftest import TODAY
from tests.core.portfolio.histories import INCIDENTS, histories
from tests.web.making import Cast, make_incident
from tests.web.rollups import assert_as_rebuilt
from tests.web.told import Told, assert_same

pytestmark = pytest.mark.django_db
TRIED = int(os.environ.get("HISTORIES", "200"))
KINDS = {"risk": "risk_accepted", "decline": "declined"}
FILTERS = ["", "", "team", "severity", "type", "service", "team severity", "type service", "severity type"]


@dataclass
class Scene:
    """Five incidents, two of them private: one that Alice is let into, one that is nobody's."""

    cast: Cast
    incidents: dict[int, Incident]
    services: list[Service]

    @property
    def users(self) -> list[User | None]:
        return [None, self.cast.alice, self.cast.bob, self.cast.frank]

    @property
    def teams(self) -> list[Team]:
        return [self.cast.team, self.cast.other_team]

    def write(self, changes: Sequence[Change]) -> None:
        """Put events into the tables, as no operation would let anybody do, and let the roll-ups follow."""
        events = []
        for change in changes:
            told = {name: [self._known(name, value) for value in pair] for name, pair in change.changes.items()}
            if "incident" in told:
                home = {"incident_id": told["incident"][1]}
                if not Item.objects.filter(pk=change.item).update(**home):
                    dates = {"accepted_at": _moment(change), "original_due": change.on, "due": change.on}
                    Item.objects.create(pk=change.item, text="Do it", type="process", due_source="stated", **home, **dates)
            number = Event.objects.count() + 1
            kind = KINDS.get(change.kind, change.kind)
            moment = _moment(change)
            rest = {"recorded_at": moment, "through": "import", "digest": str(number)}
            events.append(Event.objects.create(number=number, item_id=change.item, kind=kind, at=moment, changes=told, **rest))
        follow(events)
        self._bring_items_up_to_date()

    def _bring_items_up_to_date(self) -> None:
        """Rows are what their events add up to, as after any operation."""
        for one in Told(as_of=TODAY + timedelta(days=400), user=None).known:
            closed = None if one.state.is_open else datetime.combine(one.closed_on or TODAY, time(12), tzinfo=UTC)
            accepted = datetime.combine(one.accepted_on, time(12), tzinfo=UTC)
            rest = {"reason": "Because", "impact": "Little", "review_on": TODAY} if closed else {}
            rest |= {"state": one.state.value, "blocked_by": "Others" if one.state is State.BLOCKED else "", "closed_at": closed}
            rest |= {"incident": one.incident, "team": one.team, "type": one.type.value, "accepted_at": accepted}
            Item.objects.filter(pk=one.item).update(due=one.due, original_due=one.original_due, **rest)

    def _known(self, name: str, value: object) -> object:
        if name == "incident" and value is not None:
            return self.incidents[value].pk  # type: ignore[index]
        return self.teams[value - 1].pk if name == "team" and isinstance(value, int) else value


def _moment(change: Change) -> datetime:
    return datetime.combine(change.on, time(12), tzinfo=UTC)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    services = [people.add_service("Checkout"), people.add_service("Search")]
    incidents = {
        number: make_incident(
            cast,
            reference=f"INC-{number}",
            severity=[1, 2, None, 2, 1][number - 1],
            services=services[: number % 3],
            team=[cast.team, cast.other_team, None, cast.team, cast.other_team][number - 1],
            private=number > 3,
            let_in=[cast.person("alice")] if number == 4 else [],
            began=-200 + 30 * number,
        )
        for number in INCIDENTS
    }
    return Scene(cast, incidents, services)


@settings(max_examples=TRIED, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    changes=histories(),
    cuts=st.lists(st.integers(0, 40), max_size=4),
    days=st.lists(st.integers(-190, 30), min_size=1, max_size=2),
    narrow=st.sampled_from(FILTERS),
    which=st.integers(0, 7),
    tells=st.data(),
)
def test_every_number_is_what_the_events_tell(
    scene: Scene, changes: list[Change], cuts: list[int], days: list[int], narrow: str, which: int, tells: st.DataObject
) -> None:
    with transaction.atomic():
        edges = [0, *sorted(min(cut, len(changes)) for cut in cuts), len(changes)]
        for first, last in pairwise(edges):
            scene.write(changes[first:last])
        options: dict[str, Sequence[object]] = {
            "team": scene.teams,
            "severity": [1, 2],
            "type": list(Type),
            "service": scene.services,
        }
        chosen = {name: options[name][which % len(options[name])] for name in narrow.split()}
        user = tells.draw(st.sampled_from(scene.users))
        for offset in [*days, 400]:
            assert_same(as_of=TODAY + timedelta(days=offset), user=user, **chosen)
        assert_as_rebuilt()
        transaction.set_rollback(True)
