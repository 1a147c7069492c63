"""How a connection does, in words: what the page of connections and the command line say. Reads rows, asks no tracker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from followthrough.trackers.registry import KINDS
from followthrough.web.models import Clash, Connection, Link, Outbox, TrackerAccount
from followthrough.web.models.link import FOLLOWED
from followthrough.web.models.outbox import Stage
from followthrough.web.operations.telling import ago

LATE = timedelta(minutes=15)  # after this without a success it is not called in step


@dataclass(frozen=True, slots=True)
class Health:
    """`light` is green, amber or red; it never stands without its words."""

    light: str
    words: str
    linked: int = 0
    waiting: int = 0
    unclear: int = 0
    parked: int = 0
    troubled: int = 0  # tickets out of sight, deleted or halted
    clashes: int = 0  # not taken back, of the last 30 days
    unmapped: int = 0  # accounts that carry tickets and are nobody here

    @property
    def counts(self) -> str:
        parts = [f"{self.linked} ticket{'' if self.linked == 1 else 's'}"]
        parts += [f"{self.waiting} to write"] if self.waiting else []
        parts += [f"{self.unclear} being looked for"] if self.unclear else []
        parts += [f"{self.parked} refused by the tracker"] if self.parked else []
        parts += [f"{self.troubled} out of sight, deleted or halted"] if self.troubled else []
        return ", ".join(parts) + "."


def health_of(connection: Connection, *, now: datetime | None = None) -> Health:
    """What to say of a connection now."""
    moment = now or timezone.now()
    links = Link.objects.filter(connection=connection, let_go_at=None)
    entries = Outbox.objects.filter(connection=connection)
    parked = entries.filter(stage=Stage.PARKED).count()
    troubled = links.exclude(standing__in=FOLLOWED).count()
    light, words = _light(connection, moment)
    if light == "green" and (parked or troubled):
        light = "amber"
        said = [f"{parked} refused by the tracker"] if parked else []
        said += [f"{troubled} ticket{'' if troubled == 1 else 's'} out of sight, deleted or halted"] if troubled else []
        words = f"{words.rstrip('.')}, but {' and '.join(said)}."
    return Health(
        light=light,
        words=words,
        linked=links.count(),
        waiting=entries.filter(stage__in=[Stage.WAITING, Stage.SENDING]).count(),
        unclear=entries.filter(stage=Stage.UNCLEAR).count(),
        parked=parked,
        troubled=troubled,
        clashes=Clash.objects.filter(link__connection=connection, undone_at=None, at__gt=moment - timedelta(days=30)).count(),
        unmapped=unmapped_accounts(connection).count(),
    )


def unmapped_accounts(connection: Connection) -> QuerySet[TrackerAccount]:
    """Accounts that nobody has said who they are."""
    return TrackerAccount.objects.filter(connection=connection, person=None, is_bot=False, active=True)


def _light(connection: Connection, now: datetime) -> tuple[str, str]:
    where = KINDS[connection.kind].label if connection.kind in KINDS else connection.kind
    if connection.paused_at is not None:
        return "amber", f"Paused {ago(connection.paused_at, now=now)}: {connection.paused_because}"
    if connection.failure:
        last = f"last in step {ago(connection.succeeded_at, now=now)}" if connection.succeeded_at else "never in step yet"
        again = _again(connection.wait_until, now)
        if connection.failure_kind == "limited":
            return "amber", f"{where} asks to go slower{again}; {last}."
        return "red", f"{connection.failure} It has been so since {_when(connection.failing_since, now)}, {last}{again}."
    if connection.succeeded_at is None:
        return "amber", "Not synced yet: a worker picks it up within a minute."
    if connection.adopted_at is None:
        of = f" of about {connection.expected}" if connection.expected else ""
        left = _estimate(connection, now)
        return "amber", f"Reading everything for the first time: {connection.seen}{of} tickets so far{left}."
    if now - connection.succeeded_at > LATE:
        return "red", f"Nothing was synced since {_when(connection.succeeded_at, now)}: is a worker running?"
    return "green", f"In step, {_seconds(now - connection.succeeded_at)} ago."


def _estimate(connection: Connection, now: datetime) -> str:
    """How long the first reading will still take, at the pace so far."""
    if not connection.expected or not connection.seen or connection.seen >= connection.expected:
        return ""
    passed = now - connection.added_at
    left = passed * (connection.expected - connection.seen) / connection.seen
    minutes = max(1, round(left.total_seconds() / 60))
    return f", about {minutes} minute{'' if minutes == 1 else 's'} left"


def _again(until: datetime | None, now: datetime) -> str:
    if until is None or until <= now:
        return ", tried again now"
    return f", tried again in {_seconds(until - now)}"


def _when(moment: datetime | None, now: datetime) -> str:
    return ago(moment, now=now) if moment else "a moment ago"


def _seconds(passed: timedelta) -> str:
    seconds = max(0, int(passed.total_seconds()))
    if seconds < 90:
        return f"{seconds} s"
    if seconds < 5400:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h"
