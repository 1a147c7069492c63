"""The error tree. Every message can be shown to the user as it stands.

FollowthroughError
├── ConfigError        the configuration or the way a command was called is wrong
├── InputError         a file or a value from outside can't be used; says which and why
├── Refused            the request is understood and not allowed to happen
│   ├── NotPermitted   this person may not do this
│   ├── NotFound       there is no such thing, or this person may not know of it
│   ├── MissingReason  a decision came without the words that explain it
│   └── WrongState     the item's state does not allow this step
└── Conflict           somebody else changed it first; carries what they did

Faults *in a document* are not errors but findings: the rest of the document is still read.
"""

from __future__ import annotations


class FollowthroughError(Exception):
    """Anything that Followthrough itself has to say no to."""


class ConfigError(FollowthroughError):
    """The configuration or the way a command was called is wrong."""


class InputError(FollowthroughError):
    """A file or value from outside can't be used.

    `source` names the file, `line` (1-based) the place in it, where they are known.
    """

    def __init__(self, message: str, *, source: str | None = None, line: int | None = None) -> None:
        self.source = source
        self.line = line
        where = ":".join(str(part) for part in (source, line) if part is not None)
        super().__init__(f"{where}: {message}" if where else message)


class Refused(FollowthroughError):
    """The request is understood and not allowed to happen."""


class NotPermitted(Refused):
    """This person may not do this."""


class NotFound(Refused):
    """There is no such thing, or this person may not know of it."""


class MissingReason(Refused):
    """A decision came without the words that explain it."""


class WrongState(Refused):
    """The item's state does not allow this step."""


class Conflict(FollowthroughError):
    """Somebody else changed it first. The message tells what they did."""
