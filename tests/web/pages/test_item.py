"""The page of an item: what it shows, what each action does, and what happens when two people act at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from followthrough.web.models import Event, Item
from followthrough.web.operations.decisions import accept_risk
from followthrough.web.operations.items import mark_done, set_due
from followthrough.web.pages.item_actions import ALL
from tests.web.making import MORNING, Cast, at, day, make_incident, make_item
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


def act(client: Client, item: Item, name: str, **values: object) -> Any:
    values.setdefault("version", Item.objects.get(pk=item.pk).version)
    return client.post(f"/items/{item.pk}/{name}/", values, follow=True)


def fresh(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def test_the_page_shows_the_promise_and_where_it_was_made(cast: Cast) -> None:
    item = make_item(cast, text="Alert on lag")
    page = signed_in(cast.alice).get(f"/items/{item.pk}/").content.decode()
    for words in ("Alert on lag", "Alice", "OPS-1", item.incident.reference, "postmortem.md", "line 1", "Where it was promised"):
        assert words in page


def test_what_it_lacks_is_said_with_the_reason_of_the_rule(cast: Cast) -> None:
    item = make_item(cast, text="Improve monitoring", owner=None, tickets=(), without="ticket follows")
    page = signed_in(cast.alice).get(f"/items/{item.pk}/").content.decode()
    assert "Nobody owns this" in page
    assert "no owner" in page
    assert "ticket follows" in page


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("done", {"evidence": "the drill of June"}, {"state": "done", "evidence": "the drill of June"}),
        ("start", {}, {"state": "in_progress"}),
        ("due", {"due": str(day(40)), "reason": "the vendor is late"}, {"due": day(40), "slips": 1}),
        ("assign", {"owner": "Bob"}, {"owner__name": "Bob"}),
        ("assign", {"owner": ""}, {"owner": None}),
        ("block", {"blocked_by": "the vendor", "until": str(day(9))}, {"state": "blocked", "blocked_by": "the vendor"}),
        ("risk", {"reason": "rare", "impact": "an hour", "review_on": str(day(90))}, {"state": "risk_accepted", "review_on": day(90)}),
        ("decline", {"reason": "the service is gone"}, {"state": "declined", "reason": "the service is gone"}),
        (
            "edit",
            {"text": "Alert on lag over 5 minutes", "type": "detection", "done_criterion": "It fires"},
            {"done_criterion": "It fires"},
        ),
        ("tickets", {"tickets": "OPS-9, #12"}, {"tickets": ["OPS-9", "#12"]}),
    ],
)
def test_each_action_does_what_it_says(cast: Cast, name: str, values: dict[str, str], expected: dict[str, object]) -> None:
    item = make_item(cast)
    team = {"team": cast.team.slug} if name == "edit" else {}
    page = act(signed_in(cast.alice), item, name, **values, **team)
    assert page.status_code == 200
    assert Item.objects.filter(pk=item.pk, **expected).exists()


def test_the_story_tells_it_in_sentences_and_marks_a_slip(cast: Cast) -> None:
    item = make_item(cast, due=5)
    set_due(item.pk, by=cast.by("bob"), version=item.version, due=day(20), reason="waiting for the vendor")
    page = signed_in(cast.alice).get(f"/items/{item.pk}/").content.decode()
    assert "Bob moved the due date from 15 June 2026 to 30 June 2026" in page
    assert "waiting for the vendor" in page
    assert '<span class="slip">slip</span>' in page


def test_a_split_leaves_its_parts_in_the_place_of_the_whole(cast: Cast) -> None:
    item = make_item(cast, text="Alert and document")
    page = act(signed_in(cast.alice), item, "split", parts="- Alert on lag\n- Document the alert\n", reason="two jobs")
    assert "In its place" in page.content.decode()
    assert sorted(fresh(item).replaced_by.values_list("text", flat=True)) == ["Alert on lag", "Document the alert"]


def test_a_merge_leaves_the_other_item(cast: Cast) -> None:
    item, other = make_item(cast), make_item(cast)
    act(signed_in(cast.alice), item, "merge", into=f"#{other.pk}", reason="the same")
    assert (fresh(item).state, list(fresh(item).replaced_by.all())) == ("superseded", [other])


def test_a_refusal_keeps_what_was_typed_and_says_what_to_do(cast: Cast) -> None:
    item = make_item(cast, due=5)
    answer = act(signed_in(cast.alice), item, "due", due=str(day(30)), reason="")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "needs a reason" in page
    assert f'value="{day(30)}"' in page
    assert fresh(item).due == day(5)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("due", {"due": "soon"}),
        ("risk", {"reason": "r", "impact": "i", "review_on": ""}),
        ("merge", {"into": "that one", "reason": "same"}),
        ("edit", {"text": "x", "type": "magic"}),
        ("split", {"parts": "  \n", "reason": "r"}),
    ],
)
def test_what_cannot_be_read_is_said(cast: Cast, name: str, values: dict[str, str]) -> None:
    item = make_item(cast)
    answer = act(signed_in(cast.alice), item, name, **values)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert Event.objects.filter(item=item).count() == 1


def test_the_second_of_two_is_shown_the_first_and_keeps_her_words(cast: Cast) -> None:
    item = make_item(cast)
    accept_risk(item.pk, by=cast.by("bob"), version=item.version, reason="rare", impact="an hour", review_on=day(90))
    answer = act(signed_in(cast.alice), item, "decline", version=item.version, reason="no value left in it")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bob accepted the risk of this item" in page
    assert "no value left in it" in page
    assert fresh(item).state == "risk_accepted"


def test_a_version_that_is_no_number_is_a_conflict_and_no_crash(cast: Cast) -> None:
    item = make_item(cast)
    for version in ("", "x", "99999999999999999999999"):
        assert act(signed_in(cast.alice), item, "decline", version=version, reason="r").status_code == 409


def test_undo_is_offered_after_an_action_and_takes_it_back(cast: Cast) -> None:
    item = make_item(cast)
    client = signed_in(cast.alice)
    page = act(client, item, "done").content.decode()
    assert f'action="/items/{item.pk}/undo/"' in page
    act(client, item, "undo")
    assert fresh(item).state == "open"
    assert "took the change before back" in client.get(f"/items/{item.pk}/").content.decode()


def test_a_done_item_can_be_verified_and_reopened(cast: Cast) -> None:
    item = make_item(cast)
    mark_done(item.pk, by=cast.by("alice"), version=item.version, at=at(-2))
    client = signed_in(cast.alice)
    act(client, item, "verify", evidence="it fired on Tuesday")
    assert fresh(item).verified_at is not None
    act(client, item, "reopen", reason="it stays silent at night")
    assert fresh(item).state == "open"


def test_charlie_of_another_team_reads_and_cannot_change(cast: Cast) -> None:
    item = make_item(cast)
    client = signed_in(cast.charlie)
    page = client.get(f"/items/{item.pk}/?do=done").content.decode()
    assert "you can read it" in page
    assert 'class="panel"' not in page
    for action in ALL:
        assert act(client, item, action.name, reason="because").status_code in {403, 422}, action.name
    assert Event.objects.filter(item=item).count() == 1


def test_a_viewer_reads_and_is_told_whom_to_ask(cast: Cast) -> None:
    item = make_item(cast)
    assert "ask an administrator" in signed_in(cast.erin).get(f"/items/{item.pk}/").content.decode()
    assert act(signed_in(cast.erin), item, "done").status_code == 403


def test_a_private_item_is_not_there_for_a_stranger_by_any_door(cast: Cast) -> None:
    hidden = make_incident(cast, private=True, let_in=[cast.person("alice"), cast.person("dora")])
    item = make_item(cast, hidden)
    client = signed_in(cast.bob)
    assert client.get(f"/items/{item.pk}/").status_code == 404
    assert client.get(f"/incidents/{hidden.reference}/").status_code == 404
    assert act(client, item, "done").status_code == 404
    assert fresh(item).state == "open"
    assert signed_in(cast.alice).get(f"/items/{item.pk}/").status_code == 200


def test_a_private_successor_is_not_named_to_a_stranger(cast: Cast) -> None:
    hidden = make_incident(cast, private=True, let_in=[cast.person("alice"), cast.person("dora")])
    secret = make_item(cast, hidden, text="Rotate the leaked key")
    item = make_item(cast)
    act(signed_in(cast.alice), item, "merge", into=secret.pk, reason="the same")
    assert "Rotate the leaked key" not in signed_in(cast.bob).get(f"/items/{item.pk}/").content.decode()


def test_every_action_opens_as_a_part_and_as_a_page(cast: Cast) -> None:
    item = make_item(cast)
    client = signed_in(cast.alice)
    for action in ALL:
        part = client.get(f"/items/{item.pk}/?do={action.name}", headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert action.title in part
        assert action.title in client.get(f"/items/{item.pk}/?do={action.name}").content.decode()


@pytest.mark.parametrize("ticket", ["javascript:alert(1)", "data:text/html,x", "https://tracker.example/issues/7"])
def test_only_a_web_address_becomes_a_link(cast: Cast, ticket: str) -> None:
    item = make_item(cast, tickets=(ticket,))
    page = signed_in(cast.alice).get(f"/items/{item.pk}/").content.decode()
    assert (f'href="{ticket}"' in page) is ticket.startswith("https://")


def test_an_action_that_does_not_exist_is_not_found(cast: Cast) -> None:
    assert act(signed_in(cast.alice), make_item(cast), "explode").status_code == 404


@pytest.mark.parametrize("odd", ["²", "９" * 3 + "x", "9" * 5000, "-1", ""])
def test_a_number_that_is_none_is_refused_and_breaks_nothing(cast: Cast, odd: str) -> None:
    item = make_item(cast)
    client = signed_in(cast.alice)
    assert act(client, item, "done", version=odd).status_code == 409
    assert act(client, item, "merge", into=odd, reason="the same").status_code == 422
    assert fresh(item).is_open


def test_a_form_opens_for_an_item_that_is_due_on_the_last_day_of_the_calendar(cast: Cast) -> None:
    item = make_item(cast)
    client = signed_in(cast.alice)
    act(client, item, "due", due="9999-12-31", reason="never")
    for name in ("due", "block", "risk"):
        assert client.get(f"/items/{item.pk}/?do={name}").status_code == 200


@pytest.mark.parametrize("name", ["a" * 100_000, "@" + "h" * 81, "a@" + "b" * 300 + ".example"])
def test_a_name_that_is_too_long_for_a_person_is_refused(cast: Cast, name: str) -> None:
    item = make_item(cast)
    answer = act(signed_in(cast.alice), item, "assign", owner=name)
    assert answer.status_code == 422
    assert "A name may have" in answer.content.decode()


def test_bob_is_asked_to_take_an_item_over_and_answers_on_its_page(cast: Cast) -> None:
    item = make_item(cast)
    page = act(signed_in(cast.alice), item, "hand-over", owner="Bob", reason="On leave").content.decode()
    assert "Bob is asked to take this over." in page
    assert "Alice’s" in page
    assert ">Take it over<" not in page
    assert "asked Bob to take this over" in page
    bobs = signed_in(cast.bob)
    assert ">Take it over<" in bobs.get(f"/items/{item.pk}/").content.decode()
    assert "took this over from Alice" in act(bobs, item, "take-over").content.decode()
    assert fresh(item).owner == cast.person("bob")


def test_who_is_asked_may_refuse_with_a_reason(cast: Cast) -> None:
    item = make_item(cast)
    act(signed_in(cast.alice), item, "hand-over", owner="Charlie")
    refused = act(signed_in(cast.charlie), item, "refuse", reason="Not our service")
    assert "“Not our service”" in refused.content.decode()
    assert (fresh(item).owner, fresh(item).handed_to) == (cast.person("alice"), None)


def test_handing_over_to_nobody_is_refused_with_what_was_typed(cast: Cast) -> None:
    answer = act(signed_in(cast.alice), make_item(cast), "hand-over", owner=" ", reason="On leave")
    assert answer.status_code == 422
    assert "Say who is to take it over: one person." in answer.content.decode()
    assert "On leave" in answer.content.decode()


def test_a_snoozed_item_says_until_when(cast: Cast) -> None:
    item = make_item(cast, due=-9)
    page = act(signed_in(cast.alice), item, "snooze", until=str(day(7)), reason="Freeze").content.decode()
    assert f"Nobody is reminded of this before {day(7).day} {day(7):%B %Y}" in page
    assert "9 days overdue" in page
