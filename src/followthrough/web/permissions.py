"""Who may do what: the one place that knows. Called by every operation; pages ask it what to offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from followthrough.errors import NotPermitted
from followthrough.web.models.event import Through

if TYPE_CHECKING:
    from followthrough.web.models import Incident, Item, User


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and through what. Decisions ask for a `person`."""

    user: User | None
    through: Through
    connection_id: int | None = None  # of a tracker: the connection it speaks through

    @classmethod
    def person(cls, user: User) -> Actor:
        """Somebody signed in, acting by hand."""
        return cls(user, Through.PERSON)

    @classmethod
    def importing(cls, user: User) -> Actor:
        """A first load that somebody started: what it says happened is not what they decided."""
        return cls(user, Through.IMPORT)

    @classmethod
    def tracker(cls, connection_id: int) -> Actor:
        """A tracker that an administrator connected: it says what happened to its tickets, and decides nothing."""
        return cls(None, Through.TRACKER, connection_id)

    @classmethod
    def agent(cls, user: User) -> Actor:
        """A program with somebody's token: an agent, an assistant. It may look at what they may see, and changes nothing by itself."""
        return cls(user, Through.AGENT)

    @classmethod
    def policy(cls) -> Actor:
        """A rule with a date: an accepted risk that comes back, say."""
        return cls(None, Through.POLICY)


def may_change(user: User, *, team_id: int | None) -> bool:
    """Whether this account may change what belongs to a team (or to none)."""
    if not user.is_active or user.role == "viewer":
        return False
    if user.leads or team_id is None:
        return True
    return team_id in user_team_ids(user)


def user_team_ids(user: User) -> frozenset[int]:
    """The teams of the person behind an account."""
    from followthrough.web.models import Membership

    return frozenset(Membership.objects.filter(person__user=user).values_list("team_id", flat=True))


def require_change(actor: Actor, *, team_id: int | None) -> None:
    """Raise NotPermitted unless the actor may change what belongs to this team."""
    if actor.through == Through.AGENT:
        raise NotPermitted("A program may propose this; a signed-in person has to do it.")
    if actor.through == Through.POLICY or (actor.through == Through.TRACKER and actor.connection_id is not None):
        return
    if actor.user is None or not may_change(actor.user, team_id=team_id):
        raise NotPermitted("You can read this, but not change it: it belongs to another team. Ask its lead or an administrator.")


def require_person(actor: Actor) -> User:
    """The signed-in person behind a decision; raise NotPermitted for anything that is not one."""
    if actor.through != Through.PERSON or actor.user is None or not actor.user.is_active:
        raise NotPermitted("This is a decision: a signed-in person has to make it.")
    return actor.user


def may_see(user: User, incident: Incident) -> bool:
    """Whether a private incident is open to this account; all others are."""
    return not incident.private or user.role == "administrator" or incident.people.filter(user=user).exists()


def may_change_item(user: User, item: Item) -> bool:
    """Who may change what is of its team; also the one who owns it, and the one who is asked to, wherever they belong."""
    return may_change(user, team_id=item.team_id) or (may_change(user, team_id=None) and _is_theirs(item, user))


def require_change_of_item(actor: Actor, item: Item) -> None:
    """Raise NotPermitted unless the actor may change this item."""
    if actor.user is None or not _is_theirs(item, actor.user):
        require_change(actor, team_id=item.team_id)
    else:
        require_change(actor, team_id=None)


def _is_theirs(item: Item, user: User) -> bool:
    from followthrough.web.models import Person

    named = [pk for pk in (item.owner_id, item.handed_to_id) if pk is not None]
    return bool(named) and Person.objects.filter(pk__in=named, user=user).exists()
