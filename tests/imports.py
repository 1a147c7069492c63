"""Read from the syntax tree what every file of the package imports, and say which of it goes against the arrows of the house.

Imports nothing of what it reads.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "followthrough"
SOURCE = Path(__file__).parents[1] / "src" / PACKAGE

ADAPTERS = frozenset({"llm", "trackers", "channels", "client"})
# Part -> the parts of our own that it may import, beside itself.
MAY: dict[str, frozenset[str]] = {
    "errors": frozenset(),
    "http": frozenset({"errors"}),
    "core": frozenset({"errors"}),
    **{adapter: frozenset({"core", "http", "errors"}) for adapter in ADAPTERS},
    "mcp": frozenset({"core", "client", "errors"}),
    "editor": frozenset({"core", "errors"}),
    "web": frozenset({"core", "llm", "trackers", "channels", "http", "errors"}),
    "cli": frozenset({"core", "errors"}),
}
# The core's one parser; readers of other formats load theirs where they need it.
PARSER = "markdown_it"
LAZY_IN_CORE = frozenset({"mammoth", "pypdf", "model2vec"})
# What the core must not even load from the standard library: the network, other processes, the clock's sleep.
NOT_IN_CORE = frozenset(
    {"socket", "ssl", "http", "urllib.request", "subprocess", "sqlite3", "asyncio", "threading", "multiprocessing", "time"}
)
CLOCKS = frozenset({"today", "now", "utcnow"})


@dataclass(frozen=True, slots=True)
class Import:
    """One import: by which file and line, of what, and whether inside a function."""

    file: Path
    line: int
    module: str
    lazy: bool


def imports(file: Path, source: str) -> Iterator[Import]:
    """Every import of a file, those under TYPE_CHECKING too: an arrow of types is an arrow."""
    for node, lazy in _walk(ast.parse(source), lazy=False):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(file, node.lineno, alias.name, lazy)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(file, node)
            for alias in node.names:
                # "from followthrough import errors" imports followthrough.errors.
                yield Import(file, node.lineno, f"{base}.{alias.name}" if base == PACKAGE else base, lazy)


def violations(file: Path, source: str) -> list[str]:
    """What a file, given by its path within the package, imports against the arrows."""
    part = file.parts[0].removesuffix(".py")
    found = [f"{file}:{i.line}: {why}" for i in imports(file, source) if (why := _against(part, i)) is not None]
    if part == "core":
        found += [f"{file}:{line}: core asks for the time; take it as an argument" for line in _clocks(source)]
    return found


def _against(part: str, found: Import) -> str | None:
    top, _, rest = found.module.partition(".")
    if top == PACKAGE:
        return _against_ours(part, rest.partition(".")[0], found)
    if top in sys.stdlib_module_names:
        bad = part == "core" and any(found.module == name or found.module.startswith(f"{name}.") for name in NOT_IN_CORE)
        return f"core may not import {found.module}" if bad else None
    return _against_foreign(part, top, found)


def _against_ours(part: str, other: str, found: Import) -> str | None:
    if other in ("", "__version__") or other == part or other in MAY.get(part, frozenset()):
        return None
    if part == "cli" and found.lazy:
        return None
    return f"{part} may not import {found.module}{' outside a function' if part == 'cli' else ''}"


def _against_foreign(part: str, top: str, found: Import) -> str | None:
    if part == "errors":
        return f"errors may not import {top}"
    if part == "core" and top != PARSER and not (found.lazy and top in LAZY_IN_CORE):
        return f"core may not import {top}"
    if part == "cli" and not found.lazy:
        return f"cli may not import {top} outside a function"
    return None


def _absolute(file: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = [PACKAGE, *file.parent.parts]
    return ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])


def _walk(node: ast.AST, *, lazy: bool) -> Iterator[tuple[ast.AST, bool]]:
    for child in ast.iter_child_nodes(node):
        inside = lazy or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _for_types_only(node)
        yield child, inside
        yield from _walk(child, lazy=inside)


def _for_types_only(node: ast.AST) -> bool:
    # Never run, so it costs no start-up; the arrows between our own parts hold for it all the same, cli's lazy ones aside.
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _clocks(source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield node.lineno
