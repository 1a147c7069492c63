"""A postmortem is brought in whatever it was written in; what can't be read is refused with the reason, and nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from followthrough.web.models import Document
from tests.core.parse import papers, word
from tests.web.making import MORNING, Cast
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db
CAPTURE = "/capture/"
FORMS = {
    "receipts.docx": word.RECEIPTS,
    "receipts.html": papers.CONFLUENCE.encode(),
    "receipts.rst": papers.RST.encode(),
    "receipts.adoc": papers.ASCIIDOC.encode(),
    "receipts.wiki": papers.JIRA.encode(),
    "receipts.txt": papers.PLAIN.encode(),
}


@pytest.fixture(autouse=True)
def _the_fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING):
        yield


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.alice)


@pytest.mark.parametrize("name", FORMS)
def test_an_uploaded_file_shows_its_items_where_they_stand(client: Client, name: str) -> None:
    response = client.post(CAPTURE, {"file": SimpleUploadedFile(name, FORMS[name])}, follow=True)
    document = Document.objects.get()
    assert bytes(document.content) == FORMS[name]
    assert document.incident.title == "Receipts went out twice"
    assert "Give each receipt a key that the mailer checks" in response.content.decode()
    for row in document.candidates.all():
        assert document.text[row.start : row.end] == row.quote
    page = response.content.decode()
    assert all(f'id="m{row.pk}"' in page for row in document.candidates.all())
    assert "<th" in page
    assert "||" not in page


def test_a_pasted_page_is_read_as_a_page(client: Client) -> None:
    client.post(CAPTURE, {"text": papers.CONFLUENCE_STORAGE})
    assert Document.objects.get().text.startswith("# Receipts went out twice\n")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 x", "this is a PDF"),
        (word.pack({"a.md": "# Mail was late"}), "zip archive"),
        (word.pack({**word.parts(), "word/vbaProject.bin": b"x"}), "macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(client: Client, data: bytes, reason: str) -> None:
    response = client.post(CAPTURE, {"file": SimpleUploadedFile("postmortem.md", data)})
    assert response.status_code == 422
    assert reason in response.content.decode()
    assert not Document.objects.exists()


def test_the_page_says_what_can_be_brought_in(client: Client) -> None:
    page = client.get(CAPTURE).content.decode()
    assert all(f"{ending}," in page for ending in (".md", ".docx", ".html", ".rst", ".adoc", ".eml"))
    assert "Word (.docx)" in page
