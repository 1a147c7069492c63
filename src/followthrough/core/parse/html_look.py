"""What a page's styles say that is more than looks: struck through, bold, hidden. Reads classes and style attributes, no cascade."""

from __future__ import annotations

import re
from dataclasses import dataclass

from followthrough.core.parse.html_tree import Node

MOST_RULES = 5_000
RULE = re.compile(r"\.([\w-]{1,80})\s{0,9}\{([^{}]{0,2000})\}")
STRUCK = re.compile(r"text-decoration(?:-line)?\s{0,9}:[^;]{0,80}line-through", re.IGNORECASE)
BOLD = re.compile(r"font-weight\s{0,9}:\s{0,9}(?:bold|[6-9]00)", re.IGNORECASE)
PLAIN = re.compile(r"font-weight\s{0,9}:\s{0,9}(?:normal|[1-5]00)", re.IGNORECASE)
HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
Look = tuple[bool | None, bool | None]  # bold and struck through; None where it says nothing


@dataclass(frozen=True, slots=True)
class Looks:
    """The classes of a page that mean something."""

    bold: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tree: Node) -> Looks:
        rules: dict[str, str] = {}
        for node in tree.within():
            if node.name == "style":
                for found in RULE.finditer(node.text()):
                    if len(rules) < MOST_RULES:
                        rules[found[1]] = rules.get(found[1], "") + ";" + found[2]
        return cls(*(frozenset(name for name, said in rules.items() if mark.search(said)) for mark in (BOLD, STRUCK, HIDDEN)))

    def is_hidden(self, node: Node) -> bool:
        if "hidden" in node.attributes:
            return True
        style = node.get("style")
        return bool((style and HIDDEN.search(style[:2000])) or (self.hidden and self.hidden.intersection(node.classes)))

    def of_node(self, node: Node, *, bold: bool = False, struck: bool = False) -> Look:
        """How an element changes the look of the words in it."""
        strong: bool | None = True if bold else None
        gone: bool | None = True if struck else None
        if classes := node.classes:
            strong = True if self.bold.intersection(classes) else strong
            gone = True if self.struck.intersection(classes) else gone
        if style := node.get("style")[:2000]:
            strong = False if PLAIN.search(style) else True if BOLD.search(style) else strong
            gone = True if STRUCK.search(style) else gone
        return strong, gone
