"""Calendars and badges at secret addresses: make one, take it away. Only a digest of the secret is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from followthrough.errors import NotFound
from followthrough.web.models import Feed, Person, Service, Team
from followthrough.web.permissions import Actor, require_person

SECRET = 32  # bytes
BETWEEN = timedelta(minutes=1)  # two notes of when it was read: a badge on a busy page must not cost a write each time


def make_feed(*, by: Actor, person: Person | None = None, team: Team | None = None, at: datetime | None = None) -> str:
    """A new calendar of a person, a team, or all; what it shows is what its maker may see. Returns its secret, which is told this once."""
    user = require_person(by)
    secret = secrets.token_urlsafe(SECRET)
    Feed.objects.create(digest=digest_of(secret), person=person, team=team, made_by=user, made_at=at or timezone.now())
    return secret


def make_badge(*, by: Actor, team: Team | None = None, service: Service | None = None, at: datetime | None = None) -> str:
    """A new badge of a team, a service, or all. Private incidents never count in it. Returns its secret, which is told this once."""
    user = require_person(by)
    secret = secrets.token_urlsafe(SECRET)
    Feed.objects.create(
        kind=Feed.Kind.BADGE, digest=digest_of(secret), team=team, service=service, made_by=user, made_at=at or timezone.now()
    )
    return secret


def revoke_feed(feed_id: int, *, by: Actor, at: datetime | None = None) -> Feed:
    """From now on its address answers nobody. The maker does this, or an administrator."""
    user = require_person(by)
    feeds = Feed.objects.filter(pk=feed_id, revoked_at=None)
    feed = (feeds if user.role == "administrator" else feeds.filter(made_by=user)).first()
    if feed is None:
        raise NotFound("There is no such calendar or badge, or it is not yours.")
    feed.revoked_at = at or timezone.now()
    feed.save(update_fields=["revoked_at"])
    return feed


def open_feed(secret: str, *, at: datetime, kind: Feed.Kind = Feed.Kind.CALENDAR) -> Feed:
    """The calendar or badge that this secret opens; NotFound for every other, and where its maker's account is closed."""
    feeds = Feed.objects.select_related("made_by", "person", "team", "service")
    feed = feeds.filter(digest=digest_of(secret), kind=kind, revoked_at=None).first()
    if feed is None or not feed.made_by.is_active:
        raise NotFound(f"There is no {kind} at this address, or it was taken away.")
    if feed.read_at is None or at - feed.read_at >= BETWEEN:
        Feed.objects.filter(pk=feed.pk).update(read_at=at)
    return feed


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is random and long, so a plain digest can't be guessed backwards."""
    return hashlib.sha256(secret.encode()).hexdigest()
