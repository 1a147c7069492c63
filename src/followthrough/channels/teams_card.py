"""A message as an Adaptive Card for Microsoft Teams. Posts nothing.

learn.microsoft.com/adaptive-cards (version 1.4, which Teams shows on every device) and /microsoftteams/platform/webhooks-and-connectors: a
message may have 28 KB in all. Words stand in RichTextBlock, which knows no Markdown: what people wrote is shown as it is. Only the
functions for dates, which Teams puts in place wherever they stand, are broken by an invisible mark.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from followthrough.channels.base import Line, Message
from followthrough.channels.fit import MORE, clipped, first, fitting, left_out, told
from followthrough.core.report.prose import JOINER, one_line

MOST_BYTES: Final = 27_000  # of 28 KB
MOST_ACTIONS: Final = 6  # of one set, before Teams hides the rest
WORDS, TITLE, LABEL, SENTENCES = 400, 200, 60, 3000

Json = dict[str, Any]  # Any: JSON


def payload(message: Message) -> bytes:
    """The body of the request, to the byte: as much of the message as Teams takes."""
    sections = told(message)

    def build(shown: int, buttons: int) -> bytes:
        kept, missing = first(sections, shown, buttons)
        body: list[Json] = [_text(clipped(message.subject, TITLE) or "Followthrough", size="Large", weight="Bolder")]
        if one_line(message.intro):
            body.append(_text(clipped(message.intro, SENTENCES)))
        for section in kept:
            if one_line(section.title):
                body.append(_text(clipped(section.title, TITLE), size="Medium", weight="Bolder", spacing="Large"))
            for line in section.lines:
                body += _line(line)
        body += _end(message, missing)
        return _posted(body, message)

    return fitting(sum(len(section.lines) for section in sections), build, lambda made: len(made) <= MOST_BYTES)


def _posted(body: list[Json], message: Message) -> bytes:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": clipped(message.subject, TITLE),
        "msteams": {"width": "Full"},
        "body": body,
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return json.dumps({"type": "message", "attachments": [attachment]}, ensure_ascii=False, separators=(",", ":")).encode()


def _end(message: Message, missing: int) -> Iterator[Json]:
    if missing:
        yield _text(left_out(missing))
    if message.url:
        yield {"type": "ActionSet", "actions": [_open("All of it", message.url)]}
    if one_line(message.closing):
        yield _text(clipped(message.closing, SENTENCES // 3), size="Small", subtle=True, spacing="Large")


def _line(line: Line) -> Iterator[Json]:
    """Its words, which lead to its page, and below them what can be done."""
    words: Json = {
        "type": "TextRun",
        "text": _literal(clipped(line.text, WORDS) or MORE),
        "weight": "Bolder" if one_line(line.note) else "Default",
    }
    if line.url:
        words["selectAction"] = {"type": "Action.OpenUrl", "url": line.url}
    yield {"type": "RichTextBlock", "inlines": [words], "spacing": "Medium"}
    if one_line(line.note):
        yield _text(clipped(line.note, WORDS), spacing="None", subtle=True)
    actions = [_open(button.label, button.url) for button in line.buttons[:MOST_ACTIONS]]
    if actions:
        yield {"type": "ActionSet", "actions": actions, "spacing": "Small"}


def _open(label: str, url: str) -> Json:
    return {"type": "Action.OpenUrl", "title": clipped(label, LABEL) or MORE, "url": url}


def _text(text: str, *, size: str = "Default", weight: str = "Default", spacing: str = "Default", subtle: bool = False) -> Json:
    run: Json = {"type": "TextRun", "text": _literal(one_line(text)), "size": size, "weight": weight}
    if subtle:
        run["isSubtle"] = True
    return {"type": "RichTextBlock", "inlines": [run], "spacing": spacing}


def _literal(text: str) -> str:
    return text.replace("{{", f"{{{JOINER}{{")
