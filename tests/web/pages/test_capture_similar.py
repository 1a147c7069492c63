"""Which items are offered for merging."""

from __future__ import annotations

from followthrough.web.pages.capture_similar import find_similar, stems

OPEN = [
    "Alert when the oldest message in the order queue is older than five minutes",
    "Rotate the signing keys of the gateway",
    "Write down how to drain the order queue by hand",
    "Cap the number of retries of the payment client",
]


def test_the_item_with_most_words_in_common_comes_first() -> None:
    found = find_similar("Add an alert on message age in the order queue", OPEN)
    assert found[0].index == 0
    assert set(found[0].shared) >= {"alert", "message", "order", "queue"}


def test_an_item_about_something_else_is_not_offered() -> None:
    assert 1 not in {one.index for one in find_similar("Add an alert on message age in the order queue", OPEN)}


def test_words_that_say_nothing_are_not_compared() -> None:
    assert find_similar("Make sure that this will be done", OPEN) == []


def test_an_ending_does_not_hide_a_shared_word() -> None:
    assert stems("alerting on queued messages").keys() & stems("alerts on message queues").keys() == {"alert", "messag", "queu"}


def test_no_more_are_offered_than_fit() -> None:
    assert len(find_similar("drain the order queue", ["drain the order queue"] * 20, most=6)) == 6


def test_nothing_is_similar_to_nothing() -> None:
    assert find_similar("drain the order queue", []) == []
