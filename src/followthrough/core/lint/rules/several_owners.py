"""An action item has several owners.

Why:  Two people who share an item each expect the other to move. Many may do the work; one answers for it,
      is asked about it and may hand it over.
Bad:  - Rotate the signing keys of the gateway. (Owner: Priya Nair, Tomás Ruiz)
Good: - Rotate the signing keys of the gateway. (Owner: Priya Nair)
"""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.item import ActionItem, OwnerKind
from followthrough.core.lint.rule import Context, dated_rule


@dated_rule("FT103", "several-owners", since="0.1", yields_to=("owner-not-a-person",))
def several_owners(item: ActionItem, context: Context) -> Iterator[str]:
    if len(item.owners) > 1:
        yield f"{len(item.owners)} owners ({', '.join(item.owners)}): keep the one who answers for this, the others help"
    elif item.owners and item.owner_kind is OwnerKind.SEVERAL and context.directory.kind_of(item.owners[0]) is None:
        yield f"'{item.owners[0]}' is more than one person: name the one who answers for this, the others help"
