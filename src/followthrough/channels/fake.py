"""A channel that reaches nobody and keeps what it was given: for tests of what is sent, and for looking at a run beforehand."""

from __future__ import annotations

from collections.abc import Iterable

from followthrough.channels.base import Capabilities, Checked, Delivered, Message, Outcome, fault, fingerprint


class Fake:
    """Delivers, unless another outcome was ordered. `inbox` has what arrived, each key once."""

    can = Capabilities(persons=True, threads=True, repeatable=True)

    def __init__(self, outcomes: Iterable[Outcome] = ()) -> None:
        self.inbox: list[Message] = []
        self.tried: list[Message] = []
        self._outcomes = list(outcomes)

    def order(self, *outcomes: Outcome) -> None:
        """What comes of the next messages, in turn."""
        self._outcomes += outcomes

    def check(self) -> Checked:
        return Checked(account="nobody", notes=("Nothing is sent.",))

    def send(self, message: Message) -> Outcome:
        refused = fault(message)
        if refused is not None:
            return refused
        self.tried.append(message)
        ordered = self._outcomes.pop(0) if self._outcomes else None
        if ordered is not None and not isinstance(ordered, Delivered):
            return ordered
        found = any(one.key == message.key for one in self.inbox)
        if not found:
            self.inbox.append(message)
        return ordered or Delivered(fingerprint(message.key), found=found)

    def close(self) -> None:
        """There is nothing to let go of."""
