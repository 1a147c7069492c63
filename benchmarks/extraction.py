"""How well action items are read, over any labelled corpus: the table by organisation, or by format.

  ./run bench extraction CORPUS [--by format] [--cross]

With --cross the weights are trained anew for each organisation, on the documents of all others (needs scikit-learn). The layout of
a corpus and the definitions are in tools/labelled.py. Names no document and quotes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from followthrough.core.extract import read
from followthrough.core.item import Candidate
from tools.labelled import Labelled, Tally, load, tallied

COLUMNS: dict[str, Callable[[Tally], float | int | None]] = {
    "docs": lambda tally: tally.counts["documents"],
    "items": lambda tally: tally.counts["gold"],
    "F1": lambda tally: tally.items,
    "precision": lambda tally: tally.share("hit", "found"),
    "recall": lambda tally: tally.share("hit", "gold"),
    "listed": lambda tally: tally.share("hit listed", "gold listed"),
    "buried": lambda tally: tally.share("hit buried", "gold buried"),
    "false": lambda tally: tally.share("false", "clean"),
    "owners": lambda tally: tally.share("right owners", "given owners"),
    "due": lambda tally: tally.share("right due", "given due"),
    "tracking": lambda tally: tally.share("right tracking", "given tracking"),
    "state": lambda tally: tally.share("right state", "pairs"),
    "type": lambda tally: tally.type,
    "vague": lambda tally: tally.flag("vague"),
    "large": lambda tally: tally.flag("too-large"),
    "compound": lambda tally: tally.flag("compound"),
}
MEANING = """\
F1, precision and recall of items; recall of the listed and of the buried; false items a document that has none; owners, due dates
and tracking right where one is given; state right; F1 of types, averaged; F1 of the flags vague, too large and compound."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--by", choices=("organisation", "format", "kind"), default="organisation")
    parser.add_argument("--cross", action="store_true", help="train on the other organisations, for each")
    args = parser.parse_args()
    documents = [labelled for folder in args.corpus for labelled in load(folder)]
    print(table(documents, _reader(documents) if args.cross else as_shipped, args.by))
    return 0


def as_shipped(labelled: Labelled) -> Sequence[Candidate]:
    return read(labelled.document).candidates


def _reader(documents: Sequence[Labelled]) -> Callable[[Labelled], Sequence[Candidate]]:
    from tools.train_extractor import crossed  # scikit-learn, which only training needs

    models = crossed(documents)
    return lambda labelled: read(labelled.document, models[labelled.organisation]).candidates


def table(documents: Sequence[Labelled], reader: Callable[[Labelled], Sequence[Candidate]], by: str) -> str:
    """A line a group and one for all, in Markdown."""
    rows = tallied(documents, reader, lambda labelled: str(getattr(labelled, by)))
    lines = [f"| {by} | {' | '.join(COLUMNS)} |", f"|---|{'---:|' * len(COLUMNS)}"]
    lines += [f"| {name} | {' | '.join(_shown(column(tally)) for column in COLUMNS.values())} |" for name, tally in rows.items()]
    return "\n".join([*lines, "", MEANING])


def _shown(value: float | int | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
