"""What one card of the capture screen shows: the fields, what the rules say of them, and whether it could be accepted as it stands.

Works on rows that are already read. Changes nothing and asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from followthrough.core import item as core
from followthrough.core.config import Config
from followthrough.core.extract.owners import owners_in_cell
from followthrough.core.lint.choose import find_rule
from followthrough.core.lint.rule import Finding
from followthrough.core.lint.run import check_item
from followthrough.core.policy import DEFAULT, Policy, due_window, policy_due
from followthrough.web.models import Candidate
from followthrough.web.models.candidate import Status
from followthrough.web.pages.source_words import count_hidden

# A card with one of these is no promise yet, even if the four fields are filled.
HOLDS_BACK = frozenset(
    {"no-owner", "owner-not-a-person", "several-owners", "no-tracking-id", "due-in-the-past", "vague", "too-large", "compound"}
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a card needs to know of the world: the day, the incident's severity, the names of people and teams."""

    today: date
    severity: int | None = None
    severity_stated: str = ""
    people: tuple[str, ...] = ()
    teams: frozenset[str] = frozenset()
    policy: Policy = DEFAULT

    @property
    def config(self) -> Config:
        return Config(people=frozenset(name.lower() for name in self.people), teams=frozenset(name.lower() for name in self.teams))

    @property
    def proposed_due(self) -> date:
        return policy_due(self.severity, self.today, self.policy)

    @property
    def window(self) -> str:
        """The policy's window in words: "8 weeks"."""
        days = due_window(self.severity, self.policy)
        return f"{days // 7} weeks" if days % 7 == 0 else f"{days} days"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of a card."""

    text: str
    type: str
    owner: str = ""
    due: str = ""
    tickets: str = ""
    without: str = ""

    @classmethod
    def of(cls, candidate: Candidate, known: Known) -> Typed:
        one_person = candidate.owner_kind == core.OwnerKind.PERSON and len(candidate.owners) == 1
        return cls(
            text=candidate.text,
            type=candidate.type,
            owner=candidate.owners[0] if one_person else "",
            due=(candidate.due or known.proposed_due).isoformat(),
            tickets=", ".join(candidate.tracking),
        )

    @classmethod
    def sent(cls, post: Mapping[str, str], candidate: Candidate, known: Known) -> Typed:
        """What a person sent. A field that was not sent is as the candidate has it."""
        shown = cls.of(candidate, known)
        names = ("text", "type", "owner", "due", "tickets", "without")
        sent = {name: str(post.get(name, getattr(shown, name))).strip() for name in names}
        typed = cls(**sent)
        return typed if typed.type in set(core.Type) else replace(typed, type=candidate.type)

    @property
    def due_date(self) -> date | None:
        try:
            return date.fromisoformat(self.due) if self.due else None
        except ValueError:
            return None

    @property
    def ticket_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.tickets.replace(",", " ").split()))


@dataclass(frozen=True, slots=True)
class Said:
    """One finding on a card: what is wrong, what to do, and the rule's own sentence for whoever asks why."""

    code: str
    name: str
    what: str
    advice: str
    wants: str

    @classmethod
    def of(cls, finding: Finding) -> Said:
        what, _, advice = finding.message.partition(": ")
        rule = find_rule(finding.code)
        return cls(finding.code, finding.name, what, advice, rule.wants if rule else "")


@dataclass(frozen=True, slots=True)
class Card:
    """A candidate as its card shows it. `mark` is the key of its place in the document."""

    candidate: Candidate
    typed: Typed
    findings: tuple[Said, ...]
    lacks: tuple[str, ...]
    due_proposed: str
    mark: int
    problem: str = ""
    asks_reason: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def waits(self) -> bool:
        return self.candidate.status == Status.WAITING

    @property
    def ready(self) -> bool:
        """Whether it could become an item at a keystroke: the four things are there, and the document does not call it done."""
        held = {said.name for said in self.findings} & HOLDS_BACK
        return self.waits and not self.lacks and not held and self.candidate.stated == core.Stated.OPEN

    @property
    def quotes(self) -> bool:
        """Whether the document's own words tell more than the text of the card."""
        return " ".join(self.candidate.quote.strip(" -*+#\t\n").split()) != " ".join(self.typed.text.split())

    @property
    def rows(self) -> int:
        """Lines that the text takes in its field, where the browser can't find out itself."""
        return sum(1 + len(line) // 58 for line in self.typed.text.split("\n"))


def make_card(candidate: Candidate, known: Known, *, typed: Typed | None = None, problem: str = "", asks_reason: bool = False) -> Card:
    """The card of one candidate, with what was typed where something was."""
    typed = typed or Typed.of(candidate, known)
    item = as_item(candidate, typed, known)
    return Card(
        candidate=candidate,
        typed=typed,
        findings=tuple(Said.of(finding) for finding in check_item(item, today=known.today, config=known.config)),
        lacks=lacking(typed, item),
        due_proposed=known.window if candidate.due is None and typed.due == known.proposed_due.isoformat() else "",
        mark=candidate.part_of_id or candidate.pk,
        problem=problem,
        asks_reason=asks_reason,
        notes=tuple(_notes(candidate, typed)),
    )


def as_item(candidate: Candidate, typed: Typed, known: Known) -> core.ActionItem:
    """The value that the rules look at, from what stands in the fields."""
    owners, kind = _owners(candidate, typed, known)
    return core.ActionItem(
        text=typed.text,
        owners=owners,
        owner_kind=kind,
        due=typed.due_date,
        tracking=typed.ticket_ids,
        state=core.Stated(candidate.stated),
        type=core.Type(typed.type),
    )


def lacking(typed: Typed, item: core.ActionItem) -> tuple[str, ...]:
    """Which of owner, due date and ticket an item would be without."""
    without = []
    if item.owner_kind is not core.OwnerKind.PERSON or not typed.owner:
        without.append("owner")
    if typed.due_date is None:
        without.append("due date")
    if not typed.ticket_ids:
        without.append("ticket")
    return tuple(without)


def _owners(candidate: Candidate, typed: Typed, known: Known) -> tuple[tuple[str, ...], core.OwnerKind]:
    stated = core.OwnerKind(candidate.owner_kind)
    if not typed.owner:
        # What the document says instead of a person is worth a finding of its own: a team, a role, several.
        return (tuple(candidate.owners), stated) if stated is not core.OwnerKind.PERSON else ((), core.OwnerKind.NONE)
    if list(candidate.owners) == [typed.owner]:
        return (typed.owner,), stated
    if typed.owner.lower() in {name.lower() for name in known.people}:
        return (typed.owner,), core.OwnerKind.PERSON
    if typed.owner.lower() in {name.lower() for name in known.teams}:
        return (typed.owner,), core.OwnerKind.TEAM
    return (typed.owner,), kind_of_owner(typed.owner)


def kind_of_owner(name: str) -> core.OwnerKind:
    """What a name that nobody knows yet stands for. An address or a handle is typed for one person."""
    return core.OwnerKind.PERSON if "@" in name else owners_in_cell(name)[1]


def _notes(candidate: Candidate, typed: Typed) -> Iterable[str]:
    if candidate.due_raw and candidate.due is None:
        yield f"The document says “{candidate.due_raw}”."
    if candidate.stated == core.Stated.DONE:
        yield "The document says that this is done already."
    if candidate.stated == core.Stated.DROPPED:
        yield "The document says that this was dropped."
    hidden = count_hidden(typed.text)
    if hidden:
        stand = "character stands" if hidden == 1 else "characters stand"
        yield f"{hidden} hidden {stand} in this text: the document shows where."
