"""One round of work on one connection: hints, outbox, what changed, once a day everything. Runs anywhere, twice at once does no harm."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from followthrough.errors import ConfigError, Drifted, Forbidden, RateLimited, ServiceError, TurnedDown, WrongState
from followthrough.trackers.base import Clock, Tracker
from followthrough.trackers.registry import utc_now
from followthrough.web.models import Connection
from followthrough.web.operations import leases
from followthrough.web.operations.accounts import take_accounts
from followthrough.web.operations.sides import People
from followthrough.web.sync.file import Drain, pause
from followthrough.web.sync.follow import SCAN_EVERY, Reader
from followthrough.web.sync.hooks import look_after_hook
from followthrough.web.sync.opening import open_connection
from followthrough.web.sync.points import reached

log = logging.getLogger(__name__)

POLL_EVERY = timedelta(seconds=60)
POLL_WITH_HOOK = timedelta(minutes=5)
BUDGET = 50.0  # seconds of one round: others want their turn
SHORTEST_LIMIT = timedelta(seconds=60)
LONGEST_LIMIT = timedelta(hours=1)
AFTER_REFUSAL = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Round:
    """How a round went: `ran` False where another worker was at it or it has to wait; `more` where work is left that is due now."""

    ran: bool
    more: bool = False
    failure: str = ""


def run_round(
    connection_id: int,
    *,
    now: Clock = utc_now,
    opened: Callable[[Connection], Tracker] | None = None,
    everything: bool = False,
    budget: float = BUDGET,
) -> Round:
    """Do what is due. `everything` reads all there is, whatever the schedule says, and does not wait out a failure."""
    connection = leases.take_lease(connection_id, now=now())
    if connection is None:
        return Round(ran=False)
    try:
        if connection.wait_until is not None and connection.wait_until > now() and not everything:
            return Round(ran=False)
        return _work(connection, now=now, opened=opened, everything=everything, budget=budget)
    finally:
        leases.give_back(connection)
        reached("lease given back")


def _work(connection: Connection, *, now: Clock, opened: Callable[[Connection], Tracker] | None, everything: bool, budget: float) -> Round:
    tracker: Tracker | None = None
    try:
        tracker = opened(connection) if opened else open_connection(connection, now=now)
        more = _do_what_is_due(connection, tracker, now=now, everything=everything, budget=budget)
    except (ServiceError, ConfigError, WrongState) as error:
        kind, until = _trouble(connection, error, now=now())
        leases.went_wrong(connection, kind=kind, words=str(error), wait_until=until, at=now())
        log.warning("%s: %s", connection, error)
        return Round(ran=True, failure=str(error))
    else:
        leases.went_well(connection, at=now())
        return Round(ran=True, more=more)
    finally:
        if tracker is not None:
            leases.keep_limits(connection, tracker.limits)
            tracker.close()


def _do_what_is_due(connection: Connection, tracker: Tracker, *, now: Clock, everything: bool, budget: float) -> bool:
    ends = time.monotonic() + budget

    def go_on() -> bool:
        return time.monotonic() < ends and leases.extend_lease(connection, now=now())

    look_after_hook(connection, tracker, now=now())
    if connection.adopted_at is None and not connection.accounts.exists():
        take_accounts(connection, tracker.accounts())
    people = People.of(connection)
    reader = Reader(connection, tracker, people, now, go_on)
    more = reader.follow_hints()
    no_rights: Forbidden | None = None
    try:
        more |= Drain(connection, tracker, people, now, go_on).run()
    except Forbidden as error:
        if error.expired:
            raise
        no_rights = error  # to write: what is there is read all the same
    if everything or _is_due(connection.listed_at, _poll_every(connection), now()) or connection.page:
        more |= reader.read_changes()
    scan_due = _is_due(connection.scanned_at or connection.adopted_at, SCAN_EVERY, now())
    if connection.adopted_at is not None and (everything or scan_due or connection.scan_began_at is not None):
        if connection.scan_began_at is None and scan_due:
            take_accounts(connection, tracker.accounts())
        more |= reader.compare_all()
    if no_rights is not None:
        raise no_rights
    return more


def _poll_every(connection: Connection) -> timedelta:
    return POLL_WITH_HOOK if connection.hook_id and not connection.hook_words else POLL_EVERY


def _is_due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    return last is None or now - last >= every


def _trouble(connection: Connection, error: Exception, *, now: datetime) -> tuple[str, datetime]:
    """What kind of trouble it is, and when to try again."""
    match error:
        case RateLimited():
            doubled = min(LONGEST_LIMIT, SHORTEST_LIMIT * 2 ** min(connection.failures, 8)) if connection.failures else timedelta()
            return "limited", max(error.until, now + doubled)
        case Forbidden():
            return "credentials" if error.expired else "rights", now + AFTER_REFUSAL
        case Drifted():
            return "drifted", now + AFTER_REFUSAL
        case TurnedDown():
            return "refused", now + AFTER_REFUSAL
        case ConfigError() | WrongState():
            return "configuration", now + AFTER_REFUSAL
        case _:
            return "unreachable", now + pause(connection.failures)
