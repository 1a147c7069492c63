"""What passes between adapters and trackers, as it was written down: all of it is as the vendors describe it, and is what passes today.

The fakes are held against the same descriptions while they run; these stay as they are until somebody renews them and looks at the change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.trackers.descriptions import (
    ANSWERS,
    REQUESTS,
    github_webhook_faults,
    linear_answer_faults,
    linear_request_faults,
    linear_webhook_faults,
)
from tests.trackers.record import FOLDER, SECRET, record
from tests.trackers.worlds import WORLDS

VENDOR = {"jira_server": "jira"}
FETCHED = [pytest.param(kind, marks=pytest.mark.descriptions if kind in {"github", "linear"} else ()) for kind in WORLDS]
WEBHOOKS: dict[str, Callable[[str, Mapping[str, Any]], list[str]]] = {
    "github": lambda event, payload: [] if event == "ping" else github_webhook_faults(event, payload),
    "linear": lambda _, payload: linear_webhook_faults(payload),
}


def kept(kind: str, what: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [row[what] for row in map(json.loads, lines) if what in row]


def test_there_are_as_many_as_promised() -> None:
    assert sum(len(kept(kind, what)) for kind in WORLDS for what in ("exchange", "webhook")) >= 100


@pytest.mark.parametrize("kind", WORLDS)
def test_what_passes_today_is_what_was_written_down(kind: str) -> None:
    """`python -m tests.trackers.record` renews it; the difference is what changed between us and a tracker."""
    now = json.loads(json.dumps(record(kind)))
    assert now == {what: kept(kind, what) for what in ("exchange", "webhook")}


@pytest.mark.parametrize("kind", FETCHED)
def test_every_request_and_every_answer_is_as_the_vendor_describes_it(kind: str) -> None:
    vendor = VENDOR.get(kind, kind)
    faults = []
    for it in kept(kind, "exchange"):
        if vendor == "linear":
            asked = (it["body"]["query"], it["body"].get("variables") or {})
            faults += linear_request_faults(*asked)
            faults += linear_answer_faults(*asked, it["answer"]) if it["status"] < 400 else []
            continue
        faults += REQUESTS[vendor](it["method"], it["path"], it["query"], it["body"])
        faults += ANSWERS[vendor](it["method"], it["path"], it["status"], it["answer"])
    assert faults == []


@pytest.mark.parametrize("kind", WORLDS)
def test_every_webhook_is_believed_and_read(kind: str) -> None:
    with WORLDS[kind][0]() as world:
        for it in kept(kind, "webhook"):
            delivery = world.tracker.read_delivery(it["headers"], it["body"].encode(), SECRET)
            assert delivery.id
            assert delivery.refs or delivery.ignored


@pytest.mark.descriptions
@pytest.mark.usefixtures("descriptions")
@pytest.mark.parametrize("kind", WEBHOOKS)
def test_every_webhook_is_as_the_vendor_describes_it(kind: str) -> None:
    found = [(it["headers"].get("x-github-event", ""), json.loads(it["body"])) for it in kept(kind, "webhook")]
    assert [fault for event, payload in found for fault in WEBHOOKS[kind](event, payload)] == []
