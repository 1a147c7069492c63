"""Links of a message that work without signing in: whom it was sent to, about which item, and one thing to do. Signed, and they expire.

A link is as good as the mailbox that it lies in, so it opens a page that asks first, stands for one thing alone, and is of no use for a
private incident, for a decision not to do something, or once its person has lost the right to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core import signing

from followthrough.core.nudges import Offer
from followthrough.errors import InputError, NotFound
from followthrough.web.models import Item, NudgeLine, User
from followthrough.web.permissions import may_change_item

LASTS: Final = timedelta(days=14)
SALT: Final = "followthrough.message"
PRESSED: Final = {Offer.DONE: "done", Offer.TAKE_OVER: "take_over"}  # what asks for nothing but a press
BY_LINK: Final = frozenset(Offer) - {Offer.DECLINE}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link stands for."""

    line: NudgeLine
    offer: Offer

    @property
    def item(self) -> Item:
        return self.line.item

    @property
    def user(self) -> User | None:
        """The account of whom the message was sent to."""
        return self.line.nudge.person.user


def signed(line: NudgeLine, offer: Offer) -> str:
    """What stands in a link, or behind a button."""
    return signing.dumps([line.pk, str(offer)], salt=SALT)


def read(token: str) -> Asked:
    """What a link stands for; InputError where it has expired, NotFound where nobody here made it or it leads nowhere."""
    try:
        number, offer = signing.loads(token, salt=SALT, max_age=LASTS)
        line = NudgeLine.objects.select_related("item__incident", "item__owner", "item__team", "nudge__person__user").get(pk=number)
        return Asked(line, Offer(offer))
    except signing.SignatureExpired:
        raise InputError(f"This link was good for {LASTS.days} days. Nothing was changed: open the item itself.") from None
    except (signing.BadSignature, NotFound, NudgeLine.DoesNotExist, ValueError, TypeError):
        raise NotFound("This link leads nowhere: part of it may be missing. Nothing was changed.") from None


def works_alone(asked: Asked) -> bool:
    """Whether it may be followed without signing in."""
    user, item = asked.user, asked.item
    if user is None or not user.is_active or not asked.line.nudge.person.is_active or item.incident.private:
        return False
    return asked.offer in BY_LINK and str(asked.offer) in asked.line.offers and may_change_item(user, item)
