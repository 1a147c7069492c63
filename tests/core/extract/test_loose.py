"""Lines and headings that are a list to the eye are entries, under follow-up work and nowhere else."""

from __future__ import annotations

import pytest

from followthrough.core.extract import read
from followthrough.core.item import Candidate, Where
from followthrough.core.parse import parse


def found(body: str, heading: str = "Actions") -> list[Candidate]:
    text = f"# Mail was late\n\n## {heading}\n\n{body}\n"
    return [each for each in read(parse(text.encode(), name="mail.md"), {}).candidates if each.where is Where.LISTED]


def texts(body: str, heading: str = "Actions") -> list[str]:
    return [each.item.text for each in found(body, heading)]


TWO = ["Raise the limit of the queue", "Alert on the age of mail"]


@pytest.mark.parametrize(
    "body",
    [
        "a) Raise the limit of the queue\nb) Alert on the age of mail",
        "(i) Raise the limit of the queue\n(ii) Alert on the age of mail",
        "• Raise the limit of the queue\n• Alert on the age of mail",
        "→ Raise the limit of the queue\n→ Alert on the age of mail",
        ": Raise the limit of the queue\n: Alert on the age of mail",
        "Raise the limit of the queue\nAlert on the age of mail",
        "R1. Raise the limit of the queue\n\nR2. Alert on the age of mail",
        "**R1.** Raise the limit of the queue\n\n**R2.** Alert on the age of mail",
        "Action 1: Raise the limit of the queue\n\nAction 2: Alert on the age of mail",
        "MAIL-1 Raise the limit of the queue\nMAIL-2 Alert on the age of mail",
        "✅ Raise the limit of the queue\n⏳ Alert on the age of mail",
        "### Raise the limit of the queue\n\nIt was low.\n\n### Alert on the age of mail\n\nWe had none.",
    ],
)
def test_lines_with_marks_of_their_own_are_entries(body: str) -> None:
    assert texts(body) == TWO


def test_a_box_without_a_list_mark_says_what_is_done() -> None:
    states = [each.item.state.value for each in found("[x] Raise the limit of the queue\n[ ] Alert on the age of mail")]
    assert states == ["done", "open"]


def test_the_lines_below_an_entry_tell_of_it() -> None:
    (entry,) = found("**R1.** Raise the limit of the queue.\nResponsible: Ines Duarte. Due: 3 May 2026. MAIL-7.")
    assert (entry.item.owners, str(entry.item.due), entry.item.tracking) == (("Ines Duarte",), "2026-05-03", ("MAIL-7",))
    assert (entry.span.first, entry.span.last) == (5, 6)


def test_each_line_is_quoted_from_its_own_place() -> None:
    first, second = found("a) Raise the limit of the queue\nb) Alert on the age of mail")
    assert (first.span.first, second.span.first) == (5, 6)
    assert first.quote == "a) Raise the limit of the queue"
    assert second.quote == "b) Alert on the age of mail"


def test_prose_stays_prose() -> None:
    assert texts("We met on Monday. Raise the limit,\nsaid one, and nobody wrote it down.") == []


def test_a_heading_over_a_list_only_groups() -> None:
    assert texts("### Fix the queue\n\n- Raise the limit of the queue\n- Alert on the age of mail") == TWO


def test_a_heading_that_asks_for_nothing_is_none() -> None:
    assert texts("### The queue\n\nIt was full.") == []


@pytest.mark.parametrize("heading", ["Timeline", "What went well", "Impact", "Steps taken"])
def test_elsewhere_such_lines_are_anything(heading: str) -> None:
    assert texts("a) Raised the limit of the queue\nb) Alerted on the age of mail", heading) == []


@pytest.mark.parametrize(
    "heading", ["Measures", "Decisions", "Next", "What happens now", "CAPA", "5. Measures", "Where do we go from here"]
)
def test_these_headings_announce_follow_up_work(heading: str) -> None:
    assert texts("- Raise the limit of the queue\n- Alert on the age of mail", heading) == TWO


@pytest.mark.parametrize("title", ["Release notes, August", "Runbook: drain the queue", "Planning notes"])
def test_papers_of_other_kinds_promise_nothing(title: str) -> None:
    text = f"# {title}\n\n## Next steps\n\n- Raise the limit of the queue\n"
    assert read(parse(text.encode(), name="a.md")).candidates == ()


def test_an_incident_of_the_runbook_is_still_an_incident() -> None:
    text = "# Outage review: the runbook was wrong\n\n## Next steps\n\n- Raise the limit of the queue\n"
    assert len(read(parse(text.encode(), name="a.md")).candidates) == 1


def test_the_term_over_a_definition_list_is_the_group_of_its_entries() -> None:
    entries = found("Team Customs\n: Raise the limit of the queue\n: Alert on the age of mail")
    assert [each.item.text for each in entries] == TWO
    assert [each.item.owners for each in entries] == [("Team Customs",), ("Team Customs",)]


def test_questions_and_answers_are_no_list() -> None:
    assert texts("Q. Can it happen again?\nA. Search has a filter of its own.") == []


def test_a_title_that_speaks_of_a_recommendation_does_not_make_a_list_of_the_document() -> None:
    text = "# The recommendation service showed nothing\n\n## Good\n\n- The alert came in time.\n- Support was quick.\n"
    assert read(parse(text.encode(), name="a.md")).candidates == ()


def test_a_numbered_line_over_a_list_is_its_heading() -> None:
    entries = found("5.2 Short term (by 31 March 2026)\n\n- Raise the limit of the queue\n- Alert on the age of mail")
    assert [str(each.item.due) for each in entries] == ["2026-03-31", "2026-03-31"]


def test_a_paragraph_for_each_mark_is_an_entry_too() -> None:
    assert texts("(1) Raise the limit of the queue\n\n(2) Alert on the age of mail") == TWO


def test_one_paragraph_with_a_mark_is_no_list() -> None:
    assert texts("(1) The limit of the queue is said in the manual.") == []


def test_words_that_were_broken_to_fit_a_page_are_put_together() -> None:
    first, second = texts(
        "(1) Releases get built by two people who compare what came\n    out, before either of them signs.\n\n(2) Keep a copy"
    )
    assert first == "Releases get built by two people who compare what came out, before either of them signs."
    assert second == "Keep a copy"


def test_a_line_that_names_an_owner_is_not_put_together_with_the_task() -> None:
    (entry, _) = found("R1. Raise the limit of the queue to what the provider allows for one\nOwner: Ines Duarte\n\nR2. Keep a copy")
    assert (entry.item.text, entry.item.owners) == ("Raise the limit of the queue to what the provider allows for one", ("Ines Duarte",))
