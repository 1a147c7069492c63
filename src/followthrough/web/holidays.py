"""Public holidays of a country, or of a part of it, as days. The `holidays` library knows them; it is loaded when it is first asked."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from followthrough.errors import InputError

YEARS = 2  # before and after: as far as anybody is reminded


@lru_cache(maxsize=256)
def holidays_of(place: str, year: int) -> frozenset[date]:
    """The holidays of DE, or DE-BY, in the years around this one; none for an empty place. InputError for one that nobody knows."""
    if not place:
        return frozenset()
    import holidays

    country, _, part = place.partition("-")
    years = range(year - YEARS, year + YEARS + 1)
    try:
        return frozenset(holidays.country_holidays(country.upper(), subdiv=part.upper() or None, years=years))
    except NotImplementedError:
        raise InputError(f"Nobody knows the holidays of “{place[:20]}”: write a country as DE, or a part of it as DE-BY.") from None
