"""Calendars at secret addresses: make one, take it away. Only a digest of the secret is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.utils import timezone

from followthrough.errors import NotFound
from followthrough.web.models import Feed, Person, Team
from followthrough.web.permissions import Actor, require_person

SECRET = 32  # bytes


def make_feed(*, by: Actor, person: Person | None = None, team: Team | None = None, at: datetime | None = None) -> str:
    """A new calendar of a person, a team, or all; what it shows is what its maker may see. Returns its secret, which is told this once."""
    user = require_person(by)
    secret = secrets.token_urlsafe(SECRET)
    Feed.objects.create(digest=digest_of(secret), person=person, team=team, made_by=user, made_at=at or timezone.now())
    return secret


def revoke_feed(feed_id: int, *, by: Actor, at: datetime | None = None) -> None:
    """From now on its address answers nobody. The maker does this, or an administrator."""
    user = require_person(by)
    feeds = Feed.objects.filter(pk=feed_id, revoked_at=None)
    feed = (feeds if user.role == "administrator" else feeds.filter(made_by=user)).first()
    if feed is None:
        raise NotFound("There is no such calendar, or it is not yours.")
    feed.revoked_at = at or timezone.now()
    feed.save(update_fields=["revoked_at"])


def open_feed(secret: str, *, at: datetime) -> Feed:
    """The calendar that this secret opens; NotFound for every other, and where its maker's account is closed."""
    feed = Feed.objects.select_related("made_by", "person", "team").filter(digest=digest_of(secret), revoked_at=None).first()
    if feed is None or not feed.made_by.is_active:
        raise NotFound("There is no calendar at this address, or it was taken away.")
    feed.read_at = at
    feed.save(update_fields=["read_at"])
    return feed


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is random and long, so a plain digest can't be guessed backwards."""
    return hashlib.sha256(secret.encode()).hexdigest()
