"""One worker at a time on a connection: taken, held, lost, given back, and what a process that was stopped can still do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import close_old_connections

from followthrough.trackers.base import Limits
from followthrough.web.models import Connection
from followthrough.web.operations import connections, leases
from tests.web.making import MORNING, Cast, make_cast
from tests.web.operations.sync_cast import Desk

pytestmark = pytest.mark.django_db
LENGTH = leases.FOR
LATER = MORNING + LENGTH + timedelta(seconds=1)


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)


def take(desk: Desk, *, later: timedelta = timedelta()) -> Connection | None:
    return leases.take_lease(desk.pk, now=MORNING + later)


def taken(desk: Desk, *, later: timedelta = timedelta()) -> Connection:
    found = take(desk, later=later)
    assert found is not None
    return found


def test_the_second_worker_has_to_wait_until_the_first_is_done(desk: Desk) -> None:
    first = taken(desk)
    assert take(desk) is None
    leases.give_back(first)
    assert taken(desk).lease == first.lease + 1


@pytest.mark.parametrize(("passed", "free"), [(timedelta(), False), (LENGTH - timedelta(seconds=1), False), (LENGTH, True)])
def test_a_lease_ends_by_itself(desk: Desk, passed: timedelta, free: bool) -> None:
    taken(desk)
    assert (take(desk, later=passed) is not None) is free


def test_who_goes_on_in_time_keeps_it(desk: Desk) -> None:
    first = taken(desk)
    assert leases.extend_lease(first, now=MORNING + timedelta(seconds=60))
    assert take(desk, later=LENGTH) is None
    assert take(desk, later=LENGTH + timedelta(seconds=60)) is not None


def test_one_who_was_stopped_and_missed_by_nobody_goes_on(desk: Desk) -> None:
    first = taken(desk)
    assert leases.extend_lease(first, now=LATER)
    assert leases.take_lease(desk.pk, now=LATER) is None


def test_one_who_was_stopped_and_replaced_can_write_nothing_any_more(desk: Desk) -> None:
    stopped = taken(desk)
    second = taken(desk, later=LENGTH)
    before = Connection.objects.values().get()
    assert not leases.extend_lease(stopped, now=LATER)
    assert not leases.keep_progress(stopped, {"page": "7"})
    leases.went_well(stopped, at=LATER)
    leases.went_wrong(stopped, kind="drifted", words="odd", wait_until=LATER, at=LATER)
    leases.keep_limits(stopped, Limits(5, 4, LATER))
    leases.give_back(stopped)
    assert Connection.objects.values().get() == before
    assert leases.keep_progress(second, {"page": "8"})


def test_a_paused_connection_and_one_that_was_taken_away_are_nobodys(desk: Desk, cast: Cast) -> None:
    first = taken(desk)
    connections.pause_connection(desk.pk, by=cast.by("frank"), because="maintenance")
    assert not leases.extend_lease(first, now=MORNING)
    assert take(desk, later=LENGTH) is None
    connections.resume_connection(desk.pk, by=cast.by("frank"))
    assert take(desk, later=LENGTH) is not None
    connections.remove_connection(desk.pk, by=cast.by("frank"))
    assert take(desk, later=3 * LENGTH) is None
    assert leases.take_lease(999, now=MORNING) is None


def test_a_failure_leaves_the_last_success_and_counts_on(desk: Desk) -> None:
    one = taken(desk)
    leases.went_well(one, at=MORNING)
    for number in range(3):
        leases.went_wrong(one, kind="unreachable", words=f"no answer {number}", wait_until=LATER, at=MORNING + timedelta(minutes=number))
    row = Connection.objects.get()
    assert (row.succeeded_at, row.failures, row.failing_since, row.failure) == (MORNING, 3, MORNING, "no answer 2")
    leases.went_well(one, at=LATER)
    row = Connection.objects.get()
    assert (row.succeeded_at, row.failures, row.failing_since, row.failure, row.wait_until) == (LATER, 0, None, "", None)


def test_limits_are_written_only_where_they_are_new(desk: Desk, django_assert_num_queries: object) -> None:
    one = taken(desk)
    leases.keep_limits(one, Limits(60, 59, MORNING))
    with django_assert_num_queries(0):  # type: ignore[operator]
        leases.keep_limits(one, Limits(60, 59, MORNING))
    assert Connection.objects.get().remaining == 59


@pytest.mark.django_db(transaction=True)
def test_of_many_who_reach_for_it_at_once_one_has_it() -> None:
    desk = Desk(make_cast())

    def reach(_: int) -> bool:
        try:
            return take(desk) is not None
        finally:
            close_old_connections()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(reach, range(16))) == [False] * 15 + [True]
    assert Connection.objects.get().lease == 1
