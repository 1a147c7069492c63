"""Every tracker that can be connected, as a world in process: for tests that hold all of them to the same. Holds no test."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from followthrough.trackers import jira_cloud, jira_server
from followthrough.trackers.fake.dialect import Request
from followthrough.trackers.fake.jira import JiraCloud, JiraServer
from tests.trackers import github_worlds, gitlab_worlds, jira_worlds, linear_worlds, redmine_worlds
from tests.trackers.contract import World

MakeWorld = Callable[[], AbstractContextManager[World]]

WORLDS: dict[str, tuple[MakeWorld, Callable[[Request], bool]]] = {
    "github": (github_worlds.github_world, github_worlds.makes_an_issue),
    "gitlab": (gitlab_worlds.gitlab_world, gitlab_worlds.makes_an_issue),
    "jira": (lambda: jira_worlds.world_of(JiraCloud, jira_cloud.open_tracker), jira_worlds.makes_an_issue),
    "jira_server": (lambda: jira_worlds.world_of(JiraServer, jira_server.open_tracker), jira_worlds.makes_an_issue),
    "linear": (linear_worlds.linear_world, linear_worlds.makes_an_issue),
    "redmine": (redmine_worlds.redmine_world, redmine_worlds.makes_an_issue),
}
