"""Take in a tracker's webhook: prove it over the raw bytes, store the hint, answer. What it says is never believed, only where to look."""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from followthrough.errors import FollowthroughError
from followthrough.trackers.base import Delivery, Forged
from followthrough.trackers.registry import utc_now
from followthrough.web.jobs.sync import sync_soon
from followthrough.web.models import Connection
from followthrough.web.operations import deliveries
from followthrough.web.operations.connections import open_hook_secret
from followthrough.web.sync.opening import open_connection

log = logging.getLogger(__name__)

BIGGEST: Final = 26 * 1024 * 1024  # no tracker sends more; adapters prove what is big and then look at everything


@csrf_exempt  # it proves itself by its signature
@login_not_required
@require_POST
def hook(request: HttpRequest, uid: UUID) -> HttpResponse:
    """2xx only when the hint is stored or of no concern; 401 for bad proof; 503 when it could not be stored, so that it is sent again."""
    try:
        connection = Connection.objects.filter(uid=uid, removed_at=None).first()
        if connection is None:
            return _answer(404, "There is no such webhook.")
        body = request.read(BIGGEST + 1)  # not `request.body`: its limit is meant for forms, and 4xx has a tracker give up on us
        if len(body) > BIGGEST:
            return _answer(413, "It is too big.")
        hint = _read(connection, request, body)
        new = deliveries.keep(connection, hint, at=utc_now())
    except Forged:
        log.warning("a webhook that does not prove its origin was refused: %s", uid)
        return _answer(401, "The signature does not fit.")
    except UnreadablePostError:
        return _answer(400, "The line was cut.")
    except DatabaseError:
        log.exception("a webhook could not be stored")
        return _answer(503, "It could not be stored: send it again.")
    if new:
        sync_soon(connection.pk)
    return _answer(202 if new else 200, "")


def _read(connection: Connection, request: HttpRequest, body: bytes) -> Delivery:
    try:
        secret = open_hook_secret(connection)
        tracker = open_connection(connection)
    except FollowthroughError as error:
        raise Forged(str(error)) from error
    headers = {name.lower(): value for name, value in request.headers.items()}
    return tracker.read_delivery(headers, body, secret)


def _answer(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
