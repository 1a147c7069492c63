"""The pages of a review: opened, walked through by keys, seen by a second one, finished, read afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings

from followthrough.core.item import State
from followthrough.web.insights.agenda import agenda_of
from followthrough.web.models import Item, Review, ReviewEntry
from followthrough.web.operations import decisions, handover, items
from followthrough.web.pages.review_outcomes import OF_ITEMS
from tests.web.making import MORNING, Cast, at, day, make_incident, make_item, make_private
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


def opened(cast: Cast, *, team: str = "checkout") -> Review:
    signed_in(cast.dora).post("/reviews/open/", {"team": team, "title": "Checkout, June"})
    return Review.objects.get(finished_at=None)


def decide(client: Client, entry: ReviewEntry, outcome: str, **values: object) -> Any:
    item = entry.item
    values.setdefault("version", Item.objects.get(pk=item.pk).version if item else 0)
    return client.post(f"/reviews/{entry.review_id}/entries/{entry.pk}/{outcome}/", values, follow=True)


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_without_any_review_the_page_says_what_one_is_for_and_what_the_next_would_have(cast: Cast) -> None:
    make_item(cast, due=-9)
    page = text_of(signed_in(cast.dora), "/reviews/")
    assert "No review yet" in page
    assert "1 thing would be on its agenda; 1 of them is overdue and must have an outcome." in page
    assert "Open it" in page


def test_a_viewer_reads_and_opens_none(cast: Cast) -> None:
    make_item(cast, due=-9)
    opened(cast)
    client = signed_in(cast.erin)
    assert "Open it" not in text_of(client, "/reviews/")
    assert client.post("/reviews/open/", {"team": ""}).status_code == 403
    assert "Finish the review" not in text_of(client, f"/reviews/{Review.objects.get().pk}/")
    walk = client.get(f"/reviews/{Review.objects.get().pk}/walk/")
    assert "somebody of its team decides" in walk.content.decode()


def test_a_member_opens_one_for_the_own_team_and_not_for_another(cast: Cast) -> None:
    make_item(cast, due=-9)
    client = signed_in(cast.charlie)
    assert client.post("/reviews/open/", {"team": "checkout"}).status_code == 403
    assert client.post("/reviews/open/", {"team": "nowhere"}).status_code == 422
    assert client.post("/reviews/open/", {"team": "search"}).status_code == 302


def test_opening_leads_to_the_first_entry_with_a_key_for_every_outcome(cast: Cast) -> None:
    make_item(cast, text="Alert on lag", due=-9)
    page = signed_in(cast.dora).post("/reviews/open/", {"team": "checkout", "title": ""}, follow=True).content.decode()
    assert "Alert on lag" in page
    assert "9 days overdue" in page
    assert "Checkout, 10 June 2026" in page
    for choice in OF_ITEMS:
        assert f'data-key="{choice.key}"' in page
    assert len({choice.key for choice in OF_ITEMS} | set("jkuflw")) == len(OF_ITEMS) + 6


def test_an_outcome_leads_to_the_next_and_the_last_to_the_end(cast: Cast) -> None:
    first, second = make_item(cast, text="Alert on lag", due=-9), make_item(cast, text="Cap the retries", due=-3)
    review = opened(cast)
    client = signed_in(cast.dora)
    after = decide(client, review.entries.get(item=first), "on_track").content.decode()
    assert "Alert on lag: on track." in after
    assert "<title>2 of 2" in after
    end = decide(client, review.entries.get(item=second), "new_date", due=str(day(30)), reason="The vendor is late").content.decode()
    assert "All 2 have an outcome" in end
    assert (Item.objects.get(pk=second.pk).due, Item.objects.get(pk=second.pk).slips) == (day(30), 1)
    finished = client.post(f"/reviews/{review.pk}/finish/", follow=True).content.decode()
    assert "2 of 2 got an outcome" in finished
    assert "There: Dora." in finished
    assert "“The vendor is late”" in finished


def test_each_form_opens_as_a_part_and_as_a_page(cast: Cast) -> None:
    make_item(cast, due=-9)
    review = opened(cast)
    entry, client = review.entries.get(), signed_in(cast.dora)
    for choice in OF_ITEMS:
        if choice.fields:
            address = f"/reviews/{review.pk}/walk/?entry={entry.pk}&do={choice.name}"
            part = client.get(address, headers={"HX-Request": "true"}).content.decode()
            assert "<html" not in part
            assert choice.title in part
            assert choice.title in text_of(client, address)


def test_what_was_typed_is_kept_where_something_lacks(cast: Cast) -> None:
    make_item(cast, due=-9)
    review = opened(cast)
    answer = decide(signed_in(cast.dora), review.entries.get(), "new_date", due="soon", reason="The vendor is late")
    assert answer.status_code == 422
    assert "“soon” is not a date" in answer.content.decode()
    assert "The vendor is late</textarea>" in answer.content.decode()


def test_the_second_of_two_sees_the_first_ones_decision_and_keeps_what_was_typed(cast: Cast) -> None:
    item = make_item(cast, due=-9)
    review = opened(cast)
    entry = review.entries.get()
    decide(signed_in(cast.alice), entry, "declined", reason="The service goes away", version=item.version)
    answer = decide(signed_in(cast.dora), entry, "new_date", due=str(day(30)), reason="The vendor is late", version=item.version)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Alice decided “declined” a moment ago: “The service goes away”." in page
    assert "The vendor is late</textarea>" in page
    assert Item.objects.get(pk=item.pk).state == State.DECLINED


def test_who_is_here_hears_of_the_others_and_of_what_they_decide(cast: Cast) -> None:
    item = make_item(cast, due=-9)
    make_item(cast, due=-3)
    review = opened(cast)
    entry = review.entries.get(item=item)
    alices, doras = signed_in(cast.alice), signed_in(cast.dora)
    alices.get(f"/reviews/{review.pk}/walk/?entry={entry.pk}")
    asked = {"entry": entry.pk, "stamp": f".{item.version}"}
    before = doras.post(f"/reviews/{review.pk}/here/", asked).content.decode()
    assert "Here too: Alice" in before
    assert "0 of 2 have an outcome, 2 overdue without one" in before
    assert "decided" not in before
    decide(alices, entry, "on_track")
    after = doras.post(f"/reviews/{review.pk}/here/", asked).content.decode()
    assert "<b>Alice decided: on track.</b>" in after
    assert "Here too: Alice (at 2)" in after


def test_a_change_made_elsewhere_is_announced_before_one_decides(cast: Cast) -> None:
    item = make_item(cast, due=-9)
    review = opened(cast)
    entry = review.entries.get()
    items.edit_item(item.pk, by=cast.by("alice"), version=1, text="Alert earlier")
    page = signed_in(cast.dora).post(f"/reviews/{review.pk}/here/", {"entry": entry.pk, "stamp": ".1"}).content.decode()
    assert "This item has changed since you opened it." in page


def test_an_outcome_is_taken_back_from_the_next_page(cast: Cast) -> None:
    make_item(cast, due=-9)
    item = make_item(cast, due=-3)
    review = opened(cast)
    entry, client = review.entries.get(item=item), signed_in(cast.dora)
    page = decide(client, entry, "risk_accepted", reason="Rare", impact="An hour", review_on=str(day(90))).content.decode()
    undo = f"/reviews/{review.pk}/entries/{entry.pk}/take-back/"
    assert undo in page
    assert "Taken back." in client.post(undo, follow=True).content.decode()
    assert Item.objects.get(pk=item.pk).state == State.OPEN
    assert "no outcome that could be taken back" in client.post(undo, follow=True).content.decode()


def test_a_review_with_an_overdue_item_without_outcome_is_not_finished(cast: Cast) -> None:
    make_item(cast, text="Alert on lag", due=-9)
    review = opened(cast)
    answer = signed_in(cast.dora).post(f"/reviews/{review.pk}/finish/")
    assert answer.status_code == 422
    assert "An overdue item needs an outcome before the review can be finished: “Alert on lag”." in answer.content.decode()
    assert Review.objects.get().finished_at is None


def test_what_came_up_since_is_looked_for(cast: Cast) -> None:
    make_item(cast, due=-9)
    review, client = opened(cast), signed_in(cast.dora)
    make_item(cast, due=-3)
    assert "1 came onto the agenda." in client.post(f"/reviews/{review.pk}/renew/", follow=True).content.decode()
    assert "Nothing has come onto the agenda since." in client.post(f"/reviews/{review.pk}/renew/", follow=True).content.decode()


def test_minutes_come_as_markdown_with_the_addresses_of_the_items(cast: Cast) -> None:
    item = make_item(cast, text="Alert on lag", due=-9)
    review, client = opened(cast), signed_in(cast.dora)
    client.post(f"/reviews/{review.pk}/words/", {"words": "Two drills went well"})
    decide(client, review.entries.get(), "new_owner", owner="Bob", reason="Alice moves on")
    client.post(f"/reviews/{review.pk}/finish/")
    with override_settings(PUBLIC_URL="https://ft.example.org"):
        answer = client.get(f"/reviews/{review.pk}/minutes.md")
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert "> Two drills went well" in answer.content.decode()
    assert (
        f"https://ft.example.org/items/{item.pk}/>) ({item.incident.reference}), owned by Alice: **new owner** (Alice → Bob \\(asked\\))"
        in answer.content.decode()
    )
    nowhere = client.get(f"/reviews/{review.pk}/minutes.md").content.decode()
    assert f"- Alert on lag ({item.incident.reference})" in nowhere  # a path without a server would lead nowhere


def test_a_past_review_shows_what_became_of_each_outcome_and_its_minutes_stay_as_they_were(cast: Cast) -> None:
    slow, swift = make_item(cast, text="Alert on lag", due=-9), make_item(cast, text="Cap the retries", due=-8)
    review, client = opened(cast), signed_in(cast.dora)
    for item in (slow, swift):
        decide(client, review.entries.get(item=item), "new_date", due=str(day(5)), reason="The vendor is late")
    client.post(f"/reviews/{review.pk}/finish/")
    minutes = text_of(client, f"/reviews/{review.pk}/minutes.md")
    with time_machine.travel(at(20), tick=False):
        items.mark_done(swift.pk, by=cast.by("alice"), version=Item.objects.get(pk=swift.pk).version, at=at(3))
        client = signed_in(cast.dora)
        page = text_of(client, f"/reviews/{review.pk}/")
        assert "Kept" in page
        assert f"done on {day(3)}" in page
        assert "15 days overdue" in page
        assert text_of(client, f"/reviews/{review.pk}/minutes.md") == minutes
        following = opened(cast)
        told = text_of(client, f"/reviews/{following.pk}/minutes.md")
    assert "What became of the last review's outcomes (2)" in told
    assert "1 kept, 1 late." in told


def test_items_of_a_private_incident_are_not_put_before_a_team(cast: Cast) -> None:
    hidden = make_incident(cast, private=True, let_in=[cast.person("dora")])
    make_item(cast, hidden, text="Rotate the leaked key", due=-9)
    assert agenda_of(cast.team) == []
    assert agenda_of(None) == []


def test_what_became_private_meanwhile_is_gone_from_the_page_of_others_and_keeps_nobody(cast: Cast) -> None:
    item = make_item(cast, text="Rotate the leaked key", due=-9)
    review = opened(cast)
    make_private(item.incident)
    page = text_of(signed_in(cast.alice), f"/reviews/{review.pk}/")
    assert "Rotate the leaked key" not in page
    entry = review.entries.get()
    assert decide(signed_in(cast.alice), entry, "on_track").status_code == 404
    assert signed_in(cast.dora).post(f"/reviews/{review.pk}/finish/").status_code == 302
    assert "leaked" not in text_of(signed_in(cast.bob), f"/reviews/{review.pk}/minutes.md")


def test_an_incident_without_an_item_is_looked_at(cast: Cast) -> None:
    make_incident(cast, title="The vendor's power failed", began=-3)
    review, client = opened(cast), signed_in(cast.dora)
    page = text_of(client, f"/reviews/{review.pk}/walk/")
    assert "no item was recorded" in page
    assert "No item needed" in page
    assert "On track" not in page
    assert "All 1 have an outcome" in decide(client, review.entries.get(), "no_item", words="Nothing of ours").content.decode()
    client.post(f"/reviews/{review.pk}/finish/")
    assert agenda_of(cast.team) == []


def test_what_got_no_outcome_comes_again(cast: Cast) -> None:
    item = make_item(cast, accepted=-1, due=40)
    review, client = opened(cast), signed_in(cast.dora)
    client.post(f"/reviews/{review.pk}/finish/")
    assert [(line.item, line.reasons[-1][1]) for line in agenda_of(cast.team)] == [(item.pk, "carried over from the last review")]


class TestAgenda:
    """The facts that core's rules get out of the database."""

    def reasons(self, cast: Cast) -> list[str]:
        return [said for line in agenda_of(cast.team) for _, said in line.reasons]

    def flags(self, cast: Cast) -> list[str]:
        return [flag for line in agenda_of(cast.team) for flag in line.flags]

    def test_an_accepted_risk_that_came_back_is_there_until_somebody_decides(self, cast: Cast) -> None:
        item = make_item(cast, accepted=-25, due=40)
        decisions.accept_risk(item.pk, by=cast.by("dora"), version=1, reason="Rare", impact="An hour", review_on=day(-2), at=at(-20))
        decisions.return_due_risks(on=day(-2), at=at(-2))
        assert "back from an accepted risk since 2026-06-08" in self.reasons(cast)
        items.say_on_track(item.pk, by=cast.by("dora"), version=Item.objects.get().version)
        assert self.reasons(cast) == []

    def test_snoozing_is_no_touch(self, cast: Cast) -> None:
        item = make_item(cast, accepted=-40, due=40)
        handover.snooze(item.pk, by=cast.by("alice"), version=1, until=day(9), reason="Freeze")
        assert self.reasons(cast) == ["untouched for 40 days"]

    def test_an_owner_who_never_touched_it_is_flagged(self, cast: Cast) -> None:
        item = make_item(cast, accepted=-40, due=-1)
        assert self.flags(cast) == ["assigned 40 days ago and not touched since"]
        items.start(item.pk, by=cast.by("alice"), version=1)
        assert self.flags(cast) == []

    def test_what_is_called_on_track_again_and_again_although_it_is_late_is_flagged(self, cast: Cast) -> None:
        item = make_item(cast, accepted=-40, due=-9)
        for offset in (-20, -8, -2):  # once before it was due
            items.say_on_track(item.pk, by=cast.by("alice"), version=Item.objects.get().version, at=at(offset))
        assert self.flags(cast) == ["called on track twice since it was due"]

    def test_an_owner_who_left_is_said(self, cast: Cast) -> None:
        make_item(cast, due=40)
        person = cast.person("alice")
        person.is_active = False
        person.save()
        assert self.reasons(cast) == ["Alice, who owns it, is no longer here"]

    def test_the_agenda_of_a_team_has_its_items_alone(self, cast: Cast) -> None:
        make_item(cast, due=-1)
        make_item(cast, due=-1, team=cast.other_team)
        assert (len(agenda_of(cast.team)), len(agenda_of(None))) == (1, 2)

    def test_it_takes_as_many_queries_for_many_items_as_for_one(self, cast: Cast, django_assert_num_queries: Any) -> None:
        incident = make_incident(cast)
        for _ in range(12):
            make_item(cast, incident, due=-1)
        with django_assert_num_queries(5):
            assert len(agenda_of(cast.team)) == 12
