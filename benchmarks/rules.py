"""How often each rule speaks, over any folder of postmortems: the share of documents and, for rules of items, of open items.

  ./run bench rules FOLDER [--json FILE]

Each document is judged on the day of its incident, so that an old one is not late. With --json the counts are written for docs/rules.md.
Names no document and quotes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from followthrough.core.config import Config
from followthrough.core.extract import read
from followthrough.core.item import Stated
from followthrough.core.lint.promised import promised_twice
from followthrough.core.lint.rules import RULES
from followthrough.core.lint.run import lint, promises
from followthrough.core.parse import parse
from followthrough.errors import InputError

EVERYTHING = Config(select=("all",))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    counts = measure(sorted(path for path in args.folder.rglob("*") if path.is_file() and not path.name.startswith(".")))
    print(table(counts))
    if args.json:
        args.json.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    return 0 if counts["documents"] else 1


def measure(files: list[Path]) -> dict[str, Any]:
    """Documents, open items, and for each rule in how many documents it speaks and of how many items."""
    documents = promising = items = 0
    by_document: Counter[str] = Counter()
    by_item: Counter[str] = Counter()
    papers = []
    for file in files:
        try:
            reading = read(parse(file.read_bytes(), name=file.name))
        except InputError:
            continue
        findings = lint(reading, today=reading.incident.date or date.today(), config=EVERYTHING)
        documents += 1
        promising += bool(reading.candidates)
        items += sum(1 for candidate in reading.candidates if candidate.item.state is Stated.OPEN)
        by_document.update({finding.code for finding in findings})
        by_item.update(finding.code for finding in findings)
        papers.append(promises(reading, file=str(file), config=EVERYTHING))
    for again in promised_twice(papers).values():
        by_document.update({finding.code for finding in again})
        by_item.update(finding.code for finding in again)
    rules = {rule.code: {"documents": by_document[rule.code], "findings": by_item[rule.code]} for rule in RULES}
    return {"documents": documents, "with_items": promising, "open_items": items, "rules": rules}


def table(counts: dict[str, Any]) -> str:
    """The counts as lines for a terminal."""
    lines = [
        f"{counts['documents']} documents, {counts['with_items']} with action items; {counts['open_items']} open items",
        "",
        f"{'rule':34}{'documents':>11}{'':>7}{'items':>8}",
    ]
    for rule in RULES:
        count = counts["rules"][rule.code]
        of_items = f"{count['findings']:8}{share(count['findings'], counts['open_items']):>7}" if is_of_items(rule.code) else ""
        lines.append(
            f"{rule.code} {rule.name:28}{count['documents']:11}{share(count['documents'], counts['documents']):>7}{of_items}".rstrip()
        )
    return "\n".join(lines)


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def is_of_items(code: str) -> bool:
    return any(rule.code == code and (rule.check_item or rule.check_repeat) for rule in RULES)


if __name__ == "__main__":
    sys.exit(main())
