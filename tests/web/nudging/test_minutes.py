"""The minutes of a review on their way: to whom they go, what they say, that they arrive once. By a real mail server and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from followthrough.channels.base import Capabilities, Checked, Delivered, Failed, Message, Outcome, RetryAfter, fault
from followthrough.channels.letter import html_of, text_of
from followthrough.errors import InputError, NotFound, NotPermitted, WrongState
from followthrough.web.insights.agenda import agenda_of
from followthrough.web.insights.minutes import minutes_of
from followthrough.web.models import Channel, Notice, Review
from followthrough.web.models.review import Outcome as Came
from followthrough.web.nudging.minutes import message_of, send_waiting
from followthrough.web.nudging.opening import open_stored
from followthrough.web.nudging.post import Round
from followthrough.web.operations import channels, items, people, reviews
from followthrough.web.operations.notices import send_minutes
from followthrough.web.permissions import Actor
from tests.channels.mail_server import MailServer, Order, Post, mail_server
from tests.web.making import MORNING, Cast, day, hide, make_item
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day(settings: object) -> Iterator[None]:
    settings.PUBLIC_URL = "https://ft.example.org"  # type: ignore[attr-defined]
    with time_machine.travel(MORNING, tick=False):
        yield


class Memory:
    """A channel that keeps what it was given, and answers as it is told."""

    can = Capabilities(persons=True, threads=True)

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.answers: list[Outcome] = []

    def check(self) -> Checked:
        return Checked("memory")

    def send(self, message: Message) -> Outcome:
        answer = self.answers.pop(0) if self.answers else Delivered(f"id-{len(self.got)}")
        if isinstance(answer, Delivered):
            self.got.append(message)
        return answer

    def close(self) -> None:
        pass


def finished(cast: Cast) -> Review:
    """A review in which a date was moved and one item stayed."""
    moved = make_item(cast, text="Alert on <lag>", due=-9)
    make_item(cast, text="Cap the retries", due=20, accepted=-40)
    review = reviews.open_review(
        by=cast.by("dora"), team=cast.team, title="Checkout, June", planned_for=MORNING, agenda=agenda_of(cast.team), at=MORNING
    )
    answer = reviews.Answer(Came.NEW_DATE, words="The vendor is late", day=day(20))
    reviews.record_outcome(review.entries.get(item=moved).pk, answer, by=cast.by("dora"), version=moved.version)
    return reviews.finish_review(review.pk, by=cast.by("dora"))


def mail(cast: Cast) -> Channel:
    return channels.add_channel(kind="email", name="Mail", options={}, secrets={"password": "x"}, by=cast.by("frank"))


def sent(memory: Memory, *, after: timedelta = timedelta()) -> Round:
    def now() -> datetime:
        return timezone.now() + after

    return send_waiting(now=now, opened=lambda _: memory, sleep=lambda _: None)


def ask(cast: Cast, review: Review, *names: str, by: str = "dora") -> int:
    return len(send_minutes(review.pk, by=cast.by(by), people=[cast.person(name) for name in names]))


def test_minutes_keep_the_owner_the_date_and_the_words_as_they_were_then(cast: Cast) -> None:
    review = finished(cast)
    item = review.entries.get(outcome="new_date").item
    assert item is not None
    with time_machine.travel(MORNING + timedelta(days=3), tick=False):
        items.assign(item.pk, by=cast.by("dora"), version=3 - 1, owner=cast.person("bob"))
        items.set_due(item.pk, by=cast.by("dora"), version=3, due=day(60), reason="Later still")
        items.edit_item(item.pk, by=cast.by("dora"), version=4, text="Something else")
        (point,) = minutes_of(review, cast.dora).decided
        page = signed_in(cast.dora).get(review.get_absolute_url()).content.decode()
    assert (point.text, point.owner, point.slips, point.first_due) == ("Alert on <lag>", "Alice", 1, day(-9))
    assert "Alert on &lt;lag&gt;" in page
    assert "Something else" not in page


def test_the_letter_says_what_was_decided_in_text_and_html(cast: Cast) -> None:
    message = message_of(finished(cast), key="k")
    assert fault(message) is None
    assert message.subject == "Minutes: Checkout, June"
    text, html = text_of(message), html_of(message)
    for said in ("What was decided (1)", "Carried over (1)", "Cap the retries", "The vendor is late"):
        assert said in text
        assert said in html
    assert "Alert on &lt;lag&gt;" in html
    assert "moved once" in text
    assert "https://ft.example.org/items/" in text


def test_they_go_to_whom_was_chosen_once(cast: Cast) -> None:
    review, memory = finished(cast), Memory()
    mail(cast)
    assert ask(cast, review, "alice", "bob") == 2
    assert sent(memory) == Round(sent=2)
    assert sorted(message.to for message in memory.got) == ["alice@example.org", "bob@example.org"]
    assert {message.kind for message in memory.got} == {"review.minutes"}
    assert ask(cast, review, "alice", "dora") == 1
    assert sent(memory) == Round(sent=1)
    assert sent(memory) == Round()
    assert all(notice.sent_at is not None for notice in Notice.objects.all())


def test_nothing_counts_as_sent_before_it_is_and_what_waits_is_tried_again(cast: Cast) -> None:
    review, memory = finished(cast), Memory()
    mail(cast)
    ask(cast, review, "alice", "bob")
    memory.answers = [
        RetryAfter(MORNING + timedelta(hours=1), "Too many requests", reach="message"),
        Failed("There is no such mailbox", permanent=True, reach="address"),
    ]
    assert sent(memory) == Round(waiting=1, failed=1)
    waiting, refused = Notice.objects.order_by("pk")
    assert (waiting.stage, waiting.sent_at, waiting.words) == ("waiting", None, "Too many requests")
    assert (refused.stage, refused.to) == ("failed", "bob@example.org")
    page = signed_in(cast.dora).get(review.get_absolute_url()).content.decode()
    assert "There is no such mailbox" in page
    assert "on its way; last: Too many requests" in page
    assert sent(memory, after=timedelta(minutes=59)) == Round()
    assert sent(memory, after=timedelta(minutes=61)) == Round(sent=1)
    assert ask(cast, review, "bob") == 1  # somebody has seen to the mailbox


def test_what_could_not_be_sent_for_a_week_is_said_to_have_failed(cast: Cast) -> None:
    review, memory = finished(cast), Memory()
    ask(cast, review, "alice")  # there is no channel at all
    assert sent(memory) == Round(waiting=1)
    assert sent(memory, after=timedelta(days=8)) == Round()
    assert Notice.objects.get().words == "It could not be sent for a week."


def test_a_channel_whose_settings_are_broken_holds_up_no_other(cast: Cast) -> None:
    review = finished(cast)
    broken = mail(cast)  # it has neither host nor sender
    ask(cast, review, "alice")
    assert send_waiting(now=timezone.now, opened=open_stored).waiting == 1
    broken.refresh_from_db()
    assert broken.failing_since is not None


def test_nothing_of_a_private_incident_is_told_even_where_it_was_made_private_later(cast: Cast) -> None:
    review = finished(cast)
    item = review.entries.get(outcome="new_date").item
    assert item is not None
    hide(item, cast.person("dora"))
    message = message_of(review, key="k")
    assert "lag" not in text_of(message) + html_of(message)
    assert "The vendor is late" not in text_of(message) + html_of(message)


@pytest.mark.parametrize(
    ("by", "names", "refusal"),
    [("charlie", ["alice"], NotPermitted), ("erin", ["alice"], NotPermitted), ("dora", [], InputError)],
)
def test_who_may_send_them_and_to_whom(cast: Cast, by: str, names: list[str], refusal: type[Exception]) -> None:
    review = finished(cast)
    with pytest.raises(refusal):
        ask(cast, review, *names, by=by)
    with pytest.raises(NotPermitted):
        send_minutes(review.pk, by=Actor.agent(cast.dora), people=[cast.person("alice")])
    people.deactivate_person(cast.person("bob"))
    with pytest.raises(InputError, match="no longer here"):
        ask(cast, review, "bob")
    with pytest.raises(NotFound):
        send_minutes(99999, by=cast.by("dora"), people=[cast.person("alice")])
    assert not Notice.objects.exists()


def test_an_open_review_has_no_minutes_to_send(cast: Cast) -> None:
    review = reviews.open_review(by=cast.by("dora"), team=cast.team, title="x", planned_for=MORNING, agenda=())
    with pytest.raises(WrongState, match="still open"):
        ask(cast, review, "alice")
    assert signed_in(cast.dora).get(f"/reviews/{review.pk}/send/").status_code == 302


def test_the_page_shows_what_they_get_and_who_can_t_be_reached(cast: Cast) -> None:
    review = finished(cast)
    client = signed_in(cast.dora)
    assert "Nobody can be reached yet" in client.get(f"/reviews/{review.pk}/send/").content.decode()
    mail(cast)
    people.join(people.add_person("Nomail Noone"), cast.team)
    page = client.get(f"/reviews/{review.pk}/send/").content.decode()
    assert "alice@example.org, by Mail" in page
    assert "Can’t be reached by any channel: Nomail Noone" in page.replace("&#x27;", "’").replace("'", "’")
    assert "Minutes: Checkout, June" in page
    assert "Alert on &lt;lag&gt;" in page
    assert client.post(f"/reviews/{review.pk}/send/", {}).status_code == 422
    after = client.post(f"/reviews/{review.pk}/send/", {"person": [str(cast.person("alice").pk), "x", "9" * 40]}, follow=True)
    assert "on their way to 1 place" in after.content.decode()
    assert Notice.objects.get().person == cast.person("alice")
    assert signed_in(cast.charlie).get(f"/reviews/{review.pk}/send/").status_code == 403


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server(Post()) as server:
        yield server


def test_they_arrive_as_a_mail_after_a_server_that_said_later(cast: Cast, server: MailServer) -> None:
    review = finished(cast)
    options = {"host": "127.0.0.1", "port": str(server.port), "security": "none", "sender": "ft@example.org"}
    channels.add_channel(kind="email", name="Mail", options=options, secrets={}, by=cast.by("frank"))
    ask(cast, review, "alice", "bob")
    server.post.orders.append(Order("RCPT", "450 4.2.0 greylisted"))
    first = send_waiting(now=timezone.now, opened=open_stored, sleep=lambda _: None)
    assert (first.sent, first.waiting) == (1, 1)
    again = send_waiting(now=lambda: timezone.now() + timedelta(hours=1), opened=open_stored, sleep=lambda _: None)
    assert again.sent == 1
    assert sorted(mail.to[0] for mail in server.post.mails) == ["alice@example.org", "bob@example.org"]
    got = server.post.mails[0].parsed
    assert str(got["Subject"]) == "Minutes: Checkout, June"
    plain = got.get_body(("plain",))
    assert plain is not None
    assert "What was decided (1)" in plain.get_content()
