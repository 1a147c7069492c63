"""Jira Cloud by its adapter: what every tracker has to do, and what only this one does. Talks to the fake and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from followthrough.errors import ConfigError, Drifted, Forbidden, RateLimited, TurnedDown, Unreachable
from followthrough.trackers.base import Edit, Meaning, Missing, Ref, Ticket
from followthrough.trackers.fake.dialect import Fault, Response
from followthrough.trackers.fake.jira import JiraCloud
from followthrough.trackers.jira_cloud import open_tracker
from tests.trackers.contract import LABEL, Contract, HookContract, World, draft
from tests.trackers.jira_worlds import jira, limit_answers, makes_an_issue, world_of

WRITTEN = "Root cause is required."


@pytest.fixture(params=["in process", "over a socket"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with world_of(JiraCloud, open_tracker, socket=request.param == "over a socket") as made:
        yield made


@pytest.fixture
def cloud() -> Iterator[World]:
    with world_of(JiraCloud, open_tracker) as made:
        yield made


class TestJiraCloud(Contract, HookContract):
    creation = staticmethod(makes_an_issue)

    def limited(self, world: World) -> list[Response]:
        return limit_answers()

    def refused(self) -> tuple[Response, str]:
        return Response.of({"errorMessages": [], "errors": {"customfield_10050": WRITTEN}}, 400), WRITTEN


# --- filing -----------------------------------------------------------------------------------------------------------------


def test_a_field_that_the_project_wants_filled_is_named_in_the_refusal(cloud: World) -> None:
    jira(cloud).required = {"customfield_10050": "Root cause", "customfield_10051": "Cost centre"}
    with pytest.raises(TurnedDown, match=r"Root cause is required.*Cost centre is required"):
        cloud.tracker.create(draft())
    assert cloud.dialect.creations() == 0


def test_a_ticket_is_a_task_unless_another_type_is_asked_for(cloud: World) -> None:
    assert type_of(cloud, cloud.tracker.create(draft())) == "10001"
    tracker = cloud.open_as(replace(cloud.settings, options={"issue_type": "bug"}))
    assert type_of(cloud, tracker.create(draft())) == "10002"


def type_of(world: World, ticket: Ticket) -> str:
    issue = jira(world).store.get(ticket.id)
    assert issue is not None
    return issue.type


@pytest.mark.parametrize("wanted", ["Sub-task", "Epic", "Story"])
def test_a_type_that_can_not_be_filed_is_refused_with_those_that_can(cloud: World, wanted: str) -> None:
    tracker = cloud.open_as(replace(cloud.settings, options={"issue_type": wanted}))
    with pytest.raises(TurnedDown, match=rf"{wanted}.*Task, Bug"):
        tracker.create(draft())
    assert any(wanted in words for words in tracker.check().missing)


def test_a_label_with_a_blank_is_refused_before_anything_is_asked(cloud: World) -> None:
    with pytest.raises(ConfigError, match="can't have blanks"):
        cloud.open_as(replace(cloud.settings, label="incident action"))


def test_credentials_that_are_not_whole_are_refused(cloud: World) -> None:
    for credentials in ({}, {"token": "t"}, {"email": "ada@example.com", "token": " "}):
        with pytest.raises(ConfigError, match="e-mail address"):
            cloud.open_as(replace(cloud.settings, credentials=credentials))


def test_a_ticket_that_was_made_and_can_not_be_read_back_is_unclear_and_never_called_refused(cloud: World) -> None:
    for answer in (
        Response.of({"errorMessages": ["no"]}, 403),
        Response.of({}, 429, retry_after="30"),
        Response.of({"errorMessages": ["gone"]}, 404),
        Response.of([1]),
        Response.of({"errorMessages": ["no"]}, 400),
    ):
        reads_it = Fault(lambda request: request.method == "GET" and "/issue/" in request.path, times=3, answer=answer)
        cloud.dialect.faults[:] = [reads_it]
        with pytest.raises(Unreachable, match="Jira made OPS-") as caught:
            cloud.tracker.create(draft())
        assert caught.value.sent


def test_the_marker_stays_when_the_text_is_thrown_away_or_the_property_is(cloud: World) -> None:
    wanted = draft()
    ticket = cloud.tracker.create(wanted)
    jira(cloud).rewrite(ticket.ref, "Rewritten by hand")
    assert fetched(cloud, ticket.ref).marker == wanted.marker
    other = draft()
    second = cloud.tracker.create(other)
    jira(cloud)._change(second.ref, properties={})
    found = cloud.tracker.find(other)
    assert found is not None
    assert found.ref == second.ref


def test_a_marker_is_found_without_its_label_and_in_another_project(cloud: World) -> None:
    wanted = draft(written_at=cloud.clock.now)
    ticket = cloud.tracker.create(wanted)
    cloud.dialect.relabel(ticket.ref, ())
    moved = cloud.dialect.move(ticket.ref, "SHOP")
    found = cloud.tracker.find(wanted)
    assert found is not None
    assert found.ref == moved


def test_a_marker_is_found_when_another_account_looks_for_it(cloud: World) -> None:
    wanted = draft(written_at=cloud.clock.now)
    ticket = cloud.tracker.create(wanted)
    jira(cloud)._change(ticket.ref, creator=cloud.dialect.people()["cleo"])
    found = cloud.tracker.find(wanted)
    assert found is not None
    assert found.ref == ticket.ref


def test_of_a_ticket_and_its_clone_the_first_is_found(cloud: World) -> None:
    wanted = draft()
    ticket = cloud.tracker.create(wanted)
    original = jira(cloud).store.get(ticket.id)
    assert original is not None
    cloud.clock.advance(60)
    clone = cloud.dialect.add("CLONE", labels=(LABEL,))
    jira(cloud)._change(clone, description=original.description)
    found = cloud.tracker.find(wanted)
    assert found is not None
    assert found.ref == ticket.ref


def test_a_look_up_goes_no_further_back_than_an_hour_before_the_marker_was_written(cloud: World) -> None:
    for number in range(150):
        cloud.tracker.create(draft(f"Old {number}"))
    cloud.clock.advance(timedelta(days=2))
    cloud.dialect.hits.clear()
    assert cloud.tracker.find(draft(written_at=cloud.clock.now)) is None
    assert sum(hit.request.path.endswith("/search/jql") for hit in cloud.dialect.hits) == 1


# --- searching ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lag", [0, 1, 59, 180, 300])
def test_a_creation_is_found_once_the_index_has_caught_up_and_read_at_once_by_its_id(cloud: World, lag: int) -> None:
    jira(cloud).lag = timedelta(seconds=lag)
    wanted = draft(written_at=cloud.clock.now)
    cloud.dialect.faults.append(Fault(makes_an_issue, lose=True))
    with pytest.raises(Unreachable):
        cloud.tracker.create(wanted)
    (made,) = cloud.dialect.all()
    assert fetched(cloud, made.ref).marker == wanted.marker
    assert (cloud.tracker.find(wanted) is None) is (lag > 0)
    cloud.clock.advance(cloud.tracker.can.settle)
    found = cloud.tracker.find(wanted)
    assert found is not None
    assert found.ref == made.ref


def test_what_we_wrote_ourselves_is_listed_as_it_is_however_far_the_index_lags(cloud: World) -> None:
    jira(cloud).lag = timedelta(seconds=300)
    theirs = cloud.dialect.add("Theirs", labels=(LABEL,))
    ours = cloud.tracker.create(draft())
    cloud.tracker.edit(ours.ref, Edit(title="Edited"))
    assert [(ticket.id, ticket.title) for ticket in cloud.listed()] == [(ours.id, "Edited")]
    cloud.clock.advance(300)
    assert {ticket.id for ticket in cloud.listed()} == {ours.id, theirs.id}


def test_the_same_issues_are_read_afresh_on_each_page(cloud: World) -> None:
    for number in range(250):
        cloud.tracker.create(draft(f"Item {number}"))
    tracker = cloud.open_as(cloud.settings)
    first = cloud.tracker.changed(None)
    cloud.dialect.hits.clear()
    assert len(tracker.changed(None, after=first.next).tickets) == 100
    cloud.tracker.changed(None)
    second, again = (hit.request.json()["reconcileIssues"] for hit in cloud.dialect.hits)
    assert second == again
    assert len(second) == 50


def test_a_page_token_that_jira_has_forgotten_is_refused_so_that_the_listing_begins_again(cloud: World) -> None:
    for number in range(120):
        cloud.dialect.add(f"Item {number}", labels=(LABEL,))
    page = cloud.tracker.changed(None)
    jira(cloud).pages.clear()
    with pytest.raises(TurnedDown, match="token"):
        cloud.tracker.changed(None, after=page.next)


@pytest.mark.parametrize("path", ["rest/api/3/search", "rest/api/2/search"])
def test_the_search_that_atlassian_took_away_is_gone_here_too(cloud: World, path: str) -> None:
    cloud.dialect.validate = cloud.dialect.check_answer = None  # the description no longer has it either
    with pytest.raises(Drifted, match="410"):
        cloud.tracker.ask("GET", path, api="")  # type: ignore[attr-defined]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata", "UTC", "Pacific/Kiritimati"])
def test_the_cursor_is_asked_for_in_the_time_zone_of_the_account(cloud: World, zone: str) -> None:
    jira(cloud).zone = ZoneInfo(zone)
    cloud.dialect.add("Old", labels=(LABEL,))
    cloud.clock.advance(timedelta(hours=2, seconds=17))
    new = cloud.dialect.add("New", labels=(LABEL,))
    assert [ticket.id for ticket in cloud.listed(cloud.clock.now)] == [new.id]


@pytest.mark.parametrize("minute", range(0, 180, 20))
def test_nothing_is_passed_over_while_the_clocks_go_back(cloud: World, minute: int) -> None:
    cloud.clock.now = datetime(2026, 10, 24, 23, 30, tzinfo=UTC) + timedelta(minutes=minute)
    ref = cloud.dialect.add("In the doubled hour", labels=(LABEL,))
    assert [ticket.id for ticket in cloud.listed(cloud.clock.now)] == [ref.id]


def test_a_time_zone_that_nobody_knows_only_makes_the_listing_longer(cloud: World) -> None:
    whole = Response.of({"accountId": "bot", "displayName": "Bot", "timeZone": "Mars/Olympus"})
    cloud.dialect.faults.append(Fault(lambda request: request.path.endswith("/myself"), times=99, answer=whole))
    ref = cloud.dialect.add("Ours", labels=(LABEL,))
    assert [ticket.id for ticket in cloud.listed(cloud.clock.now)] == [ref.id]


def test_a_project_and_a_label_with_quotes_can_not_break_out_of_the_query(cloud: World) -> None:
    tracker = cloud.open_as(replace(cloud.settings, label='x"OR"project="SECRET'))
    cloud.dialect.add("Ours", labels=(LABEL,))
    assert tracker.changed(None).tickets == ()


# --- refusals and limits --------------------------------------------------------------------------------------------------------


def test_a_dead_token_that_jira_answers_with_an_empty_list_is_said_and_not_believed(cloud: World) -> None:
    ref = cloud.dialect.add("Ours", labels=(LABEL,))
    cloud.dialect.revoke()
    with pytest.raises(Forbidden) as caught:
        cloud.tracker.changed(None)
    assert caught.value.expired
    assert cloud.dialect.hits[-1].status == 200
    with pytest.raises(Forbidden):
        cloud.tracker.fetch(ref)


def test_a_captcha_is_said_with_what_to_do(cloud: World) -> None:
    answer = Response.of({}, 403, x_seraph_loginreason="AUTHENTICATION_DENIED")
    cloud.dialect.faults.append(Fault(answer=answer))
    with pytest.raises(Forbidden, match="in a browser"):
        cloud.tracker.changed(None)


@pytest.mark.parametrize(
    ("reason", "reach"),
    [
        ("jira-burst-based", "endpoint"),
        ("jira-per-issue-on-write", "ticket"),
        ("jira-quota-global-based", "credential"),
        ("jira-something-new", "credential"),
        ("", "credential"),
    ],
)
def test_a_limit_reaches_as_far_as_its_reason_says(cloud: World, reason: str, reach: str) -> None:
    answer = Response.of({}, 429, retry_after="7", ratelimit_reason=reason)
    cloud.dialect.faults.append(Fault(answer=answer))
    with pytest.raises(RateLimited) as caught:
        cloud.tracker.changed(None)
    assert (caught.value.reach, caught.value.until) == (reach, cloud.clock.now + timedelta(seconds=7))


def test_writing_to_one_issue_too_often_stops_that_issue_alone(cloud: World) -> None:
    first, second = cloud.tracker.create(draft("First")), cloud.tracker.create(draft("Second"))
    jira(cloud).writes_per_issue = 2
    for title in ("One", "Two"):
        cloud.tracker.edit(first.ref, Edit(title=title))
    with pytest.raises(RateLimited) as caught:
        cloud.tracker.edit(first.ref, Edit(title="Three"))
    assert caught.value.reach == "ticket"
    assert cloud.tracker.limits.remaining == 0
    assert isinstance(cloud.tracker.edit(second.ref, Edit(title="Other")), Ticket)
    cloud.clock.now = caught.value.until
    assert isinstance(cloud.tracker.edit(first.ref, Edit(title="Three")), Ticket)


def test_several_fields_cost_one_write_and_a_change_of_status_one_more(cloud: World) -> None:
    people = cloud.dialect.people()
    ticket = cloud.tracker.create(draft())
    cloud.dialect.hits.clear()
    cloud.tracker.edit(ticket.ref, Edit(title="New", assignee=people["ben"], due=None, add_label="more", meaning=Meaning.DONE))
    assert [hit.request.method for hit in cloud.dialect.hits if hit.writes] == ["PUT", "POST"]


def test_a_burst_stops_the_end_point_until_it_is_told_to_go_on(cloud: World) -> None:
    jira(cloud).burst = 1
    cloud.tracker.changed(None)
    with pytest.raises(RateLimited) as caught:
        cloud.tracker.changed(None)
    assert caught.value.reach == "endpoint"
    cloud.clock.now = caught.value.until
    cloud.tracker.changed(None)


def test_what_the_account_may_not_do_is_said_in_sentences(cloud: World) -> None:
    jira(cloud).lacking = {"TRANSITION_ISSUES", "ADMINISTER"}
    checked = cloud.tracker.check()
    assert checked.may_write
    assert not checked.may_hook
    assert checked.missing == ("This account may not change their status (Transition issues).",)
    assert "administrator" in checked.notes[0]


def test_an_account_that_may_only_look_is_read_only(cloud: World) -> None:
    jira(cloud).lacking = {"CREATE_ISSUES", "EDIT_ISSUES"}
    checked = cloud.tracker.check()
    assert not checked.may_write
    assert checked.place is not None


def test_an_account_that_reads_jira_in_another_language_is_told_that_names_have_to_be_mapped(cloud: World) -> None:
    jira(cloud).locale = "de_DE"
    assert any("another language" in note for note in cloud.tracker.check().notes)


def test_a_name_with_a_slash_is_one_part_of_the_path(cloud: World) -> None:
    assert isinstance(cloud.tracker.fetch(Ref("1/transitions", "OPS-1")), Missing)
    assert cloud.open_as(replace(cloud.settings, place="OPS/statuses")).check().place is None


def test_behind_atlassians_gateway_tickets_are_shown_where_people_see_them(cloud: World) -> None:
    gateway = cloud.open_as(replace(cloud.settings, base_url="https://jira.example/ex/jira/1234"))
    cloud.dialect.faults += [
        Fault(lambda request: request.path.endswith("/search/jql"), answer=Response.of({"issues": [], "isLast": True})),
        Fault(lambda request: request.path.endswith("/serverInfo"), answer=Response.of({"baseUrl": "https://acme.example"})),
    ]
    gateway.changed(None)
    assert gateway.reader().site == "https://acme.example"  # type: ignore[attr-defined]


def test_an_app_is_known_as_no_person_and_a_hidden_address_is_empty(cloud: World) -> None:
    accounts = {account.name: account for account in cloud.tracker.accounts()}
    assert accounts["Bot"].is_bot
    assert not accounts["Ada"].is_bot
    assert (accounts["Ada"].email, accounts["Cleo"].email) == ("ada@example.com", "")


def test_a_moved_ticket_keeps_the_key_that_it_was_known_by(cloud: World) -> None:
    ticket = cloud.tracker.create(draft())
    moved = cloud.dialect.move(ticket.ref, "SHOP")
    found = cloud.tracker.fetch(Ref(ticket.id, "OPS-1"))
    assert isinstance(found, Ticket)
    assert (found.key, found.aliases) == (moved.key, ("OPS-1",))
    assert isinstance(cloud.tracker.fetch(Ref("424242", "OPS-1")), Missing)


def fetched(world: World, ref: Ref) -> Ticket:
    found = world.tracker.fetch(ref)
    assert isinstance(found, Ticket), found
    return found
