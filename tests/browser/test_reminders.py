"""The pages of the reminders in a real browser: nothing sticks out, names without end are broken, and nothing goes wrong unseen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from followthrough.web.models import Address, Channel, Nudge, NudgeLine, NudgeRun
from followthrough.web.operations import channels
from tests.browser.opening import SCREENSHOTS, OpenPage, is_wider_than_its_window
from tests.web.making import MORNING, Cast, make_cast, make_item

pytestmark = [pytest.mark.django_db(transaction=True)]


def filled(cast: Cast) -> Channel:
    """A channel in trouble, a run that waits, a message that went out and one that was refused."""
    channel = channels.add_channel(
        kind="email", name="N" * 118, options={"host": "127.0.0.1", "sender": "ft@example.org"}, secrets={}, by=cast.by("frank")
    )
    Channel.objects.update(failing_since=MORNING, failure="w" * 300, wait_until=MORNING)
    run = NudgeRun.objects.create(at=MORNING, state="stopped", words="60 messages would go out, more than 50: look at them.")
    for name, stage, sent in (("alice", "sent", MORNING), ("bob", "failed", None)):
        item = make_item(cast, text=f"Alert on the lag of the orders' queue before customers see it {'x' * 120}", due=-9, owner=name)
        nudge = Nudge.objects.create(
            run=run, person=cast.person(name), channel=channel, stage=stage, sent_at=sent, due_at=MORNING, next_at=MORNING, to="t" * 200
        )
        NudgeLine.objects.create(nudge=nudge, item=item, step="late", why="You own it; it is 9 days overdue.")
    Address.objects.create(channel=channel, person=cast.person("alice"), value="a" * 200)
    return channel


def test_the_pages_of_the_reminders_fit_their_window(server: str, browser: Browser) -> None:
    cast = make_cast()
    channel = filled(cast)
    for user in (cast.frank, cast.alice):
        opener = OpenPage(server, user, browser)
        paths = ["/reminders/", "/reminders/mine/", f"/reminders/channels/{channel.pk}/", "/reminders/channels/new/slack/"]
        for path in paths if user == cast.frank else ["/reminders/mine/"]:
            for width in (1280, 390):
                page = opener(path, width=width)
                assert not is_wider_than_its_window(page), (path, width)
                name = path.strip("/").replace("/", "-")
                page.screenshot(path=SCREENSHOTS / f"{name}-{user.username}-{width}.png", full_page=True)
        assert opener.troubles == []
