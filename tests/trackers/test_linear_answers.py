"""What Linear's answers mean: errors inside an answer of 200, each form of its limits, and what a query may cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from followthrough.errors import Drifted, Forbidden, RateLimited, ServiceError, TurnedDown, Unreachable
from followthrough.http import Answer
from followthrough.trackers import linear_queries
from followthrough.trackers.base import Edit, Meaning, Missing, Ref
from followthrough.trackers.fake.dialect import Fault, Request, Response
from followthrough.trackers.fake.linear_limits import ONE_QUERY
from followthrough.trackers.linear_answers import NotThere, passed
from tests.trackers.contract import LABEL, World, draft
from tests.trackers.linear_worlds import error, limit_answers, linear, linear_world

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
HALF_PAST = NOW + timedelta(minutes=30)


@pytest.fixture
def world() -> Iterator[World]:
    with linear_world() as made:
        yield made
        assert made.dialect.violations == []


def raised(response: Response) -> Exception:
    headers = {name.lower(): value for name, value in response.headers.items()}
    with pytest.raises(ServiceError) as caught:
        passed(Answer(response.status, headers, response.body, "https://api.linear.example/graphql"), now=NOW)
    return caught.value


# --- errors ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 400, 401, 403])
@pytest.mark.parametrize(
    ("code", "kind"),
    [("AUTHENTICATION_ERROR", "authentication error"), ("AUTHENTICATION_ERROR", ""), ("", "authentication error"), ("UNAUTHENTICATED", "")],
)
def test_a_dead_key_is_told_under_every_status(status: int, code: str, kind: str) -> None:
    said = raised(error("Authentication required, not authenticated", code, kind, status=status))
    assert isinstance(said, Forbidden)
    assert said.expired


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (error("Forbidden", "FORBIDDEN", "forbidden", "Not for you."), Forbidden),
        (error("Forbidden", "FORBIDDEN", status=403), Forbidden),
        (error("No", "FEATURE_NOT_ACCESSIBLE", "feature not accessible"), Forbidden),
        (error("Entity not found: Issue", "INPUT_ERROR", "invalid input"), NotThere),
        (error("Entity not found: Issue", status=400), NotThere),
        (error("Argument Validation Error", "INVALID_INPUT", "invalid input", "title must not be empty."), TurnedDown),
        (error("Usage limit exceeded", "USAGE_LIMIT_EXCEEDED", "usage limit exceeded"), TurnedDown),
        (error("Something new", "UNHEARD_OF", "unheard of"), TurnedDown),
        (error("Something new", status=418), TurnedDown),
        (error("Cannot query field 'sort'", "GRAPHQL_VALIDATION_FAILED", "graphql error", status=400), Drifted),
        (error("Internal server error", "INTERNAL_SERVER_ERROR", "internal error"), Unreachable),
        (error("Lock timeout", "LOCK_TIMEOUT", "lock timeout"), Unreachable),
        (error("Internal server error", status=500), Unreachable),
        (Response(301, b"", {"Location": "https://elsewhere.example"}), Unreachable),
        (Response(401, b"Unauthorized"), Forbidden),
        (Response(401, b"{}"), Forbidden),
        (Response(403, b"<html>Blocked</html>"), Forbidden),
        (Response.of({"data": {}}, 404), TurnedDown),
        (Response.of({"errors": "everything"}), Drifted),
        (Response.of({"errors": ["everything"]}), Drifted),
        (Response.of({"errors": [{"message": 7, "extensions": "none"}]}), TurnedDown),
        (Response.of({"errors": [{}]}), TurnedDown),
        (Response.of({"data": None}), Drifted),
        (Response.of({"data": [], "errors": []}), Drifted),
    ],
)
def test_each_error_becomes_one_of_ours(response: Response, expected: type[Exception]) -> None:
    said = raised(response)
    assert type(said) is expected
    assert str(said)


def test_the_words_are_those_meant_for_people_each_once() -> None:
    one = {"message": "Argument Validation Error", "extensions": {"userPresentableMessage": "title must not be empty."}}
    said = raised(Response.of({"errors": [one, one, {"message": "And more"}]}))
    assert str(said) == "title must not be empty. And more"


def test_the_gravest_of_several_errors_decides() -> None:
    known = {"message": "Entity not found: Issue"}
    limit = {"message": "Rate limit exceeded", "extensions": {"code": "RATELIMITED"}}
    assert isinstance(raised(Response.of({"errors": [known, limit]})), RateLimited)
    assert type(raised(Response.of({"errors": [known, {"message": "Another thing"}]}))) is TurnedDown


def test_data_beside_errors_does_not_count(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    half = {"data": {"issue": None}, "errors": [{"message": "Internal error", "extensions": {"type": "internal error"}}]}
    world.dialect.faults.append(Fault(answer=Response.of(half)))
    with pytest.raises(Unreachable) as caught:
        world.tracker.fetch(ref)
    assert caught.value.sent


def test_an_internal_error_of_a_creation_leaves_open_whether_it_was_made(world: World) -> None:
    answer = error("Internal server error", "INTERNAL_SERVER_ERROR", "internal error")
    world.dialect.faults.append(Fault(lambda request: b"issueCreate(" in request.body, answer=answer))
    with pytest.raises(Unreachable) as caught:
        world.tracker.create(draft())
    assert caught.value.sent


def test_a_mutation_that_did_not_succeed_is_no_success(world: World) -> None:
    for payload, expected in (({"success": False, "issue": None}, TurnedDown), ({"success": "yes", "issue": None}, Drifted)):
        answer = Response.of({"data": {"issueCreate": payload}})
        world.dialect.faults.append(Fault(lambda request: b"issueCreate(" in request.body, answer=answer))
        with pytest.raises(expected):
            world.tracker.create(draft())


# --- limits ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "until", "reach"),
    [
        (0, HALF_PAST, "credential"),
        (1, HALF_PAST, "credential"),
        (2, HALF_PAST, "endpoint"),
        (3, HALF_PAST, "credential"),
        (4, NOW + timedelta(seconds=60), "credential"),  # nothing is used up: it did not say what for
        (5, NOW + timedelta(seconds=60), "credential"),
        (6, NOW + timedelta(seconds=45), "credential"),
        (7, HALF_PAST, "credential"),  # in seconds
        (8, NOW + timedelta(seconds=60), "credential"),  # long past
        (9, NOW + timedelta(seconds=60), "credential"),
        (10, NOW + timedelta(seconds=60), "credential"),
        (11, NOW + timedelta(seconds=30), "credential"),
        (12, NOW + timedelta(seconds=60), "credential"),
    ],
)
def test_each_form_of_a_limit_says_until_when(number: int, until: datetime, reach: str) -> None:
    said = raised(limit_answers()[number])
    assert isinstance(said, RateLimited)
    assert (said.until, said.reach) == (until, reach)


def test_every_form_of_a_limit_is_among_them() -> None:
    assert len(limit_answers()) == 13


def test_of_two_used_up_buckets_the_later_counts_and_none_is_waited_for_longer_than_a_day() -> None:
    both = {"x_ratelimit_requests_remaining": "0", "x_ratelimit_complexity_remaining": "0", "x_ratelimit_requests_reset": "1781083800000"}
    for reset, until in (("1781083860000", HALF_PAST + timedelta(minutes=1)), ("1791083860000", NOW + timedelta(days=1))):
        said = raised(error("Too often", "RATELIMITED", status=400, **both, x_ratelimit_complexity_reset=reset))
        assert isinstance(said, RateLimited)
        assert said.until == until


def test_a_wait_that_was_asked_for_and_a_reset_are_both_kept() -> None:
    spent = {"x_ratelimit_requests_remaining": "0", "x_ratelimit_requests_reset": "1781083800000"}
    for asked, until in (("30", HALF_PAST), ("3600", NOW + timedelta(hours=1))):
        said = raised(error("Too often", "RATELIMITED", status=400, **spent, retry_after=asked))
        assert isinstance(said, RateLimited)
        assert said.until == until


@pytest.mark.parametrize("status", [400, 200])
def test_when_the_hours_requests_are_used_up_nothing_more_is_made_until_the_next(status: int) -> None:
    with linear_world(limited=True, limit_status=status, requests_an_hour=6) as world:
        for _ in range(2):
            world.tracker.create(draft())
        with pytest.raises(RateLimited) as caught:
            world.tracker.create(draft())
        assert world.dialect.creations() == 2
        assert caught.value.until == NOW + timedelta(hours=1)
        assert (world.tracker.limits.limit, world.tracker.limits.remaining, world.tracker.limits.resets_at) == (6, 0, caught.value.until)
        world.clock.now = caught.value.until
        world.tracker.create(draft())
        assert world.dialect.creations() == 3


def test_when_the_points_are_used_up_it_is_told_as_well() -> None:
    with linear_world(limited=True, points_an_hour=4000) as world:
        world.tracker.changed(None)
        with pytest.raises(RateLimited) as caught:
            world.tracker.changed(None)
        assert caught.value.until == NOW + timedelta(hours=1)
        assert world.tracker.limits.remaining == 2499


def test_an_answer_without_limits_keeps_what_was_told_last(world: World) -> None:
    world.tracker.check()
    before = world.tracker.limits
    world.dialect.faults.append(Fault(answer=error("Entity not found: Issue")))
    assert isinstance(world.tracker.fetch(Ref("x", "")), Missing)
    assert world.tracker.limits == before
    assert before.remaining == 2499


def test_a_query_that_could_bring_too_much_is_refused_whatever_it_brings(world: World) -> None:
    deep = b'{"query": "{ issues(first: 250) { nodes { id labels { nodes { id } } } } }"}'
    answer = world.dialect.serve(Request("POST", "/graphql", {"authorization": world.dialect.token}, deep), sleep=lambda _: None)
    assert (answer.status, b"too complex" in answer.body) == (400, True)


def test_none_of_our_questions_costs_half_of_what_one_may(world: World) -> None:
    costs: dict[str, int] = {}
    answer = world.dialect.handle

    def counting(request: Request) -> Response:
        response = answer(request)
        costs[request.json()["query"]] = int(response.headers["X-Complexity"])
        return response

    world.dialect.handle = counting  # type: ignore[method-assign]
    first = world.tracker.create(draft("First"))
    second = world.tracker.create(draft("Second"))
    drive_all(world, first.ref, second.ref)
    asked_here = {text for name, text in vars(linear_queries).items() if name.isupper() and text.lstrip().startswith(("query", "mutation"))}
    assert set(costs) == asked_here
    assert max(costs.values()) < ONE_QUERY / 2


def drive_all(world: World, first: Ref, second: Ref) -> None:
    """Every question that there is, once."""
    tracker = world.tracker
    for call in (tracker.check, tracker.places, tracker.statuses, tracker.accounts):
        call()
    tracker.changed(None)
    tracker.fetch(first)
    tracker.edit(second, Edit(meaning=Meaning.DROPPED, duplicate_of=first.key))
    linear(world).relabel(second, ())
    tracker.edit(second, Edit(add_label=LABEL))
    for secret in ("one", "two"):
        made = tracker.make_hook("http://127.0.0.1:9/hook", secret)
    tracker.drop_hook(made)
