"""What a token of GitLab's may do in a project, and what is missing, in sentences. Asks nothing.

docs.gitlab.com: "Roles and permissions" (a planner or reporter sets labels, people and dates; a maintainer makes webhooks), "Personal
access tokens" (scopes).
"""

from __future__ import annotations

from typing import Final

from followthrough.trackers.base import Account, Checked, Place
from followthrough.trackers.gitlab_answers import shape
from followthrough.trackers.shape import Json

GUEST: Final = 10
PLANNER: Final = 15
MAINTAINER: Final = 40


def checked(account: Account, project: Json, token: Json) -> Checked:
    """`token` is what GitLab tells of it; empty where it does not tell."""
    level = access_level(project)
    may_write, missing = _may_write(project, token, level)
    may_hook = may_write and level >= MAINTAINER
    notes = list(_notes(token))
    if not may_hook:
        notes.append("Only a maintainer of the project can make webhooks. Without one, changes are seen by asking.")
    name = shape.text(project, "path_with_namespace")
    place = Place(shape.number(project, "id"), name, shape.text(project, "web_url"))
    return Checked(account, place, may_write=may_write, may_hook=may_hook, missing=tuple(missing), notes=tuple(notes))


def access_level(project: Json) -> int:
    """The higher one of what the project and its group give; 0 for somebody who is no member and looks at a public project."""
    given = project.get("permissions")
    rights = given if isinstance(given, dict) else {}
    levels = [access.get("access_level") for access in rights.values() if isinstance(access, dict)]
    return max((level for level in levels if isinstance(level, int)), default=0)


def _may_write(project: Json, token: Json, level: int) -> tuple[bool, list[str]]:
    missing = []
    if project.get("issues_enabled") is False or project.get("issues_access_level") == "disabled":
        missing.append("Issues are off in this project: switch them on under Settings → General → Visibility.")
    if project.get("archived"):
        missing.append("This project is archived: nothing can be written to it.")
    if level < PLANNER:
        missing.append("Labels, assignees and due dates can't be set: the token needs the role Reporter (or Planner) in this project.")
    may_write = not missing
    scopes = token.get("scopes")
    if isinstance(scopes, list) and "api" not in scopes:
        return False, [*missing, "This token can only look: to write it needs the scope api."]
    return may_write, missing


def _notes(token: Json) -> list[str]:
    notes = []
    if not isinstance(token.get("scopes"), list):
        notes.append("GitLab does not tell what this token may write: the first ticket will show.")
    if token.get("expires_at"):
        notes.append(f"This token ends on {token['expires_at']}: put a new one into the connection before then.")
    return notes
