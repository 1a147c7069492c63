"""Finding what an earlier document promised, over many documents at once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.item import Span, Stated
from followthrough.core.lint.promised import ALIKE, FEWEST, Paper, Promise, alike, could_hold, date_in_name, is_before, repeated
from followthrough.core.lint.words import stems

CAP = "Cap the retries of the mail sender at five"
FIRST, SECOND = date(2026, 3, 2), date(2026, 5, 20)
WORDS = st.frozensets(
    st.sampled_from(["cap", "retry", "mail", "sender", "five", "queue", "alert", "disk", "index", "table", "probe", "timeout"]),
    min_size=FEWEST,
)


def paper(file: str, on: date | None, *texts: str, title: str | None = None, reference: str | None = None) -> Paper:
    promises = tuple(Promise(stems(text), Span(0, 1, line, line), Stated.OPEN) for line, text in enumerate(texts, start=1))
    return Paper(file, on, promises, reference, title)


def test_the_later_document_is_told_of_the_latest_earlier_one() -> None:
    papers = [paper("c.md", date(2026, 6, 1), CAP), paper("a.md", FIRST, CAP), paper("b.md", SECOND, CAP)]
    assert [(r.by.file, r.paper.file) for r in repeated(papers)] == [("c.md", "b.md"), ("b.md", "a.md")]


def test_documents_without_dates_come_in_the_order_of_their_names() -> None:
    assert [(r.by.file, r.paper.file) for r in repeated([paper("b.md", None, CAP), paper("a.md", None, CAP)])] == [("b.md", "a.md")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (paper("a.md", None), paper("b.md", SECOND)),
        (paper("a.md", FIRST, reference="INC-7"), paper("b.md", SECOND, reference="INC-7")),
        (paper("a.md", FIRST, title="Mail was late"), paper("b.md", FIRST, title="Mail was late")),
        (paper("a.md", SECOND), paper("b.md", FIRST)),
    ],
)
def test_where_nobody_can_say_which_came_first_or_both_tell_of_one_incident_neither_did(one: Paper, other: Paper) -> None:
    assert not is_before(one, other)


def test_two_incidents_may_have_one_title() -> None:
    assert is_before(paper("a.md", FIRST, title="Mail was late"), paper("b.md", SECOND, title="Mail was late"))


def test_an_item_is_not_its_own_repeat() -> None:
    assert list(repeated([paper("a.md", FIRST, CAP, CAP)])) == []


@pytest.mark.parametrize(
    "text",
    ["Cap retries of the mail sender at five", "Cap the mail sender's retries at five", "The mail sender should cap its retries at five"],
)
def test_the_same_in_other_words_is_alike(text: str) -> None:
    assert alike(stems(CAP), stems(text))


@pytest.mark.parametrize("text", ["Cap the size of the mail queue at five", "Alert when the mail sender retries", "Cap retries"])
def test_another_thing_in_like_words_is_not(text: str) -> None:
    assert not alike(stems(CAP), stems(text))


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("docs/2026-03-02-late.md", FIRST),
        ("late_20260302.md", FIRST),
        ("2026-13-45-x.md", None),
        ("INC-12345678901.md", None),
        ("2026/late.md", None),
    ],
)
def test_the_day_is_read_from_the_name_of_the_file(name: str, on: date | None) -> None:
    assert date_in_name(name) == on


@given(st.lists(WORDS, min_size=2, max_size=12))
def test_the_index_finds_exactly_what_comparing_all_with_all_would_find(every: list[frozenset[str]]) -> None:
    papers = [Paper(f"{n:02}.md", None, (Promise(words, Span(0, 1, 1, 1), Stated.OPEN),)) for n, words in enumerate(every)]
    slow = [
        (later.file, max(earlier.file for earlier in papers[:n] if alike(earlier.promises[0].words, later.promises[0].words)))
        for n, later in enumerate(papers)
        if any(alike(earlier.promises[0].words, later.promises[0].words) for earlier in papers[:n])
    ]
    assert [(r.by.file, r.paper.file) for r in repeated(papers)] == slow


@given(WORDS, WORDS)
def test_a_text_that_could_not_hold_an_item_holds_none_that_is_alike(one: frozenset[str], other: frozenset[str]) -> None:
    if alike(one, other):
        assert could_hold(" ".join(other), [one])
    assert not could_hold("nothing of it", [one])


def test_twice_the_documents_do_not_make_four_times_the_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def counted(one: frozenset[str], other: frozenset[str]) -> bool:
        compared.append(1)
        return alike(one, other)

    monkeypatch.setattr("followthrough.core.lint.promised.alike", counted)
    for count in (200, 400):
        texts = (f"Cap the retries of sender number {n} of the mail cluster at five" for n in range(count))
        list(repeated([paper(f"{n}.md", None, text) for n, text in enumerate(texts)]))
        compared.append(-1)
    first = compared.index(-1)
    assert len(compared) - first <= 3 * first + 400
    assert 0.5 <= ALIKE < 1
