"""What a reminder says of itself: why it came, what can be done about it, and why nobody hears of an item. Decides nothing."""

from __future__ import annotations

from datetime import date

from followthrough.core.digest import Asked, Offer, Recipient, Role

OWNERS = (Offer.DONE, Offer.NEW_DATE, Offer.HAND_OVER, Offer.BLOCKED, Offer.DECLINE)


def why(item: Asked, role: Role, on: date, absent: str) -> str:
    """The sentence under an item, for who hears of it in this role on a day. `absent`: why its owner can't."""
    late = (on - item.due).days
    when = f"{days(late)} overdue" if late > 0 else "due today" if late == 0 else f"due in {days(-late)}"
    blocked = f", blocked by {item.blocked_by}" if item.blocked_by else ""
    decision = ", needs a decision" if item.needs_decision else ""
    return f"{_as_what(role, absent)}; it is {when}{blocked}{decision}."


def _as_what(role: Role, absent: str) -> str:
    as_what = {
        Role.OWNER: "You own it",
        Role.ASKED: "You were asked to take it over",
        Role.MANAGER: "Its owner reports to you",
        Role.SERVICE_OWNER: "You own the service",
    }[role]
    return f"{as_what}, and {absent}" if absent and role in {Role.MANAGER, Role.SERVICE_OWNER} else as_what


def offers(item: Asked, role: Role, snoozes: int) -> tuple[Offer, ...]:
    """What can be done from the message: it may be snoozed only as often as the policy says."""
    if role is Role.OWNER:
        return (*OWNERS, Offer.SNOOZE) if item.snoozes < snoozes else OWNERS
    if role is Role.ASKED:
        return (Offer.TAKE_OVER, Offer.REFUSE)
    return (Offer.HAND_OVER, Offer.NEW_DATE)


def silence_of(to: Recipient | None) -> str:
    """Why somebody can't be reminded at all; empty where they can."""
    if to is None:
        return "its owner is no longer here"
    if not to.is_here:
        return f"{to.name} is no longer here"
    if to.is_robot:
        return f"{to.name} is not a person"
    if not to.can_be_reached:
        return f"there is no address for {to.name}"
    return ""


def days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
