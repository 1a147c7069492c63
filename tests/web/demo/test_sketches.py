"""The bank of invented incidents holds together: everybody and everything it names exists, and earlier is earlier."""

from __future__ import annotations

from collections import Counter

import pytest

from followthrough.web.demo import sketches, staff
from followthrough.web.demo.papers import STYLES
from followthrough.web.demo.sketches import IncidentSketch

BANK = sketches.read()
COMPANY = staff.read()


def test_the_bank_is_rich_enough_for_a_year() -> None:
    assert len(BANK) >= 42
    assert sum(len(sketch.items) for sketch in BANK) >= 200
    assert all(3 <= len(sketch.items) <= 7 for sketch in BANK if sketch.items)


def test_no_two_incidents_and_no_two_items_are_told_in_the_same_words() -> None:
    for texts in (
        [sketch.key for sketch in BANK],
        [sketch.title for sketch in BANK],
        [sketch.summary for sketch in BANK],
        [item.text for sketch in BANK for item in sketch.items],
    ):
        assert [text for text, count in Counter(texts).items() if count > 1] == []


def test_everybody_and_every_service_named_exists() -> None:
    services = {slug for crew in COMPANY.crews for slug in crew.services}
    nobody = {"", *(f"{crew.name} team" for crew in COMPANY.crews)}
    for sketch in BANK:
        assert sketch.author in COMPANY.crew_of
        assert set(sketch.services) <= services
        assert all(item.owner in {*COMPANY.everybody(), *nobody} and item.take in {*COMPANY.everybody(), ""} for item in sketch.items)


def test_what_a_sketch_refers_to_is_told_of_an_earlier_incident() -> None:
    day = {sketch.key: sketch.day for sketch in BANK}
    day_of_item = {item.id: sketch.day for sketch in BANK for item in sketch.items if item.id}
    for sketch in BANK:
        if sketch.repeats:
            assert day[sketch.repeats] > sketch.day
        for item in sketch.items:
            if item.merge:
                assert day_of_item[item.merge] > sketch.day
            for step in item.story:
                if step.verb == "merge":
                    assert step.argument in day_of_item


def test_steps_of_a_story_stand_in_order_and_say_why() -> None:
    for item in (item for sketch in BANK for item in sketch.items):
        assert [step.day for step in item.story] == sorted(step.day for step in item.story)
        for step in item.story:
            assert step.words or step.verb in {"start", "unblock", "done", "ticket", "assign"}
            assert step.verb != "risk" or " | " in step.words


def test_each_style_of_postmortem_has_its_team() -> None:
    assert {crew.paper for crew in COMPANY.crews} == set(STYLES)
    assert len(COMPANY.crews) in {5, 6}
    assert 20 <= len(COMPANY.crew_of) <= 30


@pytest.mark.parametrize("words", ["start", "x start", "3 dance", "3 slip: ", ""])
def test_a_step_that_can_not_be_read_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="no step of a story"):
        sketches._step(words)


def test_a_step_is_read_with_its_argument_and_words() -> None:
    assert sketches._step("40 slip 30: waits: for a part") == sketches.Step(40, "slip", "30", "waits: for a part")
    assert sketches._step("9 start") == sketches.Step(9, "start")


def test_there_are_three_incidents_that_ask_for_one_missing_alert() -> None:
    asking = [s for s in BANK for item in s.items if "bank-gateway queue" in item.text and "5 minutes" in item.text]
    assert len({sketch.key for sketch in asking}) == 3


def test_some_incidents_promise_nothing_and_one_is_private() -> None:
    def count(wanted: dict[str, object]) -> int:
        return sum(all(getattr(sketch, name) == value for name, value in wanted.items()) for sketch in BANK)

    assert count({"items": ()}) >= 2
    assert count({"private": True}) == 1
    assert count({"waiting": "all"}) >= 2
    assert isinstance(BANK[0], IncidentSketch)
