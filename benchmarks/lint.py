"""How long `followthrough lint` takes as a whole process on one postmortem, beside a bare Python; and documents a second in one process.

Exits with 1 where the median is over the limit. Measures only: nothing is compared with earlier runs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

SOURCE = str(Path(__file__).resolve().parents[1] / "src")
# As an installed program runs: with bytecode, which pip writes, also where the environment keeps Python from writing it.
ENVIRONMENT = {**os.environ, "PYTHONPATH": SOURCE}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)
RUNS = 20
LIMIT = 150.0
MANY = 200

POSTMORTEM = """---
incident: INC-481
severity: SEV2
date: 2026-03-12
---

# Checkout refused cards for 47 minutes

| | |
|---|---|
| Incident | INC-481 |
| Severity | SEV2 |
| Date | 2026-03-12 |
| Services | checkout, card-client, ledger |

## Summary

From 13:58 to 14:45 UTC about one card payment in three was refused. The card client kept a connection for each try, the
pool of the ledger ran dry, and health checks went on answering because they asked for nothing that needed the ledger.

## Timeline

- 13:52 Release 2026.11 of the card client reaches all nodes.
- 13:58 The first refusals. No alert: the rate is counted over an hour.
- 14:11 Support tells the people on call that customers complain.
- 14:19 The release is suspected and rolled back on one node, without effect, as the pool stays full.
- 14:38 All nodes of the ledger's pooler are restarted, one after the other.
- 14:45 Refusals are back to where they were in the morning.

## What went well

The rollback took four minutes. Support had a text ready for customers.

## What went wrong

We learned of it from customers. The alert on refused cards looks at an hour, so that ten minutes of trouble hardly move it. Nobody
on call had restarted the pooler before; the page in the runbook was about the one we had two years ago. We should
also write down which of the ledger's callers may be switched off.

## Root cause

The new client opens a connection before it asks the pool. On an error it gave back the slot but kept the connection.

```python
def pay(card, amount):
    connection = pool.open()
    return bank.charge(connection, card, amount)  # an error leaves the connection open
```

## Action items

| Action | Type | Owner | Due | Ticket |
|---|---|---|---|---|
| Close the connection when the bank answers with an error | prevention | Priya Nair | 2026-03-14 | PAY-1204 |
| Alert when more than 2 % of cards are refused within five minutes | detection | Ines Duarte | 2026-03-20 | PAY-1205 |
| Let the health check of checkout ask the ledger | detection | Tomás Ruiz | 2026-03-27 | PAY-1206 |
| Write the runbook page for the pooler | process | Ines Duarte | soon | PAY-1207 |
| Improve testing of the card client | prevention | Payments team | | |
| Add a circuit breaker between checkout and the ledger, and raise the limit of the pool | mitigation | | Q2 | |

## Later

- [x] Tell the customers whose payments were refused.
- [ ] Look into the pooler's metrics. @tomas
- [ ] Rehearse the restart of the pooler on staging before the end of April.
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "2026-03-12-checkout.md")
        file.write_text(POSTMORTEM, encoding="utf-8")
        command = [sys.executable, "-m", "followthrough.cli.main", "lint", str(file)]
        first = subprocess.run(
            command, capture_output=True, text=True, check=False, env=ENVIRONMENT
        )  # writes the byte code, and shows that it works
        if first.returncode != 1:
            print(f"lint should find something here (exit status {first.returncode}):\n{first.stderr}", file=sys.stderr)
            return 2
        bare, lint = processes([sys.executable, "-c", "pass"], command)
    rate = documents_a_second()
    print(f"{'':34}{'median':>9}{'slowest':>9}{'limit':>9}")
    print(f"{'python -c pass':34}{statistics.median(bare):7.0f}ms{max(bare):7.0f}ms")
    print(f"{'followthrough lint, one postmortem':34}{statistics.median(lint):7.0f}ms{max(lint):7.0f}ms{LIMIT:7.0f}ms")
    print(f"\n{len(POSTMORTEM.splitlines())} lines; {RUNS} processes each, in turns.")
    print(f"In one process: {rate:.0f} documents a second ({MANY} of them).")
    return 0 if statistics.median(lint) <= LIMIT else 1


def processes(*commands: list[str]) -> list[list[float]]:
    """Milliseconds of each command's runs, taken in turns so that a busy moment hits both."""
    times: list[list[float]] = [[] for _ in commands]
    for _ in range(RUNS):
        for taken, command in zip(times, commands, strict=True):
            start = time.perf_counter()
            subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT)
            taken.append((time.perf_counter() - start) * 1000)
    return times


def documents_a_second() -> float:
    sys.path.insert(0, SOURCE)
    from followthrough.core.extract import read
    from followthrough.core.lint.run import lint
    from followthrough.core.parse import parse

    data = POSTMORTEM.encode()
    start = time.perf_counter()
    for number in range(MANY):
        lint(read(parse(data, name=f"{number}.md")), today=date(2026, 3, 13))
    return MANY / (time.perf_counter() - start)


if __name__ == "__main__":
    sys.exit(main())
