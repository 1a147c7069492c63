"""The JSON of a fake GitHub, with every part its description asks for. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from followthrough.trackers.fake.dialect import Response
from followthrough.trackers.fake.github_state import Issue, Repository, User, Webhook

Json = dict[str, Any]
DOCUMENTATION: Final = "https://docs.github.com/rest"
_USER_PARTS: Final = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
_REPOSITORY_PARTS: Final = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}
_NONE_OF: Final = (
    *("forks", "forks_count", "stargazers_count", "watchers", "watchers_count", "size", "network_count", "subscribers_count"),
)
_OPENED: Final = "2026-01-05T08:00:00Z"


class Bad(Exception):
    """A refusal, in the form GitHub gives it."""

    def __init__(self, status: int, message: str, *, errors: list[Json] | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, message)
        said: Json = {"message": message, "documentation_url": DOCUMENTATION, "status": str(status)}
        if errors is not None:
            said["errors"] = errors
        self.response = Response.of(said, status, **(headers or {}))


def invalid(field: str, code: str = "invalid", *, resource: str = "Issue", value: object = None) -> Bad:
    error: Json = {"resource": resource, "field": field, "code": code}
    return Bad(422, "Validation Failed", errors=[error if value is None else {**error, "value": value}])


def pages(base: str) -> str:
    """Where people look at what the API behind `base` has: without the `api.` that goes before it in the cloud."""
    return base.replace("://api.", "://", 1)


def stamp(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


def user_json(user: User, base: str) -> Json:
    address = f"{base}/users/{user.login}"
    return {
        "login": user.login,
        "id": user.id,
        "node_id": f"U_{user.id}",
        "avatar_url": f"https://avatars.github.example/u/{user.id}",
        "gravatar_id": "",
        "url": address,
        "html_url": f"https://github.example/{user.login}",
        **{name: address + rest for name, rest in _USER_PARTS.items()},
        "type": user.type,
        "user_view_type": "public",
        "site_admin": False,
    }


def profile_json(user: User, base: str) -> Json:
    empty = dict.fromkeys(("name", "company", "location", "email", "hireable", "bio", "twitter_username"))
    counts = {"public_repos": 0, "public_gists": 0, "followers": 0, "following": 0}
    return {**user_json(user, base), **empty, "blog": "", **counts, "created_at": _OPENED, "updated_at": _OPENED}


def repository_json(repository: Repository, base: str, *, webhook: bool = False) -> Json:
    address, page = f"{base}/repos/{repository.full_name}", f"{pages(base)}/{repository.full_name}"
    order = ("admin", "maintain", "push", "triage", "pull")
    reached = {"admin": "admin", "write": "push", "triage": "triage", "read": "pull"}[repository.permission]
    data: Json = {
        "id": repository.id,
        "node_id": f"R_{repository.id}",
        "name": repository.name,
        "full_name": repository.full_name,
        "private": repository.private,
        "owner": user_json(User(1, repository.owner, "Organization"), base),
        "html_url": page,
        "description": None,
        "fork": False,
        "url": address,
        **{name: address + rest for name, rest in _REPOSITORY_PARTS.items()},
        "git_url": f"git:github.example/{repository.full_name}.git",
        "ssh_url": f"git@github.example:{repository.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": None,
        "language": None,
        "license": None,
        "default_branch": "main",
        "has_issues": repository.has_issues,
        **dict.fromkeys(("has_projects", "has_wiki", "has_pages", "has_discussions", "has_downloads"), False),
        **dict.fromkeys(("archived", "disabled", "is_template", "allow_forking", "web_commit_signoff_required"), False),
        "visibility": "private" if repository.private else "public",
        "topics": [],
        "custom_properties": {},
        **dict.fromkeys(_NONE_OF, 0),
        "open_issues": 0,
        "open_issues_count": 0,
        "pushed_at": _OPENED,
        "created_at": _OPENED,
        "updated_at": _OPENED,
    }
    if webhook:
        return {name: value for name, value in data.items() if name not in {"network_count", "subscribers_count", "has_discussions"}}
    data["permissions"] = {name: order.index(name) >= order.index(reached) for name in order}
    return data


def label_json(name: str, repository: Repository, base: str) -> Json:
    number = repository.labels[name]
    address = f"{base}/repos/{repository.full_name}/labels/{number}"
    return {"id": number, "node_id": f"LA_{number}", "url": address, "name": name, "color": "ededed", "default": False, "description": None}


def issue_json(issue: Issue, base: str, *, webhook: bool = False) -> Json:
    repository = issue.repository
    home = f"{base}/repos/{repository.full_name}"
    address = f"{home}/issues/{issue.number}"
    page = f"{pages(base)}/{repository.full_name}/{'pull' if issue.is_pull else 'issues'}/{issue.number}"
    people = [user_json(user, base) for user in issue.assignees]
    reactions = dict.fromkeys(("total_count", "+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"), 0)
    data: Json = {
        "url": address,
        "repository_url": home,
        "labels_url": f"{address}/labels{{/name}}",
        "comments_url": f"{address}/comments",
        "events_url": f"{address}/events",
        "html_url": page,
        "timeline_url": f"{address}/timeline",
        "id": issue.id,
        "node_id": f"I_{issue.id}",
        "number": issue.number,
        "title": issue.title,
        "user": user_json(issue.author, base),
        "labels": [label_json(name, repository, base) for name in issue.labels],
        "state": "closed" if issue.closed else "open",
        "locked": False,
        "assignee": people[0] if people else None,
        "assignees": people,
        "milestone": None,
        "comments": 0,
        "created_at": stamp(issue.created),
        "updated_at": stamp(issue.updated),
        "closed_at": stamp(issue.closed),
        "author_association": "MEMBER",
        "active_lock_reason": None,
        "body": issue.body or None,
        "reactions": {"url": f"{address}/reactions", **reactions},
        "performed_via_github_app": None,
        "state_reason": issue.reason,
    }
    if issue.is_pull:
        pull = f"{home}/pulls/{issue.number}"
        data["pull_request"] = {"url": pull, "html_url": page, "diff_url": f"{page}.diff", "patch_url": f"{page}.patch", "merged_at": None}
    if webhook and data["state_reason"] == "duplicate":
        data["state_reason"] = "not_planned"  # the published schema of webhooks is older than this reason
    return data


def hook_json(hook: Webhook, repository: Repository, base: str) -> Json:
    address = f"{base}/repos/{repository.full_name}/hooks/{hook.id}"
    last = {"code": hook.last_status, "status": "unused" if hook.last_status is None else "active", "message": None}
    if hook.last_status is not None and hook.last_status >= 400:
        last |= {"status": "misconfigured", "message": f"Invalid HTTP Response: {hook.last_status}"}
    return {
        "type": "Repository",
        "id": hook.id,
        "name": "web",
        "active": hook.active,
        "events": hook.events,
        "config": {"content_type": "json", "insecure_ssl": "0", "url": hook.url, "secret": "********"},
        "updated_at": stamp(hook.created),
        "created_at": stamp(hook.created),
        "url": address,
        "test_url": f"{address}/test",
        "ping_url": f"{address}/pings",
        "deliveries_url": f"{address}/deliveries",
        "last_response": last,
    }
