"""Pages for what went wrong: they say what happened, what was kept, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from followthrough.web.problem import problem


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400, "This request can't be understood", "Nothing was changed. Go back and try again.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403, "You may not do this", "Nothing was changed. Ask the lead of the team, or an administrator.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = "There is nothing at this address, or it belongs to a private incident that you are not part of."
    return error_page(request, 404, "Nothing here", text)


def broken(request: HttpRequest) -> HttpResponse:
    text = "Followthrough itself failed. What you had saved before is kept; the log of the server has the reason."
    return error_page(request, 500, "That went wrong", text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or came from another site."""
    text = "The page was open for too long, or cookies are off. Nothing was changed: go back, reload the page and send it again."
    return error_page(request, 403, "This form is no longer valid", text)


def error_page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """One page for all of them. Shows no more of the frame than a stranger may see. A program is told as a program."""
    if request.path.startswith("/api/"):
        return problem(status, title, text)
    return render(request, "error.html", {"title": title, "text": text}, status=status)
