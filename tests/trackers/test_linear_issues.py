"""What only Linear does with issues: ids of ours, two kinds of deletion, archives, labels of teams, identifiers that change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from followthrough.errors import ConfigError, Forbidden, TurnedDown
from followthrough.trackers.base import Absence, Edit, Meaning, Missing, Ref, Ticket, Tracker
from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.linear_state import Label, User, named_id
from tests.trackers.contract import LABEL, World, draft
from tests.trackers.linear_worlds import asked, linear, linear_world, makes_an_issue


@pytest.fixture
def world() -> Iterator[World]:
    with linear_world() as made:
        yield made
        assert made.dialect.violations == []


def fetched(tracker: Tracker, ref: Ref) -> Ticket:
    found = tracker.fetch(ref)
    assert isinstance(found, Ticket), found
    return found


# --- ids of ours -------------------------------------------------------------------------------------------------------------


def test_the_marker_is_the_id(world: World) -> None:
    wanted = draft()
    ticket = world.tracker.create(wanted)
    assert (ticket.id, ticket.marker) == (wanted.marker, wanted.marker)


def test_a_creation_that_was_repeated_after_somebody_changed_the_ticket_returns_it_as_it_is(world: World) -> None:
    wanted = draft()
    first = world.tracker.create(wanted)
    world.dialect.retitle(first.ref, "Quite another title")
    moved = world.dialect.move(first.ref, "SHOP")
    again = world.tracker.create(wanted)
    assert (again.ref, again.title) == (moved, "Quite another title")
    assert world.dialect.creations() == 1


def test_a_creation_is_not_repeated_where_somebody_has_deleted_the_ticket(world: World) -> None:
    wanted = draft()
    world.dialect.delete(world.tracker.create(wanted).ref)
    with pytest.raises(TurnedDown, match=r"made before.*deleted.*OPS-1 is in Linear's trash"):
        world.tracker.create(wanted)
    assert world.tracker.find(wanted) is None


def test_a_creation_under_the_id_of_what_is_gone_for_good_is_refused_in_linears_words(world: World) -> None:
    wanted = draft()
    linear(world).purge(world.tracker.create(wanted).ref)
    with pytest.raises(TurnedDown, match="already exists"):
        world.tracker.create(wanted)


def test_what_linear_refuses_for_another_reason_is_said(world: World) -> None:
    with pytest.raises(TurnedDown, match="Could not find referenced User"):
        world.tracker.create(draft(assignee=named_id("nobody")))
    assert world.dialect.creations() == 0


def test_a_rewritten_ticket_of_ours_keeps_its_marker(world: World) -> None:
    ticket = world.tracker.create(draft())
    linear(world).rewrite(ticket.ref, "All new words.")
    assert fetched(world.tracker, ticket.ref).marker == ticket.id


def test_a_ticket_that_another_account_of_ours_filed_is_known_by_its_text(world: World) -> None:
    ticket = world.tracker.create(draft())
    linear(world).issues[ticket.id].creator = None
    assert fetched(world.tracker, ticket.ref).marker == ticket.id
    linear(world).rewrite(ticket.ref, "All new words.")
    assert fetched(world.tracker, ticket.ref).marker == ""


def test_a_copy_that_somebody_made_does_not_carry_the_marker_of_the_first(world: World) -> None:
    ticket = world.tracker.create(draft())
    copy = world.dialect.add("A copy", body=linear(world).issues[ticket.id].description, labels=(LABEL,))
    assert fetched(world.tracker, copy).marker == ""


# --- gone, archived, moved -----------------------------------------------------------------------------------------------------


def test_what_is_in_the_trash_is_deleted_and_what_is_gone_for_good_is_out_of_sight(world: World) -> None:
    first, second = (world.dialect.add(title, labels=(LABEL,)) for title in ("First", "Second"))
    world.dialect.delete(first)
    linear(world).purge(second)
    found = [world.tracker.fetch(ref) for ref in (first, second)]
    assert found == [
        Missing(Absence.DELETED, "OPS-1 is in Linear's trash."),
        Missing(Absence.HIDDEN, "Could not find referenced Issue"),
    ]
    assert world.listed() == []


def test_an_archived_ticket_is_listed_and_read_and_can_not_be_changed(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    world.dialect.finish(ref)
    linear(world).archive(ref)
    assert [ticket.meaning for ticket in world.listed()] == [Meaning.DONE]
    assert fetched(world.tracker, ref).meaning is Meaning.DONE
    with pytest.raises(TurnedDown, match=r"OPS-1 is archived in Linear.*restore it there first"):
        world.tracker.edit(ref, Edit(title="Other words"))


def test_a_moved_ticket_has_a_new_identifier_and_remembers_the_old_ones(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    moved = world.dialect.move(ref, "SHOP")
    assert (moved.id, moved.key) == (ref.id, "SHOP-1")
    back = world.dialect.move(ref, "OPS")
    ticket = fetched(world.tracker, ref)
    assert (ticket.key, ticket.aliases) == (back.key, ("OPS-1", "SHOP-1"))
    assert ticket.url.endswith(f"/{back.key}")


def test_the_label_of_a_moved_ticket_is_put_back_in_its_new_team(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    world.dialect.move(ref, "SHOP")
    world.dialect.relabel(ref, ())
    edited = world.tracker.edit(ref, Edit(add_label=LABEL))
    assert isinstance(edited, Ticket)
    assert LABEL in edited.labels
    assert linear(world).issues[ref.id].labels[0].team is linear(world).teams["SHOP"]


def test_what_an_edit_names_and_linear_does_not_know_is_no_missing_ticket(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    with pytest.raises(TurnedDown, match="Could not find referenced User"):
        world.tracker.edit(ref, Edit(assignee=named_id("nobody")))


def test_a_ticket_that_goes_while_it_is_edited_is_missing(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    answer = world.dialect.handle

    def gone_meanwhile(request: Request) -> Response:
        if b"issueUpdate(" in request.body:
            linear(world).purge(ref)
        return answer(request)

    world.dialect.handle = gone_meanwhile  # type: ignore[method-assign]
    assert isinstance(world.tracker.edit(ref, Edit(title="Other words")), Missing)


# --- labels --------------------------------------------------------------------------------------------------------------------


def test_a_missing_label_is_made_for_the_team(world: World) -> None:
    world.tracker.create(draft())
    (label,) = linear(world).labels.values()
    assert (label.name, label.team and label.team.key) == (LABEL, "OPS")
    world.tracker.create(draft())
    assert len(linear(world).labels) == 1


@pytest.mark.parametrize("own", [False, True])
def test_the_teams_own_label_goes_before_the_workspaces(world: World, own: bool) -> None:
    dialect = linear(world)
    labels = {None: dialect.new_label(LABEL, None), "SHOP": dialect.new_label(LABEL, dialect.teams["SHOP"])}
    if own:
        labels["OPS"] = dialect.new_label(LABEL, dialect.teams["OPS"])
    ticket = world.tracker.create(draft())
    assert dialect.issues[ticket.id].labels == [labels["OPS" if own else None]]


def test_a_label_that_may_not_be_made_is_asked_for_in_words(world: World) -> None:
    linear(world).may_label = False
    with pytest.raises(TurnedDown, match=rf"no label {LABEL} in Linear.*make it there"):
        world.tracker.create(draft())


def test_a_group_of_labels_is_no_label(world: World) -> None:
    linear(world).new_label(LABEL, None, is_group=True)
    with pytest.raises(TurnedDown, match="group of labels"):
        world.tracker.create(draft())


def test_a_label_that_somebody_else_made_meanwhile_is_taken(world: World) -> None:
    dialect, answer = linear(world), world.dialect.handle
    made: list[Label] = []

    def quicker(request: Request) -> Response:
        if b"issueLabelCreate(" in request.body:
            made.append(dialect.new_label(LABEL, dialect.teams["OPS"]))
        return answer(request)

    world.dialect.handle = quicker  # type: ignore[method-assign]
    assert LABEL in world.tracker.create(draft()).labels
    assert len(made) == len(dialect.labels) == 1


def test_a_label_of_another_spelling_is_told_in_linears_words(world: World) -> None:
    linear(world).new_label("Incident-Action", linear(world).teams["OPS"])
    with pytest.raises(TurnedDown, match="exists already"):
        world.tracker.create(draft())


def test_putting_a_label_back_leaves_the_others(world: World) -> None:
    ref = world.dialect.add("Ours", labels=("backend", "urgent"))
    edited = world.tracker.edit(ref, Edit(add_label=LABEL))
    assert isinstance(edited, Ticket)
    assert edited.labels == ("backend", "urgent", LABEL)


# --- lists ---------------------------------------------------------------------------------------------------------------------


def test_many_changes_at_one_moment_are_all_listed_once(world: World) -> None:
    refs = [world.dialect.add(f"Item {number}", labels=(LABEL,)) for number in range(130)]
    pages = list(world.pages())
    assert [len(page.tickets) for page in pages] == [50, 50, 30]
    assert sorted(ticket.id for page in pages for ticket in page.tickets) == sorted(ref.id for ref in refs)


def test_what_changes_while_pages_are_turned_is_not_skipped_nor_does_it_hide_others(world: World) -> None:
    refs = []
    for number in range(120):
        world.clock.advance(1)
        refs.append(world.dialect.add(f"Item {number}", labels=(LABEL,)))
    first = world.tracker.changed(None)
    world.clock.advance(60)
    for ref in (refs[3], refs[49], refs[50], refs[80]):
        world.dialect.retitle(ref, "Changed meanwhile")
    listed = list(first.tickets)
    page = first
    while page.next:
        page = world.tracker.changed(None, after=page.next)
        listed += page.tickets
    assert {ticket.id for ticket in listed} == {ref.id for ref in refs}
    assert {ticket.id for ticket in listed if ticket.title == "Changed meanwhile"} == {refs[place].id for place in (3, 49, 50, 80)}


def test_the_cursor_is_asked_for_to_the_millisecond_and_never_later_than_meant(world: World) -> None:
    world.clock.advance(timedelta(microseconds=123_987))
    ref = world.dialect.add("Ours", labels=(LABEL,))
    assert [ticket.id for ticket in world.listed(world.clock.now)] == [ref.id]
    assert asked(world.dialect.hits[-1].request)["filter"]["updatedAt"] == {"gte": "2026-06-10T09:00:00.123Z"}


def test_a_team_out_of_sight_is_no_empty_list(world: World) -> None:
    world.dialect.add("Ours", labels=(LABEL,))
    linear(world).visible.discard("OPS")
    for call in (
        lambda: world.tracker.changed(None),
        world.tracker.accounts,
        world.tracker.statuses,
        lambda: world.tracker.create(draft()),
    ):
        with pytest.raises(TurnedDown, match="no team OPS"):
            call()


def test_tickets_of_other_teams_are_not_listed(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    world.dialect.move(ref, "SHOP")
    assert world.listed() == []


# --- who, where, with what --------------------------------------------------------------------------------------------------------


def test_the_check_tells_what_it_can_not_know(world: World) -> None:
    checked = world.tracker.check()
    assert (checked.account.handle, checked.account.email) == ("followthrough", "followthrough@acme.example")
    assert checked.place is not None
    assert (checked.place.id, checked.place.name, checked.place.url) == ("OPS", "Operations", "https://linear.app/acme/team/OPS/all")
    assert checked.may_hook
    assert "does not tell" in checked.notes[0]


def test_an_archived_team_is_missing_something(world: World) -> None:
    linear(world).teams["OPS"].archived = world.clock.now
    checked = world.tracker.check()
    assert (checked.may_write, checked.missing) == (False, ("This team is archived: nothing can be filed in it.",))


@pytest.mark.parametrize("place", ["ops", named_id("team OPS")])
def test_a_team_is_found_by_its_key_in_any_case_and_by_its_id(world: World, place: str) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    tracker = world.open_as(replace(world.settings, place=place))
    checked = tracker.check()
    assert checked.place is not None
    assert checked.place.id == "OPS"
    assert [ticket.id for ticket in tracker.changed(None).tickets] == [ref.id]
    made = tracker.make_hook("http://127.0.0.1:9/hook", "a secret")
    assert made.healthy


def test_bots_are_flagged_and_people_who_left_are_not_offered(world: World) -> None:
    team = linear(world).teams["OPS"]
    team.members[1].active = False
    team.members += [User(named_id(f"member {number}"), f"Member {number}", f"m{number}", "m@acme.example") for number in range(110)]
    accounts = {account.handle: account for account in world.tracker.accounts()}
    assert len(accounts) == 114
    assert "ben" not in accounts
    assert accounts["helper"].is_bot
    assert not accounts["ada"].is_bot


def test_an_api_key_goes_as_it_is_and_a_token_of_an_app_as_a_bearer(world: World) -> None:
    world.tracker.check()
    assert world.dialect.hits[-1].request.headers["authorization"] == "lin_api_fake0001"
    linear(world).oauth, linear(world).token = True, "lin_oauth_fake0001"
    world.open_as(replace(world.settings, credentials={"token": "lin_oauth_fake0001"})).check()
    assert world.dialect.hits[-1].request.headers["authorization"] == "Bearer lin_oauth_fake0001"


def test_without_a_key_or_a_label_nothing_is_opened(world: World) -> None:
    with pytest.raises(ConfigError, match="API key"):
        world.open_as(replace(world.settings, credentials={"token": " "}))
    with pytest.raises(ConfigError, match="label"):
        world.open_as(replace(world.settings, label=" "))


def test_a_key_that_may_only_read_is_told_so_by_the_first_ticket(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    linear(world).may_write = False
    assert world.tracker.check().may_write
    calls: tuple[Callable[[], object], ...] = (
        lambda: world.tracker.create(draft()),
        lambda: world.tracker.edit(ref, Edit(title="Other words")),
    )
    for call in calls:
        with pytest.raises((Forbidden, TurnedDown), match=r"permission to write|may not make one"):
            call()
    assert fetched(world.tracker, ref).title == "Ours"


def test_a_creation_asks_three_questions_at_most_and_an_edit_two(world: World) -> None:
    ticket = world.tracker.create(draft())
    assert [makes_an_issue(hit.request) for hit in world.dialect.hits] == [False, False, True]
    world.dialect.hits.clear()
    world.tracker.create(draft())
    assert len(world.dialect.hits) == 2
    world.dialect.hits.clear()
    world.tracker.edit(ticket.ref, Edit(title="New words", meaning=Meaning.DONE))
    assert len(world.dialect.hits) == 2
    world.dialect.hits.clear()
    world.tracker.edit(ticket.ref, Edit(meaning=Meaning.DONE))
    assert len(world.dialect.hits) == 1, "there was nothing to change"
