"""Running the rules over items and whole postmortems."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from followthrough.core.config import Config
from followthrough.core.directory import Directory
from followthrough.core.extract import read
from followthrough.core.item import ActionItem, OwnerKind, Stated
from followthrough.core.level import Level
from followthrough.core.lint.rule import Finding
from followthrough.core.lint.run import check_item, flags, lint
from followthrough.core.parse import parse
from tests.conftest import TODAY

READY = ActionItem(
    text="Cap the retries of the mail worker at five",
    owners=("Alice",),
    owner_kind=OwnerKind.PERSON,
    due=TODAY + timedelta(days=14),
    tracking=("MAIL-7",),
)
POSTMORTEM = """# Mail was late

## Action items

- Alert when the mail queue is older than ten minutes. (Owner: Ines Duarte, due 2026-07-01, MAIL-8)
- Improve the mail worker.
- [x] Restart the mail worker.
"""


def find(text: str, config: Config | None = None) -> list[Finding]:
    return lint(read(parse(text.encode(), name="postmortem.md")), today=TODAY, config=config)


def test_an_item_with_person_date_ticket_and_bounded_scope_has_no_finding() -> None:
    assert check_item(READY, today=TODAY) == []
    assert flags(READY) == ()


def test_an_item_that_lacks_everything_is_told_so_once_each() -> None:
    found = check_item(ActionItem(text="Improve monitoring"), today=TODAY)
    assert [finding.name for finding in found] == ["no-owner", "no-due-date", "no-tracking-id", "vague"]
    assert all(finding.span is None for finding in found)


@pytest.mark.parametrize("state", [Stated.DONE, Stated.DROPPED])
def test_an_item_that_is_over_has_flags_but_no_findings(state: Stated) -> None:
    item = ActionItem(text="Improve monitoring", state=state)
    assert check_item(item, today=TODAY) == []
    assert flags(item) == ("no-owner", "no-due-date", "no-tracking-id", "vague")


def test_flags_do_not_follow_the_selection_of_rules() -> None:
    assert "vague" in flags(ActionItem(text="Improve monitoring"), config=Config(ignore=("vague",)))


def test_flags_say_nothing_of_the_calendar() -> None:
    assert flags(ActionItem(text=READY.text, owners=READY.owners, due=date(2001, 1, 1), tracking=READY.tracking)) == ()


def test_a_name_that_the_team_lists_as_a_team_is_no_person() -> None:
    item = ActionItem(text=READY.text, owners=("Falcons",), owner_kind=OwnerKind.PERSON)
    assert "owner-not-a-person" not in flags(item)
    assert "owner-not-a-person" in flags(item, config=Config(teams=frozenset({"falcons"})))


def test_a_name_that_the_team_lists_as_a_person_is_one() -> None:
    item = ActionItem(text=READY.text, owners=("Ops",), owner_kind=OwnerKind.TEAM)
    assert "owner-not-a-person" in flags(item)
    assert "owner-not-a-person" not in flags(item, config=Config(people=frozenset({"ops"})))


def test_a_team_that_looks_like_two_people_is_no_pair_of_them() -> None:
    item = ActionItem(text=READY.text, owners=("Search & Ranking",), owner_kind=OwnerKind.SEVERAL, due=READY.due, tracking=READY.tracking)
    assert [finding.name for finding in check_item(item, today=TODAY)] == ["several-owners"]
    known = check_item(item, today=TODAY, directory=lambda: Directory(teams=frozenset({"search & ranking"})))
    assert [finding.name for finding in known] == ["owner-not-a-person"]


def test_two_teams_are_one_fault() -> None:
    item = ActionItem(text=READY.text, owners=("A team", "B team"), owner_kind=OwnerKind.TEAM, due=READY.due, tracking=READY.tracking)
    assert [finding.name for finding in check_item(item, today=TODAY)] == ["owner-not-a-person"]


def test_nobody_is_looked_up_where_no_item_has_an_owner() -> None:
    def never() -> Directory:
        raise AssertionError

    assert check_item(ActionItem(text="Improve monitoring"), today=TODAY, directory=never)


def test_a_document_of_one_type_is_told_so_and_not_also_that_a_type_is_missing() -> None:
    text = "## Action items\n\n- Pin the client.\n- Reject empty tables.\n- Remove the old flag.\n"
    about = [finding.name for finding in find(text) if finding.code.startswith("FT2")]
    assert about == ["one-type-only"]
    assert [f.name for f in find(text, Config(select=("FT202", "FT203"), ignore=("FT203",)))] == ["no-detection-item"]


def test_findings_weigh_what_the_team_has_set() -> None:
    assert {finding.level for finding in find(POSTMORTEM, Config(severity=(("all", Level.INFO),)))} == {Level.INFO}


def test_after_a_worse_incident_dates_may_lie_less_far_ahead() -> None:
    text = "| Severity | SEV1 |\n|---|---|\n| Date | 2026-06-01 |\n\n## Action items\n\n- Pin the client. (due 2026-07-20)\n"
    config = Config(select=("due-too-late",), due_days_by_severity=((1, 14),))
    assert [finding.message.partition(" days")[0] for finding in find(text, config)] == ["due 2026-07-20, 40"]
    assert find(text.replace("SEV1", "SEV3"), config) == []


def test_the_policy_says_how_far_ahead_a_date_may_lie() -> None:
    late = Config(due_days=7)
    assert [finding.code for finding in check_item(READY, today=TODAY, config=late)] == ["FT114"]


def test_findings_of_a_postmortem_come_in_the_order_of_its_lines() -> None:
    found = find(POSTMORTEM)
    assert [(finding.span.first, finding.code) for finding in found if finding.span] == [
        (6, "FT101"),
        (6, "FT111"),
        (6, "FT121"),
        (6, "FT131"),
    ]


def test_findings_of_the_whole_come_at_the_heading_above_the_items() -> None:
    found = find(POSTMORTEM.replace("Alert when", "Restart the worker when"), Config(select=("no-detection-item",)))
    assert [(finding.span.first, finding.code) for finding in found if finding.span] == [(3, "FT202")]


def test_a_postmortem_without_headings_is_still_told_that_it_promises_nothing() -> None:
    assert [finding.code for finding in find("Mail was late for an hour.\n")] == ["FT201"]


def test_a_comment_in_the_document_silences_a_finding() -> None:
    quiet = POSTMORTEM.replace("Improve the mail worker.", "Improve the mail worker. <!-- followthrough: ignore FT101, FT111 planned -->")
    assert [finding.code for finding in find(quiet)] == ["FT121", "FT131"]


def test_the_words_of_a_finding_are_the_words_of_the_item() -> None:
    document = parse(POSTMORTEM.encode(), name="postmortem.md")
    spans = {finding.span for finding in lint(read(document), today=TODAY) if finding.span}
    assert all("Improve the mail worker" in document.quote(span) for span in spans)
