"""Which types of fixes incidents have, and the sentence about what is missing."""

from __future__ import annotations

from followthrough.core.item import State, Type
from followthrough.core.portfolio.balance import Balance, Balances, balance, balance_of_each
from followthrough.core.portfolio.history import Standing
from followthrough.core.portfolio.replacement import Replacements
from tests.core.portfolio.histories import make_standing


def items(types: tuple[list[Type], ...]) -> list[Standing]:
    """One incident for each list."""
    return [
        make_standing(10 * incident + number, incident=incident, type=kind)
        for incident, kinds in enumerate(types, start=1)
        for number, kind in enumerate(kinds)
    ]


def of(*types: list[Type]) -> Balances:
    return balance(items(types))


def each(*types: list[Type]) -> dict[int, Balance]:
    return balance_of_each(Replacements(items(types)))


def test_types_are_counted_per_incident_and_over_all() -> None:
    incidents = ([Type.PREVENTION, Type.PREVENTION, Type.DETECTION], [Type.PROCESS])
    found = of(*incidents)
    assert found.overall.counts == {Type.PREVENTION: 2, Type.DETECTION: 1, Type.MITIGATION: 0, Type.PROCESS: 1}
    assert found.overall.share(Type.PREVENTION) == 0.5
    assert each(*incidents)[1].missing == (Type.MITIGATION, Type.PROCESS)


def test_one_type_only_needs_two_items_to_say_so() -> None:
    found = each([Type.PROCESS, Type.PROCESS], [Type.PROCESS], [Type.PROCESS, Type.DETECTION])
    assert [one.only for one in found.values()] == [Type.PROCESS, None, None]


def test_the_sentence_counts_the_incidents_that_lack_a_type() -> None:
    assert of([Type.PROCESS], [Type.PREVENTION], [Type.DETECTION]).finding() == (
        "2 of 3 incidents with action items have no detection item."
    )
    assert of([Type.PROCESS], [Type.DETECTION]).finding() == "1 of 2 incidents with action items has no detection item."
    assert of([Type.PROCESS]).finding(Type.MITIGATION) == "1 of 1 incident with action items has no mitigation item."


def test_the_sentence_also_says_that_nothing_is_missing() -> None:
    assert of([Type.DETECTION], [Type.DETECTION]).finding() == "Every incident with action items has a detection item."


def test_without_items_nothing_is_out_of_balance() -> None:
    found = of()
    assert found.finding() == "No incident has an action item yet."
    assert (found.overall.missing, found.overall.only, found.overall.share(Type.PROCESS)) == ((), None, None)


def test_a_replaced_item_counts_through_what_replaced_it() -> None:
    merged = make_standing(1, incident=1, type=Type.PROCESS, state=State.SUPERSEDED, replaced_by=(2,))
    standings = [merged, make_standing(2, incident=2, type=Type.DETECTION)]
    found, of_each = balance(standings), balance_of_each(Replacements(standings))
    assert found.overall.total == 1
    assert of_each[1].counts == of_each[2].counts
    assert found.finding() == "Every incident with action items has a detection item."
