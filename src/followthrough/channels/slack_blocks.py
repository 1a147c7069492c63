"""A message as blocks of Slack's Block Kit. Posts nothing.

docs.slack.dev/reference/block-kit. What people wrote goes into rich text, whose pieces are shown as they are: nothing in them is markup,
mentions anybody or becomes a link. Only our own sentences are in Slack's markup, with &, < and > escaped. slack_sdk's models hold every
block against Slack's limits. What Slack takes of text in all blocks together is written down nowhere: people saw 9,600 characters taken
and 11,300 refused. Hence a budget, and a tight one for when Slack says that it was too much all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
    SectionBlock,
)

from followthrough.channels.base import Button, Line, Message, fingerprint
from followthrough.channels.fit import MORE, clipped, first, fitting, left_out, told
from followthrough.core.report.prose import one_line

MOST_BLOCKS: Final = 50
BUDGET: Final = (9_000, 40_000)  # characters of text, of everything
TIGHT: Final = (4_000, 7_500)
SECTION, HEADER, CONTEXT, FALLBACK, WORDS, LABEL, VALUE = 3000, 150, 1000, 1500, 400, 75, 2000
LINK: Final = "open."  # how the names of buttons begin that only lead to a page: Slack reports those presses too

Json = dict[str, Any]  # Any: JSON
Text = RichTextElementParts.Text
Link = RichTextElementParts.Link
Style = RichTextElementParts.TextStyle


def blocks_of(message: Message, *, presses: bool, budget: tuple[int, int] = BUDGET) -> list[Json]:
    """The blocks, as many as Slack takes. The first is named by the message's key: a repeat can be told by it."""
    sections = told(message)

    def build(shown: int, buttons: int) -> list[Json]:
        kept, missing = first(sections, shown, buttons)
        blocks: list[Block] = [_header(message)]
        if one_line(message.intro):
            blocks.append(_sentences(message.intro))
        for section in kept:
            if one_line(section.title):
                blocks.append(_rich([Text(text=clipped(section.title, WORDS), style=Style(bold=True))]))
            blocks += _lines(section.lines, presses=presses)
        blocks += _end(message, missing)
        return [block.to_dict() for block in blocks]

    return fitting(sum(len(section.lines) for section in sections), build, lambda blocks: fits(blocks, budget))


def fits(blocks: Sequence[Json], budget: tuple[int, int]) -> bool:
    text, everything = budget
    return len(blocks) <= MOST_BLOCKS and _texts(blocks) <= text and len(json.dumps(blocks, ensure_ascii=False)) <= everything


def fallback(message: Message) -> str:
    """What a notification and a screen reader say of it."""
    words = [message.subject, *message.intro.splitlines(), *(line.text for section in told(message) for line in section.lines)]
    return escaped(" · ".join(line for word in words if (line := one_line(word))), FALLBACK)


def escaped(text: str, length: int) -> str:
    """The text on one line, in Slack's markup, no longer than this with its escapes."""
    for shown in range(length, 0, -max(1, length // 20)):
        made = clipped(text, shown).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if len(made) <= length:
            return made
    return ""


def _header(message: Message) -> Block:
    plain = PlainTextObject(text=clipped(message.subject, HEADER) or "Followthrough", emoji=False)
    return HeaderBlock(text=plain, block_id=block_id(message))


def block_id(message: Message) -> str:
    return f"ft-{fingerprint(message.key)}"


def _sentences(text: str) -> Block:
    return SectionBlock(text=MarkdownTextObject(text=escaped(text, SECTION), verbatim=True))


def _end(message: Message, missing: int) -> Iterator[Block]:
    if missing or message.url:
        parts: list[Text | Link] = [Text(text=f"{left_out(missing)} ")] if missing else []
        if message.url:
            parts.append(Link(url=message.url, text="All of it"))
        yield _rich(parts)
    if one_line(message.closing):
        yield ContextBlock(elements=[MarkdownTextObject(text=escaped(message.closing, CONTEXT), verbatim=True)])


def _lines(lines: Sequence[Line], *, presses: bool) -> Iterator[Block]:
    """A block for each line with buttons; one for all the lines between them: blocks are few."""
    bare: list[RichTextSectionElement] = []
    for line in lines:
        bare.append(RichTextSectionElement(elements=_line(line)))
        if line.buttons:
            yield RichTextBlock(elements=bare)
            yield ActionsBlock(elements=_buttons(line.buttons[:25], presses=presses))
            bare = []
    if bare:
        yield RichTextBlock(elements=bare)


def _line(line: Line) -> list[Text | Link]:
    words = clipped(line.text, WORDS) or MORE
    style = Style(bold=True) if line.note or line.buttons else None
    parts: list[Text | Link] = [Link(url=line.url, text=words, style=style) if line.url else Text(text=words, style=style)]
    if one_line(line.note):
        parts.append(Text(text=f"\n{clipped(line.note, WORDS)}"))
    return [*parts, Text(text="\n")]


def _buttons(buttons: Sequence[Button], *, presses: bool) -> list[ButtonElement]:
    """Names have to differ within a block: of two buttons for the same, the second is a link."""
    made: list[ButtonElement] = []
    taken: set[str] = set()
    for number, button in enumerate(buttons):
        label = PlainTextObject(text=clipped(button.label, LABEL) or MORE, emoji=False)
        if presses and button.action and button.action not in taken and len(button.value) <= VALUE:
            made.append(ButtonElement(text=label, action_id=button.action, value=button.value or None))
            taken.add(button.action)
        else:
            made.append(ButtonElement(text=label, action_id=f"{LINK}{number}", url=button.url))
    return made


def _rich(parts: Sequence[Text | Link]) -> Block:
    return RichTextBlock(elements=[RichTextSectionElement(elements=list(parts))])


def _texts(value: object) -> int:
    """How many characters of text there are, at any depth."""
    if isinstance(value, dict):
        return sum(len(part) if name == "text" and isinstance(part, str) else _texts(part) for name, part in value.items())
    return sum(_texts(part) for part in value) if isinstance(value, list | tuple) else 0
