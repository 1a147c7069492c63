"""A file is what it holds, whatever it is called; in doubt it is Markdown, and what is no text is refused by its name."""

from __future__ import annotations

import gzip

import pytest

from followthrough.core.parse import Format, parse
from followthrough.core.parse.kind import format_of
from followthrough.errors import InputError
from tests.core.parse import word

WRONG: dict[str, tuple[bytes, str]] = {
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "this is a PDF"),
    "a PDF after empty lines": (b"\n\n%PDF-1.4\n", "this is a PDF"),
    "a PNG": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "picture"),
    "a JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
    "a GIF": (b"GIF89a\x01\x00", "picture"),
    "a WebP": (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "picture"),
    "a gzip": (gzip.compress(b"# Mail was late\n"), "compressed"),
    "a 7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", "compressed"),
    "an RTF": (b"{\\rtf1\\ansi Add an alert}", "RTF"),
    "a program": (b"\x7fELF\x02\x01\x01", "program"),
    "a database": (b"SQLite format 3\x00\x10\x00", "database"),
    "a zip of documents": (word.pack({"a.md": "# Mail was late\n"}), "zip archive"),
    "a locked Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    "nothing": (b"", "empty"),
    "nothing but a byte-order mark": (b"\xef\xbb\xbf", "empty"),
    "nothing but space": (b" \r\n\t\n", "empty"),
    "NUL bytes": (b"# Mail\x00\n", "NUL"),
    "UTF-16 that does not say so": ("# Mail was late\n".encode("utf-16-le"), "NUL"),
    "UTF-16 that breaks off": ("# Mail was late\n".encode("utf-16")[:-1], "UTF-16"),
    "half of a character": (b"# Mail \xc3\n", "UTF-8"),
    "half of a pair": (b"# Mail \xed\xa0\x80\n", "UTF-8"),
    "half of a pair in UTF-16": (b"\xff\xfe#\x00 \x00\x00\xd8", "UTF-16"),
    "a page without words": (b"<!DOCTYPE html><html><body><div id=app></div><script>start()</script></body></html>", "no words"),
    "a mail with nothing but an attachment": (
        b"From: a@b.example\nTo: c@d.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: application/pdf\n\n%PDF",
        "no text",
    ),
}


@pytest.mark.parametrize("made", WRONG)
@pytest.mark.parametrize("name", ["postmortem.md", "", "x" * 4096])
def test_a_wrong_file_is_refused_with_what_it_is_and_what_to_do(made: str, name: str) -> None:
    data, reason = WRONG[made]
    with pytest.raises(InputError, match=reason) as refusal:
        parse(data, name=name)
    assert refusal.value.source == name


MARKDOWN = {
    "tags at its head": '<p align="center"><img src="x.png"></p>\n\n# Mail was late\n\n- Add an alert\n\n<div>\n</div>\n',
    "tags around it": "<details>\n<summary>Mail</summary>\n\n- Add an alert\n\n</details>\n",
    "a comment at its head": "<!-- postmortem -->\n\n## Mail was late\n\nWe will add an alert.\n",
    "a page in a fence": "## Page\n\n```html\n<html><body><p>x</p></body></html>\n```\n",
    "underlined headings": "Mail was late\n=============\n\nAction items\n------------\n\n- Add an alert\n",
    "a title between lines of signs": "# Mail\n\n=====\nx\n=====\n",
    "front matter": "---\ntitle: Mail was late\ndate: 2026-10-14\nfrom: nine\nto: ten\n---\n\n- Add an alert\n",
    "lines like headers": "Date: 2026-10-14\nSeverity: 2\nStatus: done\n\n## Action items\n\n- Add an alert\n",
    "from, to and subject said in passing": "From: 09:00\nTo: 10:00\n\n## Action items\n",
    "a doubled bar": "## Check\n\n`a || b` and\n\n|| x || y ||\n\n- Add an alert\n",
    "equals signs": "## Sum\n\n```\n== x ==\n```\n\n- Add\n",
    "one bare word": "late\n",
    "a bare sentence": "We will add an alert. Then we will see.\n",
    "a bare list": "- Add an alert\n- Add a test\n",
    "two colons": "## Code\n\nRun it::\n\n    x\n\n`words`_\n",
}


@pytest.mark.parametrize("made", MARKDOWN)
@pytest.mark.parametrize("name", ["x.md", "<stdin>", "x.rst", "x.adoc", "x.wiki", "x.html", "x.txt"])
def test_markdown_is_never_taken_for_something_else(made: str, name: str) -> None:
    assert format_of(MARKDOWN[made], name=name) is Format.MARKDOWN
    assert parse(MARKDOWN[made].encode(), name=name).text == MARKDOWN[made]


OTHER = {
    "a fragment": ("<h2>Action items</h2>\n<ul>\n<li>Add an alert</li>\n</ul>\n", Format.HTML),
    "a page behind a comment": ("<!-- saved -->\n<!DOCTYPE html>\n<p>Add an alert", Format.HTML),
    "XHTML": ('<?xml version="1.0"?>\n<html><body><p># Add an alert</p></body></html>', Format.HTML),
    "shell comments in a block of a page": ("<p>Run</p><pre># restart\n- x</pre><p>Add an alert</p>", Format.HTML),
    "a directive": ("Mail\n====\n\n.. note:: Late\n\nWe will add an alert.\n", Format.RST),
    "a title between lines": ("====\nMail\n====\n\nAdd an alert.\n", Format.RST),
    "a title of AsciiDoc": ("= Mail was late\n\n== Action items\n\n* Add an alert\n", Format.ASCIIDOC),
    "AsciiDoc with a shell comment": ("= Mail\n\n== Run\n\n----\n# restart\n----\n", Format.ASCIIDOC),
    "headings of Jira": ("h2. Action items\n\n# Add an alert\n## And a test\n", Format.JIRA),
    "a table of Jira": ("||Action||Owner||\n|Add an alert|Lena|\n", Format.JIRA),
    "round bullets": ("Action items\n\n• Add an alert\n", Format.PLAIN),
    "capitals": ("Mail\n\nACTION ITEMS\n\nAdd an alert.\n", Format.PLAIN),
}


@pytest.mark.parametrize("made", OTHER)
def test_what_shows_clearly_is_taken_for_what_it_is(made: str) -> None:
    text, kind = OTHER[made]
    assert format_of(text, name="<stdin>") is kind
