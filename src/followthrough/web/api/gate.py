"""GET /api/v1/gate: whether a release may go ahead."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from followthrough.core.gate import LONGEST_GRACE
from followthrough.core.report.gate import json_of
from followthrough.web.api.access import TokenFor, asker
from followthrough.web.api.problems import Problem
from followthrough.web.insights.gate import ask_gate, read_question
from followthrough.web.models.token import Scope

router = Router(tags=["gate"])


class Asked(Schema):
    service: str
    team: str
    severities: list[int | Literal["unranked"]]
    grace: int


class Late(Schema):
    """An overdue item. Of a private incident only how late it is and how severe: `private` is true, and the rest is empty."""

    item: int | None
    text: str
    incident: str
    owner: str
    team: str
    url: str
    needs_decision: bool
    severity: int | None
    due: date
    days_late: int
    private: bool


class Gate(Schema):
    """`gate` is closed while `blocking` is not empty. `in_grace` will close it later."""

    gate: Literal["open", "closed"]
    on: date
    question: Asked
    blocking: list[Late]
    in_grace: list[Late]
    unranked_left_out: int


@router.get("/gate", response={200: Gate, 401: Problem, 403: Problem, 422: Problem}, auth=TokenFor(Scope.GATE), summary="May it go ahead?")
def gate(
    request: HttpRequest,
    service: Annotated[str, Query(max_length=60, description="Only of incidents of this service.")] = "",
    team: Annotated[str, Query(max_length=60, description="Only of this team.")] = "",
    severity: Annotated[list[str], Query(max_length=5, description="1 to 4, or unranked; several may be given. None: all.")] = [],  # noqa: B006
    grace: Annotated[int, Query(ge=0, le=LONGEST_GRACE, description="Days that an item may be overdue.")] = 0,
) -> dict[str, object]:
    """Closed while items that were promised after incidents are overdue. A name that nobody knows is refused, never let through."""
    question = read_question(service=service, team=team, severities=severity, grace=grace)
    return json_of(ask_gate(question, user=asker(request), on=timezone.localdate()))
