"""A form's blanks are told from words that somebody wrote."""

from __future__ import annotations

import pytest

from followthrough.core.extract.placeholders import is_blank, is_template, is_to_the_author
from followthrough.core.parse import parse


@pytest.mark.parametrize(
    "text",
    [
        "TBD",
        "n/a",
        "None",
        "...",
        "…",
        "TODO",
        "<action item>",
        "[Insert action here]",
        "{{ action }}",
        "Action item 1",
        "Task #2",
        "____",
        "-",
        "xxx",
    ],
)
def test_it_says_nothing_yet(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize(
    "text",
    ["Add an alert", "Remove <script> from the page", "Add an alert for {region}", "Task queue needs an alert", "Log [x] in the mail"],
)
def test_it_says_something(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    "text",
    [
        "Describe what happened",
        "List the actions here",
        "What did we learn?",
        "Every action item should have an owner",
        "These follow-ups must be filed",
    ],
)
def test_it_speaks_to_the_author(text: str) -> None:
    assert is_to_the_author(text)


@pytest.mark.parametrize(
    "text", ["Explain on the status page that mail is late", "Add what we learnt to the runbook", "These limits must go"]
)
def test_it_speaks_to_the_team(text: str) -> None:
    assert not is_to_the_author(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("postmortem-template.md", "# Title\n\n- Add an alert\n"),
        ("template.md", "# Mail\n\n- Add an alert\n"),
        ("a.md", "# Incident report template\n\n- Add an alert\n"),
        ("a.md", "# Mail\n\nDescribe the impact.\n\n## Actions\n\n- <action>\n- <action>\n- [owner]\n"),
        ("a.md", "# Good postmortems\n\n" + "A postmortem is written for people. Each postmortem has an owner.\n" * 6),
    ],
)
def test_a_form_or_a_guide_is_known(name: str, text: str) -> None:
    assert is_template(parse(text.encode(), name=name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "# Outage after a change of the mail template\n\nMail was late.\n\n- Test each template\n"),
        ("a.md", "# Mail was late\n\n## Actions\n\n- Add an alert\n- TBD\n"),
        ("a.md", "# Postmortem of INC-9\n\nThis postmortem tells why mail was late.\n\n" + "Mail was late for an hour.\n" * 20),
    ],
)
def test_a_postmortem_is_no_form(name: str, text: str) -> None:
    assert not is_template(parse(text.encode(), name=name))
