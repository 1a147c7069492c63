"""The JSON of a fake GitLab, and the forms in which it refuses. Decides nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from followthrough.trackers.fake.dialect import Response
from followthrough.trackers.fake.gitlab_state import Issue, Project, User, Webhook

Json = dict[str, Any]
SITE = "https://gitlab.example"
_OPENED = "2026-01-05T08:00:00.000Z"


class Bad(Exception):
    """A refusal, in one of the forms GitLab has: words, words by field, or `error`."""

    def __init__(self, status: int, message: object = None, *, error: str = "", **more: object) -> None:
        super().__init__(status, message, error)
        said: Json = {"error": error, **more} if error else {"message": message}
        self.response = Response.of(said, status)


def stamp(moment: datetime | None) -> str | None:
    """Kept to the microsecond, told to the millisecond."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z" if moment else None


def user_json(user: User) -> Json:
    page = f"{SITE}/{user.username}"
    return {
        "id": user.id,
        "username": user.username,
        "name": user.username.title(),
        "state": user.state,
        "locked": False,
        "avatar_url": None,
        "web_url": page,
    }


def me_json(user: User) -> Json:
    return {**user_json(user), "email": f"{user.username}@example.com", "bot": user.bot, "external": False, "created_at": _OPENED}


def member_json(user: User, level: int) -> Json:
    return {**user_json(user), "access_level": level, "created_at": _OPENED, "expires_at": None, "membership_state": "active"}


def project_json(project: Project, *, simple: bool = False) -> Json:
    namespace, _, name = project.path.rpartition("/")
    data: Json = {
        "id": project.id,
        "name": name.title(),
        "name_with_namespace": f"{namespace.title()} / {name.title()}",
        "path": name,
        "path_with_namespace": project.path,
        "web_url": f"{SITE}/{project.path}",
        "created_at": _OPENED,
        "last_activity_at": _OPENED,
    }
    if simple:
        return data
    access = {"access_level": project.access, "notification_level": 3} if project.access else None
    return {
        **data,
        "archived": project.archived,
        "issues_enabled": project.issues_enabled,
        "issues_access_level": "enabled" if project.issues_enabled else "disabled",
        "visibility": "private",
        "permissions": {"project_access": access, "group_access": None},
    }


def issue_json(issue: Issue, base: str, *, duplicate: Issue | None = None) -> Json:
    """`duplicate` is the other issue, where the one who asks may see it."""
    project = issue.project
    home = f"{base}/api/v4/projects/{project.id}"
    people = [user_json(user) for user in issue.assignees]
    original = f"{base}/api/v4/projects/{duplicate.project.id}/issues/{duplicate.iid}" if duplicate else None
    return {
        "id": issue.id,
        "iid": issue.iid,
        "project_id": project.id,
        "title": issue.title,
        "description": issue.body or None,
        "state": "closed" if issue.closed else "opened",
        "created_at": stamp(issue.created),
        "updated_at": stamp(issue.updated),
        "closed_at": stamp(issue.closed),
        "closed_by": None,
        "labels": sorted(issue.labels),
        "milestone": None,
        "assignees": people,
        "author": user_json(issue.author),
        "type": issue.type.upper(),
        "assignee": people[0] if people else None,
        "user_notes_count": 0,
        "merge_requests_count": 0,
        "upvotes": 0,
        "downvotes": 0,
        "due_date": issue.due.isoformat() if issue.due else None,
        "confidential": issue.confidential,
        "discussion_locked": None,
        "issue_type": issue.type,
        "web_url": f"{SITE}/{project.path}/-/issues/{issue.iid}",
        "task_completion_status": {"count": 0, "completed_count": 0},
        "has_tasks": False,
        "_links": {
            "self": f"{home}/issues/{issue.iid}",
            "notes": f"{home}/issues/{issue.iid}/notes",
            "award_emoji": f"{home}/issues/{issue.iid}/award_emoji",
            "project": home,
            "closed_as_duplicate_of": original,
        },
        "references": {"short": f"#{issue.iid}", "relative": f"#{issue.iid}", "full": issue.key},
        "severity": "UNKNOWN",
        "moved_to_id": issue.moved_to,
    }


def hook_json(hook: Webhook, project: Project) -> Json:
    return {
        "id": hook.id,
        "url": hook.url,
        "name": None,
        "description": None,
        "created_at": stamp(hook.created),
        "push_events": hook.push_events,
        "issues_events": hook.issues_events,
        "confidential_issues_events": hook.confidential_issues_events,
        "enable_ssl_verification": hook.enable_ssl_verification,
        "alert_status": hook.alert_status,
        "disabled_until": stamp(hook.disabled_until),
        "token_present": bool(hook.token),
        "signing_token_present": bool(hook.signing_token),
        "project_id": project.id,
    }


def place_of(project: Project) -> str:
    return quote(project.path, safe="")
