"""Which address opens which screen."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from followthrough.web.api.routes import routes
from followthrough.web.nudging.presses import press
from followthrough.web.pages import calendar, insights, programs, quarter
from followthrough.web.pages.badge import badge
from followthrough.web.pages.dashboard import dashboard
from followthrough.web.pages.decisions import decisions
from followthrough.web.pages.incident import incident
from followthrough.web.pages.incidents import incidents
from followthrough.web.pages.item import act, item
from followthrough.web.pages.items import items
from followthrough.web.pages.metrics import metrics
from followthrough.web.pages.policy import policy
from followthrough.web.pages.sign_in import SignIn
from followthrough.web.pages.theme import set_theme
from followthrough.web.sync.webhooks import hook

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboard, name="dashboard"),
    path("items/", items, name="items"),
    path("items/<int:item_id>/", item, name="item"),
    path("items/<int:item_id>/<slug:name>/", act, name="item-act"),
    path("incidents/", incidents, name="incidents"),
    path("incidents/<path:reference>/", incident, name="incident"),
    path("", include("followthrough.web.pages.capture_urls")),
    path("", include("followthrough.web.pages.connection_urls")),
    path("", include("followthrough.web.pages.review_urls")),
    path("", include("followthrough.web.pages.reminder_urls")),
    path("insights/", insights.insights, name="insights"),
    path("insights/quarter/", quarter.quarter, name="insights-quarter"),
    path("insights/quarter.md", quarter.as_markdown, name="quarter-markdown"),
    path("insights/<slug:name>.csv", insights.as_csv, name="insight-csv"),
    path("decisions/", decisions, name="decisions"),
    path("policy/", policy, name="policy"),
    path("calendars/", calendar.calendars, name="calendars"),
    path("calendars/new/", calendar.make, name="calendar-make"),
    path("calendars/<int:feed_id>/revoke/", calendar.revoke, name="calendar-revoke"),
    path("calendars/<str:secret>.ics", calendar.file, name="calendar-file"),
    path("programs/", programs.programs, name="programs"),
    path("programs/tokens/", programs.make, name="token-make"),
    path("programs/tokens/<int:token_id>/revoke/", programs.revoke, name="token-revoke"),
    path("programs/badges/", programs.make_picture, name="badge-make"),
    path("programs/badges/<int:feed_id>/revoke/", programs.revoke_picture, name="badge-revoke"),
    path("badges/<str:secret>.svg", badge, name="badge"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", include((routes(), "api"), namespace="api")),
    path("hooks/<uuid:uid>/", hook, name="hook"),
    path("presses/<uuid:uid>/", press, name="press"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("theme/", login_not_required(set_theme), name="theme"),
]
handler400 = "followthrough.web.pages.errors.bad_request"
handler403 = "followthrough.web.pages.errors.forbidden"
handler404 = "followthrough.web.pages.errors.not_found"
handler500 = "followthrough.web.pages.errors.broken"
