"""The reviews that the invented company holds every two weeks: the last ones finished, the newest open and half walked through."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial

from django.utils import timezone

from followthrough.web.demo.acting import Acting
from followthrough.web.demo.calendar import Calendar
from followthrough.web.demo.cast import Cast
from followthrough.web.demo.days import working_before
from followthrough.web.demo.stories import Timed, sentence
from followthrough.web.insights.agenda import agenda_of
from followthrough.web.models import Item, Person, Review, ReviewEntry
from followthrough.web.models.review import Outcome
from followthrough.web.operations import reviews
from followthrough.web.operations.reviews import Answer
from followthrough.web.permissions import Actor

HOW_MANY = 4
EVERY = timedelta(days=14)
HOUR = time(16, 30)
HELD_FOR = timedelta(minutes=40)
WALKED = 6  # entries of the open one that have their outcome
STUCK = timedelta(days=90)  # overdue: then calling it on track would be nobody's honest word
LEFT_OUT = 3  # of what is not overdue, one in so many is carried over
GOES_WELL = (
    "In review, ships this week.",
    "Two of the three services have it.",
    "Tested in staging; the rollout is planned.",
    "The ticket is being worked on.",
    "Waits for the next release train, nothing else.",
)
NOTHING_TO_DO = "Looked at together: what failed was not ours to mend."
SAID = "The drill of last week took eleven minutes from alert to rollback. Next time the on-call of another team watches."


def days_before(today: date, zone: tzinfo) -> list[datetime]:
    """When the reviews are held, the newest last: on the last working day before today."""
    newest = working_before(today - timedelta(days=1))
    days = [working_before(newest - number * EVERY) for number in reversed(range(HOW_MANY + 1))]
    return [datetime.combine(day, HOUR, tzinfo=zone) for day in days]


class Meetings:
    """Opens each review with the agenda of that moment and gives what the stories decide then as outcomes."""

    def __init__(self, cast: Cast, calendar: Calendar, acting: Acting, moments: list[datetime]) -> None:
        self._cast, self._calendar, self._acting = cast, calendar, acting
        for at in moments:
            calendar.put(at, partial(self._hold, at, finish=at != moments[-1]))

    def _hold(self, at: datetime, *, finish: bool) -> None:
        day = timezone.localdate(at)
        lead = self._cast.actor(self._cast.company.lead)
        title = f"Review, {day.day} {day:%B %Y}"
        review = reviews.open_review(by=lead, team=None, title=title, planned_for=at, agenda=agenda_of(None, on=day), at=at)
        for number, entry in enumerate(review.entries.select_related("item__team", "incident"), start=1):
            if not finish and number > WALKED:
                break
            self._settle(entry, number, lead, at)
        if finish:
            reviews.put_into_words(review.pk, by=lead, said=SAID, at=at)
            self._calendar.put(at + HELD_FOR, partial(self._finish, review, lead, at + HELD_FOR))

    def _finish(self, review: Review, lead: Actor, at: datetime) -> None:
        reviews.finish_review(review.pk, by=lead, at=at)

    def _settle(self, entry: ReviewEntry, number: int, lead: Actor, at: datetime) -> None:
        if entry.item is None:
            reviews.record_outcome(entry.pk, Answer(Outcome.NO_ITEM, NOTHING_TO_DO), by=lead, version=0, at=at)
            return
        step, undecided = self._acting.meant_for(at, entry.item.pk), bool(entry.item.needs_decision)
        if step is None and not entry.must and (undecided or number % LEFT_OUT == 0):
            return
        if step is not None:
            answer = _answer(step)
        elif undecided or (why := self._needs_another(entry.item, number, timezone.localdate(at))):
            words = "Somebody has to decide this." if undecided else why
            answer = Answer(Outcome.NEW_OWNER, words, person=self._other(entry.item))
        else:
            answer = Answer(Outcome.ON_TRACK, GOES_WELL[(number + at.isocalendar().week // 2) % len(GOES_WELL)])
        by = self._cast.actor(self._head(entry.item)) if step else lead
        reviews.record_outcome(entry.pk, answer, by=by, version=entry.item.version, at=at)

    def _needs_another(self, item: Item, number: int, on: date) -> str:
        """Why somebody else has to take it on; empty where its owner gets along."""
        if item.handed_to_id is not None:
            return ""
        if item.owner is None:
            return "It needs somebody who owns it."
        if item.owner.name in self._cast.left:
            return f"{item.owner.name.partition(' ')[0]} has left: somebody else takes it on."
        return "It has stood still for too long where it is." if on - item.due > STUCK and number % 3 == 0 else ""

    def _head(self, item: Item) -> str:
        crew = next((crew for crew in self._cast.company.crews if item.team is not None and crew.slug == item.team.slug), None)
        return crew.head if crew else self._cast.company.lead

    def _other(self, item: Item) -> Person:
        """Somebody who is asked to take it over and was not asked yet."""
        known = {item.owner_id, item.handed_to_id}
        names = [self._head(item), *self._cast.company.everybody()]
        gone = self._cast.left
        return next(self._cast.persons[name] for name in names if self._cast.persons[name].pk not in known and name not in gone)


def _answer(step: Timed) -> Answer:
    reason, _, rest = step.words.partition(" | ")
    match step.verb:
        case "slip":
            return Answer(Outcome.NEW_DATE, reason, step.until)
        case "block":
            return Answer(Outcome.BLOCKED, reason, step.until)
        case "risk":
            return Answer(Outcome.RISK_ACCEPTED, reason, step.until, impact=sentence(rest))
        case _:
            return Answer(Outcome.DECLINED, reason)
