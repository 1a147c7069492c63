"""Nobody is named as the owner of an action item.

Why:  An item without a name on it is everybody's, so it is picked up by nobody. Whoever asks after it a
      month later has nobody to ask.
Bad:  - Add a circuit breaker to the payment client.
Good: - Add a circuit breaker to the payment client. (Owner: Priya Nair)
"""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.item import ActionItem
from followthrough.core.lint.rule import rule


@rule("FT101", "no-owner", since="0.1", mend="owners")
def no_owner(item: ActionItem) -> Iterator[str]:
    if not item.owners:
        yield "no owner: name the one person who will do this"
