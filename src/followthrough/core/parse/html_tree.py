"""Tags to a tree, in one pass that stays quick and shallow on any text. Knows which tags close which; judges no meaning.

Written by hand because the standard library's tokenizer goes over an unclosed tag again and again, and because its users nest as
deep as the text says. Here nothing lies deeper than DEEPEST: what a page nests further is kept, side by side.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DEEPEST = 120
MOST_TAGS = 400_000  # some hundred megabytes of tree; a page of ten megabytes has about as many
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905 - a list to read
RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noscript"})  # their text holds no tags
BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr html li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul
    ac:task ac:task-body ac:task-list ac:layout ac:layout-section ac:layout-cell ac:structured-macro ac:rich-text-body
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
# What an opening tag closes where it is still open, and the tags beyond which it does not look.
_LISTS = frozenset({"ul", "ol", "menu", "td", "th", "table", "ac:task-list"})
_CELLS = frozenset({"table"})
CLOSES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), _LISTS),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "tr": (frozenset({"tr"}), _CELLS),
    "tbody": (frozenset({"thead", "tbody", "tfoot"}), _CELLS),
    "tfoot": (frozenset({"thead", "tbody", "tfoot"}), _CELLS),
}
_NO_PARAGRAPH = frozenset({"p", "ul", "ol", "table", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "dl"})
_P = (frozenset({"p"}), BLOCKS - {"p"})

_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:_-]{0,60})")
_STOP = re.compile(r">|=\s{0,9}([\"'])")
_ATTRIBUTE = re.compile(r"([^\s=/>\"']+)(?:\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")


@dataclass(slots=True)
class Node:
    """An element. Its name is in lower case, its children are elements and pieces of text."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def get(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")

    @property
    def classes(self) -> list[str]:
        return self.get("class").split()

    def nodes(self) -> Iterator[Node]:
        """The elements right inside."""
        return (child for child in self.children if isinstance(child, Node))

    def within(self) -> Iterator[Node]:
        """All elements inside, in order."""
        for child in self.nodes():
            yield child
            yield from child.within()

    def find(self, *names: str) -> Node | None:
        return next((node for node in self.within() if node.name in names), None)

    def text(self) -> str:
        """All words inside, as they stand."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


class TooManyTags(Exception):
    """The page has more tags than a postmortem can have."""


def read_tree(source: str) -> Node:
    """The elements of a page, in a root without a name."""
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.root = Node("")
        self.open = [self.root]
        self.tags = 0
        self.missing: set[str] = set()  # what does not come any more, so that nothing is looked for twice

    def read(self) -> Node:
        at = 0
        while (found := self.source.find("<", at)) >= 0:
            self._words(self.source[at:found])
            at = self._tag(found)
        self._words(self.source[at:])
        return self.root

    def _words(self, source: str) -> None:
        if source:
            self.open[-1].children.append(html.unescape(source) if "&" in source else source)

    def _next(self, mark: str, at: int) -> int:
        if mark in self.missing:
            return -1
        found = self.source.find(mark, at)
        if found < 0:
            self.missing.add(mark)
        return found

    def _tag(self, at: int) -> int:
        named = _NAME.match(self.source, at + 1)
        if not named:
            return self._declaration(at)
        end = self._end(named.end())
        if end < 0:
            self._words("<")
            return at + 1
        self.tags += 1
        if self.tags > MOST_TAGS:
            raise TooManyTags
        name = named[1].lower()
        if named[0][0] == "/":
            self._close(name)
            return end + 1
        inside = self.source[named.end() : end]
        self._open(Node(name, dict(_attributes(inside)) if "=" in inside or " " in inside else {}), closed=inside.endswith("/"))
        return self._raw(name, end + 1) if name in RAW and not inside.endswith("/") else end + 1

    def _end(self, at: int) -> int:
        """Where a tag ends: at its `>`, which a quoted value may hold as well."""
        if self._next(">", at) < 0:
            return -1
        while (stop := _STOP.search(self.source, at)) and stop[1]:
            closing = self._next(stop[1], stop.end())
            at = closing + 1 if closing >= 0 else stop.end()
        if stop:
            return stop.start()
        return self._next(">", at)

    def _declaration(self, at: int) -> int:
        for start, mark in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">")):
            if self.source.startswith(start, at) and (end := self._next(mark, at + len(start))) >= 0:
                if mark == "]]>":
                    self.open[-1].children.append(self.source[at + len(start) : end])
                return end + len(mark)
        self._words("<")
        return at + 1

    def _raw(self, name: str, at: int) -> int:
        closing = re.compile(f"</{name}", re.IGNORECASE).search(self.source, at)
        end = closing.start() if closing else len(self.source)
        self._words(self.source[at:end])
        return end

    def _open(self, node: Node, *, closed: bool) -> None:
        if node.name in CLOSES:
            self._close_open(*CLOSES[node.name])
        if node.name in _NO_PARAGRAPH:
            self._close_open(*_P)
        self.open[-1].children.append(node)
        if node.name not in VOID and not closed and len(self.open) < DEEPEST:
            self.open.append(node)

    def _close_open(self, names: frozenset[str], border: frozenset[str]) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].name in names:
                del self.open[depth:]
                return
            if self.open[depth].name in border:
                return

    def _close(self, name: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].name == name:
                del self.open[depth:]
                return
            if self.open[depth].name in {"td", "th"} and name not in {"tr", "table", "tbody", "thead", "tfoot", "body", "html"}:
                return  # a stray tag in a cell closes nothing around the table


def _attributes(source: str) -> Iterator[tuple[str, str]]:
    for found in _ATTRIBUTE.finditer(source):
        value = next((group for group in found.groups()[1:] if group is not None), "")
        yield found[1].lower(), html.unescape(value) if "&" in value else value
