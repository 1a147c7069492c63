"""Events are only ever appended, and a change of any of them is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from followthrough.web.models import ChainHead, Event, append_only
from followthrough.web.operations import decisions, items
from followthrough.web.operations.audit import verify_rows
from followthrough.web.operations.chain import ORIGIN, verify_chain
from tests.web.making import Cast, at, day, make_item

pytestmark = pytest.mark.django_db


def a_story(cast: Cast) -> None:
    one, other = make_item(cast), make_item(cast)
    items.set_due(one.pk, by=cast.by("alice"), version=1, due=day(40), reason="Später – “vielleicht” 🚒", at=at(-5))
    items.assign(one.pk, by=cast.by("alice"), version=2, owner=cast.person("bob"), at=at(-4))
    decisions.merge_item(other.pk, by=cast.by("alice"), version=1, into=one.pk, reason="The same", at=at(-4))
    items.undo(other.pk, by=cast.by("alice"), version=2, at=at(-4, hour=10))


def raw(sql: str, values: list[str | int | None] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or [])


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE web_event SET reason = 'nicer'",
        "UPDATE web_event SET number = number + 100 WHERE number = 1",
        "DELETE FROM web_event",
        "DELETE FROM web_event WHERE number = 1",
    ],
)
def test_the_database_itself_refuses_to_change_or_remove_an_event(cast: Cast, sql: str) -> None:
    make_item(cast)
    before = list(Event.objects.values())
    with pytest.raises(DatabaseError, match="events are only ever appended"), transaction.atomic():
        raw(sql)
    assert list(Event.objects.values()) == before


def test_an_empty_chain_is_sound() -> None:
    assert verify_chain().sound
    assert ChainHead.objects.get().digest == ORIGIN


def test_a_story_leaves_a_sound_chain_without_gaps(cast: Cast) -> None:
    a_story(cast)
    numbers = list(Event.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert (verify_chain().sound, verify_chain().events) == (True, len(numbers))
    assert list(verify_rows()) == []


def change(column: str, value: str | None) -> Callable[[int], None]:
    return lambda number: raw(f"UPDATE web_event SET {column} = %s WHERE number = %s", [value, number])  # noqa: S608


def swap(number: int) -> None:
    raw("UPDATE web_event SET number = 0 WHERE number = %s", [number])
    raw("UPDATE web_event SET number = %s WHERE number = %s", [number, number - 1])
    raw("UPDATE web_event SET number = %s WHERE number = 0", [number - 1])


TAMPERINGS: dict[str, Callable[[int], None]] = {
    "another reason": change("reason", "because"),
    "another kind": change("kind", "started"),
    "another time": change("at", "2020-01-01 00:00:00+00:00"),
    "another time of writing": change("recorded_at", "2020-01-01 00:00:00+00:00"),
    "through another": change("through", "policy"),
    "somebody else": lambda number: raw("UPDATE web_event SET actor_id = (SELECT MAX(id) FROM web_user) WHERE number = %s", [number]),
    "other changes": change("changes", json.dumps({"text": ["a", "b"]})),
    "another digest": change("digest", "f" * 64),
    "removed": lambda number: raw("DELETE FROM web_event WHERE number = %s", [number]),
    "swapped": swap,
}


@contextmanager
def a_database_administrator() -> Iterator[None]:
    """Somebody whom no trigger stops; what they did is taken back afterwards."""
    with transaction.atomic():
        connection.check_constraints()  # PostgreSQL drops no trigger while a check is pending
        append_only.remove(connection)
        savepoint = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(savepoint)
            append_only.install(connection)


@pytest.mark.parametrize("how", TAMPERINGS)
def test_any_tampering_is_found(cast: Cast, how: str) -> None:
    a_story(cast)
    untouched = list(Event.objects.values())
    for number in range(2, len(untouched) + 1):
        with a_database_administrator():
            TAMPERINGS[how](number)
            touched = list(Event.objects.values()) != untouched
            assert verify_chain().sound is not touched, f"event {number} {how}"
    assert verify_chain().sound


def test_an_end_that_was_cut_off_is_found(cast: Cast) -> None:
    a_story(cast)
    with a_database_administrator():
        raw("DELETE FROM web_event WHERE number > 5")
        assert "the end of the chain was cut off" in verify_chain().fault
    with a_database_administrator():
        raw("INSERT INTO web_event SELECT * FROM web_event WHERE number = -1")
        raw("UPDATE web_chainhead SET number = 5")
        assert not verify_chain().sound


def test_a_row_that_was_changed_behind_the_events_is_found(cast: Cast) -> None:
    item = make_item(cast)
    raw("UPDATE web_item SET state = 'done', closed_at = accepted_at WHERE id = %s", [item.pk])
    assert list(verify_rows()) == [f"item {item.pk}: state, closed_at not as the events say"]
    with pytest.raises(CommandError, match="1 rows are not what their events add up to"):
        call_command("verify_audit")


def test_the_command_says_that_all_is_well_and_where_it_is_not(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    a_story(cast)
    call_command("verify_audit")
    assert "all in order and as they were written" in capsys.readouterr().out
    with a_database_administrator():
        raw("UPDATE web_event SET reason = 'nicer' WHERE number = 4")
        with pytest.raises(CommandError, match="event 4 is not as it was written"):
            call_command("verify_audit")
