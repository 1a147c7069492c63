"""What Slack's short words for a failure mean, in sentences that say what to do. Sends nothing.

docs.slack.dev/reference/methods/chat.postMessage, and the page of each other method that is asked. A word that is not here is told as it
is: it may be new, and is then taken for a refusal that stays.
"""

from __future__ import annotations

import re
from typing import Final

from followthrough.channels.base import Failed, Reach

_TOKEN = "Slack no longer accepts the token: install the app again and enter the new one."  # noqa: S105 (words about one)
_LATER = "Slack has a fault of its own."
_GONE = "There is no such member or channel in this workspace, or the app can't see it: check the id, and invite the app to the channel."
_NO_RIGHT = "The workspace's settings keep the app from posting there: ask a workspace administrator."

_UNREADABLE = "Slack can't read the message: please report this."
TOO_LONG: Final = "msg_blocks_too_long"

# words -> what they say, what they stand in the way of
_KINDS: Final[tuple[tuple[str, str, Reach], ...]] = (
    ("invalid_auth not_authed account_inactive token_revoked token_expired invalid_token", _TOKEN, "channel"),
    ("org_login_required team_access_not_granted access_denied ekm_access_denied", _NO_RIGHT, "channel"),
    ("restricted_action restricted_action_read_only_channel action_prohibited", _NO_RIGHT, "address"),
    ("channel_not_found user_not_found users_not_found", _GONE, "address"),
    ("is_archived channel_is_archived", "The channel is archived: choose another one.", "address"),
    ("not_in_channel", "The app is not in the channel: invite it there with /invite.", "address"),
    ("user_disabled user_is_bot cannot_dm_bot", "This member is a bot or was deactivated.", "address"),
    ("no_service no_team no_active_hooks", "This webhook was removed or switched off in Slack: make a new one.", "channel"),
    ("missing_scope", "The app lacks a right: add it under OAuth & Permissions and install the app again.", "channel"),
    ("accesslimited", "Slack does not take requests from this network: a workspace administrator has to allow it.", "channel"),
    ("messages_tab_disabled", "The app takes no direct messages: switch on its Messages tab under App Home.", "channel"),
    ("message_limit_exceeded", "The workspace has reached its limit of messages.", "channel"),
    ("cannot_reply_to_message", "The thread can't be answered any more.", "message"),
    (f"{TOO_LONG} msg_too_long no_text invalid_blocks invalid_blocks_format invalid_payload invalid_arguments", _UNREADABLE, "message"),
)
_STAYS: Final = {word: (told, reach) for words, told, reach in _KINDS for word in words.split()}
_PASSES: Final = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "rollup_error"})
# Slack itself says of these that some of it may have been done.
_UNCERTAIN: Final = frozenset({"internal_error", "fatal_error", "rollup_error"})
TOO_OFTEN: Final = frozenset({"ratelimited", "rate_limited", "message_rate_limited"})
_WORD: Final = re.compile(r"[a-z][a-z0-9_]{1,60}")


def failed(word: str, *, needed: str = "") -> Failed:
    """What came of a message that Slack answered so. `needed` are rights, where Slack names them."""
    if word in _PASSES:
        return Failed(_told(_LATER, word), permanent=False, uncertain=word in _UNCERTAIN)
    if word == "missing_scope" and re.fullmatch(r"[a-z:._, ]{1,200}", needed):
        return Failed(f"The app lacks the right {needed}: add it under OAuth & Permissions and install the app again.", permanent=True)
    words, reach = _STAYS.get(word, ("Slack refuses the message.", "message"))
    return Failed(_told(words, word), permanent=True, reach=reach)


def _told(words: str, word: str) -> str:
    """The sentence with Slack's own word, if it is one and not some page."""
    return f"{words.rstrip('.')} ({word})." if _WORD.fullmatch(word) else words
