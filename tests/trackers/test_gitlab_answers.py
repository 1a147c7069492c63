"""What GitLab answers that is no ticket: refusals in each of its forms, parts that are missing; and what we don't ask at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from followthrough.errors import ConfigError, Drifted, Forbidden, TurnedDown
from followthrough.trackers.base import Missing, Ref
from followthrough.trackers.fake.dialect import Fault, Response
from followthrough.trackers.gitlab_answers import ticket_of
from tests.trackers.contract import LABEL, World, draft
from tests.trackers.gitlab_worlds import gitlab_world
from tests.trackers.test_gitlab_issues import ISSUE, fetched


@pytest.fixture
def world() -> Iterator[World]:
    with gitlab_world() as made:
        yield made
        assert made.dialect.violations == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"message": "Title is too short"}, "Title is too short"),
        ({"message": {"title": ["can't be blank", "is too short"]}}, r"title can't be blank\. title is too short"),
        ({"message": {"base": ["Weight must be set."]}}, r"^Weight must be set$"),
        ({"message": ["One thing.", "Another."]}, r"^One thing\. Another$"),
        ({"message": {"title": "can't be blank"}}, "title can't be blank"),
        ({"error": "title is missing"}, "title is missing"),
        ({"error": "invalid_request", "error_description": "The parameter is odd"}, "The parameter is odd"),
        ({"message": {"error": "Spam detected"}}, r"^Spam detected$"),
        ({}, "did not say why"),
        ([], "did not say why"),
        ("text", "did not say why"),
    ],
)
@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_refusal_is_told_in_gitlabs_words(world: World, status: int, said: object, words: str) -> None:
    world.dialect.faults.append(Fault(answer=Response.of(said, status)))
    with pytest.raises(TurnedDown, match=words):
        world.tracker.create(draft())


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"message": "403 Forbidden"}, "403 Forbidden"),
        (
            {"error": "insufficient_scope", "error_description": "The request requires higher privileges", "scope": "api"},
            "higher privileges",
        ),
        ({"message": "403 Forbidden - Your account has been blocked."}, "has been blocked"),
    ],
)
def test_what_is_forbidden_is_told_in_gitlabs_words(world: World, said: object, words: str) -> None:
    world.dialect.faults.append(Fault(answer=Response.of(said, 403)))
    with pytest.raises(Forbidden, match=words) as caught:
        world.tracker.create(draft())
    assert not caught.value.expired


@pytest.mark.parametrize("part", ["id", "iid", "project_id", "title", "state", "created_at", "updated_at", "web_url", "references"])
def test_an_issue_without_a_part_that_counts_is_drift_and_names_it(world: World, part: str) -> None:
    answer = {name: value for name, value in {**ISSUE, "state": "opened"}.items() if name != part}
    world.dialect.faults.append(Fault(answer=Response.of([answer])))
    with pytest.raises(Drifted, match=part):
        world.tracker.changed(None)


@pytest.mark.parametrize("part", ["description", "labels", "assignees", "due_date", "closed_at", "confidential", "moved_to_id", "_links"])
def test_an_issue_without_a_part_that_may_be_missing_is_read(part: str) -> None:
    assert ticket_of({name: value for name, value in ISSUE.items() if name != part}).key == "acme/shop#2"


@pytest.mark.parametrize(
    "place", ["shop", "acme/", "/shop", "../user", "acme/shop?x", "acme/sh op", "https://gitlab.com/acme/shop", "0", "-1"]
)
def test_a_place_that_is_no_project_is_refused(world: World, place: str) -> None:
    with pytest.raises(ConfigError, match="group/name"):
        world.open_as(replace(world.settings, place=place))


@pytest.mark.parametrize("label", ["incident, action", "", " ", "None", "any"])
def test_a_label_that_no_list_can_be_asked_for_is_refused(world: World, label: str) -> None:
    with pytest.raises(ConfigError, match="label"):
        world.open_as(replace(world.settings, label=label))


@pytest.mark.parametrize(
    ("ident", "key"),
    [("", "../../user#1"), ("101", "acme/shop#0"), ("0:1", "acme/shop#1?x=1"), ("101:0", ""), ("1:2:3", "#1"), ("a:b", "acme/shop#one")],
)
def test_a_reference_that_is_none_asks_nothing(world: World, ident: str, key: str) -> None:
    assert isinstance(world.tracker.fetch(Ref(ident, key)), Missing)
    assert world.dialect.hits == []


def test_a_ticket_is_found_by_what_people_call_it_where_its_numbers_are_not_known(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    assert fetched(world, Ref("", ref.key)).ref == ref
