"""What an account may do in a project of Redmine, as its roles say: redmine.org/projects/redmine/wiki/Rest_Roles. Grants nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from followthrough.trackers.redmine_answers import Json

NEEDED: Final = {
    "view_issues": "see issues (View issues)",
    "add_issues": "create issues (Add issues)",
    "edit_issues": "edit issues (Edit issues)",
}
CATEGORIES: Final = "manage_categories"
PRIVATE: Final = frozenset({"set_issues_private", "set_own_issues_private"})


@dataclass(frozen=True, slots=True)
class Role:
    """One role. `known` False: this Redmine does not show it, so nothing is said against it."""

    permissions: frozenset[str]
    assignable: bool = True
    own_only: bool = False  # sees the issues that it wrote or was given, and no others
    known: bool = True


UNKNOWN: Final = Role(frozenset(), known=False)
EVERYTHING: Final = Role(frozenset({*NEEDED, CATEGORIES, *PRIVATE}))


def role_of(data: Json) -> Role:
    permissions = data.get("permissions")
    return Role(
        frozenset(map(str, permissions)) if isinstance(permissions, list) else frozenset(),
        assignable=data.get("assignable") is not False,
        own_only=data.get("issues_visibility") == "own",
        known=isinstance(permissions, list),
    )


def together(roles: Iterable[Role]) -> Role:
    """What several roles allow at once."""
    held = list(roles)
    return Role(
        frozenset().union(*(role.permissions for role in held)),
        assignable=any(role.assignable for role in held),
        own_only=bool(held) and all(role.own_only for role in held),
        known=bool(held) and all(role.known for role in held),
    )


def lacking(role: Role) -> list[str]:
    """What is needed and not allowed, in sentences."""
    if not role.known:
        return []
    said = [f"This account may not {what}." for name, what in NEEDED.items() if name not in role.permissions]
    if role.own_only:
        said.append("This account sees only issues that it wrote or was given: its role has to see all that are not private.")
    return said
