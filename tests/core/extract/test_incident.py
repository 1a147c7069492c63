"""What a document says of the incident itself."""

from __future__ import annotations

from datetime import date

import pytest

from followthrough.core.extract.incident import read_incident
from followthrough.core.item import IncidentFacts
from followthrough.core.parse import parse


def facts(text: str, name: str = "a.md") -> IncidentFacts:
    return read_incident(parse(text.encode(), name=name))


def test_front_matter_comes_first() -> None:
    text = "---\nincident: INC-9\ntitle: Mail was late\ndate: 2026-03-12\nseverity: SEV2\n---\n# Another title, INC-1\n"
    assert facts(text) == IncidentFacts("INC-9", "Mail was late", date(2026, 3, 12), "SEV2")


def test_a_table_at_the_head_is_read() -> None:
    text = "# Mail was late\n\n| | |\n|---|---|\n| Incident | INC-9 |\n| Severity | Critical |\n| Date | 12 March 2026 |\n"
    assert facts(text) == IncidentFacts("INC-9", "Mail was late", date(2026, 3, 12), "Critical")


def test_a_table_whose_header_is_a_fact_is_read() -> None:
    assert facts("# Mail\n\n| Severity | SEV3 |\n|---|---|\n| Date | 2026-03-12 |\n").severity == "SEV3"


def test_a_wide_table_at_the_head_is_read_by_its_columns() -> None:
    text = "# Mail\n\n| Incident | Date | Severity |\n|---|---|---|\n| INC-9 | 2026-03-12 | P1 |\n"
    assert facts(text) == IncidentFacts("INC-9", "Mail", date(2026, 3, 12), "P1")


def test_a_table_of_action_items_says_nothing_of_the_incident() -> None:
    text = "# Mail\n\n## Action items\n\n| Action | Ticket | Date |\n|---|---|---|\n| Add an alert | PAY-1 | 2026-05-01 |\n"
    assert facts(text).reference is None


@pytest.mark.parametrize(
    "line",
    [
        "Date: 2026-03-12", "**Date:** 12 March 2026", "- **Date**: March 12, 2026", "* Date of incident: 2026-03-12 10:42 UTC",
        "## Date\n\n2026-03-12", "Date\n----\n2026-03-12",
    ],
)  # fmt: skip
def test_a_labelled_line_gives_the_date(line: str) -> None:
    assert facts(f"# Mail was late\n\n{line}\n\nIt was bad.\n").date == date(2026, 3, 12)


def test_title_and_file_name_are_asked_last() -> None:
    assert facts("# INC-9: Mail was late (SEV1)\n\nwords\n") == IncidentFacts("INC-9", "INC-9: Mail was late (SEV1)", None, "SEV1")
    assert facts("# Mail was late\n\nwords\n", name="incidents/2026-03-12-mail.md").date == date(2026, 3, 12)
    assert facts("# Mail was late\n\nwords\n", name="20260312_mail.md").date == date(2026, 3, 12)
    assert facts("# Mail was late\n\nwords\n", name="PM2026-004-mail.md").reference == "PM2026-004"


def test_a_heading_that_every_postmortem_has_is_no_title() -> None:
    assert facts("# Postmortem\n\n## Mail was late\n").title == "Mail was late"
    assert facts("# Postmortem: Mail was late\n").title == "Mail was late"


def test_what_is_not_said_is_none() -> None:
    assert facts("Just some words.\n") == IncidentFacts()


def test_a_severity_is_no_reference() -> None:
    assert facts("# SEV1: mail was late\n").reference is None
