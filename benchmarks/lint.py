"""How long `followthrough lint` takes: to start, over many documents, and on one that is far too large; beside other linters of prose.

Whole processes are timed, in turns, so that a busy moment hits all alike. markdownlint-cli2 and proselint are timed where they are
installed. Exits with 1 where a median is over its limit. Measures only: nothing is compared with earlier runs.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

SOURCE = str(Path(__file__).resolve().parents[1] / "src")
# As an installed program runs: with bytecode, which pip writes, also where the environment keeps Python from writing it.
ENVIRONMENT = {**os.environ, "PYTHONPATH": SOURCE}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)
LINT = [sys.executable, "-c", "import sys; from followthrough.cli.main import main; sys.exit(main())", "lint"]
RUNS = 20
MANY = 200  # documents for the comparison
THOUSAND = 1000
SIZE = 8_000  # bytes of a document of usual length
LARGE = 5_000_000
ROWS = 100_000
SECONDS_A_THOUSAND = 10.0
SECONDS_LARGE = 5.0
MEGABYTES = 300
FLAT = 2.0  # times the memory that a tenth of the documents takes: findings are kept, documents are not

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

PARAGRAPH = """
At {hour}:{minute:02} the queue of shard {number} was {deep} deep, and the workers went on retrying each message that the bank had
refused. Nobody looked at graph {number}, because it is not on the dashboard of the team that was on call that day.
"""


class Row(NamedTuple):
    """One line of the table."""

    what: str
    measured: float
    unit: str
    limit: float | None = None

    @property
    def over(self) -> bool:
        return self.limit is not None and self.measured > self.limit


def main() -> int:
    rows: list[Row] = []
    for measure in (cold_start, beside_others, a_thousand, one_large):
        for row in measure():
            limit = "" if row.limit is None else f"{row.limit:9.0f} {row.unit}"
            print(f"{row.what:56}{row.measured:9.1f} {row.unit:3}{limit}{'  over' if row.over else ''}", flush=True)
            rows.append(row)
    return int(any(row.over for row in rows))


def cold_start() -> Iterator[Row]:
    """One document, as a hook or an editor runs it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "2026-03-12-checkout.md")
        file.write_text(POSTMORTEM, encoding="utf-8")
        check([*LINT, str(file)])  # writes what is kept between runs, and shows that it works
        bare, lint = in_turns([sys.executable, "-c", "pass"], [*LINT, str(file)])
    yield Row("python -c pass", bare, "ms")
    yield Row("followthrough lint, one postmortem (2.5 x that + 60)", lint, "ms", 2.5 * bare + 60)


def beside_others() -> Iterator[Row]:
    """The same documents through other linters, where they are there. They look for other faults."""
    others = {"markdownlint-cli2": ["markdownlint-cli2"], "proselint": ["proselint", "check"]}
    with tempfile.TemporaryDirectory() as folder:
        files = [str(file) for file in written(Path(folder), MANY)]
        yield Row(f"followthrough lint, {MANY} documents", once([*LINT, folder])[0], "s")
        for name, command in others.items():
            if shutil.which(command[0]):
                yield Row(f"{name}, the same documents", once([*command, *files])[0], "s")
            else:
                print(f"{name} is not installed: not compared")


def a_thousand() -> Iterator[Row]:
    """On one core and on all, and whether memory grows with the number of documents."""
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder, "all"), THOUSAND)
        written(Path(folder, "tenth"), THOUSAND // 10)
        took, memory = once([*LINT, str(Path(folder, "all"))], one_core)
        yield Row(f"{THOUSAND} documents of {SIZE // 1000} kB, one core", took, "s", SECONDS_A_THOUSAND)
        yield Row(f"{THOUSAND} documents of {SIZE // 1000} kB, all cores", once([*LINT, str(Path(folder, "all"))])[0], "s")
        few = once([*LINT, str(Path(folder, "tenth"))], one_core)[1]
        yield Row(f"memory for {THOUSAND // 10} documents", few, "MB")
        yield Row(f"memory for {THOUSAND} documents ({FLAT:g} x that)", memory, "MB", FLAT * few)


def one_large() -> Iterator[Row]:
    """Five megabytes of a postmortem, and a table that has no end."""
    story = "".join(paragraph(number) for number in range(LARGE // len(paragraph(10_000))))
    row = "| Add check {0} of the ledger | Priya Nair | 2026-03-14 | PAY-{0} |\n"
    table = "".join(row.format(number) for number in range(ROWS))
    texts = {
        "one document of 5 MB": f"{POSTMORTEM}\n## The whole story\n{story}"[:LARGE],
        f"a table of {ROWS:,} rows": f"# Log\n\n## Action items\n\n| Action | Owner | Due | Ticket |\n|---|---|---|---|\n{table}"[:LARGE],
    }
    with tempfile.TemporaryDirectory() as folder:
        for what, text in texts.items():
            file = Path(folder, "large.md")
            file.write_text(text, encoding="utf-8")
            took, memory = once([*LINT, str(file)])
            yield Row(what, took, "s", SECONDS_LARGE)
            yield Row(f"{what}: memory", memory, "MB", MEGABYTES)


def written(folder: Path, count: int) -> list[Path]:
    """That many documents of the usual length, no two alike."""
    folder.mkdir(exist_ok=True)
    files = []
    for number in range(count):
        day = f"{2000 + number // 300}-{1 + number // 25 % 12:02}-{1 + number % 25:02}"
        text = POSTMORTEM.replace("INC-481", f"INC-{number}").replace("2026-03-12", day).replace("heckout", f"heckout-{number}")
        text += "\n## More of the story\n"
        at = 0
        while len(text) < SIZE:
            text += paragraph(number * 37 + at)
            at += 1
        files.append(folder / f"{number:04}.md")
        files[-1].write_text(text[:SIZE], encoding="utf-8")
    return files


def paragraph(number: int) -> str:
    return PARAGRAPH.format(hour=10 + number % 12, minute=number % 60, number=number, deep=number * 17)


def in_turns(*commands: list[str]) -> list[float]:
    """The median milliseconds of each command."""
    times: list[list[float]] = [[] for _ in commands]
    for _ in range(RUNS):
        for taken, command in zip(times, commands, strict=True):
            start = time.perf_counter()
            subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT)
            taken.append((time.perf_counter() - start) * 1000)
    return [statistics.median(taken) for taken in times]


def once(command: list[str], before: Callable[[], None] | None = None) -> tuple[float, float]:
    """Seconds and megabytes of one process and its children."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT, preexec_fn=before
    ) as process:  # one run at a time
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        print(f"{command[0]} … ended with {process.returncode}", file=sys.stderr)
    return time.perf_counter() - start, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def check(command: list[str]) -> None:
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    if ended.returncode != 1:
        sys.exit(f"lint should find something here (exit status {ended.returncode}):\n{ended.stderr}")


if __name__ == "__main__":
    sys.exit(main())
