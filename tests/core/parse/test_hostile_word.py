"""Word files that were made to do harm, and files that only look like one: each is refused in words, none is unpacked to disk."""

from __future__ import annotations

import io
import os
import random
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from followthrough.core.parse import archive, parse
from followthrough.core.parse.xml_part import DEEPEST, MOST
from followthrough.errors import InputError
from tests.core.parse import word
from tests.core.parse.word import OFFICE, RELATIONS, W, document, pack, paragraph, parts

LAUGHS = "<!DOCTYPE w [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY a{n} '{'&a' + str(n - 1) * bool(n - 1) + ';'}'>" for n in range(1, 9)) + "]>"
BODY = f'<w:document xmlns:w="{W}"><w:body>{paragraph("Add an alert")}</w:body></w:document>'


def with_part(name: str, data: str | bytes) -> bytes:
    return pack({**parts(), name: data})


def with_document(text: str | bytes) -> bytes:
    return with_part("word/document.xml", text)


def with_relation(kind: str, target: str, *, part: str = "word/_rels/settings.xml.rels", mode: str = "External") -> bytes:
    about = f'<Relationship Id="r" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return with_part(part, f'<Relationships xmlns="{RELATIONS}">{about}</Relationships>')


def with_entry(name: str, data: bytes = b"x", *, mode: int = 0, flags: int = 0) -> bytes:
    packed = io.BytesIO(pack(parts()))
    with zipfile.ZipFile(packed, "a") as file:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        file.writestr(entry, data)
        entry.flag_bits |= flags
    return packed.getvalue()


def twice() -> bytes:
    packed = io.BytesIO(pack(parts()))
    with zipfile.ZipFile(packed, "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr("word/document.xml", document(paragraph("Add another alert")))
    return packed.getvalue()


def patched(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def wrong_sum() -> bytes:
    data = bytearray(pack(parts(), compression=zipfile.ZIP_STORED))
    data[data.index(b"Add an alert")] ^= 0x20
    return bytes(data)


def lying_size(size: int) -> bytes:
    """The directory says a part is smaller than it is."""
    data = bytearray(with_document(document(paragraph("Add an alert " * 50_000))))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    data[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    return bytes(data)


def over_each_other() -> bytes:
    """Two names for one place in the file."""
    data = bytearray(pack(parts()))
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def long_directory() -> bytes:
    data = bytearray(pack(parts()))
    end = data.rindex(b"PK\x05\x06")
    data[end + 10 : end + 12] = (60_000).to_bytes(2, "little")
    return bytes(data)


def ole(*entries: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(entry.encode("utf-16-le") + bytes(64) for entry in entries)


def pictures(count: int, size: int) -> bytes:
    noise = random.Random(1).randbytes(size)
    return pack({**parts(), **{f"word/media/image{number}.png": noise for number in range(count)}})


HOSTILE: dict[str, tuple[bytes, str]] = {
    "a bomb of zeros": (with_document(b"<w:document>" + b" " * 20_000_000 + b"</w:document>"), "far more"),
    "a bomb in a part that is not read": (with_part("word/media/image1.bmp", bytes(30_000_000)), "far more"),
    "a bomb of many small parts": (pack({**parts(), **{f"word/{n}.bin": bytes(900_000) for n in range(300)}}), "far more"),
    "a part over the limit that hardly packs": (
        with_document(document(paragraph(random.Random(2).randbytes(archive.LARGEST_PART // 2 + 9).hex()))),
        "far more",
    ),
    "very many entries": (pack({**parts(), **{f"word/{n}.xml": "" for n in range(archive.MOST_ENTRIES)}}), "far more"),
    "a directory that says it is endless": (long_directory(), "far more"),
    "more bytes than a document has": (pack(parts(), compression=zipfile.ZIP_STORED) + bytes(archive.LARGEST), "too large"),
    "a zip in a zip": (pack({"lib 0.zip": pack({"lib 1.zip": pack({"zeros": bytes(1_000_000)})})}), "zip archive"),
    "entities that multiply": (with_document(LAUGHS + f'<w:document xmlns:w="{W}"><w:body>&a8;</w:body></w:document>'), "entities"),
    "an entity from a file": (
        with_document(f'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>{BODY.replace("Add an alert", "&x;")}'),
        "entities",
    ),
    "an entity from the network": (
        with_document(f'<!DOCTYPE w [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>{BODY}'),
        "entities",
    ),
    "a document type in UTF-16": (with_document(f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w>{BODY}'.encode("utf-16")), "entities"),
    "a document type of its own": (with_document(f'<!DOCTYPE w SYSTEM "http://127.0.0.1:9/w.dtd">{BODY}'), "entities"),
    "entities in the styles": (with_part("word/styles.xml", LAUGHS + word.STYLES), "entities"),
    "entities in the relations": (with_part("word/_rels/document.xml.rels", LAUGHS + word.ROOT), "entities"),
    "entities in the list of types": (with_part("[Content_Types].xml", LAUGHS + word.TYPES), "entities"),
    "entities in the notes": (with_part("word/footnotes.xml", LAUGHS + f'<w:footnotes xmlns:w="{W}"/>'), "entities"),
    "a link to another file": (with_entry("word/media/x", b"/etc/passwd", mode=stat.S_IFLNK | 0o777), "link to another file"),
    "a name that leads up": (with_entry("../../etc/cron.d/x"), "lead out of it"),
    "a name that leads up in the middle": (with_entry("word/../../x"), "lead out of it"),
    "a name from the root": (with_entry("/etc/passwd"), "lead out of it"),
    "a name with backslashes": (with_entry("..\\..\\x.exe"), "lead out of it"),
    "a name on a drive": (with_entry("C:\\x.exe"), "lead out of it"),
    "a template from the network": (with_relation("attachedTemplate", "http://127.0.0.1:9/t.dotm"), "another place"),
    "a template from a share": (with_relation("attachedTemplate", r"\\127.0.0.1\t.dotm"), "another place"),
    "an object from the network": (
        with_relation("oleObject", "http://127.0.0.1:9/x", part="word/_rels/document.xml.rels"),
        "another place",
    ),
    "a frame from the network": (with_relation("frame", "http://127.0.0.1:9/x", part="word/_rels/webSettings.xml.rels"), "another place"),
    "a part of the document from elsewhere": (
        with_relation("subDocument", "file:///etc/passwd", part="word/_rels/document.xml.rels"),
        "another place",
    ),
    "macros": (with_part("word/vbaProject.bin", b"\xd0\xcf\x11\xe0"), "macros"),
    "macros by the type it says it has": (
        with_part("[Content_Types].xml", word.TYPES.replace("wordprocessingml.document.main", "ms-word.document.macroEnabled.main")),
        "macros",
    ),
    "an entry that is there twice": (twice(), "twice"),
    "an entry that is there twice but for capitals": (with_part("word/Document.xml", document("")), "twice"),
    "entries that lie over each other": (over_each_other(), "over each other"),
    "a wrong checksum": (wrong_sum(), "damaged"),
    "a size that is too small": (lying_size(100), "damaged"),
    "a size that is far too large": (lying_size(0x7FFFFFFF), "far more"),
    "an end that is missing": (pack(parts())[:-30], "damaged"),
    "its first half": (pack(parts())[: len(pack(parts())) // 2], "damaged"),
    "a single signature": (b"PK\x03\x04", "damaged"),
    "an empty archive": (b"PK\x05\x06" + bytes(18), "zip archive"),
    "a locked entry": (with_entry("word/x.xml", flags=1), "password"),
    "a locked Word file": (ole("EncryptionInfo", "EncryptedPackage"), "password"),
    "an old Word file": (ole("WordDocument", "1Table"), r"\.doc"),
    "a message of Outlook": (ole("__substg1.0_0037001F"), "Outlook"),
    "an old container of nothing known": (ole(), "old kind"),
    "a spreadsheet": (pack({"[Content_Types].xml": word.TYPES, "xl/workbook.xml": "<workbook/>"}), "spreadsheet"),
    "slides": (pack({"[Content_Types].xml": word.TYPES, "ppt/presentation.xml": "<p/>"}), "slides"),
    "an OpenDocument text": (pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "OpenDocument"),
    "an archive of pages": (pack({"Export/Page.html": "<p>Add an alert</p>"}), "zip archive"),
    "no document": (pack({name: data for name, data in parts().items() if name != "word/document.xml"}), "damaged"),
    "XML that breaks off": (with_document(document(paragraph("Add"))[:-20]), "damaged"),
    "no XML at all": (with_document(b"\x00\x01\x02"), "damaged"),
    "XML in an encoding nobody knows": (with_document(b'<?xml version="1.0" encoding="ebcdic-xyz"?><w/>'), "damaged"),
    "tables in tables in tables": (with_document(document("<w:tbl><w:tr><w:tc>" * 200 + "</w:tc></w:tr></w:tbl>" * 200)), "nested"),
    "elements without end": (with_document(document("<w:x/>" * (MOST + 1))), "far more|too large"),
    "a document that holds nothing": (with_document(document("<w:p/>")), "no text"),
    "another root": (with_document("<html><body>Add an alert</body></html>"), "damaged|no text"),
}


@pytest.mark.parametrize("made", HOSTILE)
def test_it_is_refused_with_the_reason(made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data, reason = HOSTILE[made]
    with pytest.raises(InputError, match=reason) as refusal:
        parse(data, name="postmortem.docx")
    assert str(refusal.value).startswith("postmortem.docx: ")
    assert not list(tmp_path.iterdir())


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 30


HARMLESS = {
    "a template on the author's own disk": with_relation("attachedTemplate", "file:///D:/templates/report.dotx"),
    "a link to a page": with_relation("hyperlink", "https://tracker.example/OPS-1", part="word/_rels/document.xml.rels"),
    "a picture from the network, which is not loaded": with_relation(
        "image", "http://127.0.0.1:9/x.png", part="word/_rels/document.xml.rels"
    ),
    "pictures of some megabytes": pictures(6, 500_000),
    "a sheet inside, which is not opened": with_part("word/embeddings/sheet.xlsx", pack({"xl/workbook.xml": "<workbook/>"})),
    "a table eight deep": with_document(
        document("<w:tbl><w:tr><w:tc>" * 8 + paragraph("Add an alert on the age of the queue") + "</w:tc></w:tr></w:tbl>" * 8)
    ),
}


@pytest.mark.parametrize("made", HARMLESS)
def test_what_honest_files_hold_is_no_reason_to_refuse_them(made: str) -> None:
    assert "Add an alert on the age of the queue" in parse(HARMLESS[made], name="postmortem.docx").text


def test_as_deep_as_it_may_be_is_read() -> None:
    depth = (DEEPEST - 8) // 3
    body = "<w:tbl><w:tr><w:tc>" * depth + paragraph("Add an alert") + "</w:tc></w:tr></w:tbl>" * depth
    assert "Add an alert" in parse(with_document(document(body)), name="x").text


CHILD = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
def refuse(event, arguments):
    if event.startswith("socket.") or event in {"subprocess.Popen", "os.system"}:
        raise SystemExit(f"opened {event}")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise SystemExit(f"wrote {arguments[0]}")
sys.addaudithook(refuse)
from followthrough.core.parse import parse
from followthrough.errors import InputError
for file in sorted(Path(sys.argv[1]).iterdir()):
    try:
        parse(file.read_bytes(), name=file.name)
    except InputError:
        pass
status = Path("/proc/self/status")
if status.exists():  # of this program alone: the other figure begins with what its parent had when it was started
    peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)
print(peak // 1024)
"""


def test_all_of_them_together_take_little_memory_and_time_open_no_socket_and_write_nothing(tmp_path: Path) -> None:
    for number, data in enumerate([*(data for data, _ in HOSTILE.values()), *HARMLESS.values(), word.RECEIPTS]):
        (tmp_path / f"{number:03}").write_bytes(data)
    source = Path(archive.__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path)], capture_output=True, text=True, check=False, env=environment, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 300  # megabytes
