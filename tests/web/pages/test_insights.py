"""Insights in the browser: each number links to the items it counts, comes as a file, and shows nobody what is not theirs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from followthrough.core.item import Type
from followthrough.web.models import Service
from followthrough.web.operations import decisions, items
from tests.web.making import MORNING, Cast, at, day, hide, make_incident, make_item
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db
NAMES = ("completion", "time-to-done", "by-type", "by-severity", "ages", "flow", "balance", "slips", "loop", "repeats")


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/insights/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def rows(client: Client, name: str, query: str = "") -> list[list[str]]:
    answer = client.get(f"/insights/{name}.csv{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode())))


def story(cast: Cast) -> None:
    """Ten days of work: one done in time, one done late, one moved, one whose risk was accepted, one overdue."""
    first = make_incident(cast, reference="INC-1", severity=1, began=-95)
    second = make_incident(cast, reference="INC-2", severity=3, began=-60, services=list(Service.objects.all()))
    in_time = make_item(cast, first, accepted=-90, due=-70)
    items.mark_done(in_time.pk, by=cast.by("alice"), version=1, at=at(-80))
    late = make_item(cast, first, accepted=-90, due=-75, type=Type.PREVENTION)
    items.mark_done(late.pk, by=cast.by("alice"), version=1, at=at(-50))
    moved = make_item(cast, second, accepted=-50, due=-40, type=Type.PROCESS)
    items.set_due(moved.pk, by=cast.by("alice"), version=1, due=day(20), reason="The vendor", at=at(-41))
    risk = make_item(cast, second, accepted=-50, due=-10, type=Type.MITIGATION)
    decisions.accept_risk(risk.pk, by=cast.by("dora"), version=1, reason="Rare", impact="An hour", review_on=day(90), at=at(-20))
    make_item(cast, second, accepted=-50, due=-5)


def test_without_any_item_every_figure_says_so(cast: Cast) -> None:
    found = page(signed_in(cast.erin))
    for words in ("Nothing has been promised yet", "Nothing is open", "No incident yet", "No incident has an action item yet"):
        assert words in found
    for name in NAMES:
        assert rows(signed_in(cast.erin), name)


def test_each_figure_says_what_it_shows(cast: Cast) -> None:
    story(cast)
    found = page(signed_in(cast.erin))
    for words in (
        "100 % of what fell due in 2026 Q1 is done, 0 % was in time",
        "After 50 days, the longest seen, more than half of the items would still be open",  # 4/5 after 10 days, 8/15 after 40
        "0 of 2 open items are over 90 days old",
        "1 of 2 open items was moved to a later date, by 60 days in all",
        "1 of 2 incidents are closed",
        "No incident of the last 6 quarters is known to repeat an earlier one",
    ):
        assert words in found, words


def test_every_picture_is_well_formed_and_says_what_it_is(cast: Cast) -> None:
    story(cast)
    found = page(signed_in(cast.erin))
    pictures = [one for one in re.findall(r"<svg.*?</svg>", found, flags=re.DOTALL) if 'role="img"' in one]
    assert len(pictures) >= 8
    for one in pictures:
        picture = ET.fromstring(one)  # noqa: S314 (our own picture)
        assert picture.attrib["aria-label"].endswith("The table below has the figures.")
        for rect in picture.iter("rect"):
            assert float(rect.attrib["width"]) > 0
            assert float(rect.attrib["x"]) >= 0
            assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= 641
    assert "style=" not in found.split("<main")[1]


def linked(client: Client, address: str) -> int:
    """How many items an address leads to."""
    answer = client.get(address, {} if "format=" in address else None)
    assert answer.status_code == 200, address
    return int(answer.context["page"].paginator.count)


@pytest.mark.parametrize("query", ["", "?team=checkout", "?severity=3", "?type=detection", "?service=pay", "?as_of=2026-05-31"])
def test_each_count_leads_to_the_very_items_it_counts(cast: Cast, query: str) -> None:
    Service.objects.create(slug="pay", name="Pay")
    story(cast)
    client = signed_in(cast.erin)
    found = client.get(f"/insights/{query}").context["figures"]
    counted = [cell for figure in found for row in figure.rows for cell in row if "/items/" in cell.link]
    assert counted
    if "as_of" in query:  # lists show items as they are now, but those of a completion are chosen as of the day
        counted = [cell for cell in counted if "outcome=" in cell.link]
    for cell in counted:
        assert linked(client, cell.link) == cell.value, cell.link


def test_a_figure_comes_as_a_file(cast: Cast) -> None:
    story(cast)
    client = signed_in(cast.erin)
    assert rows(client, "slips") == [["moved", "open items"], ["never", "1"], ["once", "1"], ["twice", "0"], ["three times or more", "0"]]
    assert rows(client, "balance", "?severity=1")[1] == ["prevention", "1", "50 %", "0"]
    assert client.get("/insights/salaries.csv").status_code == 404


def test_a_filter_that_makes_no_sense_is_left_out_and_said(cast: Cast) -> None:
    found = page(signed_in(cast.erin), "?severity=9&type=magic&service=<b>")
    for words in ("A severity is a number from 1 (worst) to 4", "There is no type “magic”", escape("There is no service “<b>”")):
        assert words in found


def test_what_is_private_counts_for_its_people_alone(cast: Cast) -> None:
    hide(make_item(cast, make_incident(cast, reference="INC-SECRET", title="The vendor <b>"), due=-5), cast.person("alice"))
    for name, seen in (("alice", True), ("dora", False), ("frank", True)):
        client = signed_in(getattr(cast, name))
        assert ("INC-SECRET" in page(client)) is seen
        assert rows(client, "slips")[1] == ["never", "1" if seen else "0"]


def test_a_repeat_of_which_an_open_item_had_warned(cast: Cast) -> None:
    earlier = make_incident(cast, reference="INC-1", began=-60)
    item = make_item(cast, earlier, accepted=-55, due=-40)
    again = make_incident(cast, reference="INC-2", began=-10)
    third = make_incident(cast, reference="INC-3", began=-5)
    items.mark_done(item.pk, by=cast.by("alice"), version=1, at=at(-8))
    for incident in (again, third):
        decisions.confirm_repeat(incident=incident, earlier=earlier, by=cast.by("dora"))
    client = signed_in(cast.erin)
    assert "1 of 2 repeated incidents had been warned of" in page(client)
    assert rows(client, "repeats")[-1] == ["2026 Q2", "3", "2", "1"]


def test_no_figure_names_or_counts_a_person(cast: Cast) -> None:
    story(cast)
    client = signed_in(cast.frank)
    for name in NAMES:
        said = "\n".join(",".join(row) for row in rows(client, name)).lower()
        assert not any(word in said for word in ("alice", "bob", "owner"))


def test_it_takes_as_many_queries_for_many_items_as_for_few(cast: Cast, django_assert_max_num_queries: Any) -> None:
    story(cast)
    client = signed_in(cast.erin)
    page(client)
    for number in range(12):
        make_item(cast, make_incident(cast, reference=f"INC-9{number}"), due=-number)
    with django_assert_max_num_queries(20):
        page(client)
