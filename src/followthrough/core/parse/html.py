"""HTML to Markdown: web pages, and what Confluence, Notion, Google Docs and Word make of theirs. Loads no picture, follows no link.

Confluence's own storage form (`ac:task`, `ri:user`) is read, too. What nobody sees on the page is left out.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from followthrough.core.parse.html_look import Looks
from followthrough.core.parse.html_page import Page
from followthrough.core.parse.html_table import HEADINGS, is_layout, read_table
from followthrough.core.parse.html_tree import BLOCKS, Node, TooManyTags, read_tree
from followthrough.core.parse.html_words import cell, row
from followthrough.errors import InputError

DROPPED = frozenset(
    """
    script style head title template noscript svg math iframe object embed canvas audio video textarea select button map
    ac:placeholder ac:task-id ac:task-uuid ac:parameter ac:emoticon ac:image ri:attachment ri:page
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
BOLD = frozenset({"b", "strong"})
STRUCK = frozenset({"s", "del", "strike"})
ITEMS = frozenset({"li", "ac:task"})
TITLES = {"title": 1, "msotitle": 1}  # classes of a paragraph that is a heading
GOOGLE_LEVEL = re.compile(r"lst-kix_\w{1,80}-(\d)(?!\d)")
MSO_HEADING = re.compile(r"msoheading([1-6])$")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
AHEAD_OF_A_DATE = re.compile(r"\b(?:by|due|until|before|on|date|eta)\W{0,3}$", re.IGNORECASE)
AHEAD_OF_A_NAME = re.compile(r"\b(?:with|and|or|from|to|by|for|of|ask|asks|owner|assignee|tell|via)\W{0,3}$", re.IGNORECASE)
MENTIONS = frozenset({"user-mention", "confluence-userlink", "user", "mention", "user-hover", "at-mention", "js-user-link"})
DROPPED_MACROS = frozenset({"toc", "children", "pagetree", "attachments", "recently-updated", "anchor", "livesearch"})


def to_markdown(source: str, *, name: str = "") -> str:
    """The page as Markdown; InputError where it is made of more tags than a postmortem can have, or says nothing."""
    try:
        tree = read_tree(source)
    except TooManyTags:
        raise InputError(
            "this page has too many tags to be a postmortem: export the one document as HTML or Markdown", source=name
        ) from None
    text = _Walker(Looks.of(tree)).read(tree)
    if not text.strip():
        raise InputError("this page has no words: it may be drawn by a script. Export the postmortem as HTML or Markdown", source=name)
    return text


class _Walker:
    def __init__(self, looks: Looks) -> None:
        self.looks = looks
        self.page = Page()
        self.in_task = False
        self.marks = False  # whether bold is told; in headings it says nothing

    def read(self, tree: Node) -> str:
        title = tree.find("title")
        if title is not None and not any(node.name == "h1" or self._heading(node) == 1 for node in tree.within()):
            self.page.words(title.text())
            self.page.heading(1)
        self._children(tree)
        self.page.paragraph()
        return self.page.text()

    def _children(self, node: Node) -> None:
        for child in node.children:
            if isinstance(child, str):
                self.page.words(child)
            else:
                self._node(child)

    def _node(self, node: Node) -> None:
        if node.name in DROPPED or self.looks.is_hidden(node):
            if node.name in {"ac:emoticon"}:
                self.page.words(_emoji(node))
            return
        look = self.looks.of_node(node, bold=node.name in BOLD, struck=node.name in STRUCK)
        with self.page.look(look):
            self._meaning(node)

    def _meaning(self, node: Node) -> None:
        name = node.name
        if level := self._heading(node):
            self.page.paragraph()
            self._children(node)
            self.page.heading(level)
        elif name in {"ul", "ol", "menu", "ac:task-list"}:
            self._list(node)
        elif name in ITEMS:
            self._item(node)
        elif name == "table":
            self._table(node)
        elif name == "pre":
            self.page.paragraph()
            self.page.code(node.text())
        elif name == "blockquote":
            with self.page.quoted():
                self._children(node)
        elif name == "br":
            self.page.line_end()
        elif name == "ac:structured-macro":
            self._macro(node)
        elif name == "dt":
            self.page.paragraph()
            self._children(node)
            self.page.words(" " if self.page.said().rstrip().endswith(":") else ": ")
        elif name == "dd":
            self._children(node)
            self.page.paragraph()
        elif name == "hr":
            self.page.paragraph()
        elif name in BLOCKS:
            self.page.paragraph()
            self._children(node)
            self.page.paragraph()
        else:
            self._inline(node)

    def _inline(self, node: Node) -> None:
        if node.name == "input":
            if node.get("type").lower() == "checkbox":
                self.page.box("checked" in node.attributes)
        elif node.name == "img":
            self.page.words(_emoji(node))
        elif node.name == "time":
            self._time(node)
        elif node.name == "ri:user":
            self._mention(node.get("ri:username") or "")
        elif _is_mention(node):
            self._mention(node.text())
        elif node.name == "a":
            self._link(node)
        elif node.name == "ac:task-status":
            self.page.box(node.text().strip() == "complete")
        elif "checkbox" in node.classes:  # Notion
            self.page.box("checkbox-on" in node.classes)
        elif node.name == "ac:plain-text-link-body":
            self.page.words(node.text())
        else:
            self._children(node)
            if "selected-value" in node.classes:
                self.page.words(" ")

    def _heading(self, node: Node) -> int:
        if node.name in HEADINGS:
            return int(node.name[1])
        if node.name == "p":
            for word in node.classes:
                if level := TITLES.get(word.lower()):
                    return level
                if found := MSO_HEADING.match(word.lower()):
                    return int(found[1])
        if node.get("role") == "heading" and node.get("aria-level") in {*"123456"}:
            return int(node.get("aria-level"))
        return 0

    def _list(self, node: Node) -> None:
        self.page.paragraph()
        level = GOOGLE_LEVEL.search(node.get("class"))
        start = node.get("start")
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
        with self.page.list(ordered=node.name == "ol", first=first, level=int(level[1]) if level else None):
            self._children(node)
            self.page.paragraph()

    def _item(self, node: Node) -> None:
        task = node.name == "ac:task" or "data-inline-task-id" in node.attributes
        was, self.in_task = self.in_task, task or self.in_task
        self.page.entry()
        if "checked" in node.classes and task:
            self.page.box(True)
        elif task and node.name == "li":
            self.page.box(False)
        elif node.get("role") == "checkbox":
            self.page.box(node.get("aria-checked") == "true")
        self._children(node)
        self.page.paragraph()
        self.page.entry_ends()
        self.in_task = was

    def _table(self, node: Node) -> None:
        self.page.paragraph()
        if is_layout(node):
            self._children(node)
            self.page.paragraph()
            return
        caption = next((child for child in node.nodes() if child.name == "caption"), None)
        if caption:
            self._children(caption)
            self.page.paragraph()
        table = read_table(node)
        if not table.rows and not table.header:
            return
        width = len(table.header or table.rows[0])
        header = [self._cell(each, bold=False) for each in table.header] if table.header else [" "] * width
        self.page.rows([row(header), row(["---"] * width), *(row([self._cell(each) for each in line]) for line in table.rows)])

    def _cell(self, node: Node | None, *, bold: bool = True) -> str:
        if node is None:
            return ""
        whole, self.page = self.page, Page(look=self.page.looked, bold=bold and node.name != "th")
        with self.page.look(self.looks.of_node(node)):
            self._children(node)
        self.page.paragraph()
        text, self.page = cell(self.page.text(tight=True)), whole
        return text

    def _time(self, node: Node) -> None:
        day = DAY.match(node.get("datetime"))
        said = node.text().strip().lstrip("@") if day is None else day[0]
        if self.in_task and day and not AHEAD_OF_A_DATE.search(self.page.said()):
            said = f"(due {said})"
        self.page.words(f" {said} ")

    def _mention(self, words: str) -> None:
        """A person. Ahead of a task's words it is the one who does it; a name of several words is no `@handle`."""
        said = " ".join(words.split()).lstrip("@").strip()
        if not said:
            return
        if " " not in said:
            self.page.words(f" @{said} ")
        elif self.in_task and not self.page.said().strip():
            self.page.words(f"{said}: ")
        elif self.in_task and not AHEAD_OF_A_NAME.search(self.page.said()):
            self.page.words(f" ({said}) ")
        else:
            self.page.words(f" {said} ")

    def _link(self, node: Node) -> None:
        target = _target(node.get("href"))
        if not target or any(child.name in BLOCKS for child in node.within()):
            self._children(node)
            return
        if node.text().strip() == target:
            self.page.ready(target)
            return
        self.page.ready("[")
        self._children(node)
        self.page.ready(f"]({target})")

    def _macro(self, node: Node) -> None:
        parameters = {child.get("ac:name"): child.text().strip() for child in node.nodes() if child.name == "ac:parameter"}
        kind = node.get("ac:name")
        if kind in DROPPED_MACROS:
            return
        if kind == "status":
            self.page.words(f" {parameters.get('title', '')} ")
        elif kind == "jira":
            self.page.words(f" {parameters.get('key', '')} ")
        elif body := next((child for child in node.nodes() if child.name == "ac:plain-text-body"), None):
            self.page.paragraph()
            self.page.code(body.text())
        else:
            self.page.paragraph()
            if title := parameters.get("title"):
                with self.page.look((True, False)):
                    self.page.words(title)
                self.page.paragraph()
            self._children(node)
            self.page.paragraph()


def _is_mention(node: Node) -> bool:
    if node.name not in {"a", "span", "ac:link"}:
        return False
    if node.get("data-username") or node.get("data-mention-id") or MENTIONS.intersection(node.classes):
        return True
    return node.get("data-type") == "mention"


def _emoji(node: Node) -> str:
    """The character that a small picture stands for."""
    said = node.get("data-emoji-fallback") or node.get("ac:emoji-fallback") or node.get("alt")
    name = (node.get("data-emoji-shortname") or node.get("ac:emoji-shortname") or node.get("ac:name") or said).strip(":()")
    if name in {"tick", "check_mark", "white_check_mark"}:
        return "✅"
    if name in {"cross", "cross_mark", "x"} and node.name != "img":
        return "❌"
    return said if said and len(said) <= 4 and not said.isascii() else ""


def _target(address: str) -> str:
    """Where a link leads, as it can stand in Markdown; nothing for what leads nowhere outside the page."""
    address = address.strip()
    if address.startswith(("https://www.google.com/url?", "http://www.google.com/url?")):
        address = (parse_qs(urlsplit(address).query, max_num_fields=20).get("q") or [""])[0]
    if not address.lower().startswith(("http://", "https://", "mailto:", "/")) or len(address) > 2000:
        return ""
    return re.sub(r"[\s<>()\"'`|\\]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), address)
