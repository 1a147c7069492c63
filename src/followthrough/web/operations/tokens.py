"""Tokens for programs: make one, take it away, and find whose it is. Told once when it is made; only a digest is kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from followthrough.errors import InputError, NotFound, NotPermitted
from followthrough.web.models import Token, User
from followthrough.web.models.account import Role
from followthrough.web.models.token import Scope
from followthrough.web.operations.feeds import SECRET, digest_of
from followthrough.web.operations.wording import required
from followthrough.web.permissions import Actor, require_person

BEGINS: Final = "ft_"  # so that scanners for leaked secrets know one
USUAL_DAYS: Final = 365
LONGEST_DAYS: Final = 3650
BETWEEN: Final = timedelta(minutes=1)  # two notes of when it was used
NEEDS: Final[dict[Scope, frozenset[str]]] = {
    Scope.GATE: frozenset(Role.values),
    Scope.METRICS: frozenset({Role.LEAD, Role.ADMINISTRATOR}),
    Scope.DIRECTORY: frozenset({Role.ADMINISTRATOR}),
}


def scopes_for(user: User) -> list[Scope]:
    """What this account may make a token for."""
    return [scope for scope, roles in NEEDS.items() if user.role in roles]


def make_token(
    *, name: str, scopes: Sequence[str], by: Actor, days: int | None = USUAL_DAYS, at: datetime | None = None
) -> tuple[Token, str]:
    """A token that acts for its maker, for as many days (None: until it is taken away); the row, and its text, which is told this once."""
    user, now = require_person(by), at or timezone.now()
    chosen = list(dict.fromkeys(scopes))
    if not chosen:
        raise InputError("Say what the token is for: choose at least one.")
    if unknown := set(chosen) - set(Scope.values):
        raise InputError(f"A token is for {', '.join(Scope.values)}, not for “{sorted(unknown)[0][:30]}”.")
    if beyond := set(chosen) - set(scopes_for(user)):
        raise NotPermitted(f"A token to {Scope(sorted(beyond)[0]).label} is made by {_who(Scope(sorted(beyond)[0]))}: ask one.")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise InputError(f"A token lasts from 1 to {LONGEST_DAYS} days, not {days}.")
    text = BEGINS + secrets.token_urlsafe(SECRET)
    row = Token.objects.create(
        name=required(name, "Say what will use the token: it is what you will look for the day it has to go.")[:80],
        digest=digest_of(text),
        shown=text[: len(BEGINS) + 5],
        scopes=chosen,
        made_by=user,
        made_at=now,
        expires_at=now + timedelta(days=days) if days else None,
    )
    return row, text


def revoke_token(token_id: int, *, by: Actor, at: datetime | None = None) -> Token:
    """From now on it opens nothing. Its maker does this, or an administrator."""
    user = require_person(by)
    rows = Token.objects.filter(pk=token_id, revoked_at=None)
    token = (rows if user.role == Role.ADMINISTRATOR else rows.filter(made_by=user)).first()
    if token is None:
        raise NotFound("There is no such token, or it is not yours.")
    token.revoked_at = at or timezone.now()
    token.save(update_fields=["revoked_at"])
    return token


def open_token(text: str, *, scope: Scope, at: datetime) -> User:
    """The account that a token acts for. NotFound for what is no token or not good any more, NotPermitted for one for something else."""
    token = Token.objects.select_related("made_by").filter(digest=digest_of(text)).first()
    if token is None or not token.is_good(at) or not token.made_by.is_active:
        raise NotFound("This token is not known here, or it has expired or was taken away. Make another under “For programs”.")
    if scope not in token.scopes or token.made_by.role not in NEEDS[scope]:
        raise NotPermitted(f"This token is not for this: it may not {scope.label}.")
    if token.used_at is None or at - token.used_at >= BETWEEN:
        Token.objects.filter(pk=token.pk).update(used_at=at)
    return token.made_by


def _who(scope: Scope) -> str:
    return "an administrator" if scope is Scope.DIRECTORY else "a lead or an administrator"
