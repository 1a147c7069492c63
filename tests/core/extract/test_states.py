"""What a document says of an item's state."""

from __future__ import annotations

import pytest

from followthrough.core.extract.states import state_in_cell, state_of, state_of_headings
from followthrough.core.item import Stated


@pytest.mark.parametrize(
    "text",
    [
        "Add an alert (done)",
        "Add an alert - done",
        "Add an alert [Done]",
        "Add an alert (done on 2026-01-02)",
        "Add an alert – completed 2026-01-02",
        "DONE: add an alert",
        "Add an alert DONE",
        "✅ Add an alert",
        "Add an alert ✅",
        "Added an alert",
        "We have added an alert",
        "We've rolled out the fix",
        "We moved the alert",
        "The alert has been added",
        "Add an alert (merged in #12)",
    ],
)
def test_it_is_done(text: str) -> None:
    assert state_of(text) is Stated.DONE


@pytest.mark.parametrize(
    "text",
    [
        "Add an alert",
        "Not done yet",
        "Add an alert when the job is done",
        "Make sure deploys are completed",
        "Need to add an alert",
        "We need an alert",
        "Fixed limits should be added",
        "We have added one alert, and we will add another",
        "This could have been caught",
        "Live migration",
    ],
)
def test_it_is_open(text: str) -> None:
    assert state_of(text) is Stated.OPEN


@pytest.mark.parametrize(
    "text",
    ["Won't fix: add an alert", "Add an alert (cancelled)", "Add an alert - won't do", "[~] Add an alert", "Add an alert (not needed)"],
)
def test_it_is_dropped(text: str) -> None:
    assert state_of(text) is Stated.DROPPED


def test_a_box_says_more_than_words() -> None:
    assert state_of("Add an alert", checked=True) is Stated.DONE
    assert state_of("Added an alert", checked=False) is Stated.OPEN


def test_struck_through_is_done_unless_it_says_otherwise() -> None:
    assert state_of("Add an alert", struck=True) is Stated.DONE
    assert state_of("Add an alert (won't do)", struck=True) is Stated.DROPPED


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("Done", Stated.DONE),
        ("✅ shipped", Stated.DONE),
        ("closed", Stated.DONE),
        ("n/a DONE", Stated.DONE),
        ("Won't do", Stated.DROPPED),
        ("Cancelled", Stated.DROPPED),
        ("In progress", Stated.OPEN),
        ("To do", Stated.OPEN),
        ("", None),
    ],
)
def test_a_status_column_is_taken_at_its_word(cell: str, state: Stated | None) -> None:
    assert state_in_cell(cell) is state


def test_a_heading_may_say_that_what_is_below_is_done() -> None:
    assert state_of_headings(("Action items", "Completed")) is Stated.DONE
    assert state_of_headings(("Already done",)) is Stated.DONE
    assert state_of_headings(("Action items", "To be done")) is Stated.OPEN


@pytest.mark.parametrize(
    "text",
    [
        "{{done}} Raise the limit",
        "Raise the limit {{fixed|OPS-4}}",
        "Ring the customer ✔️ done Jun 3",
        "We grepped every rule for it",
        "Raise it, done, 4 May",
    ],
)
def test_marks_of_wikis_and_of_chats_say_done(text: str) -> None:
    assert state_of(text) is Stated.DONE


def test_a_wiki_mark_says_declined() -> None:
    assert state_of("{{declined}} Split the table in two") is Stated.DROPPED


def test_what_has_been_done_holds_for_what_stands_below() -> None:
    assert state_of_headings(("Follow-up", "What's been done since Monday")) is Stated.DONE
    assert state_of_headings(("What I've changed already",)) is Stated.DONE
