"""The frame around every page: who gets in, what every answer carries, how a refusal reads."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client, override_settings

from followthrough.web.models import User
from tests.web.making import MORNING, PASSWORD, Cast, make_incident, make_item
from tests.web.pages.capture_cast import signed_in

PAGES = ["/", "/items/", "/incidents/", "/decisions/", "/capture/"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_without_an_account_is_sent_to_sign_in(path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, response.headers["Location"]) == (302, f"/sign-in/?next={path}")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_on_an_empty_portfolio_and_teaches(path: str, cast: Cast) -> None:
    page = signed_in(cast.alice).get(path)
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode() or "Paste it, or choose a file" in page.content.decode()


def test_alice_signs_in_by_name_and_by_email_address(cast: Cast) -> None:
    cast.alice.set_password(PASSWORD)
    cast.alice.save()
    for name in ("alice", "alice@example.org", "ALICE@example.org"):
        assert Client().post("/sign-in/", {"username": name, "password": PASSWORD}).headers["Location"] == "/"


def test_a_wrong_password_says_so_and_keeps_the_name(cast: Cast) -> None:
    page = Client().post("/sign-in/", {"username": "alice", "password": "wrong"}).content.decode()
    assert "The name or the password is wrong" in page
    assert 'value="alice"' in page


def test_sign_in_does_not_lead_away_to_another_site(cast: Cast) -> None:
    cast.alice.set_password(PASSWORD)
    cast.alice.save()
    answer = Client().post(
        "/sign-in/?next=https://elsewhere.example/", {"username": "alice", "password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert answer.headers["Location"] == "/"


def test_the_theme_is_kept_and_never_leads_away(cast: Cast) -> None:
    client = signed_in(cast.alice)
    answer = client.post("/theme/", {"theme": "dark", "back": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert 'data-theme="dark"' in client.get("/").content.decode()


def test_every_answer_forbids_scripts_and_frames_from_elsewhere(cast: Cast) -> None:
    for answer in (signed_in(cast.alice).get("/"), Client().get("/sign-in/"), signed_in(cast.alice).get("/nothing/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_script_or_a_style_inside(path: str, cast: Cast) -> None:
    make_item(cast)
    page = signed_in(cast.alice).get(path).content.decode()
    assert "<style" not in page
    assert ' style="' not in page
    assert "<script>" not in page
    assert " onclick=" not in page


def test_a_page_that_is_not_there_says_so_in_words(cast: Cast) -> None:
    page = signed_in(cast.alice).get("/items/4711/")
    assert page.status_code == 404
    assert "There is nothing at this address" in page.content.decode()


def test_a_nul_character_is_turned_away_before_it_reaches_the_database(cast: Cast) -> None:
    item = make_item(cast)
    client = signed_in(cast.alice)
    assert client.get("/items/?q=%00").status_code == 400
    assert client.post(f"/items/{item.pk}/decline/", {"reason": "a\x00b", "version": item.version}).status_code == 400
    assert client.get("/incidents/a%00b/").status_code in {400, 404}


def test_a_form_without_its_token_is_refused_in_words(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    answer = client.post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "This form is no longer valid" in answer.content.decode()


def test_a_day_that_is_none_and_a_team_that_is_none_are_said_and_left_out(cast: Cast) -> None:
    client = signed_in(cast.alice)
    assert "is not a date" in client.get("/?as_of=yesterday").content.decode()
    assert "still to come" in client.get("/?as_of=2999-01-01").content.decode()
    assert "There is no team" in client.get("/?team=nobody").content.decode()


def test_a_past_day_tints_the_frame_and_says_which_day_it_is(cast: Cast) -> None:
    with time_machine.travel(MORNING):
        page = signed_in(cast.alice).get("/?as_of=2026-05-31").content.decode()
    assert "data-past" in page
    assert "You are looking at 31 May 2026" in page


def test_a_closed_account_is_out_at_once(cast: Cast) -> None:
    client = signed_in(cast.alice)
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    assert client.get("/").status_code == 302


class TestDemo:
    """Signing a visitor in without a password is for the demo on one's own machine, and for nothing else."""

    @pytest.fixture(autouse=True)
    def _lead(self, cast: Cast) -> None:
        cast.dora.username = "demo-lead"
        cast.dora.save()

    def test_nobody_is_signed_in_by_itself_outside_the_demo(self) -> None:
        assert Client().get("/").status_code == 302

    @override_settings(DEMO=True)
    def test_a_browser_of_this_machine_is_signed_in(self) -> None:
        assert Client().get("/", headers={"host": "localhost:8000"}).status_code == 200

    @override_settings(DEMO=True, ALLOWED_HOSTS=["*"])
    @pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.5", "localhost.evil.example"])
    def test_another_name_for_this_machine_is_refused(self, host: str) -> None:
        assert Client().get("/", headers={"host": host}).status_code == 403

    @override_settings(DEMO=True)
    def test_somebody_over_the_network_is_refused(self) -> None:
        assert Client(REMOTE_ADDR="192.0.2.7").get("/", headers={"host": "localhost"}).status_code == 403


def test_the_lens_is_carried_from_screen_to_screen(cast: Cast) -> None:
    make_incident(cast)
    page = signed_in(cast.alice).get("/", {"team": cast.team.slug}).content.decode()
    assert f'href="/items/?team={cast.team.slug}"' in page
