"""Each insight as a figure: a sentence that says what it shows, a picture, the table behind it. Says in words what core has counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.urls import reverse

from followthrough.core.item import Type
from followthrough.core.portfolio.definitions import DEFINITIONS
from followthrough.core.portfolio.loop import IncidentLoop, Loop
from followthrough.core.portfolio.replacement import Outcome
from followthrough.core.portfolio.survival import Curve
from followthrough.web.insights.numbers import Numbers
from followthrough.web.pages.drawing import WIDTH, Drawing, Path, Rect, Text, stacked
from followthrough.web.pages.figure import Cell, Figure, days_of, percent
from followthrough.web.pages.insight_curves import at_risk, draw_curves
from followthrough.web.pages.words import LOOPS, OUTCOMES

BAR, STEP = 22, 32  # pixels: a bar, and from one to the next
NAME = 130  # pixels for the name of a bar
WIDE_NAME = 190
OUTCOME_CSS = {
    Outcome.DONE_ON_TIME: "on-time",
    Outcome.DONE_LATE: "late-done",
    Outcome.RISK_ACCEPTED: "risk",
    Outcome.DECLINED: "dropped",
    Outcome.STILL_OPEN: "still-open",
}
LOOP_CSS = {Loop.CLOSED: "on-time", Loop.PARTLY_CLOSED: "late-done", Loop.NONE_CLOSED: "late-bar", Loop.NONE_RECORDED: "still-open"}


class Figures:
    """All figures of some numbers. `asked` is the view (team, day, filters) that links to items carry on."""

    def __init__(self, numbers: Numbers, asked: Mapping[str, str]) -> None:
        self.numbers, self.asked = numbers, asked

    def all(self) -> list[Figure]:
        return [make() for make in self._makers().values()]

    def one(self, name: str) -> Figure | None:
        make = self._makers().get(name)
        return make() if make else None

    def _makers(self) -> dict[str, Callable[[], Figure]]:
        return {
            "completion": self.completion,
            "time-to-done": self.time_to_done,
            "by-type": self.by_type,
            "by-severity": self.by_severity,
            "ages": self.ages,
            "flow": self.flow,
            "balance": self.balance,
            "slips": self.slips,
            "loop": self.loop,
            "repeats": self.repeats,
        }

    def _items(self, **more: object) -> str:
        return f"{reverse('items')}?{urlencode({**self.asked, **{name: str(value) for name, value in more.items()}})}"

    def completion(self) -> Figure:
        rows, rects, texts = [], [], []
        for number, cohort in enumerate(self.numbers.cohorts):
            one, y = cohort.completion, 4 + number * STEP
            window = {"due_from": one.first.isoformat(), "due_to": one.last.isoformat()}
            links = {outcome: self._items(outcome=outcome.value, **window) for outcome in Outcome}
            words = {outcome: f"{cohort.name}: {one.counts[outcome]} of {one.total} {OUTCOMES[outcome.value]}" for outcome in Outcome}
            parts = [(one.counts[outcome], OUTCOME_CSS[outcome], words[outcome], links[outcome]) for outcome in Outcome]
            rects += stacked(parts, x=NAME, y=y, room=WIDTH - NAME - 60, whole=one.total or 1, height=BAR)
            texts.append(Text(0, y + 15, cohort.name + ("" if cohort.is_over else ", so far")))
            texts.append(Text(WIDTH, y + 15, percent(one.rate) if one.total else "nothing due", "end", "value"))
            counts = [Cell(one.counts[outcome], links[outcome] if one.counts[outcome] else "") for outcome in Outcome]
            rows.append(
                (
                    Cell(cohort.name),
                    Cell(one.total, self._items(outcome="any", **window) if one.total else ""),
                    *counts,
                    Cell(percent(one.rate)),
                )
            )
        over = [cohort for cohort in self.numbers.cohorts if cohort.is_over and cohort.completion.total]
        title = "Nothing has fallen due in a quarter that is over"
        if over:
            last = over[-1]
            done, on_time = percent(last.completion.rate), percent(last.completion.on_time_rate)
            title = f"{done} of what fell due in {last.name} is done, {on_time} was in time"
        key = tuple((OUTCOME_CSS[outcome], OUTCOMES[outcome.value]) for outcome in Outcome)
        drawing = Drawing(8 + STEP * len(self.numbers.cohorts), tuple(rects), texts=tuple(texts), key=key)
        columns = ("quarter", "due", *(OUTCOMES[outcome.value] for outcome in Outcome), "done")
        return Figure("completion", title, DEFINITIONS["completion"], columns, tuple(rows), drawing)

    def time_to_done(self) -> Figure:
        curve = self.numbers.overall
        median, late = curve.quantile(0.5), curve.quantile(0.9)
        if not curve.items:
            title = "Nothing has been promised yet"
        elif median is None:
            title = f"After {days_of(curve.last)}, the longest seen, more than half of the items would still be open"
        else:
            title = f"Half of the items are done within {days_of(median)}"
            title += f", nine in ten within {days_of(late)}" if late is not None else "; nine in ten were never seen done"
        drawing = draw_curves([("all", curve)], with_band=True) if curve.items else None
        columns, rows = at_risk([("all items", curve)])
        return Figure("time-to-done", title, DEFINITIONS["time_to_done"], columns, rows, drawing)

    def by_type(self) -> Figure:
        curves = [(kind.value, one) for kind, one in self.numbers.by_type.items()]
        return self._curves_of("by-type", "type", curves, DEFINITIONS["time_to_done"])

    def by_severity(self) -> Figure:
        curves = [("severity unknown" if rank is None else f"severity {rank}", one) for rank, one in self.numbers.by_severity.items()]
        return self._curves_of("by-severity", "severity", curves, DEFINITIONS["time_to_done"])

    def _curves_of(self, name: str, of: str, curves: list[tuple[str, Curve]], definition: str) -> Figure:
        known = [(median, label) for label, one in curves if (median := one.quantile(0.5)) is not None]
        if len(known) > 1:
            (fast, first), (slow, last) = min(known), max(known)
            title = f"By {of}: half of {first} is done within {days_of(fast)}, half of {last} within {days_of(slow)}"
        elif known:
            title = f"By {of}: only of {known[0][1]} half is done, within {days_of(known[0][0])}"
        else:
            title = f"By {of}: of none has half been done yet" if curves else f"By {of}: nothing has been promised yet"
        columns, rows = at_risk(curves)
        return Figure(name, title, definition, columns, rows, draw_curves(curves) if curves else None)

    def ages(self) -> Figure:
        ages, middle = self.numbers.ages, WIDTH / 2
        most = max([max(one.overdue, one.bucket.count - one.overdue) for one in ages] or [0]) or 1
        room = middle - NAME / 2 - 30
        rects, texts = [], []
        for number, one in enumerate(reversed(ages)):
            y, in_time = 22 + number * STEP, one.bucket.count - one.overdue
            link = self._items(age=one.bucket.youngest)
            left, right = (round(room * count / most, 2) for count in (in_time, one.overdue))
            if in_time:
                says = f"{one.bucket.label}: {in_time} in time"
                rects.append(Rect(round(middle - NAME / 2 - left, 2), y, left, BAR, "bar", says, link))
                texts.append(Text(round(middle - NAME / 2 - left - 6, 2), y + 15, str(in_time), "end", "value"))
            if one.overdue:
                says = f"{one.bucket.label}: {one.overdue} overdue"
                rects.append(Rect(middle + NAME / 2, y, right, BAR, "late-bar", says, link))
                texts.append(Text(round(middle + NAME / 2 + right + 6, 2), y + 15, str(one.overdue), css="value"))
            texts.append(Text(middle, y + 15, one.bucket.label, "middle"))
        texts += [Text(middle - NAME / 2, 12, "in time", "end"), Text(middle + NAME / 2, 12, "overdue")]
        rows = [
            (
                Cell(one.bucket.label),
                Cell(one.bucket.count, self._items(age=one.bucket.youngest) if one.bucket.count else ""),
                Cell(one.overdue),
            )
            for one in ages
        ]
        total, old = sum(one.bucket.count for one in ages), ages[-1].bucket.count if ages else 0
        title = f"{old} of {total} open items {'is' if old == 1 else 'are'} over 90 days old" if total else "Nothing is open"
        drawing = Drawing(26 + STEP * len(ages), tuple(rects), texts=tuple(texts)) if total else None
        return Figure("ages", title, DEFINITIONS["buckets"], ("age", "open", "of these overdue"), tuple(rows), drawing)

    def flow(self) -> Figure:
        weeks = self.numbers.weeks
        rows = tuple(
            (
                Cell(week.first.isoformat()),
                *(Cell(getattr(week, name)) for name in ("accepted", "returned", "done", "decided", "replaced", "open_end")),
            )
            for week in weeks
        )
        first, last = weeks[0].open_before, weeks[-1].open_end
        change = "as many as" if first == last else f"{abs(last - first)} {'more' if last > first else 'fewer'} than"
        title = f"{last} open at the end of this week, {change} {len(weeks)} weeks before"
        columns = ("week of", "accepted", "returned", "done", "decided", "replaced", "open at its end")
        return Figure("flow", title, DEFINITIONS["flow"], columns, rows, _flow(self.numbers))

    def balance(self) -> Figure:
        balances = self.numbers.balances
        most = max(balances.overall.counts.values(), default=0) or 1
        rects, texts, rows = [], [], []
        for number, kind in enumerate(Type):
            count, y, link = balances.overall.counts[kind], 4 + number * STEP, self._items(type=kind.value, view="all")
            width = round((WIDTH - NAME - 50) * count / most, 2)
            if count:
                rects.append(Rect(NAME, y, width, BAR, "bar", f"{count} {kind.value}", link))
            texts += [Text(0, y + 15, kind.value), Text(NAME + width + 6, y + 15, str(count), css="value")]
            without = balances.without(kind)
            rows.append((Cell(kind.value), Cell(count, link if count else ""), Cell(percent(balances.overall.share(kind))), Cell(without)))
        drawing = Drawing(8 + STEP * len(Type), tuple(rects), texts=tuple(texts)) if balances.overall.total else None
        columns = ("type", "items", "share", "incidents without one")
        return Figure("balance", balances.finding().rstrip("."), DEFINITIONS["balance"], columns, tuple(rows), drawing)

    def slips(self) -> Figure:
        slips, names = self.numbers.slips, ("never", "once", "twice", "three times or more")
        most = max(slips.counts) or 1
        rects, texts, rows = [], [], []
        for number, (name, count) in enumerate(zip(names, slips.counts, strict=True)):
            y, link = 4 + number * STEP, self._items(moved=number)
            width = round((WIDTH - WIDE_NAME - 50) * count / most, 2)
            if count:
                rects.append(Rect(WIDE_NAME, y, width, BAR, "bar", f"{count} moved {name}", link))
            texts += [Text(0, y + 15, f"moved {name}"), Text(WIDE_NAME + width + 6, y + 15, str(count), css="value")]
            rows.append((Cell(name), Cell(count, link if count else "")))
        title = "Nothing is open"
        if slips.total:
            title = f"{slips.moved} of {slips.total} open items {'was' if slips.moved == 1 else 'were'} moved to a later date"
            title += f", by {days_of(slips.days)} in all" if slips.days else ""
        drawing = Drawing(8 + STEP * len(names), tuple(rects), texts=tuple(texts)) if slips.total else None
        return Figure("slips", title, DEFINITIONS["slips"], ("moved", "open items"), tuple(rows), drawing)

    def loop(self) -> Figure:
        latest, counts = self.numbers.latest, self.numbers.loops
        across = 32
        size = WIDTH / across
        rects = [
            Rect(
                round(number % across * size + 1, 2),
                round(number // across * size + 1, 2),
                round(size - 2, 2),
                round(size - 2, 2),
                LOOP_CSS[one.loop],
                f"{incident.reference}: {_loop_words(one)}",
                incident.get_absolute_url(),
            )
            for number, (incident, one) in enumerate(latest)
        ]
        rows = tuple(
            (
                Cell(incident.reference, incident.get_absolute_url()),
                Cell(incident.began_on.isoformat() if incident.began_on else ""),
                Cell(LOOPS[one.loop.value]),
                *(Cell(count) for count in (one.done, one.decided, one.open)),
                Cell(percent(one.decided_share)),
            )
            for incident, one in reversed(latest)
        )
        total, bare = sum(counts.values()), counts[Loop.NONE_RECORDED]
        title = "No incident yet"
        if total:
            title = f"{counts[Loop.CLOSED]} of {total} incidents are closed" + (f", {bare} never had an item" if bare else "")
            title += f"; the last {len(latest)} are drawn" if total > len(latest) else ""
        lines = (len(latest) + across - 1) // across
        key = tuple((LOOP_CSS[loop], LOOPS[loop.value]) for loop in Loop)
        drawing = Drawing(round(lines * size) + 2, tuple(rects), key=key) if latest else None
        columns = ("incident", "began", "loop", "done", "decided", "open", "decided away")
        return Figure("loop", title, DEFINITIONS["loop"], columns, rows, drawing)

    def repeats(self) -> Figure:
        quarters = self.numbers.quarters
        most = max(one.repeats for one in quarters) or 1
        rects, texts, rows = [], [], []
        for number, one in enumerate(quarters):
            y = 4 + number * STEP
            parts = [
                (one.warned, "late-bar", f"{one.name}: {one.warned} had been warned of", ""),
                (one.repeats - one.warned, "bar", f"{one.name}: {one.repeats - one.warned} not warned of", ""),
            ]
            rects += stacked(parts, x=NAME, y=y, room=WIDTH - NAME - 150, whole=most, height=BAR)
            texts.append(Text(0, y + 15, one.name))
            texts.append(Text(WIDTH, y + 15, f"{one.repeats} of {one.incidents} incidents", "end", "value"))
            rows.append(tuple(Cell(value) for value in (one.name, one.incidents, one.repeats, one.warned)))
        repeats, warned = sum(one.repeats for one in quarters), sum(one.warned for one in quarters)
        title = f"No incident of the last {len(quarters)} quarters is known to repeat an earlier one"
        if repeats:
            title = f"{warned} of {repeats} repeated incident{'s' if repeats > 1 else ''} had been warned of"
        key = (("late-bar", "warned: an item of the earlier one was open or its risk accepted"), ("bar", "not warned"))
        drawing = Drawing(8 + STEP * len(quarters), tuple(rects), texts=tuple(texts), key=key) if repeats else None
        columns = ("quarter", "incidents", "repeats", "of these warned of")
        return Figure("repeats", title, DEFINITIONS["repeats"], columns, tuple(rows), drawing)


def _flow(numbers: Numbers) -> Drawing:
    """What came in above the line, what went out below it, and how many were open at each week's end."""
    weeks = numbers.weeks
    came, went = ([week.accepted + week.returned for week in weeks], [week.done + week.decided + week.replaced for week in weeks])
    most, slot, middle = max(*came, *went, 1), WIDTH / len(weeks), 80
    rects, texts = [], []
    for number, week in enumerate(weeks):
        x, width = round(number * slot + 6, 2), round(slot - 12, 2)
        up, y = round(came[number] / most * 56, 2), float(middle)
        label = f"{week.first.day} {week.first:%b}"
        if came[number]:
            rects.append(Rect(x, round(middle - up, 2), width, up, "bar", f"Week of {label}: {came[number]} came in"))
        for count, css, words in (
            (week.done, "on-time", "done"),
            (week.decided, "risk", "decided"),
            (week.replaced, "dropped", "replaced"),
        ):
            if count:
                height = round(count / most * 56, 2)
                rects.append(Rect(x, y, width, height, css, f"Week of {label}: {count} {words}"))
                y = round(y + height, 2)
        texts.append(Text(round(x + width / 2, 2), 156, label, "middle"))
        texts.append(Text(round(x + width / 2, 2), 12, str(week.open_end), "middle", "value"))
    key = (("bar", "came in"), ("on-time", "done"), ("risk", "decided"), ("dropped", "replaced"))
    return Drawing(162, tuple(rects), (Path(f"M0 {middle}H{WIDTH}", "axis"),), tuple(texts), key)


def _loop_words(one: IncidentLoop) -> str:
    counts = f", {one.done} done, {one.decided} decided, {one.open} open" if one.total else ""
    return f"{LOOPS[one.loop.value]}{counts}"
