"""Which address opens which page of the trackers."""

from __future__ import annotations

from django.urls import URLPattern, path

from followthrough.web.pages import connection, connection_set_up, connections, filing

urlpatterns: list[URLPattern] = [
    path("connections/", connections.connections, name="connections"),
    path("connections/new/<slug:kind>/", connections.connect, name="connections-new"),
    path("connections/<int:connection_id>/", connection.connection, name="connection"),
    path("connections/<int:connection_id>/set-up/", connection_set_up.set_up, name="connection-set-up"),
    path("connections/<int:connection_id>/rehearsal/", connection.rehearsal, name="connection-rehearse"),
    path("connections/<int:connection_id>/accounts/", connection.accounts, name="connection-accounts"),
    path("connections/<int:connection_id>/do/show-secret/", connection.show_secret, name="connection-secret"),
    path("connections/<int:connection_id>/do/<slug:name>/", connection.act, name="connection-act"),
    path("items/<int:item_id>/tickets/new/", filing.file_item, name="item-file"),
]
