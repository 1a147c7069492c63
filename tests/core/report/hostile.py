"""Results made of the worst that a document, or a file's name, can hold. What a format makes of them is for its own test."""

from __future__ import annotations

from dataclasses import replace

from followthrough.core.item import Span
from followthrough.core.level import Level
from followthrough.core.lint.rule import Finding
from followthrough.core.report.result import Result

WORDS = (
    "- ::error file=x::stop @alice @acme/all #12 !7 GH-7 `a|b` \\| ``` </code></details><script> <!-- --> %0A::set-env name=a::b\n",
    "- \x1b[31mred\x07 \x00 \x0b \ufffe \u202eback ##[add-mask]x ::stop-commands::t www.example.org https://example.org/a,b:c\n",
    '- ]]> &amp; "quoted" ${{ github.token }} $(id) [link](javascript:x) ![](https://example.org/x.png) a@example.org \U0001f600\n',
)
TEXT = "# Bad words\n\n## Action items\n\n" + "".join(WORDS)
FILE = "a,b:c%\n::error::[x](y)|`@alice`\udcff.md"
MESSAGE = "no owner of '@alice #12 <b>|`\x1b[0m\n::error::x': name one"


def span_of(words: str) -> Span:
    start = TEXT.index(words)
    line = TEXT.count("\n", 0, start) + 1
    return Span(start + 2, start + len(words) - 1, line, line)


def results() -> list[Result]:
    """One file with a finding on each bad line and one without a place, one that could not be read, one that is clean."""
    found = [Finding("FT101", "no-owner", MESSAGE, span_of(words)) for words in WORDS]
    found[1] = replace(found[1], level=Level.WARNING)
    found.append(Finding("FT201", "no-action-items", "none: list them", None, Level.INFO))
    return [Result(FILE, TEXT, tuple(found)), Result("x\n::error::.md", problem="x: \x1b[0mno\n::error::text"), Result("clean.md", "# A\n")]


def many(number: int, level: Level = Level.ERROR, file: str = "p.md") -> Result:
    """A file with so many findings of a level, each on a line of its own."""
    text = "".join(f"- Item {n}\n" for n in range(number))
    starts = [text.index(f"- Item {n}\n") for n in range(number)]
    spans = [Span(at + 2, text.index("\n", at), n + 1, n + 1) for n, at in enumerate(starts)]
    return Result(file, text, tuple(Finding("FT101", "no-owner", f"no owner {span.first}", span, level) for span in spans))
