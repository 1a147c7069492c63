"""Who may do what."""

from __future__ import annotations

import pytest

from followthrough.errors import NotPermitted
from followthrough.web.models import Candidate, Incident, Item, User
from followthrough.web.models.event import Through
from followthrough.web.operations import handover, items
from followthrough.web.permissions import Actor, may_change, may_change_item, may_see, require_change, require_person
from tests.web.making import Cast, make_candidate, make_incident, make_item


@pytest.mark.parametrize(
    ("name", "own", "other", "none"),
    [
        ("alice", True, False, True),
        ("bob", True, False, True),
        ("charlie", False, True, True),
        ("dora", True, True, True),
        ("erin", False, False, False),
        ("frank", True, True, True),
    ],
)
def test_a_member_changes_what_is_of_their_team_a_lead_everything_a_viewer_nothing(
    cast: Cast, name: str, own: bool, other: bool, none: bool
) -> None:
    user: User = getattr(cast, name)
    assert may_change(user, team_id=cast.team.pk) is own
    assert may_change(user, team_id=cast.other_team.pk) is other
    assert may_change(user, team_id=None) is none
    assert may_change_item(user, make_item(cast)) is own


def test_an_item_of_another_team_may_be_changed_by_its_owner_and_by_who_is_asked_to_take_it_over(cast: Cast) -> None:
    item = make_item(cast, owner="charlie")
    assert may_change_item(cast.charlie, item)
    assert items.start(item.pk, by=cast.by("charlie"), version=1).state == "in_progress"
    other = make_item(cast)
    assert not may_change_item(cast.charlie, other)
    asked = handover.hand_over(other.pk, by=cast.by("alice"), version=1, to=cast.person("charlie"))
    assert may_change_item(cast.charlie, asked)
    assert handover.take_over(other.pk, by=cast.by("charlie"), version=2).owner == cast.person("charlie")


def test_a_viewer_changes_nothing_not_even_what_they_own(cast: Cast) -> None:
    item = make_item(cast, owner="erin")
    assert not may_change_item(cast.erin, item)
    with pytest.raises(NotPermitted):
        items.start(item.pk, by=cast.by("erin"), version=1)


def test_a_closed_account_changes_nothing(cast: Cast) -> None:
    cast.frank.is_active = False
    assert not may_change(cast.frank, team_id=None)
    with pytest.raises(NotPermitted, match="Ask its lead"):
        require_change(cast.by("frank"), team_id=None)


def test_a_rule_may_change_and_a_tracker_without_an_account_may_not(cast: Cast) -> None:
    require_change(Actor.policy(), team_id=cast.team.pk)
    with pytest.raises(NotPermitted):
        require_change(Actor(None, Through.TRACKER), team_id=None)


def test_only_somebody_signed_in_is_a_person(cast: Cast) -> None:
    assert require_person(cast.by("alice")) == cast.alice
    for actor in (Actor.policy(), Actor.importing(cast.alice), Actor(cast.alice, Through.TRACKER), Actor(None, Through.PERSON)):
        with pytest.raises(NotPermitted):
            require_person(actor)


def test_a_private_incident_and_all_that_is_in_it_is_for_its_people_and_administrators(cast: Cast) -> None:
    hidden = make_incident(cast, private=True, let_in=[cast.person("alice"), cast.person("dora")])
    item, candidate = make_item(cast, hidden), make_candidate(cast, hidden)
    open_one = make_incident(cast)
    for name, sees in {"alice": True, "bob": False, "charlie": False, "dora": True, "erin": False, "frank": True}.items():
        user: User = getattr(cast, name)
        assert may_see(user, hidden) is sees
        assert may_see(user, open_one)
        assert (hidden in Incident.objects.visible_to(user)) is sees
        assert (item in Item.objects.visible_to(user)) is sees
        assert (candidate in Candidate.objects.visible_to(user)) is sees
        assert open_one in Incident.objects.visible_to(user)


def test_a_superuser_is_an_administrator(db: None) -> None:
    user = User.objects.create_superuser("root", password="correct horse battery")
    user.refresh_from_db()
    assert user.role == "administrator"
