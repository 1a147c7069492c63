"""A page on which somebody works in a fake tracker as its people do: open, close, reopen, move, delete. Delivers its webhooks.

Run as a program beside the demo; it ends when whoever started it does. Made for trying things out, with no sign-in and no memory.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import threading
import time
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs

import httpx2

from followthrough.trackers.base import Meaning, Ref
from followthrough.trackers.fake.dialect import Dialect, Request, Response, Seen
from followthrough.trackers.fake.github import GitHub
from followthrough.trackers.fake.server import deliver, serving

LABEL = "incident-action"
DELIVER_EVERY = 0.3
STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
ul { list-style: none; padding: 0 } li { border-top: 1px solid #8885; padding: .6rem 0 }
li { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .8rem }
li > span:first-child { flex: 1 1 24rem } small { opacity: .7; display: block } form { display: flex; gap: .4rem; flex-wrap: wrap }
li:target { background: #fd03 } button, input { font: inherit } .closed b { text-decoration: line-through; font-weight: normal }
"""


class Board:
    """A dialect with a page before it. What is not the page's is the tracker's API."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._acts: dict[str, Callable[[Ref, str], object]] = {
            "finish": lambda ref, _: dialect.finish(ref),
            "drop": lambda ref, _: dialect.drop(ref),
            "reopen": lambda ref, _: dialect.reopen(ref),
            "move": lambda ref, _: dialect.move(ref, dialect.other_place),
            "delete": lambda ref, _: dialect.delete(ref),
            "open": lambda _, title: dialect.add(title, labels=(LABEL,)),
        }

    def serve(self, request: Request, *, sleep: Callable[[float], None]) -> Response:
        owner = self.dialect.place.partition("/")[0]
        is_page = request.path == "/" or (request.path.startswith(f"/{owner}/") and "/issues/" in request.path)
        if request.method == "GET" and is_page:
            return Response(200, self._page().encode(), {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"})
        if request.method == "POST" and request.path == "/board":
            return self._act(request)
        return self.dialect.serve(request, sleep=sleep)

    def _act(self, request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return Response(403, b"Only this page may do that.")
        said = {name: values[0] for name, values in parse_qs(request.body.decode("utf-8", "replace")).items()}
        act = self._acts.get(said.get("act", ""))
        ref = Ref(said.get("id", "0"), "")
        if act is None or (said["act"] != "open" and self.dialect.peek(ref) is None):
            return Response(404, b"There is no such ticket.")
        words = said.get("words", "").strip()
        if words or said["act"] != "open":
            act(ref, words)
        return Response(303, b"", {"Location": "/"})

    def _page(self) -> str:
        with self.dialect.lock:
            rows = sorted(self.dialect.all(), key=lambda seen: (seen.meaning.ended, -int(seen.ref.id)))
        listed = "".join(map(_row, rows))
        words = "This tracker is invented, like the company. What you do here, Followthrough sees within a second or two."
        new = '<form method="post" action="/board"><input name="words" placeholder="Open another ticket" size="50">'
        new += '<button name="act" value="open">Open</button></form>'
        title = f"{escape(self.dialect.place)}: {sum(not row.meaning.ended for row in rows)} open"
        head = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        return f"{head}<title>{title}</title><style>{STYLE}</style><body><h1>{title}</h1><p>{words}</p>{new}<ul>{listed}</ul></body></html>"


def _row(seen: Seen) -> str:
    name = seen.ref.key.rpartition("#")[2]
    closed = seen.meaning.ended
    buttons = {"reopen": "Reopen"} if closed else {"finish": "Close as completed", "drop": "Close as not planned"}
    buttons |= {"move": "Transfer", "delete": "Delete"}
    acts = "".join(f'<button name="act" value="{act}">{words}</button>' for act, words in buttons.items())
    facts = " · ".join([seen.ref.key, seen.status, *seen.labels])
    form = f'<form method="post" action="/board"><input type="hidden" name="id" value="{seen.ref.id}">{acts}</form>'
    state = "closed" if closed or seen.meaning is Meaning.DROPPED else "open"
    return f'<li id="{escape(name)}" class="{state}"><span><b>{escape(seen.title)}</b><small>{escape(facts)}</small></span>{form}</li>'


def keep_delivering(dialect: Dialect, stop: threading.Event) -> None:
    """Post the webhooks one after another. One that is not taken is lost, as GitHub's are."""
    while not stop.is_set():
        while dialect.outbox:
            with contextlib.suppress(httpx2.HTTPError):
                deliver(dialect.outbox.pop(0))
        time.sleep(DELIVER_EVERY)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--people", default="ada,ben,cleo", help="handles, with commas between them")
    parser.add_argument("--open", action="append", default=[], metavar="TITLE", help="a ticket that is there from the start")
    given = parser.parse_args()
    github = GitHub(people=tuple(given.people.split(",")))
    github.repositories[101].permission = "admin"
    for title in given.open:
        github.add(title, labels=(LABEL,))
    stop = threading.Event()
    threading.Thread(target=keep_delivering, args=(github, stop), daemon=True).start()
    with serving(Board(github), port=given.port) as server:
        print(json.dumps({"url": server.url, "token": github.token, "place": github.place}), flush=True)
        sys.stdin.read()  # until whoever started it is gone
    stop.set()
    return 0


if __name__ == "__main__":
    sys.exit(main())
