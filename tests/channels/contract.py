"""One suite for every channel: what the port promises, against a receiver of this machine over a real socket. Not collected by itself.

A test file of a channel subclasses `Contract` and gives it a `world`. Nothing here knows a vendor: where channels differ, `can` is asked.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from followthrough.channels.base import Button, Channel, Delivered, Failed, Line, Message, Outcome, RetryAfter, Section, sample

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
PAGE = "https://ft.example"
# What goes wrong with the next attempt: refused for good, to be tried later, a fault over there, taken and then the line is cut, no answer.
Trouble = Literal["refused", "busy", "broken", "cut", "slow"]
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!channel> and <!here> and @everyone",
    "<@U024BE7LH> <#C024BE7LR> <!subteam^S1>",
    "[click](https://evil.example) and <https://evil.example|a good one>",
    "**bold** _slanted_ ~gone~ `code` :bomb:",
    "# no title",
    "> no quote",
    "1. no list",
    "<at>everyone</at>",
    "{{DATE(2026-06-10T09:00:00Z, SHORT)}}",
    "${title} @{body} #{x}",
    "&lt;b&gt; &amp; <b>",
    "=cmd|' /C calc'!A0",
    ".",
    "..",
    "From the start",
    "a\u202egnp.exe",
    "\ud800 half a pair",
    "nul \x00 bell \x07",
    "quote \" and ' and \\",
    "]]>",
    "🦜 é ß 漢字",
)


class World(ABC):
    """A channel, and who receives what it sends."""

    channel: Channel
    to = ""
    secrets: tuple[str, ...] = ()

    @abstractmethod
    def received(self) -> list[str]:
        """Of each message that arrived, in order, everything that a person can read, with the addresses of its links."""

    @abstractmethod
    def order(self, trouble: Trouble) -> None:
        """Let the next attempt go wrong."""

    @abstractmethod
    def quicken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Wait only a moment for answers from now on."""

    @abstractmethod
    def shut(self) -> None:
        """Nobody listens any more."""

    @abstractmethod
    def public(self) -> Channel:
        """The same channel, with an address that no administrator set."""

    @abstractmethod
    def locked_out(self) -> Channel | None:
        """The same channel with credentials that are wrong; None where the check can't tell."""

    def seen(self) -> list[str]:
        """What arrived as people see it: programs show what came twice under one id once."""
        return self.received()

    def again(self, message: Message) -> Message:
        """The message as it is tried again when nobody knows whether it arrived."""
        return replace(message, tried_at=NOW)


def digest(to: str, *, key: str = "nudge-17", lines: int = 2, **more: object) -> Message:
    told = tuple(
        Line(
            f"Alert when queue {number} grows",
            f"{PAGE}/items/{number}/",
            f"INC-481, due 2026-06-{number % 28 + 1:02}",
            (
                Button("Done", f"{PAGE}/answer/done-{number}/", "done", f"signed-{number}"),
                Button("New date", f"{PAGE}/answer/date-{number}/", "new_date", f"signed-{number}"),
            ),
        )
        for number in range(1, lines + 1)
    )
    made = Message(
        key=key,
        to=to,
        to_name="Alice Ørsted",
        subject=f"{lines} action items need you",
        intro="These are yours. Each takes one answer.",
        sections=(Section("Overdue", told),),
        closing="You get this because you own these items.",
        url=f"{PAGE}/mine/",
        thread="alice",
        kind="nudge.digest",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def passes(outcome: Outcome) -> bool:
    """Whether the same may work later, with nothing changed."""
    return isinstance(outcome, RetryAfter) or (isinstance(outcome, Failed) and not outcome.permanent)


class Contract:
    """What every channel holds."""

    def test_a_message_arrives_once_with_its_words_and_its_links(self, world: World) -> None:
        outcome = world.channel.send(digest(world.to))
        assert isinstance(outcome, Delivered)
        assert not outcome.found
        [text] = world.received()
        for words in ("2 action items need you", "These are yours", "Overdue", "Alert when queue 1 grows", "INC-481, due 2026-06-03"):
            assert words in text
        for words in ("Done", "New date", "You get this because you own these items", f"{PAGE}/items/2/"):
            assert words in text

    def test_a_text_alone_arrives_too(self, world: World) -> None:
        minutes = Message(key="m1", to=world.to, subject="Minutes", text="What was decided\n\nQueue alert: done.\n", kind="review.minutes")
        assert isinstance(world.channel.send(minutes), Delivered)
        [text] = world.received()
        assert "What was decided" in text
        assert "Queue alert: done." in text

    def test_a_test_message_arrives(self, world: World) -> None:
        assert isinstance(world.channel.send(sample(to=world.to, key="test-1")), Delivered)
        assert "there is nothing to do" in world.received()[0]

    def test_what_people_wrote_stays_their_words(self, world: World) -> None:
        lines = tuple(Line(text, f"{PAGE}/items/{number}/", text) for number, text in enumerate(HOSTILE))
        message = digest(world.to, sections=(Section("Overdue <b>", lines),), intro=" ".join(HOSTILE), closing=HOSTILE[0])
        assert isinstance(world.channel.send(message), Delivered)
        [text] = world.received()
        for words in (
            "<script>alert(1)</script>",
            "[click](https://evil.example)",
            "**bold**",
            "漢字",
            "<@U024BE7LH>",
            "&lt;b&gt; &amp; <b>",
        ):
            assert words in text
        assert "\x00" not in text
        assert "\u202e" not in text

    def test_a_refusal_for_good_says_so_and_delivers_nothing(self, world: World) -> None:
        world.order("refused")
        outcome = world.channel.send(digest(world.to))
        assert isinstance(outcome, Failed)
        assert outcome.permanent
        assert not outcome.uncertain
        assert outcome.reason.endswith(".")
        assert world.received() == []

    def test_a_busy_service_is_left_alone_for_as_long_as_it_says(self, world: World) -> None:
        world.order("busy")
        outcome = world.channel.send(digest(world.to))
        assert isinstance(outcome, RetryAfter)
        assert NOW < outcome.until <= NOW + timedelta(hours=1)
        assert world.received() == []

    def test_a_fault_over_there_passes(self, world: World) -> None:
        world.order("broken")
        outcome = world.channel.send(digest(world.to))
        assert passes(outcome)
        assert world.received() == []

    def test_after_a_failure_the_same_channel_delivers(self, world: World) -> None:
        for trouble in ("refused", "busy", "broken"):
            world.order(trouble)
            assert not isinstance(world.channel.send(digest(world.to)), Delivered)
        assert isinstance(world.channel.send(digest(world.to)), Delivered)
        assert len(world.received()) == 1

    def test_an_answer_that_is_cut_off_leaves_it_open_whether_it_arrived(self, world: World) -> None:
        world.order("cut")
        outcome = world.channel.send(digest(world.to))
        assert isinstance(outcome, Failed)
        assert outcome.uncertain
        assert not outcome.permanent

    def test_an_answer_that_never_comes_leaves_it_open_whether_it_arrived(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        world.quicken(monkeypatch)
        world.order("slow")
        outcome = world.channel.send(digest(world.to))
        assert isinstance(outcome, Failed)
        assert outcome.uncertain
        assert not outcome.permanent

    def test_after_an_answer_that_was_lost_a_repeat_is_seen_once(self, world: World) -> None:
        world.order("cut")
        world.channel.send(digest(world.to))
        outcome = world.channel.send(world.again(digest(world.to)))
        assert isinstance(outcome, Delivered)
        assert len(world.seen()) == (1 if world.channel.can.repeatable else 2)

    def test_where_nobody_listens_nothing_has_arrived(self, world: World) -> None:
        world.shut()
        outcome = world.channel.send(digest(world.to))
        assert isinstance(outcome, Failed)
        assert not outcome.permanent
        assert not outcome.uncertain
        assert outcome.reach == "channel"

    def test_a_private_address_is_not_talked_to_unless_an_administrator_set_it(self, world: World) -> None:
        outcome = world.public().send(digest(world.to))
        assert isinstance(outcome, Failed)
        assert outcome.permanent
        assert "private network" in outcome.reason
        assert world.received() == []

    @pytest.mark.parametrize(
        "more",
        [
            {"subject": "Hello\r\nBcc: charlie@evil.example"},
            {"subject": "Hello\nX: 1"},
            {"subject": "Hello\u2028there"},
            {"subject": "nul\x00"},
            {"to_name": "Alice\r\nBcc: charlie@evil.example"},
            {"to": "alice@ft.example\r\nRCPT TO:<charlie@evil.example>"},
            {"to": "C024\n"},
            {"thread": "a\r\nb"},
            {"key": "a\r\nb"},
            {"key": ""},
            {"reply_to": "1\n2"},
            {"kind": "nudge\r\nX: 1"},
            {"url": "javascript:alert(1)"},
            {"url": "https://ada:pw@ft.example/"},
            {"sections": (Section("", (Line("x", "data:text/html,x"),)),)},
            {"sections": (Section("", (Line("x", 'https://ft.example/"onclick="x'),)),)},
            {"sections": (Section("", (Line("x", "https://ft.example/>|evil"),)),)},
            {"sections": (Section("", (Line("x", buttons=(Button("Done", "vbscript:x"),)),)),)},
            {"sections": (Section("", (Line("x", buttons=(Button("Done", "/relative/"),)),)),)},
            {"sections": (Section("", (Line("x", "https://ft.example/" + "x" * 2000),)),)},
        ],
    )
    def test_what_would_end_a_header_or_lead_astray_is_refused_unasked(self, world: World, more: dict[str, object]) -> None:
        outcome = world.channel.send(replace(digest(world.to), **more))  # type: ignore[arg-type]
        assert isinstance(outcome, Failed)
        assert outcome.permanent
        assert outcome.reach in {"message", "address"}
        assert world.received() == []

    def test_settings_that_hold_are_told_without_sending_anything(self, world: World) -> None:
        assert world.channel.check().ok
        assert world.received() == []

    def test_credentials_that_do_not_hold_are_told_and_keep_a_message_from_going_out(self, world: World) -> None:
        channel = world.locked_out()
        if channel is None:
            assert world.channel.check().notes
            return
        checked = channel.check()
        assert not checked.ok
        assert checked.missing[0].endswith(".")
        outcome = channel.send(digest(world.to))
        channel.close()
        assert isinstance(outcome, Failed)
        assert outcome.permanent
        assert outcome.reach == "channel"
        assert world.received() == []

    def test_a_check_where_nobody_listens_raises_nothing(self, world: World) -> None:
        world.shut()
        checked = world.channel.check()
        assert checked.missing or checked.notes

    def test_a_long_message_says_how_much_of_it_is_missing_and_where_all_is(self, world: World) -> None:
        message = digest(world.to, lines=400)
        assert isinstance(world.channel.send(message), Delivered)
        [text] = world.received()
        shown = sum(f"Alert when queue {number} grows" in text for number in range(1, 401))
        assert shown >= 40
        assert shown == 400 or f"… and {400 - shown} more." in text
        assert "Alert when queue 1 grows" in text
        assert f"{PAGE}/mine/" in text

    def test_a_hundred_thousand_characters_are_no_trouble(self, world: World) -> None:
        long = "wide load " * 10_000
        line = Line(long, f"{PAGE}/items/1/", long, (Button(long, f"{PAGE}/answer/1/", "done", "x" * 5000),))
        message = digest(world.to, intro=long, closing=long, sections=(Section(long, (line,)),))
        assert isinstance(world.channel.send(message), Delivered)
        assert "wide load" in world.received()[0]

    def test_several_threads_send_through_one_channel(self, world: World) -> None:
        messages = [digest(world.to, key=f"nudge-{number}", subject=f"Digest {number:02}") for number in range(12)]
        with ThreadPoolExecutor(4) as pool:
            outcomes = list(pool.map(world.channel.send, messages))
        assert all(isinstance(outcome, Delivered) for outcome in outcomes)
        texts = world.received()
        assert len(texts) == 12
        assert all(sum(f"Digest {number:02}" in text for text in texts) == 1 for number in range(12))

    def test_no_outcome_no_check_and_no_log_holds_a_secret(
        self, world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        caplog.set_level("DEBUG")
        world.quicken(monkeypatch)
        said = [repr(world.channel), repr(world.channel.check())]
        troubles: tuple[Trouble, ...] = ("refused", "busy", "broken", "cut", "slow")
        for number, trouble in enumerate(troubles):
            world.order(trouble)
            said.append(repr(world.channel.send(digest(world.to, key=str(number)))))
        locked_out = world.locked_out()
        if locked_out is not None:
            said += [repr(locked_out.check()), repr(locked_out.send(digest(world.to)))]
            locked_out.close()
        said.append(repr(world.channel.send(digest(world.to, key="last"))))
        world.shut()
        said.append(repr(world.channel.send(digest(world.to, key="after"))))
        assert world.secrets
        for secret in world.secrets:
            assert secret not in "\n".join(said)
            assert secret not in caplog.text
