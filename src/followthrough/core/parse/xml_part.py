"""Look through an XML part before a library makes a tree of it: no entities, not too deep, not too many. Keeps nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers.expat import ExpatError, ParserCreate

from followthrough.errors import InputError

DEEPEST = 90  # elements inside each other; tables in tables in text boxes have about forty
MOST = 100_000  # elements of a document, some four hundred pages; a library takes five seconds for so many
Attributes = dict[str, str]


class _Refused(Exception):
    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Budget:
    """How many elements the parts of one document may still have."""

    def __init__(self) -> None:
        self.left = MOST


def look_through(data: bytes, budget: Budget, *, name: str, each: Callable[[str, Attributes], None] | None = None) -> None:
    """Raise InputError for a part that is not plain XML of a sensible size; `each` gets to see every element."""
    depth = 0

    def doctype(*_: object) -> None:
        raise _Refused("this file declares entities or a document type, as no Word file does: don't trust it")

    def start(element: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        budget.left -= 1
        if depth > DEEPEST:
            raise _Refused("this file is nested deeper than any Word file: open it in Word, copy the text and save that")
        if budget.left < 0:
            raise _Refused("this file is too large to be a postmortem: copy the part with the action items and save that")
        if each:
            each(element, attributes)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except _Refused as refused:
        raise InputError(refused.why, source=name) from None
    except (ExpatError, ValueError, LookupError):
        raise InputError("this file is damaged: open it in Word, save it again and read that", source=name) from None
