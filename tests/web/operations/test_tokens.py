"""Tokens: who may make which, when they stop, and that their text is kept nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from followthrough.errors import FollowthroughError, InputError, MissingReason, NotFound, NotPermitted
from followthrough.web.models import Token
from followthrough.web.models.token import Scope
from followthrough.web.operations.tokens import make_token, open_token, revoke_token
from followthrough.web.permissions import Actor
from tests.web.making import MORNING, Cast

pytestmark = pytest.mark.django_db


def made(cast: Cast, name: str = "frank", *scopes: str, days: int | None = 30) -> tuple[Token, str]:
    return make_token(name="CI", scopes=scopes or ("gate",), by=cast.by(name), days=days, at=MORNING)


def test_a_token_opens_for_its_maker_until_it_expires(cast: Cast) -> None:
    _, text = made(cast, "alice")
    assert open_token(text, scope=Scope.GATE, at=MORNING) == cast.alice
    with pytest.raises(NotFound, match="expired"):
        open_token(text, scope=Scope.GATE, at=MORNING + timedelta(days=30))


def test_only_a_digest_is_kept(cast: Cast) -> None:
    row, text = made(cast)
    assert text.startswith("ft_")
    assert len(text) > 40
    assert text not in str(vars(Token.objects.get(pk=row.pk)))
    assert text.startswith(row.shown)
    assert len(row.shown) == 8


@pytest.mark.parametrize(
    ("name", "scope", "may"),
    [
        ("erin", "gate", True),
        ("alice", "gate", True),
        ("alice", "metrics", False),
        ("dora", "metrics", True),
        ("dora", "directory", False),
        ("frank", "directory", True),
    ],
)
def test_who_may_make_a_token_for_what(cast: Cast, name: str, scope: str, may: bool) -> None:
    if may:
        _, text = made(cast, name, scope)
        assert open_token(text, scope=Scope(scope), at=MORNING).username == name
    else:
        with pytest.raises(NotPermitted, match="ask one"):
            made(cast, name, scope)
        assert not Token.objects.exists()


def test_a_token_for_one_thing_opens_no_other(cast: Cast) -> None:
    _, text = made(cast, "frank", "gate")
    with pytest.raises(NotPermitted, match="may not read the numbers"):
        open_token(text, scope=Scope.METRICS, at=MORNING)


def test_a_token_ends_with_the_role_that_it_was_made_with_and_with_the_account(cast: Cast) -> None:
    _, text = made(cast, "dora", "metrics", "gate")
    cast.dora.role = "member"
    cast.dora.save()
    with pytest.raises(NotPermitted):
        open_token(text, scope=Scope.METRICS, at=MORNING)
    assert open_token(text, scope=Scope.GATE, at=MORNING) == cast.dora
    cast.dora.is_active = False
    cast.dora.save()
    with pytest.raises(NotFound):
        open_token(text, scope=Scope.GATE, at=MORNING)


def test_its_maker_or_an_administrator_takes_it_away_and_nobody_else(cast: Cast) -> None:
    row, text = made(cast, "alice")
    for name in ("bob", "dora"):
        with pytest.raises(NotFound):
            revoke_token(row.pk, by=cast.by(name))
    revoke_token(row.pk, by=cast.by("frank"))
    with pytest.raises(NotFound):
        open_token(text, scope=Scope.GATE, at=MORNING)
    with pytest.raises(NotFound):
        revoke_token(row.pk, by=cast.by("frank"))


def test_when_it_was_used_is_noted_once_a_minute(cast: Cast) -> None:
    row, text = made(cast)
    for seconds, noted in ((0, 0), (59, 0), (60, 60)):
        open_token(text, scope=Scope.GATE, at=MORNING + timedelta(seconds=seconds))
        row.refresh_from_db()
        assert row.used_at == MORNING + timedelta(seconds=noted)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"name": "  "}, MissingReason),
        ({"scopes": ()}, InputError),
        ({"scopes": ("everything",)}, InputError),
        ({"days": 0}, InputError),
        ({"days": 3651}, InputError),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(cast: Cast, words: dict[str, object], refusal: type[FollowthroughError]) -> None:
    given: dict[str, object] = {"name": "CI", "scopes": ("gate",), "days": 30}
    with pytest.raises(refusal):
        make_token(**given | words, by=cast.by("frank"))  # type: ignore[arg-type]
    assert not Token.objects.exists()


@pytest.mark.parametrize("by", [Actor.policy(), Actor.tracker(1)])
def test_only_a_signed_in_person_makes_a_token(cast: Cast, by: Actor) -> None:
    with pytest.raises(NotPermitted):
        make_token(name="CI", scopes=("gate",), by=by)
    with pytest.raises(NotPermitted):
        make_token(name="CI", scopes=("gate",), by=Actor.importing(cast.frank))


@pytest.mark.parametrize("text", ["", "ft_", "ft_x", "\x00", "é" * 500])
def test_what_is_no_token_opens_nothing(cast: Cast, text: str) -> None:
    with pytest.raises(NotFound):
        open_token(text, scope=Scope.GATE, at=MORNING)
