"""The error tree. Every message can be shown to the user as it stands.

FollowthroughError
├── ConfigError        the configuration or the way a command was called is wrong
├── InputError         a file or a value from outside can't be used; says which and why
├── Refused            the request is understood and not allowed to happen
│   ├── NotPermitted   this person may not do this
│   ├── NotFound       there is no such thing, or this person may not know of it
│   ├── MissingReason  a decision came without the words that explain it
│   └── WrongState     the item's state does not allow this step
├── Conflict           somebody else changed it first; carries what they did
└── ServiceError       a service outside did not do what was asked of it
    ├── Unreachable    no answer, or none that is one; `sent` says whether the request may have arrived
    ├── AddressRefused an address that Followthrough does not talk to
    ├── RateLimited    asked too often; `until` says when to go on, `reach` what has to wait
    ├── Forbidden      the credentials are refused, or may not do this; `expired` tells the two apart
    ├── TurnedDown     understood and refused for good, in the service's own words
    └── Drifted        the answer is not what the service's description promises

Faults *in a document* are not errors but findings: the rest of the document is still read.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal


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


class ServiceError(FollowthroughError):
    """A service outside did not do what was asked of it."""


class Unreachable(ServiceError):
    """No answer came, or none that is one: a time-out, a cut line, a 5xx, HTML in place of JSON.

    `sent`: the request may have arrived and been carried out. Only where it is False can a creation be repeated blindly.
    """

    def __init__(self, message: str, *, sent: bool) -> None:
        self.sent = sent
        super().__init__(message)


class AddressRefused(ServiceError):
    """An address that Followthrough does not talk to: a private one that no administrator set, or this machine's metadata."""


class RateLimited(ServiceError):
    """Asked too often. `until` is when to go on; `reach` what has to wait: all of the credential, one end-point, one ticket."""

    def __init__(self, message: str, *, until: datetime, reach: Literal["credential", "endpoint", "ticket"] = "credential") -> None:
        self.until = until
        self.reach = reach
        super().__init__(message)


class Forbidden(ServiceError):
    """The service refuses. `expired`: the credentials themselves are dead; else they are good and may not do this."""

    def __init__(self, message: str, *, expired: bool) -> None:
        self.expired = expired
        super().__init__(message)


class TurnedDown(ServiceError):
    """Understood and refused for good: a required field, a forbidden transition. The message is the service's own."""


class Drifted(ServiceError):
    """The answer is not what the service's description promises: nothing of it is used."""
