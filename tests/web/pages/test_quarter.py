"""The report on a quarter: what it says, as a page and as Markdown, and that nobody is named in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from followthrough.web.operations import decisions, items
from tests.web.making import MORNING, Cast, at, day, hide, make_incident, make_item
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):  # 10 June 2026
        yield


def story(cast: Cast) -> None:
    """Of the second quarter: one done in time, one moved, a risk accepted, one declined and undone; an incident of it is open."""
    old = make_incident(cast, reference="INC-1", began=-120)
    done = make_item(cast, old, accepted=-110, due=-60)
    items.mark_done(done.pk, by=cast.by("alice"), version=1, at=at(-65))
    moved = make_item(cast, old, text="Cap the retries", accepted=-100, due=-50)
    items.set_due(moved.pk, by=cast.by("alice"), version=1, due=day(20), reason="The vendor", at=at(-51))
    new = make_incident(cast, reference="INC-2", title="Mail was <late>", began=-30)
    risk = make_item(cast, new, text="Second [NAT]", accepted=-28, due=-4)
    decisions.accept_risk(risk.pk, by=cast.by("dora"), version=1, reason="Rare", impact="An hour", review_on=day(90), at=at(-10))
    kept = make_item(cast, new, text="Alert on lag", accepted=-28, due=-2)
    decisions.decline(kept.pk, by=cast.by("dora"), version=1, reason="No value", at=at(-9))
    items.undo(kept.pk, by=cast.by("dora"), version=2, at=at(-9, 10))


def test_the_running_quarter_as_of_today(cast: Cast) -> None:
    story(cast)
    answer = signed_in(cast.erin).get("/insights/quarter/?quarter=2026-Q2")
    report = answer.context["report"]
    assert report.sentences == (
        "25 % of the 4 items due in it has so far got done, 25 % in time.",
        "2 items were open at the end, as many as at its start; 1 of them overdue.",
        "Half of all items are done within 45 days; nine in ten were never seen done.",  # of the two that lasted so long one
        "Of 1 incident that began in it, 0 are closed.",
        "Every incident with action items has a detection item.",
        "Decided: 1 risk accepted, 0 items declined, 1 date moved later.",
    )
    page = answer.content.decode()
    assert "Mail was &lt;late&gt;" in page
    assert "until 2026-09-08: Rare. Expected: An hour" in page
    assert "Cap the retries" in page


def test_the_last_full_quarter_is_what_is_shown_first(cast: Cast) -> None:
    story(cast)
    answer = signed_in(cast.erin).get("/insights/quarter/")
    assert answer.context["report"].title == "Action items, 2026 Q1"
    assert answer.context["report"].as_of == day(-71)
    assert answer.context["report"].sentences[0] == "Nothing was due in it."


def test_it_comes_as_markdown_in_which_words_are_escaped(cast: Cast) -> None:
    story(cast)
    answer = signed_in(cast.erin).get("/insights/quarter.md?quarter=2026-Q2&team=checkout")
    text = answer.content.decode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="action-items-2026-q2-checkout.md"'
    assert text.startswith("# Action items, 2026 Q2, Checkout\n\nAs of the end of 2026-06-10; the quarter is not over.\n")
    assert "| 2026 Q2 | 4 | 1 | 0 | 1 | 0 | 2 | 25 % |" in text
    assert "Second \\[NAT\\]" in text
    assert "<late>" not in text


def test_it_names_nobody_and_nothing_private(cast: Cast) -> None:
    story(cast)
    hide(make_item(cast, make_incident(cast, reference="INC-SECRET", began=-20), text="Fire the vendor", due=-5), cast.person("alice"))
    for name in ("erin", "dora"):
        text = signed_in(getattr(cast, name)).get("/insights/quarter.md?quarter=2026-Q2").content.decode()
        assert "Fire" not in text
        assert "INC-SECRET" not in text
        assert not any(person in text for person in ("Alice", "Bob", "Dora"))
    assert "Fire the vendor" in signed_in(cast.alice).get("/insights/quarter.md?quarter=2026-Q2").content.decode()


def test_an_empty_portfolio_has_a_report_too(cast: Cast) -> None:
    answer = signed_in(cast.erin).get("/insights/quarter/")
    assert answer.status_code == 200
    assert "Nothing was due in it." in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("quarter=2026-Q5", "is no quarter"),
        ("quarter=soon", "is no quarter"),
        ("quarter=2027-Q1", "has not begun"),
        ("quarter=0001-Q1", "is no quarter"),
        ("quarter=1970-Q1", "Nothing is counted before"),
        ("team=nowhere", "There is no team"),
    ],
)
def test_a_question_that_makes_no_sense_is_said(cast: Cast, query: str, says: str) -> None:
    answer = signed_in(cast.erin).get(f"/insights/quarter/?{query}")
    assert answer.status_code == 422
    assert says in answer.content.decode()
