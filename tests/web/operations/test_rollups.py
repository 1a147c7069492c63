"""What the numbers are read from: made when it is missing or of other rules, mended where something changes, and nowhere else.

That what is kept equals what a rebuild makes is held after every test that has a cast.
"""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from followthrough.core.item import Type
from followthrough.web.models import IncidentSpellRow, RollupHead, SpellRow, TallyRow
from followthrough.web.operations import decisions, items, people, rollups
from followthrough.web.operations.incidents import edit_incident
from tests.web.making import Cast, at, day, make_incident, make_item, make_private
from tests.web.rollups import rows

pytestmark = pytest.mark.django_db


def spells_of(pk: int) -> list[int]:
    return list(SpellRow.objects.filter(item=pk).order_by("pk").values_list("pk", flat=True))


def counted(name: str) -> int:
    return sum(TallyRow.objects.filter(of=name, measure="open").values_list("number", flat=True))


def forget() -> None:
    for model in (SpellRow, IncidentSpellRow, TallyRow, RollupHead):
        model.objects.all().delete()


def test_an_upgrade_makes_them_out_of_the_events(cast: Cast) -> None:
    make_item(cast)
    before = rows()
    forget()
    call_command("migrate", verbosity=0, interactive=False)
    assert rows() == before
    assert before["SpellRow"]


def test_they_are_made_anew_for_another_time_zone_or_by_other_rules_and_else_left_alone(
    settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, cast: Cast
) -> None:
    item = make_item(cast)
    kept = spells_of(item.pk)
    rollups.ensure()
    assert spells_of(item.pk) == kept
    settings.TIME_ZONE = "Pacific/Auckland"  # type: ignore[attr-defined]
    assert not rollups.are_current()
    rollups.ensure()
    assert rollups.are_current()
    assert RollupHead.objects.get().zone == "Pacific/Auckland"
    settings.TIME_ZONE = "UTC"  # type: ignore[attr-defined]
    monkeypatch.setattr(rollups, "RULES", rollups.RULES + 1)
    rollups.ensure()
    assert RollupHead.objects.get().rules == rollups.RULES


def test_the_command_makes_them_anew_and_says_how_many(cast: Cast) -> None:
    make_item(cast)
    before = rows()
    TallyRow.objects.update(number=77)
    said = StringIO()
    call_command("rebuild", stdout=said)
    assert "1 spells" in said.getvalue()
    assert rows() == before


def test_a_change_mends_what_it_touches_and_nothing_else(cast: Cast) -> None:
    touched, other = make_item(cast, accepted=-30), make_item(cast, accepted=-30)
    before = spells_of(other.pk), spells_of(touched.pk)
    items.mark_done(touched.pk, by=cast.by("alice"), version=1, at=at(-20))  # told today of three weeks ago
    assert spells_of(other.pk) == before[0]
    assert len(spells_of(touched.pk)) == 2
    assert not set(spells_of(touched.pk)) & set(before[1])


def test_naming_an_owner_writes_no_spell(cast: Cast) -> None:
    item = make_item(cast)
    before = spells_of(item.pk)
    items.assign(item.pk, by=cast.by("dora"), version=1, owner=cast.person("bob"))
    assert spells_of(item.pk) == before


def test_what_is_found_out_of_an_incident_moves_its_items_to_another_set(cast: Cast) -> None:
    search = people.add_service("Search")
    incident = make_incident(cast, severity=3)
    make_item(cast, incident)
    make_item(cast, incident)
    assert (counted("severity:3"), counted("severity:1"), counted(f"service:{search.pk}")) == (2, 0, 0)
    edit_incident(incident.pk, by=cast.by("dora"), severity=1, services=[search])
    assert (counted("severity:3"), counted("severity:1"), counted(f"service:{search.pk}")) == (0, 2, 2)


def test_an_item_moves_with_its_team_and_type(cast: Cast) -> None:
    item = make_item(cast, type=Type.DETECTION)
    items.edit_item(item.pk, by=cast.by("dora"), version=1, team=cast.other_team, type=Type.PROCESS)
    names = (f"team:{cast.team.pk}", f"team:{cast.other_team.pk}", "type:detection", "type:process")
    assert [counted(name) for name in names] == [0, 1, 0, 1]


def test_a_private_incident_has_its_items_counted_for_insiders_alone_and_comes_back_when_opened(cast: Cast) -> None:
    first, second = make_item(cast), make_item(cast, make_incident(cast))
    decisions.merge_item(first.pk, by=cast.by("dora"), version=1, into=second.pk, reason="The same", at=at(-1))
    before = rows()
    incident = second.incident
    make_private(incident, cast.person("dora"))
    assert set(SpellRow.objects.filter(item=second.pk).values_list("view", flat=True)) == {2}
    assert set(SpellRow.objects.filter(item=first.pk).values_list("view", flat=True)) == {1, 2}
    edit_incident(incident.pk, by=cast.by("dora"), private=False, people=[])
    assert rows() == before
    assert day(0) >= SpellRow.objects.filter(item=first.pk).latest("since").since
