"""What the engine promises of reminders, for any people, items, policy and turn of events. Borrows no rule from it."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from followthrough.core.nudges import Asked, Line, Recipient, Role, plan
from followthrough.core.policy import Policy
from tests.core.nudge_world import BEGINS, POLICIES, WORLDS, Change, Look, World, asked, recipients

DAYS = 25
SLOW = settings(max_examples=40, deadline=None)


def local(to: Recipient, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(to.hours.zone))


def can_hear(world: World, person: int | None) -> bool:
    to = world.people.get(person) if person is not None else None
    return to is not None and to.is_here and not to.is_robot and to.can_be_reached


def delivered(world: World, looks: list[Look]) -> Iterator[tuple[date, int, Line, Asked]]:
    """Each line that arrived: on which day of its reader, who that was, the line, and its item as it was then."""
    for look in looks:
        items = {one.item: one for one in look.items}
        for digest in look.delivered:
            for line in digest.lines:
                yield local(world.people[digest.person], look.at).date(), digest.person, line, items[line.item]


def series(policy: Policy) -> list[int]:
    """The days of reminders from the due date, as far as these tests look."""
    days = sorted({-day for day in policy.before} | set(policy.after))
    while days[-1] < 400:
        days.append(days[-1] + policy.then_every)
    return days


def window(policy: Policy, late: int) -> int:
    """Which stretch between two days of the series a day falls in."""
    return sum(day <= late for day in series(policy))


@SLOW
@given(WORLDS)
def test_nobody_hears_of_anything_outside_their_working_hours(world: World) -> None:
    for look in world.live(DAYS):
        for digest in look.delivered:
            hours, at = world.people[digest.person].hours, local(world.people[digest.person], look.at)
            assert at.weekday() in hours.days
            assert at.date() not in hours.holidays
            assert hours.opens <= at.time() < hours.closes


@SLOW
@given(WORLDS)
def test_nobody_gets_more_than_one_message_a_day_nor_more_lines_than_agreed(world: World) -> None:
    messages: Counter[tuple[int, date]] = Counter()
    for look in world.live(DAYS):
        for digest in look.delivered:
            messages[digest.person, local(world.people[digest.person], look.at).date()] += 1
            assert 1 <= len({line.item for line in digest.lines}) == len(digest.lines) <= world.policy.at_most
    assert set(messages.values()) <= {1}


@SLOW
@given(WORLDS)
def test_nobody_hears_of_an_item_twice_inside_a_window(world: World) -> None:
    heard: Counter[tuple[int, int, date, int]] = Counter()
    for on, person, line, item in delivered(world, world.live(DAYS)):
        is_blocked = item.blocked_until is not None and on < item.blocked_until
        if line.role is not Role.ASKED and not is_blocked:
            heard[item.item, person, item.due, window(world.policy, (on - item.due).days)] += 1
    assert max(heard.values(), default=1) == 1


@SLOW
@given(WORLDS)
def test_two_reminders_of_an_item_keep_the_distance_of_the_nearest_two_days_of_the_policy(world: World) -> None:
    last: dict[tuple[int, int], date] = {}
    days = series(world.policy)
    for on, person, line, item in delivered(world, world.live(DAYS)):
        before = last.get((item.item, person))
        if before is not None and line.role is not Role.ASKED:
            number = window(world.policy, (on - item.due).days) - 1
            around = [later - day for day, later in pairwise(days[max(number - 1, 0) : number + 2])]
            assert (on - before).days >= min(around)
        assert before is None or before < on
        last[item.item, person] = on


@SLOW
@given(WORLDS)
def test_who_left_a_robot_and_who_has_no_address_hear_of_nothing(world: World) -> None:
    assert all(can_hear(world, person) for _, person, _, _ in delivered(world, world.live(DAYS)))


@SLOW
@given(WORLDS)
def test_each_line_is_for_somebody_whom_it_concerns_and_says_as_what(world: World) -> None:
    for on, person, line, item in delivered(world, world.live(DAYS)):
        late = (on - item.due).days
        concerned = {
            Role.OWNER: item.owner,
            Role.ASKED: item.handed_to,
            Role.MANAGER: item.manager,
            Role.SERVICE_OWNER: item.service_owner,
        }
        assert concerned[line.role] == person
        if line.role is Role.OWNER:
            assert late >= -max((0, *world.policy.before))
            assert item.snoozed_until is None or on >= item.snoozed_until
        if line.role in {Role.MANAGER, Role.SERVICE_OWNER}:
            rungs = [rung.days_late for rung in world.policy.ladder if rung.to == line.role.value]
            assert late >= (min(rungs, default=999) if can_hear(world, item.owner) else 1)
        said = "overdue" if late > 0 else "due today" if late == 0 else "due in"
        assert said in line.why


@SLOW
@given(WORLDS)
def test_whatever_is_late_is_in_a_message_or_on_the_list_with_the_reason_at_every_moment(world: World) -> None:
    for look in world.live(DAYS):
        told = {line.item for digest in look.plan.digests for line in digest.lines}
        held = {one.item: one for one in look.plan.held}
        for item in look.items:
            owner = world.people.get(item.owner) if item.owner is not None and can_hear(world, item.owner) else None
            today = local(owner, look.at).date() if owner else look.at.date()
            if item.due < today:
                assert item.item in told or held[item.item].why
            if item.item in held:
                assert item.due < today
                concerned = (item.owner, item.handed_to, item.manager, item.service_owner)
                assert held[item.item].nobody is not any(can_hear(world, person) for person in concerned)
                assert item.item not in told


@SLOW
@given(WORLDS)
def test_what_was_not_delivered_is_not_forgotten(world: World) -> None:
    """What reached nobody is in the very next plan, as it was."""
    looks = world.live(DAYS)
    for look, following in pairwise(looks):
        if look.items != following.items:
            continue
        arrived, then = {digest.person for digest in look.delivered}, {digest.person: digest for digest in following.plan.digests}
        for digest in look.plan.digests:
            if digest.person not in arrived:
                to, again = world.people[digest.person], then[digest.person]
                if local(to, digest.at).date() == local(to, again.at).date():
                    assert again.lines == digest.lines


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(BEGINS), st.data())
def test_nothing_ages_into_silence_however_often_it_is_touched_and_whatever_fails(begin: datetime, data: st.DataObject) -> None:
    """An owner who can be reached hears again within two windows, what work may put off, and the days on which they can't be reached."""
    people = data.draw(recipients(begin))
    world = World(begin, data.draw(asked(begin)), people, replace(data.draw(POLICIES), at_most=8, then_every=data.draw(st.integers(1, 14))))
    days = 150
    world.items = [replace(one, snoozed_until=None, blocked_until=None, handed_to=None) for one in world.items]
    world.changes = [Change(day, number, "touch", 1) for day in range(days) for number in data.draw(st.frozensets(st.integers(0, 7)))]
    world.fails = data.draw(st.frozensets(st.tuples(st.integers(0, 4), st.integers(0, days)), max_size=20))
    told: defaultdict[tuple[int, int], list[date]] = defaultdict(list)
    for on, person, line, _ in delivered(world, world.live(days)):
        told[line.item, person].append(on)
    last = begin.date() + timedelta(days=days - 1)
    longest = max(later - day for day, later in pairwise([0, *series(world.policy)[len(world.policy.before) :]]))
    for item in world.items:
        if item.owner is None or not can_hear(world, item.owner) or item.due >= last:
            continue
        moments = [max(item.due, begin.date()), *told[item.item, item.owner], last]
        for earlier, later in pairwise(sorted(moments)):
            shut = sum(not _works(people[item.owner], earlier + timedelta(days=number)) for number in range((later - earlier).days + 1))
            failed = sum(person == item.owner for person, _ in world.fails)
            assert (later - earlier).days <= 2 * longest + world.policy.quiet_days + shut + failed + 2


def _works(to: Recipient, day: date) -> bool:
    return day.weekday() in to.hours.days and day not in to.hours.holidays


@SLOW
@given(WORLDS, st.integers(0, 2**32))
def test_the_order_in_which_items_people_and_history_are_told_changes_nothing(world: World, seed: int) -> None:
    world.live(5)
    luck, now = random.Random(seed), world.begin + timedelta(days=5)
    found = plan(world.items, world.people, world.policy, world.history, now)
    items, history, people = list(world.items), list(world.history), list(world.people.items())
    for one in (items, history, people):
        luck.shuffle(one)
    assert plan(items, dict(people), world.policy, history, now) == found


@SLOW
@given(WORLDS)
def test_what_one_person_hears_does_not_depend_on_anybody_elses_items(world: World) -> None:
    assume(len(world.items) > 1)
    world.policy = replace(world.policy, at_most=8)
    together = plan(world.items, world.people, world.policy, (), world.begin)
    alone = [plan([one], world.people, world.policy, (), world.begin) for one in world.items]
    said = {(digest.person, line) for digest in together.digests for line in digest.lines}
    assert said == {(digest.person, line) for one in alone for digest in one.digests for line in digest.lines}
    assert {one.item: one for one in together.held} == {one.item: one for each in alone for one in each.held}


@SLOW
@given(WORLDS, st.integers(0, 5))
def test_a_run_stops_exactly_when_it_would_send_more_than_agreed(world: World, most: int) -> None:
    policy = replace(world.policy, stop_above=max(most, 1))
    found = plan(world.items, world.people, policy, (), world.begin)
    due = [digest for digest in found.digests if digest.at <= world.begin]
    assert bool(found.stopped) is (len(due) > policy.stop_above)


def test_the_state_of_the_incident_plays_no_part() -> None:
    """Reminders go on when the incident is over: the engine is not even told."""
    assert not [name for name in Asked.__dataclass_fields__ if "incident" in name or "status" in name]
