"""Which ticket carries an item."""

from __future__ import annotations

import pytest

from followthrough.core.document import Link
from followthrough.core.extract.references import find_references, is_reference


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Add an alert PAY-12", ("PAY-12",)),
        ("Add an alert (PAY-12, PAY-13)", ("PAY-12", "PAY-13")),
        ("Add an alert #123", ("#123",)),
        ("Add an alert acme/web#12", ("acme/web#12",)),
        ("Add an alert !45", ("!45",)),
        ("Add an alert T205", ("T205",)),
        ("Add an alert, bug 12345", ("bug 12345",)),
        ("See https://github.com/acme/web/issues/3.", ("https://github.com/acme/web/issues/3",)),
        ("See https://github.com/acme/web/pull/3/files", ("https://github.com/acme/web/pull/3",)),
        ("See https://git.example/group/sub/web/-/merge_requests/9", ("https://git.example/group/sub/web/-/merge_requests/9",)),
        ("See https://linear.app/acme/issue/ENG-12/slug", ("https://linear.app/acme/issue/ENG-12/slug",)),
        ("See https://acme.atlassian.net/browse/OPS-9", ("https://acme.atlassian.net/browse/OPS-9",)),
        ("https://github.com/acme/web/issues/3 (#3)", ("https://github.com/acme/web/issues/3",)),
    ],
)
def test_a_ticket_is_named(text: str, found: tuple[str, ...]) -> None:
    assert find_references(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "CVE-2021-44228", "UTF-8", "SHA-256", "ISO-8601", "colour #fff", "# 12", "v2-1", "AB-1234-x", "https://github.com/acme/web",
        "https://github.com/acme/web/commit/abc123", "T-shirt", "port 8080", "GPT-4", "SEV-1",
    ],
)  # fmt: skip
def test_no_ticket_is_named(text: str) -> None:
    assert find_references(text) == ()


def test_the_address_of_a_link_stands_for_its_words() -> None:
    link = Link("#131", "https://github.com/acme/web/issues/131")
    assert find_references("Add an alert (#131)", (link,)) == ("https://github.com/acme/web/issues/131",)


def test_the_incidents_own_reference_is_no_ticket_of_an_item() -> None:
    assert find_references("Add an alert for INC-481, see PAY-1", own="INC-481") == ("PAY-1",)


def test_words_may_be_nothing_but_references() -> None:
    assert is_reference("PAY-1, #12")
    assert is_reference("https://github.com/acme/web/issues/3")
    assert not is_reference("Add an alert #12")
    assert not is_reference("words")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Move the script into CI - infra#883", ("infra#883",)),
        ("Fix it, see issue#12", ()),
        ("Filed as AB#7712", ("AB#7712",)),
        ("Renewed under CHG0077310", ("CHG0077310",)),
        ("Planned in epic &5", ("&5",)),
        ("Fish &amp; chips &5;", ()),
        ("Replace the LC-8 cards in the north", ()),
        ("Close OPS-12", ("OPS-12",)),
        ("Do what OPS-1234 asks for", ("OPS-1234",)),
        ("Finish the work from OPS-12 first", ("OPS-12",)),
    ],
)
def test_numbers_of_many_trackers_are_told_from_names_of_parts(text: str, found: tuple[str, ...]) -> None:
    assert find_references(text) == found
