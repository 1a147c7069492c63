"""The models weigh in where the rules are unsure, and the rules stand where there are none."""

from __future__ import annotations

from followthrough.core.extract import offered, read
from followthrough.core.extract.model.features import place_features, words_of
from followthrough.core.extract.model.linear import WEIGHTS, Linear, parse, render, shipped
from followthrough.core.item import Type
from followthrough.core.parse import parse as parse_document

TEXT = b"""# Mail was late

## Root cause

The queue filled up. We will move the queue to its own disk.

## Action items

- Alert on the age of the oldest mail.
"""
DOCUMENT = parse_document(TEXT, name="mail.md")
SURE = Linear("item", ("item",), (9.0,), {})
NEVER = Linear("item", ("item",), (-9.0,), {})


def items(*models: Linear) -> list[str]:
    return [found.item.text for found in read(DOCUMENT, {model.name: model for model in models}).candidates]


def test_without_models_the_rules_decide() -> None:
    assert items() == ["We will move the queue to its own disk.", "Alert on the age of the oldest mail."]


def test_a_model_that_is_sure_overrules_the_rules_but_for_what_is_listed_as_follow_up_work() -> None:
    assert items(NEVER) == ["Alert on the age of the oldest mail."]
    assert len(items(SURE)) == len(offered(DOCUMENT)) >= 2


def test_what_rules_and_model_agree_on_is_told_with_more_confidence() -> None:
    doubt = Linear("item", ("item",), (-1.0,), {})
    sure, unsure = (read(DOCUMENT, {"item": model}).candidates[0].confidence for model in (SURE, doubt))
    assert 1 >= sure > unsure > 0.5


def test_a_model_of_types_has_the_last_word_but_for_what_the_document_states() -> None:
    process = Linear("type", ("prevention", "process"), (0.0, 1.0), {})
    stated = parse_document(b"## Action items\n\n| Action | Type |\n|---|---|\n| Alert on old mail | detection |\n", name="a.md")
    assert read(DOCUMENT, {"type": process}).candidates[0].item.type is Type.PROCESS
    assert read(stated, {"type": process}).candidates[0].item.type is Type.DETECTION


def test_weights_read_as_they_were_written() -> None:
    models = [Linear("item", ("item",), (0.5,), {"word alert": (1.25,)}), Linear("type", ("a", "b"), (0.0, 1.0), {"word x": (1.0, -2.0)})]
    assert list(parse(render(models, "two lines\nof heading")).values()) == models


def test_the_shipped_weights_are_small_and_hold_words_not_sentences() -> None:
    assert WEIGHTS.stat().st_size < 1_000_000
    assert set(shipped()) == {"item", "type"}
    assert all(len(feature.split()) <= 4 for model in shipped().values() for feature in model.weights)


def test_every_feature_of_the_weights_can_occur() -> None:
    kinds = {"says", "section", "kind", "where", "checked", "last", "heading", "struck", "link", "details", "beside", "nested", "length"}
    kinds |= {"opens", "word", "pair", "full", "tasks", "known", "votes", "by"}
    assert {feature.split()[0] for model in shipped().values() for feature in model.weights} <= kinds


def test_the_longest_text_has_as_many_features_as_any() -> None:
    assert len(words_of("alert " * 100_000)) == 100
    assert all(isinstance(value, float) for found, _ in offered(DOCUMENT) for value in place_features(found).values())
