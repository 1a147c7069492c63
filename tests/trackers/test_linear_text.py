"""Text that goes into Linear and does nothing there, and issues as they are read, however odd."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from followthrough.errors import Drifted
from followthrough.trackers.base import Body
from followthrough.trackers.fake.dialect import Request
from followthrough.trackers.fake.linear_state import named_id
from followthrough.trackers.fake.linear_text import effects
from followthrough.trackers.linear_reading import ticket_of
from followthrough.trackers.linear_text import text_of, write
from tests.trackers.contract import World, draft
from tests.trackers.linear_worlds import linear, linear_world


@pytest.fixture
def world() -> Iterator[World]:
    with linear_world() as made:
        yield made
        assert made.dialect.violations == []


@pytest.mark.parametrize(
    "text",
    [
        "As OPS-12 says",
        "See (ops-12) and SHOP-3.",
        "https://linear.app/acme/profiles/ada should know",
        "Follows https://linear.app/acme/issue/OPS-3/fence-the-cache",
        "[Ada](https://linear.app/acme/profiles/ada)",
        "![](https://evil.example/beacon.png)",
        "OPS&#45;12, OPS&#x2d;12, &#79;PS-12, OPS&amp;#45;12, OPS&amp;amp;amp;amp;amp;amp;#45;12",
        "OPS\\-12 and OPS-\x0012 and OPS\x07-12",
        "https://linear&#46;app/acme/profiles/ada",
        "https://linear&period;app/acme&sol;profiles&sol;ada",
        "https://linear&amp;amp;amp;amp;amp;period;app/acme/profiles/ada",
        "https://linear\\.app/acme/profiles\\/ada",
        "https://LINEAR.app/acme/Profiles/ada and linear.app/acme/%70rofiles/ada",
        "<https://linear.app/acme/profiles/ada>",
        "[1]: https://linear.app/acme/profiles/ada",
    ],
)
def test_words_of_a_document_mention_nobody_and_link_to_nothing(world: World, text: str) -> None:
    ticket = world.tracker.create(draft(body=Body(text=text, quote=text, source=text, facts=((text, text, ""),), done_criterion=text)))
    assert linear(world).effects == []
    assert ticket.marker == ticket.id


def test_the_fake_sees_what_would_take_effect(world: World) -> None:
    """Else the tests above would prove nothing."""
    words = "OPS-12, https://linear.app/acme/profiles/ada, ![](https://evil.example/beacon.png)"
    fields = {"teamId": named_id("team OPS"), "title": "Ours", "description": words}
    query = "mutation Create($input: IssueCreateInput!) { issueCreate(input: $input) { success } }"
    body = json.dumps({"query": query, "variables": {"input": fields}}).encode()
    world.dialect.serve(Request("POST", "/graphql", {"authorization": world.dialect.token}, body), sleep=lambda _: None)
    assert linear(world).effects == ["mentions profiles ada", "links to OPS-12", "loads an image"]


@pytest.mark.parametrize(
    "words", ["OPS&#45;12", "OPS\\-12", "ops-12", "linear&period;app/acme/%70rofiles/ada", "linear\\.app/acme/issue/OPS-3"]
)
def test_the_fake_looks_at_the_finished_text(words: str) -> None:
    assert len(list(effects(words, teams={"OPS"}))) == 1


def test_only_identifiers_of_teams_are_broken_and_never_inside_an_address() -> None:
    body = Body(text="INC-481 and OPS-12, UTF-8, https://wiki.example/OPS-12")
    assert "INC-481 and OPS-\u206012, UTF-8, https://wiki.example/OPS-12" in write(body, marker="m", teams=["OPS"])


def test_what_a_person_reads_is_without_the_marker(world: World) -> None:
    ticket = world.tracker.create(draft(body=Body(text="As OPS-12 says")))
    assert ticket.body == "As OPS-12 says"
    assert text_of(f"Words\n\nfollowthrough\\-item: {ticket.id}\n") == "Words"
    assert text_of(None) == ""


# --- odd answers ---------------------------------------------------------------------------------------------------------------

PLAIN = {
    "id": "i",
    "identifier": "OPS-1",
    "url": "https://linear.app/acme/issue/OPS-1",
    "title": "Ours",
    "createdAt": "2026-06-10T09:00:00.000Z",
    "updatedAt": "2026-06-10T09:00:00.000Z",
    "state": {"id": "s", "name": "Todo", "type": "unstarted", "position": 1},
}


def test_an_issue_without_people_labels_and_relations_is_read() -> None:
    ticket = ticket_of({**PLAIN, "assignee": None, "creator": None, "labels": None, "description": None, "unheard_of": [1]}, {})
    assert (ticket.assignees, ticket.labels, ticket.body, ticket.marker, ticket.due) == ((), (), "", "", None)


@pytest.mark.parametrize("name", ["id", "identifier", "url", "title", "createdAt", "updatedAt", "state"])
@pytest.mark.parametrize("value", [None, 7, "", [], "soon"])
def test_a_field_that_something_rests_on_is_named_where_it_is_not_as_promised(name: str, value: object) -> None:
    if value == "soon" and name not in {"createdAt", "updatedAt", "state"}:
        assert ticket_of({**PLAIN, name: value}, {})
        return
    with pytest.raises(Drifted, match=name):
        ticket_of({**PLAIN, name: value}, {})
