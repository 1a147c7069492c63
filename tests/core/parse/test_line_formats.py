"""What single pieces of the text formats become, each on the line where it stood."""

from __future__ import annotations

import pytest

from followthrough.core.parse.kind import Format
from followthrough.core.parse.translate import translate

RST, ADOC, JIRA, PLAIN = Format.RST, Format.ASCIIDOC, Format.JIRA, Format.PLAIN
CASES: dict[str, tuple[Format, str, str]] = {
    "sections by the order in which they come": (RST, "A\n***\n\nB\n===\n\nC\n***\n", "# A\n\n\n## B\n\n\n# C\n\n"),
    "a section that is over- and underlined": (RST, "===\n A\n===\nx\n", "\n# A\n\nx\n"),
    "a term and what it means": (RST, "Owner\n    Jane\nDue\n    soon\n", "Owner:\nJane\nDue:\nsoon\n"),
    "fields": (RST, ":Severity: SEV2\n:Lead: Jane\n", "Severity: SEV2\nLead: Jane\n"),
    "a note": (RST, ".. note::\n\n   We will\n   see.\n", "\n\nWe will\nsee.\n"),
    "words beside a note": (RST, ".. warning:: Late\n", "Late\n"),
    "a block of code": (RST, ".. code-block:: sh\n\n   # x\n\ny\n", "```\n\n   # x\n```\ny\n"),
    "a literal block": (RST, "Run::\n\n   # x\n\ny\n", "Run:\n```\n   # x\n```\ny\n"),
    "entries that are numbered for you": (RST, "#. a\n#. b\n\n   * c\n", "1. a\n1. b\n\n   - c\n"),
    "a link": (RST, "`w <http://x.example/a_b>`_ and :ref:`w2 <t>`\n", "[w](http://x.example/a_b) and w2\n"),
    "a link by name": (RST, "See `the page`_.\n\n.. _the page: http://x.example/\n", "See [the page](http://x.example/).\n\n\n"),
    "a simple table": (RST, "===  ===\nA    B\n===  ===\n1    2\n\\    3\n===  ===\n", "\n||A||B||\n|\n| 1 | 2 |\n| \\ | 3 |\n|\n"),
    "a grid": (RST, "+--+--+\n|A |B |\n+==+==+\n|1 |2 |\n|x |  |\n+--+--+\n", "\n||A||B||\n|\n| 1 x | 2 |\n|\n|\n"),
    "a comment": (RST, ".. not said\n   nor this\n\nx\n", "\n\n\nx\n"),
    "a comment to us": (RST, ".. followthrough: ignore FT101 why\n", "<!-- followthrough: ignore FT101 why -->\n"),
    "headings by their marks": (ADOC, "= A\n\n=== B ===\n", "# A\n\n### B\n"),
    "lists by their marks": (ADOC, "* a\n** b\n. c\n* d\n", "- a\n  - b\n    1. c\n- d\n"),
    "boxes": (ADOC, "* [*] a\n* [x] b\n* [ ] c\n", "- [x] a\n- [x] b\n- [ ] c\n"),
    "a block of an entry": (ADOC, "* a\n+\nmore\n* b\n", "- a\n\n  more\n- b\n"),
    "a term in AsciiDoc": (ADOC, "* a\n\nLead:: Jane\n", "- a\n\n- Lead: Jane\n"),
    "a title of a block": (ADOC, ".Action items\n* a\n", "**Action items**\n- a\n"),
    "a listing": (ADOC, "[source,sh]\n----\n# x\n----\n", "\n```\n# x\n```\n"),
    "what is commented out": (ADOC, "////\n* a\n////\n// b\nc\n", "\n\n\n\nc\n"),
    "a value": (ADOC, ":lead: Jane\n\n{lead} will, {other} not\n", "\n\nJane will, {other} not\n"),
    "a link in AsciiDoc": (ADOC, "https://x.example/a[w] *b* <<id,see>>\n", "[w](https://x.example/a) **b** see\n"),
    "cells on lines of their own": (
        ADOC,
        "[cols=2*]\n|===\n|A\n|B\n\n|1\n|2\ngoes on\n|===\n",
        "\n\n||A||B||\n|\n|\n| 1 | 2 goes on |\n|\n|\n\n",
    ),
    "headings of Jira": (JIRA, "h2. *A*\n", "## A\n"),
    "lists of Jira": (JIRA, "# a\n## b\n#* c\n- d\n", "1. a\n   1. b\n   - c\n- d\n"),
    "looks": (JIRA, "*b* -s- {{c}} {color:red}d{color} a-b-c 1 - 2 - 3\n", "**b** ~~s~~ `c` d a-b-c 1 - 2 - 3\n"),
    "people, links and ticks": (JIRA, "[~jdoe] [w|http://x.example/a-b] (/)\n", "@jdoe [w](http://x.example/a-b) ✅\n"),
    "a row that names itself": (JIRA, "||Lead|Jane|\n", "- Lead: Jane\n"),
    "a row over two lines": (JIRA, "||A||B||\n|1\nx|2|\n", "||A||B||\n| 1 <br> x | 2 |\n|\n"),
    "verbatim": (JIRA, "{code:sh}\n# x\n{code}\n", "```\n# x\n```\n"),
    "a panel with a title": (JIRA, "{panel:title=Items}\n* a\n{panel}\n", "**Items**\n- a\n\n"),
    "a quotation of Jira": (JIRA, "bq. a\n{quote}\nb\n{quote}\n", "> a\n> \n> b\n\n"),
    "capitals and colons": (PLAIN, "Late\n\nACTION ITEMS\n\nNext steps:\n- a\n", "# Late\n\n## ACTION ITEMS\n\n## Next steps\n- a\n"),
    "words that lead into a list": (PLAIN, "A\n\nWe will:\n• a\n", "# A\n\nWe will:\n- a\n"),
    "numbered sections": (PLAIN, "A\n\n1. What\n\nx\n\n2. Items\n\n1. a\n2. b\n", "# A\n\n## What\n\nx\n\n## Items\n\n1. a\n2. b\n"),
    "a numbered list with its entries apart": (PLAIN, "A\n\n1. Do this\n\n2. Do that\n", "# A\n\n1. Do this\n\n2. Do that\n"),
    "text that stands far in": (PLAIN, "A\n\n      b\n        • c\n", "# A\n\nb\n- c\n"),
    "columns by tabs": (PLAIN, "A\tB\n1\t2\n", "||A||B||\n| 1 | 2 |\n"),
    "boxes of a text": (PLAIN, "A\n\n☑ b\n[ ] c\n- ☐ d\n", "# A\n\n- [x] b\n- [ ] c\n- [ ] d\n"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_becomes(case: str) -> None:
    kind, text, markdown = CASES[case]
    assert translate(text, kind, name="x") == markdown
