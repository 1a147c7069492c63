"""One suite for every adapter: what the port promises, held against the vendor's fake (or the real thing) over real requests.

A test file of an adapter subclasses `Contract` and gives it a `world`. Nothing here knows a vendor: where trackers differ, the
test asks `can`. Not collected by itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from followthrough.errors import Drifted, Forbidden, RateLimited, ServiceError, TurnedDown, Unreachable
from followthrough.trackers.base import Absence, Body, Draft, Edit, Meaning, Missing, Page, Ref, Settings, Ticket, Tracker
from followthrough.trackers.fake.dialect import Clock, Dialect, Fault, Request, Response

LABEL = "incident-action"
NOBODY = Ref("999999999", "nowhere")


@dataclass
class World:
    """An adapter and the fake it talks to. `open_as` makes another adapter with other settings."""

    tracker: Tracker
    dialect: Dialect
    clock: Clock
    settings: Settings
    open_as: Callable[[Settings], Tracker]
    slept: list[float]

    def label(self, *more: str) -> tuple[str, ...]:
        return (LABEL, *more)

    def listed(self, since: datetime | None = None) -> list[Ticket]:
        return [ticket for page in self.pages(since) for ticket in page.tickets]

    def pages(self, since: datetime | None = None) -> Iterator[Page]:
        page = self.tracker.changed(since)
        yield page
        while page.next:
            page = self.tracker.changed(since, after=page.next)
            yield page


def draft(title: str = "Alert when the queue grows", **more: object) -> Draft:
    body = Body(
        text=title,
        facts=(("Incident", "INC-481 Checkout down", "https://ft.example/incidents/INC-481/"), ("Type", "detection", "")),
        quote="We will alert when the queue grows.",
        source="postmortem.md, lines 12 to 14",
        done_criterion="The alert fired in a drill",
    )
    made = Draft(str(uuid.uuid4()), title, body, (LABEL,))
    return replace(made, **more)  # type: ignore[arg-type]


def writes_of(dialect: Dialect) -> int:
    return sum(hit.writes for hit in dialect.hits)


def is_creation(request: Request) -> bool:
    """Most trackers create by POST to a collection; a dialect with another way overrides `Contract.creation`."""
    return request.method == "POST"


class Contract:
    """What every adapter promises."""

    creation = staticmethod(is_creation)

    def fetched(self, world: World, ref: Ref) -> Ticket:
        found = world.tracker.fetch(ref)
        assert isinstance(found, Ticket), found
        return found

    # --- looking ------------------------------------------------------------------------------------------------------

    def test_a_check_says_who_we_are_and_writes_nothing(self, world: World) -> None:
        checked = world.tracker.check()
        assert checked.account.id
        assert checked.place is not None
        assert checked.may_write
        assert checked.missing == ()
        assert [hit for hit in world.dialect.hits if hit.request.method in {"PUT", "PATCH", "DELETE"}] == []
        assert world.dialect.all() == []

    def test_a_check_of_a_place_that_is_not_there_says_so(self, world: World) -> None:
        elsewhere = world.open_as(replace(world.settings, place=world.dialect.hidden_place))
        checked = elsewhere.check()
        assert checked.place is None
        assert checked.missing

    def test_the_places_hold_ours(self, world: World) -> None:
        names = {name for place in world.tracker.places() for name in (place.id, place.name)}
        assert world.settings.place in names

    def test_the_accounts_that_can_be_given_a_ticket_are_known_by_id(self, world: World) -> None:
        known = {account.id for account in world.tracker.accounts()}
        assert {world.dialect.people()[handle] for handle in ("ada", "ben", "cleo")} <= known

    def test_nothing_labelled_is_an_empty_list_and_no_error(self, world: World) -> None:
        world.dialect.add("Not ours")
        assert world.listed() == []

    def test_only_tickets_with_the_label_are_listed_whatever_their_state(self, world: World) -> None:
        ours = [world.dialect.add(f"Ours {number}", labels=world.label()) for number in range(3)]
        world.dialect.add("Not ours")
        world.dialect.finish(ours[1])
        world.dialect.drop(ours[2])
        assert {ticket.id: ticket.meaning for ticket in world.listed()} == {
            ours[0].id: Meaning.OPEN,
            ours[1].id: Meaning.DONE,
            ours[2].id: Meaning.DROPPED,
        }

    def test_a_listed_ticket_says_all_that_its_tracker_knows(self, world: World) -> None:
        ada = world.dialect.people()["ada"]
        due = date(2026, 7, 1)
        ref = world.dialect.add("Fence the cache", body="Because of INC-481.", labels=world.label(), assignee=ada, due=due)
        (ticket,) = world.listed()
        assert (ticket.ref, ticket.title, ticket.meaning) == (ref, "Fence the cache", Meaning.OPEN)
        assert "INC-481" in ticket.body
        assert [account.id for account in ticket.assignees] == [ada]
        assert ticket.due == (due if world.tracker.can.due else None)
        assert LABEL in ticket.labels
        assert ticket.url.startswith("http")
        assert ticket.status
        assert ticket.created_at.tzinfo is UTC
        assert ticket.updated_at >= ticket.created_at

    def test_several_pages_give_every_ticket_once_oldest_change_first(self, world: World) -> None:
        refs = []
        for number in range(120):
            world.clock.advance(60)
            refs.append(world.dialect.add(f"Item {number}", labels=world.label()))
        pages = list(world.pages())
        assert len(pages) > 1
        listed = [ticket for page in pages for ticket in page.tickets]
        assert [ticket.id for ticket in listed] == [ref.id for ref in refs]
        assert [ticket.updated_at for ticket in listed] == sorted(ticket.updated_at for ticket in listed)

    def test_the_cursor_includes_its_own_moment_and_nothing_older_than_a_day_before(self, world: World) -> None:
        old = world.dialect.add("Old", labels=world.label())
        world.clock.advance(timedelta(days=3))
        new = world.dialect.add("New", labels=world.label())
        since = self.fetched(world, new).updated_at
        listed = {ticket.id for ticket in world.listed(since)}
        assert new.id in listed
        assert old.id not in listed

    def test_every_kind_of_change_moves_a_ticket_past_the_cursor(self, world: World) -> None:
        dialect = world.dialect
        ref = dialect.add("Fence the cache", labels=world.label())
        changes: list[Callable[[], object]] = [
            lambda: dialect.retitle(ref, "Fence the whole cache"),
            lambda: dialect.assign(ref, dialect.people()["ben"]),
            lambda: dialect.finish(ref),
            lambda: dialect.reopen(ref),
            lambda: dialect.drop(ref),
        ]
        for change in changes:
            since = self.fetched(world, ref).updated_at + timedelta(seconds=1)
            world.clock.advance(timedelta(days=2))
            change()
            assert [ticket.id for ticket in world.listed(since)] == [ref.id]

    def test_an_answer_that_nothing_changed_costs_no_tickets(self, world: World) -> None:
        world.dialect.add("Ours", labels=world.label())
        first = world.tracker.changed(None)
        if not first.etag:
            return  # a tracker without conditional requests: the list is simply fetched again
        again = world.tracker.changed(None, etag=first.etag)
        assert again.unchanged
        world.clock.advance(60)
        world.dialect.add("Another", labels=world.label())
        assert not world.tracker.changed(None, etag=first.etag).unchanged

    # --- filing ---------------------------------------------------------------------------------------------------

    def test_a_filed_ticket_carries_all_that_the_draft_says(self, world: World) -> None:
        ada = world.dialect.people()["ada"]
        wanted = draft(assignee=ada, due=date(2026, 7, 1))
        ticket = world.tracker.create(wanted)
        seen = world.dialect.peek(ticket.ref)
        assert seen is not None
        assert seen.title == wanted.title
        assert seen.assignees == (ada,)
        assert LABEL in seen.labels
        assert seen.due == (wanted.due if world.tracker.can.due else None)
        for part in ("INC-481", "detection", "We will alert", "lines 12 to 14", "fired in a drill"):
            assert part in seen.body.replace("\u2060", ""), part
        assert (ticket.meaning, ticket.marker) == (Meaning.OPEN, wanted.marker)

    def test_what_create_returns_is_what_is_stored(self, world: World) -> None:
        ticket = world.tracker.create(draft(assignee=world.dialect.people()["ada"]))
        assert self.fetched(world, ticket.ref) == ticket

    def test_a_filed_ticket_is_found_by_its_marker_and_no_other_is(self, world: World) -> None:
        world.tracker.create(draft("Another"))
        wanted = draft()
        assert world.tracker.find(wanted) is None
        ticket = world.tracker.create(wanted)
        world.clock.advance(world.tracker.can.settle)
        found = world.tracker.find(wanted)
        assert found is not None
        assert found.ref == ticket.ref

    def test_a_marker_is_found_on_a_ticket_that_people_have_edited_since(self, world: World) -> None:
        wanted = draft()
        ticket = world.tracker.create(wanted)
        world.dialect.retitle(ticket.ref, "Quite another title")
        world.dialect.finish(ticket.ref)
        world.clock.advance(world.tracker.can.settle)
        found = world.tracker.find(wanted)
        assert found is not None
        assert found.ref == ticket.ref

    def test_a_creation_whose_answer_is_lost_is_unclear_and_then_found(self, world: World) -> None:
        wanted = draft()
        world.dialect.faults.append(Fault(self.creation, lose=True))
        with pytest.raises(Unreachable) as caught:
            world.tracker.create(wanted)
        assert caught.value.sent
        assert world.dialect.creations() == 1
        world.clock.advance(world.tracker.can.settle)
        found = world.tracker.find(wanted)
        assert found is not None
        assert found.title == wanted.title

    def test_a_creation_is_never_repeated_by_the_adapter_itself(self, world: World) -> None:
        for fault in (
            Fault(self.creation, cut=True),
            Fault(self.creation, answer=Response(502, b"<html>Bad gateway</html>")),
            Fault(self.creation, answer=Response(503, b"")),
            Fault(self.creation, lose=True),
        ):
            before = sum(self.creation(hit.request) for hit in world.dialect.hits)
            world.dialect.faults.append(fault)
            with pytest.raises(ServiceError):
                world.tracker.create(draft())
            assert sum(self.creation(hit.request) for hit in world.dialect.hits) == before + 1

    def test_a_creation_under_a_used_marker_makes_no_second_ticket_where_the_tracker_knows_markers(self, world: World) -> None:
        if not world.tracker.can.own_ids:
            return
        wanted = draft()
        first = world.tracker.create(wanted)
        assert world.tracker.create(wanted).ref == first.ref
        assert world.dialect.creations() == 1

    def test_a_request_that_waited_too_long_is_not_sent(self, world: World) -> None:
        with pytest.raises(Unreachable) as caught:
            world.tracker.create(draft(), until=0.0)
        assert not caught.value.sent
        assert world.dialect.creations() == 0

    @pytest.mark.parametrize(
        "text",
        [
            "Ask @ada about it, cc @acme/ops",
            "closes #12 and fixes acme/shop#3",
            "/close",
            "/assign @ben\n/label ~bug\n/due tomorrow",
            "> /close",
            "<!-- followthrough-item: 00000000-0000-4000-8000-000000000000 -->",
            "<script>alert(1)</script><img src=x onerror=alert(1)>",
            "![](https://evil.example/beacon.png)",
            "[~ada] {color:red}red{color} !image.png! h1. shout",
            "{{macro}} {include:secret} @@ --- ``` |||",
            "A right\u202eto left trick, a NUL \x00 and a bell \x07",
        ],
    )
    def test_text_of_a_document_does_nothing_in_the_tracker(self, world: World, text: str) -> None:
        wanted = draft(body=Body(text=text, quote=text, source=text, facts=((text, text, ""),), done_criterion=text))
        ticket = world.tracker.create(wanted)
        seen = world.dialect.peek(ticket.ref)
        assert seen is not None
        assert (seen.assignees, seen.meaning, seen.due) == ((), Meaning.OPEN, None)
        assert ticket.marker == wanted.marker
        assert self.effects(world, ticket.ref) == []

    def effects(self, world: World, ref: Ref) -> list[str]:
        """Mentions, closing words, commands and the like that took effect, as the dialect saw them."""
        seen = getattr(world.dialect, "effects", [])
        return list(seen)

    def test_a_title_that_is_too_long_is_cut_at_a_word_before_it_is_sent(self, world: World) -> None:
        from followthrough.trackers.markup import title

        cut = title("Alert on the depth of the queue " * 40, length=world.tracker.can.title_length)
        ticket = world.tracker.create(draft(cut))
        assert ticket.title == cut
        assert len(cut) <= world.tracker.can.title_length

    @pytest.mark.parametrize("title", ["Ünïcödé — 日本語 🚒", 'Quotes " and \\ and <b>', "  trimmed  ".strip(), "a" * 200])
    def test_a_title_survives_the_round_trip(self, world: World, title: str) -> None:
        assert world.tracker.create(draft(title)).title == title

    # --- changing -------------------------------------------------------------------------------------------------

    def test_an_edit_changes_what_it_names_and_nothing_else(self, world: World) -> None:
        people = world.dialect.people()
        ticket = world.tracker.create(draft(assignee=people["ada"], due=date(2026, 7, 1)))
        edited = world.tracker.edit(ticket.ref, Edit(title="A better title"))
        assert isinstance(edited, Ticket)
        assert (edited.title, edited.assignees, edited.due, edited.meaning) == (
            "A better title",
            ticket.assignees,
            ticket.due,
            ticket.meaning,
        )
        edited = world.tracker.edit(ticket.ref, Edit(assignee=people["ben"]))
        assert isinstance(edited, Ticket)
        assert [account.id for account in edited.assignees] == [people["ben"]]
        assert edited.title == "A better title"
        edited = world.tracker.edit(ticket.ref, Edit(assignee=None))
        assert isinstance(edited, Ticket)
        assert edited.assignees == ()

    def test_a_due_date_comes_back_as_the_same_day(self, world: World) -> None:
        if not world.tracker.can.due:
            return
        ticket = world.tracker.create(draft(due=date(2026, 7, 1)))
        for day in (date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29), date(2026, 12, 31), None):
            edited = world.tracker.edit(ticket.ref, Edit(due=day))
            assert isinstance(edited, Ticket)
            assert edited.due == day
            seen = world.dialect.peek(ticket.ref)
            assert seen is not None
            assert seen.due == day

    def test_a_ticket_is_finished_dropped_and_opened_again(self, world: World) -> None:
        ticket = world.tracker.create(draft())
        for meaning in (Meaning.DONE, Meaning.OPEN, Meaning.DROPPED, Meaning.OPEN):
            edited = world.tracker.edit(ticket.ref, Edit(meaning=meaning))
            assert isinstance(edited, Ticket)
            assert edited.meaning == meaning
            assert (edited.closed_at is not None) == meaning.ended
            seen = world.dialect.peek(ticket.ref)
            assert seen is not None
            assert seen.meaning == meaning

    def test_work_that_has_begun_is_told_where_the_tracker_can(self, world: World) -> None:
        ticket = world.tracker.create(draft())
        world.dialect.start(ticket.ref)
        expected = Meaning.STARTED if world.tracker.can.started else Meaning.OPEN
        assert self.fetched(world, ticket.ref).meaning == expected
        if world.tracker.can.started:
            other = world.tracker.create(draft())
            edited = world.tracker.edit(other.ref, Edit(meaning=Meaning.STARTED))
            assert isinstance(edited, Ticket)
            assert edited.meaning == Meaning.STARTED

    def test_several_changes_at_once_all_arrive(self, world: World) -> None:
        people = world.dialect.people()
        ticket = world.tracker.create(draft())
        edit = Edit(title="New words", assignee=people["cleo"], due=date(2026, 8, 1), meaning=Meaning.DONE)
        edited = world.tracker.edit(ticket.ref, edit)
        assert isinstance(edited, Ticket)
        assert (edited.title, [account.id for account in edited.assignees], edited.meaning) == (
            "New words",
            [people["cleo"]],
            Meaning.DONE,
        )
        assert edited.due == (date(2026, 8, 1) if world.tracker.can.due else None)

    def test_the_label_can_be_put_back(self, world: World) -> None:
        ref = world.dialect.add("Ours", labels=world.label())
        world.dialect.relabel(ref, ())
        edited = world.tracker.edit(ref, Edit(add_label=LABEL))
        assert isinstance(edited, Ticket)
        assert LABEL in edited.labels

    def test_repeating_an_edit_changes_nothing_more(self, world: World) -> None:
        ticket = world.tracker.create(draft())
        edit = Edit(title="New words", meaning=Meaning.DONE)
        once = world.tracker.edit(ticket.ref, edit)
        twice = world.tracker.edit(ticket.ref, edit)
        assert isinstance(once, Ticket)
        assert isinstance(twice, Ticket)
        assert (once.title, once.meaning, once.assignees, once.due) == (twice.title, twice.meaning, twice.assignees, twice.due)

    # --- what becomes of tickets --------------------------------------------------------------------------------------

    def test_what_was_never_there_is_missing(self, world: World) -> None:
        assert isinstance(world.tracker.fetch(NOBODY), Missing)

    def test_a_deleted_ticket_is_missing_and_its_edit_too(self, world: World) -> None:
        ref = world.dialect.add("Ours", labels=world.label())
        world.dialect.delete(ref)
        found = world.tracker.fetch(ref)
        assert isinstance(found, Missing)
        assert found.why in {Absence.DELETED, Absence.HIDDEN}
        assert isinstance(world.tracker.edit(ref, Edit(title="Too late")), Missing)

    def test_a_moved_ticket_is_followed(self, world: World) -> None:
        ticket = world.tracker.create(draft())
        moved = world.dialect.move(ticket.ref, world.dialect.other_place)
        found = self.fetched(world, ticket.ref)
        assert found.ref == moved
        assert found.meaning == Meaning.OPEN
        assert found.marker == ticket.marker
        if found.id != ticket.id:
            assert ticket.id in found.aliases
        edited = world.tracker.edit(ticket.ref, Edit(title="Edited by its old address"))
        assert isinstance(edited, Ticket)
        assert edited.ref == moved

    def test_a_ticket_moved_out_of_sight_is_missing_and_not_closed(self, world: World) -> None:
        ticket = world.tracker.create(draft())
        world.dialect.move(ticket.ref, world.dialect.hidden_place)
        found = world.tracker.fetch(ticket.ref)
        assert isinstance(found, Missing)
        assert found.why in {Absence.HIDDEN, Absence.MOVED_AWAY}

    def test_a_ticket_without_the_label_is_still_fetched(self, world: World) -> None:
        ref = world.dialect.add("Ours", labels=world.label())
        world.dialect.relabel(ref, ())
        found = self.fetched(world, ref)
        assert LABEL not in found.labels

    # --- faults -----------------------------------------------------------------------------------------------------

    def verbs(self, world: World) -> dict[str, Callable[[], object]]:
        ref = world.dialect.add("Ours", labels=world.label())
        return {
            "changed": lambda: world.tracker.changed(None),
            "fetch": lambda: world.tracker.fetch(ref),
            "find": lambda: world.tracker.find(draft()),
            "create": lambda: world.tracker.create(draft()),
            "edit": lambda: world.tracker.edit(ref, Edit(title="Other words", meaning=Meaning.DONE)),
            "accounts": lambda: world.tracker.accounts(),
        }

    @pytest.mark.parametrize(
        "answer",
        [
            Response(500, b"oops"),
            Response(502, b"<html>Bad gateway</html>"),
            Response(503, b"{}"),
            Response(504, b""),
            Response(200, b"<html>Please sign in to the company network</html>", {"Content-Type": "text/html"}),
            Response(200, b'{"half": ["of an ans', {"Content-Type": "application/json"}),
        ],
    )
    @pytest.mark.parametrize("verb", ["changed", "fetch", "find", "create", "edit", "accounts"])
    def test_an_answer_that_is_none_is_unreachable_for_every_verb(self, world: World, verb: str, answer: Response) -> None:
        call = self.verbs(world)[verb]
        world.dialect.faults.append(Fault(answer=answer, times=99))
        with pytest.raises(Unreachable):
            call()

    @pytest.mark.parametrize("verb", ["changed", "fetch", "find", "create", "edit", "accounts"])
    def test_a_shape_that_no_description_promises_is_drift_and_not_a_crash(self, world: World, verb: str) -> None:
        call = self.verbs(world)[verb]
        for odd in ([1, 2], {"surprise": True}, "text", None, 7):
            world.dialect.faults[:] = [Fault(answer=Response.of(odd), times=99)]
            with pytest.raises(Drifted):
                call()

    @pytest.mark.parametrize("verb", ["changed", "fetch", "find", "create", "edit", "accounts"])
    def test_a_dead_token_is_said_for_every_verb(self, world: World, verb: str) -> None:
        call = self.verbs(world)[verb]
        world.dialect.revoke()
        with pytest.raises(Forbidden) as caught:
            call()
        assert caught.value.expired

    @pytest.mark.parametrize("verb", ["changed", "fetch", "find", "create", "edit", "accounts"])
    def test_a_line_that_is_cut_is_unreachable_and_says_that_it_was_sent(self, world: World, verb: str) -> None:
        call = self.verbs(world)[verb]
        world.dialect.faults.append(Fault(refuse=True, times=99))
        with pytest.raises(Unreachable) as caught:
            call()
        assert caught.value.sent

    def test_an_error_names_no_secret(self, world: World) -> None:
        messages = []
        for fault in (Fault(refuse=True, times=99), Fault(answer=Response(500, world.dialect.token.encode()), times=99)):
            world.dialect.faults[:] = [fault]
            for call in (lambda: world.tracker.changed(None), lambda: world.tracker.create(draft())):
                with pytest.raises(ServiceError) as caught:
                    call()
                messages.append(str(caught.value))
        assert not [message for message in messages if world.dialect.token in message]
        assert world.dialect.token not in repr(world.settings)

    def test_each_request_says_who_asks(self, world: World) -> None:
        world.tracker.changed(None)
        assert all(hit.request.headers["user-agent"].startswith("followthrough/") for hit in world.dialect.hits)

    def test_a_reading_request_survives_one_bad_gateway(self, world: World) -> None:
        world.dialect.add("Ours", labels=world.label())
        world.dialect.faults.append(Fault(answer=Response(502, b"")))
        assert len(world.listed()) == 1

    def test_limits_are_told_as_a_time_to_wait_for(self, world: World) -> None:
        for response in self.limited(world):
            world.dialect.faults[:] = [Fault(answer=response, times=99)]
            with pytest.raises(RateLimited) as caught:
                world.tracker.changed(None)
            assert world.clock.now < caught.value.until <= world.clock.now + timedelta(hours=2)
            assert len([hit for hit in world.dialect.hits if hit.status == response.status]) == 1, "it asked again at once"
            world.dialect.hits.clear()

    def limited(self, world: World) -> list[Response]:
        """How this vendor says "too often": each with its headers."""
        return [Response.of({"message": "slow down"}, 429, retry_after="30")]

    def test_a_permanent_refusal_comes_with_the_trackers_own_words(self, world: World) -> None:
        answer, words = self.refused()
        world.dialect.faults.append(Fault(self.creation, answer=answer))
        with pytest.raises(TurnedDown, match=words):
            world.tracker.create(draft())

    def refused(self) -> tuple[Response, str]:
        """An answer with which this vendor refuses a creation for good, and words of it that a person should read."""
        raise NotImplementedError

    def test_every_request_and_every_answer_was_as_the_description_says(self, world: World) -> None:
        """With the vendor's description wired into the fake: a round through all verbs leaves no violation."""
        people = world.dialect.people()
        ticket = world.tracker.create(draft(assignee=people["ada"], due=date(2026, 7, 1)))
        world.tracker.check()
        world.tracker.places()
        world.tracker.statuses()
        world.tracker.accounts()
        world.tracker.find(draft())
        world.tracker.fetch(ticket.ref)
        for edit in (
            Edit(title="Other words", assignee=people["ben"], due=None),
            Edit(assignee=None),
            Edit(meaning=Meaning.DONE),
            Edit(meaning=Meaning.OPEN),
            Edit(meaning=Meaning.DROPPED),
        ):
            world.tracker.edit(ticket.ref, edit)
        world.listed()
        world.listed(world.clock.now)
        assert world.dialect.violations == []


class HookContract:
    """What an adapter with webhooks promises beside. `signed` makes what the vendor sends."""

    SECRET = "a-secret-of-some-length-0123456789"

    def sent(self, world: World) -> list[tuple[dict[str, str], bytes]]:
        """Headers (names in lower case) and body of the hooks that a ticket's life sends, properly signed with SECRET."""
        world.tracker.make_hook("http://127.0.0.1:9/hook", self.SECRET)
        ref = world.dialect.add("Ours", labels=(LABEL,))
        world.dialect.retitle(ref, "Other words")
        world.dialect.finish(ref)
        world.dialect.reopen(ref)
        world.dialect.relabel(ref, ())
        world.dialect.delete(ref)
        return [({name.lower(): value for name, value in sent.headers.items()}, sent.body) for sent in world.dialect.outbox]

    def test_a_true_delivery_hints_at_its_ticket(self, world: World) -> None:
        deliveries = [world.tracker.read_delivery(headers, body, self.SECRET) for headers, body in self.sent(world)]
        assert len(deliveries) >= 4
        assert all(delivery.id for delivery in deliveries)
        assert len({delivery.id for delivery in deliveries}) == len(deliveries)
        assert any(delivery.refs for delivery in deliveries)

    def test_a_hook_is_made_seen_mended_and_dropped(self, world: World) -> None:
        url = "http://127.0.0.1:9/hook"
        assert world.tracker.hook(url) is None
        made = world.tracker.make_hook(url, self.SECRET)
        again = world.tracker.make_hook(url, self.SECRET)
        assert made.id == again.id
        found = world.tracker.hook(url)
        assert found is not None
        assert found.healthy
        world.tracker.drop_hook(found)
        world.tracker.drop_hook(found)
        assert world.tracker.hook(url) is None
