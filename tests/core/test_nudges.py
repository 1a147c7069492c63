"""Who is reminded of what, and when, case by case; and what other tools got wrong. For the promises: test_nudge_promises.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from followthrough.core.calendar import WorkingHours
from followthrough.core.nudges import Asked, Plan, Recipient, Sent, plan
from followthrough.core.policy import DEFAULT, Policy
from followthrough.core.simulate_nudges import simulate

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
ALICE, BOB, CHIEF, KEEPER = 1, 2, 3, 4
PEOPLE = {number: Recipient(number, name, WorkingHours("UTC")) for number, name in ((1, "Alice"), (2, "Bob"), (3, "Chief"), (4, "Keeper"))}
ITEM = Asked(7, "Alert on lag", TODAY - timedelta(days=3), TODAY - timedelta(days=40), severity=2, owner=ALICE)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def ask(*items: Asked, history: Sequence[Sent] = (), now: datetime = NOW, policy: Policy = DEFAULT) -> Plan:
    return plan(items, PEOPLE, policy, history, now)


def heard(found: Plan) -> dict[int, list[tuple[int, str]]]:
    """Who hears of which item, and as what."""
    return {digest.person: [(line.item, line.role.value) for line in digest.lines] for digest in found.digests}


def after(found: Plan, now: datetime) -> list[Sent]:
    """The history once everything that is due now was delivered."""
    return [
        Sent(line.item, digest.person, PEOPLE[digest.person].hours.local_day(now), line.step)
        for digest in found.digests
        if digest.at <= now
        for line in digest.lines
    ]


# What is said, and when


@pytest.mark.parametrize(("due", "said"), [(8, False), (7, True), (3, True), (1, True), (0, True), (-1, True), (-400, True)])
def test_an_owner_hears_of_it_seven_days_before_and_from_then_on(due: int, said: bool) -> None:
    assert bool(ask(replace(ITEM, due=day(due))).digests) is said


def test_the_message_says_why_it_came() -> None:
    (digest,) = ask(ITEM).digests
    assert digest.lines[0].why == "You own it; it is 3 days overdue."


def test_the_same_step_is_said_once_and_the_next_one_when_it_comes() -> None:
    told = after(ask(ITEM), NOW)
    days = [
        offset for offset in range(1, 60) if after(ask(ITEM, history=told, now=NOW + timedelta(days=offset)), NOW + timedelta(days=offset))
    ]
    assert days[0] == 5  # the seventh day after the due date is a Sunday: Monday


def test_a_series_of_reminders_grows_and_never_ends() -> None:
    item = replace(ITEM, due=day(0), manager=None, severity=4)
    late = [(entry.at.date() - item.due).days for entry in simulate([item], PEOPLE, DEFAULT, begin=NOW, span=timedelta(days=200))]
    assert late[:4] == [0, 5, 9, 16]  # the third day is a Saturday: what it pushes back keeps its distance
    gaps = [later - earlier for earlier, later in pairwise(late[6:])]
    assert max(gaps) <= DEFAULT.then_every + 3
    assert late[-1] > 180


def test_recent_work_quiets_it_and_not_for_longer_than_agreed() -> None:
    busy, told = replace(ITEM, owner_touched_on=day(-1)), [Sent(7, ALICE, day(-3), "on the day")]
    assert heard(ask(busy, history=told)) == {}
    assert [held.why for held in ask(busy, history=told).held] == [f"Alice worked at it on {day(-1)}"]
    assert heard(ask(busy, history=told, now=NOW + timedelta(days=2))) == {ALICE: [(7, "owner")]}


@pytest.mark.parametrize("quiet", range(15))
def test_an_item_that_is_touched_every_day_is_asked_after_all_the_same(quiet: int) -> None:
    """As by a program that comments on old tickets, or by somebody who keeps moving it about."""
    entries = simulate(
        lambda now: [replace(ITEM, due=TODAY, owner_touched_on=now.date())],
        PEOPLE,
        replace(DEFAULT, quiet_days=quiet),
        begin=NOW,
        span=timedelta(days=200),
    )
    days = [TODAY, *(entry.at.date() for entry in entries), day(200)]
    assert max((later - earlier).days for earlier, later in pairwise(days)) <= 2 * DEFAULT.then_every + 2


def test_who_never_heard_of_a_late_item_hears_of_it_however_busy_they_are_with_it() -> None:
    assert heard(ask(replace(ITEM, due=day(-4), owner_touched_on=TODAY))) == {ALICE: [(7, "owner")]}


def test_a_reminder_that_a_weekend_put_off_is_not_followed_by_the_next_one_on_the_morrow() -> None:
    saturday = replace(ITEM, due=date(2026, 6, 13))
    days = [entry.at.date() for entry in simulate([saturday], PEOPLE, DEFAULT, begin=NOW, span=timedelta(days=15))]
    assert days == [date(2026, 6, 10), date(2026, 6, 12), date(2026, 6, 15), date(2026, 6, 18), date(2026, 6, 22)]


def test_a_date_that_was_moved_brings_no_reminder_on_the_day_after_the_last() -> None:
    told = after(ask(ITEM), NOW)
    moved = replace(ITEM, due=day(6))
    entries = simulate([moved], PEOPLE, DEFAULT, begin=NOW, span=timedelta(days=7), history=told)
    assert [entry.at.date() for entry in entries] == [day(5), day(6)]  # the day before its new date, and that date


def test_a_clock_that_jumps_back_brings_nothing_anew() -> None:
    told = after(ask(replace(ITEM, due=day(-7))), NOW)
    for hours in range(1, 200):
        assert ask(replace(ITEM, due=day(-7)), history=told, now=NOW - timedelta(hours=hours)).digests == ()


def test_an_item_that_is_told_twice_stands_in_a_message_once() -> None:
    assert heard(ask(ITEM, ITEM)) == {ALICE: [(7, "owner")]}


def test_one_calendar_without_a_working_day_stops_nobody_elses_reminders() -> None:
    never = frozenset(day(number) for number in range(-30, 900))
    people = {**PEOPLE, BOB: replace(PEOPLE[BOB], hours=WorkingHours(holidays=never))}
    found = plan([ITEM, replace(ITEM, item=8, owner=BOB)], people, DEFAULT, (), NOW)
    assert heard(found) == {ALICE: [(7, "owner")]}
    assert [(held.item, held.why, held.nobody) for held in found.held] == [
        (8, "Bob has no working day in the calendar, and nobody stands in", True)
    ]


def test_who_stands_in_is_told_why() -> None:
    people = {**PEOPLE, ALICE: replace(PEOPLE[ALICE], is_here=False)}
    (digest,) = plan([replace(ITEM, manager=CHIEF)], people, DEFAULT, (), NOW).digests
    assert digest.lines[0].why == "Its owner reports to you, and Alice is no longer here; it is 3 days overdue."
    (digest,) = ask(replace(ITEM, owner=None, service_owner=KEEPER)).digests
    assert digest.lines[0].why == "You own the service, and nobody owns it; it is 3 days overdue."


def test_an_item_for_which_somebody_stands_in_is_not_said_to_have_nobody_while_it_is_still_its_day_there() -> None:
    samoa = replace(PEOPLE[CHIEF], hours=WorkingHours("Pacific/Pago_Pago", closes=time(20)))
    orphan, evening = replace(ITEM, owner=None, manager=CHIEF, due=day(-1)), datetime(2026, 6, 10, 5, tzinfo=UTC)
    (held,) = plan([orphan], {CHIEF: samoa}, DEFAULT, (), evening).held
    assert (held.why, held.nobody) == ("nobody owns it; who stands in hears of it when its date has passed for them too", False)


def test_a_policy_that_begins_later_than_the_due_date_is_kept_to() -> None:
    late = replace(DEFAULT, before=(), after=(2, 5))
    assert [held.why for held in ask(replace(ITEM, due=day(-1)), policy=late).held] == ["its first reminder is still to come"]
    assert heard(ask(replace(ITEM, due=day(-2)), policy=late)) == {ALICE: [(7, "owner")]}


def test_each_role_is_offered_what_it_can_do_and_a_snooze_only_while_some_are_left() -> None:
    def offered(item: Asked) -> dict[int, list[str]]:
        return {digest.person: [offer.value for offer in digest.lines[0].offers] for digest in ask(item).digests}

    item = replace(ITEM, due=day(-20), manager=CHIEF, handed_to=BOB)
    owners = ["done", "due", "hand-over", "block", "decline"]
    assert offered(replace(item, snoozes=2)) == {
        ALICE: [*owners, "snooze"],
        BOB: ["take-over", "refuse"],
        CHIEF: ["hand-over", "due"],
    }
    assert offered(replace(item, snoozes=3))[ALICE] == owners


def test_a_snoozed_item_is_held_with_the_day_and_its_manager_hears_of_it_all_the_same() -> None:
    snoozed = replace(ITEM, snoozed_until=day(7))
    assert [(held.item, held.why, held.nobody) for held in ask(snoozed).held] == [(7, f"snoozed until {day(7)}", False)]
    assert heard(ask(replace(snoozed, due=day(-20), manager=CHIEF))) == {CHIEF: [(7, "manager")]}
    assert heard(ask(replace(snoozed, snoozed_until=TODAY))) == {ALICE: [(7, "owner")]}


def test_a_blocked_item_is_mentioned_once_until_the_day_on_which_it_was_to_be_asked_again() -> None:
    blocked = replace(ITEM, blocked_by="the vendor", blocked_until=day(40))
    told = after(ask(blocked), NOW)
    assert heard(ask(blocked, history=told, now=NOW + timedelta(days=30))) == {}
    assert (
        ask(blocked, history=told, now=NOW + timedelta(days=30)).held[0].why == f"blocked until {day(40)}, and Alice heard of it on {TODAY}"
    )
    assert heard(ask(blocked, history=told, now=NOW + timedelta(days=40))) == {ALICE: [(7, "owner")]}


def test_a_block_until_the_distant_future_is_asked_after_every_two_months() -> None:
    blocked = replace(ITEM, blocked_by="the vendor", blocked_until=date(2099, 1, 1))
    days = [entry.at.date() for entry in simulate([blocked], PEOPLE, DEFAULT, begin=NOW, span=timedelta(days=300))]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    assert len(gaps) == 4
    assert all(60 <= gap <= 63 for gap in gaps)


def test_who_was_asked_to_take_it_over_is_reminded_until_they_answer() -> None:
    asked = replace(ITEM, due=day(30), handed_to=BOB, handed_on=day(-1))
    assert heard(ask(asked)) == {BOB: [(7, "asked")]}
    told = after(ask(asked), NOW)
    assert heard(ask(asked, history=told, now=NOW + timedelta(days=1))) == {}
    assert heard(ask(asked, history=told, now=NOW + timedelta(days=5))) == {BOB: [(7, "asked")]}


@pytest.mark.parametrize(
    ("late", "severity", "expected"),
    [
        (6, 1, {ALICE: "owner"}),
        (7, 1, {ALICE: "owner", CHIEF: "manager"}),
        (7, 2, {ALICE: "owner"}),
        (14, 2, {ALICE: "owner", CHIEF: "manager"}),
        (21, 2, {ALICE: "owner", CHIEF: "manager", KEEPER: "service owner"}),
        (21, 3, {ALICE: "owner", CHIEF: "manager"}),
        (28, None, {ALICE: "owner", CHIEF: "manager", KEEPER: "service owner"}),
    ],
)
def test_the_ladder_is_climbed_by_days_late_and_severity(late: int, severity: int | None, expected: dict[int, str]) -> None:
    item = replace(ITEM, due=day(-late), severity=severity, manager=CHIEF, service_owner=KEEPER)
    assert {person: lines[0][1] for person, lines in heard(ask(item)).items()} == expected


def test_somebody_in_two_roles_hears_of_it_once() -> None:
    item = replace(ITEM, due=day(-60), owner=ALICE, manager=ALICE, service_owner=ALICE)
    assert heard(ask(item)) == {ALICE: [(7, "owner")]}


def test_what_does_not_fit_comes_with_the_next_message_and_is_counted() -> None:
    items = [replace(ITEM, item=number, due=day(-number)) for number in range(1, 31)]
    first = ask(*items)
    assert (len(first.digests[0].lines), first.digests[0].more) == (DEFAULT.at_most, 30 - DEFAULT.at_most)
    assert first.digests[0].lines[0].item == 30  # the longest overdue
    assert len([held for held in first.held if "message is full" in held.why]) == 30 - DEFAULT.at_most
    told = after(first, NOW)
    assert heard(ask(*items, history=told)) == {}  # not on the same day
    second = ask(*items, history=told, now=NOW + timedelta(days=1))
    assert not {line.item for line in second.digests[0].lines} & {line.item for line in first.digests[0].lines}


def test_with_too_much_for_every_message_each_item_has_its_turn() -> None:
    items = [replace(ITEM, item=number, due=day(-400 + number % 14)) for number in range(100)]
    heard_of = Counter(
        line.item
        for entry in simulate(items, PEOPLE, replace(DEFAULT, at_most=8), begin=NOW, span=timedelta(days=28))
        for line in entry.digest.lines
    )
    assert set(heard_of) == set(range(100))
    assert max(heard_of.values()) - min(heard_of.values()) <= 1


def test_a_run_that_would_send_too_much_stops_and_says_so() -> None:
    people = {number: Recipient(number, str(number), WorkingHours("UTC")) for number in range(300)}
    items = [replace(ITEM, item=number, owner=number) for number in range(300)]
    assert plan(items, people, DEFAULT, (), NOW).stopped.startswith("300 messages would go out, more than 200")
    assert plan(items[:200], people, DEFAULT, (), NOW).stopped == ""
    assert plan(items, people, DEFAULT, (), NOW - timedelta(hours=2)).stopped == ""  # nobody is at work: none would go out now


# What other tools got wrong


def test_the_91st_day_still_nudges() -> None:
    told: list[Sent] = []
    for offset in range(91):
        now = NOW + timedelta(days=offset)
        told += after(ask(replace(ITEM, due=TODAY), history=told, now=now), now)
    later = [
        offset for offset in range(91, 91 + 17) if ask(replace(ITEM, due=TODAY), history=told, now=NOW + timedelta(days=offset)).digests
    ]
    assert later


def test_an_item_without_a_severity_still_nudges() -> None:
    assert heard(ask(replace(ITEM, severity=None))) == {ALICE: [(7, "owner")]}


def test_a_late_added_item_is_not_born_overdue() -> None:
    from followthrough.core.policy import policy_due

    for severity in (None, 1, 2, 3, 4):
        due = policy_due(severity, TODAY)
        assert due > TODAY
        assert heard(ask(replace(ITEM, accepted_on=TODAY, due=due, severity=severity))) == {}


def test_an_item_that_is_due_in_three_days_when_it_is_accepted_gets_no_reminder_for_the_week_before() -> None:
    fresh = replace(ITEM, accepted_on=TODAY, due=day(3))
    assert heard(ask(fresh)) == {}
    assert heard(ask(fresh, now=NOW + timedelta(days=2))) == {ALICE: [(7, "owner")]}


def test_a_message_that_failed_does_not_count_as_sent() -> None:
    first = ask(ITEM)
    assert ask(ITEM, history=(), now=NOW + timedelta(hours=1)).digests[0].lines == first.digests[0].lines


@pytest.mark.parametrize("how", [{"is_here": False}, {"is_robot": True}, {"can_be_reached": False}])
def test_robots_leavers_and_who_has_no_address_are_not_nudged_and_somebody_stands_in(how: dict[str, bool]) -> None:
    people = {**PEOPLE, ALICE: replace(PEOPLE[ALICE], **how)}  # type: ignore[arg-type]
    found = plan([ITEM], people, DEFAULT, (), NOW)
    assert found.digests == ()
    assert found.held[0].nobody
    assert "nobody stands in" in found.held[0].why
    managed = plan([replace(ITEM, manager=CHIEF)], people, DEFAULT, (), NOW)
    assert heard(managed) == {CHIEF: [(7, "manager")]}


def test_an_item_without_an_owner_is_an_exception_that_is_shown() -> None:
    assert ask(replace(ITEM, owner=None)).held[0].why == "nobody owns it, and nobody stands in"
    assert heard(ask(replace(ITEM, owner=None, service_owner=KEEPER))) == {KEEPER: [(7, "service owner")]}


def test_no_items_are_no_messages_and_nothing_is_called_complete() -> None:
    assert ask() == Plan((), (), "")
