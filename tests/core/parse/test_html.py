"""What single pieces of a page become."""

from __future__ import annotations

import pytest

from followthrough.core.parse.html import to_markdown

MENTION = '<a class="confluence-userlink user-mention" data-username="jdoe" href="/display/~jdoe">Jane Doe</a>'
CASES = {
    "a task's first person is who does it": (
        f'<ul><li data-inline-task-id="1">{MENTION} add an alert by <time datetime="2026-12-01">1 Dec</time></li></ul>',
        "- [ ] Jane Doe: add an alert by 2026-12-01",
    ),
    "a task's date is when it is due": (
        f'<ul><li class="checked" data-inline-task-id="1">Add an alert {MENTION} <time datetime="2026-12-01T00:00Z">x</time></li></ul>',
        "- [x] Add an alert (Jane Doe) (due 2026-12-01)",
    ),
    "a person who only helps is no owner": (
        f'<ul><li data-inline-task-id="1">Add an alert with {MENTION}</li></ul>',
        "- [ ] Add an alert with Jane Doe",
    ),
    "a mention in a sentence is a name": (f"<p>Thanks to {MENTION} for the graph</p>", "Thanks to Jane Doe for the graph"),
    "a handle stays one": ('<p><a class="user-mention" href="/jdoe">@jdoe</a> will look</p>', "@jdoe will look"),
    "Confluence's storage names a person by handle": (
        '<p><ac:link><ri:user ri:username="jdoe" /></ac:link> will look</p>',
        "@jdoe will look",
    ),
    "a status is a word": (
        '<p><ac:structured-macro ac:name="status"><ac:parameter ac:name="title">DONE</ac:parameter></ac:structured-macro></p>',
        "DONE",
    ),
    "a tick in a picture is a tick": (
        '<p><img class="emoticon" data-emoji-shortname=":tick:" alt="(tick)" src="x.png"> Alert</p>',
        "✅ Alert",
    ),
    "rows that are named are kept as pairs": (
        "<table><tr><th>Severity</th><td>2</td></tr><tr><th>Lead</th><td>Jane</td></tr></table>",
        "|   |   |\n| --- | --- |\n| Severity | 2 |\n| Lead | Jane |",
    ),
    "a cell over two rows stands in both": (
        "<table><tr><th>A</th><th>B</th></tr><tr><td rowspan=2>x</td><td>1</td></tr><tr><td>2</td></tr></table>",
        "| A | B |\n| --- | --- |\n| x | 1 |\n| x | 2 |",
    ),
    "a cell over two columns stands in the first": (
        "<table><tr><th>A</th><th>B</th></tr><tr><td colspan=2>x</td></tr></table>",
        "| A | B |\n| --- | --- |\n| x |  |",
    ),
    "of two header rows the last names the columns": (
        "<table><thead><tr><th colspan=2>All</th></tr><tr><th>A</th><th>B</th></tr></thead><tr><td>1</td><td>2</td></tr></table>",
        "| A | B |\n| --- | --- |\n| 1 | 2 |",
    ),
    "lines of a cell stay on one line": (
        "<table><tr><th>A</th><th>B</th></tr><tr><td><p>1|</p><p>2</p></td><td><ul><li>x</li><li>y</li></ul></td></tr></table>",
        "| A | B |\n| --- | --- |\n| 1\\| <br> 2 | - x <br> - y |",
    ),
    "a table that only lays out a page is its text": ("<table><tr><td><h2>Items</h2><p>one</p></td></tr></table>", "## Items\n\none"),
    "tags that were left open": ("<ul><li>one<li>two<ul><li>three</ul></ul><p>four<p>five", "- one\n- two\n  - three\n\nfour\n\nfive"),
    "a list right inside a list": ("<ul><li>one</li><ul><li>two</li></ul><li>three</li></ul>", "- one\n  - two\n- three"),
    "an entry with two paragraphs": ("<ol start=3><li><p>one</p><p>more</p></li><li>two</li></ol>", "3. one\n\n   more\n4. two"),
    "bullets of a word processor": ("<p>• one</p><p>☑ two</p><p>☐ three</p>", "- one\n\n- [x] two\n\n- [ ] three"),
    "a bold line and bold words": ("<p><b>Items</b></p><p><b> Owner:</b> Jane</p>", "**Items**\n\n**Owner:** Jane"),
    "bold that is switched off around all of a page": ('<b style="font-weight:normal"><p>one</p><p>two</p></b>', "one\n\ntwo"),
    "struck through by style": ('<p>a <span style="text-decoration: line-through">b</span> c</p>', "a ~~b~~ c"),
    "struck through over several paragraphs": ("<del><p>a</p><p>b</p></del>", "~~a~~\n\n~~b~~"),
    "a term and what it means": ("<dl><dt>Severity</dt><dd>2</dd><dt>Lead:</dt><dd>Jane</dd></dl>", "Severity: 2\n\nLead: Jane"),
    "a quotation": ("<p>a</p><blockquote><p>b</p><p>c</p></blockquote><p>d</p>", "a\n\n> b\n>\n> c\n\nd"),
    "a link, unwrapped": (
        '<p><a href="https://www.google.com/url?q=https://x.example/a_b&amp;sa=D">words</a></p>',
        "[words](https://x.example/a_b)",
    ),
    "a link with brackets in its address": ('<p><a href="https://x.example/(a) b">w</a></p>', "[w](https://x.example/%28a%29%20b)"),
    "an address as its own link": ('<p><a href="https://x.example/a_b">https://x.example/a_b</a></p>', "https://x.example/a_b"),
    "a title where no heading is": ("<html><head><title>Late</title></head><body><p>x</p></body></html>", "# Late\n\nx"),
    "space of all kinds": ("<p>a&nbsp;&nbsp;b\n   c\td</p>", "a b c d"),
    "line ends in a paragraph": ("<p>Owner: Jane<br>Due: 2026-12-01</p>", "Owner: Jane\nDue: 2026-12-01"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_becomes(case: str) -> None:
    page, text = CASES[case]
    assert to_markdown(page) == text + "\n"
