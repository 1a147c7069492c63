"""No request leaves while a transaction is open, and what Django puts around a test is none of ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from followthrough.trackers.base import Tracker
from followthrough.trackers.fake.github import GitHub
from followthrough.web.models import Connection
from followthrough.web.sync.opening import open_connection
from followthrough.web.transactions import require_none_open
from tests.web.making import make_cast
from tests.web.pages.connection_cast import connect, github


@pytest.fixture
def fake() -> Iterator[GitHub]:
    with github() as made:
        yield made


def tracker() -> Tracker:
    return open_connection(connect(make_cast()))


@pytest.mark.django_db
def test_the_transaction_around_a_test_does_not_count(fake: GitHub) -> None:
    assert tracker().check().place is not None


@pytest.mark.django_db
@pytest.mark.parametrize("savepoint", [True, False])
def test_a_request_inside_a_transaction_does_not_leave(fake: GitHub, savepoint: bool) -> None:
    opened = tracker()
    with transaction.atomic(savepoint=savepoint), pytest.raises(RuntimeError, match="inside a database transaction"):
        opened.check()
    assert fake.hits == []
    opened.check()


@pytest.mark.django_db(transaction=True)
def test_so_it_is_where_there_is_no_test_around(fake: GitHub) -> None:
    opened = tracker()
    with transaction.atomic():
        Connection.objects.update(seen=1)
        with pytest.raises(RuntimeError):
            opened.check()
    assert fake.hits == []
    assert opened.check().place is not None


@pytest.mark.django_db
def test_a_transaction_that_ended_badly_counts_no_more() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        1 / 0  # noqa: B018 (it is to fail)
    require_none_open()
