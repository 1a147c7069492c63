"""Training on a small invented corpus: the table comes out, the weights have seen no organisation that they are judged on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.extraction import as_shipped, table
from followthrough.core.extract import read
from followthrough.core.parse import parse
from tools.labelled import Labelled, Tally, load, pairs
from tools.train_extractor import crossed, trained

WORK = ("Alert on the age of mail", "Write a runbook for the queue", "Validate the address book", "Keep a second relay ready")
TYPES = ("detection", "process", "prevention", "mitigation")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    (tmp_path / "labels").mkdir()
    lines = []
    for number in range(15):
        kind = "postmortem" if number % 5 else "negative"
        items = [f"{work} of site {number}" for work in WORK] if kind == "postmortem" else []
        story = "# Mail was late\n\nThe queue filled up. The relay will be restarted by the operator each night.\n\n## Follow-up\n\n"
        (tmp_path / "documents" / f"{number}.md").write_text(story + "".join(f"- {item}.\n" for item in items))
        labels = [_label(item, line, kind_of_fix) for line, (item, kind_of_fix) in enumerate(zip(items, TYPES, strict=False), start=7)]
        (tmp_path / "labels" / f"{number}.json").write_text(json.dumps({"items": labels}))
        lines.append(json.dumps({"file": f"{number}.md", "organisation": f"company {number % 5}", "kind": kind}))
    (tmp_path / "index.jsonl").write_text("\n".join(lines))
    return tmp_path


def _label(text: str, line: int, kind: str) -> dict[str, Any]:
    facts: dict[str, Any] = {"owners": [], "owner_kind": "none", "due": None, "due_raw": None, "tracking": [], "state": "open"}
    flags = dict.fromkeys(("vague", "too_large", "compound"), False)
    return {"text": text, "lines": [line, line], "where": "listed", "type": kind, **facts, **flags}


def test_each_organisation_is_read_with_weights_that_have_not_seen_it(corpus: Path) -> None:
    documents = load(corpus)
    models = crossed(documents)
    assert set(models) == {f"company {number}" for number in range(5)}
    assert models["company 1"]["item"].weights != models["company 0"]["item"].weights


def test_what_was_learnt_finds_the_items_and_their_types(corpus: Path) -> None:
    documents = load(corpus)
    models = trained(documents)
    tally = Tally()
    for labelled in documents:
        tally.add(labelled, read(labelled.document, models).candidates)
    assert tally.items == tally.type == 1.0


def test_words_of_one_organisation_alone_are_not_learnt(corpus: Path) -> None:
    (corpus / "documents" / "1.md").write_text("# Mail\n\n## Follow-up\n\n- Alert the Zanzibar crew.\n")
    assert not [feature for model in trained(load(corpus)).values() for feature in model.weights if "zanzibar" in feature]


def test_the_table_has_a_line_a_company_and_one_for_all(corpus: Path) -> None:
    lines = table(load(corpus), as_shipped, "organisation").splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:8]] == [*(f"company {number}" for number in range(5)), "all"]
    assert lines[7].startswith("| all | 15 | 48 | 1.00 |")


def test_an_item_is_the_labelled_one_by_its_place_or_nearly_all_its_words(corpus: Path) -> None:
    labelled = load(corpus)[1]
    found = read(labelled.document).candidates
    near = [{"text": "age of mail of site", "lines": [7, 7]}]
    far = [{"text": "age of mail of site", "lines": [70, 70]}]
    assert (pairs(near, found), pairs(far, found)) == ([(0, 0)], [])
    assert pairs([{"text": "Alert on the age of mail of site 1", "lines": [70, 70]}], found) == [(0, 0)]


def test_nothing_labelled_and_nothing_found_has_no_score() -> None:
    tally = Tally()
    tally.add(Labelled("a", "postmortem", "md", parse(b"# Mail", name="a.md"), []), [])
    assert (tally.items, tally.type, tally.flag("vague"), tally.share("hit", "found")) == (None, None, None, None)


def test_where_all_places_are_alike_nothing_is_learnt_and_the_rules_decide() -> None:
    document = parse(b"## Follow-up\n\n- Alert on the age of mail.\n", name="a.md")
    labelled = Labelled("a", "postmortem", "md", document, [_label("Alert on the age of mail", 3, "detection")])
    models = trained([labelled])
    assert models == {}
    assert len(read(document, models).candidates) == 1
