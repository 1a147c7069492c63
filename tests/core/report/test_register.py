"""The register as a file: read again by a spreadsheet's reader and by a Markdown parser."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from followthrough.core.register import Decision, Ended, Kind
from followthrough.core.report.register import COLUMNS, as_csv, markdown, values
from tests.conftest import TODAY
from tests.core.report.hostile import WORDS

READER = MarkdownIt("commonmark", {"html": True}).enable("table")
RISK = Decision(
    1,
    11,
    "Second NAT gateway",
    "INC-402",
    Kind.RISK_ACCEPTED,
    "It costs too much",
    "Dora",
    date(2026, 4, 1),
    address="/items/11/",
    team="Checkout",
    severity=2,
    impact="an hour of checkout",
    until=date(2026, 6, 20),
)
DECLINED = Decision(
    2, 12, "Rewrite the pager", "INC-481", Kind.DECLINED, "=1+1", "Alice", date(2026, 6, 5), ended_on=date(2026, 6, 6), ended=Ended.REOPENED
)


def rows(decisions: list[Decision], on: date = TODAY) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(as_csv(decisions, on=on)), newline="")))


def test_a_spreadsheet_has_a_row_for_each_decision() -> None:
    assert "".join(as_csv([RISK, DECLINED], on=TODAY)).splitlines() == [
        "number,item,text,incident,severity,team,kind,decision,reason,impact,by,on,until,standing,ended on",
        "1,11,Second NAT gateway,INC-402,2,Checkout,risk_accepted,risk accepted until 2026-06-20,It costs too much,an hour of checkout,"
        "Dora,2026-04-01,2026-06-20,due back,",
        "2,12,Rewrite the pager,INC-481,,,declined,declined,'=1+1,,Alice,2026-06-05,,ended,2026-06-06",
    ]


def test_what_had_not_ended_on_that_day_has_not_ended_in_the_file() -> None:
    assert [(row["standing"], row["ended on"]) for row in rows([DECLINED], date(2026, 6, 5))] == [("in force", "")]


def test_nothing_in_the_register_is_a_file_with_its_columns() -> None:
    assert list(as_csv([], on=TODAY)) == [",".join(COLUMNS) + "\r\n"]
    assert markdown([], on=TODAY) == "# Register of decisions\n\nAs of 2026-06-10.\n\nNo decision is in it.\n"


def test_every_value_has_its_column() -> None:
    assert tuple(values(RISK, on=TODAY)) == COLUMNS


def test_a_table_in_markdown_tells_the_same() -> None:
    assert (
        markdown([RISK, DECLINED], on=TODAY)
        == """\
# Register of decisions

As of 2026-06-10.

| item | decision | why | by | on | standing |
|---|---|---|---|---|---|
| [Second NAT gateway](</items/11/>) (INC-402) | risk accepted until 2026-06-20 | It costs too much (expected: an hour of checkout) \
| Dora | 2026-04-01 | due back |
| Rewrite the pager (INC-481) | declined | \\=1\\+1 | Alice | 2026-06-05 | ended |
"""
    )


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=40), min_size=1, max_size=5))
def test_words_of_people_neither_add_a_row_nor_a_cell(said: list[str]) -> None:
    made = [replace(RISK, text=words, reason=words, impact=words, by=words, incident=words, team=words) for words in said]
    shown = READER.render(markdown(made, on=TODAY))
    assert shown.count("<tr>") == len(made) + 1
    assert shown.count("<td") == 6 * len(made)
    assert "<script" not in shown
    assert len(rows(made)) == len(made)


def test_a_cell_is_never_a_formula() -> None:
    for start in ("=", "+", "-", "@"):
        row = rows([replace(RISK, text=f"{start}cmd", reason=f"{start}cmd", by=f" {start}cmd", incident=f"{start}cmd")])[0]
        assert all(row[column].startswith("'") for column in ("text", "reason", "by", "incident"))
