"""What comes of an incident, told in prose: among promises more sentences are promises, elsewhere they are a story."""

from __future__ import annotations

import pytest

from followthrough.core.extract import read
from followthrough.core.extract.aftermath import announces_change, holds_from
from followthrough.core.extract.signals import signals
from followthrough.core.item import Stated, Where
from followthrough.core.parse import parse

STORY = "The store was full at nine. Two of its replicas had been stopped for a test of the week before."


def buried(told: str, heading: str = "") -> list[str]:
    above = f"## {heading}\n\n" if heading else ""
    text = f"# The store was full\n\n{STORY}\n\n{above}{told}\n"
    return [each.item.text for each in read(parse(text.encode(), name="store.md"), {}).candidates if each.where is Where.BURIED]


@pytest.mark.parametrize(
    "text",
    [
        "We are making several changes.",
        "As a result of this incident, we looked at every store.",
        "In response, the limit is lower.",
        "Following this outage, the pin has been removed.",
        "We have since added a check.",
        "To shorten the search next time, the graph has a line for it.",
        "In order to prevent this, two people sign.",
    ],
)
def test_a_sentence_announces_what_comes_of_it(text: str) -> None:
    assert announces_change(text)


@pytest.mark.parametrize(
    "text",
    ["As a result, the queue grew.", "We restarted the store.", "It was used to prevent loops.", "The failure was in the store itself."],
)
def test_a_story_announces_nothing(text: str) -> None:
    assert not announces_change(text)


@pytest.mark.parametrize(
    "text", ["Effective immediately, two people sign.", "From March, the desk has a line.", "Over the next two quarters we move them."]
)
def test_a_day_from_which_something_holds_is_seen(text: str) -> None:
    assert holds_from(text)
    assert not holds_from("It lasted from March until two people signed.")


def test_among_promises_what_is_done_and_what_is_under_way_count_too() -> None:
    told = (
        "We are making several changes as a result of this event. We have raised the limit of the store in all regions. "
        "We are also rewriting the guard of the replicas. The store will refuse writes above its limit."
    )
    assert buried(told) == [
        "We have raised the limit of the store in all regions.",
        "We are also rewriting the guard of the replicas.",
        "The store will refuse writes above its limit.",
    ]


def test_the_same_words_in_the_story_are_the_story() -> None:
    assert buried("We have raised the limit of the store in all regions. The store will refuse writes above its limit.") == []


def test_advice_to_readers_stays_advice_among_promises() -> None:
    told = "We will add a second store. If you use only one region, we recommend that you move your files."
    assert buried(told) == ["We will add a second store."]


def test_what_stands_among_promises_about_the_report_is_no_promise() -> None:
    assert buried("We will publish an update on this page. The store has been moved twice before.") == []


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Changes to the feed should get announced before they go out", "wish"),
        ("The lists must be kept by two people", "wish"),
        ("Our standard page for a closed service needs to allow for this", "we"),
        ("I'd also like us to have a monitor that logs in", "need"),
        ("We have to get better at asking", "wish"),
        ("It is suggested that the period be put to the board", "idea"),
        ("The head of the desk undertook to raise it", "agreed"),
        ("Legal have been asked for an opinion", "agreed"),
        ("Our support leads are rewriting the messages", "under-way"),
        ("All agents now report their version", "now"),
        ("There's now a deadline for a delivery", "now"),
        ("For next time: test in a private window", "marked"),
        ("It will be rewritten in spring", "passive"),
    ],
)
def test_more_wordings_speak_of_work(text: str, signal: str) -> None:
    assert signal in signals(text)


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("We could not tell the others until noon", "wish"),
        ("A number of you have asked for details", "agreed"),
        ("We would like to explain what happened", "need"),
        ("You now have two copies of the page", "under-way"),
    ],
)
def test_wordings_beside_them_do_not(text: str, signal: str) -> None:
    assert signal not in signals(text)


def test_what_should_have_been_does_not_hide_what_should_be() -> None:
    assert "past-wish" in signals("We should have seen it")
    assert "past-wish" not in signals("We should have seen it, and we need to log it")


def test_what_holds_by_now_is_done() -> None:
    text = "# The store was full\n\n## What changes\n\nIn response, there's now a limit for each account. We will tell whom it stops.\n"
    first, second = read(parse(text.encode(), name="store.md"), {}).candidates
    assert (first.item.state, second.item.state) == (Stated.DONE, Stated.OPEN)


def test_a_sentence_that_asks_for_nothing_is_an_aside_among_asides() -> None:
    assert buried("We need to keep a list of phone numbers on paper.", "References") == [
        "We need to keep a list of phone numbers on paper."
    ]
    assert buried("The list is on paper and the paper is in the safe.", "References") == []
