"""Pages for what went wrong: they say what happened, what was kept, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or came from another site."""
    return HttpResponse("This form is no longer valid. Go back, reload the page and send it again.", status=403)
