"""Have every refusal of the API said as problem details, those of the framework too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from followthrough.errors import Conflict, FollowthroughError, NotFound, NotPermitted
from followthrough.web.problem import problem

STATUS: tuple[tuple[type[FollowthroughError], int, str], ...] = (
    (NotFound, 404, "There is no such thing"),
    (NotPermitted, 403, "This token may not do this"),
    (Conflict, 409, "Somebody was first"),
    (FollowthroughError, 422, "That can't be done"),
)


class Problem(Schema):
    """What went wrong. `detail` says what to do."""

    title: str
    status: int
    detail: str


def teach(api: NinjaAPI) -> None:
    """Have every refusal of this API said so."""

    @api.exception_handler(FollowthroughError)
    def refused(_request: HttpRequest, error: FollowthroughError) -> HttpResponse:
        status, title = next((status, title) for kind, status, title in STATUS if isinstance(error, kind))
        return problem(status, title, str(error))

    @api.exception_handler(AuthenticationError)
    def unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return problem(
            401, "No token, or none that is good", "Send a token as “Authorization: Bearer ft_…”. It may have expired or been taken away."
        )

    @api.exception_handler(ValidationError)
    def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem(422, "The request can't be understood", " ".join(_faults(error.errors)))

    @api.exception_handler(HttpError)
    def said(_request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "The request can't be understood", str(error))

    @api.exception_handler(Http404)
    def absent(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(404, "There is no such thing", "Look at the address: /api/v1/openapi.json lists what there is.")


def _faults(errors: Sequence[dict[str, Any]]) -> list[str]:
    """Each field that is wrong, by its name and without what was sent: that may be a secret."""
    return [f"{'.'.join(str(part) for part in error['loc'][1:])}: {error['msg']}." for error in errors]
