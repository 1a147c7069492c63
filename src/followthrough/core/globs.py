"""Patterns of paths, as `exclude` and `per-file-ignores` have them. Looks at names only, never at a disk.

"drafts" and "*.draft.md" are meant wherever they stand; with a slash a pattern begins at the folder of the configuration.
`*` stays within a name, `**` goes any depth, and a pattern that fits a folder holds for all that is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path with forward slashes, relative to where the patterns begin, fits one of them."""
    path = path.removeprefix("./")
    return any(re.match(_expression(pattern), path) for pattern in patterns)


@lru_cache(maxsize=256)
def _expression(pattern: str) -> str:
    anywhere = "/" not in pattern.rstrip("/")
    pattern = pattern.removeprefix("./").strip("/")
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[[^]/]{1,30}\])", pattern)
    return f"{'(?:.*/)?' if anywhere else ''}{''.join(map(_part, parts))}(?:/.*)?\\Z"


def _part(part: str) -> str:
    special = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if part in special:
        return special[part]
    if part.startswith("[") and part.endswith("]") and len(part) > 2:
        inside = part[1:-1].replace("\\", "\\\\").replace("[", "\\[").replace("^", "\\^")
        return f"[^{inside[1:]}]" if inside.startswith("!") and len(inside) > 1 else f"[{inside}]"
    return re.escape(part)
