"""Write down what passes between each adapter and its fake in a ticket's life: `python -m tests.trackers.record` renews fixtures/.

The result is read by test_fixtures.py, which holds it against the vendors' descriptions. A change in it is a change in what we send,
or in what the fakes answer, and is to be looked at as such. Nothing random is in it.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from followthrough.errors import FollowthroughError
from followthrough.trackers.base import Edit, Meaning, Ref
from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.github import GitHub
from tests.trackers.contract import World, draft
from tests.trackers.gitlab_worlds import gitlab_world
from tests.trackers.worlds import WORLDS

FOLDER = Path(__file__).parent / "fixtures"
LABEL = ("incident-action",)
HOOK, SECRET = "https://followthrough.example/hooks/1/", "a-secret-of-some-length-0123456789"


def record(kind: str) -> dict[str, Any]:
    """The exchanges and webhooks of one tracker, each once."""
    with _without_chance(), _world(kind) as world:
        exchanges: dict[str, dict[str, Any]] = {}
        answered = world.dialect.handle

        def handle(request: Request) -> Response:
            response = answered(request)
            told = _exchange(request, response)
            exchanges.setdefault(json.dumps([told["method"], told["path"], told["body"], told["status"]], sort_keys=True), told)
            return response

        world.dialect.handle = handle  # type: ignore[method-assign]
        _live(world)
        hooks = [{"headers": {k.lower(): v for k, v in sent.headers.items()}, "body": sent.body.decode()} for sent in world.dialect.outbox]
        return {"exchange": list(exchanges.values()), "webhook": hooks}


def _world(kind: str) -> AbstractContextManager[World]:
    """With the right to make webhooks."""
    return gitlab_world(access=40) if kind == "gitlab" else WORLDS[kind][0]()


def _live(world: World) -> None:
    """A ticket's life, as seen from both sides, with a few things going wrong."""
    tracker, dialect, people = world.tracker, world.dialect, world.dialect.people()
    if isinstance(dialect, GitHub):
        dialect.repositories[101].permission = "admin"
    tracker.check()
    world.open_as(replace(world.settings, place=dialect.hidden_place)).check()
    tracker.places()
    tracker.statuses()
    tracker.accounts()
    with suppress(FollowthroughError):
        tracker.make_hook(HOOK, SECRET)
        tracker.hook(HOOK)
        tracker.make_hook(HOOK, SECRET)
    first = tracker.create(draft(assignee=people["ada"], due=date(2026, 7, 1)))
    second = dialect.add("Fence the cache", body="Because of INC-481.", labels=LABEL, assignee=people["ben"], due=date(2026, 7, 9))
    world.clock.advance(120)
    dialect.retitle(second, "Fence the whole cache")
    dialect.assign(second, people["cleo"])
    dialect.start(second)
    tracker.find(draft())
    world.clock.advance(60)
    for edit in (
        Edit(title="Other words", assignee=people["ben"], due=date(2026, 8, 1)),
        Edit(assignee=None, due=None),
        Edit(meaning=Meaning.DONE),
        Edit(meaning=Meaning.OPEN),
        Edit(meaning=Meaning.DROPPED),
    ):
        world.clock.advance(5)
        tracker.edit(first.ref, edit)
    third = dialect.add("Fence the cache again", labels=LABEL)
    tracker.edit(third, Edit(meaning=Meaning.DROPPED, duplicate_of=second.key))
    dialect.relabel(second, ())
    tracker.edit(second, Edit(add_label=LABEL[0]))
    world.listed()
    world.listed(world.clock.now)
    dialect.finish(second)
    dialect.reopen(second)
    moved = dialect.move(first.ref, dialect.other_place)
    tracker.fetch(first.ref)
    dialect.delete(third)
    tracker.fetch(third)
    tracker.fetch(Ref("999999999", "nowhere"))
    dialect.move(moved, dialect.hidden_place)
    tracker.fetch(first.ref)
    with suppress(FollowthroughError):
        tracker.create(draft(assignee="999999"))
    dialect.revoke()
    with suppress(FollowthroughError):
        tracker.changed(None)


def _exchange(request: Request, response: Response) -> dict[str, Any]:
    body = json.loads(response.body) if response.body else None
    asked = {"method": request.method, "path": request.path, "query": request.query, "body": request.json()}
    return {**asked, "status": response.status, "answer": body}


@contextmanager
def _without_chance() -> Iterator[None]:
    chance = random.Random(1)
    with patch.object(uuid, "uuid4", lambda: uuid.UUID(int=chance.getrandbits(128), version=4)):
        yield


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for kind in WORLDS:
        rows = [json.dumps({name: row}, ensure_ascii=False, sort_keys=True) for name, found in record(kind).items() for row in found]
        (FOLDER / f"{kind}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
