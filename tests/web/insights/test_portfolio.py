"""The four answers for what a person may see, on any day."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followthrough.core.item import State, Type
from followthrough.core.portfolio.loop import Loop
from followthrough.core.portfolio.summary import Summary
from followthrough.core.portfolio.tallies import OPEN
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.operations import decisions, items, people
from followthrough.web.operations.decisions import Part
from followthrough.web.operations.incidents import edit_incident
from tests.web.making import Cast, at, day, hide, make_incident, make_item
from tests.web.told import assert_same


def by_item(cast: Cast, offset: int) -> dict[int, State]:
    return {one.item: one.own_state for one in Portfolio(as_of=day(offset), user=cast.dora).spells()}


def summary(**asked: Any) -> Summary:
    return Portfolio(**asked).summary()


def items_of(**asked: Any) -> list[int]:
    return sorted(one.item for one in Portfolio(**asked).spells())


def incidents_of(**asked: Any) -> set[int]:
    return set(Portfolio(**asked).incidents().values_list("pk", flat=True))


def test_each_past_day_shows_what_stood_on_it(cast: Cast) -> None:
    item = make_item(cast, accepted=-20)
    items.start(item.pk, by=cast.by("alice"), version=1, at=at(-15))
    items.mark_done(item.pk, by=cast.by("alice"), version=2, at=at(-10))
    items.reopen(item.pk, by=cast.by("alice"), version=3, reason="Too early", at=at(-5))
    seen = {offset: by_item(cast, offset).get(item.pk) for offset in (-21, -20, -15, -11, -10, -6, -5, 0)}
    assert seen == {
        -21: None,
        -20: State.OPEN,
        -15: State.IN_PROGRESS,
        -11: State.IN_PROGRESS,
        -10: State.DONE,
        -6: State.DONE,
        -5: State.OPEN,
        0: State.OPEN,
    }


def test_a_day_ends_at_midnight_where_the_organisation_is(settings: pytest.FixtureRequest, cast: Cast) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"  # type: ignore[attr-defined]
    item = make_item(cast, accepted=-20)
    items.mark_done(item.pk, by=cast.by("alice"), version=1, at=at(-10, hour=20))  # already the next day there
    assert [by_item(cast, offset)[item.pk] for offset in (-10, -9)] == [State.OPEN, State.DONE]
    (spell,) = Portfolio(as_of=day(0), user=cast.dora).spells()
    assert (spell.closed_on, spell.state) == (day(-9), State.DONE)


def test_the_team_of_a_past_day_is_the_one_the_item_had_then(cast: Cast) -> None:
    item = make_item(cast, accepted=-20)
    items.edit_item(item.pk, by=cast.by("dora"), version=1, team=cast.other_team, at=at(-10))

    def of(offset: int) -> list[int]:
        return items_of(as_of=day(offset), user=cast.dora, team=cast.team)

    assert (of(-11), of(-10), of(0)) == ([item.pk], [], [])


def test_what_is_private_counts_only_for_its_people(cast: Cast) -> None:
    hidden = make_incident(cast, private=True, let_in=[cast.person("alice"), cast.person("dora")])
    make_item(cast, hidden)
    for offset in (0, -15):
        answers = {name: summary(as_of=day(offset), user=getattr(cast, name)) for name in ("alice", "bob", "frank")}
        assert {name: (answer.open, answer.incidents) for name, answer in answers.items()} == {
            "alice": (1, 1),
            "bob": (0, 0),
            "frank": (1, 1),
        }


def test_severity_and_service_choose_by_the_incident(cast: Cast) -> None:
    search = people.add_service("Search")
    worst = make_item(cast, make_incident(cast, severity=1, services=[search]))
    other = make_item(cast, make_incident(cast, severity=3))
    make_item(cast, make_incident(cast, severity=None))
    assert items_of(as_of=day(0), user=cast.dora, severity=1) == [worst.pk]
    assert items_of(as_of=day(0), user=cast.dora, severity=3) == [other.pk]
    assert items_of(as_of=day(0), user=cast.dora, service=search) == [worst.pk]
    assert summary(as_of=day(0), user=cast.dora, severity=1).incidents == 1


def test_type_chooses_items_and_leaves_out_incidents_without_such_an_item(cast: Cast) -> None:
    detection = make_item(cast, type=Type.DETECTION)
    make_item(cast, type=Type.PROCESS)
    make_incident(cast)
    asked = {"as_of": day(0), "user": cast.dora, "type": Type.DETECTION}
    assert items_of(**asked) == [detection.pk]
    assert incidents_of(**asked) == {detection.incident_id}


def test_an_incident_belongs_to_a_team_by_itself_or_by_an_item(cast: Cast) -> None:
    own, theirs, unrelated = make_incident(cast), make_incident(cast, team=cast.other_team), make_incident(cast, team=cast.other_team)
    make_item(cast, theirs, team=cast.team)
    assert incidents_of(as_of=day(0), user=cast.dora, team=cast.team) == {own.pk, theirs.pk}
    assert unrelated.pk in incidents_of(as_of=day(0), user=cast.dora, team=cast.other_team)


def test_an_incident_that_had_not_begun_is_not_there_yet(cast: Cast) -> None:
    make_incident(cast, began=-10)
    make_incident(cast, began=None)  # recorded 30 days ago
    assert [summary(as_of=day(offset), user=None).incidents for offset in (-31, -30, -11, -10)] == [0, 1, 1, 2]


def test_an_item_replaced_by_one_of_another_team_counts_through_it(cast: Cast) -> None:
    ours, theirs = make_item(cast, due=-5), make_item(cast, due=-5, team=cast.other_team)
    decisions.merge_item(ours.pk, by=cast.by("dora"), version=1, into=theirs.pk, reason="The same", at=at(-4))
    items.mark_done(theirs.pk, by=cast.by("dora"), version=1, at=at(-3))
    answer = summary(as_of=day(0), user=cast.dora, team=cast.team)
    assert (answer.open, answer.running.total, answer.running.done) == (0, 1, 1)


def test_the_four_answers(cast: Cast) -> None:
    broken = make_incident(cast, began=-100)
    oldest = make_item(cast, broken, accepted=-95, due=-60)
    done = make_item(cast, broken, accepted=-90, due=-60)
    items.mark_done(done.pk, by=cast.by("alice"), version=1, at=at(-61))
    split = make_item(cast, broken, accepted=-40, due=-12)
    decisions.split_item(split.pk, by=cast.by("alice"), version=1, parts=[Part("One"), Part("Two")], reason="Two", at=at(-30))
    make_incident(cast)
    answer = summary(as_of=day(0), user=cast.dora)
    assert (answer.open, answer.overdue, answer.oldest_age) == (3, 3, 95)
    assert answer.oldest is not None
    assert answer.oldest.item == oldest.pk
    assert sum(bucket.count for bucket in answer.buckets) == 3
    assert (answer.running.total, answer.running.done_on_time, answer.running.still_open) == (4, 1, 3)
    assert (answer.loops[Loop.PARTLY_CLOSED], answer.loops[Loop.NONE_RECORDED]) == (1, 1)


@pytest.mark.parametrize("asked", [{}, {"severity": 2}, {"type": Type.DETECTION}])
def test_a_day_with_nothing_after_it_is_read_from_what_is_kept(cast: Cast, asked: dict[str, Any]) -> None:
    make_item(cast, accepted=-20, type=Type.DETECTION)
    make_item(cast, accepted=-3, type=Type.DETECTION)
    read = {offset: Portfolio(as_of=day(offset), user=cast.dora, **asked) for offset in (0, -5)}
    seen = {}
    for offset, portfolio in read.items():
        with CaptureQueriesContext(connection) as queries:
            assert portfolio.counts(OPEN).open == (2 if offset == 0 else 1)
        seen[offset] = any('"web_spellrow"' in query["sql"] for query in queries.captured_queries)
    assert seen == {0: False, -5: True}


def test_what_is_still_to_begin_is_not_counted_today(cast: Cast) -> None:
    make_incident(cast, began=5)
    assert summary(as_of=day(0), user=None).incidents == 0
    assert summary(as_of=day(5), user=None).incidents == 1


def test_who_is_let_in_later_and_who_leaves_sees_it_at_once(cast: Cast) -> None:
    item = hide(make_item(cast), cast.person("dora"))
    opened = {name: summary(as_of=day(0), user=getattr(cast, name)).open for name in ("alice", "dora", "frank")}
    assert opened == {"alice": 0, "dora": 1, "frank": 1}
    edit_incident(item.incident_id, by=cast.by("dora"), people=[cast.person("alice")])
    opened = {name: summary(as_of=day(0), user=getattr(cast, name)).open for name in ("alice", "dora", "frank")}
    assert opened == {"alice": 1, "dora": 0, "frank": 1}


def test_an_item_that_a_private_one_replaced_counts_as_declined_for_who_does_not_see_it(cast: Cast) -> None:
    secret, public = make_item(cast, due=-5), make_item(cast, make_incident(cast), due=-5)
    decisions.merge_item(public.pk, by=cast.by("dora"), version=1, into=secret.pk, reason="The same", at=at(-4))
    items.mark_done(secret.pk, by=cast.by("dora"), version=1, at=at(-3))
    hide(secret, cast.person("alice"))
    for name, expected in {"alice": (1, 0), "frank": (1, 0), "bob": (0, 1)}.items():
        found = summary(as_of=day(0), user=getattr(cast, name)).running
        assert (found.done, found.declined) == expected, name
    assert_same(as_of=day(0), user=cast.alice)
    assert_same(as_of=day(0), user=cast.bob)
