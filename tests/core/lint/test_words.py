"""Comparing texts by the stems of their words."""

from __future__ import annotations

import pytest

from followthrough.core.lint.words import stem, stems


@pytest.mark.parametrize(
    "words",
    [
        "retry retries",
        "validate validation validated",
        "alert alerts alerting",
        "stop stopped stopping",
        "deploy deployment",
        "cache caching",
    ],
)
def test_the_forms_of_a_word_have_one_stem(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1


def test_short_words_names_and_numbers_stay_as_they_are() -> None:
    assert [stem(word) for word in ("dns", "s3", "café", "api")] == ["dns", "s3", "café", "api"]


def test_words_that_say_nothing_are_left_out() -> None:
    assert stems("We should have been doing it with the others") == frozenset()
