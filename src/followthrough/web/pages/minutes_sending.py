"""Send the minutes of a finished review: choose to whom, see exactly what they get, and afterwards what arrived."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from followthrough.channels.letter import text_of
from followthrough.errors import FollowthroughError, NotFound, NotPermitted
from followthrough.web.jobs.nudges import send_minutes_soon
from followthrough.web.models import Person
from followthrough.web.nudging.minutes import message_of, readers_of, rooms
from followthrough.web.operations.notices import send_minutes
from followthrough.web.pages.lens import user_of
from followthrough.web.pages.review import find_review
from followthrough.web.permissions import Actor, require_change


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, review_id: int) -> HttpResponse:
    """The choice; and, posted, what was chosen on its way."""
    review, by = find_review(review_id), Actor.person(user_of(request))
    require_change(by, team_id=review.team_id)
    if review.is_open:
        return redirect(review)
    problem = ""
    if request.method == "POST":
        chosen = {int(pk) for pk in request.POST.getlist("person") if pk.isdecimal() and len(pk) < 18}
        wanted = {int(pk) for pk in request.POST.getlist("room") if pk.isdecimal() and len(pk) < 18}
        try:
            rows = send_minutes(
                review.pk, by=by, people=list(Person.objects.filter(pk__in=chosen)), rooms=[one for one in rooms() if one.pk in wanted]
            )
        except (NotPermitted, NotFound):
            raise
        except FollowthroughError as error:
            problem = str(error)
        else:
            send_minutes_soon()
            messages.success(request, _told(len(rows)))
            return redirect(review)
    there = set(review.notices.exclude(stage="failed").values_list("person_id", flat=True))
    places = set(review.notices.exclude(stage="failed").filter(person=None).values_list("channel_id", flat=True))
    readers = [reader for reader in readers_of(review) if reader.person.pk not in there]
    message = message_of(review, key="preview")
    values = {
        "review": review,
        "reached": [reader for reader in readers if reader.place is not None],
        "unreached": [reader.person.name for reader in readers if reader.place is None and reader.is_usual],
        "rooms": [room for room in rooms() if room.pk not in places],
        "sent": len(there | places),
        "subject": message.subject,
        "text": text_of(message),
        "problem": problem,
        "on": timezone.localdate(),
    }
    return render(request, "reviews/send.html", values, status=422 if problem else 200)


def _told(number: int) -> str:
    if not number:
        return "Everybody whom you chose has the minutes already."
    return f"The minutes are on their way to {number} {'place' if number == 1 else 'places'}. What arrived stands below."
