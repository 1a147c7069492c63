"""What takes effect in the text of a fake GitHub's issue: mentions, closing words, references, images. Renders nothing.

docs.github.com: "Basic writing and formatting syntax", "Autolinked references and URLs", "Linking a pull request to an issue".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_HIDDEN: Final = re.compile(r"<!--.*?-->|^(```|~~~).*?^\1|`[^`\n]+`", re.DOTALL | re.MULTILINE)
_LINK: Final = re.compile(r"\]\(<?[^)\s>]*>?\)")
_ESCAPED: Final = re.compile(r"&(?:lt|gt|amp|#\d+);")
_EFFECTS: Final = {
    "mention": re.compile(r"(?<![\w`/.@])@[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}(?:/[\w.-]+)?", re.IGNORECASE),
    "reference": re.compile(r"(?:(?<![\w&])|(?<=[\w.-]))#\d+\b|\bGH-\d+\b", re.IGNORECASE),
    "address of an issue": re.compile(r"https?://github\.[\w.]+/[\w.-]+/[\w.-]+/(?:issues|pull|discussions)/\d+", re.IGNORECASE),
    "image": re.compile(r"!\[[^\]]*\]\([^)]+\)|<img\b", re.IGNORECASE),
    "markup": re.compile(r"<(?:script|details|iframe|a|video)\b", re.IGNORECASE),
}


def effects(text: str) -> Iterator[str]:
    """What of a body does something beyond being read."""
    seen = _ESCAPED.sub(" ", _HIDDEN.sub(" ", text))
    seen = _LINK.sub("]", seen) if "![" not in seen else seen
    for name, pattern in _EFFECTS.items():
        for found in pattern.finditer(seen):
            yield f"{name} {found.group()}"
