"""What a real Redmine shows for a text, in each of its markups: tags, addresses and words of the page. Judges nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx2

from followthrough.trackers.markup import JOINER

MARKUPS = ("textile", "markdown", "common_mark")
ALONE = frozenset({"br", "hr", "img", "input"})


@dataclass
class Shown:
    """A rendered text: its tags in order, what its links lead to, and the words that a person reads."""

    tags: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    words: str = ""


class Pages:
    """The pages of a Redmine as a signed-in administrator sees them: the REST service renders nothing."""

    def __init__(self, url: str, login: str, password: str) -> None:
        self._http = httpx2.Client(base_url=url, timeout=60, trust_env=False)
        self._stamp = _stamp_in(self._http.get("/login").text)
        signed_in = self._http.post("/login", data={"username": login, "password": password, "authenticity_token": self._stamp})
        assert signed_in.status_code == 302, signed_in.status_code
        self._stamp = _stamp_in(self._http.get("/settings?tab=general").text)

    def close(self) -> None:
        self._http.close()

    def use(self, markup: str) -> None:
        """The markup of the whole Redmine, for everybody."""
        form = {"settings[text_formatting]": markup, "authenticity_token": self._stamp}
        assert self._http.post("/settings/edit?tab=general", data=form).status_code == 302

    def show(self, text: str, *, project: str) -> Shown:
        """As it would be shown in a ticket of the project."""
        answer = self._http.post("/issues/preview", data={"project_id": project, "text": text, "authenticity_token": self._stamp})
        assert answer.status_code == 200, answer.status_code
        reader = _Reader()
        reader.feed(answer.text)
        reader.close()
        words = " ".join("".join(reader.parts).replace(JOINER, "").split())
        return Shown(reader.tags, reader.links, words)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.links += [f"{name}={value}" for name, value in attrs if name.startswith("on") or name == "style"]
        self.parts.append(" " if tag in {"p", "li", "br", "blockquote", "ul"} else "")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _stamp_in(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found, "the page has no stamp against forged requests"
    return found[1]
