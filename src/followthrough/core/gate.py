"""Whether a release may go ahead: not while what was promised after an incident is overdue. Knows no database; a day is an argument.

What was decided away in the open (risk accepted, declined) is not open any more, so it holds nothing up: that is the honest way through.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

SEVERITIES: Final = (1, 2, 3, 4)
LONGEST_GRACE: Final = 365  # days
PRIVATE: Final = "an item of a private incident"


@dataclass(frozen=True, slots=True)
class Question:
    """Whose promises are asked for. Nothing named: everybody's.

    `severities`: only of incidents of these, and of those that nobody ranked where `unranked`. `grace`: days that an item may be
    overdue before it holds anything up.
    """

    service: str = ""
    team: str = ""
    severities: tuple[int, ...] = SEVERITIES
    unranked: bool = True
    grace: int = 0

    @property
    def is_ranked(self) -> bool:
        """Whether it leaves out a severity."""
        return not self.unranked or set(self.severities) != set(SEVERITIES)

    def wants(self, severity: int | None) -> bool:
        return self.unranked if severity is None else severity in self.severities


@dataclass(frozen=True, slots=True)
class Promise:
    """An open item past its date, as the gate sees it. `private`: it counts, and its words are told to nobody."""

    item: int
    text: str
    incident: str
    severity: int | None
    due: date
    owner: str = ""
    team: str = ""
    url: str = ""
    needs_decision: bool = False
    private: bool = False

    def days_late(self, on: date) -> int:
        return (on - self.due).days


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds the release up, worst first; what will once its days of grace are over; and how many unranked ones were not asked for."""

    question: Question
    on: date
    blocking: tuple[Promise, ...] = ()
    in_grace: tuple[Promise, ...] = ()
    unranked_left_out: int = field(default=0)

    @property
    def is_open(self) -> bool:
        return not self.blocking


def judge(promises: Iterable[Promise], question: Question, *, on: date) -> Verdict:
    """Hold the open items of a service or team against the day. On its due date an item is not yet late."""
    late = sorted((one for one in promises if one.due < on), key=lambda one: (one.severity or 99, one.due, one.item))
    asked = [one for one in late if question.wants(one.severity)]
    return Verdict(
        question=question,
        on=on,
        blocking=tuple(one for one in asked if one.days_late(on) > question.grace),
        in_grace=tuple(one for one in asked if one.days_late(on) <= question.grace),
        unranked_left_out=sum(one.severity is None for one in late) if not question.unranked else 0,
    )


def words_of(promise: Promise) -> str:
    """What may be said of it where anybody might read along, as in the log of a pipeline."""
    return PRIVATE if promise.private else promise.text
