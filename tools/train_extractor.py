"""Train the models that tell action items and their types apart, and write their weights where the program reads them.

  python tools/train_extractor.py CORPUS [CORPUS …] [--write]

Needs scikit-learn, which the program itself does not. Prints the table of `benchmarks/extraction.py`, each organisation read with
weights that have not seen it; with --write trains on everything and replaces the weights. Learns words and places only: no document
and no sentence of a corpus gets into the weights, and a word that fewer than three organisations use does not either.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from followthrough.core.extract import offered
from followthrough.core.extract.model.features import place_features
from followthrough.core.extract.model.linear import WEIGHTS, Linear, render
from followthrough.core.extract.types import type_features
from tools.labelled import TYPES, Labelled, load, pairs

SEED = 0
# Strength of regularisation (scikit-learn's C): small corpora want it strong.
ITEM_C, TYPE_C = 0.1, 0.1
FEWEST = 3  # organisations that use a feature
SMALLEST = 0.01  # a weight below this tells nothing apart
HEADING = """Weights of the linear models that read action items. Written by tools/train_extractor.py; docs/model-card.md tells how.
A line "= name, threshold, classes, bias" begins a model; each further line is a feature and its weights."""

Sample = tuple[str, Mapping[str, float], str]  # organisation, features, class


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    documents = [labelled for folder in args.corpus for labelled in load(folder)]
    if args.write:
        models = trained(documents)
        WEIGHTS.write_text(render(list(models.values()), HEADING), encoding="utf-8")
        print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes, {sum(len(model.weights) for model in models.values()):,} features")
        return 0
    from benchmarks.extraction import table
    from followthrough.core.extract import read

    models_of = crossed(documents)
    print(table(documents, lambda labelled: read(labelled.document, models_of[labelled.organisation]).candidates, "organisation"))
    return 0


def crossed(documents: Sequence[Labelled]) -> dict[str, Mapping[str, Linear]]:
    """For each organisation the models trained on all others."""
    samples = [(labelled.organisation, *samples_of(labelled)) for labelled in documents]
    found = {}
    for organisation in sorted({labelled.organisation for labelled in documents}):
        others = [(places, items) for of, places, items in samples if of != organisation]
        found[organisation] = _models(others)
    return found


def trained(documents: Sequence[Labelled]) -> Mapping[str, Linear]:
    return _models([samples_of(labelled) for labelled in documents])


def samples_of(labelled: Labelled) -> tuple[list[Sample], list[Sample]]:
    """What a document has to learn from: the places that may hold an item, and the items that people found there."""
    places = offered(labelled.document)
    matched = {j: i for i, j in pairs(labelled.gold, [candidate for _, candidate in places])}
    items: list[Sample] = []
    for j, i in matched.items():
        found, candidate = places[j]
        items.append((labelled.organisation, type_features(candidate.item.text, found.headings[1:]), labelled.gold[i]["type"]))
    held: list[Sample] = [(labelled.organisation, place_features(found), str(j in matched)) for j, (found, _) in enumerate(places)]
    return held, items


def _models(samples: Iterable[tuple[list[Sample], list[Sample]]]) -> Mapping[str, Linear]:
    places = [sample for held, _ in samples for sample in held]
    items = [sample for _, held in samples for sample in held]
    models = (_fit("item", places, ("False", "True"), ITEM_C), _fit("type", items, TYPES, TYPE_C))
    return {model.name: model for model in models if model is not None}


def _fit(name: str, samples: Sequence[Sample], classes: tuple[str, ...], strength: float) -> Linear | None:
    """One model; None where there is nothing to tell apart. Of two classes only the second is kept, as what the model answers."""
    known = _widespread(samples)
    if not known or len({each for _, _, each in samples}) < len(classes):
        return None
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([{key: value for key, value in features.items() if key in known} for _, features, _ in samples])
    model = LogisticRegression(C=strength, max_iter=5000, random_state=SEED)
    model.fit(matrix, [classes.index(each) for _, _, each in samples])
    rows: np.ndarray = model.coef_
    answers = (name,) if len(classes) == 2 else classes
    weights = {
        feature: tuple(float(value) for value in rows[:, column])
        for column, feature in enumerate(vectors.get_feature_names_out())
        if np.abs(rows[:, column]).max() >= SMALLEST
    }
    return Linear(name, answers, tuple(float(value) for value in model.intercept_), weights)


def _widespread(samples: Sequence[Sample]) -> frozenset[str]:
    """The features that several organisations have: the others are names and habits of one."""
    users: dict[str, set[str]] = defaultdict(set)
    for organisation, features, _ in samples:
        for feature in features:
            users[feature].add(organisation)
    return frozenset(feature for feature, organisations in users.items() if len(organisations) >= FEWEST)


if __name__ == "__main__":
    sys.exit(main())
