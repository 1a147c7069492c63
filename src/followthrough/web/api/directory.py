"""POST /api/v1/directory/{kind}: who is who, brought up to date by a program that an administrator gave a token."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from followthrough.errors import InputError
from followthrough.web.api.access import TokenFor, asker
from followthrough.web.api.problems import Problem
from followthrough.web.models.token import Scope
from followthrough.web.operations.directory import take_directory
from followthrough.web.permissions import Actor

router = Router(tags=["directory"])


class Taken(Schema):
    """How many were added and changed. `notes` are what could not be understood and harms nothing."""

    added: int
    changed: int
    dry_run: bool
    notes: list[str]


@router.post(
    "/directory/{kind}",
    response={200: Taken, 401: Problem, 403: Problem, 422: Problem},
    auth=TokenFor(Scope.DIRECTORY),
    summary="Bring the directory up to date",
    openapi_extra={"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def take(
    request: HttpRequest,
    kind: Literal["people", "teams", "services", "codeowners"],
    dry_run: Annotated[bool, Query(description="Say what it would do, and change nothing.")] = False,
) -> dict[str, object]:
    """The body is the list itself, in UTF-8. Every line is taken over, or none; sending the same again changes nothing."""
    try:
        text = request.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("The list is not in UTF-8: save it anew as that.") from None
    taken = take_directory(kind, text, by=Actor.importing(asker(request)), try_only=dry_run)
    return {"added": taken.added, "changed": taken.changed, "dry_run": dry_run, "notes": list(taken.notes)}
