"""The numbers counted a second time, by replaying every day. Slow and plain on purpose, and shares no code with the first count."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from followthrough.core.portfolio.history import Change

CLOSED = ("done", "risk_accepted", "declined", "superseded")


@dataclass
class Row:
    """An item at the end of a day."""

    born: date
    fields: dict[str, object] = field(default_factory=dict)
    slips: int = 0
    closed_on: date | None = None
    was_closed_on: date | None = None

    @property
    def state(self) -> str:
        return str(self.fields["state"])

    @property
    def due(self) -> str:
        return str(self.fields["due"])

    @property
    def original_due(self) -> str:
        return str(self.fields["original_due"])


Rows = dict[int, Row]


def replay(changes: list[Change], until: date) -> Rows:
    """Every item's row at the end of the day `until`, by walking through the days one at a time."""
    rows: Rows = {}
    waiting: list[Change] = []  # told of a day before their item was born
    day = min((change.on for change in changes), default=until)
    while day <= until:
        waiting += [change for change in changes if change.on == day]
        for birth in waiting:
            if birth.sequence == 1:
                rows[birth.item] = Row(born=day)
        for change in sorted(waiting, key=lambda one: one.sequence):
            if change.item in rows:
                _happen(rows[change.item], change, day)
        waiting = [change for change in waiting if change.item not in rows]
        day += timedelta(days=1)
    return rows


def _happen(row: Row, change: Change, day: date) -> None:
    before, old_due = row.fields.get("state"), str(row.fields.get("due", "9999"))
    row.fields.update({name: to for name, (_, to) in change.changes.items()})
    if change.kind == "undone":
        row.slips -= row.due < old_due
    else:
        row.slips += row.due > old_due
    if row.state in CLOSED and before not in CLOSED:
        row.closed_on = (row.was_closed_on if change.kind == "undone" else None) or day
    elif row.state in CLOSED and row.state != before:
        row.closed_on = day
    elif row.state not in CLOSED and before in CLOSED:
        row.was_closed_on, row.closed_on = row.closed_on, None


def open_items(rows: Rows) -> set[int]:
    return {item for item, row in rows.items() if row.state not in CLOSED}


def ends(rows: Rows) -> dict[int, set[int]]:
    """Of each item the items that stand for it, by closing the table "a leads to b" over itself until nothing is added."""
    leads = {item: {item} for item in rows}
    for item, row in rows.items():
        if row.state == "superseded":
            replaced_by = row.fields["replaced_by"]
            assert isinstance(replaced_by, list)
            leads[item] |= {one for one in replaced_by if one in rows}
    grown = True
    while grown:
        grown = False
        for item in leads:
            wider = set().union(*(leads[one] for one in leads[item]))
            grown = grown or wider != leads[item]
            leads[item] = wider
    final = {item for item in leads if all(item in leads[one] for one in leads[item])}
    first = {item for item in final if item == min(leads[item])}
    return {item: leads[item] & first for item in leads}


def survivors(rows: Rows) -> set[int]:
    return set().union(*ends(rows).values(), set())


def outcomes(rows: Rows, first: date, last: date) -> Counter[str]:
    """The five shares of a window, by asking each item that stands for others what it stands for."""
    stands = ends(rows)
    found: Counter[str] = Counter()
    for item in survivors(rows):
        due = min(rows[one].original_due for one in rows if item in stands[one])
        if first.isoformat() <= due <= last.isoformat():
            found[_outcome(rows[item], due)] += 1
    return found


def loop(rows: Rows, incident: int) -> tuple[int, int, int]:
    """Done, decided and open items that stand for an incident's items."""
    stands = ends(rows)
    mine = set().union(*(stands[item] for item, row in rows.items() if row.fields["incident"] == incident), set())
    words = Counter(_outcome(rows[item], "9999").split("_")[0] for item in mine)
    return words["done"], words["risk"] + words["declined"], words["still"]


def _outcome(row: Row, due: str) -> str:
    if row.state == "done":
        return "done_on_time" if str(row.closed_on) <= due else "done_late"
    if row.state == "risk_accepted":
        return "risk_accepted"
    return "declined" if row.state in CLOSED else "still_open"
