"""What both sides had changed, in words: people by their names, states as people say them. Takes nothing back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from followthrough.core.plan import Field, Value
from followthrough.trackers.base import Meaning
from followthrough.web.models import Clash, Person, TrackerAccount
from followthrough.web.operations.sides import ASKED
from followthrough.web.pages.words import STATES
from followthrough.web.sync.dry import NOUNS

MEANINGS = {
    Meaning.OPEN.value: "open",
    Meaning.STARTED.value: "in progress",
    Meaning.DONE.value: "done",
    Meaning.DROPPED.value: "closed without being done",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One clash for eyes."""

    clash: Clash
    field: str
    ours: str
    theirs: str


def shown(clashes: Iterable[Clash]) -> list[Shown]:
    """Each of them, with what stood here and there."""
    rows = list(clashes)
    assignees = [row for row in rows if row.field == Field.ASSIGNEE]
    people = dict(Person.objects.filter(pk__in=[row.ours for row in assignees if row.ours]).values_list("pk", "name"))
    accounts = TrackerAccount.objects.filter(
        connection__in={row.link.connection_id for row in assignees}, account_id__in=[row.theirs for row in assignees if row.theirs]
    )
    names = {(account.connection_id, account.account_id): str(account) for account in accounts}

    def here(row: Clash) -> str:
        if row.field == Field.ASSIGNEE and row.ours:
            return people.get(int(row.ours), "somebody who is not here any more")
        return _words(row.field, row.ours, {**STATES, ASKED: "needs a decision"})

    def there(row: Clash) -> str:
        if row.field == Field.ASSIGNEE and row.theirs:
            return names.get((row.link.connection_id, row.theirs), str(row.theirs))
        return _words(row.field, row.theirs, MEANINGS)

    return [Shown(row, NOUNS[Field(row.field)], here(row), there(row)) for row in rows]


def _words(field: str, value: Value, states: dict[str, str]) -> str:
    if value is None:
        return "nobody" if field == Field.ASSIGNEE else "none"
    return states.get(value, value) if field == Field.STATE else value
