"""Connect a tracker, change how, pause, take it away. For administrators: the address may be in a private network.

Talks to no tracker: what a test of the connection found comes in from `web.sync.opening`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import EllipsisType

from django.db import transaction
from django.utils import timezone

from followthrough.errors import InputError, NotFound, NotPermitted, WrongState
from followthrough.http import checked_base_url
from followthrough.trackers.base import Meaning
from followthrough.trackers.registry import KINDS, Kind
from followthrough.web.models import Channel, Connection, Outbox, SyncNote, Team, User
from followthrough.web.models.connection import DEFAULT_LABEL
from followthrough.web.models.outbox import ACTIVE, Stage
from followthrough.web.operations.notes import note
from followthrough.web.operations.wording import required, words
from followthrough.web.permissions import Actor, require_person
from followthrough.web.sealing import is_current, seal, unseal

FROM_THE_START = ("cursor", "since", "newest", "listed_at", "adopted_at", "expected", "scan_began_at", "scanned_at", "wait_until")


def require_administrator(by: Actor) -> User:
    """The administrator who acts; NotPermitted for anybody else."""
    user = require_person(by)
    if user.role != "administrator":
        raise NotPermitted("Connecting a tracker is for administrators: ask one.")
    return user


def add_connection(
    *,
    kind: str,
    name: str,
    place: str,
    credentials: Mapping[str, str],
    by: Actor,
    base_url: str = "",
    label: str = DEFAULT_LABEL,
    way: str = "token",
    options: Mapping[str, str] | None = None,
    statuses: Mapping[str, str] | None = None,
    team: Team | None = None,
    read_only: bool = True,
    place_name: str = "",
    at: datetime | None = None,
) -> Connection:
    """A new connection. It only reads until somebody switches writing on."""
    user = require_administrator(by)
    known = _kind(kind)
    connection = Connection(kind=kind, added_by=user, added_at=at or timezone.now(), read_only=read_only, way=way, team=team)
    connection.name = _name(name or f"{known.label} {place}")
    connection.base_url = _address(known, base_url)
    connection.place = required(place, f"Say which {known.place.label.lower()} the tickets are in.")[:200]
    connection.place_name = words(place_name)[:300]
    connection.label = required(label, "The tickets need a label by which they are found.")[:100]
    connection.options = {key: words(value) for key, value in (options or {}).items() if words(value)}
    connection.statuses = _statuses(statuses or {})
    connection.credentials = seal(_credentials(known, way, credentials), of=f"credentials {connection.uid}")
    with transaction.atomic():
        if Connection.objects.filter(name__iexact=connection.name).exists():
            raise InputError(f"There is a connection called {connection.name} already: choose another name.")
        connection.save(force_insert=True)
    return connection


def change_connection(
    connection_id: int,
    *,
    by: Actor,
    name: str | None = None,
    label: str | None = None,
    statuses: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    team: Team | EllipsisType | None = ...,
    read_only: bool | None = None,
    credentials: Mapping[str, str] | None = None,
    way: str | None = None,
) -> Connection:
    """Change what is given. New credentials and a new label have everything looked at again."""
    require_administrator(by)
    with transaction.atomic():
        connection = locked(connection_id)
        if name is not None and _name(name) != connection.name:
            connection.name = _name(name)
            if Connection.objects.exclude(pk=connection.pk).filter(name__iexact=connection.name).exists():
                raise InputError(f"There is a connection called {connection.name} already: choose another name.")
        if label is not None and words(label) != connection.label:
            connection.label = required(label, "The tickets need a label by which they are found.")[:100]
            _start_over(connection)
        if statuses is not None:
            connection.statuses = _statuses(statuses)
            _start_over(connection)
        if options is not None:
            connection.options = {key: words(value) for key, value in options.items() if words(value)}
        if not isinstance(team, EllipsisType):
            connection.team = team
        if read_only is not None:
            connection.read_only = read_only
        if credentials is not None:
            connection.way = way or connection.way
            sealed = seal(_credentials(_kind(connection.kind), connection.way, credentials), of=f"credentials {connection.uid}")
            connection.credentials = sealed
            connection.wait_until, connection.failures = None, 0
        connection.save()
    return connection


def pause_connection(connection_id: int, *, by: Actor, because: str, at: datetime | None = None) -> Connection:
    """Nothing is read or written until somebody lets it go on; what is asked for meanwhile waits."""
    require_administrator(by)
    with transaction.atomic():
        connection = locked(connection_id)
        connection.paused_because = required(because, "Say why the connection is paused: somebody will wonder.")
        connection.paused_at = at or timezone.now()
        connection.save(update_fields=["paused_at", "paused_because"])
    return connection


def resume_connection(connection_id: int, *, by: Actor) -> Connection:
    """Let a paused connection go on, or one that waits after a failure try again now."""
    require_administrator(by)
    with transaction.atomic():
        connection = locked(connection_id)
        connection.paused_at, connection.paused_because = None, ""
        connection.wait_until, connection.failures = None, 0
        connection.save(update_fields=["paused_at", "paused_because", "wait_until", "failures"])
    return connection


def wake_connection(connection_id: int, *, by: Actor) -> None:
    """Have everything that is due looked at now, without waiting out a failure or the time between two looks."""
    if not require_person(by).leads:
        raise NotPermitted("Syncing by hand is for leads and administrators: ask one.")
    with transaction.atomic():
        connection = locked(connection_id)
        connection.wait_until, connection.listed_at = None, None
        connection.save(update_fields=["wait_until", "listed_at"])


def remove_connection(connection_id: int, *, by: Actor, at: datetime | None = None) -> Connection:
    """Forget the credentials and stop. Items keep their history, their tickets stay where they are, what waits is not written."""
    require_administrator(by)
    with transaction.atomic():
        connection = locked(connection_id)
        connection.removed_at = at or timezone.now()
        connection.credentials = connection.hook_secret = ""
        connection.name = f"{connection.name[:80]} (removed {connection.removed_at:%Y-%m-%d %H:%M:%S})"
        connection.save(update_fields=["removed_at", "credentials", "hook_secret", "name"])
        for entry in Outbox.objects.select_related("item").filter(connection=connection, stage__in=ACTIVE):
            entry.stage, entry.ended_at, entry.words = Stage.DROPPED, connection.removed_at, "The connection was taken away."
            entry.save(update_fields=["stage", "ended_at", "words"])
            words_of = f"Not written any more ({entry.get_job_display()}): the connection was taken away."
            note(connection, entry.item, SyncNote.Direction.TROUBLE, words_of, at=connection.removed_at)
    return connection


def set_hook_secret(connection: Connection, secret: str) -> None:
    """Keep the secret that the tracker signs its webhooks with."""
    connection.hook_secret = seal({"secret": required(secret, "A webhook without a secret proves nothing.")}, of=_hook(connection))
    connection.save(update_fields=["hook_secret"])


def open_credentials(connection: Connection) -> dict[str, str]:
    """The credentials in the clear, for a request that is made now."""
    if not connection.credentials:
        raise WrongState(f"{connection.name} has no credentials: enter them again.")
    return unseal(connection.credentials, of=f"credentials {connection.uid}")


def open_hook_secret(connection: Connection) -> str:
    """The secret of the webhook; "" where there is none."""
    return unseal(connection.hook_secret, of=_hook(connection))["secret"] if connection.hook_secret else ""


def reseal_all() -> int:
    """Seal with the current key what a former one sealed; how many connections and channels were."""
    count = 0
    with transaction.atomic():
        for connection in Connection.objects.select_for_update().exclude(credentials="", hook_secret=""):
            before = (connection.credentials, connection.hook_secret)
            if connection.credentials and not is_current(connection.credentials):
                connection.credentials = seal(open_credentials(connection), of=f"credentials {connection.uid}")
            if connection.hook_secret and not is_current(connection.hook_secret):
                connection.hook_secret = seal({"secret": open_hook_secret(connection)}, of=_hook(connection))
            if before != (connection.credentials, connection.hook_secret):
                connection.save(update_fields=["credentials", "hook_secret"])
                count += 1
        for channel in Channel.objects.select_for_update().exclude(secrets=""):
            if not is_current(channel.secrets):
                channel.secrets = seal(unseal(channel.secrets, of=str(channel.uid)), of=str(channel.uid))
                channel.save(update_fields=["secrets"])
                count += 1
    return count


def locked(connection_id: int) -> Connection:
    """The connection, locked; NotFound for one that is not there or was taken away."""
    found = Connection.objects.select_for_update().filter(pk=connection_id, removed_at=None).first()
    if found is None:
        raise NotFound("There is no such connection, or it was taken away.")
    return found


def _start_over(connection: Connection) -> None:
    for name in FROM_THE_START:
        setattr(connection, name, None)
    connection.page = connection.scan_page = connection.etag = ""
    connection.seen = 0


def _hook(connection: Connection) -> str:
    return f"webhook {connection.uid}"


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise InputError(f"There is no tracker called {kind}: use one of {', '.join(KINDS)}.")
    return KINDS[kind]


def _name(name: str) -> str:
    return required(name, "A connection needs a name.")[:120]


def _address(kind: Kind, base_url: str) -> str:
    if not kind.self_hosted or not words(base_url):
        if not kind.base_url:
            raise InputError(f"Say where {kind.label} is: its address, such as https://tracker.example.com.")
        return kind.base_url
    return checked_base_url(base_url)


def _credentials(kind: Kind, way: str, given: Mapping[str, str]) -> dict[str, str]:
    for known in kind.ways:
        if known.name == way:
            for field in known.fields:
                required(given.get(field.name, "") if field.required else "-", f"{field.label} is missing.")
            return {field.name: given.get(field.name, "").strip() for field in known.fields}
    raise InputError(f"{kind.label} can't be connected by {way}: use {' or '.join(way.name for way in kind.ways)}.")


def _statuses(given: Mapping[str, str]) -> dict[str, str]:
    known = {meaning.value for meaning in Meaning}
    wrong = [value for value in given.values() if value not in known]
    if wrong:
        raise InputError(f"{wrong[0]} is no meaning of a status: use {', '.join(sorted(known))}.")
    return dict(given)
