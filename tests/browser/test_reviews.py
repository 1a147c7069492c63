"""A review in a real browser: with the keyboard alone, and with a second person in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from followthrough.core.item import State
from followthrough.web.models import Item, Review
from tests.browser.opening import OpenPage
from tests.web.making import make_cast, make_item

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, *keys: str) -> None:
    """As a person does: once the page is there."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)


SETTLED = "() => document.querySelector('#panel .panel') && !document.querySelector('.htmx-request, .htmx-added, .htmx-settling')"


def open_form(page: Page, key: str) -> None:
    """Press an outcome's key, and wait as long as nobody could have typed yet."""
    press(page, key)
    page.wait_for_function(SETTLED)


def test_a_review_is_opened_walked_through_and_finished_with_the_keyboard_alone(server: str, browser: Browser) -> None:
    cast = make_cast()
    for number, text in enumerate(("Alert on lag", "Cap the retries", "Rotate the key", "Write the runbook"), start=1):
        make_item(cast, text=text, due=-900 - number)
    page = OpenPage(server, cast.dora, browser)("/")
    press(page, "g", "w")
    page.locator("#n-title").press("Enter")
    heading = page.locator("h1")
    expect(heading).to_contain_text("Write the runbook")
    press(page, "t")
    expect(heading).to_contain_text("Rotate the key")
    press(page, "u")  # the flash of the last outcome takes it back
    expect(heading).to_contain_text("Write the runbook")
    open_form(page, "x")
    page.keyboard.type("The service goes away")
    press(page, "Control+Enter")
    expect(heading).to_contain_text("Rotate the key")
    press(page, "j")
    expect(heading).to_contain_text("Cap the retries")
    press(page, "k")
    expect(heading).to_contain_text("Rotate the key")
    open_form(page, "o")
    page.keyboard.type("Bob")
    press(page, "Control+Enter")
    expect(heading).to_contain_text("Cap the retries")
    open_form(page, "d")
    press(page, "Escape")
    press(page, "t")
    expect(heading).to_contain_text("Alert on lag")
    press(page, "t")
    expect(heading).to_contain_text("All 4 have an outcome")
    press(page, "f")
    expect(page.locator("body")).to_contain_text("4 of 4 got an outcome")
    assert Review.objects.get().finished_at is not None
    assert Item.objects.get(text="Write the runbook").state == State.DECLINED
    assert Item.objects.get(text="Rotate the key").handed_to == cast.person("bob")


def test_the_second_person_sees_the_first_ones_outcome_and_loses_nothing_of_what_was_typed(server: str, browser: Browser) -> None:
    cast = make_cast()
    make_item(cast, text="Alert on lag", due=-900)
    make_item(cast, text="Cap the retries", due=-901)
    doras = OpenPage(server, cast.dora, browser)("/reviews/")
    doras.get_by_role("button", name="Open it").click()
    expect(doras.locator("h1")).to_contain_text("Cap the retries")
    alices = OpenPage(server, cast.alice, browser)(f"/reviews/{Review.objects.get().pk}/walk/")
    expect(alices.locator("#here")).to_contain_text("Here too: Dora")
    open_form(alices, "r")
    alices.locator("#p-reason").fill("The vendor is late")
    open_form(doras, "x")
    doras.locator("#p-reason").fill("The service goes away")
    press(doras, "Control+Enter")
    expect(doras.locator("h1")).to_contain_text("Alert on lag")
    expect(alices.locator("#here")).to_contain_text("Dora decided: declined.")
    expect(alices.locator("#here")).to_contain_text("The service goes away")
    expect(alices.locator("#p-reason")).to_have_value("The vendor is late")
    alices.locator("#p-reason").press("Control+Enter")
    expect(alices.locator("[role=alert]")).to_contain_text("Dora decided “declined” a moment ago")
    expect(alices.locator("#p-reason")).to_have_value("The vendor is late")
    assert Item.objects.get(text="Cap the retries").state == State.DECLINED
