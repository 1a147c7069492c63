"""Write tests/core/portfolio/lifelines.json: what the lifelines library makes of random data, for our own estimate to be held against.

    python -m venv elsewhere && elsewhere/bin/pip install lifelines && elsewhere/bin/python tools/survival_reference.py

Not part of the development environment: one of that library's own dependencies comes as source only, and `./run` builds nothing.
"""

from __future__ import annotations

import json
import math
import random
import sys
import warnings
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "tests" / "core" / "portfolio" / "lifelines.json"
CASES, SEED = 200, 20260610
HAIR = 1e-9  # half of twenty left open is a half, whatever the last digit of the library's product says


def case(chance: random.Random) -> list[tuple[int, bool]]:
    """Few or many items, over few or many days, mostly done or mostly open: ties, ends and days without anything done among them."""
    size, longest, done = chance.choice([1, 2, 5, 20, 80]), chance.choice([0, 3, 30, 400]), chance.choice([0.0, 0.2, 0.5, 0.9, 1.0])
    return [(chance.randint(0, longest), chance.random() < done) for _ in range(size)]


def fitted(data: list[tuple[int, bool]]) -> dict[str, Any]:
    from lifelines import KaplanMeierFitter  # type: ignore[import-not-found]  # the docstring says how to run this

    fit = KaplanMeierFitter().fit([days for days, _ in data], [done for _, done in data])
    table, band = fit.event_table, fit.confidence_interval_
    steps = []
    for day in table.index[table["observed"] > 0]:
        low, high = (float(band.loc[day].iloc[column]) for column in (0, 1))
        share = float(fit.survival_function_at_times(day).iloc[0])
        steps.append([int(day), int(table.loc[day, "at_risk"]), int(table.loc[day, "observed"]), share, low, high])
    quantiles = [float(fit.percentile(left + HAIR)) for left in (0.5, 0.1)]
    return {"lasted": data, "steps": steps, "quantiles": [None if math.isinf(days) else days for days in quantiles]}


def main() -> int:
    import lifelines

    warnings.simplefilter("ignore")
    chance = random.Random(SEED)  # noqa: S311 (numbers to reckon with, no secret)
    cases = [fitted(case(chance)) for _ in range(CASES)]
    text = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
    TARGET.write_text(f'{{"library": "lifelines {lifelines.__version__}", "cases": [\n{text}\n]}}\n', encoding="utf-8")
    print(f"{CASES} cases of lifelines {lifelines.__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
