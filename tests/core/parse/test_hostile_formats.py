"""Text that was made to keep the readers of the other formats busy. Nothing is timed: what is worse than linear would not end."""

from __future__ import annotations

import pytest

from followthrough.core.document import Kind
from followthrough.core.parse import Format, parse
from followthrough.core.parse.html_tree import DEEPEST, MOST_TAGS
from followthrough.core.parse.translate import translate
from followthrough.errors import InputError

SIZE = 100_000
REPEATED: dict[Format, list[str]] = {
    Format.HTML: [
        *("<", "<a ", '<a "', "<a b='", "<a b='>", "<!--", "<![CDATA[", "<div>", "<b>", "</b>", "<ul><li>", "<table><tr><td>", "<table>"),
        *(
            "<td>",
            "<p>",
            "<i><b></i>",
            "&",
            "&#",
            "<script>",
            "<style>",
            "<style>.a{",
            "<ac:task>",
            "<br>",
            "<s>a",
            "<a href=x>",
            "<img alt=",
        ),
        *("<td colspan=200 rowspan=200>", "<blockquote>", "<h1>", "<time>", "<span class=user>", "<input type=checkbox>", "~~", "*_", "`"),
        *('<b style="font-weight', "<ol><li>x", "<dl><dd>", "<pre>`", "<tr><td>a<td>b", "<ul class='lst-kix_a-5'><li>x</li></ul>"),
    ],
    Format.RST: [
        *("a\n=\n", "====\n", ".. x::\n", "   a\n\n", "* ", "* a\n", "+--", "+--+\n", "| a |\n", "`a", "`a <b", "a_ ", ":a:`", "::\n"),
        *(
            "a::\n\n b\n",
            "==== ===\na b\n",
            "===  ===\n",
            ".. list-table::\n\n",
            "   * - a\n",
            ".. a\n  ",
            "a\n ",
            ".. _a: b\n",
            "|a",
            " *",
        ),
    ],
    Format.ASCIIDOC: [
        *("= a\n", "|===\n", "|a |b\n", "|===\n|a\n", "* a\n", "** a\n", ". a\n", "*a ", "----\n", "[a]#", "http://a[", "<<", "xref:a["),
        *("{a}", "a:: b\n", "+\n", ":a: b\n", "////\n", "____\n", "a|", "{"),
    ],
    Format.JIRA: [
        *("h1. a\n", "||a", "||a||\n", "|a|b\n", "|a", "{code}", "{code}\n", "{panel:title=", "{color:", "[a|", "[a|http://b", "{{", "*a "),
        *("-a ", "- a", "* a\n", "*# a\n", "!a", "{quote}\n", "\\\\ ", "+a ", "|a\nb\n"),
    ],
    Format.PLAIN: [
        "A\n\n",
        "AAAA\n",
        "• a\n",
        "  • a\n",
        "1. A\n\n",
        "a\tb\n",
        "a:\n",
        "A:\n\n",
        "☑ ",
        "[ ] a\n",
        "A\n===\n",
        "(a) ",
        " 1)",
    ],
}


@pytest.mark.parametrize(("kind", "piece"), [(kind, piece) for kind, pieces in REPEATED.items() for piece in pieces])
def test_repetition_is_translated_to_its_end(kind: Format, piece: str) -> None:
    try:
        text = translate(piece * (SIZE // len(piece)) + "x", kind, name="x")
    except InputError:
        return
    if kind is not Format.HTML:
        assert text.count("\n") == piece.count("\n") * (SIZE // len(piece))


@pytest.mark.parametrize(
    "tag", ["div", "b", "ul><li", "ol><li", "table><tr><td", "blockquote", "span", "a href=x", "s", "p", "ac:task-list><ac:task"]
)
def test_ten_thousand_tags_inside_each_other_are_read_and_nothing_is_lost(tag: str) -> None:
    page = f"<html><p>before</p>{f'<{tag}>' * 10_000}the deepest words{'</x>' * 10_000}"
    document = parse(page.encode(), name="deep.html")
    assert "before" in document.text
    assert "the deepest words" in " ".join(block.text for block in document.blocks)


def test_what_stands_below_the_deepest_level_is_kept_side_by_side() -> None:
    page = "<html>" + "".join(f"<div><p>step {depth}</p>" for depth in range(3 * DEEPEST))
    words = {block.text for block in parse(page.encode(), name="x").blocks}
    assert {f"step {depth}" for depth in range(3 * DEEPEST)} <= words


def test_more_tags_than_a_page_has_are_refused() -> None:
    with pytest.raises(InputError, match="too many tags"):
        parse(b"<html>" + b"<b>" * (MOST_TAGS + 1), name="x.html")


def test_a_cell_that_claims_to_be_endless_makes_no_endless_table() -> None:
    page = "<html><table>" + "<tr><td rowspan=60000 colspan=60000>a</td><td>b</td></tr>" * 3_000 + "</table>"
    document = parse(page.encode(), name="x.html")
    assert sum(len(block.cells) for block in document.blocks) <= 400_000


def _mail_in_mail(depth: int) -> bytes:
    head = b"From: a@b.example\nTo: c@d.example\nSubject: x\nMIME-Version: 1.0\n"
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(depth))
    return head + nested + b"Content-Type: text/plain\n\nAdd an alert\n"


@pytest.mark.parametrize("depth", [5, 100])
def test_mail_in_mail_is_read(depth: int) -> None:
    assert "Add an alert" in parse(_mail_in_mail(depth), name="x.eml").text


def test_mail_in_mail_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="can't be taken apart"):
        parse(_mail_in_mail(3_000), name="x.eml")


def test_what_a_page_runs_or_hides_is_no_part_of_its_text() -> None:
    page = (
        "<html><body><p onclick='steal()'>Kept <a href='javascript:steal()'>words</a></p><script>steal()</script><style>steal{}</style>"
        "<p style='display:none'>steal</p><p hidden>steal</p><template>steal</template><iframe src=x>steal</iframe>"
        "<svg><text>steal</text></svg><img src='http://127.0.0.1:9/steal.png' alt='steal the show'><noscript>steal</noscript></body>"
    )
    assert parse(page.encode(), name="x.html").text == "Kept words\n"


def test_words_that_look_like_markup_stay_words() -> None:
    page = "<html><p># not a heading</p><p>a *b* _c_ `d` ~~e~~ &lt;script&gt; [f](g) &amp;amp; | h_i_j</p><p>===</p><pre>```\n- x\n</pre>"
    blocks = parse(page.encode(), name="x.html").blocks
    assert [block.text for block in blocks if block.kind is Kind.PARAGRAPH] == [
        "# not a heading",
        "a *b* _c_ `d` ~~e~~ <script> [f](g) &amp; | h_i_j",
        "===",
    ]
    assert [block.text for block in blocks if block.kind is Kind.CODE] == ["```\n- x\n"]


def test_includes_and_entities_of_texts_are_not_followed() -> None:
    rst = ".. include:: /etc/passwd\n\n.. raw:: html\n   :file: /etc/passwd\n\n"
    rst += ".. csv-table:: x\n   :url: http://127.0.0.1:9/x\n\nMail was late\n"
    assert parse(rst.encode(), name="x.rst").text.split() == ["**x**", "Mail", "was", "late"]
    adoc = "= Mail\n\n== Action items\n\ninclude::/etc/passwd[]\n\n* Add an alert\n"
    assert "root:" not in parse(adoc.encode(), name="x.adoc").text
