"""Values for Jira's query language. Asks nothing and knows no field.

support.atlassian.com/jira-software-cloud/docs "JQL fields": times are minutes, in the time zone of the account that asks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FARTHEST_ZONE: Final = timedelta(hours=14)


def quoted(value: str) -> str:
    """A value, whatever it holds."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def minute(moment: datetime, *, zone: str) -> str:
    """The moment as that account writes it, never later than meant: floored, and an hour earlier where the clocks go back."""
    try:
        known = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"{moment - FARTHEST_ZONE:%Y/%m/%d %H:%M}"  # wherever the account is, it is not earlier there
    local = moment.astimezone(known)
    offsets = [local.replace(tzinfo=known, fold=fold).utcoffset() or timedelta() for fold in (0, 1)]
    return f"{local.replace(tzinfo=None) - abs(offsets[0] - offsets[1]):%Y/%m/%d %H:%M}"
