"""Time to done: equal to a library's on random data, and right by hand on a small example."""

from __future__ import annotations

import json
import math
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.item import State, Type
from followthrough.core.portfolio.history import Standing
from followthrough.core.portfolio.replacement import Survivor
from followthrough.core.portfolio.survival import Curve, Step, curve, lasted
from tests.conftest import TODAY

LASTED = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=80)


def test_by_hand() -> None:
    """Five items: done after 2 and 5 days, left open after 3, done after 8, left open after 10."""
    found = curve([(2, True), (3, False), (5, True), (8, True), (10, False)])
    assert [(step.day, step.at_risk, step.done, round(step.share, 4)) for step in found.steps] == [
        (2, 5, 1, 0.8),
        (5, 3, 1, 0.5333),
        (8, 2, 1, 0.2667),
    ]
    assert (found.items, found.done, found.last) == (5, 3, 10)
    assert (found.quantile(0.5), found.quantile(0.9)) == (8, None)
    assert [found.left_at(day) for day in (0, 2, 4)] == [1.0, 0.8, 0.8]


def test_nothing_promised_is_an_empty_curve() -> None:
    assert curve([]) == Curve((), 0, 0)
    assert curve([]).quantile(0.5) is None
    assert curve([(4, False)]).band_of(0.5) == (None, None)


def test_where_everything_is_done_nothing_is_left() -> None:
    found = curve([(1, True), (1, True), (4, True)])
    assert found.steps[-1] == Step(4, 1, 1, 0.0, 0.0, found.steps[0].high)
    assert (found.quantile(0.5), found.quantile(0.9)) == (1, 4)


REFERENCE: dict[str, Any] = json.loads((Path(__file__).parent / "lifelines.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", range(len(REFERENCE["cases"])))
def test_the_curve_its_band_and_its_quantiles_are_those_of_lifelines(number: int) -> None:
    """On random data; tools/survival_reference.py had the library reckon them."""
    case = REFERENCE["cases"][number]
    found = curve([(days, done) for days, done in case["lasted"]])
    assert [(step.day, step.at_risk, step.done) for step in found.steps] == [tuple(step[:3]) for step in case["steps"]]
    for ours, (_, _, _, share, low, high) in zip(found.steps, case["steps"], strict=True):
        assert math.isclose(ours.share, share, abs_tol=1e-9)
        if 0 < share < 1:  # where nothing is left, the library gives no band
            assert math.isclose(ours.low, low, abs_tol=1e-9)
            assert math.isclose(ours.high, high, abs_tol=1e-9)
    assert [found.quantile(0.5), found.quantile(0.9)] == case["quantiles"]


@given(LASTED)
def test_a_curve_only_falls_and_its_band_holds_it(data: list[tuple[int, bool]]) -> None:
    before = 1.0
    for step in curve(data).steps:
        assert 0 <= step.low <= step.share <= before <= 1
        assert step.share <= step.high + 1e-9 <= 1 + 1e-9
        before = step.share


@given(LASTED, st.integers(0, 60))
def test_what_stays_open_longer_never_makes_it_look_faster(data: list[tuple[int, bool]], more: int) -> None:
    """The lie of the mean: leaving open items out would."""
    longer = [(days, done) if done else (days + more, done) for days, done in data]
    for day in range(0, 61, 10):
        assert curve(longer).left_at(day) >= curve(data).left_at(day) - 1e-9


def survivor(state: State, *, accepted: int, closed: int | None = None) -> Survivor:
    closed_on = None if closed is None else TODAY + timedelta(closed)
    one = Standing(
        item=1,
        incident=1,
        type=Type.DETECTION,
        state=state,
        team=None,
        owner_named=True,
        accepted_on=TODAY + timedelta(accepted),
        original_due=TODAY,
        due=TODAY,
        closed_on=closed_on,
        done_on=closed_on if state is State.DONE else None,
    )
    return Survivor(one, TODAY)


def test_open_items_last_until_today_and_decided_ones_until_their_decision() -> None:
    found = lasted(
        [
            survivor(State.OPEN, accepted=-30),
            survivor(State.DONE, accepted=-30, closed=-10),
            survivor(State.RISK_ACCEPTED, accepted=-30, closed=-25),
            survivor(State.OPEN, accepted=3),
        ],
        on=TODAY,
    )
    assert found == [(30, False), (20, True), (5, False), (0, False)]
