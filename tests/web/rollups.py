"""Whether what the numbers are read from is what the events add up to."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from followthrough.web.models import IncidentSpellRow, SpellRow, TallyRow
from followthrough.web.operations.rollups import rebuild

Rows = dict[str, list[tuple[Any, ...]]]


def rows() -> Rows:
    """All rows of the roll-ups, in one order and without the numbers that the database gives them."""
    found: Rows = {}
    for model in (SpellRow, IncidentSpellRow, TallyRow):
        columns = [one.attname for one in model._meta.concrete_fields if one.name != "id"]
        found[model.__name__] = sorted(model.objects.values_list(*columns), key=repr)
    return found


def assert_as_rebuilt() -> None:
    """What was kept event by event is, row for row, what a rebuild makes. Leaves everything as it was."""
    kept = rows()
    with transaction.atomic():
        rebuild()
        made = rows()
        transaction.set_rollback(True)
    for name, expected in made.items():
        extra, lost = _less(kept[name], expected), _less(expected, kept[name])
        assert kept[name] == expected, f"{name}: kept but not made {extra}, made but not kept {lost}"


def _less(some: list[tuple[Any, ...]], others: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [one for one in some if one not in others][:10]
