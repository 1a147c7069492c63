"""What stands behind an item's words is read part by part: a ticket, a day, a state, and who is left is its owner."""

from __future__ import annotations

import pytest

from followthrough.core.extract import read
from followthrough.core.extract.tail import tail_of
from followthrough.core.item import ActionItem
from followthrough.core.parse import parse


def item(entry: str) -> ActionItem:
    text = f"# Mail was late on 2026-03-12\n\n## Action items\n\n- {entry}\n- Alert on the age of mail\n"
    return read(parse(text.encode(), name="mail.md"), {}).candidates[0].item


@pytest.mark.parametrize(
    ("entry", "owner", "tracking", "due", "state"),
    [
        ("Raise the limit of the queue (MAIL-12, Petra M.)", "Petra M.", "MAIL-12", None, "open"),
        ("Raise the limit of the queue (Identity, MAIL-12)", "Identity", "MAIL-12", None, "open"),
        ("Raise the limit of the queue - MAIL-12 - Sanjeev", "Sanjeev", "MAIL-12", None, "open"),
        ("Raise the limit of the queue - MAIL-12 - Sanjeev - shipped 20 March", "Sanjeev", "MAIL-12", None, "done"),
        ("Raise the limit of the queue (Area of Mail, before 30/06/2026, AB#2210)", "Area of Mail", "AB#2210", "2026-06-30", "open"),
        ("Raise the limit of the queue 【Player G / 4/18 / !1482】", "Player G", "!1482", "2026-04-18", "open"),
        ("Raise the limit of the queue → harlow", "harlow", None, None, "open"),
        ("Raise the limit of the queue -> inventory squad ✅", "inventory squad", None, None, "done"),
        ("Raise the limit, and stop when it is full. Ravindra, MAIL-12", "Ravindra", "MAIL-12", None, "open"),
        ("Raise the limit of the queue. *Resp.: Cabinet*", "Cabinet", None, None, "open"),
        ("Raise the limit of the queue (PRB0011934)", None, "PRB0011934", None, "open"),
        ("Raise the limit of the queue (lead: Rhiannon Pugh, CHG0077310)", "Rhiannon Pugh", "CHG0077310", None, "open"),
        ("Raise the limit of the queue - *Owner: H. Lindqvist*", "H. Lindqvist", None, None, "open"),
        ("Raise the limit of the queue by the end of August", None, None, "2026-08-31", "open"),
        ("Raise the limit of the queue until the end of August", None, None, "2026-08-31", "open"),
    ],
)
def test_a_tail_names_owner_ticket_day_and_state(entry: str, owner: str | None, tracking: str | None, due: str | None, state: str) -> None:
    read_ = item(entry)
    assert read_.owners == ((owner,) if owner else ())
    assert read_.tracking == ((tracking,) if tracking else ())
    assert (read_.due.isoformat() if read_.due else None, read_.state.value) == (due, state)


@pytest.mark.parametrize(
    "text",
    [
        "Raise the limit (it was too low)",
        "Raise the limit of the queue (see below, and the graph)",
        "Raise the limit - carefully",
        "Raise the limit of the queue (from 100 to 200)",
        "(MAIL-12, Petra)",
        "",
    ],
)
def test_other_brackets_are_the_authors_words(text: str) -> None:
    assert tail_of(text) is None


def test_the_words_of_the_item_stay_without_its_tail() -> None:
    assert item("Raise the limit of the queue (MAIL-12, Petra M.)").text == "Raise the limit of the queue"


def test_a_heading_with_a_day_holds_for_the_entries_below() -> None:
    text = "# Mail on 2026-03-12\n\n## Action items\n\n### To be done by 31 March 2026\n\n- Raise the limit of the queue\n"
    (candidate,) = read(parse(text.encode(), name="a.md"), {}).candidates
    assert str(candidate.item.due) == "2026-03-31"
