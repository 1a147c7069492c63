"""The four answers for what a person may see, on any day."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followthrough.core.item import State, Type
from followthrough.core.portfolio.loop import Loop
from followthrough.web.insights.portfolio import changes, select, standings, summary
from followthrough.web.operations import decisions, items, people
from followthrough.web.operations.decisions import Part
from tests.web.making import Cast, at, day, make_incident, make_item


def by_item(cast: Cast, offset: int) -> dict[int, State]:
    return {one.item: one.state for one in standings(as_of=day(offset), user=cast.dora)}


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


def test_a_day_ends_at_midnight_where_the_organisation_is(cast: Cast, settings: pytest.FixtureRequest) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"  # type: ignore[attr-defined]
    item = make_item(cast, accepted=-20)
    items.mark_done(item.pk, by=cast.by("alice"), version=1, at=at(-10, hour=20))  # already the next day there
    assert [by_item(cast, offset)[item.pk] for offset in (-10, -9)] == [State.OPEN, State.DONE]
    (standing,) = standings(as_of=day(0), user=cast.dora)
    assert (standing.closed_on, standing.done_on) == (day(-9), day(-9))


def test_the_team_of_a_past_day_is_the_one_the_item_had_then(cast: Cast) -> None:
    item = make_item(cast, accepted=-20)
    items.edit_item(item.pk, by=cast.by("dora"), version=1, team=cast.other_team, at=at(-10))

    def of(offset: int) -> list[int]:
        return [one.item for one in standings(as_of=day(offset), user=cast.dora, team=cast.team)]

    assert (of(-11), of(-10), of(0)) == ([item.pk], [], [])


def test_what_is_private_counts_only_for_its_people(cast: Cast) -> None:
    hidden = make_incident(cast, private=True, let_in=[cast.person("alice"), cast.person("dora")])
    make_item(cast, hidden)
    for offset in (0, -15):
        answers = {name: summary(as_of=day(offset), user=getattr(cast, name)) for name in ("alice", "bob", "frank")}
        assert {name: (answer.open, len(answer.incidents)) for name, answer in answers.items()} == {
            "alice": (1, 1),
            "bob": (0, 0),
            "frank": (1, 1),
        }
    assert len(changes(user=cast.bob)) == 0
    assert len(changes(user=None)) == 1


def test_severity_and_service_choose_by_the_incident(cast: Cast) -> None:
    search = people.add_service("Search")
    worst = make_item(cast, make_incident(cast, severity=1, services=[search]))
    other = make_item(cast, make_incident(cast, severity=3))
    make_item(cast, make_incident(cast, severity=None))

    def chosen(found: Sequence[object]) -> list[int]:
        return [one.item for one in found]  # type: ignore[attr-defined]

    assert chosen(standings(as_of=day(0), user=cast.dora, severity=1)) == [worst.pk]
    assert chosen(standings(as_of=day(0), user=cast.dora, severity=3)) == [other.pk]
    assert chosen(standings(as_of=day(0), user=cast.dora, service=search)) == [worst.pk]
    assert len(summary(as_of=day(0), user=cast.dora, severity=1).incidents) == 1


def test_type_chooses_items_and_leaves_out_incidents_without_such_an_item(cast: Cast) -> None:
    detection = make_item(cast, type=Type.DETECTION)
    make_item(cast, type=Type.PROCESS)
    make_incident(cast)
    selection = select(as_of=day(0), user=cast.dora, type=Type.DETECTION)
    assert [one.item for one in selection.standings] == [detection.pk]
    assert selection.incidents == [detection.incident_id]
    assert len(selection.known) == 2


def test_an_incident_belongs_to_a_team_by_itself_or_by_an_item(cast: Cast) -> None:
    own, theirs, unrelated = make_incident(cast), make_incident(cast, team=cast.other_team), make_incident(cast, team=cast.other_team)
    make_item(cast, theirs, team=cast.team)
    assert set(select(as_of=day(0), user=cast.dora, team=cast.team).incidents) == {own.pk, theirs.pk}
    assert unrelated.pk in select(as_of=day(0), user=cast.dora, team=cast.other_team).incidents


def test_an_incident_that_had_not_begun_is_not_there_yet(cast: Cast) -> None:
    make_incident(cast, began=-10)
    make_incident(cast, began=None)  # recorded 30 days ago
    assert [len(summary(as_of=day(offset), user=None).incidents) for offset in (-31, -30, -11, -10)] == [0, 1, 1, 2]


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


def test_a_day_with_nothing_after_it_is_read_from_the_rows_and_never_from_history(cast: Cast) -> None:
    make_item(cast, accepted=-20)
    with CaptureQueriesContext(connection) as of_today:
        today = standings(as_of=day(0), user=None)
    with CaptureQueriesContext(connection) as of_the_past:
        make_item(cast, accepted=-3)
        past = standings(as_of=day(-5), user=None)
    reads_history = ['"web_event"."changes"' in " ".join(q["sql"] for q in c.captured_queries) for c in (of_today, of_the_past)]
    assert reads_history == [False, True]
    assert today == past
