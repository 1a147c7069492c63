"""The walk of a review in a terminal: shows an entry, reads a key and what its outcome needs, goes on. The rules are the operations'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followthrough.cli.console import clean, paint
from followthrough.errors import FollowthroughError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followthrough.web.models import Review, ReviewEntry, User
    from followthrough.web.pages.review_outcomes import Choice

LAST = 3  # events of an item's story that are shown


class Walk:
    """Goes from entry to entry until somebody leaves, the review is finished, or the input ends."""

    def __init__(self, review: Review, user: User) -> None:
        from followthrough.web.permissions import Actor

        self.review, self.user, self.by = review, user, Actor.person(user)
        self.place = 0
        self.last: int | None = None  # the entry that was given its outcome last

    def go(self) -> None:
        entries = self._entries()
        self.place = next((number for number, entry in enumerate(entries) if not entry.outcome), 0)
        while entries:
            self._show(entries[self.place], len(entries))
            try:
                key = input(self._keys(entries[self.place])).strip().lower()
            except EOFError:
                break
            if key in {"q", "f"} and self._leaves(key):
                return
            self._do(key, entries)
            entries = self._entries()
        if not entries:
            print("Nothing is on the agenda.")
        left = sum(1 for entry in entries if not entry.outcome)
        print(f"\nLeft with {left} of {len(entries)} without an outcome. `followthrough review --walk` goes on.")

    def _entries(self) -> list[ReviewEntry]:
        from followthrough.web.insights.minutes import entries_of

        return entries_of(self.review, self.user)

    def _show(self, entry: ReviewEntry, total: int) -> None:
        from django.utils import timezone

        from followthrough.web.pages.story import tell_story
        from followthrough.web.pages.words import due_words

        item, today = entry.item, timezone.localdate()
        why = ", ".join(said for _, said in entry.reasons)
        print(f"\n{self.place + 1} of {total}  {paint(clean(why), 'amber')}")
        incident = item.incident if item else entry.incident
        print(paint(clean(item.text if item else str(incident)), "bold"))
        if item is not None:
            owner = item.owner.name if item.owner else "nobody"
            due = f"due {item.due} ({due_words(item.due, today)})" if item.is_open else item.get_state_display()
            moved = f", moved {item.slips}x" if item.slips else ""
            print(clean(f"item {item.pk}, {owner}, {due}{moved}, {item.incident.reference}"))
            for flag in entry.flags:
                print(paint(f"  {clean(flag)}", "dim"))
            events = list(item.events.select_related("actor").order_by("-number")[:LAST])
            for line in tell_story(events, to=self.user):
                print(paint(f"  {line.at:%Y-%m-%d}  {clean(line.says)}{f' “{clean(line.why)}”' if line.why else ''}", "dim"))
        if entry.outcome and entry.by is not None:
            print(paint(clean(f"{entry.by.shown_name} decided: {entry.get_outcome_display()}. {entry.words}"), "green"))

    def _keys(self, entry: ReviewEntry) -> str:
        outcomes = "" if entry.outcome else ", ".join(f"{choice.key} {choice.button.lower()}" for choice in self._choices(entry)) + "; "
        return f"{outcomes}j next, k back, u undo, f finish, q leave > "

    def _choices(self, entry: ReviewEntry) -> Sequence[Choice]:
        from followthrough.web.pages.review_outcomes import OF_INCIDENTS, OF_ITEMS

        return OF_ITEMS if entry.item_id else OF_INCIDENTS

    def _leaves(self, key: str) -> bool:
        if key == "q":
            print("Left. What was decided is kept; `followthrough review --walk` goes on.")
            return True
        from followthrough.web.operations import reviews

        try:
            reviews.finish_review(self.review.pk, by=self.by)
        except FollowthroughError as error:
            print(paint(clean(str(error)), "red"))
            return False
        print(f"Finished. The minutes: followthrough review --minutes {self.review.pk}")
        return True

    def _do(self, key: str, entries: list[ReviewEntry]) -> None:
        entry = entries[self.place]
        choice = next((choice for choice in self._choices(entry) if choice.key == key), None)
        if choice is not None:
            self._decide(entry, choice, entries)
        elif key == "u":
            self._take_back(entries)
        elif key in {"j", ""}:
            self.place = min(self.place + 1, len(entries) - 1)
        elif key == "k":
            self.place = max(self.place - 1, 0)
        elif key not in {"f", "q"}:
            print(f"“{clean(key)}” is none of the keys.")

    def _decide(self, entry: ReviewEntry, choice: Choice, entries: list[ReviewEntry]) -> None:
        from followthrough.web.operations import reviews

        version = entry.item.version if entry.item else 0
        try:
            typed = {field.name: self._ask(field.name, field.label, entry, choice) for field in choice.fields}
            reviews.record_outcome(entry.pk, choice.answer(typed, self.by), by=self.by, version=version)
        except EOFError:
            return
        except FollowthroughError as error:
            print(paint(clean(str(error)), "red"))
            return
        self.last = entry.pk
        behind = [number for number, other in enumerate(entries) if not other.outcome and other.pk != entry.pk]
        self.place = next((number for number in behind if number > self.place), behind[0] if behind else self.place)

    def _ask(self, name: str, label: str, entry: ReviewEntry, choice: Choice) -> str:
        from django.utils import timezone

        field = next(field for field in choice.fields if field.name == name)
        proposed = field.initial(entry.item, timezone.localdate()) if entry.item is not None and field.kind == "date" else ""
        if field.kind == "lines":
            return self._ask_lines(label)
        shown = f" [{proposed}]" if proposed else "" if field.required else " (optional)"
        return input(f"  {label}{shown}: ").strip() or proposed

    def _ask_lines(self, label: str) -> str:
        print(f"  {label}; an empty line ends them")
        lines: list[str] = []
        while line := input("  - ").strip():
            lines.append(line)
        return "\n".join(lines)

    def _take_back(self, entries: list[ReviewEntry]) -> None:
        here = entries[self.place].pk if entries[self.place].outcome else self.last
        from followthrough.web.operations import reviews

        if here is None:
            print("Nothing was decided here that could be taken back.")
            return
        try:
            reviews.take_back(here, by=self.by)
        except FollowthroughError as error:
            print(paint(clean(str(error)), "red"))
            return
        self.last = None
        self.place = next(number for number, entry in enumerate(entries) if entry.pk == here)
        print("Taken back.")
