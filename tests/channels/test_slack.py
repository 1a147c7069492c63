"""Slack, as an app's bot and by an incoming webhook, against a workspace on a socket that holds every message against Slack's limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from followthrough.channels.base import Button, Channel, Delivered, Failed, Line, Message, RetryAfter, Section, Settings
from followthrough.channels.slack import Slack, open_bot, open_channel
from followthrough.channels.slack_blocks import BUDGET, blocks_of, escaped, fallback, fits
from followthrough.channels.slack_words import failed
from followthrough.errors import ConfigError
from followthrough.trackers.fake.dialect import Fault, Request, Response
from followthrough.trackers.fake.server import serving
from tests.channels.contract import HOSTILE, NOW, PAGE, Contract, World, digest
from tests.channels.receivers import HttpWorld, json_of, posts
from tests.channels.slack_server import BOB, CHANNEL, HOOK, MEMBER, OUTSIDE, TOKEN, Workspace


def said(error: str) -> Response:
    return Response.of({"ok": False, "error": error})


class BotWorld(HttpWorld):
    to = MEMBER
    secrets = (TOKEN,)
    posting = "/chat.postMessage"
    refused = said("channel_not_found")

    def __init__(self, workspace: Workspace, server: Any) -> None:
        self.receiver = self.workspace = workspace
        self.server = server
        self.channel: Slack = self.open_bot()

    def open_bot(self, *, private: bool = True, token: str = TOKEN, secret: str = "") -> Slack:
        settings = Settings(credentials={"token": token, "signing_secret": secret}, base_url=f"{self.server.url}/api")
        return open_bot(settings, private=private, now=lambda: NOW, sleep=lambda _: None)

    def public(self) -> Channel:
        return self.open_bot(private=False)

    def locked_out(self) -> Channel:
        return self.open_bot(token="xoxb-18-another-token")


class HookWorld(HttpWorld):
    secrets = ("secret-hook-path",)
    posting = HOOK
    refused = Response(410, b"channel_is_archived")

    def __init__(self, workspace: Workspace, server: Any) -> None:
        self.receiver = workspace
        self.server = server
        self.channel = self._open()

    def _open(self, *, private: bool = True) -> Channel:
        settings = Settings(credentials={"webhook_url": f"{self.server.url}{HOOK}"})
        return open_channel(settings, private=private, now=lambda: NOW)

    def public(self) -> Channel:
        return self._open(private=False)

    def locked_out(self) -> None:
        return None


@pytest.fixture
def world() -> Iterator[BotWorld]:
    workspace = Workspace()
    with serving(workspace) as server:
        made = BotWorld(workspace, server)
        yield made
        made.channel.close()


class TestBot(Contract):
    pass


class TestIncoming(Contract):
    @pytest.fixture
    def world(self) -> Iterator[World]:
        workspace = Workspace()
        with serving(workspace) as server:
            made = HookWorld(workspace, server)
            yield made
            made.channel.close()


def asked(world: BotWorld, name: str) -> list[Request]:
    return [hit for hit in world.workspace.hits if hit.path.endswith(f"/{name}")]


def posted(world: BotWorld) -> list[Any]:
    return [json_of(hit) for hit in asked(world, "chat.postMessage")]


# --- what is posted -----------------------------------------------------------------------------------------------------------


def test_a_message_unfurls_no_links_and_has_words_for_a_notification(world: BotWorld) -> None:
    world.channel.send(digest(MEMBER))
    [body] = posted(world)
    assert (body["channel"], body["unfurl_links"], body["unfurl_media"]) == (MEMBER, False, False)
    assert body["text"].startswith("2 action items need you")
    assert "Alert when queue 2 grows" in body["text"]


def test_the_notification_holds_no_mention_of_anybody() -> None:
    message = digest(MEMBER, subject=" ".join(HOSTILE), intro="<!here>", sections=(Section("", (Line("<@U1>"),)),))
    assert "<" not in fallback(message)
    assert "&lt;!channel&gt;" in fallback(message)


def test_people_s_words_stand_in_rich_text_and_only_our_own_sentences_in_slack_s_markup() -> None:
    lines = tuple(Line(text, note=text) for text in HOSTILE)
    blocks = blocks_of(digest(MEMBER, sections=(Section("Overdue", lines),)), presses=True)
    marked = [block for block in blocks if block["type"] in {"section", "context"}]
    assert len(marked) == 2
    assert {part["type"] for part in rich(blocks)} == {"text", "link"}  # the link is ours, to the page with all of it


def rich(blocks: list[Any]) -> list[Any]:
    return [part for block in blocks if block["type"] == "rich_text" for section in block["elements"] for part in section["elements"]]


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("a < b && c > d", 100, "a &lt; b &amp;&amp; c &gt; d"),
        ("&lt;", 100, "&amp;lt;"),
        ("<!channel>", 100, "&lt;!channel&gt;"),
        ("two\nlines", 100, "two lines"),
        ("abcdef", 4, "abc…"),
    ],
)
def test_what_acts_in_slack_is_escaped(text: str, length: int, expected: str) -> None:
    assert escaped(text, length) == expected


def test_escapes_count_towards_the_length() -> None:
    made = escaped("<" * 5000, 3000)
    assert 2000 < len(made) <= 3000
    assert made.endswith("…")


def test_buttons_lead_to_pages_unless_presses_are_heard(world: BotWorld) -> None:
    world.channel.send(digest(MEMBER))
    hearing = world.open_bot(secret="signing")
    assert hearing.can.presses
    hearing.send(digest(MEMBER))
    hearing.close()
    [links], [presses] = ([block["elements"] for block in body["blocks"] if block["type"] == "actions"][:1] for body in posted(world))
    assert [(button["action_id"], button["url"]) for button in links] == [
        ("open.0", f"{PAGE}/answer/done-1/"),
        ("open.1", f"{PAGE}/answer/date-1/"),
    ]
    assert [(button["action_id"], button["value"]) for button in presses] == [("done", "signed-1"), ("new_date", "signed-1")]
    assert all("url" not in button for button in presses)


def test_a_second_button_for_the_same_in_one_line_and_one_with_too_long_a_value_are_links() -> None:
    buttons = (
        Button("A", f"{PAGE}/a/", "snooze", "1"),
        Button("B", f"{PAGE}/b/", "snooze", "2"),
        Button("C", f"{PAGE}/c/", "done", "x" * 2001),
    )
    [actions] = [block for block in blocks_of(one_line(buttons), presses=True) if block["type"] == "actions"]
    assert [button["action_id"] for button in actions["elements"]] == ["snooze", "open.1", "open.2"]


def one_line(buttons: tuple[Button, ...]) -> Message:
    return digest(MEMBER, sections=(Section("", (Line("x", buttons=buttons),)),))


@pytest.mark.parametrize("lines", [0, 1, 10, 22, 23, 24, 45, 100, 1000])
def test_any_number_of_lines_fits_and_none_is_lost_in_silence(lines: int) -> None:
    blocks = blocks_of(digest(MEMBER, lines=lines), presses=False)
    assert fits(blocks, BUDGET)
    told = [part["text"] for part in rich(blocks)]
    shown = sum(text.startswith("Alert when queue") for text in told)
    assert shown == lines or f"… and {lines - shown} more. " in told
    assert shown >= min(lines, 45)


def test_what_comes_first_keeps_its_buttons_longest() -> None:
    blocks = blocks_of(digest(MEMBER, lines=40), presses=False)
    kinds = [block["type"] for block in blocks]
    with_buttons = kinds.count("actions")
    assert 10 < with_buttons < 40
    assert len(blocks) <= 50
    urls = [button["url"] for block in blocks if block["type"] == "actions" for button in block["elements"][:1]]
    assert urls == [f"{PAGE}/answer/done-{number}/" for number in range(1, with_buttons + 1)]


def test_a_message_that_slack_finds_too_long_all_the_same_is_posted_shorter(world: BotWorld) -> None:
    world.workspace.most_text = 4500
    message = digest(MEMBER, lines=100)
    assert isinstance(world.channel.send(message), Delivered)
    assert len(posted(world)) == 2
    assert "more." in world.received()[0]


# --- where it goes ------------------------------------------------------------------------------------------------------------


def test_a_member_can_be_named_by_mail_address_and_is_looked_up_once(world: BotWorld) -> None:
    for key in ("a", "b"):
        assert isinstance(world.channel.send(digest("Alice@ft.example", key=key)), Delivered)
    assert [body["channel"] for body in posted(world)] == [MEMBER, MEMBER]
    assert len(asked(world, "users.lookupByEmail")) == 1


def test_nobody_of_that_address_is_a_failure_of_this_address_alone(world: BotWorld) -> None:
    outcome = world.channel.send(digest("nobody@ft.example"))
    assert isinstance(outcome, Failed)
    assert (outcome.permanent, outcome.reach) == (True, "address")
    assert world.channel.find("nobody@ft.example") is None


def test_a_member_who_was_deactivated_is_nobody(world: BotWorld) -> None:
    gone = Response.of({"ok": True, "user": {"id": MEMBER, "deleted": True}})
    world.workspace.faults.append(Fault(matches=lambda hit: hit.path.endswith("lookupByEmail"), answer=gone))
    assert world.channel.find("alice@ft.example") is None


def test_a_look_up_that_may_not_be_made_is_not_taken_for_nobody(world: BotWorld) -> None:
    world.workspace.rights.discard("users:read.email")
    found = world.channel.find("alice@ft.example")
    assert isinstance(found, Failed)
    assert "users:read.email" in found.reason
    assert found.reach == "channel"


def test_a_reply_stands_in_the_thread_of_the_first(world: BotWorld) -> None:
    first = world.channel.send(digest(CHANNEL, key="a"))
    assert isinstance(first, Delivered)
    assert isinstance(world.channel.send(digest(CHANNEL, key="b", reply_to=first.id)), Delivered)
    assert [body.get("thread_ts") for body in posted(world)] == [None, first.id.partition(":")[2]]


def test_what_is_no_stamp_makes_no_thread(world: BotWorld) -> None:
    world.channel.send(digest(CHANNEL, reply_to="nothing"))
    assert "thread_ts" not in posted(world)[0]


# --- nothing twice ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [MEMBER, CHANNEL, "alice@ft.example"])
def test_a_message_that_had_arrived_is_found_and_not_sent_again(world: BotWorld, to: str) -> None:
    world.order("cut")
    world.channel.send(digest(to))
    for number in range(5):
        world.channel.send(digest(to, key=f"other-{number}"))
    world.workspace.page = 2
    outcome = world.channel.send(world.again(digest(to)))
    assert isinstance(outcome, Delivered)
    assert outcome.found
    assert len(world.received()) == 6


def test_a_message_that_had_not_arrived_is_sent(world: BotWorld) -> None:
    outcome = world.channel.send(world.again(digest(MEMBER)))
    assert isinstance(outcome, Delivered)
    assert not outcome.found
    assert len(world.received()) == 1


def test_a_reply_that_had_arrived_is_found_in_its_thread(world: BotWorld) -> None:
    first = world.channel.send(digest(CHANNEL, key="a"))
    assert isinstance(first, Delivered)
    reply = digest(CHANNEL, key="b", reply_to=first.id)
    world.order("cut")
    world.channel.send(reply)
    outcome = world.channel.send(world.again(reply))
    assert isinstance(outcome, Delivered)
    assert outcome.found
    assert asked(world, "conversations.replies")


def test_older_messages_are_not_looked_through(world: BotWorld) -> None:
    world.channel.send(digest(MEMBER))
    outcome = world.channel.send(replace(digest(MEMBER), tried_at=NOW + timedelta(hours=1)))
    assert isinstance(outcome, Delivered)
    assert not outcome.found


@pytest.mark.parametrize("right", ["im:write", "im:history"])
def test_where_we_may_not_look_it_is_sent_again_for_twice_is_better_than_never(world: BotWorld, right: str) -> None:
    world.workspace.rights.discard(right)
    world.channel.send(digest(MEMBER))
    assert isinstance(world.channel.send(world.again(digest(MEMBER))), Delivered)
    assert len(world.received()) == 2


def test_a_look_that_fails_for_now_sends_nothing_and_leaves_it_open(world: BotWorld) -> None:
    world.workspace.faults.append(Fault(matches=lambda hit: hit.path.endswith("history"), times=3, answer=Response(502)))
    outcome = world.channel.send(world.again(digest(MEMBER)))
    assert isinstance(outcome, Failed)
    assert outcome.uncertain
    assert not outcome.permanent
    assert world.received() == []


def test_a_look_that_comes_too_often_is_made_later(world: BotWorld) -> None:
    world.workspace.faults.append(Fault(matches=lambda hit: hit.path.endswith("history"), answer=said("ratelimited")))
    assert isinstance(world.channel.send(world.again(digest(MEMBER))), RetryAfter)
    assert world.received() == []


# --- what slack says ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "permanent", "reach", "words"),
    [
        ("invalid_auth", True, "channel", "enter the new one"),
        ("token_revoked", True, "channel", "enter the new one"),
        ("account_inactive", True, "channel", "enter the new one"),
        ("channel_not_found", True, "address", "check the id"),
        ("not_in_channel", True, "address", "/invite"),
        ("is_archived", True, "address", "archived"),
        ("user_disabled", True, "address", "deactivated"),
        ("restricted_action", True, "address", "administrator"),
        ("messages_tab_disabled", True, "channel", "Messages tab"),
        ("invalid_blocks", True, "message", "report this"),
        ("accesslimited", True, "channel", "network"),
        ("internal_error", False, "channel", "fault of its own"),
        ("service_unavailable", False, "channel", "fault of its own"),
        ("a_word_of_next_year", True, "message", "(a_word_of_next_year)"),
        ("", True, "message", "Slack refuses the message."),
        ("<html>proxy</html>", True, "message", "Slack refuses the message."),
    ],
)
def test_each_word_of_slack_is_told_in_a_sentence(world: BotWorld, word: str, permanent: bool, reach: str, words: str) -> None:
    world.workspace.faults.append(Fault(matches=posts("/chat.postMessage"), answer=said(word)))
    outcome = world.channel.send(digest(MEMBER))
    assert isinstance(outcome, Failed)
    assert (outcome.permanent, outcome.reach) == (permanent, reach)
    assert words in outcome.reason
    assert "<html>" not in outcome.reason
    assert world.received() == []


def test_faults_after_which_slack_itself_is_not_sure_leave_it_open() -> None:
    assert failed("internal_error").uncertain
    assert failed("fatal_error").uncertain
    assert not failed("service_unavailable").uncertain
    assert not failed("channel_not_found").uncertain


def test_a_right_that_is_missing_is_named(world: BotWorld) -> None:
    world.workspace.rights.discard("chat:write")
    outcome = world.channel.send(digest(MEMBER))
    assert isinstance(outcome, Failed)
    assert "chat:write" in outcome.reason
    assert "chat:write" in world.channel.check().missing[0]
    assert failed("missing_scope", needed="<script>").reason.startswith("The app lacks a right")


def test_a_channel_that_the_bot_is_not_in_is_no_reason_to_stop_with_others(world: BotWorld) -> None:
    outcomes = [world.channel.send(digest(to, key=to)) for to in (OUTSIDE, CHANNEL, BOB)]
    assert [isinstance(outcome, Delivered) for outcome in outcomes] == [False, True, True]


@pytest.mark.parametrize(
    ("answer", "until"),
    [
        (Response(429, b'{"ok":false,"error":"ratelimited"}', {"Retry-After": "30"}), timedelta(seconds=30)),
        (Response(429, b"", {"Retry-After": "Wed, 10 Jun 2026 09:10:00 GMT"}), timedelta(minutes=10)),
        (Response(429), timedelta(minutes=1)),
        (Response(429, headers={"Retry-After": "soon"}), timedelta(minutes=1)),
        (Response(429, headers={"Retry-After": "-5"}), timedelta(minutes=1)),
        (Response(429, headers={"Retry-After": "99999999999999999999"}), timedelta(days=1)),
        (Response(429, headers={"Retry-After": "Wed, 10 Jun 2020 09:10:00 GMT"}), timedelta(minutes=1)),
        (Response(429, headers={"Retry-After": "Wed, 10 Jun 2099 09:10:00 GMT"}), timedelta(days=1)),
        (Response(503, headers={"Retry-After": "120"}), timedelta(minutes=2)),
        (Response(200, b'{"ok":false,"error":"rate_limited"}', {"Retry-After": "5"}), timedelta(seconds=5)),
    ],
)
def test_too_often_waits_as_long_as_slack_says_up_to_a_day(world: BotWorld, answer: Response, until: timedelta) -> None:
    world.workspace.faults.append(Fault(matches=posts("/chat.postMessage"), answer=answer))
    outcome = world.channel.send(digest(MEMBER))
    assert isinstance(outcome, RetryAfter)
    assert outcome.until == NOW + until


@pytest.mark.parametrize(
    "body", [b"", b"ok", b"<html>a proxy's page</html>", b"[]", b'"ok"', b'{"ts":"1.0"}', b'{"ok":"true"}', b'{"ok":1}', b"{" * 100]
)
def test_a_200_that_does_not_say_ok_in_slack_s_form_is_not_taken_for_delivery(world: BotWorld, body: bytes) -> None:
    world.workspace.faults.append(Fault(matches=posts("/chat.postMessage"), answer=Response(200, body)))
    outcome = world.channel.send(digest(MEMBER))
    assert isinstance(outcome, Failed)
    assert outcome.uncertain
    assert not outcome.permanent


def test_half_an_answer_leaves_it_open(world: BotWorld) -> None:
    world.workspace.faults.append(Fault(matches=posts("/chat.postMessage"), cut=True))
    outcome = world.channel.send(digest(MEMBER))
    assert isinstance(outcome, Failed)
    assert outcome.uncertain


def test_being_sent_on_is_not_followed(world: BotWorld) -> None:
    moved = Response(302, headers={"Location": "http://169.254.169.254/latest/"})
    world.workspace.faults.append(Fault(matches=posts("/chat.postMessage"), answer=moved))
    outcome = world.channel.send(digest(MEMBER))
    assert isinstance(outcome, Failed)
    assert outcome.permanent
    assert "169.254" not in outcome.reason


# --- settings -----------------------------------------------------------------------------------------------------------------


def test_the_check_says_who_we_are_and_what_rights_would_help(world: BotWorld) -> None:
    assert world.channel.check().account == "followthrough in Acme"
    assert world.channel.check().notes == ()
    world.workspace.rights -= {"im:history", "users:read.email"}
    notes = world.channel.check().notes
    assert len(notes) == 2
    assert "im:history" in notes[0]
    assert world.channel.check().ok


@pytest.mark.parametrize("token", ["", "abc", "xoxb-with\nbreak", "xoxb-ünicode", "https://hooks.slack.com/services/x"])
def test_what_is_no_token_is_refused_in_words(token: str) -> None:
    with pytest.raises(ConfigError, match="xoxb-"):
        open_channel(Settings(credentials={"token": token}), private=True, now=lambda: NOW)


@pytest.mark.parametrize(
    "url", ["hooks.slack.com/services/T/B/x", "ftp://hooks.slack.com/x", "https://u:p@hooks.slack.com/x", "https://a b/"]
)
def test_what_is_no_address_of_a_webhook_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        open_channel(Settings(credentials={"webhook_url": url}), private=True, now=lambda: NOW)
    assert "hooks.slack" not in str(caught.value)
