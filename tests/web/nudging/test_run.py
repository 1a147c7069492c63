"""Sending reminders: what is delivered counts, what fails does not, and nothing goes twice or in a storm. Over a channel in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine

from followthrough.channels.base import Capabilities, Checked, Delivered, Failed, Message, Outcome, RetryAfter, fault
from followthrough.errors import NotPermitted
from followthrough.web.models import Channel, Nudge, NudgeLine, NudgeRun
from followthrough.web.nudging.post import Round
from followthrough.web.nudging.run import run_round
from followthrough.web.operations import channels, items, nudges, people
from followthrough.web.operations.policies import newest_version, set_policy
from followthrough.web.permissions import Actor
from tests.web.making import MORNING, Cast, at, make_incident, make_item

pytestmark = pytest.mark.django_db


class Memory:
    """A channel that keeps what it was given, and answers as it is told."""

    can = Capabilities(persons=True, threads=True)

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.answers: list[Outcome] = []
        self.on_send: Callable[[Message], None] = lambda _: None

    def check(self) -> Checked:
        return Checked("memory")

    def send(self, message: Message) -> Outcome:
        self.on_send(message)
        answer = self.answers.pop(0) if self.answers else Delivered(f"id-{len(self.got)}")
        if isinstance(answer, Delivered):
            self.got.append(message)
        return answer

    def close(self) -> None:
        pass


class Desk:
    """A portfolio, a channel, and a clock."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.memory, self.now = cast, Memory(), MORNING
        self.slept: list[float] = []
        self.agree('nudging = "on"')
        self.channel = channels.add_channel(kind="email", name="Mail", options={}, secrets={"password": "x"}, by=cast.by("frank"))

    def agree(self, text: str) -> None:
        set_policy(text, by=self.cast.by("dora"), reason="Now", seen=newest_version())

    def round(self, *, after: timedelta = timedelta()) -> Round:
        self.now += after
        with time_machine.travel(self.now, tick=False):
            return run_round(now=self._now, opened=lambda _: self.memory, sleep=self.slept.append)

    def _now(self) -> datetime:
        return self.now

    @property
    def told(self) -> list[tuple[str, list[str]]]:
        return [(message.to, [line.text for line in message.lines]) for message in self.memory.got]


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)


def test_a_message_goes_out_and_counts_once_it_is_delivered(desk: Desk) -> None:
    make_item(desk.cast, text="Alert on lag", due=-9)
    assert desk.round() == Round(sent=1)
    assert desk.told == [("alice@example.org", ["Alert on lag"])]
    assert Nudge.objects.get().sent_at == desk.now
    assert desk.round(after=timedelta(hours=1)) == Round()


def test_the_message_says_why_it_came_and_what_can_be_done(desk: Desk, settings: object) -> None:
    settings.PUBLIC_URL = "https://ft.example.org"  # type: ignore[attr-defined]
    item = make_item(desk.cast, make_incident(desk.cast, reference="INC-5"), text="Alert on lag", due=-9)
    desk.round()
    (message,) = desk.memory.got
    (line,) = message.lines
    assert (message.subject, message.sections[0].title, message.kind) == ("1 action item overdue", "Overdue", "nudge.digest")
    assert line.note == "INC-5. You own it; it is 9 days overdue."
    assert line.url == f"https://ft.example.org/items/{item.pk}/"
    assert line.buttons[0].url.startswith("https://ft.example.org/from-message/")
    assert [button.label for button in line.buttons] == ["Done", "New date", "Hand over", "Blocked", "Decline", "Snooze"]


@pytest.mark.parametrize("nudging", ["off", "dry run"])
def test_nothing_goes_out_unless_it_is_switched_on(desk: Desk, nudging: str) -> None:
    desk.agree(f'nudging = "{nudging}"')
    make_item(desk.cast, due=-9)
    assert desk.round() == Round()
    assert not NudgeRun.objects.exists()


def test_a_failure_is_not_counted_as_sent_and_the_same_message_is_tried_again(desk: Desk) -> None:
    make_item(desk.cast, due=-9)
    desk.memory.answers = [Failed("The server hung up.", permanent=False)]
    assert desk.round() == Round(waiting=1)
    nudge = Nudge.objects.get()
    assert (nudge.stage, nudge.sent_at, nudge.words) == ("waiting", None, "The server hung up.")
    assert Channel.objects.get().failing_since == desk.now
    assert desk.round(after=timedelta(minutes=1)) == Round()
    assert desk.round(after=timedelta(minutes=5)) == Round(sent=1)
    assert [message.key for message in desk.memory.got] == [str(nudge.key)]
    assert Channel.objects.get().failing_since is None


def test_a_service_that_says_when_is_asked_then(desk: Desk) -> None:
    make_item(desk.cast, due=-9)
    desk.memory.answers = [RetryAfter(MORNING + timedelta(minutes=42), "Too often.")]
    desk.round()
    assert Nudge.objects.get().next_at == MORNING + timedelta(minutes=42)
    assert desk.round(after=timedelta(minutes=41)) == Round()
    assert desk.round(after=timedelta(minutes=2)) == Round(sent=1)


def test_an_address_that_is_refused_for_good_is_given_up_and_others_get_theirs(desk: Desk) -> None:
    make_item(desk.cast, due=-9)
    make_item(desk.cast, due=-9, owner="bob")
    desk.memory.answers = [Failed("No such user.", permanent=True, reach="address")]
    assert desk.round() == Round(sent=1, failed=1)
    assert dict(Nudge.objects.values_list("stage", "words")) == {"failed": "No such user.", "sent": ""}


def test_an_address_that_refused_one_gets_nothing_more_until_it_is_another_one(desk: Desk) -> None:
    item = make_item(desk.cast, due=-9)
    desk.memory.answers = [Failed("No such user.", permanent=True, reach="address")]
    desk.round()
    for _ in range(40):
        desk.round(after=timedelta(hours=12))
    assert Nudge.objects.count() == 1
    assert NudgeLine.objects.filter(item=item).count() == 1
    channels.set_address(desk.channel, desk.cast.person("alice"), "alice@new.example.org", by=desk.cast.by("alice"))
    for _ in range(3):
        desk.round(after=timedelta(hours=12))
    assert [to for to, _ in desk.told] == ["alice@new.example.org"]


def test_who_can_t_be_reached_is_stood_in_for(desk: Desk) -> None:
    make_item(desk.cast, due=-9)
    alice = desk.cast.person("alice")
    alice.manager = desk.cast.person("dora")
    alice.save()
    desk.memory.answers = [Failed("No such user.", permanent=True, reach="address")]
    desk.round()
    desk.round(after=timedelta(days=1))
    ((to, _),) = desk.told
    assert to == "dora@example.org"
    assert "there is no address for Alice" in desk.memory.got[0].lines[0].note


def test_a_refused_address_is_tried_again_when_somebody_says_so(desk: Desk) -> None:
    make_item(desk.cast, due=-9)
    desk.memory.answers = [Failed("The mailbox is full.", permanent=True, reach="address")]
    desk.round()
    nudge = Nudge.objects.get()
    with pytest.raises(NotPermitted):
        nudges.try_again(nudge.pk, by=desk.cast.by("bob"))
    nudges.try_again(nudge.pk, by=desk.cast.by("alice"))
    assert desk.round(after=timedelta(minutes=10)) == Round(sent=1)


def test_a_message_that_can_t_be_sent_as_it_is_is_planned_anew_the_next_day_and_no_sooner(desk: Desk) -> None:
    make_item(desk.cast, due=-9)
    desk.memory.answers = [Failed("Too long.", permanent=True, reach="message")]
    assert desk.round() == Round(failed=1)
    assert desk.round(after=timedelta(hours=2)) == Round()
    assert desk.round(after=timedelta(hours=22)) == Round(sent=1)


def test_what_was_done_meanwhile_is_left_out_of_a_message_that_did_not_arrive(desk: Desk) -> None:
    done, stays = (make_item(desk.cast, text=text, due=-9) for text in ("Done soon", "Stays"))
    desk.memory.answers = [Failed("No route.", permanent=False)]
    desk.round()
    items.mark_done(done.pk, by=desk.cast.by("alice"), version=1, at=desk.now)
    desk.round(after=timedelta(minutes=6))
    assert desk.told == [("alice@example.org", ["Stays"])]
    assert stays.is_open


def test_only_an_attempt_that_may_have_arrived_is_looked_for(desk: Desk) -> None:
    make_item(desk.cast, due=-9)
    desk.memory.answers = [Failed("No route.", permanent=False), Failed("Cut off.", permanent=False, uncertain=True)]
    desk.round()
    assert Nudge.objects.get().tried_at is None
    desk.round(after=timedelta(minutes=6))
    began = desk.now
    assert Nudge.objects.get().tried_at == began
    desk.round(after=timedelta(hours=1))
    assert desk.memory.got[0].tried_at == began


def test_where_nobody_has_said_under_which_address_the_server_is_a_message_has_no_links(desk: Desk, settings: object) -> None:
    settings.PUBLIC_URL = ""  # type: ignore[attr-defined]
    make_item(desk.cast, due=-9)
    desk.round()
    (message,) = desk.memory.got
    assert fault(message) is None
    assert (message.url, message.lines[0].url, message.lines[0].buttons) == ("", "", ())


def test_each_reader_is_offered_what_they_can_do(desk: Desk, settings: object) -> None:
    settings.PUBLIC_URL = "https://ft.example.org"  # type: ignore[attr-defined]
    item = make_item(desk.cast, due=-30)
    alice = desk.cast.person("alice")
    alice.manager = desk.cast.person("dora")
    alice.save()
    desk.round()
    assert fault(desk.memory.got[0]) is None
    offered = {message.to: [button.label for button in message.lines[0].buttons] for message in desk.memory.got}
    assert offered["dora@example.org"] == ["Hand over", "New date"]
    assert "Done" in offered["alice@example.org"]
    assert {line.role for line in item.nudge_lines.all()} == {"owner", "manager"}


def test_messages_through_one_channel_keep_the_pace_that_it_asks_for(desk: Desk) -> None:
    for name in ("alice", "bob", "charlie"):
        make_item(desk.cast, due=-9, owner=name)
    desk.memory.can = replace(Memory.can, pause=1.0)
    desk.round()
    assert desk.slept == [1.0, 1.0]


def test_a_worker_that_dies_while_it_sends_sends_the_same_message_again_under_the_same_key(desk: Desk) -> None:
    make_item(desk.cast, due=-9)

    def die(message: Message) -> None:
        raise KeyboardInterrupt

    desk.memory.on_send = die
    with pytest.raises(KeyboardInterrupt):
        desk.round()
    nudge = Nudge.objects.get()
    assert nudge.stage == "sending"
    desk.memory.on_send = lambda _: None
    assert desk.round(after=timedelta(minutes=6)) == Round(sent=1)
    (message,) = desk.memory.got
    assert (message.key, message.tried_at is not None) == (str(nudge.key), True)
    assert Nudge.objects.count() == 1


def test_after_an_outage_of_three_days_there_is_one_message(desk: Desk) -> None:
    for number in range(3):
        make_item(desk.cast, due=-number)
    for _ in range(3 * 24):
        desk.memory.answers = [Failed("No route.", permanent=False)]
        desk.round(after=timedelta(hours=1))
    assert desk.told == []
    desk.memory.answers = []
    for _ in range(60):  # it ends on a Saturday morning; by Monday evening
        desk.round(after=timedelta(hours=1))
        assert not desk.told or desk.now.weekday() < 5
    assert len(desk.told) == 1
    assert len(desk.told[0][1]) == 3
    assert Nudge.objects.filter(stage="sent").count() == 1


def test_a_message_that_failed_in_the_evening_is_not_tried_in_the_night(desk: Desk) -> None:
    make_item(desk.cast, due=-9)
    desk.now = at(0, 16).replace(minute=58)
    desk.memory.answers = [Failed("No route.", permanent=False)]
    assert desk.round().waiting == 1
    assert desk.round(after=timedelta(minutes=30)) == Round(waiting=1)
    for _ in range(20):
        desk.round(after=timedelta(hours=1))
    assert len(desk.told) == 1
    assert 9 <= desk.now.hour <= 14


def test_a_run_that_would_send_too_much_waits_for_a_lead(desk: Desk) -> None:
    desk.agree('nudging = "on"\nstop_above = 1')
    for name in ("alice", "bob"):
        make_item(desk.cast, due=-9, owner=name)
    assert "2 messages would go out, more than 1" in desk.round().stopped
    assert desk.round().stopped == "A run waits for somebody to let it go."
    run = NudgeRun.objects.get()
    for agent in (desk.cast.by("alice"), Actor.policy()):
        with pytest.raises(Exception, match=r"lead decides|signed-in person"):
            nudges.decide_run(run.pk, go=True, by=agent)
    desk.now += timedelta(days=2)  # whoever decides may take their time
    nudges.decide_run(run.pk, go=True, by=desk.cast.by("dora"), at=desk.now)
    assert desk.round() == Round(sent=2)


def test_a_dropped_run_sends_nothing(desk: Desk) -> None:
    desk.agree('nudging = "on"\nstop_above = 1')
    for name in ("alice", "bob"):
        make_item(desk.cast, due=-9, owner=name)
    desk.round()
    nudges.decide_run(NudgeRun.objects.get().pk, go=False, by=desk.cast.by("dora"), at=desk.now)
    assert desk.round(after=timedelta(hours=3)) == Round(stopped="Somebody dropped the run of this day.")
    assert NudgeRun.objects.count() == 1
    assert "2 messages would go out" in desk.round(after=timedelta(hours=21)).stopped


def test_who_left_between_planning_and_sending_gets_nothing(desk: Desk) -> None:
    make_item(desk.cast, due=-9)
    desk.memory.answers = [Failed("No route.", permanent=False)]
    desk.round()
    people.deactivate_person(desk.cast.person("alice"))
    assert desk.round(after=timedelta(minutes=6)) == Round()
    assert desk.told == []
    assert Nudge.objects.get().stage == "dropped"


def test_an_address_that_was_written_down_goes_before_the_mail_address(desk: Desk) -> None:
    make_item(desk.cast, due=-9)
    channels.set_address(desk.channel, desk.cast.person("alice"), "ada+ft@example.org", by=desk.cast.by("alice"))
    desk.round()
    assert desk.told[0][0] == "ada+ft@example.org"


def test_a_channel_that_was_taken_away_sends_nothing_and_forgets_its_secrets(desk: Desk) -> None:
    make_item(desk.cast, due=-9)
    channels.remove_channel(desk.channel.pk, by=desk.cast.by("frank"))
    assert desk.round() == Round(waiting=1)
    assert Channel.objects.get().secrets == ""


def test_the_secrets_of_a_channel_are_sealed(desk: Desk) -> None:
    channel = channels.add_channel(kind="email", name="Other", options={}, secrets={"password": "hush"}, by=desk.cast.by("frank"))
    assert "hush" not in str(Channel.objects.values_list())
    assert channels.secrets_of(channel) == {"password": "hush"}


def test_what_reaches_nobody_is_kept_with_the_run(desk: Desk) -> None:
    lost = make_item(desk.cast, due=-9, owner=None, without="nobody yet")
    make_item(desk.cast, due=-9)
    desk.round()
    assert NudgeRun.objects.get().held == [[lost.pk, "nobody owns it, and nobody stands in"]]


def test_an_item_that_is_done_is_not_mentioned_again(desk: Desk) -> None:
    item = make_item(desk.cast, due=-9)
    desk.round()
    items.mark_done(item.pk, by=desk.cast.by("alice"), version=1, at=at(1))
    for _ in range(40):
        desk.round(after=timedelta(days=1))
    assert NudgeLine.objects.count() == 1
