"""Setting a connection up again: what only its vendor has, and other credentials, tested before they are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from followthrough.trackers.fake.jira import JiraServer
from followthrough.web.models import Connection
from followthrough.web.operations.connections import open_credentials
from tests.web.making import Cast, make_cast
from tests.web.pages.capture_cast import signed_in
from tests.web.sync.places import Site, connected


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def site(cast: Cast) -> Iterator[Site]:
    with connected("jira", cast, people=False) as site:
        yield site


@pytest.fixture
def client(cast: Cast) -> Client:
    user = cast.by("frank").user
    assert user is not None
    return signed_in(user)


def save(client: Client, site: Site, **more: str) -> tuple[int, str]:
    said = {"name": "Jira", "label": "incident-action", "writes": "on", **{key.replace("_", "-", 1): value for key, value in more.items()}}
    answer = client.post(f"/connections/{site.connection.pk}/set-up/", said)
    return answer.status_code, answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_issue_type_is_chosen_and_taken_back(client: Client, site: Site) -> None:
    assert save(client, site, option_issue_type="Bug")[0] == 302
    assert Connection.objects.get().options == {"issue_type": "Bug"}
    assert 'value="Bug"' in client.get(f"/connections/{site.connection.pk}/set-up/").content.decode()
    assert save(client, site)[0] == 302
    assert Connection.objects.get().options == {}


@pytest.mark.django_db(transaction=True)
def test_nothing_entered_leaves_the_credentials_as_they_are(client: Client, site: Site) -> None:
    before = open_credentials(Connection.objects.get())
    assert save(client, site, secret_email="other@example.com")[0] == 302
    assert open_credentials(Connection.objects.get()) == before


@pytest.mark.django_db(transaction=True)
def test_a_token_that_works_replaces_one_that_does_not(client: Client, site: Site) -> None:
    email = getattr(site.dialect, "email", "")
    Connection.objects.update(failures=3)
    assert save(client, site, secret_email=email, secret_token=site.dialect.token)[0] == 302
    assert open_credentials(Connection.objects.get())["token"] == site.dialect.token
    assert Connection.objects.get().failures == 0


@pytest.mark.django_db(transaction=True)
def test_a_token_that_does_not_work_is_refused_and_never_shown(client: Client, site: Site) -> None:
    before = open_credentials(Connection.objects.get())
    status, page = save(client, site, secret_email="bot@example.com", secret_token="a-wrong-token-1234567")
    assert status == 422
    assert "a-wrong-token-1234567" not in page
    assert before["token"] not in page
    assert open_credentials(Connection.objects.get()) == before


def form_of(client: Client, site: Site) -> dict[str, str]:
    """The statuses as the page shows them: what a browser sends back when nobody touches them."""
    page = client.get(f"/connections/{site.connection.pk}/set-up/").content.decode()
    proposed = dict(re.findall(r'name="(proposed-[^"]+)" value="(\w+)"', page))
    chosen = re.findall(r'name="(status-[^"]+)">.*?<option value="(\w+)" selected>', page)
    return proposed | dict(chosen)


@pytest.mark.django_db(transaction=True)
def test_proposals_that_nobody_touched_are_not_held_against_what_tickets_say(cast: Cast) -> None:
    """Jira's classic “Closed” says nothing by itself: a resolution decides, as long as nobody says that the status does."""
    user = cast.by("frank").user
    assert user is not None
    with connected("jira_server", cast, people=False) as site:
        client, dialect = signed_in(user), site.dialect
        assert isinstance(dialect, JiraServer)
        given = form_of(client, site)
        assert given["status-6"] == given["proposed-6"] == "dropped"
        said = {"name": "Jira", "label": "incident-action", "writes": "on"}
        assert client.post(f"/connections/{site.connection.pk}/set-up/", said | given).status_code == 302
        assert Connection.objects.get().statuses == {}
        assert client.post(f"/connections/{site.connection.pk}/set-up/", said | given | {"status-6": "done"}).status_code == 302
        assert Connection.objects.get().statuses == {"6": "done"}
        again = form_of(client, site)
        assert (again["status-6"], again["proposed-6"]) == ("done", "dropped")
        assert client.post(f"/connections/{site.connection.pk}/set-up/", said | again).status_code == 302
        assert Connection.objects.get().statuses == {"6": "done"}
