"""docs/numbers.md works every number out by hand; the program has to print the same for the same portfolio."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from followthrough.cli.main import main
from followthrough.core.item import Type
from followthrough.web.models import Incident, Item
from followthrough.web.operations import decisions, items
from followthrough.web.operations.decisions import Part
from tests.conftest import TODAY
from tests.imports import SOURCE
from tests.web.making import Cast, make_incident, make_item
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db
DOCUMENT = SOURCE.parents[1] / "docs" / "numbers.md"
NOW = datetime(2026, 6, 10, 20, tzinfo=UTC)


def table(path: Path, first: str) -> list[dict[str, str]]:
    """The rows of the table whose first column is called so."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first} |"))
    names = [name.strip() for name in lines[start].strip("|").split("|")]
    found = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        found.append(dict(zip(names, (cell.strip() for cell in line.strip("|").split("|")), strict=True)))
    return found


def moment(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), NOW.time().replace(hour=12), tzinfo=UTC)


def offset(text: str) -> int:
    return (date.fromisoformat(text) - TODAY).days


class Told:
    """Makes what the document tells of."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.items: dict[str, Item] = {}
        self.parts: list[Item] = []
        rows = table(DOCUMENT, "incident")
        for row in rows:
            make_incident(cast, reference=row["incident"], severity=int(row["severity"]), began=offset(row["began"]))
        deeds: list[tuple[datetime, str, str]] = []
        for row in table(DOCUMENT, "item"):
            if row["accepted"]:
                self.items[row["item"]] = make_item(
                    cast,
                    Incident.objects.get(reference=row["of"]),
                    text=f"Item {row['item']}",
                    type=Type(row["type"]),
                    accepted=offset(row["accepted"]),
                    due=offset(row["first due"]),
                )
            for deed in filter(None, (deed.strip() for deed in row["what happened"].split(","))):
                words = deed.removeprefix("risk ").split()
                deeds.append((moment(words[1]), row["item"], deed))
        for at, number, deed in sorted(deeds):
            self._do(number, deed, at)
        for row in rows:
            if row["repeats"]:
                one, earlier = (Incident.objects.get(reference=row[name]) for name in ("incident", "repeats"))
                decisions.confirm_repeat(incident=one, earlier=earlier, by=cast.by("dora"), at=NOW)

    def _do(self, number: str, deed: str, at: datetime) -> None:
        item = Item.objects.get(pk=(self.items.get(number) or self.parts[int(number) - 9]).pk)
        of: dict[str, Any] = {"item_id": item.pk, "version": item.version, "by": self.cast.by("dora"), "at": at}
        match deed.split():
            case ["done", _]:
                items.mark_done(**of)
            case ["declined", _]:
                decisions.decline(**of, reason="No value")
            case ["risk", "accepted", _]:
                decisions.accept_risk(**of, reason="Rare", impact="An hour", review_on=date(2026, 9, 1))
            case ["moved", _, "to", due]:
                items.set_due(**of, due=date.fromisoformat(due), reason="Later")
            case ["started", _]:
                items.start(**of)
            case ["split", _]:
                self.parts = decisions.split_item(**of, parts=[Part("Item 9"), Part("Item 10")], reason="Two things")
            case _:
                pytest.fail(f"the document says “{deed}”")


def printed(cast: Cast, said: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What the program says, by the names of the document."""
    assert main(["status", "--json", "--as", "dora", "--as-of", "2026-06-10"]) == 0
    status = json.loads(said.readouterr().out)
    quarter, running, incidents = status["completion"]["last_quarter"], status["completion"]["running_90_days"], status["incidents"]
    ages = {one["from"]: one["count"] for one in status["ages"]}
    client = signed_in(cast.dora)

    def rows(name: str) -> dict[str, list[str]]:
        text = client.get(f"/insights/{name}.csv").content.decode()
        return {row[0]: row for row in csv.reader(io.StringIO(text))}

    flow, repeats, balance, slips, loop = (rows(name) for name in ("flow", "repeats", "balance", "slips", "loop"))
    time = rows("time-to-done")["all items"]
    found: dict[str, object] = {
        "open": status["open"],
        "overdue": status["overdue"],
        "oldest open, days": status["oldest"]["age_days"],
        "0 to 14 days old": ages[0],
        "15 to 30 days old": ages[15],
        "31 to 60 days old": ages[31],
        "61 to 90 days old": ages[61],
        "over 90 days old": ages[91],
        "due in the last quarter": quarter["total"],
        "of these done on time": quarter["done_on_time"],
        "of these done late": quarter["done_late"],
        "of these risk accepted": quarter["risk_accepted"],
        "of these declined": quarter["declined"],
        "of these still open": quarter["still_open"],
        "completion rate, last quarter": f"{quarter['rate']:.0%}".replace("%", " %"),
        "on time, last quarter": f"{quarter['on_time_rate']:.0%}".replace("%", " %"),
        "due in the last 90 days": running["total"],
        "completion rate, 90 days": f"{running['rate']:.0%}".replace("%", " %"),
        "incidents closed": len(incidents["closed"]),
        "incidents partly closed": len(incidents["partly_closed"]),
        "incidents with none closed": len(incidents["none_closed"]),
        "incidents with none recorded": len(incidents["none_recorded"]),
        "decided away of INC-1": loop["INC-1"][-1],
        "prevention items": balance["prevention"][1],
        "detection items": balance["detection"][1],
        "incidents without detection": balance["detection"][3],
        "open items moved twice": slips["twice"][1],
        "open items never moved": slips["never"][1],
        "open at the end of the week of 2026-05-18": flow["2026-05-18"][6],
        "accepted in the week of 2026-05-25": flow["2026-05-25"][1],
        "half done within, days": time[3],
        "nine in ten done within, days": time[5],
        "repeats in 2026 Q2": repeats["2026 Q2"][2],
        "of these warned of": repeats["2026 Q2"][3],
    }
    return {name: str(value) for name, value in found.items()}


def test_the_program_prints_what_was_worked_out_by_hand(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel(NOW, tick=False):
        Told(cast)
        assert printed(cast, capsys) == {row["number"]: row["value"] for row in table(DOCUMENT, "number")}


def test_the_curve_is_the_one_that_was_worked_out_by_hand(cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        Told(cast)
        curve = signed_in(cast.dora).get("/insights/").context["figures"][1]
    steps = [(row["day"], row["at risk"], row["done"], row["share not done after it"].split()[-1]) for row in table(DOCUMENT, "day")]
    assert steps == [("12", "11", "1", "0.909"), ("28", "7", "1", "0.779"), ("47", "5", "1", "0.623"), ("52", "4", "1", "0.468")]
    assert [cell.value for cell in curve.rows[0][:4]] == ["all items", 11, 4, 52]
