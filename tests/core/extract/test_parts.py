"""The small readers that the others stand on: sentences, verbs, an item's own words, merging, people, patterns."""

from __future__ import annotations

import re

import pytest

from followthrough.core.extract.merge import merge
from followthrough.core.extract.own_words import own_words
from followthrough.core.extract.people import people_of
from followthrough.core.extract.sentences import sentences
from followthrough.core.extract.verbs import base, is_gerund, is_imperative, is_past
from followthrough.core.item import ActionItem, Candidate, Span, Where
from followthrough.core.parse import parse
from followthrough.core.pattern import Pattern


def test_sentences_know_their_place() -> None:
    document = parse(b"> It broke. We use e.g. mail.\n> **Then** it was late! (We saw.) See [the docs](x). End\n", name="a.md")
    found = list(sentences(document, document.blocks[0].span))
    assert [sentence.text for sentence in found] == [
        "It broke.",
        "We use e.g. mail.",
        "Then it was late! (We saw.)",
        "See the docs.",
        "End",
    ]
    assert [sentence.span.first for sentence in found] == [1, 1, 2, 2, 2]
    assert [document.quote(sentence.span) for sentence in found][:2] == ["It broke.", "We use e.g. mail."]
    assert found[3].links[0].target == "x"


@pytest.mark.parametrize(
    "text", ["Add an alert", "please add an alert", "Automatically restart it", "Don't run it", "re-enable it", "Warm the cache"]
)
def test_it_opens_with_a_verb_that_asks(text: str) -> None:
    assert is_imperative(text)


@pytest.mark.parametrize("text", ["The alert", "Adding an alert", "Alerts for mail", "", "42", "More alerts"])
def test_it_does_not(text: str) -> None:
    assert not is_imperative(text)


def test_verbs_are_known_in_their_forms() -> None:
    assert [base(word) for word in ("adding", "added", "stopped", "moves", "tried", "fixes", "mail")] == [
        "add", "add", "stop", "move", "try", "fix", None,
    ]  # fmt: skip
    assert is_gerund("Adding an alert")
    assert not is_gerund("Bring an alert")
    assert is_past("Added an alert")
    assert not is_past("Need an alert")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1. Add an alert (PAY-12)", "Add an alert"),
        ("[PAY-12] Add an alert", "Add an alert"),
        ("Add an alert PAY-12", "Add an alert"),
        ("Add an alert - https://github.com/acme/web/issues/1", "Add an alert"),
        ("TODO: add an alert", "add an alert"),
        ("✅ Add an alert", "Add an alert"),
        ("Add an alert (done)", "Add an alert"),
        ("Add an alert, due: 2026-04-01", "Add an alert"),
        ("PAY-12", "PAY-12"),
        ("Use port 8080", "Use port 8080"),
        ("Add an alert (for the third time)", "Add an alert (for the third time)"),
    ],
)
def test_an_items_own_words_are_free_of_marks(text: str, words: str) -> None:
    assert own_words(text) == words


def candidate(text: str, start: int, where: Where) -> Candidate:
    return Candidate(ActionItem(text), Span(start, start + len(text), start + 1, start + 1), text, where)


def test_of_two_that_say_the_same_the_listed_or_the_fuller_one_stays() -> None:
    buried = candidate("We will add an alert on the mail queue", 0, Where.BURIED)
    fuller = candidate("We should also soon add an alert on the old mail queue", 10, Where.BURIED)
    listed = candidate("Add alerts for the mail queue", 20, Where.LISTED)
    other = candidate("Raise the limit of the pool", 30, Where.BURIED)
    assert merge([buried, fuller, listed, other]) == [listed, other]
    assert merge([buried, fuller, other]) == [fuller, other]


def test_two_listed_items_stay_apart_unless_they_are_the_same_words() -> None:
    one = candidate("Add an alert on the mail queue", 0, Where.LISTED)
    two = candidate("Add an alert on the mail queue of the shop", 10, Where.LISTED)
    again = candidate("add an alert on the mail queue.", 20, Where.LISTED)
    assert merge([one, two, again]) == [two, again]  # of the same words the fuller ones stay


def test_people_are_known_from_the_head_of_a_document() -> None:
    text = (
        "---\nauthor: Tirunesh Bekele\n---\n# Mail\n\n| | |\n|---|---|\n| Responders | Kwabena, Sam |\n\n"
        "Incident commander: Ngozi Eze\n\n## Attendees\n\n- Wanjiru K\n"
    )
    people = people_of(parse(text.encode(), name="a.md"))
    assert {"tirunesh", "kwabena", "ngozi eze", "ngozi", "wanjiru"} <= people


def test_a_pattern_that_needs_a_word_is_not_compiled_without_it() -> None:
    pattern = Pattern("(", needs=("owner",))  # would not compile
    assert pattern.search("Add an alert") is None
    assert pattern.sub("", "Add an alert") == "Add an alert"
    assert list(pattern.finditer("Add an alert")) == []
    with pytest.raises(re.error):
        pattern.search("OWNER")
