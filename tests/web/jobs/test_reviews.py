"""Reviews that open by themselves: on their day, once, with the agenda of that day; set in the browser, seen in the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar

from followthrough.errors import InputError, NotPermitted, WrongState
from followthrough.web.insights.calendar import calendar_of
from followthrough.web.jobs import reviews as job
from followthrough.web.models import Feed, Review, Rhythm, Team
from followthrough.web.operations import reviews
from followthrough.web.operations.feeds import make_feed
from followthrough.web.operations.policies import newest_version, set_policy
from followthrough.web.operations.rhythms import set_rhythm, stop_rhythm
from tests.web.making import MORNING, Cast, at, day, make_item
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


def rhythm(cast: Cast, team: Team | None = None, *, first: int = 0) -> Rhythm:
    return set_rhythm(team, first_on=day(first), clock=time(10), by=cast.by("dora"))


def looked(after: timedelta = timedelta()) -> list[Review]:
    now = MORNING + after
    with time_machine.travel(now, tick=False):
        return job.open_due_reviews(now=now)


def test_a_review_opens_on_its_day_once_with_the_agenda_of_that_day(cast: Cast) -> None:
    make_item(cast, text="Alert on lag", due=-9)
    rhythm(cast, cast.team)
    (review,) = looked()
    assert (review.team, review.title, review.opened_by) == (cast.team, "Checkout, 10 June 2026", None)
    assert review.planned_for == at(0, 10)
    assert [entry.item.text for entry in review.entries.all() if entry.item] == ["Alert on lag"]
    assert looked() == []
    page = signed_in(cast.dora).get("/reviews/").content.decode()
    assert "Checkout, 10 June 2026" in page


def test_the_next_one_comes_when_the_policy_says_and_not_before(cast: Cast) -> None:
    rhythm(cast)
    (first,) = looked()
    reviews.finish_review(first.pk, by=cast.by("dora"))
    assert looked(timedelta(days=13)) == []
    (second,) = looked(timedelta(days=14))
    assert second.previous == first
    set_policy("review_every = 7", by=cast.by("dora"), reason="More often", seen=newest_version())
    reviews.finish_review(second.pk, by=cast.by("dora"))
    assert len(looked(timedelta(days=21))) == 1


def test_while_the_last_one_is_open_none_is_opened_and_the_page_says_so(cast: Cast) -> None:
    rhythm(cast)
    looked()
    assert looked(timedelta(days=14)) == []
    assert "the last one is still open" in signed_in(cast.dora).get("/reviews/").content.decode()


def test_another_worker_that_was_faster_is_no_failure(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rhythm(cast)

    def refused(**_: object) -> Review:
        raise WrongState("“Review” is still open")

    monkeypatch.setattr(job, "open_review", refused)
    assert looked() == []


def test_before_its_first_day_nothing_opens(cast: Cast) -> None:
    rhythm(cast, first=2)
    assert looked() == []
    assert len(looked(timedelta(days=2))) == 1


def test_it_opens_in_the_morning_of_the_teams_own_zone_and_off_its_holidays(cast: Cast) -> None:
    Team.objects.filter(pk=cast.team.pk).update(zone="Pacific/Auckland", country="NZ")
    cast.team.refresh_from_db()
    rhythm(cast, cast.team, first=1)  # 11 June
    assert looked(timedelta(hours=2)) == []  # 9 + 2 = 11:00 UTC is 23:00 on the 10th there
    (review,) = looked(timedelta(hours=3, minutes=1))
    assert timezone.localtime(review.planned_for).hour == 22  # 10:00 of the 11th there
    stop_rhythm(cast.team, by=cast.by("dora"))
    reviews.finish_review(review.pk, by=cast.by("dora"))
    rhythm(cast, cast.team, first=30)  # 10 July 2026 is Matariki
    assert looked(timedelta(days=30)) == []
    assert len(looked(timedelta(days=33))) == 1


def test_who_may_set_it(cast: Cast) -> None:
    for name in ("charlie", "erin"):
        with pytest.raises(NotPermitted):
            set_rhythm(cast.team, first_on=day(0), clock=time(10), by=cast.by(name))
        with pytest.raises(NotPermitted):
            stop_rhythm(cast.team, by=cast.by(name))
    set_rhythm(cast.team, first_on=day(0), clock=time(10), by=cast.by("alice"))
    for wrong in (-1, 400):
        with pytest.raises(InputError):
            set_rhythm(cast.team, first_on=day(wrong), clock=time(10), by=cast.by("alice"))


def test_it_is_set_and_stopped_in_the_browser(cast: Cast) -> None:
    client = signed_in(cast.dora)
    answer = client.post("/reviews/rhythm/", {"team": "checkout", "first_on": str(day(1)), "clock": "10:30", "do": "set"}, follow=True)
    assert "The next one is on 11 June at 10:30." in answer.content.decode()
    assert Rhythm.objects.get().team == cast.team
    client.post("/reviews/rhythm/", {"team": "", "first_on": str(day(2)), "clock": "09:00", "do": "set"})
    client.post("/reviews/rhythm/", {"team": "", "first_on": str(day(3)), "clock": "09:00", "do": "set"})
    assert Rhythm.objects.count() == 2
    assert client.post("/reviews/rhythm/", {"team": "", "first_on": "soon", "clock": "x", "do": "set"}).status_code == 422
    assert client.post("/reviews/rhythm/", {"team": "nowhere", "do": "stop"}).status_code == 422
    assert "by hand" in client.post("/reviews/rhythm/", {"team": "checkout", "do": "stop"}, follow=True).content.decode()
    assert Rhythm.objects.get().team is None
    assert signed_in(cast.erin).post("/reviews/rhythm/", {"team": "", "do": "stop"}).status_code == 403


def test_the_calendar_has_the_next_meetings(cast: Cast) -> None:
    rhythm(cast, cast.team, first=1)
    make_feed(by=cast.by("dora"), team=cast.team)
    calendar = Calendar.from_ical(calendar_of(Feed.objects.get(), now=MORNING))
    found = {str(event["uid"]): event.decoded("dtstart") for event in calendar.walk("VEVENT")}
    assert sorted(found.values()) == [at(1, 10), at(15, 10), at(29, 10), at(43, 10)]
