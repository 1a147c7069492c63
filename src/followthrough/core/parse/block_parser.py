"""The half of the Markdown parser that finds blocks, loaded without the half that reads inline markup.

Importing `markdown_it` runs its `__init__`, which loads both halves, a renderer and an address parser: about half of its time, and
`followthrough lint` is to answer within a blink inside a pre-commit hook. So the package is put in place without running that file;
whoever asks it for something else still gets it. Adds no rule: `markdown.py` does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.parser_block import ParserBlock
    from markdown_it.token import Token

PACKAGE = "markdown_it"


def _put_in_place() -> None:
    if PACKAGE in sys.modules:
        return
    spec = PathFinder.find_spec(PACKAGE)
    if spec is None or spec.submodule_search_locations is None:
        return  # not installed: the import below says so
    package = ModuleType(PACKAGE)
    package.__spec__ = spec
    package.__path__ = spec.submodule_search_locations
    package.__file__ = spec.origin
    package.__getattr__ = _whole  # type: ignore[method-assign]
    sys.modules[PACKAGE] = package


def _whole(name: str) -> Any:
    """What the package's own `__init__` would have offered."""
    if name == "MarkdownIt":
        return import_module(f"{PACKAGE}.main").MarkdownIt
    raise AttributeError(f"module '{PACKAGE}' has no attribute '{name}'")


_put_in_place()


@contextmanager
def _without_logging() -> Iterator[None]:
    """The block rules log each line they look at, for their authors. Where nobody has loaded `logging` yet they get one that is silent."""
    if "logging" in sys.modules:
        yield
        return
    silent: Any = ModuleType("logging")
    silent.getLogger = _Silent
    sys.modules["logging"] = silent
    try:
        yield
    finally:
        del sys.modules["logging"]


class _Silent:
    def __init__(self, name: str) -> None: ...
    def debug(self, message: str, *about: object) -> None: ...


class BlockParser:
    """What the block rules ask of the parser around them: options, and help with the targets of reference links."""

    def __init__(self, *, nesting: int) -> None:
        with _without_logging():
            block = import_module(f"{PACKAGE}.parser_block")
        utils = import_module(f"{PACKAGE}.utils")
        self.block: ParserBlock = block.ParserBlock()
        self.options = utils.OptionsDict({"maxNesting": nesting, "html": True})

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    @property
    def helpers(self) -> Any:
        return import_module(f"{PACKAGE}.helpers")

    def normalizeLink(self, address: str) -> str:  # noqa: N802 - the parser's own name
        return cast(str, import_module(f"{PACKAGE}.common.normalize_url").normalizeLink(address))

    def validateLink(self, address: str) -> bool:  # noqa: N802 - the parser's own name
        return cast(bool, import_module(f"{PACKAGE}.common.normalize_url").validateLink(address))

    def parse(self, text: str) -> tuple[list[Token], dict[str, Any]]:
        """The block tokens of a text, and what the rules noted by the way (the targets of reference links)."""
        environment: dict[str, Any] = {}
        tokens: list[Token] = []
        self.block.parse(text, cast("MarkdownIt", self), environment, tokens)
        return tokens, environment
