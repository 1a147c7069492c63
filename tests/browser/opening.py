"""Open pages in a real browser, signed in, and note every complaint of its console. Tests nothing."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from followthrough.web.models import User
from tests.web.pages.capture_cast import signed_in

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COOKIE = "followthrough_session"
WIDTHS = {1440: 900, 390: 844}


class OpenPage:
    """Opens pages as one person. `troubles` holds what the console complained of; it has to be empty at the end."""

    def __init__(self, server: str, user: User, browser: Browser) -> None:
        self.server, self.browser = server, browser
        self.session = signed_in(user).cookies[COOKIE].value
        self.troubles: list[str] = []

    def __call__(self, path: str, *, width: int = 1440, height: int = 900, dark: bool = False, scripts: bool = True) -> Page:
        context: BrowserContext = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="en-GB",
        )
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": COOKIE, "value": self.session, "url": self.server}])
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.goto(self.server + path)
        return page

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(message.text)


def is_wider_than_its_window(page: Page) -> bool:
    """Whether one has to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
