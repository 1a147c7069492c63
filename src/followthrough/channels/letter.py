"""A message as a letter: plain text, and HTML that says the same. Sends nothing, and loads no picture from anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from followthrough.channels.base import Button, Line, Message
from followthrough.core.report.prose import Text, one_line

# Mail programs drop style sheets: each element carries its own. Colours are left to the reader's program, so that dark ones stay readable.
_PAGE: Final = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;max-width:40em"
_BUTTON: Final = "display:inline-block;margin:4px 8px 4px 0;padding:3px 10px;border:1px solid #888;border-radius:4px;text-decoration:none"


def text_of(message: Message) -> str:
    """The plain text: each address on a line of its own."""
    return message.text or "\n".join(_text(message)).strip() + "\n"


def html_of(message: Message) -> str:
    """The HTML. A text that was given as such, and neither HTML nor sections with it, is shown as it stands."""
    if message.html:
        return message.html
    is_text = message.text and not message.sections
    inner = f'<div style="white-space:pre-wrap">{escape(message.text)}</div>' if is_text else "".join(_html(message))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_words(message.subject)}</title></head>'
        f'<body><div style="{_PAGE}">{inner}</div></body></html>'
    )


def _text(message: Message) -> Iterator[str]:
    pen = Text()
    if message.intro:
        yield from (*_paragraphs(pen, message.intro), "")
    for section in message.sections:
        if section.title:
            yield from (*pen.heading(section.title), "")
        for line in section.lines:
            yield from pen.point(one_line(line.text), line.url)
            if line.note:
                yield from (f"  {part}" for part in pen.paragraph(one_line(line.note)))
            yield from (f"  {one_line(button.label)}: {button.url}" for button in line.buttons)
            yield ""
    if message.url:
        yield from (f"All of it: {message.url}", "")
    if message.closing:
        yield from ("-" * 20, *_paragraphs(pen, message.closing))


def _paragraphs(pen: Text, text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from pen.paragraph(one_line(line))


def _html(message: Message) -> Iterator[str]:
    if message.intro:
        yield "".join(f"<p>{_words(line)}</p>" for line in message.intro.splitlines() if line.strip())
    for section in message.sections:
        if section.title:
            yield f'<h2 style="font-size:17px;margin:1.4em 0 .4em">{_words(section.title)}</h2>'
        yield '<ul style="padding-left:1.2em">' + "".join(_item(line) for line in section.lines) + "</ul>"
    if message.url:
        yield f"<p>{_link('All of it', message.url)}</p>"
    if message.closing:
        yield f'<p style="font-size:13px;margin-top:2em">{_words(message.closing)}</p>'


def _item(line: Line) -> str:
    head = _link(line.text, line.url) if line.url else _words(line.text)
    note = f"<br>{_words(line.note)}" if line.note else ""
    buttons = "<br>" + "".join(_button(button) for button in line.buttons) if line.buttons else ""
    return f'<li style="margin-bottom:.8em"><strong>{head}</strong>{note}{buttons}</li>'


def _button(button: Button) -> str:
    return f'<a href="{escape(button.url)}" style="{_BUTTON}">{_words(button.label)}</a>'


def _link(words: str, url: str) -> str:
    return f'<a href="{escape(url)}">{_words(words)}</a>'


def _words(text: str) -> str:
    return escape(one_line(text))
