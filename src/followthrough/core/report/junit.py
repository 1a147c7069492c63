"""Findings as JUnit XML, which every CI server shows as tests. Says nothing of time: none was measured.

A document is a suite and a finding a failed test in it; a document without findings is one test that passed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from followthrough.core.level import Level
from followthrough.core.lint.rule import Finding
from followthrough.core.report.place import Placed, placed, relative
from followthrough.core.report.result import Result

LONGEST_NAME = 100
# Line ends too: a reader makes spaces of them in an attribute. The standard library's own would load an HTTP client.
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def render(results: Sequence[Result]) -> str:
    suites = [_suite(result) for result in results]
    failures = sum(1 for result in results for finding in result.findings if _fails(finding))
    errors = sum(1 for result in results if result.problem is not None)
    tests = sum(max(1, len(result.findings)) for result in results)
    attributes = _attributes(name="followthrough", tests=tests, failures=failures, errors=errors)
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites{attributes}>", *suites, "</testsuites>"])


def _suite(result: Result) -> str:
    file = relative(result.file)
    if result.problem is not None:
        cases = [_case(file, "can be read", f"<error{_attributes(message=result.problem, type='not-read')}/>")]
    elif result.findings:
        cases = list(_findings(placed([result])))
    else:
        cases = [_case(file, "no findings")]
    failures = sum(1 for finding in result.findings if _fails(finding))
    head = _attributes(name=file, tests=len(cases), failures=failures, errors=int(result.problem is not None))
    return "\n".join([f" <testsuite{head}>", *cases, " </testsuite>"])


def _findings(found: Iterable[Placed]) -> Iterator[str]:
    """The name of a test is what a server compares from run to run: the rule and the words, not the line."""
    seen: Counter[str] = Counter()
    for one in found:
        finding = one.finding
        words = " ".join(one.words.split())
        name = f"{finding.code} {finding.name}" + (f": {words[:LONGEST_NAME]}" if words else "")
        seen[name] += 1
        where = f"{one.file}:{one.place.line}" if one.place else one.file
        said = f"{where}: {finding.code} {finding.message}"
        if _fails(finding):
            inside = f"<failure{_attributes(message=finding.message, type=finding.level.value)}>{_text(said)}</failure>"
        else:
            inside = f"<system-out>{_text(said)}</system-out>"
        yield _case(one.file, name if seen[name] == 1 else f"{name} ({seen[name]})", inside)


def _case(file: str, name: str, inside: str = "") -> str:
    return f"  <testcase{_attributes(classname=file, name=name)}>{inside}</testcase>"


def _fails(finding: Finding) -> bool:
    return finding.level is not Level.INFO


def _attributes(**values: str | int) -> str:
    return "".join(f' {name}="{_text(str(value))}"' for name, value in values.items())


def _text(text: str) -> str:
    return _legal(text).translate(_ESCAPES)


def _legal(text: str) -> str:
    """XML has no way to write most control characters, not even escaped: each becomes a replacement character."""
    return "".join(character if _is_legal(character) else "\ufffd" for character in text)


def _is_legal(character: str) -> bool:
    # https://www.w3.org/TR/xml/#charsets
    return character in "\t\n\r" or "\x20" <= character <= "\ud7ff" or "\ue000" <= character <= "\ufffd" or character >= "\U00010000"
