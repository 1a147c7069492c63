"""What a team agrees on: how long a fix may take, who is reminded when, who hears of it after that. Values only; a day is an argument."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, cast, get_args

from followthrough.core.calendar import WorkingHours
from followthrough.core.item import Type
from followthrough.errors import ConfigError

DUE_DAYS = {1: 14, 2: 28, 3: 56, 4: 90}
LONGEST = max(DUE_DAYS.values())
SEVERITIES = tuple(DUE_DAYS)

Whom = Literal["owner", "manager", "service owner", "review"]
Nudging = Literal["off", "dry run", "on"]
Links = Literal["open", "sign in"]
Count = Literal["days", "working days"]


@dataclass(frozen=True, slots=True)
class Rung:
    """From so many days after the due date on, this one hears of it too. `severities` None: of every incident, also an unranked one."""

    days_late: int
    to: Whom
    severities: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that can be agreed on. Days are counted from the due date as it is now, unless a field says otherwise."""

    due_days: Mapping[int, int]  # by severity, from acceptance; of an incident whose severity nobody stated: the longest
    due_days_of_types: Mapping[str, int]  # a type's own window, where it is shorter than its severity's
    due_in: Count = "days"
    before: tuple[int, ...] = (7, 1)  # days before the due date
    after: tuple[int, ...] = (0, 3, 7, 14, 21, 28)  # days after it
    then_every: int = 14  # and for ever after
    quiet_days: int = 3  # an item at which its owner worked so recently waits
    at_most: int = 12  # items in one message; the rest is counted in it and comes next
    snoozes: int = 3  # how often one item may be snoozed
    untouched_days: int = 30
    unstarted_days: int = 21
    review_every: int = 14
    stop_above: int = 200  # messages: a run that would send more asks first
    nudging: Nudging = "dry run"
    message_links: Links = "open"  # whether a button of a message works without signing in
    ladder: tuple[Rung, ...] = (
        Rung(0, "owner"),
        Rung(7, "manager", (1,)),
        Rung(14, "manager"),
        Rung(21, "service owner", (1, 2)),
        Rung(28, "service owner"),
        Rung(28, "review"),
    )


DEFAULT = Policy(due_days=dict(DUE_DAYS), due_days_of_types={})


def due_window(severity: int | None, policy: Policy = DEFAULT, type: Type | str | None = None) -> int:  # noqa: A002
    """Days from acceptance to the due date. An incident whose severity nobody stated gets the longest window."""
    longest = max(policy.due_days.values())
    window = longest if severity is None else policy.due_days.get(severity, longest)
    return min(window, policy.due_days_of_types.get(str(type), window)) if type else window


def policy_due(
    severity: int | None,
    accepted_on: date,
    policy: Policy = DEFAULT,
    type: Type | str | None = None,  # noqa: A002
    calendar: WorkingHours | None = None,
) -> date:
    """The due date of an item that was accepted without one: a missing date is never a way out of the clock."""
    window = due_window(severity, policy, type)
    if policy.due_in == "working days":
        return (calendar or WorkingHours()).add_working_days(accepted_on, window)
    return accepted_on + timedelta(days=window)


def read_policy(text: str) -> Policy:
    """A policy from TOML, as `write_policy` writes it; what it leaves out is as in DEFAULT. ConfigError names what is wrong."""
    try:
        given = tomllib.loads(text)
    except ValueError as error:  # also a number of thousands of digits
        raise ConfigError(f"This is no TOML: {error}.") from error
    except RecursionError:
        raise ConfigError("This is no policy: it holds lists within lists without end.") from None
    reader = _Reader(given)
    policy = replace(
        DEFAULT,
        due_days=reader.windows("due_days", DEFAULT.due_days),
        due_days_of_types=reader.types("due_days_of_types"),
        due_in=cast("Count", reader.one_of("due_in", get_args(Count), DEFAULT.due_in)),
        before=reader.days("before", DEFAULT.before, falling=True),
        after=reader.after(DEFAULT.after),
        nudging=cast("Nudging", reader.one_of("nudging", get_args(Nudging), DEFAULT.nudging)),
        message_links=cast("Links", reader.one_of("message_links", get_args(Links), DEFAULT.message_links)),
        ladder=reader.ladder(DEFAULT.ladder),
        **{name: reader.whole(name, getattr(DEFAULT, name)) for name in WHOLE},
    )
    reader.refuse_the_rest()
    return policy


# Whole numbers, with the least that makes sense. Nothing may be set so that an item ages into silence.
LATEST_FIRST, LONGEST_GAP = 14, 60
WHOLE = {
    "then_every": (1, LONGEST_GAP),
    "quiet_days": (0, 14),
    "at_most": (1, 100),
    "snoozes": (0, 20),
    "untouched_days": (1, 365),
    "unstarted_days": (1, 365),
    "review_every": (1, 92),
    "stop_above": (1, 100_000),
}


class _Reader:
    """Takes one key after the other, and at the end refuses those that nobody knows."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self.given = dict(given)

    def whole(self, name: str, usual: int) -> int:
        value = self.given.pop(name, usual)
        least, most = WHOLE[name]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ConfigError(f"{name} is a whole number from {least} to {most}, not {_shown(value)}.")
        return value

    def one_of(self, name: str, known: tuple[str, ...], usual: str) -> str:
        value = self.given.pop(name, usual)
        if value not in known:
            raise ConfigError(f"{name} is one of {', '.join(known)}, not {_shown(value)}.")
        return str(value)

    def days(self, name: str, usual: tuple[int, ...], *, falling: bool) -> tuple[int, ...]:
        value = self.given.pop(name, list(usual))
        if not isinstance(value, list) or not all(_is_days(day) for day in value):
            raise ConfigError(f"{name} is a list of days, as {list(usual)}, not {_shown(value)}.")
        if sorted(set(value), reverse=falling) != value:
            raise ConfigError(f"{name} goes {'down' if falling else 'up'}, each day once, as {list(usual)}, not {_shown(value)}.")
        return tuple(value)

    def after(self, usual: tuple[int, ...]) -> tuple[int, ...]:
        """Days after the due date, close enough together that what is overdue is asked after."""
        days = self.days("after", usual, falling=False)
        if not days:
            raise ConfigError("after is empty: what is overdue has to be asked after. Leave it out for the usual days.")
        if days[0] > LATEST_FIRST:
            raise ConfigError(f"after begins at most {LATEST_FIRST} days after the due date, not {days[0]}: nothing may age into silence.")
        if any(later - day > LONGEST_GAP for day, later in pairwise(days)):
            raise ConfigError(f"after leaves out at most {LONGEST_GAP} days at a time: nothing may age into silence.")
        return days

    def windows(self, name: str, usual: Mapping[int, int]) -> dict[int, int]:
        table = self._table(name)
        found = dict(usual)
        for key, days in table.items():
            if key not in {str(one) for one in SEVERITIES} or not _is_window(days):
                raise ConfigError(f"{name} says for a severity, 1 to 4, how many days (1 to 730); {key} = {_shown(days)} does not.")
            found[int(key)] = int(str(days))
        if sorted(found.values()) != [found[one] for one in SEVERITIES]:
            raise ConfigError(f"{name} gives a worse incident more time than a lesser one: {found}.")
        return found

    def types(self, name: str) -> dict[str, int]:
        table = self._table(name)
        known = {one.value for one in Type}
        for key, days in table.items():
            if key not in known or not _is_window(days):
                raise ConfigError(f"{name} says for a type ({', '.join(sorted(known))}) how many days; {key} = {_shown(days)} does not.")
        return {key: int(str(days)) for key, days in table.items()}

    def ladder(self, usual: tuple[Rung, ...]) -> tuple[Rung, ...]:
        rows = self.given.pop("ladder", None)
        if rows is None:
            return usual
        if not isinstance(rows, list) or not rows:
            raise ConfigError("ladder is a list of tables, [[ladder]], each with days_late and to.")
        return tuple(sorted((_rung(row) for row in rows), key=lambda rung: (rung.days_late, get_args(Whom).index(rung.to))))

    def refuse_the_rest(self) -> None:
        if self.given:
            known = ", ".join(field.name for field in fields(Policy))
            raise ConfigError(f"Nobody knows {', '.join(sorted(self.given))}. What can be set is: {known}.")

    def _table(self, name: str) -> dict[str, object]:
        value = self.given.pop(name, {})
        if not isinstance(value, dict):
            raise ConfigError(f"{name} is a table, [{name}], not {_shown(value)}.")
        return value


def _rung(row: object) -> Rung:
    if not isinstance(row, dict) or not {"days_late", "to"} <= set(row) <= {"days_late", "to", "severities"}:
        raise ConfigError(f"Each [[ladder]] has days_late, to, and severities if it is not for all; {_shown(row)} is not like that.")
    days, to, severities = row["days_late"], row["to"], row.get("severities")
    if not _is_days(days):
        raise ConfigError(f"days_late of the ladder is a number of days, not {_shown(days)}.")
    if to not in get_args(Whom):
        raise ConfigError(f"The ladder leads to {', '.join(get_args(Whom))}, not to {_shown(to)}.")
    if severities is not None and not _are_severities(severities):
        raise ConfigError(f"severities of the ladder is a list of numbers from 1 to 4, not {_shown(severities)}.")
    if to == "owner" and (days != 0 or severities is not None):
        raise ConfigError("The owner hears of every item first: say days_late = 0 and no severities, or leave the owner out.")
    if to != "owner" and days == 0:
        raise ConfigError(f"On its due date an item is not late: the {to} hears of it after 1 day or more.")
    return Rung(days, to, tuple(sorted(set(severities))) if severities is not None else None)


def _are_severities(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(type(one) is int and one in SEVERITIES for one in value)


def write_policy(policy: Policy) -> str:
    """The policy as TOML that `read_policy` reads to the same."""
    lines = [f'due_in = "{policy.due_in}"', f"before = {list(policy.before)}", f"after = {list(policy.after)}"]
    lines += [f"{name} = {getattr(policy, name)}" for name in WHOLE]
    lines += [f'nudging = "{policy.nudging}"', f'message_links = "{policy.message_links}"', "", "[due_days]"]
    lines += [f"{severity} = {days}" for severity, days in sorted(policy.due_days.items())]
    lines += ["", "[due_days_of_types]", *(f"{name} = {days}" for name, days in sorted(policy.due_days_of_types.items()))]
    for rung in policy.ladder:
        lines += ["", "[[ladder]]", f"days_late = {rung.days_late}", f'to = "{rung.to}"']
        lines += [f"severities = {list(rung.severities)}"] if rung.severities is not None else []
    return "\n".join(lines) + "\n"


def _is_days(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 730


def _is_window(value: object) -> bool:
    return _is_days(value) and value != 0


def _shown(value: object) -> str:
    try:
        return repr(value)[:60]
    except ValueError:  # Python writes out no number of thousands of digits
        return "a number that is far too long"
