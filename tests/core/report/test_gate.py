"""The gate in words, for programs and for GitHub; a private incident is named in none of them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.gate import Promise, Question, Verdict, judge
from followthrough.core.report.gate import ANNOTATIONS, SHOWN, github_of, json_of, read_verdict, text_of
from followthrough.errors import InputError

ON = date(2026, 6, 10)


def late(days: int = 5, *, text: str = "Alert on lag", item: int = 7, private: bool = False, severity: int | None = 1) -> Promise:
    due = ON - timedelta(days=days)
    url = f"https://ft.example.org/items/{item}/"
    return Promise(item, text, "INC-481", severity, due, owner="Priya", team="checkout", url=url, private=private)


def asked(*promises: Promise, **question: Any) -> Verdict:
    return judge(promises, Question(**question), on=ON)


def test_a_closed_gate_names_what_closes_it_and_the_way_out() -> None:
    assert text_of(asked(late(), late(1, item=8, severity=None), service="checkout")) == (
        "The gate is closed: 2 items overdue for checkout.\n"
        "  #7 Alert on lag (5 days late, severity 1, INC-481, Priya)\n"
        "      https://ft.example.org/items/7/\n"
        "  #8 Alert on lag (1 day late, severity unknown, INC-481, Priya)\n"
        "      https://ft.example.org/items/8/\n"
        "Each opens the gate once it is done, or once a person has decided in the open: a new date with its reason, "
        "the risk accepted, declined."
    )


def test_an_open_gate_says_of_what_and_what_will_close_it_later() -> None:
    said = text_of(asked(late(2), service="checkout", team="payments", severities=(1, 2), unranked=False, grace=3))
    assert said.startswith(
        "The gate is open: nothing overdue for checkout of team payments from incidents of severity 1, 2 for more than 3 days.\n"
        "In their 3 days of grace: 1 item.\n  #7 "
    )


def test_what_nobody_ranked_and_nobody_asked_for_is_said() -> None:
    said = text_of(asked(late(severity=None), severities=(1,), unranked=False))
    assert "Not asked for: 1 overdue item of incidents whose severity nobody has stated." in said


def test_a_private_incident_closes_the_gate_and_is_named_nowhere() -> None:
    verdict = asked(late(text="Fire the vendor", private=True))
    for said in (text_of(verdict), github_of(verdict), json.dumps(json_of(verdict))):
        assert "an item of a private incident" in said
        for secret in ("Fire", "INC-481", "Priya", "checkout", "items/7", "#7"):
            assert secret not in said
    assert not verdict.is_open


def test_a_long_list_is_cut_in_the_text_and_whole_in_json() -> None:
    verdict = asked(*(late(item=number) for number in range(1, 200)))
    assert f"and {199 - SHOWN} more" in text_of(verdict)
    assert github_of(verdict).count("::error ") == ANNOTATIONS
    assert len(json_of(verdict)["blocking"]) == 199  # type: ignore[arg-type]


def test_words_of_an_item_are_no_commands_to_the_runner() -> None:
    said = github_of(asked(late(text="x\n::set-env name=A::b\r##[add-path]/evil\x1b[2J,%")))
    commands = [line for line in said.splitlines() if line.startswith("::") or "##[" in line]
    assert len(commands) == 1
    assert commands[0].startswith("::error title=Overdue action item #7%2C INC-481::x%0A::set-env")
    assert "\x1b" not in said


@given(
    st.lists(
        st.builds(
            Promise,
            st.integers(1, 99),
            st.text(min_size=1),
            st.text(),
            st.one_of(st.none(), st.integers(1, 4)),
            st.dates(date(2020, 1, 1), ON),
            owner=st.text(),
            team=st.text(),
            url=st.text(),
            needs_decision=st.booleans(),
        ),
        max_size=8,
    ),
    st.builds(
        Question, service=st.text(), severities=st.sets(st.integers(1, 4)).map(tuple), unranked=st.booleans(), grace=st.integers(0, 30)
    ),
)
def test_json_is_read_back_as_what_was_written(promises: list[Promise], question: Question) -> None:
    verdict = judge(promises, question, on=ON)
    assert read_verdict(json.loads(json.dumps(json_of(verdict)))) == verdict


@pytest.mark.parametrize(
    "data", [None, [], {}, "closed", {"gate": "open"}, {**json_of(asked(late())), "gate": "open"}, {**json_of(asked()), "blocking": [{}]}]
)
def test_what_is_no_answer_of_a_gate_is_refused(data: object) -> None:
    with pytest.raises(InputError):
        read_verdict(data)
