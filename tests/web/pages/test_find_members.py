"""Finding people in a Slack workspace by their mail address: who is found is written down, a few dozen at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from followthrough.channels.base import Failed, RetryAfter
from followthrough.web.models import Address, Channel
from followthrough.web.operations import channels, people
from followthrough.web.pages import channels as page
from tests.web.making import MORNING, Cast
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


class Workspace:
    """Knows Alice and whoever is called member; stops when it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.stop: Failed | RetryAfter | None = None

    def find(self, address: str) -> str | Failed | RetryAfter | None:
        self.asked.append(address)
        if self.stop is not None and len(self.asked) > 1:
            return self.stop
        return f"U{address.partition('@')[0].upper()}" if address.startswith(("alice", "member")) else None

    def close(self) -> None:
        pass


@pytest.fixture
def workspace(monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = Workspace()
    monkeypatch.setattr(page, "Slack", Workspace)
    monkeypatch.setattr(page, "open_stored", lambda _: made)
    return made


@pytest.fixture
def slack(cast: Cast) -> Channel:
    return channels.add_channel(kind="slack", name="Slack", options={}, secrets={"token": "xoxb-1"}, workspace="T1", by=cast.by("frank"))


def test_who_is_found_is_written_down_and_who_has_an_address_is_not_asked_for(cast: Cast, slack: Channel, workspace: Workspace) -> None:
    channels.set_address(slack, cast.person("bob"), "UBOB", by=cast.by("bob"))
    client = signed_in(cast.frank)
    assert "Find people by their mail address" in client.get(slack.get_absolute_url()).content.decode()
    answer = client.post(f"{slack.get_absolute_url()}find/", follow=True).content.decode()
    assert "1 found and written down, 4 unknown to Slack" in answer
    assert dict(Address.objects.values_list("person__name", "value")) == {"Alice": "UALICE", "Bob": "UBOB"}
    assert "bob@example.org" not in workspace.asked
    assert slack.options == {"workspace": "T1"}


def test_a_large_company_is_looked_for_in_parts(cast: Cast, slack: Channel, workspace: Workspace) -> None:
    for number in range(50):
        people.add_person(f"Member {number}", email=f"member{number}@example.org")
    client = signed_in(cast.frank)
    first = client.post(f"{slack.get_absolute_url()}find/")
    assert len(workspace.asked) == page.FOUND_AT_ONCE
    assert "Go on finding people" in client.get(first.headers["Location"]).content.decode()
    after = first.headers["Location"].rpartition("=")[2]
    assert "after=" not in client.post(f"{slack.get_absolute_url()}find/", {"after": after}).headers["Location"]
    assert Address.objects.count() == 51
    assert len(set(workspace.asked)) == len(workspace.asked)


def test_what_was_found_before_slack_said_stop_is_kept(cast: Cast, slack: Channel, workspace: Workspace) -> None:
    workspace.stop = RetryAfter(MORNING + timedelta(minutes=1), "Slack asks to wait.")
    answer = signed_in(cast.frank).post(f"{slack.get_absolute_url()}find/", follow=True).content.decode()
    assert "Slack asks to wait. 1 were found before that" in answer
    assert Address.objects.get().value == "UALICE"


def test_only_an_administrator_looks_and_only_in_slack(cast: Cast, slack: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signed_in(cast.dora).post(f"{slack.get_absolute_url()}find/").status_code == 403
    mail = channels.add_channel(kind="email", name="Mail", options={}, secrets={"password": "x"}, by=cast.by("frank"))
    monkeypatch.setattr(page, "open_stored", lambda _: Workspace())
    assert signed_in(cast.frank).post(f"{mail.get_absolute_url()}find/").status_code == 422
    assert not Address.objects.exists()
