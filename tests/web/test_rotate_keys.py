"""Changing the key that seals trackers' credentials: everything is sealed anew, and a lost key loses nothing silently."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from followthrough.errors import ConfigError
from followthrough.web.models import Connection
from followthrough.web.operations import connections
from followthrough.web.sealing import is_current, seal, unseal
from tests.web.making import Cast
from tests.web.pages.connection_cast import connect

pytestmark = pytest.mark.django_db
OLD, NEW, OTHER = "old" * 20, "new" * 20, "other" * 20
Said = pytest.CaptureFixture[str]


@pytest.fixture
def two(cast: Cast, settings: Any) -> list[Connection]:
    """Two connections that the old key sealed, one with a webhook."""
    settings.ENCRYPTION_KEYS = [OLD]
    made = [connect(cast, name=name, token=f"token of {name}") for name in ("One", "Two")]
    connections.set_hook_secret(made[0], "hush")
    return made


def rotate(said: Said) -> str:
    call_command("rotate_keys")
    return said.readouterr().out


def opened() -> list[tuple[dict[str, str], str]]:
    rows = Connection.objects.order_by("name")
    return [(connections.open_credentials(row), connections.open_hook_secret(row)) for row in rows]


def test_everything_is_sealed_with_the_new_key_and_opens_without_the_old(two: list[Connection], settings: Any, capsys: Said) -> None:
    before = opened()
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert opened() == before
    assert "2 connections were sealed" in rotate(capsys)
    assert all(is_current(row.credentials) for row in Connection.objects.all())
    settings.ENCRYPTION_KEYS = [NEW]
    assert opened() == before


def test_the_second_time_there_is_nothing_to_do(two: list[Connection], settings: Any, capsys: Said) -> None:
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    rotate(capsys)
    sealed = list(Connection.objects.values_list("credentials", "hook_secret"))
    assert "already" in rotate(capsys)
    assert list(Connection.objects.values_list("credentials", "hook_secret")) == sealed


def test_a_webhook_alone_is_sealed_anew_too(two: list[Connection], settings: Any, capsys: Said) -> None:
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    connections.change_connection(two[0].pk, by=_frank(two), credentials={"token": "fresh"})
    assert "2 connections were sealed" in rotate(capsys)
    settings.ENCRYPTION_KEYS = [NEW]
    assert opened()[0] == ({"token": "fresh"}, "hush")


def test_one_that_was_taken_away_has_nothing_to_seal(two: list[Connection], settings: Any, capsys: Said) -> None:
    connections.remove_connection(two[0].pk, by=_frank(two))
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert "1 connection was sealed" in rotate(capsys)


def test_without_the_old_key_it_says_so_and_changes_nothing(two: list[Connection], settings: Any) -> None:
    Connection.objects.filter(pk=two[0].pk).update(hook_secret="")
    sealed = list(Connection.objects.values_list("credentials", "hook_secret"))
    settings.ENCRYPTION_KEYS = [NEW, OTHER]
    with pytest.raises(CommandError, match="FOLLOWTHROUGH_OLD_ENCRYPTION_KEYS") as caught:
        call_command("rotate_keys")
    assert list(Connection.objects.values_list("credentials", "hook_secret")) == sealed
    for key in (OLD, NEW, OTHER):
        assert key not in str(caught.value)


def test_no_output_holds_a_key_or_a_secret(two: list[Connection], settings: Any, capsys: Said) -> None:
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    text = rotate(capsys)
    for secret in (OLD, NEW, "token of One", "hush"):
        assert secret not in text


@pytest.mark.parametrize(
    "text", ["", "v1", "v1::", "v1:zz:AAAA", "v2:00000000:AAAA", "plain text", "v1:{key}:", "v1:{key}:!!!!", "v1:{key}:AAAA"]
)
def test_what_was_never_sealed_opens_for_nobody(settings: Any, text: str) -> None:
    settings.ENCRYPTION_KEYS = [NEW]
    key = seal({"a": "b"}, of="x").split(":")[1]
    with pytest.raises(ConfigError):
        unseal(text.replace("{key}", key), of="x")


def test_a_seal_is_of_one_row_and_no_bit_of_it_can_be_changed(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [NEW]
    sealed = seal({"token": "x"}, of="credentials 1")
    assert unseal(sealed, of="credentials 1") == {"token": "x"}
    assert seal({"token": "x"}, of="credentials 1") != sealed
    with pytest.raises(ConfigError):
        unseal(sealed, of="credentials 2")
    for place in (12, 20, len(sealed) - 4):
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(ConfigError):
            unseal(changed, of="credentials 1")


def _frank(two: list[Connection]) -> Any:
    from followthrough.web.permissions import Actor

    return Actor.person(two[0].added_by)
