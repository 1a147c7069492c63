"""Every regular expression of the program, on texts made to keep one busy. How long each takes is measured by a benchmark, not here."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from benchmarks.patterns import expressions, give_up, slowest

PATIENCE = 5.0  # seconds: what is worse than linear takes minutes


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, give_up)
    yield
    signal.signal(signal.SIGALRM, before)


def test_no_expression_is_kept_busy_by_any_text() -> None:
    found = {(expression.pattern, expression.flags): (where, expression) for where, expression in expressions()}
    assert len(found) > 200
    assert not [where for where, expression in found.values() if slowest(expression, PATIENCE)[0] >= PATIENCE * 1000]
