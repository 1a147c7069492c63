"""Buttons pressed inside Slack: done once, as whom the message was sent to, only on Slack's word, and answered to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.test import Client, override_settings
from slack_sdk.signature import SignatureVerifier

from followthrough.channels.base import Capabilities
from followthrough.core.nudges import Offer
from followthrough.web.models import Channel, Item, Nudge, NudgeLine
from followthrough.web.nudging import links, presses
from followthrough.web.operations import channels
from tests.web.making import MORNING, Cast, make_incident, make_item, make_private
from tests.web.nudging.test_run import Desk

pytestmark = pytest.mark.django_db
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
ANSWER_AT = "https://hooks.slack.com/actions/T1/2/x"


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False), override_settings(PUBLIC_URL="https://ft.example.org"):
        yield


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(presses, "answer_press", lambda where, words: said.append((where, words)))
    return said


class Slack:
    """Somebody's conversation with the app, in which one reminder stands."""

    def __init__(self, cast: Cast) -> None:
        self.cast, desk = cast, Desk(cast)
        channels.remove_channel(desk.channel.pk, by=cast.by("frank"))
        self.channel = channels.add_channel(
            kind="slack", name="Slack", options={}, secrets={"token": "xoxb-1", "signing_secret": SECRET}, by=cast.by("frank")
        )
        channels.set_address(self.channel, cast.person("alice"), "UALICE", by=cast.by("alice"))
        self.item = make_item(cast, make_incident(cast, reference="INC-5"), text="Alert on lag", due=-9)
        desk.memory.can = Capabilities(persons=True, threads=True, presses=True)
        assert desk.round().sent == 1
        Nudge.objects.update(remote_id="D9:1700.1")
        (self.button,) = [one for one in desk.memory.got[0].lines[0].buttons if one.action]

    def press(self, *, secret: str = SECRET, late: timedelta = timedelta(), uid: object = None, **more: object) -> int:
        given: dict[str, object] = {"user": "UALICE", "channel": "D9", "message": "1700.1", "action": "done", "value": self.button.value}
        given |= more
        payload = {
            "type": "block_actions",
            "user": {"id": given["user"], "team_id": "T1"},
            "team": {"id": "T1"},
            "container": {"channel_id": given["channel"], "message_ts": given["message"]},
            "actions": [{"type": "button", "action_id": given["action"], "value": given["value"], "action_ts": "1.1"}],
            "response_url": ANSWER_AT,
        }
        body = urlencode({"payload": json.dumps(payload)})
        stamp = str(int((MORNING - late).timestamp()))
        proof = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": proof}
        path = f"/presses/{uid or self.channel.uid}/"
        return Client(enforce_csrf_checks=True).post(path, body, "application/x-www-form-urlencoded", headers=headers).status_code

    @property
    def is_done(self) -> bool:
        return not Item.objects.get(pk=self.item.pk).is_open


@pytest.fixture
def slack(cast: Cast) -> Slack:
    return Slack(cast)


def test_a_press_does_it_as_whom_the_message_was_sent_to(slack: Slack, answers: list[tuple[str, str]]) -> None:
    assert slack.press() == 200
    assert slack.is_done
    last = slack.item.events.order_by("number").last()
    assert last is not None
    assert last.actor == slack.cast.alice
    ((where, words),) = answers
    assert where == ANSWER_AT
    assert "“Alert on lag” is done." in words


def test_the_same_press_again_finds_nothing_left_to_do(slack: Slack, answers: list[tuple[str, str]]) -> None:
    slack.press()
    events = slack.item.events.count()
    assert slack.press() == 200
    assert slack.item.events.count() == events
    assert len(answers) == 2


@pytest.mark.parametrize(
    "forged", [{"secret": "another"}, {"late": timedelta(minutes=6)}, {"late": -timedelta(minutes=6)}], ids=["secret", "old", "early"]
)
def test_what_slack_has_not_sent_is_refused(slack: Slack, answers: list[tuple[str, str]], forged: dict[str, object]) -> None:
    assert slack.press(**forged) == 401  # type: ignore[arg-type]
    assert not slack.is_done
    assert answers == []


def test_without_a_signing_secret_nobody_is_believed(slack: Slack, answers: list[tuple[str, str]]) -> None:
    row = channels.add_channel(kind="slack", name="Bare", options={}, secrets={"token": "x"}, by=slack.cast.by("frank"))
    assert slack.press(uid=row.uid, secret="none") == 401
    assert slack.press(uid=uuid4()) == 404
    Channel.objects.filter(pk=slack.channel.pk).update(removed_at=MORNING)
    assert slack.press() == 404
    assert not slack.is_done


@pytest.mark.parametrize(
    "more",
    [
        {"user": "UMALLORY", "channel": "C1"},
        {"user": "UMALLORY", "message": "1700.2"},
        {"value": "forged"},
        {"action": "take_over"},
    ],
)
def test_who_was_not_written_to_does_nothing(slack: Slack, answers: list[tuple[str, str]], more: dict[str, object]) -> None:
    assert slack.press(**more) == 200  # type: ignore[arg-type]
    assert not slack.is_done
    assert len(answers) == 1


def test_a_conversation_is_as_good_as_a_member_id(slack: Slack, answers: list[tuple[str, str]]) -> None:
    channels.set_address(slack.channel, slack.cast.person("alice"), "alice@example.org", by=slack.cast.by("alice"))
    slack.press(user="UWHOEVER")
    assert slack.is_done


def test_a_link_that_was_followed_and_buttons_of_others_are_taken_note_of_only(slack: Slack, answers: list[tuple[str, str]]) -> None:
    assert slack.press(action="link_1") == 200
    assert answers == []
    assert not slack.is_done


def test_an_item_of_an_incident_that_is_private_by_now_is_not_told_of(slack: Slack, answers: list[tuple[str, str]]) -> None:
    make_private(slack.item.incident)
    slack.press()
    assert not slack.is_done
    assert "Alert on lag" not in answers[0][1]


def test_only_what_needs_no_more_than_a_press_is_one(slack: Slack) -> None:
    assert slack.button.label == "Done"
    assert links.read(slack.button.value).offer is Offer.DONE
    assert NudgeLine.objects.get().offers[0] == "done"


def test_a_press_from_another_workspace_is_not_believed(cast: Cast, answers: list[tuple[str, str]]) -> None:
    slack = Slack(cast)
    Channel.objects.filter(pk=slack.channel.pk).update(options={"workspace": "T2"})
    assert slack.press() == 200
    assert Item.objects.get(pk=slack.item.pk).state == "open"
    assert "can't be done from here" in answers[0][1]
    Channel.objects.filter(pk=slack.channel.pk).update(options={"workspace": "T1"})
    slack.press()
    assert Item.objects.get(pk=slack.item.pk).state == "done"
