"""Two people act on one thing at the same moment: one does it, the other is shown what the first did. On threads, for real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from followthrough.core.item import State, Type
from followthrough.errors import Conflict
from followthrough.web.models import Candidate, Decision, Event, Item
from followthrough.web.operations import candidates, decisions, items
from followthrough.web.operations.audit import verify_rows
from followthrough.web.operations.candidates import Promise
from followthrough.web.operations.chain import verify_chain
from tests.web.making import day, make_candidate, make_cast, make_item

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 10


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """What each act gave, or the error it raised; all start together, each with a database connection of its own."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_who_decide_at_once_one_is_shown_the_others_decision() -> None:
    cast = make_cast()
    for _ in range(ROUNDS):
        item = make_item(cast)
        declined, moved = at_once(
            [
                lambda item=item: decisions.decline(item.pk, by=cast.by("bob"), version=1, reason="No value left"),  # type: ignore[misc]
                lambda item=item: items.set_due(item.pk, by=cast.by("alice"), version=1, due=day(900), reason="Vendor"),  # type: ignore[misc]
            ]
        )
        item.refresh_from_db()
        assert (item.version, item.events.count()) == (2, 2)
        if isinstance(declined, Conflict):
            assert (item.state, item.due) == (State.OPEN, day(900))
            assert str(declined).startswith("Alice changed the due date a moment ago: “Vendor”.")
        else:
            assert isinstance(moved, Conflict)
            assert (item.state, item.due) == (State.DECLINED, day(10))
            assert str(moved).startswith("Bob declined this item a moment ago: “No value left”.")
    assert Decision.objects.count() == Item.objects.filter(state="declined").count()
    assert verify_chain().sound
    assert list(verify_rows()) == []


def test_a_double_click_on_accept_makes_one_item() -> None:
    cast = make_cast()
    promise = Promise("Alert", Type.DETECTION, cast.person("alice"), cast.team, day(3), ("OPS-1",))
    for _ in range(ROUNDS):
        candidate = make_candidate(cast)
        act = lambda pk=candidate.pk: candidates.accept_candidate(pk, by=cast.by("alice"), version=1, promise=promise)  # noqa: E731
        assert Counter(type(result) for result in at_once([act] * 4)) == {Item: 1, Conflict: 3}
        assert Candidate.objects.get(pk=candidate.pk).item is not None
    assert Item.objects.count() == ROUNDS


def test_many_writers_on_many_items_lose_nothing() -> None:
    cast = make_cast()
    mine = [make_item(cast) for _ in range(6)]
    before = Event.objects.count()

    def write(item: Item) -> None:
        for number in range(5):
            items.set_tickets(item.pk, by=cast.by("alice"), version=1 + number, tickets=[f"CHK-{number}"])

    results = at_once([lambda item=item: write(item) for item in mine])  # type: ignore[misc]
    assert results == [None] * 6
    assert Event.objects.count() == before + 6 * 5
    assert verify_chain().sound
    assert list(verify_rows()) == []
