"""The screens in a real browser, over the invented company: how they look, by keyboard, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from followthrough.web.demo import company
from followthrough.web.models import Candidate, Incident, Item, Review, User
from tests.browser.opening import SCREENSHOTS, WIDTHS, OpenPage, is_wider_than_its_window


@pytest.fixture
def lead(server: str) -> User:
    company.build(today=timezone.localdate())
    return User.objects.get(username="demo-lead")


@pytest.fixture
def open_page(server: str, lead: User, browser: Browser) -> Iterator[OpenPage]:
    opener = OpenPage(server, lead, browser)
    yield opener
    assert opener.troubles == []


def screens() -> dict[str, str]:
    """One address a screen, each with much to show."""
    item = Item.objects.overdue(on=timezone.localdate()).exclude(slips=0).order_by("-slips", "pk").first()
    incident = Incident.objects.filter(private=False, items__state="done").filter(items__state="open").order_by("-began_on").first()
    waiting = Candidate.objects.waiting().order_by("pk").first()
    assert item is not None
    assert incident is not None
    assert waiting is not None
    review, minutes = Review.objects.get(finished_at=None), Review.objects.exclude(finished_at=None)[0]
    return {
        "dashboard": "/",
        "dashboard-past": f"/?as_of={timezone.localdate().replace(day=1)}",
        "items": "/items/",
        "item": item.get_absolute_url(),
        "item-deciding": f"{item.get_absolute_url()}?do=risk",
        "incidents": "/incidents/",
        "incident": incident.get_absolute_url(),
        "decisions": "/decisions/",
        "reviews": "/reviews/",
        "policy": "/policy/",
        "calendars": "/calendars/",
        "review": review.get_absolute_url(),
        "review-walk": f"{review.get_absolute_url()}walk/",
        "review-deciding": f"{review.get_absolute_url()}walk/?do=risk_accepted",
        "review-minutes": minutes.get_absolute_url(),
        "capture": waiting.document.get_absolute_url(),
    }


def test_screenshots_of_every_screen_wide_and_narrow_light_and_dark(open_page: OpenPage) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    for name, address in screens().items():
        for width, height in WIDTHS.items():
            for dark in (False, True):
                page = open_page(address, width=width, height=height, dark=dark)
                assert not is_wider_than_its_window(page), (name, width)
                page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{'dark' if dark else 'light'}.png", full_page=True)
                page.context.close()


def test_the_keyboard_walks_the_list_and_closes_an_item(open_page: OpenPage) -> None:
    page = open_page("/items/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(1)).to_have_attribute("data-here", "")
    page.keyboard.press("Enter")
    expect(page.locator(".facts")).to_be_visible()
    page.keyboard.press("d")
    expect(page.locator("#panel h2")).to_have_text("Done")
    page.locator("#p-evidence").fill("it fired in the drill")
    page.get_by_role("button", name="Done", exact=True).last.click()
    expect(page.locator(".state.done").first).to_be_visible()
    expect(page.locator("#notes")).to_contain_text("Undo")
    page.locator("#notes").get_by_role("button", name="Undo").click()
    expect(page.locator("#notes")).to_contain_text("Taken back")
    expect(page.locator(".headline .state.done")).to_have_count(0)


def test_keys_lead_to_every_screen_and_are_listed(open_page: OpenPage) -> None:
    page = open_page("/")
    for key, place in {"i": "/items/", "n": "/incidents/", "c": "/capture/", "r": "/decisions/", "w": "/reviews/", "d": "/"}.items():
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(open_page.server + place)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()


def test_a_form_opens_in_its_place_and_a_refusal_keeps_what_was_typed(open_page: OpenPage) -> None:
    item = Item.objects.open().exclude(state="blocked").first()
    assert item is not None
    page = open_page(item.get_absolute_url())
    page.keyboard.press("b")
    page.locator("#p-blocked_by").fill("the vendor")
    page.locator("#p-until").fill("2020-01-01")
    _send(page)
    expect(page.locator("#panel [role=alert]")).to_contain_text("Ask again after")
    expect(page.locator("#p-blocked_by")).to_have_value("the vendor")
    assert all("status of 422" in trouble for trouble in open_page.troubles)
    open_page.troubles.clear()


def test_everything_can_be_read_and_done_without_scripts(open_page: OpenPage) -> None:
    item = Item.objects.open().first()
    assert item is not None
    for address in screens().values():
        expect(open_page(address, scripts=False).locator("h1")).to_be_visible()
    page = open_page(item.get_absolute_url(), scripts=False)
    page.locator(".acts").get_by_role("link", name="Decline").click()
    page.locator("#p-reason").fill("the service is gone")
    _send(page)
    expect(page.locator(".headline .state.declined")).to_be_visible()


def _send(page: Page) -> None:
    page.locator("#panel button.first").click()
