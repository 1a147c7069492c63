"""What a reminder offers is what the item's page can do."""

from __future__ import annotations

from followthrough.core.nudges import Offer
from followthrough.web.pages.item_actions import ALL


def test_each_offer_of_a_reminder_is_an_action_of_the_items_page() -> None:
    assert {offer.value for offer in Offer} <= {action.name for action in ALL}
