"""All routes of the API, at /api/v1/. What it offers is described at /api/v1/openapi.json."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI

from followthrough import __version__
from followthrough.web.api.directory import router as directory
from followthrough.web.api.gate import router as gate
from followthrough.web.api.problems import teach

api = NinjaAPI(
    title="Followthrough",
    version=__version__,
    description="Makes the action items of incident postmortems actually get done.",
    docs_url=None,
    urls_namespace="api",
)
teach(api)
api.add_router("", gate)
api.add_router("", directory)


def routes() -> list[URLPattern | URLResolver]:
    """The addresses. They ask for a token, not for a session, so they are no business of the sign-in page."""
    found: list[URLPattern | URLResolver] = api.urls[0]
    for pattern in found:
        if isinstance(pattern, URLPattern):
            pattern.callback.login_required = False  # type: ignore[attr-defined]  # what login_not_required sets
    return found
