"""Keep compiled regular expressions from one run to the next, as Python keeps bytecode: compiling them would be half of a short run.

They lie in the user's cache folder and may be deleted at any time. The engine's own form of an expression is no public interface of
Python, so the standard library's way is taken wherever something is not as expected. Keeps nothing of a document.
"""

from __future__ import annotations

import marshal
import os
import sys
from functools import cache
from importlib import import_module
from typing import Any

# Flags, code, number of groups, their names, and the names by number: what the engine makes a pattern of.
Form = tuple[int, list[int], int, dict[str, int], tuple[str | None, ...]]
_MOST = 2000  # expressions; there are some hundreds


class KeptPatterns:
    """A compiler of expressions that remembers. `take_over` puts it in the place of the standard library's."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.forms: dict[tuple[str, int], Form] = {}
        self.grown = False
        self._engine: Any = import_module("_sre")
        self._standard: Any = import_module("re._compiler").compile

    def load(self) -> None:
        """Take what an earlier run has left; nothing where there is none or it can't be read."""
        try:
            with open(self.file, "rb") as kept:  # noqa: PTH123 - before pathlib is loaded
                forms = marshal.loads(kept.read())  # noqa: S302 - from the user's own folder, like bytecode
        except (OSError, ValueError, EOFError, TypeError):
            return
        if isinstance(forms, dict):
            self.forms = forms

    def take_over(self) -> None:
        """From here on every expression of this process comes from here."""
        standard: Any = import_module("re._compiler")
        standard.compile = self.compile

    def compile(self, expression: Any, flags: int = 0) -> Any:
        """What the standard library's compiler gives."""
        flags = int(flags)
        if not isinstance(expression, str):
            return self._standard(expression, flags)
        form = self.forms.get((expression, flags))
        try:
            if form is None:
                form = _form(expression, flags)
                self.forms[expression, flags] = form
                self.grown = True
            return self._engine.compile(expression, *form)
        except Exception:  # no public interface: any fault is possible
            self.forms.pop((expression, flags), None)
            return self._standard(expression, flags)

    def save(self) -> None:
        """Leave it for the next run, whole or not at all; without a word where the folder can't be written."""
        if not self.grown or len(self.forms) > _MOST:
            return
        part = f"{self.file}.{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(self.file), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
            with open(part, "wb") as kept:  # noqa: PTH123
                kept.write(marshal.dumps(self.forms))
            os.replace(part, self.file)  # noqa: PTH105
            self.grown = False
        except (OSError, ValueError):
            return


@cache
def keep() -> KeptPatterns:
    """From here on expressions come from the user's cache where it has them. `save` at the end."""
    kept = KeptPatterns(os.path.join(_folder(), f"patterns-{sys.implementation.cache_tag}-{sys.hexversion:x}"))  # noqa: PTH118
    kept.load()
    kept.take_over()
    return kept


def _folder() -> str:
    """Where this system wants caches, by its own custom."""
    home = os.path.expanduser("~")  # noqa: PTH111
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")  # noqa: PTH118
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")  # noqa: PTH118
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")  # noqa: PTH118
    return os.path.join(base, "followthrough")  # noqa: PTH118


def _form(expression: str, flags: int) -> Form:
    """As the standard library does it, stopping before the last step."""
    parser: Any = import_module("re._parser")
    compiler: Any = import_module("re._compiler")
    parsed = parser.parse(expression, flags)
    code = [int(number) for number in compiler._code(parsed, flags)]  # some are named numbers, which can't be kept
    names = parsed.state.groupdict
    by_number: list[str | None] = [None] * parsed.state.groups
    for name, number in names.items():
        by_number[number] = name
    return int(flags | parsed.state.flags), code, parsed.state.groups - 1, names, tuple(by_number)
