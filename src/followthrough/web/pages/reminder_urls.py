"""Which address opens which page of the reminders."""

from __future__ import annotations

from django.urls import URLPattern, path

from followthrough.web.pages import channels, message, reminders

urlpatterns: list[URLPattern] = [
    path("from-message/<str:token>/", message.message, name="message"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/mine/", reminders.mine, name="reminders-mine"),
    path("reminders/runs/<int:run_id>/", reminders.decide, name="reminders-decide"),
    path("reminders/messages/<int:nudge_id>/again/", reminders.try_again, name="reminders-again"),
    path("reminders/channels/new/<slug:kind>/", channels.add, name="reminders-channel-new"),
    path("reminders/channels/<int:channel_id>/", channels.channel, name="channel"),
    path("reminders/channels/<int:channel_id>/test/", channels.send_test, name="channel-test"),
    path("reminders/channels/<int:channel_id>/find/", channels.find_members, name="channel-find"),
    path("reminders/channels/<int:channel_id>/remove/", channels.remove, name="channel-remove"),
    path("reminders/channels/<int:channel_id>/people/<int:person_id>/", channels.write_address, name="channel-address"),
]
