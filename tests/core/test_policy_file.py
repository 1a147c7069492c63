"""A policy as a file: what it says, what it refuses, and that nothing is lost on the way."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.calendar import WorkingHours
from followthrough.core.item import Type
from followthrough.core.policy import DEFAULT, WHOLE, Policy, Rung, due_window, policy_due, read_policy, write_policy
from followthrough.errors import ConfigError
from tests.conftest import TODAY

SOME = st.one_of(st.none(), st.lists(st.integers(1, 4), min_size=1, unique=True).map(lambda rows: tuple(sorted(rows))))
RUNGS = st.just(Rung(0, "owner")) | st.builds(Rung, st.integers(1, 90), st.sampled_from(["manager", "service owner", "review"]), SOME)
ORDER = ["owner", "manager", "service owner", "review"]
WHOLES = {name: st.integers(*bounds) for name, bounds in WHOLE.items()}
POLICIES = st.builds(
    Policy,
    due_days=st.lists(st.integers(1, 730), min_size=4, max_size=4).map(lambda days: dict(enumerate(sorted(days), start=1))),
    due_days_of_types=st.dictionaries(st.sampled_from([one.value for one in Type]), st.integers(1, 730)),
    due_in=st.sampled_from(["days", "working days"]),
    before=st.lists(st.integers(0, 60), unique=True).map(lambda days: tuple(sorted(days, reverse=True))),
    after=st.builds(lambda first, gaps: tuple(accumulate((first, *gaps))), st.integers(0, 14), st.lists(st.integers(1, 60), max_size=6)),
    nudging=st.sampled_from(["off", "dry run", "on"]),
    message_links=st.sampled_from(["open", "sign in"]),
    ladder=st.lists(RUNGS, min_size=1, max_size=5).map(
        lambda rows: tuple(sorted(rows, key=lambda rung: (rung.days_late, ORDER.index(rung.to))))
    ),
    **WHOLES,
)


@given(POLICIES)
def test_a_policy_is_read_as_it_was_written(policy: Policy) -> None:
    assert read_policy(write_policy(policy)) == policy


def test_an_empty_file_is_the_usual_policy() -> None:
    assert read_policy("") == DEFAULT
    assert read_policy("quiet_days = 5") == replace(DEFAULT, quiet_days=5)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = ", "This is no TOML"),
        ("colour = 1", "Nobody knows colour. What can be set is: due_days"),
        ("quiet_days = -1", "quiet_days is a whole number from 0 to 14, not -1"),
        ("quiet_days = true", "not True"),
        ('quiet_days = "3"', "not '3'"),
        ("then_every = 61", "from 1 to 60"),
        ("before = [1, 7]", "before goes down"),
        ("after = [3, 3]", "after goes up, each day once"),
        ("after = []", "what is overdue has to be asked after"),
        ("after = 3", "is a list of days"),
        ("after = [15]", "begins at most 14 days after the due date"),
        ("after = [0, 3, 64]", "at most 60 days at a time"),
        ("quiet_days = 0x" + 6000 * "f", "not a number that is far too long"),
        ("quiet_days = " + 6000 * "9", "This is no TOML"),
        ("before = " + 40_000 * "[", "lists within lists"),
        ('nudging = "loud"', "off, dry run, on"),
        ('message_links = "shut"', "open, sign in"),
        ('due_in = "weeks"', "days, working days"),
        ("[due_days]\n5 = 3", "for a severity, 1 to 4"),
        ("[due_days]\n1 = 0", "1 = 0 does not"),
        ("[due_days]\n1 = 60", "a worse incident more time"),
        ("due_days = 3", "is a table"),
        ("[due_days_of_types]\nmagic = 3", "magic = 3 does not"),
        ("ladder = []", "a list of tables"),
        ("[[ladder]]\ndays_late = 3", "has days_late, to"),
        ('[[ladder]]\ndays_late = -3\nto = "owner"', "a number of days"),
        ('[[ladder]]\ndays_late = 3\nto = "the boss"', "leads to owner, manager"),
        ('[[ladder]]\ndays_late = 3\nto = "manager"\nseverities = [9]', "from 1 to 4"),
        ('[[ladder]]\ndays_late = 3\nto = "manager"\nseverities = [true]', "from 1 to 4"),
        ('[[ladder]]\ndays_late = 3\nto = "manager"\nseverities = [[1]]', "from 1 to 4"),
        ('[[ladder]]\ndays_late = 3\nto = ["manager"]', "leads to owner, manager"),
        ('[[ladder]]\ndays_late = 3\nto = "owner"', "The owner hears of every item first"),
        ('[[ladder]]\ndays_late = 0\nto = "owner"\nseverities = [1]', "The owner hears of every item first"),
        ('[[ladder]]\ndays_late = 0\nto = "service owner"', "the service owner hears of it after 1 day or more"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_would(text: str, says: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read_policy(text)
    assert says in str(refused.value)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with suppress(ConfigError):  # any other error would be ours
        assert isinstance(read_policy(text), Policy)


def test_a_type_may_have_less_time_than_its_severity_and_never_more() -> None:
    policy = replace(DEFAULT, due_days_of_types={"mitigation": 7, "process": 500})
    assert due_window(2, policy, Type.MITIGATION) == 7
    assert due_window(2, policy, Type.PROCESS) == 28
    assert due_window(None, policy, Type.DETECTION) == 90


def test_a_window_may_be_counted_in_working_days() -> None:
    policy = replace(DEFAULT, due_days={1: 3, 2: 5, 3: 10, 4: 20}, due_in="working days")
    friday = date(2026, 6, 12)
    assert policy_due(1, friday, policy) == date(2026, 6, 17)
    assert policy_due(1, friday, policy, calendar=WorkingHours(holidays=frozenset({date(2026, 6, 15)}))) == date(2026, 6, 18)


@given(st.one_of(st.none(), st.integers(-3, 9)), POLICIES)
def test_no_item_is_born_overdue(severity: int | None, policy: Policy) -> None:
    assert policy_due(severity, TODAY, policy) > TODAY
