"""Who is to do it, in the many ways people write it; and who is not meant."""

from __future__ import annotations

import pytest

from followthrough.core.extract.names import kind_of
from followthrough.core.extract.owners import owners_in_cell, owners_in_headings, owners_in_text
from followthrough.core.item import OwnerKind


@pytest.mark.parametrize(
    ("text", "owner", "words"),
    [
        ("Add an alert @priya", "priya", "Add an alert"),
        ("Add an alert (@priya)", "priya", "Add an alert"),
        ("@priya: add an alert", "priya", "add an alert"),
        ("@priya to add an alert", "priya", "@priya to add an alert"),
        ("Add an alert (Owner: Priya)", "Priya", "Add an alert"),
        ("Add an alert (Owner: Priya, due 2026-04-01, PAY-3)", "Priya", "Add an alert"),
        ("Add an alert [DRI: Priya Nair]", "Priya Nair", "Add an alert"),
        ("Add an alert (assigned to Priya)", "Priya", "Add an alert"),
        ("Add an alert. Owner: Priya Nair", "Priya Nair", "Add an alert."),
        ("Owner: Priya. Add an alert", "Priya", "Add an alert"),
        ("Priya to add an alert", "Priya", "Priya to add an alert"),
        ("Priya will add an alert", "Priya", "Priya will add an alert"),
        ("Priya: add an alert", "Priya", "add an alert"),
        ("Anjali Rao: add an alert", "Anjali Rao", "add an alert"),
        ("[Priya] Add an alert", "Priya", "Add an alert"),
        ("Add an alert (Priya)", "Priya", "Add an alert"),
        ("Add an alert (Priya, next sprint)", "Priya", "Add an alert"),
        ("Add an alert - Priya", "Priya", "Add an alert"),
        ("Add an alert — Priya Nair", "Priya Nair", "Add an alert"),
        ("Add an alert. Action owner - Priya", "Priya", "Add an alert."),
    ],
)
def test_one_person_is_named(text: str, owner: str, words: str) -> None:
    found = owners_in_text(text)
    assert (found.owners, found.kind, found.text) == ((owner,), OwnerKind.PERSON, words)


@pytest.mark.parametrize(
    ("text", "owners", "kind"),
    [
        ("@priya and @sam add an alert", ("priya", "sam"), OwnerKind.SEVERAL),
        ("Priya and Sam will add an alert", ("Priya", "Sam"), OwnerKind.SEVERAL),
        ("Add an alert (Priya / Sam)", ("Priya", "Sam"), OwnerKind.SEVERAL),
        ("Add an alert (Owner: everyone)", ("everyone",), OwnerKind.SEVERAL),
        ("Platform team: add an alert", ("Platform team",), OwnerKind.TEAM),
        ("The platform team will add an alert", ("platform team",), OwnerKind.TEAM),
        ("Add an alert (Owner: @acme/infra)", ("acme/infra",), OwnerKind.TEAM),
        ("SRE to write the runbook", ("SRE",), OwnerKind.TEAM),
        ("Add an alert (on-call engineer)", ("on-call engineer",), OwnerKind.ROLE),
        ("Add an alert (Owner: incident commander)", ("incident commander",), OwnerKind.ROLE),
    ],
)
def test_several_a_team_or_a_role_is_named(text: str, owners: tuple[str, ...], kind: OwnerKind) -> None:
    found = owners_in_text(text)
    assert (found.owners, found.kind) == (owners, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Add an alert",
        "Alerting: add an alert",
        "Kubernetes: raise the limit",
        "Add a test (see RFC)",
        "Update the docs (Kubernetes)",
        "Fix the login - Safari",
        "Mail alice@example.com when it is down",
        "Add @Transactional to the service",
        "Work with Google on the quota",
        "Monday: add an alert",
        "We will add an alert",
        "Who: TBD",
        "Lead times to be measured",
    ],
)
def test_nobody_is_named(text: str) -> None:
    found = owners_in_text(text)
    assert (found.owners, found.kind) == ((), OwnerKind.NONE)


def test_a_mark_that_names_nobody_is_no_part_of_the_words() -> None:
    found = owners_in_text("Add an alert (Owner: TBD)")
    assert (found.owners, found.text) == ((), "Add an alert")


def test_a_name_that_the_document_knows_is_a_name() -> None:
    assert owners_in_text("Tijuana: add an alert").owners == ()
    assert owners_in_text("Tijuana: add an alert", people=frozenset({"tijuana"})).owners == ("Tijuana",)


@pytest.mark.parametrize(
    ("cell", "owners", "kind"),
    [
        ("Priya Nair", ("Priya Nair",), OwnerKind.PERSON),
        ("@priya", ("priya",), OwnerKind.PERSON),
        ("priya.nair", ("priya.nair",), OwnerKind.PERSON),
        ("Priya, Sam", ("Priya", "Sam"), OwnerKind.SEVERAL),
        ("Priya (with Sam)", ("Priya", "Sam"), OwnerKind.SEVERAL),
        ("Priya (payments)", ("Priya",), OwnerKind.PERSON),
        ("Platform team", ("Platform team",), OwnerKind.TEAM),
        ("SRE", ("SRE",), OwnerKind.TEAM),
        ("On-call", ("On-call",), OwnerKind.ROLE),
        ("Incident commander", ("Incident commander",), OwnerKind.ROLE),
        ("TBD", (), OwnerKind.NONE),
        ("n/a", (), OwnerKind.NONE),
        ("-", (), OwnerKind.NONE),
        ("?", (), OwnerKind.NONE),
    ],
)
def test_an_owner_column_is_taken_at_its_word(cell: str, owners: tuple[str, ...], kind: OwnerKind) -> None:
    assert owners_in_cell(cell) == (owners, kind)


@pytest.mark.parametrize(
    ("heading", "owners"),
    [
        ("Platform team:", ("Platform team",)),
        ("Owner: Priya", ("Priya",)),
        ("Priya & Sam", ("Priya", "Sam")),
        ("JG", ("JG",)),
        ("Kim - for later", ("Kim",)),
    ],
)
def test_a_group_is_addressed_to_somebody(heading: str, owners: tuple[str, ...]) -> None:
    assert owners_in_headings(("Action items", heading))[0] == owners


@pytest.mark.parametrize("heading", ["Prevention", "CI", "API", "Mail service", "MailRelay", "Next 2 weeks", "Process"])
def test_a_group_is_addressed_to_nobody(heading: str) -> None:
    assert owners_in_headings((heading,)) == ((), OwnerKind.NONE)


def test_a_person_and_a_team_are_several() -> None:
    assert kind_of(("Priya", "Platform team")) is OwnerKind.SEVERAL
    assert kind_of(("Platform team", "Mail team")) is OwnerKind.TEAM


@pytest.mark.parametrize(
    ("text", "owners", "words"),
    [
        ("Collect fifty odd files as fixtures @Wren @Lin → Jul 1", ("Wren", "Lin"), "Collect fifty odd files as fixtures → Jul 1"),
        ("Workers read the flags again @Dov [LOOM-5]", ("Dov",), "Workers read the flags again [LOOM-5]"),
        ("Show the first rows @Pilar (design), needs a scope", ("Pilar",), "Show the first rows (design), needs a scope"),
        ("Ring the customer @Dov ✔️ done Jun 3", ("Dov",), "Ring the customer ✔️ done Jun 3"),
    ],
)
def test_a_handle_with_a_capital_counts_before_a_date_a_ticket_or_a_bracket(text: str, owners: tuple[str, ...], words: str) -> None:
    found = owners_in_text(text)
    assert (found.owners, found.text) == (owners, words)


def test_an_annotation_within_a_sentence_is_still_nobody() -> None:
    assert owners_in_text("Put @Transactional before the call, as @Cacheable by itself is too little").owners == ()


@pytest.mark.parametrize(
    "text",
    [
        "the mail queue: Oona to clear it",
        "Calls that wait will be put together; Oona has the patch in review",
        "Keep a copy in the rack. Oona to ask the meeting for the money",
        "Send the warnings to our phones. Oona has done this for four machines",
    ],
)
def test_somebody_further_on_in_the_sentence_is_its_owner(text: str) -> None:
    assert owners_in_text(text, people=frozenset({"oona"})) == (("Oona",), OwnerKind.PERSON, text)


def test_a_thing_further_on_in_the_sentence_is_nobody() -> None:
    assert owners_in_text("Restart it: Redis to free its memory").owners == ()


def test_words_in_a_bracket_that_open_with_a_name_are_no_name() -> None:
    assert owners_in_text("Never go alone (Frances means herself)", people=frozenset({"frances"})).owners == ()
