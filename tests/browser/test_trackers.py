"""A tracker's whole story in a real browser, against a fake of it over HTTP: connect, adopt, file from a postmortem, follow, decide.

What each page allows whom is tested with Django's client in tests/web; what an adapter says to its tracker in tests/trackers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from followthrough.trackers import registry
from followthrough.trackers.base import Account, Ref
from followthrough.trackers.fake.dialect import Dialect
from followthrough.trackers.fake.server import serving
from followthrough.web.models import Connection, Item, Link, User
from followthrough.web.operations import accounts
from followthrough.web.sync.cycle import run_round
from tests.browser.opening import SCREENSHOTS, OpenPage, is_wider_than_its_window
from tests.trackers.real_redmine import RealRedmine, grounds_of
from tests.web.making import Cast, make_cast
from tests.web.pages.capture_cast import bring, candidate
from tests.web.pages.connection_cast import connect, github, rows
from tests.web.sync.places import KINDS

LABEL = "incident-action"
POSTMORTEM = """# INC-481: Checkout refused a third of all orders for 94 minutes

Date: 2026-05-28
Severity: SEV2

## Action items

- Alert when more than 1 % of orders are refused for five minutes. (Owner: Alice, due 2026-08-15)
- Add a circuit breaker between checkout and the payment client. (Owner: Bob, due 2026-09-12)
"""
SLOW = 30_000  # milliseconds: a page that asks the tracker, on a busy machine
ALERT, BREAKER = "Alert when more than 1 %", "Add a circuit breaker"


class Story:
    """The browser, the fake, and a worker that comes by when it is told to."""

    def __init__(self, kind: str, dialect: Dialect, url: str, open_page: OpenPage) -> None:
        self.kind, self.dialect, self.url, self.open = kind, dialect, url, open_page

    def work(self) -> None:
        done = run_round(Connection.objects.get().pk, everything=True)
        assert (done.ran, done.failure) == (True, "")

    def connect(self) -> None:
        page = self.open("/connections/")
        page.get_by_role("link", name=registry.KINDS[self.kind].label, exact=True).click()
        if page.locator("#base_url").count():
            page.locator("#base_url").fill(self.url + KINDS[self.kind].api)
        for name, value in KINDS[self.kind].credentials(self.dialect).items():
            page.locator(f"#secret-{name}").fill(value)
        page.locator("#place").fill(self.dialect.place)
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"connect-{self.kind}.png", full_page=True)
        page.get_by_role("button", name="Test and connect").click()
        expect(page.locator("h1")).to_contain_text("What shall it do?", timeout=SLOW)
        page.get_by_text("Read and write.").click()
        page.get_by_role("button", name="Save and show what it would do").click()
        expect(page.locator("h1")).to_contain_text("0 things would be written, 1 taken over", timeout=SLOW)
        page.get_by_role("button", name="Start").click()
        expect(page.locator("h1")).to_contain_text(registry.KINDS[self.kind].label)

    def say_who_is_who(self) -> None:
        page = self.open(f"/connections/{Connection.objects.get().pk}/accounts/")
        for handle, name in (("ada", "Alice"), ("ben", "Bob")):
            number = Connection.objects.get().accounts.get(account_id=self.dialect.people()[handle]).pk
            row = page.locator(f"#p-{number}")
            row.fill(name)
            row.press("Enter")
            expect(page.locator("body")).to_contain_text(f"is {name}.")

    def file(self, words: str) -> Ref:
        """File the item from its page; where its ticket is."""
        page = self.open(f"/items/{Item.objects.get(text__startswith=words).pk}/")
        page.get_by_role("button", name="File in").click()
        expect(page.locator("body")).to_contain_text("A ticket is being filed")
        self.work()
        page.reload()
        link = Link.objects.get(item__text__startswith=words)
        expect(page.locator("section[aria-labelledby=tickets]")).to_contain_text(link.key)
        return Ref(link.ticket_id, link.key)

    def page_of(self, words: str) -> Page:
        return self.open(f"/items/{Item.objects.get(text__startswith=words).pk}/")


REAL = "redmine itself"


@contextmanager
def tracker(kind: str, request: pytest.FixtureRequest) -> Iterator[Dialect]:
    """A fake, or the Redmine that runs for the tests behind the same face."""
    if kind != REAL:
        yield KINDS[kind].make()
        return
    with grounds_of(request.getfixturevalue("redmine")) as grounds:
        real = RealRedmine(grounds)
        yield real
        real.clear_away()


@pytest.fixture(params=[*KINDS, pytest.param(REAL, marks=pytest.mark.redmine)])
def story(request: pytest.FixtureRequest, server: str, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    cast: Cast = make_cast()
    with tracker(request.param, request) as dialect, serving(dialect) as fake:
        kind = "redmine" if request.param == REAL else request.param
        if not registry.KINDS[kind].self_hosted:  # its form does not ask where it is
            moved = replace(registry.KINDS[kind], base_url=fake.url + KINDS[kind].api)
            monkeypatch.setattr(registry, "KINDS", {**registry.KINDS, kind: moved})
            for reader in ("pages", "operations"):
                monkeypatch.setattr(f"followthrough.web.{reader}.connections.KINDS", registry.KINDS)
        administrator = User.objects.get(person=cast.person("frank"))
        opener = OpenPage(server, administrator, browser)
        yield Story(kind, dialect, fake.url, opener)
        assert opener.troubles == []
        assert dialect.violations == []


def test_a_trackers_whole_story(story: Story) -> None:
    dialect = story.dialect
    dialect.add("Fence the cache against a stampede (INC-402)", labels=(LABEL,), assignee=dialect.people()["ada"])
    dialect.add("Nobody's business")

    story.connect()
    story.work()
    page = story.open("/items/")
    expect(page.locator("body")).to_contain_text("Fence the cache against a stampede")
    expect(page.locator("body")).not_to_contain_text("Nobody's business")
    story.say_who_is_who()

    document = bring(User.objects.get(username="alice"), POSTMORTEM, name="2026-05-28-checkout.md")
    page = story.open(f"/capture/{document.pk}/")
    for words in (ALERT, BREAKER):
        card = page.locator(f"#c{candidate(document, words).pk}")
        card.locator(".accept").click()
        card.locator("[name=without]").fill("the ticket is filed from here")
        card.locator(".accept").click()
        expect(card).to_have_attribute("data-status", "accepted")
    alert, breaker = story.file(ALERT), story.file(BREAKER)
    seen = dialect.peek(alert)
    assert seen is not None
    assert (seen.title.startswith(ALERT), LABEL in seen.labels, seen.assignees) == (True, True, (dialect.people()["ada"],))

    dialect.finish(alert)
    dialect.drop(breaker)
    story.work()
    expect(story.page_of(ALERT).locator("body")).to_contain_text("done")
    page = story.page_of(BREAKER)
    expect(page.locator("body")).to_contain_text("Needs a decision.")
    assert Item.objects.get(text__startswith=ALERT).state == "done"
    assert Item.objects.get(text__startswith=BREAKER).is_open
    if story.kind == "github":
        page.set_viewport_size({"width": 1280, "height": 900})
        page.screenshot(path=SCREENSHOTS / "item-needs-a-decision.png", full_page=True)

    dialect.reopen(alert)
    story.work()
    assert Item.objects.get(text__startswith=ALERT).is_open

    moved = dialect.move(alert, dialect.other_place)
    story.work()
    expect(story.page_of(ALERT).locator("body")).to_contain_text(moved.key)
    assert Item.objects.get(text__startswith=ALERT).is_open

    dialect.delete(breaker)
    story.work()
    expect(story.page_of(BREAKER).locator("section[aria-labelledby=tickets] .note.warn")).to_contain_text(f"The ticket {breaker.key}")
    assert Item.objects.get(text__startswith=BREAKER).is_open

    health = f"/connections/{Connection.objects.get().pk}/"
    for width in (1280, 390):
        page = story.open(health, width=width)
        expect(page.locator("#troubled")).to_be_visible()
        assert not is_wider_than_its_window(page)
        if width == 1280:
            page.screenshot(path=SCREENSHOTS / f"connection-{story.kind}.png", full_page=True)
    assert Item.objects.count() == 3


def test_names_without_end_make_no_page_of_trackers_wider_than_its_window(server: str, browser: Browser) -> None:
    cast = make_cast()
    with github():
        connection = connect(cast, name="N" * 118)
        made = rows(cast, connection, text="W" * 200)
        Connection.objects.update(label="L" * 90, place_name="P" * 200)
        Link.objects.update(key="k" * 240, status="s" * 150, assignee="a" * 250, standing_words="The ticket " + "w" * 200)
        accounts.take_accounts(connection, [Account("7", handle="h" * 190, name="n" * 200, email="e" * 200)])
        opener = OpenPage(server, User.objects.get(person=cast.person("frank")), browser)
        home = f"/connections/{connection.pk}/"
        for path in (
            "/connections/",
            home,
            f"{home}accounts/",
            f"{home}set-up/",
            f"{home}rehearsal/",
            f"/items/{made.clash.link.item_id}/",
        ):
            for width in (1280, 390):
                assert not is_wider_than_its_window(opener(path, width=width)), (path, width)
        assert opener.troubles == []
