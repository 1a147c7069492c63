"""Made-up histories: a few by hand, and any number at random. Not a model of likely lives: it reaches for the odd ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import strategies as st

from followthrough.core.item import State, Type
from followthrough.core.portfolio.history import Change, Standing
from tests.conftest import TODAY

STEPS = ["due", "done", "risk", "return", "decline", "reopen", "split", "merge", "block", "edit", "undo", "vanish"]
OPEN = ["open", "in_progress", "blocked"]
LENGTH = 200  # days that a random history spans, ending some time after TODAY
START = TODAY - timedelta(days=LENGTH - 20)
INCIDENTS = range(1, 6)


def make_standing(item: int = 1, **what: object) -> Standing:
    """An open item, accepted 20 days ago and due in 10, except for what is said."""
    due = TODAY + timedelta(days=10)
    usual: dict[str, object] = {
        "incident": 1,
        "type": Type.PREVENTION,
        "state": State.OPEN,
        "team": None,
        "owner_named": True,
        "accepted_on": TODAY - timedelta(days=20),
        "original_due": what.get("due", due),
        "due": what.get("original_due", due),
    }
    return Standing(item=item, **(usual | what))  # type: ignore[arg-type]


@dataclass
class Journal:
    """Writes changes down as the operations do: per item in order, each field with what it was."""

    changes: list[Change] = field(default_factory=list)
    rows: dict[int, dict[str, object]] = field(default_factory=dict)
    told: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))

    def accept(self, item: int, on: date, *, kind: str = "accepted", due: date | None = None, **what: object) -> None:
        day = (due or on + timedelta(days=30)).isoformat()
        row: dict[str, object] = {"incident": 1, "type": "prevention", "state": "open", "owner": None, "team": None}
        self.write(item, on, kind, **(row | {"due": day, "original_due": day} | what))

    def write(self, item: int, on: date, kind: str, **what: object) -> None:
        row = self.rows.setdefault(item, {})
        self.told[item] += 1
        self.changes.append(Change(item, self.told[item], on, kind, {name: (row.get(name), value) for name, value in what.items()}))
        row.update(what)


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """A portfolio's life, in the order it was written down, some of it back-dated and some of it strange."""
    journal = Journal()
    offset = 0
    for _ in range(draw(st.integers(0, 30))):
        offset = min(offset + draw(st.integers(0, 12)), LENGTH)
        on = START + timedelta(days=offset)
        if not journal.rows or draw(st.integers(0, 2)) == 0:
            _accept(draw, journal, on)
        else:
            late = draw(st.sampled_from([0, 0, 0, 3, 40]))  # told late: it happened so many days before
            _live(draw, journal, on - timedelta(days=late))
    return journal.changes


def _accept(draw: st.DrawFn, journal: Journal, on: date, *, kind: str = "accepted", **what: object) -> int:
    item = len(journal.rows) + 1
    usual: dict[str, object] = {
        "incident": draw(st.sampled_from(INCIDENTS)),
        "type": draw(st.sampled_from([one.value for one in Type])),
        "owner": draw(st.sampled_from([None, 7])),
        "team": draw(st.sampled_from([None, 1, 2])),
        "state": draw(st.sampled_from(["open", "open", "open", "done"])),  # an import tells of finished ones too
    }
    due = on + timedelta(days=draw(st.integers(-5, 60)))
    journal.accept(item, on, kind=kind, due=due, **(usual | what))
    return item


def _live(draw: st.DrawFn, journal: Journal, on: date) -> None:
    """One thing happens to one item. A step that its state does not allow does nothing, as the operations refuse it."""
    item = draw(st.sampled_from(sorted(journal.rows)))
    step = draw(st.sampled_from(STEPS))
    row = journal.rows[item]
    if step == "due":
        journal.write(item, on, "due_set", due=(on + timedelta(days=draw(st.integers(-10, 90)))).isoformat())
    elif step == "edit":
        moved = {"incident": draw(st.sampled_from(INCIDENTS)), "team": draw(st.sampled_from([None, 1, 2]))}
        journal.write(item, on, "edited", type=draw(st.sampled_from(["detection", "process"])), **moved)
    elif step in {"reopen", "return"} and row["state"] not in OPEN:
        journal.write(item, on, "reopened" if step == "reopen" else "returned", state="open")
    elif step == "undo":
        _undo(journal, item, on)
    elif step in {"done", "risk", "decline"}:
        journal.write(item, on, step, state={"done": "done", "risk": "risk_accepted", "decline": "declined"}[step])
    elif step == "block" and row["state"] in OPEN:
        journal.write(item, on, "blocked", state="blocked")
    elif step == "split":
        parts = [_accept(draw, journal, on, kind="added", incident=row["incident"]) for _ in range(draw(st.integers(1, 3)))]
        journal.write(item, on, "split", state="superseded", replaced_by=parts)
    elif step == "merge":  # into any item, itself, an earlier one (a circle) or one nobody knows
        into = draw(st.sampled_from([*sorted(journal.rows), 999]))
        journal.write(item, on, "merged", state="superseded", replaced_by=[into])
    elif step == "vanish":
        journal.write(item, on, "merged", state="superseded", replaced_by=[])


def _undo(journal: Journal, item: int, on: date) -> None:
    """Takes back the item's last change of its date or state."""
    last = [change for change in journal.changes if change.item == item][-1]
    back = {name: was for name, (was, _) in last.changes.items() if name in {"due", "state"} and was is not None}
    if back and last.kind != "undone":
        journal.write(item, on, "undone", **back)
