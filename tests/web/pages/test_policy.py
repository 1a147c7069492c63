"""The page of the policy: everybody reads it, leads try a change on today's items and make it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from followthrough.web.models import PolicyVersion
from followthrough.web.operations.policies import policy_in_force
from tests.web.making import MORNING, Cast, make_item
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


def test_everybody_may_read_what_is_agreed_on(cast: Cast) -> None:
    page = signed_in(cast.erin).get("/policy/").content.decode()
    assert "Reminders are rehearsed, none goes out" in page
    assert "7: manager" in page
    assert "Put it in force" not in page


def test_a_change_is_tried_on_todays_items_before_it_is_made(cast: Cast) -> None:
    make_item(cast, due=-2)
    client = signed_in(cast.dora)
    tried = client.post("/policy/", {"text": "before = []\nafter = [9]\n[due_days]\n1 = 10", "do": "try", "seen": "0"}).content.decode()
    assert "1 message with 1 line" in tried
    assert "Severity 1: 10 days instead of 14" in tried
    assert not PolicyVersion.objects.exists()


def test_a_lead_puts_it_in_force_with_a_reason(cast: Cast) -> None:
    client = signed_in(cast.dora)
    answer = client.post("/policy/", {"text": "quiet_days = 5", "reason": "Too loud", "do": "set", "seen": "0"}, follow=True)
    assert "In force from now on." in answer.content.decode()
    assert "Too loud" in answer.content.decode()
    assert policy_in_force().quiet_days == 5


@pytest.mark.parametrize(
    ("values", "status", "says"),
    [
        ({"text": "quiet_days = 99", "do": "set", "reason": "r", "seen": "0"}, 422, "quiet_days is a whole number"),
        ({"text": "quiet_days = 5", "do": "set", "reason": "", "seen": "0"}, 422, "Say why"),
        ({"text": "quiet_days = 5", "do": "set", "reason": "r", "seen": "7"}, 409, "Somebody else has changed"),
        ({"text": "quiet_days = 5", "do": "set", "reason": "r", "seen": "x"}, 409, "Somebody else has changed"),
    ],
)
def test_a_refusal_keeps_what_was_typed(cast: Cast, values: dict[str, str], status: int, says: str) -> None:
    answer = signed_in(cast.dora).post("/policy/", values)
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert values["text"] in answer.content.decode()
    assert not PolicyVersion.objects.exists()


def test_who_does_not_lead_changes_nothing(cast: Cast) -> None:
    for name in ("alice", "erin"):
        values = {"text": "quiet_days = 5", "do": "set", "reason": "r", "seen": "0"}
        assert signed_in(getattr(cast, name)).post("/policy/", values).status_code == 403
