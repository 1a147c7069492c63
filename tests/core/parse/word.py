"""Word files made in memory, as Word writes them and as nobody should."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
ROOT = f'<Relationships xmlns="{RELATIONS}">{_MAIN}</Relationships>'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = f'<w:styles xmlns:w="{W}">' + "".join(
    f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
    for name in ("Title", "heading 1", "heading 2", "List Paragraph")
)
STYLES += "</w:styles>"
LEVELS = "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{{kind}}"/></w:lvl>' for level in range(3))
NUMBERING = f'<w:numbering xmlns:w="{W}">' + "".join(
    f'<w:abstractNum w:abstractNumId="{number}">{LEVELS.format(kind=kind)}</w:abstractNum>'
    for number, kind in ((1, "bullet"), (2, "decimal"))
)
NUMBERING += '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>'


def run(text: str, *, struck: bool = False, bold: bool = False) -> str:
    looks = ("<w:strike/>" if struck else "") + ("<w:b/>" if bold else "")
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner: str, *, style: str = "", level: int | None = None, numbers: int = 1) -> str:
    about = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        about += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbers}"/></w:numPr>'
    return f"<w:p><w:pPr>{about}</w:pPr>{inner if inner.startswith('<') else run(inner)}</w:p>"


def box(checked: bool) -> str:
    """A checkbox as Word has them since 2010."""
    space = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    return (
        f'<w:sdt {space}><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(checked)}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{run('☒' if checked else '☐')}</w:sdtContent></w:sdt>"
    )


def table(*rows: tuple[str, ...]) -> str:
    lines = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{lines}</w:tbl>"


def document(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def parts(body: str = "") -> dict[str, str | bytes]:
    """The parts of a small, honest file."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "word/document.xml": document(body or paragraph("Add an alert on the age of the queue")),
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
    }


def pack(files: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def docx(body: str) -> bytes:
    return pack(parts(body))


RECEIPTS = docx(
    paragraph("Receipts went out twice", style="Title")
    + paragraph("Date: 2026-10-14")
    + paragraph("Summary", style="heading2")
    + paragraph(
        run("A worker that was thought dead sent its batch again. We should add a test that ")
        + run("kills a worker halfway through a batch.")
    )
    + paragraph("Action items", style="heading2")
    + table(
        (run("Action", bold=True), run("Owner", bold=True), run("Due", bold=True), run("Ticket", bold=True)),
        ("Give each receipt a key that the mailer checks", "Lena Vogt", "2026-11-20", "MAIL-311"),
        ("Alert when a customer gets two mails of one kind in a minute", "Tomas Ruiz", "2026-12-04", "MAIL-312"),
        (run("Buy a second mail provider", struck=True), "Lena Vogt", "2026-12-18", "MAIL-313"),
    )
    + paragraph("Follow-up tasks", style="heading2")
    + paragraph(box(True) + run(" Write a runbook for stopping the mailer (Owner: Aiko Mori)"), level=0)
    + paragraph(box(False) + run(" Remove the retry from the batch worker (Owner: Tomas Ruiz, due 2026-11-27)"), level=0)
    + paragraph("Document how to replay a batch by hand", level=1)
    + paragraph(run("Rewrite the mailer in another language", struck=True), level=0)
    + paragraph("Timeline", style="heading2")
    + paragraph("09:02 the worker stopped answering", level=0, numbers=2)
    + paragraph("09:10 a second worker took the batch", level=0, numbers=2)
)
