"""The capture screen in a real browser: by keyboard, by hand, without JavaScript, and as it looks.

What each action does to the data is tested with Django's client in tests/web/pages/test_capture.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from followthrough.web.models import Candidate, Document, Item
from tests.browser.opening import SCREENSHOTS, OpenPage
from tests.web.making import MORNING, Cast, make_cast
from tests.web.pages.capture_cast import bring, candidate, signed_in

EARLIER = """# INC-402: Payment client timed out

Severity: SEV3

## Action items

- Add a circuit breaker to the payment client. (Owner: Bo Lind, due 2026-09-01, PAY-200)
"""
POSTMORTEM = """# INC-481: Checkout refused a third of all orders for 94 minutes

Date: 2026-05-28
Severity: SEV2

## Summary

On Thursday at 09:12 the **payment client** opened more connections than `orders-db` allows, and new orders were
refused with *503*. Customers told us before any alert did: see [the graph](https://graphs.example/d/42).

## Timeline

| Time | What happened |
| --- | --- |
| 08:50 | Deploy of payment client 4.12 began |
| 09:12 | First refused orders |
| 10:46 | Rollback complete |

## What went well

1. The rollback itself took four minutes.
2. Notes were written down as we went.

> A limit on connections had been on our minds in March.

## Action items

- Alert when more than 1 % of orders are refused for five minutes. (Owner: Priya Nair, due 2026-08-15, PAY-311)
- Add a circuit breaker between checkout and the payment client, and remove the old retry loop. (Owner: platform team)
- Limit the payment client to 40 connections per instance. (Owner: Tomás Ruiz, due 2026-09-12, PAY-312)
- [x] Roll back payment client 4.12.
- Improve monitoring of the database soon.
- Record in the runbook how to roll back by hand. (Owner: Ana Silva, PAY-313)
"""


@pytest.fixture(autouse=True)
def _the_fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING):
        yield


@pytest.fixture
def cast(server: str) -> Cast:
    return make_cast()


@pytest.fixture
def document(cast: Cast) -> Document:
    return bring(cast.alice, POSTMORTEM, name="2026-05-28-checkout.md")


@pytest.fixture
def open_page(server: str, cast: Cast, browser: Browser) -> Iterator[OpenPage]:
    opener = OpenPage(server, cast.alice, browser)
    yield opener
    assert opener.troubles == []


def here(page: Page) -> str:
    """The text of the card that is lit."""
    return str(page.locator("[data-card][data-here] .says").first.evaluate("one => one.value ?? one.textContent"))


def test_the_keyboard_alone_accepts_and_dismisses(open_page: OpenPage, document: Document) -> None:
    page = open_page(f"/capture/{document.pk}/")
    keys = page.keyboard
    first = candidate(document, "Alert when")
    assert here(page).startswith("Alert when")
    expect(page.locator(f"#m{first.pk}")).to_have_attribute("data-here", "")

    keys.press("Enter")
    expect(page.locator(f"#c{first.pk}")).to_have_attribute("data-status", "accepted")
    expect(page.locator(f"#m{first.pk}")).to_have_attribute("data-status", "accepted")
    expect(page.locator("#bar")).to_contain_text("1 accepted")
    assert here(page).startswith("Add a circuit breaker")

    keys.press("x")
    keys.press("Tab")
    keys.press("Enter")
    second = candidate(document, "circuit breaker")
    expect(page.locator(f"#c{second.pk}")).to_contain_text("Tells what happened, promises nothing")
    expect(page.locator("#bar")).to_contain_text("1 dismissed")
    assert here(page).startswith("Limit the payment client")

    keys.press("u")
    expect(page.locator(f"#c{second.pk}")).to_have_attribute("data-status", "waiting")
    assert Item.objects.get().text.startswith("Alert when more than 1 %")


def test_j_and_k_walk_the_cards_and_the_document_follows(open_page: OpenPage, document: Document) -> None:
    page = open_page(f"/capture/{document.pk}/", height=600)
    last = candidate(document, "Record in the runbook")
    for _ in range(document.candidates.count()):
        page.keyboard.press("j")
    assert here(page).startswith("Record in the runbook")
    expect(page.locator(f"#m{last.pk}")).to_be_in_viewport()
    expect(page.locator(f"#c{last.pk}")).to_be_in_viewport()
    page.keyboard.press("k")
    assert not here(page).startswith("Record in the runbook")


def test_a_question_mark_lists_the_keys_of_this_screen(open_page: OpenPage, document: Document) -> None:
    page = open_page(f"/capture/{document.pk}/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Merge it with an item")
    page.keyboard.press("x")
    expect(page.locator("details.dismiss[open]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()


def test_a_reason_is_asked_for_where_something_is_missing(open_page: OpenPage, document: Document) -> None:
    row = candidate(document, "Record in the runbook")
    page = open_page(f"/capture/{document.pk}/#c{row.pk}")
    card = page.locator(f"#c{row.pk}")
    card.locator("[name=tickets]").fill("")
    card.locator("[name=tickets]").press("Enter")
    page.keyboard.press("Enter")
    expect(card.locator("[name=without]")).to_be_focused()
    page.keyboard.type("ticket follows")
    page.keyboard.press("Enter")
    expect(card).to_have_attribute("data-status", "accepted")
    assert Item.objects.get().accepted_without == "ticket follows"


def test_the_findings_follow_what_is_typed_and_the_change_is_kept(open_page: OpenPage, document: Document) -> None:
    row = candidate(document, "circuit breaker")
    page = open_page(f"/capture/{document.pk}/#c{row.pk}")
    card = page.locator(f"#c{row.pk}")
    expect(card.locator(".judged")).to_contain_text("is a team")
    page.keyboard.press("e")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Add a circuit breaker between checkout and the payment client")
    expect(card.locator(".judged")).not_to_contain_text("several tasks")
    card.locator("[name=owner]").fill("Ana Silva")
    card.locator("[name=owner]").press("Enter")
    expect(card.locator(".judged")).not_to_contain_text("is a team")
    expect(page.locator(f"#v{row.pk}")).not_to_have_value(str(row.version))
    fresh = Candidate.objects.get(pk=row.pk)
    assert (fresh.text, fresh.owners) == ("Add a circuit breaker between checkout and the payment client", ["Ana Silva"])


def test_splitting_and_merging_by_key(open_page: OpenPage, cast: Cast, document: Document) -> None:
    earlier = bring(cast.alice, EARLIER, name="INC-402.md")
    signed_in(cast.alice).post(f"/capture/{earlier.pk}/accept-ready/")
    row = candidate(document, "circuit breaker")
    page = open_page(f"/capture/{document.pk}/#c{row.pk}")
    page.keyboard.press("m")
    expect(page.locator(f"#p{row.pk}")).to_contain_text("INC-402")
    page.keyboard.press("Escape")
    expect(page.locator(f"#p{row.pk}")).to_be_empty()
    page.keyboard.press("s")
    expect(page.locator(f"#s{row.pk}")).to_be_focused()
    page.locator(f"#p{row.pk} button.first").click()
    expect(page.locator(".part-of")).to_have_count(2)
    expect(page.locator(".part-of[data-here]")).to_have_count(1)
    page.keyboard.press("m")
    page.locator("[data-card][data-here] .offer button").first.press("Enter")
    expect(page.locator("#bar")).to_contain_text("1 merged")


def test_a_mark_leads_to_its_card_and_pointing_lights_both(open_page: OpenPage, document: Document) -> None:
    page = open_page(f"/capture/{document.pk}/")
    row = candidate(document, "Limit the payment client")
    page.locator(f"#m{row.pk}").click()
    assert here(page).startswith("Limit the payment client")
    page.locator(f"#c{candidate(document, 'Alert when').pk}").hover()
    expect(page.locator(f"#m{candidate(document, 'Alert when').pk}")).to_have_attribute("data-lit", "")


def test_a_pasted_postmortem_shows_its_incident_before_it_is_brought_in(open_page: OpenPage) -> None:
    page = open_page("/capture/")
    page.locator("#text").fill(POSTMORTEM)
    expect(page.locator("#reference")).to_have_value("INC-481")
    page.locator("#title").fill("Checkout refused orders")
    page.get_by_role("button", name="Bring it in").click()
    expect(page.locator("h1")).to_have_text("Checkout refused orders")


def test_a_dropped_file_is_read(open_page: OpenPage) -> None:
    page = open_page("/capture/")
    page.locator("#file").set_input_files({"name": "checkout.md", "mimeType": "text/markdown", "buffer": POSTMORTEM.encode()})
    expect(page.locator("#reference")).to_have_value("INC-481")
    page.get_by_role("button", name="Bring it in").click()
    expect(page.locator(".file-name")).to_have_text("checkout.md")


def test_everything_can_be_done_without_scripts(open_page: OpenPage, document: Document) -> None:
    row = candidate(document, "circuit breaker")
    page = open_page(f"/capture/{document.pk}/", scripts=False)
    card = page.locator(f"#c{row.pk}")
    card.locator("[name=owner]").fill("Ana Silva")
    card.locator(".accept").click()
    expect(card.locator("[role=alert]")).to_contain_text("a ticket")
    expect(card.locator("[name=owner]")).to_have_value("Ana Silva")
    assert all("422" in trouble for trouble in open_page.troubles)  # the browser notes the status of the refusal
    open_page.troubles.clear()
    card.locator("[name=without]").fill("ticket follows")
    card.locator(".accept").click()
    expect(card).to_have_attribute("data-status", "accepted")
    soon = page.locator(f"#c{candidate(document, 'Improve monitoring').pk}")
    soon.locator("summary").click()
    soon.get_by_role("button", name="Not ours to do").click()
    expect(soon).to_have_attribute("data-status", "dismissed")
    soon.get_by_role("button", name="Undo").click()
    expect(soon).to_have_attribute("data-status", "waiting")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_how_it_looks(open_page: OpenPage, document: Document, width: int, dark: bool) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    name = f"{width}-{'dark' if dark else 'light'}.png"
    screen = f"/capture/{document.pk}/"
    for what, path in (("capture", screen), ("capture-bring", "/capture/?example"), ("capture-document", f"{screen}#source")):
        page = open_page(path, width=width, dark=dark)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=SCREENSHOTS / f"{what}-{name}", full_page=what == "capture-bring")
        assert len(page.content().encode()) < 100_000
