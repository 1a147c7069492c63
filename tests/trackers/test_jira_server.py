"""Jira Data Center by its adapter: what every tracker has to do, and what only this one does. Talks to the fake and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from followthrough.errors import ConfigError, Forbidden, TurnedDown
from followthrough.trackers.base import Body, Edit, Meaning, Ref, Ticket
from followthrough.trackers.fake.dialect import Fault, Response
from followthrough.trackers.fake.jira import JiraServer
from followthrough.trackers.jira_server import open_tracker
from tests.trackers.contract import LABEL, Contract, HookContract, World, draft
from tests.trackers.jira_worlds import jira, limit_answers, makes_an_issue, world_of

WRITTEN = "The label 'a b' contains spaces which is invalid."


@pytest.fixture(params=["in process", "over a socket"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with world_of(JiraServer, open_tracker, socket=request.param == "over a socket") as made:
        yield made


@pytest.fixture
def center() -> Iterator[World]:
    with world_of(JiraServer, open_tracker) as made:
        yield made


class TestJiraServer(Contract, HookContract):
    creation = staticmethod(makes_an_issue)

    def limited(self, world: World) -> list[Response]:
        return limit_answers()

    def refused(self) -> tuple[Response, str]:
        return Response.of({"errorMessages": [], "errors": {"labels": WRITTEN}}, 400), "contains spaces"


@pytest.mark.parametrize(
    ("status", "resolution", "meaning", "words"),
    [
        ("Closed", "Fixed", Meaning.DONE, "Closed (Fixed)"),
        ("Resolved", "Fixed", Meaning.DONE, "Resolved (Fixed)"),
        ("Closed", "Done", Meaning.DONE, "Closed (Done)"),
        ("Closed", "Won't Fix", Meaning.DROPPED, "Closed (Won't Fix)"),
        ("Closed", "Won't Do", Meaning.DROPPED, "Closed (Won't Do)"),
        ("Closed", "Duplicate", Meaning.DROPPED, "Closed (Duplicate)"),
        ("Closed", "Cannot Reproduce", Meaning.DROPPED, "Closed (Cannot Reproduce)"),
        ("Closed", "Incomplete", Meaning.DROPPED, "Closed (Incomplete)"),
        ("Closed", "", Meaning.DROPPED, "Closed"),
        ("Resolved", "", Meaning.DONE, "Resolved"),
        ("Reopened", "", Meaning.OPEN, "Reopened"),
        ("In Progress", "", Meaning.STARTED, "In Progress"),
    ],
)
def test_the_resolution_says_what_became_of_a_ticket(center: World, status: str, resolution: str, meaning: Meaning, words: str) -> None:
    ref = center.dialect.add("Ours", labels=(LABEL,))
    jira(center).put(ref, status, resolution)
    ticket = fetched(center, ref)
    assert (ticket.meaning, ticket.status) == (meaning, words)


def test_closing_gives_the_resolution_that_the_screen_asks_for(center: World) -> None:
    done, dropped = center.tracker.create(draft("One")), center.tracker.create(draft("Two"))
    for ticket, meaning, status in ((done, Meaning.DONE, "Resolved (Done)"), (dropped, Meaning.DROPPED, "Resolved (Won't Do)")):
        edited = center.tracker.edit(ticket.ref, Edit(meaning=meaning))
        assert isinstance(edited, Ticket)
        assert edited.status == status


def test_a_done_ticket_is_dropped_by_the_step_that_asks_for_another_resolution(center: World) -> None:
    ticket = center.tracker.create(draft())
    center.tracker.edit(ticket.ref, Edit(meaning=Meaning.DONE))
    edited = center.tracker.edit(ticket.ref, Edit(meaning=Meaning.DROPPED))
    assert isinstance(edited, Ticket)
    assert edited.status == "Closed (Won't Do)"


def test_work_that_the_workflow_lets_nobody_begin_is_refused_with_what_there_is(center: World) -> None:
    ticket = center.tracker.create(draft())
    center.tracker.edit(ticket.ref, Edit(meaning=Meaning.DONE))
    with pytest.raises(TurnedDown, match=r"Close Resolved \(to Closed\), Reopen Issue \(to Reopened\)"):
        center.tracker.edit(ticket.ref, Edit(meaning=Meaning.STARTED))


def test_an_account_is_known_by_its_key_and_given_tickets_by_the_name_it_has_now(center: World) -> None:
    people = center.dialect.people()
    assert people["ada"] == "JIRAUSER10100"
    accounts = jira(center).accounts
    accounts["ada"] = replace(accounts["ada"], name="ada.lovelace")
    ticket = center.tracker.create(draft(assignee=people["ada"]))
    assert [(account.id, account.handle) for account in ticket.assignees] == [("JIRAUSER10100", "ada.lovelace")]


def test_an_account_that_is_gone_is_named_in_the_refusal(center: World) -> None:
    with pytest.raises(TurnedDown, match="JIRAUSER99999"):
        center.tracker.create(draft(assignee="JIRAUSER99999"))
    assert center.dialect.creations() == 0


def test_a_change_while_a_list_is_read_makes_nobody_pass_over_a_ticket(center: World) -> None:
    refs = []
    for number in range(130):
        center.clock.advance(60)
        refs.append(center.dialect.add(f"Item {number}", labels=(LABEL,)))
    page = center.tracker.changed(None)
    seen = {ticket.id for ticket in page.tickets}
    center.clock.advance(60)
    for ref in refs[:5]:  # they go to the end, and all behind them move forward
        center.dialect.retitle(ref, "Changed meanwhile")
    while page.next:
        page = center.tracker.changed(None, after=page.next)
        seen |= {ticket.id for ticket in page.tickets}
    assert seen == {ref.id for ref in refs}


@pytest.mark.parametrize("cap", [1, 7, 10, 11, 50])
def test_a_list_in_small_pages_comes_to_its_end(center: World, cap: int) -> None:
    jira(center).page_cap = cap
    refs = []
    for number in range(23):
        center.clock.advance(60)
        refs.append(center.dialect.add(f"Item {number}", labels=(LABEL,)))
    assert [ticket.id for ticket in center.listed()] == [ref.id for ref in refs]


def test_the_list_says_how_many_there_are(center: World) -> None:
    for number in range(3):
        center.dialect.add(f"Item {number}", labels=(LABEL,))
    assert center.tracker.changed(None).expected == 3


def test_a_marker_is_found_after_somebody_has_rewritten_the_text(center: World) -> None:
    wanted = draft(written_at=center.clock.now)
    ticket = center.tracker.create(wanted)
    jira(center).rewrite(ticket.ref, "Rewritten by hand")
    found = center.tracker.find(wanted)
    assert found is not None
    assert (found.ref, found.marker) == (ticket.ref, wanted.marker)


def test_the_index_of_another_node_may_lag_for_a_minute(center: World) -> None:
    jira(center).lag = timedelta(seconds=55)
    wanted = draft(written_at=center.clock.now)
    ticket = center.tracker.create(wanted)
    assert center.tracker.find(wanted) is None
    center.clock.advance(center.tracker.can.settle)
    found = center.tracker.find(wanted)
    assert found is not None
    assert found.ref == ticket.ref


def test_an_older_jira_has_no_signed_webhooks_and_says_so(center: World) -> None:
    center.dialect.faults.append(Fault(lambda request: "jira-webhook" in request.path, times=9, answer=Response.of({}, 404)))
    with pytest.raises(TurnedDown, match="from Data Center 10 on"):
        center.tracker.make_hook("http://127.0.0.1:9/hook", "secret")


def test_without_an_administrators_right_there_is_no_webhook_and_the_token_is_not_called_dead(center: World) -> None:
    jira(center).lacking = {"ADMINISTER"}
    with pytest.raises(Forbidden, match="administrator") as caught:
        center.tracker.make_hook("http://127.0.0.1:9/hook", "secret")
    assert not caught.value.expired


def test_the_webhook_is_signed_and_filtered_to_the_tickets_of_the_label(center: World) -> None:
    center.tracker.make_hook("http://127.0.0.1:9/hook", "secret")
    center.dialect.add("Not ours")
    assert center.dialect.outbox == []
    center.dialect.add("Ours", labels=(LABEL,))
    (sent,) = center.dialect.outbox
    assert sent.headers["X-Hub-Signature"].startswith("sha256=")


def test_an_anonymous_answer_is_a_dead_token(center: World) -> None:
    answer = Response.of({"startAt": 0, "maxResults": 100, "total": 0, "issues": []}, 200, x_ausername="anonymous")
    center.dialect.faults.append(Fault(answer=answer))
    with pytest.raises(Forbidden) as caught:
        center.tracker.changed(None)
    assert caught.value.expired


def test_a_token_has_to_be_given(center: World) -> None:
    with pytest.raises(ConfigError, match="personal access token"):
        center.open_as(replace(center.settings, credentials={}))


def test_the_text_of_a_ticket_reads_as_it_was_written(center: World) -> None:
    text = "Use {braces}, [brackets] and *stars* in C:\\temp\\logs\nh1. no heading\n- no list, see https://ft.example/a_b_c?x=1"
    ticket = center.tracker.create(draft(body=Body(text=text, facts=(("Incident", "INC-481", "https://ft.example/i/481?a=[1]"),))))
    assert ticket.body.startswith(text)
    issue = jira(center).store.get(ticket.id)
    assert issue is not None
    assert "https://ft.example/a_b_c?x=1" in issue.description
    assert "[INC-481|https://ft.example/i/481?a=%5B1%5D]" in issue.description


def fetched(world: World, ref: Ref) -> Ticket:
    found = world.tracker.fetch(ref)
    assert isinstance(found, Ticket), found
    return found
