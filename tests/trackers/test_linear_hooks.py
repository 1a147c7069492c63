"""Webhooks of Linear: forged ones are refused, whatever is tried; odd ones break nothing; a hook's health is told."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from followthrough.errors import Drifted, Forbidden
from followthrough.trackers.base import Forged, Ref
from followthrough.trackers.linear_hooks import BIGGEST, hook_of, read_delivery
from tests.trackers.contract import LABEL, World
from tests.trackers.descriptions import linear_webhook_faults
from tests.trackers.forgeries import SECRET
from tests.trackers.linear_forgeries import HEADER, linear_forgeries, signature
from tests.trackers.linear_worlds import linear, linear_world

ISSUE = "9c3cbd6c-5f2f-4d53-8d4f-3ac5b2f4a101"
SAID = {
    "action": "update",
    "type": "Issue",
    "createdAt": "2026-06-10T09:00:00.000Z",
    "data": {"id": ISSUE, "identifier": "OPS-12", "title": "Fence the cache"},
    "webhookTimestamp": 1781082000000,
}
BODY = json.dumps(SAID).encode()
ABOUT = {"linear-event": "Issue", "linear-delivery": "wh-1"}
URL = "http://127.0.0.1:9/hook"
FORGERIES = linear_forgeries(BODY, ABOUT)


def proven(body: bytes, **more: str) -> dict[str, str]:
    return {**ABOUT, HEADER: signature(body), **{name.replace("_", "-"): value for name, value in more.items()}}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_call_is_refused(name: str) -> None:
    sent, body, secret = FORGERIES[name]
    with pytest.raises(Forged):
        read_delivery(sent, body, secret)


def test_there_are_as_many_forgeries_as_promised() -> None:
    assert len(FORGERIES) >= 40


def test_the_true_call_passes() -> None:
    delivery = read_delivery(proven(BODY), BODY, SECRET)
    assert (delivery.id, delivery.event, delivery.refs, delivery.ignored) == ("wh-1", "Issue update", (Ref(ISSUE, "OPS-12"),), False)


def test_a_repeated_call_is_told_by_its_id_however_late_it_comes() -> None:
    """Linear tries again after a minute, an hour and six hours: a window of time would lose the last."""
    old = json.dumps({**SAID, "webhookTimestamp": 1}).encode()
    assert read_delivery(proven(old), old, SECRET).id == read_delivery(proven(BODY), BODY, SECRET).id


def test_a_call_without_an_id_is_told_by_what_it_says() -> None:
    without = {HEADER: signature(BODY)}
    other = json.dumps({**SAID, "action": "remove"}).encode()
    assert read_delivery(without, BODY, SECRET).id == read_delivery(without, BODY, SECRET).id
    assert read_delivery(without, BODY, SECRET).id != read_delivery({HEADER: signature(other)}, other, SECRET).id


@pytest.mark.parametrize(
    ("said", "ignored", "refs"),
    [
        ({"type": "Comment", "action": "create", "data": {"id": "c", "issueId": ISSUE}}, True, 0),
        ({"type": "IssueLabel", "action": "update", "data": {"id": "l"}}, True, 0),
        ({"type": "OAuthApp", "action": "revoked"}, True, 0),
        ({"type": "Issue", "action": "unheard_of", "data": {"id": ISSUE}}, False, 1),
        ({"type": "Issue", "action": None, "data": {"id": ISSUE, "identifier": None}}, False, 1),
        ({"type": "Issue", "action": "update", "data": {"id": 12}}, False, 0),
        ({"type": "Issue", "action": "update", "data": {"id": ""}}, False, 0),
        ({"type": "Issue", "action": "update", "data": None}, False, 0),
        ({"type": "Issue", "action": "update", "data": [ISSUE]}, False, 0),
        ({"action": "update", "data": {"id": ISSUE}}, False, 1),
        ({}, False, 0),
        ([], False, 0),
        ("text", False, 0),
        (None, False, 0),
    ],
)
def test_a_proven_call_of_any_shape_is_read_for_where_to_look(said: object, ignored: bool, refs: int) -> None:
    body = json.dumps(said).encode()
    delivery = read_delivery(proven(body), body, SECRET)
    assert (delivery.ignored, len(delivery.refs)) == (ignored, refs)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{", b"[" * 100_000, b" " * (BIGGEST + 1)])
def test_a_proven_call_that_can_not_be_read_means_that_anything_may_have_changed(body: bytes) -> None:
    delivery = read_delivery(proven(body), body, SECRET)
    assert (delivery.refs, delivery.ignored) == ((), False)


def test_no_mutation_of_a_proven_body_breaks_the_reader() -> None:
    made = random.Random(7)
    for _ in range(3000):
        body = bytearray(BODY)
        for _ in range(made.randint(1, 4)):
            body[made.randrange(len(body))] = made.randrange(256)
        assert read_delivery(proven(bytes(body)), bytes(body), SECRET).id == "wh-1"


# --- what the fake sends, and the life of a hook -----------------------------------------------------------------------------


@pytest.fixture
def world() -> Iterator[World]:
    with linear_world() as made:
        yield made
        assert made.dialect.violations == []


def live(world: World) -> None:
    """All that can happen to an issue while a webhook listens."""
    world.tracker.make_hook(URL, SECRET)
    dialect = linear(world)
    ada = dialect.people()["ada"]
    first, second, third = (dialect.add(title, labels=(LABEL,), assignee=ada) for title in ("First", "Second", "Third"))
    for change in (dialect.start, dialect.finish, dialect.reopen, dialect.drop, dialect.archive):
        change(first)
    dialect.drop(second, duplicate_of=first)
    dialect.relabel(second, ())
    dialect.move(second, "SHOP")
    dialect.delete(first)
    dialect.purge(third)


@pytest.mark.descriptions
@pytest.mark.usefixtures("descriptions")
def test_every_call_of_the_fake_is_as_linears_schema_says(world: World) -> None:
    live(world)
    faults = [fault for sent in world.dialect.outbox for fault in linear_webhook_faults(json.loads(sent.body))]
    assert faults == []


def test_every_call_of_the_fake_leads_to_its_issue(world: World) -> None:
    live(world)
    read = [
        read_delivery({name.lower(): value for name, value in sent.headers.items()}, sent.body, SECRET) for sent in world.dialect.outbox
    ]
    assert len(read) >= 12
    assert all(len(delivery.refs) == 1 and not delivery.ignored for delivery in read)
    assert {delivery.event for delivery in read} == {"Issue create", "Issue update", "Issue remove"}


def test_a_hook_that_was_switched_off_is_mended(world: World) -> None:
    made = world.tracker.make_hook(URL, SECRET)
    linear(world).hooks[made.id].enabled = False
    found = world.tracker.hook(URL)
    assert found is not None
    assert (found.healthy, "switched it off" in found.words) == (False, True)
    assert world.tracker.make_hook(URL, SECRET).healthy
    assert linear(world).hooks[made.id].enabled


def test_a_hook_that_is_not_called_for_issues_is_mended(world: World) -> None:
    made = world.tracker.make_hook(URL, SECRET)
    linear(world).hooks[made.id].types = ["Comment"]
    found = world.tracker.hook(URL)
    assert found is not None
    assert "not called for issues" in found.words
    assert world.tracker.make_hook(URL, SECRET) == replace(found, healthy=True, words="")


def test_a_hook_of_another_team_makes_way_for_one_of_ours(world: World) -> None:
    made = world.tracker.make_hook(URL, SECRET)
    linear(world).hooks[made.id].team = linear(world).teams["SHOP"]
    found = world.tracker.hook(URL)
    assert found is not None
    assert "another team" in found.words
    again = world.tracker.make_hook(URL, SECRET)
    assert again.id != made.id
    assert [hook.team and hook.team.key for hook in linear(world).hooks.values()] == ["OPS"]


def test_a_hook_for_all_public_teams_will_do(world: World) -> None:
    made = world.tracker.make_hook(URL, SECRET)
    linear(world).hooks[made.id].team = None
    found = world.tracker.hook(URL)
    assert found is not None
    assert found.healthy


def test_a_new_secret_reaches_the_hook_that_is_there(world: World) -> None:
    made = world.tracker.make_hook(URL, SECRET)
    assert world.tracker.make_hook(URL, "another secret").id == made.id
    assert linear(world).hooks[made.id].secret == "another secret"


def test_who_is_no_administrator_is_told_so(world: World) -> None:
    linear(world).me.admin = False
    assert not world.tracker.check().may_hook
    calls: tuple[Callable[[], object], ...] = (lambda: world.tracker.hook(URL), lambda: world.tracker.make_hook(URL, SECRET))
    for call in calls:
        with pytest.raises(Forbidden, match="admin") as caught:
            call()
        assert not caught.value.expired


def test_a_hook_among_many_is_found(world: World) -> None:
    for number in range(60):
        world.tracker.make_hook(f"{URL}/{number}", SECRET)
    found = world.tracker.hook(f"{URL}/59")
    assert found is not None
    assert found.healthy


def test_an_answer_without_the_id_of_a_hook_is_drift() -> None:
    with pytest.raises(Drifted, match="no id"):
        hook_of({"url": URL, "enabled": True}, team="OPS")
