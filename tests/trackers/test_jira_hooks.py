"""Webhooks of Jira: forged ones are refused, whatever is tried; odd ones break nothing. No socket is opened."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest

from followthrough.errors import Drifted
from followthrough.trackers.base import Forged, Ref
from followthrough.trackers.fake.jira import JiraCloud
from followthrough.trackers.jira_cloud import open_tracker
from followthrough.trackers.jira_hooks import BIGGEST, Form, read_delivery
from tests.trackers.contract import LABEL, World
from tests.trackers.forgeries import SECRET, forgeries, signed
from tests.trackers.jira_worlds import jira, world_of

BODY = json.dumps(
    {"timestamp": 1781082000000, "webhookEvent": "jira:issue_updated", "issue": {"id": "10071", "key": "OPS-12", "fields": {}}},
).encode()
URL = "http://127.0.0.1:9/hook"


def headers(signature: str, **more: str) -> dict[str, str]:
    return {"x-hub-signature": signature, "x-atlassian-webhook-identifier": "wh-1", **more}


TRUE = signed(BODY)
RESAID = json.dumps(json.loads(BODY), indent=1).encode()
FORGERIES = forgeries(BODY, "x-hub-signature", {"x-atlassian-webhook-identifier": "wh-1"})


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_call_is_refused(name: str) -> None:
    sent, body, secret = FORGERIES[name]
    with pytest.raises(Forged):
        read_delivery(sent, body, secret)


def test_there_are_as_many_forgeries_as_promised() -> None:
    assert len(FORGERIES) >= 40


def test_the_true_call_passes() -> None:
    delivery = read_delivery(headers(TRUE), BODY, SECRET)
    assert (delivery.id, delivery.event, delivery.refs, delivery.ignored) == (
        "wh-1",
        "jira:issue_updated",
        (Ref("10071", "OPS-12"),),
        False,
    )


def test_atlassians_own_example_of_a_signature_passes() -> None:
    body = b"Hello World!"
    known = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"
    assert read_delivery(headers(known), body, SECRET).refs == ()


def test_a_call_that_is_repeated_has_the_same_id_with_and_without_the_header() -> None:
    without = {"x-hub-signature": TRUE}
    assert read_delivery(without, BODY, SECRET).id == read_delivery(without, BODY, SECRET).id
    assert read_delivery(without, BODY, SECRET).id != read_delivery({"x-hub-signature": signed(RESAID)}, RESAID, SECRET).id


@pytest.mark.parametrize(
    ("said", "ignored", "refs"),
    [
        ({"webhookEvent": "comment_created", "issue": {"id": "1", "key": "A-1"}}, True, 0),
        ({"webhookEvent": "jira:version_released"}, True, 0),
        ({"webhookEvent": "jira:issue_created", "issue": {"id": 10071}}, False, 1),
        ({"webhookEvent": "jira:issue_unheard_of", "issue": {"id": "1", "key": None}}, False, 1),
        ({"webhookEvent": "jira:issue_updated", "issue": None}, False, 0),
        ({"webhookEvent": "jira:issue_updated", "issue": {"key": "A-1"}}, False, 0),
        ({"webhookEvent": None, "issue": {"id": "1", "key": "A-1"}, "user": None}, False, 1),
        ({}, False, 0),
        ([], False, 0),
        ("text", False, 0),
        (None, False, 0),
    ],
)
def test_a_proven_call_of_any_shape_is_read_for_where_to_look(said: object, ignored: bool, refs: int) -> None:
    body = json.dumps(said).encode()
    delivery = read_delivery(headers(signed(body)), body, SECRET)
    assert (delivery.ignored, len(delivery.refs)) == (ignored, refs)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{", b"[" * 100_000, b" " * (BIGGEST + 1)])
def test_a_proven_call_that_can_not_be_read_means_that_anything_may_have_changed(body: bytes) -> None:
    delivery = read_delivery(headers(signed(body)), body, SECRET)
    assert (delivery.refs, delivery.ignored) == ((), False)


def test_no_mutation_of_a_proven_body_breaks_the_reader() -> None:
    made = random.Random(7)
    for _ in range(3000):
        body = bytearray(BODY)
        for _ in range(made.randint(1, 4)):
            body[made.randrange(len(body))] = made.randrange(256)
        assert read_delivery(headers(signed(bytes(body))), bytes(body), SECRET).id == "wh-1"


# --- registering ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def cloud() -> Iterator[World]:
    with world_of(JiraCloud, open_tracker) as made:
        yield made


def test_a_hook_that_an_administrator_switched_off_is_mended(cloud: World) -> None:
    made = cloud.tracker.make_hook(URL, SECRET)
    jira(cloud).hooks[made.id]["on"] = False
    found = cloud.tracker.hook(URL)
    assert found is not None
    assert (found.healthy, "switched it off" in found.words) == (False, True)
    assert cloud.tracker.make_hook(URL, SECRET).healthy


def test_a_hook_that_somebody_made_without_a_secret_is_not_healthy_and_gets_one(cloud: World) -> None:
    made = cloud.tracker.make_hook(URL, SECRET)
    jira(cloud).hooks[made.id]["secret"] = ""
    found = cloud.tracker.hook(URL)
    assert found is not None
    assert "no secret" in found.words
    assert cloud.tracker.make_hook(URL, SECRET).healthy


def test_the_hook_of_an_account_does_not_expire(cloud: World) -> None:
    assert cloud.tracker.make_hook(URL, SECRET).expires_at is None


def test_another_projects_tickets_are_kept_to_jira(cloud: World) -> None:
    cloud.tracker.make_hook(URL, SECRET)
    ref = cloud.dialect.add("Ours", labels=(LABEL,))
    cloud.dialect.move(ref, "SHOP")
    cloud.dialect.add("Not ours")
    assert len(cloud.dialect.outbox) == 1


def test_an_answer_without_a_number_of_the_hook_is_drift() -> None:
    with pytest.raises(Drifted, match="id of the webhook"):
        Form("rest/webhooks/1.0/webhook", in_configuration=False, absent="").read({"name": "Followthrough"})


def test_the_data_centers_secret_stands_where_it_is_not_dropped_without_a_word() -> None:
    said = Form("", in_configuration=True, absent="").registration(URL, SECRET, "project = OPS")
    assert said["configuration"]["SECRET"] == SECRET
    assert "secret" not in said
