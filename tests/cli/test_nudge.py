"""What the reminders would say, printed: now, and as days pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from followthrough.cli.main import main
from followthrough.web.insights.nudging import asked, delivered, recipients
from followthrough.web.models import Nudge, NudgeLine, NudgeRun, Person
from followthrough.web.operations import handover, items, people
from tests.web.making import MORNING, Cast, at, day, make_cast, make_incident, make_item

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("FOLLOWTHROUGH_USER", "dora")
    return make_cast()


def told(said: Said, *words: str, status: int = 0) -> str:
    assert main(["nudge", *words]) == status
    out, error = said.readouterr()
    return error if status else out


def test_it_says_who_would_hear_of_what_and_why(cast: Cast, capsys: Said) -> None:
    item = make_item(cast, text="Alert on lag", due=-9)
    printed = told(capsys)
    assert "2026-06-10 09:00 UTC  Alice" in printed
    assert f"item {item.pk}  Alert on lag" in printed
    assert "You own it; it is 9 days overdue." in printed
    assert "1 messages with 1 lines, to 1 people" in printed


def test_what_reaches_nobody_is_listed_with_the_reason(cast: Cast, capsys: Said) -> None:
    make_item(cast, text="Alert on lag", due=-9, owner=None, without="nobody yet")
    printed = told(capsys)
    assert "Nobody hears of these 1 late items:" in printed
    assert "Alert on lag: nobody owns it, and nobody stands in" in printed


def test_as_days_pass_each_message_is_printed_with_its_moment(cast: Cast, capsys: Said) -> None:
    people.describe(cast.person("alice"), manager=cast.person("bob"), zone="America/New_York")
    make_item(cast, text="Alert on lag", due=2)
    printed = told(capsys, "--simulate", "30d")
    assert "2026-06-11 09:00 America/New_York  Alice" in printed  # the day before
    assert "You own it; it is due in 1 day." in printed
    assert "Its owner reports to you; it is 14 days overdue." in printed
    only = told(capsys, "--simulate", "30d", "--person", "bob@example.org")
    assert "Bob" in only
    assert "Alice" not in only


@pytest.mark.parametrize(("span", "says"), [("soon", "write it as 90d"), ("900d", "from 1 to 366")])
def test_a_span_that_is_none_is_refused(cast: Cast, capsys: Said, span: str, says: str) -> None:
    with pytest.raises(SystemExit):
        main(["nudge", "--simulate", span])
    assert says in capsys.readouterr().err


def test_a_person_whom_nobody_knows_is_refused(cast: Cast, capsys: Said) -> None:
    assert "nobody here is called 'Zoe'" in told(capsys, "--person", "Zoe", status=2)


def test_who_does_not_lead_is_not_shown_what_others_hear(cast: Cast, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_USER", "bob")
    assert "shown to leads" in told(capsys, status=2)


def test_of_a_private_incident_only_its_people_hear(cast: Cast) -> None:
    people.describe(cast.person("alice"), manager=cast.person("bob"))
    hidden = make_incident(cast, private=True, let_in=[cast.person("alice"), cast.person("dora")])
    make_item(cast, hidden, due=-60)
    make_item(cast, due=-60)
    assert [one.manager for one in asked()] == [None, cast.person("bob").pk]


def test_the_facts_of_an_item_come_from_its_history(cast: Cast) -> None:
    item = make_item(cast, due=-9)
    items.start(item.pk, by=cast.by("alice"), version=1, at=at(-4))
    handover.hand_over(item.pk, by=cast.by("alice"), version=2, to=cast.person("bob"), at=at(-3))
    (one,) = asked()
    assert (one.owner, one.handed_to, one.handed_on, one.owner_touched_on) == (
        cast.person("alice").pk,
        cast.person("bob").pk,
        day(-3),
        day(-3),
    )


def test_who_works_when_is_their_own_then_their_teams_then_the_organisations(cast: Cast) -> None:
    cast.team.zone, cast.team.country = "Europe/Berlin", "DE"
    cast.team.save()
    people.describe(cast.person("bob"), zone="Asia/Kolkata")
    found = recipients()
    zones = {name: found[cast.person(name).pk].hours.zone for name in ("alice", "bob", "charlie")}
    assert zones == {"alice": "Europe/Berlin", "bob": "Asia/Kolkata", "charlie": "UTC"}
    assert day(0).replace(month=10, day=3) in found[cast.person("alice").pk].hours.holidays
    assert not found[cast.person("charlie").pk].hours.holidays


def test_who_has_no_address_can_t_be_reached(cast: Cast) -> None:
    Person.objects.filter(user=cast.alice).update(email=None)
    assert not recipients()[cast.person("alice").pk].can_be_reached


def test_only_what_was_delivered_counts(cast: Cast) -> None:
    item, person = make_item(cast, due=-9), cast.person("alice")
    run = NudgeRun.objects.create(at=at(-1), state="planned")
    for stage, sent in (("sent", at(-1)), ("failed", None), ("waiting", None)):
        nudge = Nudge.objects.create(run=run, person=person, stage=stage, due_at=at(-1), next_at=at(-1), sent_at=sent)
        NudgeLine.objects.create(nudge=nudge, item=item, step="x", why="y")
    assert [(one.item, one.person, one.on) for one in delivered(recipients())] == [(item.pk, person.pk, day(-1))]
    assert delivered(recipients(), since=day(0) + timedelta(days=1)) == []
