"""Whom a document names as persons, by what only persons do; and who is not taken for one."""

from __future__ import annotations

from followthrough.core.extract import read
from followthrough.core.extract.people import people_of
from followthrough.core.parse import parse


def people(text: str) -> frozenset[str]:
    return people_of(parse(text.encode(), name="night.md"))


def owners(text: str) -> list[tuple[str, ...]]:
    return [each.item.owners for each in read(parse(text.encode(), name="night.md"), {}).candidates]


def test_who_said_noticed_or_was_rung_is_a_person() -> None:
    text = "# Night\n\nWe rang Oona and Bram at two. Ximena noticed that the disk was full, and it was fixed by Tove.\n"
    assert people(text) == {"oona", "bram", "ximena", "tove"}


def test_who_signs_is_a_person_and_a_lone_word_within_is_not() -> None:
    body = "\n\n".join(["It was a long night for everyone involved."] * 9)
    text = f"# Night\n\n{body}\n\nTreasury\n\n{body}\n\n— Oona\n"
    assert people(text) == {"oona"}


def test_things_that_fail_are_no_persons() -> None:
    assert people("# Night\n\nKafka was slow and Redis failed. Nobody noticed. Everyone said sorry.\n") == frozenset()


def test_initials_before_several_items_are_persons() -> None:
    text = "# Night\n\n## Actions\n- RH: raise the limit\n- BN / TK: ask the supplier for a second line\n- tidy the shelf\n"
    assert owners(text) == [("RH",), ("BN", "TK"), ()]


def test_what_is_short_for_things_is_nobody() -> None:
    text = "# Night\n\n## Actions\n- API: raise the limit\n- CDN: ask the supplier for a second line\n- DB / LB: raise both\n"
    assert owners(text) == [(), (), ()]


def test_initials_of_a_person_who_is_named_in_full_are_that_person() -> None:
    text = "# Night\n\nAttendees: Ruth Hale, Bo Nilsen\n\n## Actions\n- raise the limit of the queue (RH)\n"
    assert owners(text) == [("RH",)]
