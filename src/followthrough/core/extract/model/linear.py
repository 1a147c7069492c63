"""Reads the weights that `tools/train_extractor.py` wrote, and adds them up. Plain Python: no array, no package, nothing learnt here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights.txt")


@dataclass(frozen=True, slots=True)
class Linear:
    """One linear model. `classes` are what it tells apart; a model of one class answers how sure it is of it."""

    name: str
    classes: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]
    threshold: float = 0.5

    def scores(self, features: Mapping[str, float]) -> list[float]:
        """The sum of weights for each class."""
        sums = list(self.bias)
        for feature, strength in features.items():
            weights = self.weights.get(feature)
            if weights is not None:
                for index, weight in enumerate(weights):
                    sums[index] += weight * strength
        return sums

    def probability(self, features: Mapping[str, float]) -> float:
        """Of the one class: how likely, from 0 to 1."""
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, self.scores(features)[0]))))

    def holds(self, features: Mapping[str, float]) -> bool:
        """Whether the one class is likely enough."""
        return self.probability(features) >= self.threshold

    def best(self, features: Mapping[str, float]) -> str:
        """The class with the highest score."""
        scores = self.scores(features)
        return self.classes[scores.index(max(scores))]


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Linear]:
    """The models that come with the program, by name."""
    return parse(WEIGHTS.read_text(encoding="utf-8")) if WEIGHTS.exists() else {}


def parse(text: str) -> Mapping[str, Linear]:
    """Models from the text of a weights file: a line `= name, threshold, classes, bias`, then a line `feature, weights` each, by tabs."""
    found: dict[str, Linear] = {}
    weights: dict[str, tuple[float, ...]] = {}
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        first, *rest = line.split("\t")
        if first == "=":
            name, threshold, classes, bias = rest
            weights = {}
            found[name] = Linear(name, tuple(classes.split(" ")), tuple(map(float, bias.split(" "))), weights, float(threshold))
        else:
            weights[first] = tuple(map(float, rest))
    return found


def render(models_: list[Linear], heading: str) -> str:
    """The text that `parse` reads."""
    lines = [f"# {line}" for line in heading.splitlines()]
    for model in models_:
        bias = " ".join(f"{value:.3f}" for value in model.bias)
        lines.append("\t".join(("=", model.name, f"{model.threshold:g}", " ".join(model.classes), bias)))
        lines += ["\t".join((feature, *(f"{value:.3g}" for value in weights))) for feature, weights in sorted(model.weights.items())]
    return "\n".join(lines) + "\n"
