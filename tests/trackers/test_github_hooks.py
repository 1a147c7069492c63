"""Webhooks of GitHub: forged ones are refused, whatever is tried; odd ones break nothing; a hook's health is told."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest

from followthrough.errors import Drifted, Forbidden
from followthrough.trackers.base import Forged, Ref
from followthrough.trackers.github_hooks import BIGGEST, hook_of, read_delivery
from tests.trackers.contract import LABEL, World
from tests.trackers.descriptions import github_webhook_examples, github_webhook_faults
from tests.trackers.forgeries import SECRET, forgeries, signed
from tests.trackers.github_worlds import github, github_world

BODY = json.dumps(
    {"action": "closed", "issue": {"id": 71, "number": 12, "title": "Fence the cache"}, "repository": {"full_name": "acme/shop"}}
).encode()
ABOUT = {"x-github-event": "issues", "x-github-delivery": "wh-1"}
URL = "http://127.0.0.1:9/hook"
FORGERIES = forgeries(BODY, "x-hub-signature-256", ABOUT)


def proven(body: bytes, **more: str) -> dict[str, str]:
    return {**ABOUT, "x-hub-signature-256": signed(body), **{name.replace("_", "-"): value for name, value in more.items()}}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_call_is_refused(name: str) -> None:
    sent, body, secret = FORGERIES[name]
    with pytest.raises(Forged):
        read_delivery(sent, body, secret)


def test_there_are_as_many_forgeries_as_promised() -> None:
    assert len(FORGERIES) >= 40


def test_the_old_signature_alone_proves_nothing() -> None:
    with pytest.raises(Forged):
        read_delivery({**ABOUT, "x-hub-signature": signed(BODY, algorithm="sha1")}, BODY, SECRET)


def test_the_true_call_passes() -> None:
    delivery = read_delivery(proven(BODY), BODY, SECRET)
    assert (delivery.id, delivery.event, delivery.refs, delivery.ignored) == ("wh-1", "issues closed", (Ref("71", "acme/shop#12"),), False)


def test_githubs_own_example_of_a_signature_passes() -> None:
    body = b"Hello, World!"
    known = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert read_delivery({**ABOUT, "x-hub-signature-256": known}, body, SECRET).refs == ()


def test_a_ping_and_events_of_other_things_are_passed_over() -> None:
    for event in ("ping", "push", "issue_comment", "label"):
        assert read_delivery(proven(BODY, x_github_event=event), BODY, SECRET).ignored


@pytest.mark.parametrize(
    ("said", "refs"),
    [
        ({"action": "opened", "issue": {"id": "71", "number": 12}, "repository": {"full_name": "acme/shop"}}, 0),
        ({"action": "opened", "issue": {"id": 71, "number": 12}, "repository": None}, 0),
        ({"action": "opened", "issue": None}, 0),
        ({"action": "unheard_of", "issue": {"id": 1, "number": 2}, "repository": {"full_name": "a/b"}}, 1),
        ({}, 0),
        ([], 0),
        ("text", 0),
        (None, 0),
    ],
)
def test_a_proven_call_of_any_shape_is_read_for_where_to_look(said: object, refs: int) -> None:
    body = json.dumps(said).encode()
    assert len(read_delivery(proven(body), body, SECRET).refs) == refs


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


@pytest.mark.descriptions
@pytest.mark.usefixtures("descriptions")
def test_every_published_example_of_an_issues_event_is_read() -> None:
    examples = [payload for event, payload in github_webhook_examples() if event == "issues"]
    assert len(examples) >= 20
    for payload in examples:
        body = json.dumps(payload).encode()
        (ref,) = read_delivery(proven(body), body, SECRET).refs
        assert ref == Ref(str(payload["issue"]["id"]), f"{payload['repository']['full_name']}#{payload['issue']['number']}")


# --- what the fake sends, and the life of a hook -----------------------------------------------------------------------------


@pytest.fixture
def world() -> Iterator[World]:
    with github_world() as made:
        github(made).repositories[101].permission = "admin"
        yield made
        assert made.dialect.violations == []


@pytest.mark.descriptions
@pytest.mark.usefixtures("descriptions")
def test_every_call_of_the_fake_is_as_githubs_description_says(world: World) -> None:
    dialect = github(world)
    world.tracker.make_hook(URL, SECRET)
    people = dialect.people()
    ref = dialect.add("Fence the cache", body="Because of INC-481.", labels=(LABEL, "bug"), assignee=people["ada"])
    dialect.retitle(ref, "Other words")
    dialect.rewrite(ref, "Other text")
    dialect.assign(ref, people["ben"])
    dialect.finish(ref)
    dialect.reopen(ref)
    dialect.drop(ref)
    dialect.reopen(ref)
    dialect.drop(ref, duplicate_of=ref)
    dialect.relabel(ref, (LABEL,))
    moved = dialect.move(ref, dialect.other_place)
    dialect.delete(dialect.add("Gone soon", labels=(LABEL,)))
    assert moved != ref
    sent = [(call.headers["X-GitHub-Event"], json.loads(call.body)) for call in dialect.outbox]
    actions = {payload["action"] for event, payload in sent if event == "issues"}
    assert actions == {"opened", "edited", "unassigned", "assigned", "closed", "reopened", "unlabeled", "transferred", "deleted"}
    faults = [
        f"{payload['action']}: {fault}" for event, payload in sent if event == "issues" for fault in github_webhook_faults(event, payload)
    ]
    assert faults == []


def test_a_hook_that_somebody_switched_off_is_mended(world: World) -> None:
    made = world.tracker.make_hook(URL, SECRET)
    github(world).repositories[101].hooks[int(made.id)].active = False
    found = world.tracker.hook(URL)
    assert found is not None
    assert (found.healthy, "switched it off" in found.words) == (False, True)
    assert world.tracker.make_hook(URL, SECRET).healthy


def test_a_hook_whose_last_call_failed_says_so(world: World) -> None:
    made = world.tracker.make_hook(URL, SECRET)
    github(world).repositories[101].hooks[int(made.id)].last_status = 502
    found = world.tracker.hook(URL)
    assert found is not None
    assert "502" in found.words


def test_a_hook_that_is_called_for_other_things_says_so(world: World) -> None:
    made = world.tracker.make_hook(URL, SECRET)
    github(world).repositories[101].hooks[int(made.id)].events = ["push"]
    found = world.tracker.hook(URL)
    assert found is not None
    assert not found.healthy


def test_who_may_not_make_hooks_is_told(world: World) -> None:
    github(world).repositories[101].permission = "write"
    with pytest.raises(Forbidden, match="Resource not accessible"):
        world.tracker.make_hook(URL, SECRET)


def test_an_answer_without_a_number_of_the_hook_is_drift() -> None:
    with pytest.raises(Drifted, match="id"):
        hook_of({"name": "web"})
