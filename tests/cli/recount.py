"""Count the portfolio a second time, from the events table alone, with nothing but the standard library.

Shares no line with the code it checks. Knows what a first load and a few decisions make: no split, no merge.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

OPEN = {"open", "in_progress", "blocked"}


def recount(database: Path, today: date) -> dict[str, Any]:
    connection = sqlite3.connect(database)
    rows: dict[int, dict[str, Any]] = {}
    closed: dict[int, str] = {}
    for item, at, changes in connection.execute("SELECT item_id, at, changes FROM web_event WHERE item_id IS NOT NULL ORDER BY number"):
        for field, (_, now) in json.loads(changes).items():
            rows.setdefault(item, {})[field] = now
            if field == "state":
                closed[item] = at[:10]
    incidents = [pk for (pk,) in connection.execute("SELECT DISTINCT incident_id FROM web_event WHERE incident_id IS NOT NULL")]
    connection.close()
    still = {item: row for item, row in rows.items() if row["state"] in OPEN}
    ages = {item: (today - date.fromisoformat(row["accepted_at"][:10])).days for item, row in still.items()}
    return {
        "open": len(still),
        "overdue": sum(row["due"] < today.isoformat() for row in still.values()),
        "oldest_days": max(ages.values(), default=None),
        "ages": [sum(low <= days <= high for days in ages.values()) for low, high in ((0, 14), (15, 30), (31, 60), (61, 90), (91, 10**6))],
        "last_quarter": _window(rows, closed, *_quarter_before(today)),
        "running_90_days": _window(rows, closed, today - timedelta(days=89), today),
        "loops": _loops(rows, incidents),
    }


def _quarter_before(today: date) -> tuple[date, date]:
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    last = first - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last


def _window(rows: dict[int, dict[str, Any]], closed: dict[int, str], first: date, last: date) -> dict[str, int]:
    became: Counter[str] = Counter()
    for item, row in rows.items():
        if first.isoformat() <= row["original_due"] <= last.isoformat():
            if row["state"] in OPEN:
                became["still_open"] += 1
            elif row["state"] == "done":
                became["done_on_time" if closed[item] <= row["original_due"] else "done_late"] += 1
            else:
                became[row["state"]] += 1
    return {name: became[name] for name in ("done_on_time", "done_late", "risk_accepted", "declined", "still_open")}


def _loops(rows: dict[int, dict[str, Any]], incidents: list[int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for incident in incidents:
        states = [row["state"] in OPEN for row in rows.values() if row["incident"] == incident]
        if not states:
            found["none_recorded"] += 1
        elif all(states):
            found["none_closed"] += 1
        else:
            found["partly_closed" if any(states) else "closed"] += 1
    return {name: found[name] for name in ("closed", "partly_closed", "none_closed", "none_recorded")}
