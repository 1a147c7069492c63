"""Who may import whom, read from the syntax tree of every file. The table is DESIGN's, written down in tests/imports.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports import MAY, SOURCE, imports, violations

FILES = sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*.py"))


def test_every_file_imports_along_the_arrows() -> None:
    found = [line for file in FILES for line in violations(file, (SOURCE / file).read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


def test_every_part_of_the_package_has_its_arrows() -> None:
    parts = {file.parts[0].removesuffix(".py") for file in FILES} - {"__init__"}
    assert {"core", "web", "cli", "errors"} <= parts <= set(MAY)


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("core/item.py", "import django"),
        ("core/item.py", "from followthrough.web.models import Item"),
        ("core/item.py", "def f():\n    from followthrough.web.models import Item"),
        ("core/item.py", "from followthrough import web"),
        ("core/item.py", "from ..web import models"),
        ("core/item.py", "import mammoth"),
        ("core/item.py", "import urllib.request"),
        ("core/item.py", "from http.client import HTTPConnection"),
        ("core/item.py", "import datetime\ntoday = datetime.date.today()"),
        ("core/lint/run.py", "if TYPE_CHECKING:\n    from followthrough.cli.main import Command"),
        ("errors.py", "from followthrough.core.item import Span"),
        ("errors.py", "import httpx"),
        ("http.py", "from followthrough.core.item import Span"),
        ("trackers/github.py", "from followthrough.web.models import Item"),
        ("mcp.py", "from followthrough.web.operations.items import close_item"),
        ("editor/server.py", "def f():\n    from followthrough.cli.configuration import Configurations"),
        ("web/models/item.py", "from followthrough.cli.console import paint"),
        ("web/models/item.py", "def f():\n    from followthrough.mcp import tools"),
        ("cli/items.py", "import django"),
        ("cli/items.py", "from followthrough.web.models import Item"),
        ("cli/items.py", "try:\n    import shtab\nexcept ImportError:\n    pass"),
    ],
)
def test_a_planted_violation_is_caught(file: str, source: str) -> None:
    assert len(violations(Path(file), source)) == 1


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("core/parse/markdown.py", "from markdown_it import MarkdownIt"),
        ("core/parse/docx.py", "def read():\n    import mammoth"),
        ("core/item.py", "from urllib.parse import urlsplit\nfrom followthrough.errors import InputError\nfrom . import document"),
        ("trackers/github.py", "from followthrough.http import get\nfrom followthrough.core.item import Span"),
        ("web/urls.py", "from django.urls import path\nfrom followthrough.core.item import Type"),
        ("cli/serve.py", "def run():\n    import django\n    from followthrough.web import settings"),
        ("cli/main.py", "import argparse\nfrom followthrough import __version__"),
    ],
)
def test_what_the_arrows_allow_is_let_through(file: str, source: str) -> None:
    assert violations(Path(file), source) == []


def test_imports_inside_functions_are_seen_and_known_as_such() -> None:
    found = list(imports(Path("cli/x.py"), "import os\ndef f():\n    if True:\n        import json\n"))
    assert [(i.module, i.lazy) for i in found] == [("os", False), ("json", True)]
