"""Which trackers there are, what each asks for when it is connected, and how one is opened. Loads an adapter only when it is used."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, cast

from followthrough.errors import ConfigError
from followthrough.trackers.base import Clock, Settings, Tracker

if TYPE_CHECKING:
    import httpx2


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `secret` ones are stored encrypted and never shown again."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    required: bool = True
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Way:
    """One way to prove who we are: a token, an app. `fields` are its credentials."""

    name: str
    label: str
    fields: tuple[Field, ...]
    rights: str  # the least it needs, in a sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """A tracker that can be connected."""

    name: str
    label: str
    ways: tuple[Way, ...]
    base_url: str = ""  # where the vendor's own cloud is; "" where there is none
    self_hosted: bool = False  # other addresses are allowed
    place: Field = Field("place", "Project")
    options: tuple[Field, ...] = ()
    label_word: str = "label"  # what carries the incident label there


def _token(label: str, *, help: str, rights: str) -> Way:  # noqa: A002 (what it is called on the form)
    return Way("token", label, (Field("token", label, help, secret=True),), rights)


_JIRA_RIGHTS = "Project permissions: Browse projects, and Create, Edit, Transition, Assign and Schedule issues."

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "github",
            "GitHub",
            (
                _token(
                    "Fine-grained token",
                    help="GitHub → Settings → Developer settings → Fine-grained tokens, for this repository alone.",
                    rights="Repository permissions: Issues (read and write), Metadata (read). Webhooks (read and write) only if "
                    "Followthrough is to set up the webhook itself.",
                ),
                Way(
                    "app",
                    "GitHub App",
                    (
                        Field("app_id", "App ID"),
                        Field("installation_id", "Installation ID"),
                        Field("private_key", "Private key", "The PEM file that GitHub made for the app.", secret=True, lines=6),
                    ),
                    "Repository permissions of the app: Issues (read and write), Metadata (read). No access to code.",
                ),
            ),
            base_url="https://api.github.com",
            self_hosted=True,
            place=Field("place", "Repository", "owner/name"),
        ),
        Kind(
            "gitlab",
            "GitLab",
            (
                _token(
                    "Access token",
                    help="Project → Settings → Access tokens, or a personal or group token.",
                    rights="Scope api with the role Reporter (read_api is enough to only look). Maintainer only if Followthrough "
                    "is to set up the webhook itself.",
                ),
            ),
            base_url="https://gitlab.com",
            self_hosted=True,
            place=Field("place", "Project", "group/name, or the project's number"),
            options=(
                Field(
                    "dropped_labels",
                    "Labels that mean dropped",
                    "With commas between. On a closed issue they say that it was not done; wontfix, declined and the like are known.",
                    required=False,
                ),
            ),
        ),
        Kind(
            "jira",
            "Jira Cloud",
            (
                Way(
                    "token",
                    "API token",
                    (
                        Field("email", "E-mail address of the account"),
                        Field("token", "API token", "id.atlassian.com → Security → API tokens.", secret=True),
                    ),
                    _JIRA_RIGHTS,
                ),
            ),
            self_hosted=True,
            place=Field("place", "Project key", "OPS"),
            options=(Field("issue_type", "Issue type", "Task, where nothing is given.", required=False),),
        ),
        Kind(
            "jira_server",
            "Jira Data Center",
            (
                _token(
                    "Personal access token",
                    help="Profile → Personal access tokens.",
                    rights=_JIRA_RIGHTS,
                ),
            ),
            self_hosted=True,
            place=Field("place", "Project key", "OPS"),
            options=(Field("issue_type", "Issue type", "Task, where nothing is given.", required=False),),
        ),
        Kind(
            "linear",
            "Linear",
            (
                _token(
                    "API key",
                    help="Linear → Settings → Security & access → API keys.",
                    rights="Read, and Create and Write issues, for the one team. Admin only if Followthrough is to set up the "
                    "webhook itself.",
                ),
            ),
            base_url="https://api.linear.app",
            place=Field("place", "Team", "The key of the team, as in OPS-12"),
        ),
        Kind(
            "redmine",
            "Redmine",
            (
                _token(
                    "API access key",
                    help="My account → API access key. The administrator has to switch on the REST web service.",
                    rights="A role in the project with: view, add and edit issues. Redmine has no webhooks: changes are seen by asking.",
                ),
            ),
            self_hosted=True,
            place=Field("place", "Project", "The identifier, as in its address"),
            options=(Field("issue_type", "Tracker", "Bug, Feature … where nothing is given, the project's first.", required=False),),
            label_word="issue category",
        ),
    )
}
_ADAPTERS = {
    "github": "followthrough.trackers.github",
    "gitlab": "followthrough.trackers.gitlab",
    "jira": "followthrough.trackers.jira_cloud",
    "jira_server": "followthrough.trackers.jira_server",
    "linear": "followthrough.trackers.linear",
    "redmine": "followthrough.trackers.redmine",
}
Open = Callable[..., Tracker]


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_tracker(
    kind: str,
    settings: Settings,
    *,
    private: bool = True,
    now: Clock = utc_now,
    sleep: Callable[[float], None] = time.sleep,
    transport: httpx2.BaseTransport | None = None,
) -> Tracker:
    """The tracker behind these settings. `private`: an administrator set the address. Makes no request yet."""
    if kind not in KINDS:
        raise ConfigError(f"There is no tracker called {kind}: use one of {', '.join(KINDS)}.")
    adapter = cast(Open, import_module(_ADAPTERS[kind]).open_tracker)
    return adapter(settings, private=private, now=now, sleep=sleep, transport=transport)
