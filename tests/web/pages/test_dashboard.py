"""Today: the finding first, the four answers true, every count a link to the very items it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from followthrough.web.models import Item
from followthrough.web.operations import handover, reviews
from followthrough.web.operations.decisions import accept_risk, confirm_repeat, decline
from followthrough.web.operations.items import mark_done
from followthrough.web.operations.reviews import Line
from tests.web.making import MORNING, Cast, at, day, make_candidate, make_incident, make_item, make_private
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


def rows_behind(cast: Cast, link: str) -> int:
    """How many items the list behind a link of the dashboard shows."""
    page = signed_in(cast.dora).get(link.replace("&amp;", "&"))
    assert page.status_code == 200
    return int(page.context["page"].paginator.count)


def test_the_finding_comes_first(cast: Cast) -> None:
    make_item(cast, accepted=-40, due=-12)
    make_item(cast)
    assert "<h1>1 of 2 open items is overdue, the oldest item is 40 days old</h1>" in signed_in(cast.alice).get("/").content.decode()


def test_the_four_answers_are_those_of_the_core(cast: Cast) -> None:
    make_item(cast, accepted=-90, due=-60)
    done = make_item(cast, accepted=-90, due=-80)
    mark_done(done.pk, by=cast.by("alice"), version=done.version, at=at(-85))
    summary = signed_in(cast.alice).get("/").context["summary"]
    assert (summary.open, summary.overdue, summary.oldest_age) == (1, 1, 90)


def test_every_count_leads_to_the_very_items_it_counts(cast: Cast) -> None:
    for accepted, due in ((-5, 5), (-20, -2), (-40, -20), (-80, -50), (-200, -70)):
        make_item(cast, accepted=accepted, due=due)
    late = make_item(cast, accepted=-100, due=-75)
    mark_done(late.pk, by=cast.by("alice"), version=late.version, at=at(-60))
    risk = make_item(cast, accepted=-100, due=-65)
    accept_risk(risk.pk, by=cast.by("dora"), version=risk.version, reason="rare", impact="an hour a year", review_on=day(90), at=at(-66))
    page = signed_in(cast.dora).get("/")
    summary, html = page.context["summary"], page.content.decode()
    assert rows_behind(cast, "/items/") == summary.open == 5
    assert rows_behind(cast, "/items/?view=overdue") == summary.overdue == 4
    for bucket in summary.buckets:
        assert rows_behind(cast, f"/items/?age={bucket.youngest}") == bucket.count
    shares = re.findall(r'href="(/items/\?[^"]*outcome=(\w+)&amp;due_from=([\d-]+)[^"]*)"', html)
    assert {outcome for _, outcome, _ in shares} >= {"any", "done", "done_on_time", "done_late", "risk_accepted", "declined", "still_open"}
    for link, outcome, first in shares:
        windows = [summary.last_quarter, summary.running, *summary.weeks]
        for one in (one for one in windows if one.first.isoformat() == first and f"due_to={one.last}" in link):
            wanted: Any = {"any": one.total, "done": one.done}.get(outcome)
            assert rows_behind(cast, link) == (getattr(one, outcome) if wanted is None else wanted), link


def test_the_five_shares_shown_add_up_to_a_hundred(cast: Cast) -> None:
    for due in (-75, -80, -85):
        make_item(cast, accepted=-100, due=due)
    done = make_item(cast, accepted=-100, due=-78)
    mark_done(done.pk, by=cast.by("alice"), version=done.version, at=at(-79))
    gone = make_item(cast, accepted=-100, due=-79)
    decline(gone.pk, by=cast.by("dora"), version=gone.version, reason="the service is gone", at=at(-79))
    said = re.search(
        r'<dd class="under">on time (\d+) · late (\d+) · risk accepted (\d+) · declined (\d+) · still open (\d+)',
        signed_in(cast.alice).get("/").content.decode(),
    )
    assert said is not None
    assert sum(map(int, said.groups())) == 100


def test_a_past_day_shows_what_was_open_then(cast: Cast) -> None:
    item = make_item(cast, accepted=-40, due=-20)
    mark_done(item.pk, by=cast.by("alice"), version=item.version, at=at(-1))
    client = signed_in(cast.alice)
    assert client.get("/").context["summary"].open == 0
    assert client.get(f"/?as_of={day(-5)}").context["summary"].open == 1


def test_what_needs_a_person_stands_there_with_the_reason(cast: Cast) -> None:
    item = make_item(cast)
    Item.objects.filter(pk=item.pk).update(needs_decision="Closed as not planned: what did you decide?")
    assert "Closed as not planned" in signed_in(cast.alice).get("/").content.decode()


def test_a_repeat_of_a_private_incident_is_shown_to_its_people_alone(cast: Cast) -> None:
    for number, hidden in enumerate(("incident", "earlier")):
        pair = {name: make_incident(cast, reference=f"INC-{number}-{name}") for name in ("incident", "earlier")}
        confirm_repeat(incident=pair["incident"], earlier=pair["earlier"], by=cast.by("dora"))
        make_private(pair[hidden], cast.person("alice"))
    for name, seen in (("alice", True), ("bob", False), ("dora", False), ("frank", True)):
        assert ("It happened again" in signed_in(getattr(cast, name)).get("/").content.decode()) is seen


def test_a_confirmed_repeat_is_shown(cast: Cast) -> None:
    earlier, again = make_incident(cast, reference="INC-1"), make_incident(cast, reference="INC-2", began=-2)
    confirm_repeat(incident=again, earlier=earlier, by=cast.by("dora"))
    page = signed_in(cast.alice).get("/").content.decode()
    assert "It happened again" in page
    assert "/incidents/INC-1/" in page


def test_a_private_incident_counts_for_its_people_alone(cast: Cast) -> None:
    hidden = make_incident(cast, private=True, let_in=[cast.person("alice"), cast.person("dora")], title="A breach")
    make_item(cast, hidden, text="Rotate the key")
    make_candidate(cast, hidden, "Tell nobody")
    assert signed_in(cast.alice).get("/").context["summary"].open == 1
    stranger = signed_in(cast.bob).get("/")
    assert stranger.context["summary"].open == 0
    assert "A breach" not in stranger.content.decode()
    assert "Rotate" not in stranger.content.decode()
    assert stranger.context["waiting"] == 0


def test_a_team_is_counted_alone(cast: Cast) -> None:
    make_item(cast)
    make_item(cast, make_incident(cast, team=cast.other_team), team=cast.other_team)
    assert signed_in(cast.alice).get("/", {"team": cast.other_team.slug}).context["summary"].open == 1


def test_the_dashboard_asks_the_database_little(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        make_item(cast, accepted=-90, due=-number)
    client = signed_in(cast.alice)
    with django_assert_max_num_queries(20):
        assert client.get("/").status_code == 200
    with django_assert_max_num_queries(20):
        assert client.get(f"/?as_of={day(-3)}").status_code == 200


@pytest.mark.parametrize("page", ["/", "/incidents/"])
@pytest.mark.parametrize("asked", ["0001-01-01", "1969-12-31"])
def test_a_day_before_all_counting_is_answered_as_of_today(cast: Cast, page: str, asked: str) -> None:
    answer = signed_in(cast.alice).get(page, {"as_of": asked})
    assert answer.status_code == 200
    assert "Nothing is counted before 1970-01-01" in answer.content.decode()


def test_what_i_am_asked_to_take_over_and_the_open_review_stand_on_my_first_page(cast: Cast) -> None:
    item = make_item(cast, text="Alert on lag")
    handover.hand_over(item.pk, by=cast.by("alice"), version=1, to=cast.person("bob"))
    reviews.open_review(
        by=cast.by("dora"), team=None, title="June", planned_for=at(0), agenda=[Line(item.pk, None, (("new", "new"),))], at=at(0)
    )
    bobs = signed_in(cast.bob).get("/").content.decode()
    assert "You are asked to take over" in bobs
    assert "until then Alice owns it" in bobs
    assert "is open: 1 thing still needs an outcome." in bobs
    assert "You are asked to take over" not in signed_in(cast.alice).get("/").content.decode()
    assert "is open:" not in signed_in(cast.alice).get(f"/?as_of={day(-3)}").content.decode()
