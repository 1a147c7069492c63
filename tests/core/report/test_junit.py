"""Findings as JUnit XML, held against the schema of Jenkins."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema

from followthrough.core.level import Level
from followthrough.core.report.junit import render
from followthrough.core.report.result import Result
from tests.core.report.hostile import MESSAGE, many, results

SCHEMA = xmlschema.XMLSchema(Path(__file__).parents[2] / "contracts" / "junit-10.xsd")


def parsed(given: list[Result]) -> ElementTree.Element:
    text = render(given)
    SCHEMA.validate(text.encode("utf-8", "replace"))
    return ElementTree.fromstring(text.encode("utf-8", "replace"))  # noqa: S314 - our own output, which is what is tested


@pytest.mark.parametrize("given", [[], [many(3)], [many(2, Level.INFO), Result("clean.md")], results()])
def test_a_report_fits_the_schema_and_its_counts_are_true(given: list[Result]) -> None:
    root = parsed(given)
    suites = root.findall("testsuite")
    assert len(suites) == len(given)
    for suite in suites:
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(suite.attrib["errors"]) == len(suite.findall("testcase/error"))
    for name in ("tests", "failures", "errors"):
        assert int(root.attrib[name]) == sum(int(suite.attrib[name]) for suite in suites)


def test_a_document_without_findings_is_a_test_that_passed() -> None:
    (case,) = parsed([Result("p.md", "# A\n")]).iter("testcase")
    assert (case.attrib["classname"], case.attrib["name"], len(case)) == ("p.md", "no findings", 0)


def test_a_finding_that_is_only_good_to_know_fails_nothing() -> None:
    assert not list(parsed([many(2, Level.INFO)]).iter("failure"))


def test_what_xml_can_not_hold_is_replaced_and_the_rest_is_kept() -> None:
    failure = next(parsed(results()).iter("failure"))
    assert failure.attrib["message"] == MESSAGE.replace("\x1b", "\ufffd")
    names = [case.attrib["name"] for case in parsed(results()).iter("testcase")]
    assert len(names) == len(set(names))


def test_two_items_with_the_same_words_are_two_tests() -> None:
    one = many(1)
    first, second = (case.attrib["name"] for case in parsed([Result(one.file, one.text, one.findings * 2)]).iter("testcase"))
    assert second == f"{first} (2)"
