"""Open a stored channel. The only place where its secrets are opened."""

from __future__ import annotations

from followthrough.channels.base import Channel as Way
from followthrough.channels.base import Settings
from followthrough.channels.registry import open_channel
from followthrough.web.models import Channel
from followthrough.web.operations.channels import secrets_of


def open_stored(channel: Channel) -> Way:
    """The channel behind a row; ConfigError where its settings can't be used any more. Makes no connection yet."""
    return open_channel(channel.kind, settings_of(channel))


def settings_of(channel: Channel) -> Settings:
    return Settings(values=channel.options, credentials=secrets_of(channel), instance=str(channel.uid)[:8])
