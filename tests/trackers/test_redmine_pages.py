"""What a real Redmine makes of the texts that we write, in each of its markups. Says nothing about what Redmine stores."""

from __future__ import annotations

import random
from urllib.parse import unquote

import pytest

from followthrough.trackers.base import Body
from followthrough.trackers.markup import JOINER
from followthrough.trackers.redmine_text import escaped, write
from tests.trackers.real_redmine import Grounds
from tests.trackers.redmine_pages import MARKUPS, Pages

pytestmark = pytest.mark.redmine

MODULES = ["issue_tracking", "wiki", "news", "documents", "files", "boards", "repository"]
PLAIN = frozenset({"p", "br", "a", "ul", "li", "blockquote"})
ADDRESSES = ("http://e.example", "https://e.example", "http://www.e.example", "ftp://e.example", "mailto:a@e.example")
# Every construct of Textile, of Markdown and of Redmine's own that we know of; `{issue}` and `{project}` are real ones.
PIECES = """
@ada | #{issue} | ##{issue} | #{issue}#note-1 | !#{issue} | {project}:#{issue} | r12 | commit:abc | user:ada | user:"ada" | user#5
project:checkout | version:1 | document#1 | attachment:x.png | forum:x | source:a | export:a | #note-1 | [@ada] | (@ada) | -@ada
[[Wiki]] | [[{project}:Wiki]] | [[Wiki\\|words]] | [[#a]] | {{macro_list}} | {{include(Wiki)}} | {{collapse(x) | "a":http://e.example
!x.png! | !>http://e.example/x.png! | ![](http://e.example/b.png) | [a](http://e.example) | [x]: http://e.example | <http://e.example>
<b> | <script>alert(1)</script> | <!-- x --> | <pre> | </pre> | <code> | <notextile>x</notextile> | &lt;b&gt; | &#64;ada | &#35;{issue}
&amp; | *a* | **a** | _a_ | __a__ | -a- | --a-- | +a+ | ^a^ | ~a~ | ~~a~~ | %a% | %{color:red}a% | ??a?? | ==a== | `a` | ``` | ~~~ | @a@
$a$ | h1. a | bq. a | p{color:red}. a | pre. a | fn1. a | table{x}. a | notextile. a | # a | ## a | \\|a\\|b\\| | --- | *** | === | > a
>> a | * a | - a | + a | 1. a | 7) a | - [ ] a | [1] | [^1] | ABC(abbr) | a(abbr) | (c) | (TM) | 1 x 2 | ... | -> | 'q' | "q" | \\ | \\*
http://e.example/a_b_c?x=*y* | **http://e.example** | https://e.example/a(b) | www.e.example | ftp://e.example | mailto:a@e.example
"""


def pieces(*, issue: int, project: str) -> list[str]:
    lines = PIECES.replace("\\\\", "\\").replace("\\|", "\x00").strip().replace("\n", " | ").split(" | ")
    named = [line.strip().replace("\x00", "|").replace("{issue}", str(issue)).replace("{project}", project) for line in lines]
    return [*named, "    indented", "a\\\nb", "one\n\n    two"]


def mixtures(known: list[str], count: int) -> list[str]:
    chosen = random.Random(20261)
    return [" ".join(chosen.choice(known) + chosen.choice(("", "", "\n")) for _ in range(6)) for _ in range(count)]


def words(text: str) -> str:
    """Without room between words, and with addresses as people write them: neither is what this is about."""
    return unquote("".join(text.replace(JOINER, "").split()))


def test_text_of_a_document_reads_as_it_is_and_does_nothing_in_any_markup(grounds: Grounds) -> None:
    """One test for all: the markup is the same for a whole Redmine."""
    grounds.ask("admin", "PUT", f"/projects/{grounds.other}.json", {"project": {"enabled_module_names": MODULES}})
    grounds.ask("admin", "PUT", f"/projects/{grounds.other}/wiki/Wiki.json", {"wiki_page": {"text": "A page"}})
    made = grounds.ask("admin", "POST", "/issues.json", {"issue": {"project_id": grounds.other, "subject": "A ticket"}})
    known = pieces(issue=int(made["issue"]["id"]), project=grounds.other)
    pages = Pages(grounds.at.url, *grounds.administrator)
    wrong: list[tuple[str, str, object]] = []
    try:
        for markup in MARKUPS:
            pages.use(markup)
            assert pages.show("*a*", project=grounds.other).tags != ["p"], "it renders nothing: this test proves nothing"
            for text in [*known, *mixtures(known, 100)]:
                shown = pages.show(f"begin\n\n{escaped(text)}\n\nend", project=grounds.other)
                wrong += [(markup, text, tag) for tag in shown.tags if tag not in PLAIN]
                wrong += [(markup, text, link) for link in shown.links if not link.startswith(ADDRESSES)]
                wrong += [(markup, text, shown.words)] if words(shown.words) != words(f"begin{text}end") else []
            wrong += [(markup, "the whole", fault) for fault in _faults_of_a_whole_text(pages, grounds.other)]
    finally:
        pages.use("textile")
        pages.close()
    assert wrong == []


def _faults_of_a_whole_text(pages: Pages, project: str) -> list[object]:
    """The text of a ticket as it is filed: a promise, facts as a list, a quote, an address that is a link, and the marker."""
    facts = (("Incident", "INC-481 Checkout down", "https://e.example/incidents/INC-481/"), ("Type", "detection", ""))
    body = Body("Cap the retries", facts=facts, quote="We will cap\nthe retries.", source="postmortem.md, line 12", done_criterion="Seen")
    marker = "0b5f4a3e-8f3c-4b53-9d2b-3d1f0c9a7e55"
    shown = pages.show(write(body, marker=marker), project=project)
    expected = (
        "Cap the retries Done when Seen Incident: INC-481 Checkout down https://e.example/incidents/INC-481/ Type: detection "
        f"We will cap the retries. — postmortem.md, line 12 followthrough-item: {marker}"
    )
    wrong: list[object] = [] if shown.words == expected else [shown.words]
    wrong += [] if shown.links == ["https://e.example/incidents/INC-481/"] else [shown.links]
    emphasis = [tag for tag in shown.tags if tag not in PLAIN]
    return wrong + ([] if emphasis in (["strong"], ["em"]) else [emphasis])
