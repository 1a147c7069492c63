"""Curves of what is not done yet: step lines, each with its own dashes and its name, and the figures behind them. Counts nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from followthrough.core.portfolio.survival import Curve
from followthrough.web.pages.drawing import WIDTH, Drawing, Path, Text
from followthrough.web.pages.figure import Cell, percent

MARKS = (0, 30, 60, 90, 180, 360)  # days for which the tables say how many were at risk


def draw_curves(curves: list[tuple[str, Curve]], *, with_band: bool = False) -> Drawing:
    """Step lines of what is not done yet, each with its own dashes and its name at its end."""
    left, right, top, bottom = 34.0, WIDTH - 120.0, 10.0, 190.0
    last = max([one.last for _, one in curves] + [1])

    def x(day: float) -> float:
        return round(left + (right - left) * day / last, 2)

    def y(share: float) -> float:
        return round(bottom - (bottom - top) * share, 2)

    paths = [Path(f"M{left} {y(share)}H{right}", "grid") for share in (0.0, 0.5, 1.0)]
    texts = [Text(left - 6, y(share) + 4, f"{round(share * 100)} %", "end") for share in (0.0, 0.5, 1.0)]
    texts += [Text(x(day), bottom + 16, f"{day} d", "middle") for day in _marks(last)]
    if with_band:
        paths.append(Path(_band(curves[0][1], x, y), "band"))
    ends: list[float] = []
    for number, (name, one) in enumerate(curves):
        d, share = f"M{x(0)} {y(1)}", 1.0
        for step in one.steps:
            d += f"H{x(step.day)}V{y(step.share)}"
            share = step.share
        paths.append(Path(f"{d}H{x(one.last)}", f"curve curve-{number % 6}"))
        at = y(share)
        while any(abs(at - other) < 13 for other in ends):
            at -= 13
        ends.append(at)
        texts.append(Text(x(one.last) + 6 if one.last == last else right + 6, round(at + 4, 2), name, css="value"))
    key = tuple((f"curve-{number % 6}", f"{name} ({one.items})") for number, (name, one) in enumerate(curves))
    return Drawing(
        212, paths=tuple(paths), texts=tuple(texts), key=key if len(curves) > 1 else (("band", "95 % of the time it lies in here"),)
    )


def _band(one: Curve, x: Callable[[float], float], y: Callable[[float], float]) -> str:
    upper, lower = f"M{x(0)} {y(1)}", []
    high = low = 1.0
    for step in one.steps:
        upper += f"L{x(step.day)} {y(high)}L{x(step.day)} {y(step.high)}"
        lower.append((step.day, low, step.low))
        high, low = step.high, step.low
    upper += f"L{x(one.last)} {y(high)}L{x(one.last)} {y(low)}"
    for day, before, after in reversed(lower):
        upper += f"L{x(day)} {y(after)}L{x(day)} {y(before)}"
    return upper + "Z"


def _marks(last: int) -> Iterator[int]:
    step = next((size for size in (1, 7, 14, 30, 60, 90, 180, 365) if last / size <= 7), 730)
    return iter(range(0, last + 1, step))


def at_risk(curves: list[tuple[str, Curve]]) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """The figures behind curves: medians with their bands, and how many items were still at risk after so many days."""
    columns = (
        "of",
        "items",
        "done",
        "half done within, days",
        "95 % band",
        "nine in ten within, days",
        *(f"open after {day} days" for day in MARKS),
    )
    rows = []
    for name, one in curves:
        low, high = one.band_of(0.5)
        band = f"{_or_more(low)} to {_or_more(high)}" if one.quantile(0.5) is not None else ""
        left = [Cell(percent(one.left_at(day)) if day <= one.last else "") for day in MARKS]
        rows.append(
            (
                Cell(name),
                Cell(one.items),
                Cell(one.done),
                Cell(_known(one.quantile(0.5))),
                Cell(band),
                Cell(_known(one.quantile(0.9))),
                *left,
            )
        )
    return columns, tuple(rows)


def _known(number: int | None) -> object:
    return "not seen" if number is None else number


def _or_more(number: int | None) -> str:
    return "never seen" if number is None else str(number)
