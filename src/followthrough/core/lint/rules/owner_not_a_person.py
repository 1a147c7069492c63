"""The owner of an action item is a team or a role, not a person.

Why:  A team has many plates and no memory: the item waits until somebody in it feels spoken to. The person
      who holds it may still hand it over; a name makes that a deed instead of a drift.
Bad:  - Raise the connection limit of the orders database. (Owner: Platform team)
Good: - Raise the connection limit of the orders database. (Owner: Tomás Ruiz)
"""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.item import ActionItem, OwnerKind
from followthrough.core.lint.rule import Context, dated_rule


@dated_rule("FT102", "owner-not-a-person", since="0.1")
def owner_not_a_person(item: ActionItem, context: Context) -> Iterator[str]:
    if not item.owners:
        return
    names = ", ".join(item.owners)
    kind = context.directory.kind_of_all(item.owners) or item.owner_kind
    if kind is OwnerKind.TEAM:
        yield f"'{names}' is a team: name the person in it who answers for this"
    elif kind is OwnerKind.ROLE:
        yield f"'{names}' is a role: name the person who holds this item, also after the rota has turned"
