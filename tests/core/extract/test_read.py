"""Whole postmortems, invented ones, as different people write them."""

from __future__ import annotations

from datetime import date

from followthrough.core.extract import Reading, read
from followthrough.core.item import Candidate, OwnerKind, Stated, Type, Where
from followthrough.core.parse import parse


def reading(text: str, name: str = "postmortem.md") -> Reading:
    return read(parse(text.encode(), name=name))


def texts(text: str) -> list[str]:
    return [candidate.item.text for candidate in reading(text).candidates]


def only(text: str) -> Candidate:
    (candidate,) = reading(text).candidates
    return candidate


TABLE = """# INC-204: The ledger refused writes

| Field | Value |
|-------|-------|
| Severity | SEV2 |
| Date | 14 February 2026 |

## Timeline
- 10:01 An alert fired; we should restart the pool
- 10:20 All well again

## Action items

| # | Action | Owner | Due | Ticket | Status | Type |
|---|--------|-------|-----|--------|--------|------|
| 1 | Add a lock timeout to migrations | Priya Nair | 2026-03-01 | [LED-12](https://a.example/browse/LED-12) | In progress | Prevention |
| 2 | Warn when writes fail | @sam | end of Q1 2026 | LED-13 | ✅ Done | Detection |
| 3 | Rewrite the ledger | | | | Won't do | |
| 4 | | | | | | |
"""


def test_a_table_of_action_items_is_read_by_its_columns() -> None:
    first, second, third = reading(TABLE).candidates
    assert (first.item.text, first.item.owners, first.item.due) == ("Add a lock timeout to migrations", ("Priya Nair",), date(2026, 3, 1))
    assert first.item.tracking == ("https://a.example/browse/LED-12",)
    assert (first.item.state, first.item.type, first.where) == (Stated.OPEN, Type.PREVENTION, Where.LISTED)
    assert (second.item.owners, second.item.due, second.item.due_raw) == (("sam",), date(2026, 3, 31), "end of Q1 2026")
    assert (second.item.tracking, second.item.state, second.item.type) == (("LED-13",), Stated.DONE, Type.DETECTION)
    assert (third.item.state, third.item.owner_kind) == (Stated.DROPPED, OwnerKind.NONE)
    assert first.quote.startswith("| 1 | Add a lock timeout")
    assert first.span.first == 16


def test_a_table_announces_itself_by_its_columns() -> None:
    text = "# Mail was late\n\n## Notes\n\n| Task | Assignee |\n|---|---|\n| Add an alert | Sam |\n"
    assert only(text).item.owners == ("Sam",)


def test_a_table_of_events_holds_no_items() -> None:
    assert texts("# Mail\n\n## Action items\n\n| Time | Event |\n|---|---|\n| 10:01 | We will restart the pool |\n") == []


def test_a_checklist_says_what_is_done() -> None:
    text = "# Mail was late\n\n## Next steps\n\n- [ ] Add an alert\n- [x] Fix the leak (#12)\n- ~~Rewrite it all~~\n"
    assert [(candidate.item.text, candidate.item.state) for candidate in reading(text).candidates] == [
        ("Add an alert", Stated.OPEN),
        ("Fix the leak", Stated.DONE),
        ("Rewrite it all", Stated.DONE),
    ]


def test_lines_below_an_item_say_more_of_it() -> None:
    text = (
        "# Mail was late\n\nDate: 2026-02-14\n\n## Actions\n\n1. Write a runbook for full queues\n"
        "   - Owner: Mona Lind\n   - Due: 1 April 2026\n"
        "   - Ticket: [#77](https://github.com/acme/mail/issues/77)\n   - Status: done\n"
    )
    item = only(text).item
    assert (item.text, item.owners, item.due) == ("Write a runbook for full queues", ("Mona Lind",), date(2026, 4, 1))
    assert (item.tracking, item.state) == (("https://github.com/acme/mail/issues/77",), Stated.DONE)


def test_an_entry_that_only_groups_is_no_item() -> None:
    text = (
        "# Mail\n\n## Action items\n\n- Detection\n  - Add an alert on the queue\n  - Log refused mails\n"
        "- Platform team:\n  - Raise the limit\n"
    )
    assert texts(text) == ["Add an alert on the queue", "Log refused mails", "Raise the limit"]
    assert reading(text).candidates[2].item.owners == ("Platform team",)


def test_an_entry_that_is_detailed_below_is_one_item() -> None:
    text = "# Mail\n\n## Action items\n\n- Add an alert on the queue\n  - the age, not the length\n  - ten minutes at first\n"
    assert texts(text) == ["Add an alert on the queue"]


def test_an_entry_whose_parts_are_tasks_gives_the_parts() -> None:
    text = "# Mail\n\n## Action items\n\n- Improve the alerts of the queue\n  - Add one on its age\n  - Remove the one on its length\n"
    assert texts(text) == ["Add one on its age", "Remove the one on its length"]


def test_people_stand_as_headings_over_their_items() -> None:
    text = (
        "# Mail\n\n## Actions\n\n**Priya**\n- Add an alert\n\n**Oyelaran & Priya**\n- Raise the limit\n\n"
        "**For planning**\n- Move the queue\n"
    )
    assert [candidate.item.owners for candidate in reading(text).candidates] == [("Priya",), ("Oyelaran", "Priya"), ()]


def test_a_plain_line_before_a_list_announces_it() -> None:
    assert texts("# Mail\n\nIt broke.\n\nAction items:\n- Add an alert\n\nThanks:\n- Everyone in the call\n") == ["Add an alert"]
    assert texts("# Mail\n\nTo prevent this from happening again, we will:\n\n1. Add an alert\n2. Raise the limit\n") == [
        "Add an alert",
        "Raise the limit",
    ]


def test_an_issue_in_the_heading_holds_for_what_is_below() -> None:
    text = "# Mail\n\n## Action items\n\n### Alerts (MAIL-7)\n\n- Add one on the age of the queue\n- Add one on refused mails (MAIL-9)\n"
    assert [candidate.item.tracking for candidate in reading(text).candidates] == [("MAIL-7",), ("MAIL-9",)]


def test_what_responders_did_is_no_item() -> None:
    text = (
        "# Mail\n\n## Actions taken\n\n- Restarted the pool\n- Add more nodes\n\n## Resolution\n\n"
        "We rolled back. The queue was then drained.\n\n"
        "## What went well\n\n- We should always be this quick\n"
    )
    assert texts(text) == []


def test_blanks_questions_links_and_notes_are_no_items() -> None:
    text = (
        "# Mail was late\n\nMail was late for an hour because the queue was full.\n\n## Action items\n\n- TBD\n"
        "- <action>\n- Why did nobody notice?\n"
        "- [The board](http://a.example)\n- PAY-1\n- 10:42 the queue is full\n- Every action item should have an owner\n- Add an alert\n"
    )
    assert texts(text) == ["Add an alert"]


def test_promises_and_wishes_in_prose_are_buried() -> None:
    text = (
        "# Mail was late\n\n## Summary\n\nThe queue was full. Nobody could send. We will add an alert on the age of the queue.\n\n"
        "## Root cause\n\nThe pool has no limit. We should give it one.\n\n## Lessons learned\n\n"
        "- Restart the pool before the queue\n- The pool has no limit\n"
    )
    found = reading(text).candidates
    assert [candidate.item.text for candidate in found] == [
        "We will add an alert on the age of the queue.",
        "We should give it one.",
        "Restart the pool before the queue",
    ]
    assert {candidate.where for candidate in found} == {Where.BURIED}
    assert found[0].quote == "We will add an alert on the age of the queue."


def test_prose_under_action_items_is_buried() -> None:
    text = "# Mail\n\n## Follow-up\n\nThe queue gets an alert. Raise the limit of the pool.\n"
    assert [(candidate.item.text, candidate.where) for candidate in reading(text).candidates] == [
        ("Raise the limit of the pool.", Where.BURIED)
    ]


def test_a_sentence_that_points_back_takes_the_one_before_along() -> None:
    text = "# Mail\n\n## Lessons learned\n\nThe old alert was never moved to the new queue. We should do that.\n"
    assert texts(text) == ["The old alert was never moved to the new queue. We should do that."]


def test_what_could_have_been_and_advice_to_readers_are_no_promises() -> None:
    text = (
        "# Mail\n\n## Lessons learned\n\nWe should have seen it. This should not have taken an hour. You should update your client.\n"
        "If the queue should fill up again, mail will be late. We decided that we should wait. Users must sign in again.\n"
    )
    assert texts(text) == []


def test_the_same_work_stated_twice_is_one_item_the_listed_one() -> None:
    text = (
        "# Mail\n\n## Summary\n\nTo prevent this, we will add an alert on the age of the mail queue.\n\n## Action items\n\n"
        "- Add alerts on the age of the mail queue\n- Add alerts on the age of the mail queue\n"
    )
    candidate = only(text)
    assert (candidate.where, candidate.span.first) == (Where.LISTED, 9)


def test_a_form_gives_nothing() -> None:
    assert texts("# Postmortem template\n\n## Action items\n\n- Add an alert\n") == []


def test_invisible_characters_change_nothing_that_is_read() -> None:
    text = "# Mail\n\n## Act\u200bion items\n\n\u200b- [ ] Add\u00a0an al\u00adert (Own\u200ber: Priya)\n"
    item = only(text).item
    assert (item.text, item.owners) == ("Add an alert", ("Priya",))


def test_how_it_will_be_known_to_be_done_is_kept() -> None:
    text = "# Mail\n\n## Action items\n\n- Add an alert on the queue. Done when: a test mail that waits for ten minutes pages us\n"
    assert only(text).item.done_criterion == "a test mail that waits for ten minutes pages us"


def test_a_sentence_shows_a_reference_link_by_its_words() -> None:
    text = "# Mail\n\n## Lessons learned\n\nWe will ask the [release team][rt] to sign each build.\n\n[rt]: https://release.example\n"
    assert texts(text) == ["We will ask the release team to sign each build."]


def test_a_row_whose_task_is_struck_through_is_over() -> None:
    text = "# Mail\n\n## Action items\n\n| Action | Owner |\n|---|---|\n| ~~Raise the limit of the queue~~ | Priya Nair |\n"
    (candidate,) = read(parse(text.encode(), name="a.md")).candidates
    assert candidate.item.state.value == "done"


def test_what_a_heading_declines_is_dropped() -> None:
    text = (
        "# Mail\n\n## Action items\n\n- Alert on old mail\n\n### What we will not do\n\n- Replace the relay\n\n"
        "### Already done\n\n- Raise the limit\n"
    )
    found = read(parse(text.encode(), name="a.md")).candidates
    assert [each.item.state.value for each in found] == ["open", "dropped", "done"]


def test_a_day_that_is_over_in_a_column_of_days_is_a_state() -> None:
    rows = "| Get the keys | Done, 19 March |\n| Copy the headers | 6 April ✔ |\n| Raise the limit | 20 April |\n"
    text = f"# Mail on 2026-03-12\n\n## Action items\n\n| What | By when |\n|---|---|\n{rows}"
    items = [each.item for each in read(parse(text.encode(), name="a.md")).candidates]
    assert [item.state.value for item in items] == ["done", "done", "open"]
    assert [item.due and item.due.isoformat() for item in items] == [None, "2026-04-06", "2026-04-20"]


def test_promises_about_the_report_itself_are_no_items() -> None:
    story = "We will publish an update on this page. We will keep you posted. We will post a full report soon."
    text = f"# Mail\n\n## Lessons learned\n\n{story}\n"
    assert texts(text) == []


def test_a_bare_word_right_before_a_list_announces_it() -> None:
    text = "# menus gone\n\ncause: cache flush\n\ntodo\n- [ ] flush script asks first\n- [x] origin to 40 pods\n- no flushes on sundays\n"
    assert texts(text) == ["flush script asks first", "origin to 40 pods", "no flushes on sundays"]


def test_marks_of_a_wiki_are_states_and_no_words_of_the_item() -> None:
    text = """# The search was slow

## Actionables
* {{done}} Raise the limit of the pool
* {{declined}} Split the index in two
* {{in progress}} Alert on the age of the queue {{tracked|T12}}
* {{done}} Drop the old index
"""
    found = [(each.item.text, each.item.state) for each in reading(text).candidates]
    assert found == [
        ("Raise the limit of the pool", Stated.DONE),
        ("Split the index in two", Stated.DROPPED),
        ("Alert on the age of the queue", Stated.OPEN),
        ("Drop the old index", Stated.DONE),
    ]
