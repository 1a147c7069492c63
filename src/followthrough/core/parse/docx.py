"""Word files (.docx) to Markdown, by way of HTML. Loads no picture, follows no template, runs nothing.

What the library gets is packed anew from the few parts that hold text, after each was looked through.
"""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

from followthrough.core.parse import archive
from followthrough.core.parse.html import to_markdown as read_html
from followthrough.core.parse.xml_part import Budget, look_through
from followthrough.errors import InputError

PARTS = re.compile(
    r"(?i)(?:\[Content_Types\]\.xml|_rels/\.rels"
    r"|word/(?:document|styles|numbering|footnotes|endnotes|comments)\d{0,3}\.xml"
    r"|word/_rels/(?:document|footnotes|endnotes|comments)\d{0,3}\.xml\.rels)"
)
RELATIONS = re.compile(r"(?i)\A(?:[^/]{0,200}/){0,9}_rels/[^/]{0,200}\.rels")
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""
HARMLESS = frozenset({"hyperlink", "image"})  # a link is words, and no picture is loaded
FOREIGN = "this Word file fetches parts from another place (a template, an object): save it without them and read that"


def to_markdown(data: bytes, *, name: str) -> str:
    """The text of a Word file. Raises InputError for every other packed file, and for one that was made to do harm."""
    if not data.startswith(b"PK"):
        raise archive.refuse_ole(data, name=name)
    with archive.open_archive(data, name=name) as packed:
        names = packed.namelist()
        archive.refuse_other_kinds(names, packed, name=name)
        parts = _parts(packed, names, name)
    if not any(part.lower().startswith("word/document") for part in parts):
        raise InputError(archive.DAMAGED, source=name)
    page = _page(parts, name)
    if not page.strip():
        raise InputError("this Word file holds no text: it may be pictures only. Write the action items down and read that", source=name)
    return read_html(page, name=name)


def _parts(packed: ZipFile, names: list[str], name: str) -> dict[str, bytes]:
    """The parts that hold text, each looked through."""
    budget = Budget()
    parts = {}
    for part in names:
        wanted = bool(PARTS.fullmatch(part))
        if wanted or RELATIONS.fullmatch(part):
            data = archive.read_part(packed, part, name=name)
            look_through(data, budget, name=name, each=lambda _, attributes: _check(attributes, name))
            if wanted:
                parts[part] = data
    return parts


def _check(attributes: dict[str, str], name: str) -> None:
    """One element of a part: what it refers to outside of the file, and which kind of file it says this is."""
    if "macroEnabled" in attributes.get("ContentType", ""):
        raise InputError(archive.MACROS, source=name)
    if attributes.get("TargetMode", "").lower() == "external":
        kind = attributes.get("Type", "").rpartition("/")[2]
        at_home = kind == "attachedTemplate" and attributes.get("Target", "").lower().startswith("file:///")
        if kind not in HARMLESS and not at_home:
            raise InputError(FOREIGN, source=name)


def _page(parts: dict[str, bytes], name: str) -> str:
    from mammoth import convert_to_html, images  # type: ignore[import-untyped]

    packed = io.BytesIO()
    with ZipFile(packed, "w") as again:
        for part, data in parts.items():
            again.writestr(part, data)
    packed.seek(0)
    try:
        result = convert_to_html(
            packed,
            style_map=STYLES,
            include_embedded_style_map=False,
            convert_image=images.img_element(lambda _: {"src": ""}),
            external_file_access=False,
        )
    except Exception:  # a library for files that Word wrote, on a file that anybody may have written
        raise InputError(archive.DAMAGED, source=name) from None
    return str(result.value)
