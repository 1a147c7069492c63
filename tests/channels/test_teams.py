"""Teams, against a workflow on a socket that takes nothing but cards that Teams would show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from followthrough.channels.base import Channel, Delivered, Failed, Line, RetryAfter, Section, Settings
from followthrough.channels.teams import open_channel
from followthrough.channels.teams_card import MOST_BYTES, payload
from followthrough.errors import ConfigError
from followthrough.trackers.fake.dialect import Fault, Request, Response
from followthrough.trackers.fake.server import serving
from tests.channels.contract import HOSTILE, NOW, PAGE, Contract, digest
from tests.channels.receivers import HttpWorld, Receiver, json_of

PATH = "/workflows/0123/triggers/manual/paths/invoke"
QUERY = "api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=secret-signature"
BIGGEST = 28 * 1024
SHOWN = {"RichTextBlock", "ActionSet"}


class Workflow(Receiver):
    """Takes a card and says 202; the body is empty, the run's name is in a header."""

    def answer(self, request: Request) -> Response:
        if request.path != PATH or request.query.get("sig") != "secret-signature":
            return Response(401, b'{"error":{"code":"DirectApiAuthorizationRequired"}}')
        if len(request.body) > BIGGEST:
            return Response(413)
        said = json_of(request)
        if said["type"] != "message" or [one["contentType"] for one in said["attachments"]] != ["application/vnd.microsoft.card.adaptive"]:
            return Response(400, b'{"error":{"code":"TriggerInputSchemaMismatch"}}')
        card = said["attachments"][0]["content"]
        if card["type"] != "AdaptiveCard" or card["version"] not in {"1.4", "1.5"} or not all(is_shown(block) for block in card["body"]):
            return Response(400, b'{"error":{"code":"InvalidCard"}}')
        self.texts.append(" ".join(_read(card["body"])))
        return Response(202, b"", {"x-ms-workflow-run-id": "08584"})


def is_shown(block: Any) -> bool:
    """Whether Teams shows this part of a card; it drops the whole card for one that it can't read."""
    if block["type"] == "RichTextBlock":
        return all(run["type"] == "TextRun" and run["text"] for run in block["inlines"])
    actions = block.get("actions", [])
    return (
        block["type"] == "ActionSet" and 1 <= len(actions) <= 6 and all(one["type"] == "Action.OpenUrl" and one["title"] for one in actions)
    )


def _read(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (str(value[name]) for name in ("text", "title", "url") if name in value)
        for part in value.values():
            yield from _read(part)
    elif isinstance(value, list):
        for part in value:
            yield from _read(part)


class TeamsWorld(HttpWorld):
    secrets = ("secret-signature", "workflows/0123")
    posting = PATH
    refused = Response(400, b'{"error":{"code":"TriggerInputSchemaMismatch"}}')
    broken = Response(502, b"<html>Bad gateway")

    def __init__(self, workflow: Workflow, server: Any) -> None:
        self.receiver = workflow
        self.server = server
        self.channel = self.open()

    def open(self, *, private: bool = True, query: str = QUERY) -> Channel:
        settings = Settings(credentials={"webhook_url": f"{self.server.url}{PATH}?{query}"})
        return open_channel(settings, private=private, now=lambda: NOW)

    def public(self) -> Channel:
        return self.open(private=False)

    def locked_out(self) -> None:
        return None


@pytest.fixture
def world() -> Iterator[TeamsWorld]:
    workflow = Workflow()
    with serving(workflow) as server:
        made = TeamsWorld(workflow, server)
        yield made
        made.channel.close()


class TestContract(Contract):
    pass


def card(**more: Any) -> Any:
    return json.loads(payload(digest("", **more)))["attachments"][0]["content"]


def test_a_run_of_the_workflow_is_named(world: TeamsWorld) -> None:
    assert world.channel.send(digest("")) == Delivered("08584")


def test_the_whole_address_is_posted_to_with_its_query(world: TeamsWorld) -> None:
    world.channel.send(digest(""))
    assert world.receiver.hits[0].target == f"{PATH}?{QUERY}"


def test_words_stand_where_no_markdown_is_read_and_dates_are_not_put_in_place() -> None:
    lines = tuple(Line(text, note=text) for text in HOSTILE)
    made = card(sections=(Section("Overdue", lines),))
    assert {block["type"] for block in made["body"]} <= SHOWN
    assert "{{DATE" not in json.dumps(made)


def test_a_line_leads_to_its_page_and_its_buttons_to_theirs() -> None:
    made = card(lines=1)
    runs = [run for block in made["body"] if block["type"] == "RichTextBlock" for run in block["inlines"]]
    assert [run["selectAction"]["url"] for run in runs if "selectAction" in run] == [f"{PAGE}/items/1/"]
    actions = [action for block in made["body"] if block["type"] == "ActionSet" for action in block["actions"]]
    assert [(action["title"], action["url"]) for action in actions] == [
        ("Done", f"{PAGE}/answer/done-1/"),
        ("New date", f"{PAGE}/answer/date-1/"),
        ("All of it", f"{PAGE}/mine/"),
    ]


@pytest.mark.parametrize("lines", [0, 1, 20, 40, 60, 100, 150, 1000])
def test_any_number_of_lines_stays_below_what_teams_takes(lines: int) -> None:
    made = payload(digest("", lines=lines))
    assert len(made) <= MOST_BYTES < BIGGEST
    shown = made.count(b"Alert when queue")
    assert shown == lines or f"… and {lines - shown} more.".encode() in made
    assert shown >= min(lines, 40)


def test_letters_that_take_several_bytes_are_counted_in_bytes() -> None:
    line = Line("漢字" * 200, f"{PAGE}/items/1/", "漢字" * 200)
    made = payload(digest("", sections=(Section("漢字", (line,) * 30),)))
    assert 20_000 < len(made) <= MOST_BYTES
    assert "more." in made.decode()


@pytest.mark.parametrize(
    ("status", "reach", "words"),
    [
        (400, "message", "report this"),
        (401, "channel", "copy the address again"),
        (403, "channel", "copy the address again"),
        (404, "channel", "no such workflow"),
        (410, "channel", "no such workflow"),
        (413, "message", "report this"),
        (418, "channel", "refuses"),
        (302, "channel", "another address"),
    ],
)
def test_each_status_is_told_in_a_sentence(world: TeamsWorld, status: int, reach: str, words: str) -> None:
    world.receiver.faults.append(Fault(answer=Response(status, b'{"error":{"message":"<b>internal</b>"}}')))
    outcome = world.channel.send(digest(""))
    assert isinstance(outcome, Failed)
    assert (outcome.permanent, outcome.reach) == (True, reach)
    assert words in outcome.reason
    assert "internal" not in outcome.reason


def test_an_address_whose_signature_is_wrong_is_told_as_such(world: TeamsWorld) -> None:
    channel = world.open(query="sig=another")
    outcome = channel.send(digest(""))
    channel.close()
    assert isinstance(outcome, Failed)
    assert "copy the address again" in outcome.reason


@pytest.mark.parametrize(("status", "expected"), [(429, RetryAfter), (500, Failed), (413, Failed)])
def test_an_older_connector_that_says_200_to_a_failure_is_not_believed(world: TeamsWorld, status: int, expected: type) -> None:
    said = f"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error {status} with ContextId x"
    world.receiver.faults.append(Fault(answer=Response(200, said.encode())))
    assert isinstance(world.channel.send(digest("")), expected)


def test_an_older_connector_that_says_1_has_delivered(world: TeamsWorld) -> None:
    world.receiver.faults.append(Fault(answer=Response(200, b"1")))
    assert world.channel.send(digest("")) == Delivered()


def test_too_often_waits_as_long_as_teams_says(world: TeamsWorld) -> None:
    world.receiver.faults.append(Fault(answer=Response(429, headers={"Retry-After": "17"})))
    outcome = world.channel.send(digest(""))
    assert isinstance(outcome, RetryAfter)
    assert outcome.until == NOW + timedelta(seconds=17)


@pytest.mark.parametrize("url", ["", "teams", "http://", "https://x:99999/", "javascript:alert(1)", "https://x/" + "y" * 2000])
def test_what_is_no_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(ConfigError, match="The workflow's address is not a web address"):
        open_channel(Settings(credentials={"webhook_url": url}), private=True, now=lambda: NOW)
