"""The rules for Prometheus and the dashboard for Grafana ask only for numbers that the server really has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from followthrough.web.operations.tokens import make_token
from tests.imports import SOURCE
from tests.web.making import make_cast

INTEGRATIONS = SOURCE.parents[1] / "integrations"
RULES = INTEGRATIONS / "prometheus" / "followthrough.rules.yml"
DASHBOARD = INTEGRATIONS / "grafana" / "followthrough.json"
METRIC = re.compile(r"followthrough_[a-z0-9_]+")
LABELS = re.compile(r"(followthrough_\w+)\{([^}]*)\}|(?:by|without) \(([^)]*)\)")


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]


def dashboard() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return loaded


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    yield from (target["expr"] for panel in dashboard()["panels"] for target in panel["targets"])


@pytest.mark.django_db
def test_every_metric_that_is_asked_for_is_there() -> None:
    cast = make_cast()
    _, text = make_token(name="Prometheus", scopes=["metrics"], by=cast.by("frank"))
    page = Client().get("/metrics", headers={"Authorization": f"Bearer {text}"}).content.decode()
    there = set(re.findall(r"^# HELP (\S+)", page, flags=re.MULTILINE))
    asked = {name for expression in expressions() for name in METRIC.findall(expression)}
    asked |= set(METRIC.findall(json.dumps(dashboard()["templating"])))
    assert asked <= there
    assert len(asked) > 12


def test_every_label_that_is_asked_for_is_one_of_its_metric() -> None:
    source = (SOURCE / "web" / "insights" / "metrics.py").read_text(encoding="utf-8")
    known = set(re.findall(r'"(team|severity|service|window|outcome|loop|connection|tracker|channel|kind|version)"', source))
    for expression in expressions():
        for _, selected, grouped in LABELS.findall(expression):
            names = re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selected) + [name.strip() for name in grouped.split(",") if name.strip()]
            assert set(names) <= known, expression


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    found = rules()
    assert len({rule["alert"] for rule in found}) == len(found) >= 9
    for rule in found:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert set(rule["annotations"]) == {"summary", "description"}
        used = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
        grouped = re.search(r"by \(([^)]*)\)", rule["expr"])
        if grouped is not None:
            assert used <= {name.strip() for name in grouped[1].split(",")}, rule["alert"]


def test_every_panel_has_a_place_of_its_own_and_asks_the_chosen_prometheus() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
        assert panel["title"]
        for target in panel["targets"]:
            assert target["datasource"]["uid"] == "${datasource}"


def test_the_rules_have_a_test_of_their_own_for_promtool() -> None:
    test: Path = RULES.with_name("followthrough.rules.test.yml")
    tested = yaml.safe_load(test.read_text(encoding="utf-8"))
    names = {rule["alert"] for rule in rules()}
    cases = [case for group in tested["tests"] for case in group["alert_rule_test"]]
    assert {case["alertname"] for case in cases} <= names
    for name in {case["alertname"] for case in cases}:
        assert {bool(case.get("exp_alerts")) for case in cases if case["alertname"] == name} == {True, False}, name
