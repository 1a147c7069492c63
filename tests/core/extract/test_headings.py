"""What a heading announces."""

from __future__ import annotations

import pytest

from followthrough.core.extract.headings import Section, follow_up_path, kind_of_heading, section_of


@pytest.mark.parametrize(
    "heading",
    [
        "Action items",
        "Actions",
        "ACTION ITEMS:",
        "Follow-ups",
        "Follow up actions",
        "Next steps",
        "Remediation",
        "Corrective and preventive actions",
        "Preventative measures",
        "TODO",
        "To-dos",
        "What we will change",
        "What we're going to do differently",
        "How do we prevent this in the future?",
        "Recommendations",
        "Looking forward",
        "5. Action Items",
        ":memo: Follow-up tasks",
        "✅ Action items",
        "Long-term fixes",
        "Planned improvements",
        "Improvements",
        "Countermeasures",
        "Repair items",
        "Areas for improvement",
        "What's next",
        "Future work",
        "Agreed actions",
        "Following this incident, we are going to take these steps",
        "To keep this from recurring, the team will",
    ],
)
def test_follow_up_work_is_announced_in_many_words(heading: str) -> None:
    assert kind_of_heading(heading) is Section.FOLLOW_UP


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Timeline (UTC)", Section.TIMELINE),
        ("10:42 The queue is full", Section.TIMELINE),
        ("Actions taken", Section.RESPONSE),
        ("Resolution and recovery", Section.RESPONSE),
        ("Immediate response", Section.RESPONSE),
        ("What we did", Section.RESPONSE),
        ("To recover we took the following actions", Section.RESPONSE),
        ("What went well", Section.PRAISE),
        ("Where we got lucky", Section.PRAISE),
        ("What went wrong", Section.PROBLEMS),
        ("Lessons learned", Section.LESSONS),
        ("Takeaways", Section.LESSONS),
        ("Summary", Section.STORY),
        ("Root cause", Section.STORY),
        ("Detection", Section.STORY),
        ("Attendees", Section.ASIDE),
        ("Related links", Section.ASIDE),
        ("Mail service", Section.UNKNOWN),
        ("", Section.UNKNOWN),
    ],
)
def test_other_headings_announce_something_else(heading: str, section: Section) -> None:
    assert kind_of_heading(heading) is section


def test_a_group_below_action_items_stays_follow_up_work() -> None:
    for group in ("Detection", "Mitigation", "Process", "Mail service", "Lessons learned"):
        assert section_of(("Mail was late", "Action items", group), "Mail was late") is Section.FOLLOW_UP


def test_a_timeline_below_action_items_is_a_timeline() -> None:
    assert section_of(("Action items", "Timeline"), None) is Section.TIMELINE


def test_a_title_does_not_say_what_a_part_is() -> None:
    assert section_of(("Recovery of the mail service failed", "Notes from Sam"), "Recovery of the mail service failed") is Section.STORY
    assert section_of(("Recovery of the mail service failed",), "Recovery of the mail service failed") is Section.UNKNOWN


def test_the_groups_below_action_items_are_found() -> None:
    assert follow_up_path(("T", "Action items", "Platform team")) == ("Action items", "Platform team")
    assert follow_up_path(("T", "Backlog")) == ("T", "Backlog")


@pytest.mark.parametrize(
    "heading",
    [
        "What I'd propose",
        "What I've changed already",
        "What we've fixed since",
        "What has been changed",
        "What changes",
        "What needs to change",
        "What to do",
        "Stuff to do",
        "Fix list",
        "Our proposals",
    ],
)
def test_plain_words_announce_follow_up_work_too(heading: str) -> None:
    assert kind_of_heading(heading) is Section.FOLLOW_UP


@pytest.mark.parametrize("heading", ["What we have in place", "What changed on Monday"])
def test_what_only_sounds_like_it_does_not(heading: str) -> None:
    assert kind_of_heading(heading) is not Section.FOLLOW_UP


def test_a_paper_that_follows_up_on_another_is_no_list_of_work() -> None:
    title = "Follow-up: the night of the full disk"
    assert section_of((title,), title) is Section.UNKNOWN
    assert section_of(("Follow-ups of INC-9",), "Follow-ups of INC-9") is Section.FOLLOW_UP
