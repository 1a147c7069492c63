"""What kind of fix an item is."""

from __future__ import annotations

import pytest

from followthrough.core.extract.types import type_of
from followthrough.core.item import Type


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fix the leak in the connection pool", Type.PREVENTION),
        ("Add a timeout to the card client", Type.PREVENTION),
        ("Validate the config before it is deployed", Type.PREVENTION),
        ("Pin the version of the driver", Type.PREVENTION),
        ("Alert when the queue is older than ten minutes", Type.DETECTION),
        ("Add a dashboard for refused cards", Type.DETECTION),
        ("Log the address of the caller", Type.DETECTION),
        ("Set up a synthetic check of the sign-in page", Type.DETECTION),
        ("Add a circuit breaker between checkout and ledger", Type.MITIGATION),
        ("Make rollback faster", Type.MITIGATION),
        ("Test that backups can be restored within an hour", Type.MITIGATION),
        ("Fail over to the second region automatically", Type.MITIGATION),
        ("Write a runbook for locked tables", Type.PROCESS),
        ("Investigate why the pool ran dry", Type.PROCESS),
        ("We will look into the limits of the pool", Type.PROCESS),
        ("Train the support team", Type.PROCESS),
        ("Don't run large queries at noon", Type.PROCESS),
        ("Document the alerts of the mail service", Type.PROCESS),
    ],
)
def test_words_tell_the_type(text: str, expected: Type) -> None:
    assert type_of(text) is expected


def test_to_investigate_and_fix_takes_the_type_of_the_fix() -> None:
    assert type_of("Investigate and fix the leak") is Type.PREVENTION


def test_a_type_column_is_taken_at_its_word() -> None:
    assert type_of("Write a runbook", stated="Detection") is Type.DETECTION
    assert type_of("Add an alert", stated="mitigate") is Type.MITIGATION
    assert type_of("Add an alert", stated="P1") is Type.DETECTION


def test_a_group_helps_where_the_words_say_little() -> None:
    assert type_of("Review the settings of the pool with the vendor", headings=("Process",)) is Type.PROCESS
    assert type_of("Ping the endpoint") is not Type.DETECTION
    assert type_of("Ping the endpoint", headings=("Monitoring",)) is Type.DETECTION
