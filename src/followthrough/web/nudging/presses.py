"""A button that was pressed inside Slack: proven, then done as whom the message was sent to, and answered to them alone.

Slack repeats what got no answer within three seconds. The same press twice finds the second time that nothing is left to do. What needs
more than a press, such as a new date, is a link in the message and never comes here.
"""

from __future__ import annotations

import logging
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from followthrough.channels.slack_presses import BIGGEST, Pressed, read_press, verify_signature
from followthrough.core.nudges import Offer
from followthrough.errors import ConfigError, FollowthroughError, InputError
from followthrough.trackers.registry import utc_now
from followthrough.web.jobs.nudges import answer_press
from followthrough.web.models import Address, Channel
from followthrough.web.nudging import links
from followthrough.web.operations import handover, items
from followthrough.web.operations.channels import WORKSPACE, secrets_of
from followthrough.web.permissions import Actor

log = logging.getLogger(__name__)


@csrf_exempt  # it proves itself by its signature
@login_not_required
@require_POST
def press(request: HttpRequest, uid: UUID) -> HttpResponse:
    """200 for whatever Slack has truly sent, 401 for bad proof. What came of it is told to the person by the worker."""
    channel = Channel.objects.filter(uid=uid, kind="slack", removed_at=None).first()
    if channel is None:
        return _answer(404, "There is no such channel.")
    try:
        body = request.read(BIGGEST + 1)
        secret = secrets_of(channel).get("signing_secret", "")
        stamp, proof = (request.headers.get(f"X-Slack-{name}", "") for name in ("Request-Timestamp", "Signature"))
        if not verify_signature(secret, stamp, body, proof, utc_now()):
            log.warning("a press that does not prove its origin was refused: %s", uid)
            return _answer(401, "The signature does not fit.")
        pressed = read_press(body)
    except (UnreadablePostError, InputError):
        return _answer(400, "This is nothing that Slack sends.")
    except ConfigError:
        return _answer(503, "The channel's secrets can't be opened.")
    if pressed is not None and pressed.action in links.PRESSED.values():
        words = _do(channel, pressed)
        if pressed.respond_to:
            answer_press(pressed.respond_to, words)
    return _answer(200, "")


def _do(channel: Channel, pressed: Pressed) -> str:
    """Do it, and what to say of it."""
    try:
        asked = links.read(pressed.value)
        if links.PRESSED.get(asked.offer) != pressed.action or not _is_theirs(channel, pressed, asked) or not links.works_alone(asked):
            return f"That can't be done from here. Open the item: {_page(asked)}"
        user = asked.user
        assert user is not None  # else it would not work alone
        by, item = Actor.person(user), asked.item
        if asked.offer is Offer.DONE:
            items.mark_done(item.pk, by=by, version=item.version)
        else:
            handover.take_over(item.pk, by=by, version=item.version)
    except FollowthroughError as error:
        return str(error)
    done = "is done" if asked.offer is Offer.DONE else "is yours now"
    return f"“{item.text[:200]}” {done}. Within this day it can be undone: {_page(asked)}"


def _is_theirs(channel: Channel, pressed: Pressed, asked: links.Asked) -> bool:
    """Whether who pressed is who the message was sent to: by their member id, or as it stands in their own conversation."""
    nudge = asked.line.nudge
    workspace = channel.options.get(WORKSPACE, "")
    if nudge.channel_id != channel.pk or (workspace and pressed.team != workspace):
        return False
    written = Address.objects.filter(channel=channel, person=nudge.person_id).values_list("value", flat=True).first()
    in_private = pressed.channel.startswith("D") and nudge.remote_id == f"{pressed.channel}:{pressed.message}"
    return written == pressed.user or in_private


def _page(asked: links.Asked) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{asked.item.get_absolute_url()}"


def _answer(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
