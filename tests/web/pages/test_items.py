"""The list of items: views, filters, order, pages, and the file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from followthrough.core.item import Type
from followthrough.web.operations.items import block, mark_done
from followthrough.web.pages import items
from tests.web.making import MORNING, Cast, day, make_incident, make_item
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


def texts(cast: Cast, query: str, who: str = "alice") -> list[str]:
    page = signed_in(getattr(cast, who)).get(f"/items/{query}")
    assert page.status_code == 200, page.content.decode()
    return [item.text for item in page.context["page"]]


def test_open_items_come_first_by_due_date(cast: Cast) -> None:
    make_item(cast, text="Second", due=9)
    make_item(cast, text="First", due=3)
    done = make_item(cast, text="Gone")
    mark_done(done.pk, by=cast.by("alice"), version=done.version)
    assert texts(cast, "") == ["First", "Second"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?view=overdue", {"Late"}),
        ("?view=blocked", {"Stuck"}),
        ("?view=closed", {"Gone"}),
        ("?view=done", {"Gone"}),
        ("?view=all", {"Late", "Stuck", "Gone", "Bare"}),
        ("?view=mine", {"Late", "Stuck"}),
        ("?owner=nobody", {"Bare"}),
        ("?lacks=ticket", {"Bare"}),
        ("?lacks=owner", {"Bare"}),
        ("?type=process", {"Bare"}),
        ("?severity=1", {"Late"}),
        ("?incident=INC-7", {"Late"}),
        ("?q=stu", {"Stuck"}),
        ("?age=31", {"Late"}),
        ("?q=INC-7", {"Late"}),
    ],
)
def test_each_filter_finds_what_it_says(cast: Cast, query: str, found: set[str]) -> None:
    make_item(cast, make_incident(cast, reference="INC-7", severity=1, began=-60), text="Late", accepted=-45, due=-3)
    stuck = make_item(cast, text="Stuck")
    block(stuck.pk, by=cast.by("alice"), version=stuck.version, blocked_by="the vendor", until=day(30))
    gone = make_item(cast, text="Gone", owner="bob")
    mark_done(gone.pk, by=cast.by("alice"), version=gone.version)
    make_item(cast, text="Bare", owner=None, tickets=(), type=Type.PROCESS, without="ticket follows")
    assert set(texts(cast, query)) == found


@pytest.mark.parametrize(
    "query",
    [
        "?view=nonsense",
        "?type=magic",
        "?severity=9",
        "?age=7",
        "?lacks=luck",
        "?sort=mood",
        "?outcome=bliss&due_from=2026-01-01&due_to=2026-02-01",
        "?outcome=done&due_from=x&due_to=y",
    ],
)
def test_a_view_that_makes_no_sense_says_so(cast: Cast, query: str) -> None:
    page = signed_in(cast.alice).get(f"/items/{query}")
    assert page.status_code == 400
    assert "This view can&#x27;t be shown" in page.content.decode() or "This view can't be shown" in page.content.decode()


@pytest.mark.parametrize("query", ["?page=0", "?page=-1", "?page=99999999999999999999", "?page=x", "?q=99999999999999999999999", "?q=%00"])
def test_odd_numbers_in_the_address_break_nothing(cast: Cast, query: str) -> None:
    make_item(cast)
    assert signed_in(cast.alice).get(f"/items/{query}").status_code in {200, 400}


def test_a_long_list_comes_in_pages_that_keep_the_filters(cast: Cast) -> None:
    incident = make_incident(cast)
    for number in range(53):
        make_item(cast, incident, text=f"Item {number:02}", due=number)
    page = signed_in(cast.alice).get("/items/?type=detection").content.decode()
    assert "1–50 of 53" in page
    assert "?type=detection&amp;page=2" in page
    assert texts(cast, "?type=detection&page=2") == ["Item 50", "Item 51", "Item 52"]


def test_what_finds_too_much_says_so_and_is_not_counted_to_its_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        make_item(cast, text=f"Retry {number}")
    monkeypatch.setattr(items, "MOST", 3)
    monkeypatch.setattr(items, "PAGE", 2)
    page = signed_in(cast.alice).get("/items/?q=retry").content.decode()
    assert "More than 3 items" in page
    assert "of more than 3" in page
    everything = signed_in(cast.alice).get("/items/").content.decode()  # a usual view, whose count is kept
    assert "5 open items" in everything
    assert "1–2 of 5" in everything


def test_the_same_list_in_another_order(cast: Cast) -> None:
    make_item(cast, text="Old", accepted=-50, due=5)
    make_item(cast, text="New", accepted=-5, due=1)
    assert texts(cast, "?sort=age") == ["Old", "New"]
    assert texts(cast, "?sort=age&order=down") == ["New", "Old"]


def test_the_file_for_a_spreadsheet_has_the_filtered_items_and_runs_no_formula(cast: Cast) -> None:
    make_item(cast, text='=HYPERLINK("http://evil.example","click")')
    make_item(cast, text="Plain, with a comma", type=Type.PROCESS)
    answer = signed_in(cast.alice).get("/items/?format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]  # it streams
    assert {row["text"] for row in rows} == {'\'=HYPERLINK("http://evil.example","click")', "Plain, with a comma"}
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_private_item_is_in_no_list_and_no_file_of_a_stranger(cast: Cast) -> None:
    make_item(cast, make_incident(cast, private=True, let_in=[cast.person("alice"), cast.person("dora")]), text="Rotate the key")
    assert texts(cast, "?view=all", "alice") == ["Rotate the key"]
    assert texts(cast, "?view=all", "bob") == []
    answer = signed_in(cast.bob).get("/items/?view=all&format=csv")
    assert b"Rotate" not in b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # it streams


def test_words_of_a_tracker_are_text_and_never_markup(cast: Cast) -> None:
    make_item(cast, text="<script>alert(1)</script><b>Bold</b>")
    page = signed_in(cast.alice).get("/items/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_list_asks_the_database_little(cast: Cast, django_assert_max_num_queries: Any) -> None:
    incident = make_incident(cast)
    for number in range(60):
        make_item(cast, incident, text=f"Item {number}", accepted=-30, due=number)
    client = signed_in(cast.alice)
    with django_assert_max_num_queries(20):
        client.get("/items/")


def test_a_digit_that_is_no_number_is_searched_for_as_a_word(cast: Cast) -> None:
    make_item(cast, text="Keep the area below 4 m²")
    assert texts(cast, "?q=²") == ["Keep the area below 4 m²"]
