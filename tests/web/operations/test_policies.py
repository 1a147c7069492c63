"""The policy: who may change it, that every change is kept with its reason, and that two don't overwrite each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from followthrough.core.item import Type
from followthrough.core.policy import DEFAULT
from followthrough.errors import ConfigError, Conflict, MissingReason, NotPermitted, WrongState
from followthrough.web.models import PolicyVersion
from followthrough.web.operations import handover
from followthrough.web.operations.policies import agreed_due, newest_version, policy_in_force, set_policy
from followthrough.web.permissions import Actor
from tests.web.making import Cast, at, day, make_incident, make_item

pytestmark = pytest.mark.django_db


def test_before_anything_was_agreed_on_the_programs_own_is_in_force(cast: Cast) -> None:
    assert (policy_in_force(), newest_version()) == (DEFAULT, 0)


def test_a_lead_changes_it_and_what_was_in_force_stays_on_record(cast: Cast) -> None:
    first = set_policy("quiet_days = 5", by=cast.by("dora"), reason="Too loud", seen=0)
    set_policy("quiet_days = 7", by=cast.by("frank"), reason="Still", seen=first.pk)
    assert policy_in_force() == replace(DEFAULT, quiet_days=7)
    assert list(PolicyVersion.objects.order_by("pk").values_list("reason", flat=True)) == ["Too loud", "Still"]


@pytest.mark.parametrize("name", ["alice", "bob", "erin"])
def test_nobody_else_does(cast: Cast, name: str) -> None:
    with pytest.raises(NotPermitted):
        set_policy("quiet_days = 5", by=cast.by(name), reason="r", seen=0)


def test_no_program_does(cast: Cast) -> None:
    for agent in (Actor.policy(), Actor.importing(cast.frank), Actor.tracker(1)):
        with pytest.raises(NotPermitted):
            set_policy("quiet_days = 5", by=agent, reason="r", seen=0)


def test_what_is_no_policy_says_no_reason_or_changes_nothing_is_refused(cast: Cast) -> None:
    by = cast.by("dora")
    with pytest.raises(ConfigError, match="quiet_days"):
        set_policy("quiet_days = 99", by=by, reason="r", seen=0)
    with pytest.raises(MissingReason):
        set_policy("quiet_days = 5", by=by, reason=" ", seen=0)
    with pytest.raises(WrongState):
        set_policy("", by=by, reason="r", seen=0)
    assert not PolicyVersion.objects.exists()


def test_the_second_of_two_is_told_of_the_first(cast: Cast) -> None:
    set_policy("quiet_days = 5", by=cast.by("dora"), reason="r", seen=0)
    with pytest.raises(Conflict, match="Somebody else has changed the policy"):
        set_policy("quiet_days = 6", by=cast.by("frank"), reason="r", seen=0)
    assert policy_in_force().quiet_days == 5


def test_what_is_agreed_on_is_what_happens(cast: Cast) -> None:
    text = "due_in = 'working days'\nsnoozes = 1\n[due_days]\n1 = 3\n2 = 5\n[due_days_of_types]\ndetection = 2"
    set_policy(text, by=cast.by("dora"), reason="Faster", seen=0)
    incident = make_incident(cast, severity=2, began=-3)
    item = make_item(cast, incident, accepted=0, due=None, without="the policy says")
    assert item.due == date(2026, 6, 12)  # two working days after a Wednesday: detection has less time than the severity
    slower = make_item(cast, incident, accepted=0, due=None, type=Type.PROCESS, without="the policy says")
    assert slower.due == date(2026, 6, 17)
    item = handover.snooze(item.pk, by=cast.by("alice"), version=1, until=day(3), reason="Freeze", at=at(1))
    with pytest.raises(WrongState, match="snoozed 1 times, as often as is agreed on"):
        handover.snooze(item.pk, by=cast.by("alice"), version=2, until=day(4), reason="Freeze", at=at(2))


def test_a_teams_holidays_are_no_working_days(cast: Cast) -> None:
    set_policy("due_in = 'working days'\n[due_days]\n1 = 2", by=cast.by("dora"), reason="Faster", seen=0)
    cast.team.country = "DE"
    assert agreed_due(1, date(2026, 4, 30), team=cast.team) == date(2026, 5, 5)  # the first of May is a holiday, then a weekend
    assert agreed_due(1, date(2026, 4, 30)) == date(2026, 5, 4)
