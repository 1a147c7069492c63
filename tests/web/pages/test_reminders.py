"""The pages of the reminders: what would go out, who may see and do what, and how people are reached. Over real local receivers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

import pytest
import time_machine
from django.test import Client

from followthrough.channels.base import Failed
from followthrough.web.models import Address, Channel, Nudge, NudgeRun
from followthrough.web.operations import channels
from followthrough.web.operations.policies import newest_version, set_policy
from tests.channels.mail_server import MailServer, Post, mail_server
from tests.web.making import MORNING, Cast, make_incident, make_item, make_private
from tests.web.nudging.test_run import Desk
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db
CHANGES = (
    "/reminders/runs/1/",
    "/reminders/messages/1/again/",
    "/reminders/channels/1/test/",
    "/reminders/channels/1/remove/",
    "/reminders/channels/1/people/1/",
)


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server(Post()) as server:
        yield server


def page_of(client: Client, path: str = "/reminders/", status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def mail(cast: Cast) -> Channel:
    return channels.add_channel(
        kind="email", name="Mail", options={"host": "127.0.0.1", "sender": "ft@example.org"}, secrets={}, by=cast.by("frank")
    )


def test_a_lead_sees_exactly_what_would_go_out_and_what_nobody_hears_of(cast: Cast) -> None:
    make_item(cast, text="Alert on lag", due=-9)
    make_item(cast, text="Fence the cache", due=-9, owner=None, without="nobody yet")
    page = page_of(signed_in(cast.dora))
    assert "Rehearsal: 1 message would go out" in page
    assert "You own it; it is 9 days overdue." in page
    assert "Nobody hears of 1 late item" in page
    assert "nobody owns it, and nobody stands in" in page
    assert "There is no way to reach anybody yet." in page


def test_an_empty_portfolio_says_when_a_reminder_comes(cast: Cast) -> None:
    assert "A reminder comes 7 and 1 days before a due date" in page_of(signed_in(cast.dora))


def test_who_does_not_lead_sees_their_own(cast: Cast) -> None:
    make_item(cast, text="Alert on lag", due=-9)
    make_item(cast, text="Bobs thing", due=-9, owner="bob")
    answer = signed_in(cast.alice).get("/reminders/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/reminders/mine/")
    page = page_of(signed_in(cast.alice), "/reminders/mine/")
    assert "You hear of 1 item next" in page
    assert "Alert on lag" in page
    assert "Bobs thing" not in page


def test_a_private_incident_is_told_of_to_its_own_people_alone(cast: Cast) -> None:
    secret = make_incident(cast, title="Breach")
    make_item(cast, secret, text="Rotate every key", due=-9)
    make_private(secret)
    page = page_of(signed_in(cast.dora))
    assert "Rotate every key" not in page
    assert "An item of a private incident" in page


@pytest.mark.parametrize("name", ["alice", "erin"])
def test_who_does_not_lead_decides_and_sets_up_nothing(cast: Cast, name: str) -> None:
    row = mail(cast)
    person = cast.person("bob")
    paths = (
        f"/reminders/channels/{row.pk}/test/",
        f"/reminders/channels/{row.pk}/remove/",
        f"/reminders/channels/{row.pk}/people/{person.pk}/",
    )
    client = signed_in(getattr(cast, name))
    assert [client.post(path, {"to": "x@example.org", "value": "x@example.org"}).status_code for path in paths] == [403, 403, 403]
    run = NudgeRun.objects.create(at=MORNING, state="stopped", words="Too many.")
    assert client.post(f"/reminders/runs/{run.pk}/", {"do": "go"}).status_code == 403
    assert client.get(f"/reminders/channels/{row.pk}/").status_code == 403
    assert client.get("/reminders/channels/new/email/").status_code == 403
    assert Channel.objects.get().removed_at is None
    assert not Address.objects.exists()
    assert NudgeRun.objects.get().state == "stopped"


@pytest.mark.parametrize("path", ["/reminders/", "/reminders/mine/", "/reminders/channels/1/", "/reminders/channels/new/email/"])
def test_a_stranger_is_sent_to_sign_in(path: str) -> None:
    assert Client().get(path).headers["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("path", CHANGES)
def test_nothing_changes_by_a_look(cast: Cast, path: str) -> None:
    assert signed_in(cast.frank).get(path).status_code == 405


def test_a_mail_server_is_set_up_tested_and_taken_away_in_the_browser(cast: Cast, server: MailServer) -> None:
    client = signed_in(cast.frank)
    typed = {"host": "127.0.0.1", "port": str(server.port), "security": "none", "sender": "ft@example.org"}
    answer = client.post("/reminders/channels/new/email/", typed, follow=True)
    assert "“E-mail” is set up." in answer.content.decode()
    row = Channel.objects.get()
    assert (
        "The test was taken." in client.post(f"/reminders/channels/{row.pk}/test/", {"to": "f@example.org"}, follow=True).content.decode()
    )
    assert [one.to for one in server.post.mails] == [["f@example.org"]]
    assert "was taken away" in client.post(f"/reminders/channels/{row.pk}/remove/", follow=True).content.decode()
    assert client.get(f"/reminders/channels/{row.pk}/").status_code == 404


def test_a_server_that_is_not_there_is_not_kept_and_what_was_typed_stands(cast: Cast) -> None:
    typed = {"host": "127.0.0.1", "port": "1", "security": "none", "sender": "ft@example.org"}
    answer = signed_in(cast.frank).post("/reminders/channels/new/email/", typed)
    assert answer.status_code == 422
    assert 'value="ft@example.org"' in answer.content.decode()
    assert not Channel.objects.exists()


def test_a_secret_never_comes_back_to_the_browser(cast: Cast) -> None:
    answer = signed_in(cast.frank).post(
        "/reminders/channels/new/webhook/", {"webhook_url": "https://x.example/hush-hush", "secret": "hush"}
    )
    assert answer.status_code == 422
    assert "hush" not in answer.content.decode()


def test_a_kind_that_is_none_is_not_found(cast: Cast) -> None:
    assert signed_in(cast.frank).get("/reminders/channels/new/pigeon/").status_code == 404


def test_everybody_writes_down_their_own_address_and_hours(cast: Cast) -> None:
    row, client = mail(cast), signed_in(cast.alice)
    client.post("/reminders/mine/", {"do": "address", "channel": str(row.pk), "value": "alice+ft@example.org"})
    assert Address.objects.get().value == "alice+ft@example.org"
    client.post("/reminders/mine/", {"do": "hours", "zone": "Asia/Tokyo", "opens": "10:00", "closes": "18:30", "country": "jp"})
    person = cast.person("alice")
    assert (person.zone, person.country, person.opens, person.closes) == ("Asia/Tokyo", "JP", time(10), time(18, 30))
    assert "10:00 to 18:30, Asia/Tokyo" in page_of(client, "/reminders/mine/")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"do": "hours", "zone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"do": "hours", "country": "XX"}, "Nobody knows the holidays"),
        ({"do": "hours", "opens": "09:00"}, "both the beginning and the end"),
        ({"do": "hours", "opens": "17:00", "closes": "09:00"}, "ends after it begins"),
        ({"do": "hours", "opens": "soon", "closes": "09:00"}, "is written as 09:00"),
        ({"do": "address", "channel": "99", "value": "a@example.org"}, "taken away meanwhile"),
        ({"do": "address", "channel": "٣", "value": "a@example.org"}, "taken away meanwhile"),
    ],
)
def test_what_can_t_be_right_is_refused_in_words(cast: Cast, typed: dict[str, str], says: str) -> None:
    before = vars(cast.person("alice"))
    answer = signed_in(cast.alice).post("/reminders/mine/", typed)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert {**vars(cast.person("alice")), "_state": None} == {**before, "_state": None}


def test_a_mail_address_that_is_none_is_refused(cast: Cast) -> None:
    row = mail(cast)
    answer = signed_in(cast.alice).post("/reminders/mine/", {"do": "address", "channel": str(row.pk), "value": "no address"})
    assert answer.status_code == 422
    assert "is no mail address" in answer.content.decode()


def test_an_account_without_a_person_is_told_so(cast: Cast) -> None:
    person = cast.person("erin")
    person.user = None
    person.save()
    assert "Your account is not tied to a person" in page_of(signed_in(cast.erin), "/reminders/mine/")


def test_a_run_that_waits_is_let_go_on_its_page(cast: Cast) -> None:
    desk = Desk(cast)
    set_policy('nudging = "on"\nstop_above = 1', by=cast.by("dora"), reason="Now", seen=newest_version())
    for name in ("alice", "bob"):
        make_item(cast, text=f"Of {name}", due=-9, owner=name)
    desk.round()
    client = signed_in(cast.dora)
    page = page_of(client)
    assert "A run of reminders waits for you" in page
    assert "Of alice" in page
    assert client.post(f"/reminders/runs/{NudgeRun.objects.get().pk}/", {"do": "maybe"}).status_code == 422
    client.post(f"/reminders/runs/{NudgeRun.objects.get().pk}/", {"do": "go"})
    assert desk.round().sent == 2
    assert "through Mail" in page_of(client)
    assert "through Mail" in page_of(signed_in(cast.alice), "/reminders/mine/")


def test_what_was_refused_is_shown_with_the_way_to_mend_it(cast: Cast) -> None:
    desk = Desk(cast)
    make_item(cast, due=-9)
    desk.memory.answers = [Failed("No such user.", permanent=True, reach="address")]
    desk.round()
    for client, path in ((signed_in(cast.dora), "/reminders/"), (signed_in(cast.alice), "/reminders/mine/")):
        page = page_of(client, path)
        assert "No such user." in page
        assert "Write to it again" in page
    assert "This address refused the last message" in page_of(signed_in(cast.alice), "/reminders/mine/")
    assert "No such user." in page_of(signed_in(cast.frank), f"/reminders/channels/{desk.channel.pk}/")
    signed_in(cast.alice).post(f"/reminders/messages/{Nudge.objects.get().pk}/again/")
    assert Nudge.objects.get().stage == "dropped"


def test_the_address_book_is_found_in_and_written_by_a_lead(cast: Cast) -> None:
    row, person = mail(cast), cast.person("bob")
    client = signed_in(cast.dora)
    assert "Bob" in page_of(client, f"/reminders/channels/{row.pk}/?q=bob")
    assert "Nobody is called so." in page_of(client, f"/reminders/channels/{row.pk}/?q=zzz")
    client.post(f"/reminders/channels/{row.pk}/people/{person.pk}/", {"value": "bob@elsewhere.example.org"})
    assert "bob@elsewhere.example.org" in page_of(client, f"/reminders/channels/{row.pk}/")
    client.post(f"/reminders/channels/{row.pk}/people/{person.pk}/", {"value": ""})
    assert not Address.objects.exists()


def test_names_and_failures_are_shown_as_text(cast: Cast) -> None:
    row = mail(cast)
    Channel.objects.filter(pk=row.pk).update(name="<b>x</b>", failure="<script>1</script>", failing_since=MORNING)
    for path in ("/reminders/", f"/reminders/channels/{row.pk}/"):
        page = page_of(signed_in(cast.frank), path)
        assert "<script>1" not in page
        assert "<b>x" not in page
