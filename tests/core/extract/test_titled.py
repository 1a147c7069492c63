"""A title and a paragraph for each item: headings and words in bold, under follow-up work and nowhere else."""

from __future__ import annotations

from followthrough.core.extract import read
from followthrough.core.item import Candidate, Where
from followthrough.core.parse import parse

PROMISES = """**Smaller batches.** The importer will take 200 rows at a time.

**No more silent retries.** A retry will be logged with its reason.
"""


def found(body: str, heading: str = "What we will change") -> list[Candidate]:
    text = f"# Imports stalled\n\n## {heading}\n\n{body}\n"
    return [each for each in read(parse(text.encode(), name="imports.md"), {}).candidates if each.where is Where.LISTED]


def texts(body: str, heading: str = "What we will change") -> list[str]:
    return [each.item.text for each in found(body, heading)]


def test_a_title_in_bold_opens_an_item_of_its_own() -> None:
    assert texts(PROMISES) == [
        "Smaller batches. The importer will take 200 rows at a time.",
        "No more silent retries. A retry will be logged with its reason.",
    ]


def test_titles_in_bold_elsewhere_open_paragraphs_only() -> None:
    assert texts(PROMISES, "What went well") == []


def test_one_title_in_bold_alone_is_no_list() -> None:
    assert texts("**Smaller batches.** Batches were of 20,000 rows, which nobody knew.") == []


def test_titles_over_a_story_are_no_items() -> None:
    assert texts("**The night before.** It rained.\n\n**The morning after.** The sun shone.") == []


def test_a_long_paragraph_is_told_by_its_first_sentences() -> None:
    long = "It was slow when we tried it on a copy of the data, and slower still with the new index in place that nobody asked for."
    first = found(f"**Smaller batches.** The importer will take 200 rows at a time. {long} {long} We were glad.\n\n{PROMISES}")[0]
    assert first.item.text.startswith("Smaller batches. The importer will take 200 rows at a time.")
    assert "glad" not in first.item.text
    assert "glad" in first.quote


def test_headings_beside_each_other_that_name_work_are_items() -> None:
    body = "### Smaller batches\n\nThe importer will take 200 rows at a time.\n\n### Louder retries\n\nWe are going to log each retry.\n"
    assert texts(body) == ["Smaller batches. The importer will take 200 rows at a time.", "Louder retries. We are going to log each retry."]


def test_headings_that_only_group_are_no_items() -> None:
    body = "### Short term\n\nWe will take 200 rows at a time.\n\n### Long term\n\nWe are going to log each retry.\n"
    assert texts(body) == []


def test_a_heading_that_names_work_needs_no_promise_of_its_own_beside_others() -> None:
    body = (
        "### Second supplier for the lines\n\nThe contract ends in May.\n\n"
        "### Earlier detection of full disks\n\nWe will alert at 80 %.\n\nOwner: Ines Duarte\n"
    )
    found_texts = texts(body)
    assert found_texts == [
        "Second supplier for the lines. The contract ends in May.",
        "Earlier detection of full disks. We will alert at 80 %.",
    ]


def test_an_owner_listed_below_a_heading_is_the_owner_of_its_item() -> None:
    body = "### Raise the limit of the queue\n\nIt was low.\n\n- Owner: Ines Duarte\n- Due: 2026-05-03\n"
    (one,) = found(body)
    assert (one.item.text, one.item.owners, str(one.item.due)) == ("Raise the limit of the queue", ("Ines Duarte",), "2026-05-03")
