"""Minutes: what they say, as Markdown and as a mail, and that nobody's words become markup or a number about a person."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from followthrough.core.fate import Fate
from followthrough.core.minutes import Entered, Minutes, Point, Sequel, counted, markdown, text
from tests.core.report.hostile import WORDS

DAY = date(2026, 6, 10)
AT = "https://follow.example/items"
DATED = Point(
    "Alert on queue depth",
    "INC-481",
    f"{AT}/1/",
    "9 days overdue",
    "new date",
    "The vendor is late",
    "2026-06-01 → 2026-07-01",
    "Dora",
    owner="Bob",
    slips=2,
    first_due=date(2026, 5, 1),
)
POINTS = (
    DATED,
    Point("Rotate the signing key", "INC-402", f"{AT}/2/", "blocked", "on track", by="Alice", owner="Alice"),
    Point(
        "Second NAT gateway",
        "INC-402",
        f"{AT}/3/",
        "needs a decision",
        "risk accepted",
        "It costs more than an outage a year",
        "until 2026-12-01; an hour of checkout against 900 a month",
        "Dora",
        owner="",
    ),
    Point(
        "Queue stalled",
        "INC-490",
        f"{AT}/9/",
        "no item was recorded",
        "looked at, no item",
        "The drill covers it",
        by="Dora",
        of_incident=True,
    ),
    Point("Search is slow", "INC-491", f"{AT}/8/", "no item was recorded", of_incident=True),
    Point("Drain before deploy", "INC-402", f"{AT}/4/", "new since the last review", owner="Alice"),
    Point("Cap the retries", "INC-402", f"{AT}/5/", "3 days overdue", elsewhere="done", owner="Bob"),
)
SEQUELS = (
    Sequel("Add a timeout", f"{AT}/6/", "on track", "done on 2026-06-03", Fate.KEPT),
    Sequel("Warm the cache", f"{AT}/7/", "new date", "due 2026-08-01 instead of 2026-06-05", Fate.SLIPPED),
    Sequel("Buy a pager", f"{AT}/10/", "new owner", "declined on 2026-06-02", Fate.DROPPED, "The phones do it"),
)
REGISTER = (
    Entered("Second NAT gateway", "INC-402", f"{AT}/3/", "risk accepted until 2026-12-01"),
    Entered("Old switch", "INC-300", f"{AT}/11/", "came back from an accepted risk on 2026-06-01"),
)
MINUTES = Minutes(
    "Checkout, 10 June 2026",
    DAY,
    DAY,
    "Checkout",
    ("dora", "Bob", "Alice"),
    POINTS,
    "Two drills went well.\nNext: the pager.",
    SEQUELS,
    REGISTER,
)

IN_MARKDOWN = """\
# Checkout, 10 June 2026

Opened 2026-06-10, finished 2026-06-10.
For Checkout. There: Alice, Bob, dora.

> Two drills went well.\\
> Next: the pager.

## What was decided (3)

- [Alert on queue depth](<https://follow.example/items/1/>) (INC-481), owned by Bob: **new date** (2026-06-01 → 2026-07-01; moved twice, first due 2026-05-01). “The vendor is late” — Dora
- [Rotate the signing key](<https://follow.example/items/2/>) (INC-402), owned by Alice: **on track**. — Alice
- [Second NAT gateway](<https://follow.example/items/3/>) (INC-402), owned by nobody: **risk accepted** (until 2026-12-01; an hour of checkout against 900 a month). “It costs more than an outage a year” — Dora

## Incidents reviewed, no item (1)

- [Queue stalled](<https://follow.example/items/9/>) (INC-490). “The drill covers it” — Dora

## Settled meanwhile (1)

- [Cap the retries](<https://follow.example/items/5/>) (INC-402), owned by Bob: done

## Carried over (2)

- [Search is slow](<https://follow.example/items/8/>) (INC-491): no item was recorded
- [Drain before deploy](<https://follow.example/items/4/>) (INC-402), owned by Alice: new since the last review

## What became of the last review's outcomes (3)

1 kept, 1 slipped, 1 dropped.

- [Add a timeout](<https://follow.example/items/6/>): on track → **kept**, done on 2026-06-03
- [Warm the cache](<https://follow.example/items/7/>): new date → **slipped**, due 2026-08-01 instead of 2026-06-05
- [Buy a pager](<https://follow.example/items/10/>): new owner → **dropped**, declined on 2026-06-02. “The phones do it”

## In the register of decisions (2)

- [Second NAT gateway](<https://follow.example/items/3/>) (INC-402): risk accepted until 2026-12-01
- [Old switch](<https://follow.example/items/11/>) (INC-300): came back from an accepted risk on 2026-06-01
"""  # noqa: E501 (a point is a line of Markdown, however long)

IN_A_MAIL = """\
Checkout, 10 June 2026
======================

Opened 2026-06-10, finished 2026-06-10.
For Checkout. There: Alice, Bob, dora.

> Two drills went well.
> Next: the pager.

What was decided (3)
--------------------

* Alert on queue depth (INC-481), owned by Bob: new date (2026-06-01 →
  2026-07-01; moved twice, first due 2026-05-01). “The vendor is late” —
  Dora
  https://follow.example/items/1/
* Rotate the signing key (INC-402), owned by Alice: on track. — Alice
  https://follow.example/items/2/
* Second NAT gateway (INC-402), owned by nobody: risk accepted (until
  2026-12-01; an hour of checkout against 900 a month). “It costs more than
  an outage a year” — Dora
  https://follow.example/items/3/

Incidents reviewed, no item (1)
-------------------------------

* Queue stalled (INC-490). “The drill covers it” — Dora
  https://follow.example/items/9/

Settled meanwhile (1)
---------------------

* Cap the retries (INC-402), owned by Bob: done
  https://follow.example/items/5/

Carried over (2)
----------------

* Search is slow (INC-491): no item was recorded
  https://follow.example/items/8/
* Drain before deploy (INC-402), owned by Alice: new since the last review
  https://follow.example/items/4/

What became of the last review's outcomes (3)
---------------------------------------------

1 kept, 1 slipped, 1 dropped.

* Add a timeout: on track → kept, done on 2026-06-03
  https://follow.example/items/6/
* Warm the cache: new date → slipped, due 2026-08-01 instead of 2026-06-05
  https://follow.example/items/7/
* Buy a pager: new owner → dropped, declined on 2026-06-02. “The phones do
  it”
  https://follow.example/items/10/

In the register of decisions (2)
--------------------------------

* Second NAT gateway (INC-402): risk accepted until 2026-12-01
  https://follow.example/items/3/
* Old switch (INC-300): came back from an accepted risk on 2026-06-01
  https://follow.example/items/11/
"""


def test_minutes_say_who_was_there_what_was_decided_what_is_carried_over_and_what_became_of_the_last_outcomes() -> None:
    assert markdown(MINUTES) == IN_MARKDOWN


def test_a_mail_says_the_same_without_markup() -> None:
    assert text(MINUTES) == IN_A_MAIL


def test_an_empty_review_says_so() -> None:
    empty = Minutes("All", DAY, None, "", (), ())
    told = "Opened 2026-06-10, not finished yet.\nFor all teams. There: nobody.\nNothing was on its agenda.\n"
    assert markdown(empty) == f"# All\n\n{told}"
    assert text(empty) == f"All\n===\n\n{told}"


def test_a_sequel_without_a_fate_tells_what_the_item_is_now() -> None:
    sequel = Sequel("Rotate the key", f"{AT}/4/", "on track", "done")
    shown = markdown(Minutes("All", DAY, DAY, "", ("Alice",), (), sequels=(sequel,)))
    assert shown.endswith("outcomes (1)\n\n- [Rotate the key](<https://follow.example/items/4/>): on track, now done\n")


def test_every_point_has_its_place_and_only_one() -> None:
    places = (MINUTES.decided, MINUTES.without_items, MINUTES.settled_elsewhere, MINUTES.carried_over)
    assert sorted((point for place in places for point in place), key=POINTS.index) == list(POINTS)


def test_hostile_words_of_anybody_are_words() -> None:
    for words in (*WORDS, "- [x] a\n\n# Heading\n1. one\n<img src=x onerror=alert(1)>", "](javascript:alert(1))"):
        hostile = Minutes(
            words,
            DAY,
            DAY,
            words,
            (words,),
            (replace(DATED, text=words, incident=words, outcome=words, words=words, change=words, by=words, owner=words),),
            words,
            (Sequel(words, "javascript:alert(1)", words, words, Fate.DROPPED, words),),
            (Entered(words, words, "https://x.example/a>b\n\n# c", words),),
        )
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown(hostile))
        assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h2", "h2"]
        assert sum(token.type == "list_item_open" for token in tokens) == 3
        inline = [child for token in tokens for child in token.children or ()]
        assert {child.type for child in inline} <= {
            "text",
            "text_special",
            "softbreak",
            "hardbreak",
            "strong_open",
            "strong_close",
            "link_open",
            "link_close",
        }
        assert {child.attrs["href"] for child in inline if child.type == "link_open"} == {f"{AT}/1/"}
        assert not any(token.type.startswith("html") for token in tokens)


NAMES = st.sampled_from(["Quinn", "Robin"])
SIMPLE = st.sampled_from(["Alert on depth", "Cap the retries", "Rotate the key"])
ONE = st.builds(
    Point,
    text=SIMPLE,
    incident=st.just("INC-1"),
    address=st.just(f"{AT}/1/"),
    why=st.just("overdue"),
    outcome=st.sampled_from(["", "done", "on track", "declined"]),
    by=NAMES,
    owner=NAMES,
    slips=st.integers(0, 4),
)


def _other(name: str) -> str:
    return {"Quinn": "Robin", "Robin": "Quinn"}[name]


@given(st.lists(ONE, max_size=12))
def test_nobody_is_ranked_exchanging_two_people_changes_their_names_and_nothing_else(points: list[Point]) -> None:
    """No order and no number in minutes hangs on who owns or decided how much: with an aggregate by person this would fail."""
    minutes = Minutes("All", DAY, DAY, "", ("Quinn", "Robin"), tuple(points))
    swapped = replace(minutes, points=tuple(replace(point, by=_other(point.by), owner=_other(str(point.owner))) for point in points))
    for written in (markdown, text):
        mine = re.sub("Quinn|Robin", lambda found: _other(found[0]), written(minutes))
        assert mine.replace("There: Robin, Quinn.", "There: Quinn, Robin.") == written(swapped)


@given(st.lists(ONE, max_size=12))
def test_a_person_is_named_once_as_there_and_else_only_in_the_points_that_name_them(points: list[Point]) -> None:
    shown = markdown(Minutes("All", DAY, DAY, "", ("Quinn",), tuple(points)))
    named = sum((point.owner == "Quinn") + bool(point.outcome and point.by == "Quinn") for point in points)
    assert shown.count("Quinn") == 1 + named


def test_fates_are_counted_over_all_items_in_a_fixed_order() -> None:
    assert counted(SEQUELS) == counted(reversed(SEQUELS)) == "1 kept, 1 slipped, 1 dropped."
    assert counted([]) == ""
    assert counted([replace(SEQUELS[0], fate=None)]) == ""
