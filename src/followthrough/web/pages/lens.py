"""Through what a page looks at the portfolio: a team, and the end of a past day. Both stand in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from followthrough.core.portfolio.windows import EARLIEST
from followthrough.web.models import Team, User


@dataclass(frozen=True, slots=True)
class Lens:
    """`wrong` says what of the address could not be understood."""

    today: date
    as_of: date
    team: Team | None = None
    wrong: str = ""

    @property
    def is_past(self) -> bool:
        return self.as_of < self.today

    @property
    def asked(self) -> dict[str, str]:
        """What a link has to carry on."""
        asked = {"team": self.team.slug} if self.team else {}
        return asked | ({"as_of": self.as_of.isoformat()} if self.is_past else {})


def user_of(request: HttpRequest) -> User:
    """The person signed in; the middleware has seen to it that there is one."""
    return cast(User, request.user)


def lens_of(request: HttpRequest) -> Lens:
    """Read the lens from the address. What can't be understood is left out and said."""
    today = timezone.localdate()
    wrong = ""
    as_of, team = today, None
    asked = request.GET.get("as_of", "")
    if asked:
        try:
            as_of = date.fromisoformat(asked)
        except ValueError:
            wrong = f"“{asked[:40]}” is not a date: write it as 2026-05-31. This is today."
        if as_of > today:
            as_of, wrong = today, "That day is still to come. This is today."
        if as_of < EARLIEST:
            as_of, wrong = today, f"Nothing is counted before {EARLIEST.isoformat()}. This is today."
    slug = request.GET.get("team", "")
    if slug:
        team = Team.objects.filter(slug=slug).first()
        if team is None:
            wrong = f"There is no team “{slug[:60]}”. These are all teams."
    return Lens(today=today, as_of=as_of, team=team, wrong=wrong)
