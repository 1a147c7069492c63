"""Finding what words ask for."""

from __future__ import annotations

import pytest

from followthrough.core.lint.wording import head, main_clause, request, sentences


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("Add a timeout", "add a timeout"),
        ("We should also look into the cache", "look into the cache"),
        ("Going forward, the storage team is going to rebuild the index", "rebuild the index"),
        ("After the freeze, we will pin the client", "pin the client"),
        ("TODO: cap the retries", "cap the retries"),
        ("Need to drain the node first", "drain the node first"),
        ("To investigate why the probe failed", "investigate why the probe failed"),
        ("We agree that we should split the job", "split the job"),
    ],
)
def test_polite_openers_are_not_what_is_asked(sentence: str, asked: str) -> None:
    assert head(sentence) == asked


def test_a_promise_inside_a_clause_is_not_the_request() -> None:
    assert head("Write down how we want to fail over") == "write down how we want to fail over"


def test_a_sentence_that_tells_is_passed_over_for_the_one_that_asks() -> None:
    assert request("This took an hour. We should add a dry run.") == "We should add a dry run."


def test_a_task_ends_where_its_story_begins() -> None:
    assert request("Pin the mail client: version 4 drops headers") == "Pin the mail client"
    assert request("Pin the mail client - version 4 drops headers") == "Pin the mail client"


def test_reasons_are_no_part_of_the_main_clause() -> None:
    assert main_clause("Lower the threshold to be told sooner") == "Lower the threshold to be told sooner"
    assert main_clause("Lower the threshold so that we hear of it sooner") == "Lower the threshold"
    assert main_clause("Add a probe to catch it sooner") == "Add a probe"


def test_sentences_part_at_full_stops_before_capitals() -> None:
    assert sentences("Pin v4.2 of the client. Then remove v3.") == ["Pin v4.2 of the client.", "Then remove v3."]
    assert sentences("  ") == []


def test_an_endless_text_asks_for_no_more_than_its_beginning() -> None:
    assert len(request("and so on " * 100_000)) <= 2000
