"""The same postmortem says the same in every format it can be written in."""

from __future__ import annotations

import base64
import quopri

import pytest

from followthrough.core.document import Kind
from followthrough.core.extract import read
from followthrough.core.parse import Format, parse
from tests.core.parse import papers, word

HEADERS = (
    "From: Lena Vogt <lena@mail.example>\r\nTo: all@mail.example\r\nSubject: Re: Receipts went out twice\r\n"
    "Date: Wed, 14 Oct 2026 17:02:11 +0200\r\nMessage-ID: <1@mail.example>\r\nMIME-Version: 1.0\r\n"
)
WITHOUT_HEAD = papers.MARKDOWN.partition("Date: 2026-10-14\n\n")[2]


def mail(body: bytes, *headers: str) -> bytes:
    return (HEADERS + "".join(f"{header}\r\n" for header in headers)).encode() + b"\r\n" + body.replace(b"\n", b"\r\n")


ALTERNATIVES = (
    b"--part\n"
    b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    + base64.encodebytes(b"<p>Never mind this part</p>")
    + b"\n"
    b"--part\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    + quopri.encodestring(WITHOUT_HEAD.encode())
    + b"\n--part\nContent-Type: text/plain\nContent-Disposition: attachment; filename=log.txt\n\nAdd a log line\n--part--\n"
)
FORMS: dict[str, tuple[Format, bytes]] = {
    "Confluence": (Format.HTML, papers.CONFLUENCE.encode()),
    "Confluence's own storage": (Format.HTML, papers.CONFLUENCE_STORAGE.encode()),
    "Notion": (Format.HTML, papers.NOTION.encode()),
    "Google Docs": (Format.HTML, papers.GOOGLE_DOCS.encode()),
    "Word": (Format.DOCX, word.RECEIPTS),
    "reStructuredText": (Format.RST, papers.RST.encode()),
    "AsciiDoc": (Format.ASCIIDOC, papers.ASCIIDOC.encode()),
    "Jira": (Format.JIRA, papers.JIRA.encode()),
    "plain text": (Format.PLAIN, papers.PLAIN.encode()),
    "a mail": (Format.EMAIL, mail(WITHOUT_HEAD.encode(), "Content-Type: text/plain; charset=utf-8")),
    "a mail of several parts": (Format.EMAIL, mail(ALTERNATIVES, "Content-Type: multipart/alternative; boundary=part")),
    "a mail in HTML": (
        Format.EMAIL,
        mail(base64.encodebytes(papers.NOTION.encode()), "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: base64"),
    ),
    "Markdown with line ends of Windows": (Format.MARKDOWN, papers.MARKDOWN.replace("\n", "\r\n").encode()),
    "HTML in UTF-16": (Format.HTML, papers.NOTION.encode("utf-16")),
    "HTML in an encoding of Windows": (Format.HTML, papers.CONFLUENCE.replace("charset=UTF-8", "charset=windows-1252").encode("cp1252")),
}
LINE_TRUE = ["reStructuredText", "AsciiDoc", "Jira", "plain text"]
Said = tuple[str, tuple[str, ...], str | None, tuple[str, ...], str, str]


def items(data: bytes, name: str = "receipts") -> list[Said]:
    return [
        (
            " ".join(candidate.item.text.split()),
            candidate.item.owners,
            candidate.item.due.isoformat() if candidate.item.due else None,
            tuple(ticket.rpartition("/")[2] for ticket in candidate.item.tracking),
            str(candidate.item.state),
            str(candidate.where),
        )
        for candidate in read(parse(data, name=name)).candidates
    ]


def test_the_markdown_form_says_what_the_others_are_held_against() -> None:
    said = {text: about for text, *about in items(papers.MARKDOWN.encode())}
    assert said["Give each receipt a key that the mailer checks"] == [("Lena Vogt",), "2026-11-20", ("MAIL-311",), "open", "listed"]
    assert [about[3] for text, about in said.items() if text.startswith("Write a runbook")] == ["done"]
    assert [about[3] for text, about in said.items() if "another language" in text] != ["open"]
    assert [text for text, about in said.items() if about[4] == "buried"]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same(form: str) -> None:
    assert items(FORMS[form][1]) == items(papers.MARKDOWN.encode())


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_known_by_its_content_whatever_it_is_called(form: str) -> None:
    kind, data = FORMS[form]
    for name in ("<stdin>", "a.md", "a.docx", "a.txt", ""):
        if (kind, name) != (Format.PLAIN, "a.md"):  # plain text is Markdown, too, and only guessed to be more
            assert parse(data, name=name).format == kind


@pytest.mark.parametrize("form", FORMS)
def test_every_form_keeps_the_title_and_the_headings(form: str) -> None:
    headings = [(block.level, block.text.capitalize()) for block in parse(FORMS[form][1], name="x").blocks if block.kind is Kind.HEADING]
    if form == "a mail in HTML":
        headings = headings[1:]  # the subject is a title, too
    assert headings == [
        (1, "Receipts went out twice"),
        *((2, heading) for heading in ("Summary", "Action items", "Follow-up tasks", "Timeline")),
    ]


@pytest.mark.parametrize("form", FORMS)
def test_the_day_of_the_incident_is_kept(form: str) -> None:
    facts = read(parse(FORMS[form][1], name="x")).incident
    assert facts.date is not None
    assert facts.date.isoformat() == "2026-10-14"
    assert facts.title == "Receipts went out twice"


@pytest.mark.parametrize("form", LINE_TRUE)
def test_a_format_with_lines_keeps_them(form: str) -> None:
    original = FORMS[form][1].decode().split("\n")
    document = parse(FORMS[form][1], name="x")
    assert document.text.count("\n") + 1 == len(original)
    for candidate in read(document).candidates:
        for word_ in ("receipt", "runbook", "retry", "replay", "language", "provider", "halfway"):
            if word_ in candidate.item.text:
                assert word_ in " ".join(original[candidate.span.first - 1 : candidate.span.last])


@pytest.mark.parametrize("form", FORMS)
def test_every_quotation_is_cut_from_the_text(form: str) -> None:
    document = parse(FORMS[form][1], name="x")
    for candidate in read(document).candidates:
        assert candidate.quote == document.text[candidate.span.start : candidate.span.end] != ""


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_became_markdown_is_markdown_and_says_the_same_again(form: str) -> None:
    text = parse(FORMS[form][1], name="x").text
    again = parse(text.encode(), name="x.md")
    assert again.format is Format.MARKDOWN
    assert items(text.encode(), "x.md") == items(FORMS[form][1])
