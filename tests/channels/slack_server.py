"""A Slack of this machine: a workspace whose Web API and incoming webhook answer as docs.slack.dev describes. Holds no test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from followthrough.trackers.fake.dialect import Request, Response
from tests.channels.contract import NOW
from tests.channels.receivers import Receiver, json_of

TOKEN = "xoxb-17-fake-slack-token"
HOOK = "/services/T0001/B0001/secret-hook-path"
MEMBER, BOB, CHANNEL, OUTSIDE = "U0ALICE", "U0BOB", "C0OPS", "C0OTHER"
RIGHTS = "chat:write,im:write,im:history,channels:history,users:read,users:read.email"
TOO_MUCH = 11_000  # characters of text in all blocks
Json = dict[str, Any]


class Workspace(Receiver):
    """Alice and Bob are members; the bot is in the channel of the operators and not in the other one."""

    def __init__(self) -> None:
        super().__init__()
        self.rights = set(RIGHTS.split(","))
        self.messages: dict[str, list[Json]] = {}
        self.most_text = TOO_MUCH
        self.page = 100

    def answer(self, request: Request) -> Response:
        if request.path == HOOK:
            return self._hook(json_of(request))
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return self._said({"ok": False, "error": "invalid_auth"})
        name = request.path.removeprefix("/api/")
        given: Json = dict(request.query) if request.method == "GET" else json_of(request)
        methods = {
            "auth.test": ("", self._test),
            "users.lookupByEmail": ("users:read.email", self._look_up),
            "conversations.open": ("im:write", self._open),
            "chat.postMessage": ("chat:write", self._post),
            "conversations.history": ("im:history", self._history),
            "conversations.replies": ("im:history", self._history),
        }
        if name not in methods:
            return self._said({"ok": False, "error": "unknown_method"})
        right, method = methods[name]
        if right and right not in self.rights:
            return self._said({"ok": False, "error": "missing_scope", "needed": right, "provided": ",".join(self.rights)})
        said = method(given)
        return self._said(said if "ok" in said else {"ok": True, **said})

    def _said(self, said: Json) -> Response:
        answer = Response.of(said)
        return Response(200, answer.body, {**answer.headers, "X-OAuth-Scopes": ",".join(sorted(self.rights))})

    def _test(self, given: Json) -> Json:
        return {"user": "followthrough", "team": "Acme", "user_id": "U0BOT", "team_id": "T0001"}

    def _look_up(self, given: Json) -> Json:
        members = {"alice@ft.example": MEMBER, "bob@ft.example": BOB}
        found = members.get(given["email"].lower())
        return {"user": {"id": found, "deleted": False}} if found else {"ok": False, "error": "users_not_found"}

    def _open(self, given: Json) -> Json:
        return {"channel": {"id": given["users"].replace("U0", "D0")}}

    def _post(self, given: Json) -> Json:
        channel = given["channel"].replace("U0", "D0") if given["channel"] in {MEMBER, BOB} else given["channel"]
        if channel == OUTSIDE:
            return {"ok": False, "error": "not_in_channel"}
        if not channel.startswith("D0") and channel != CHANNEL:
            return {"ok": False, "error": "channel_not_found"}
        error = faults(given, most_text=self.most_text)
        if error:
            return {"ok": False, "error": error}
        placed = self.messages.setdefault(channel, [])
        stamp = f"{NOW.timestamp() + len(placed):.0f}.{len(placed):06}"
        placed.append({"ts": stamp, **given})
        self.texts.append(shown(given))
        return {"channel": channel, "ts": stamp, "message": {"text": given["text"]}}

    def _history(self, given: Json) -> Json:
        found = [one for one in self.messages.get(given["channel"], []) if float(one["ts"]) >= float(given["oldest"])]
        if "ts" in given:
            found = [one for one in found if given["ts"] in {one["ts"], one.get("thread_ts")}]
        start = int(given.get("cursor") or 0)
        page = found[::-1][start : start + self.page]
        more = str(start + self.page) if start + self.page < len(found) else ""
        return {"messages": page, "has_more": bool(more), "response_metadata": {"next_cursor": more}}

    def _hook(self, given: Json) -> Response:
        error = faults(given, most_text=10**6)
        if error:
            return Response(400, error.encode())
        self.texts.append(shown(given))
        return Response(200, b"ok", {"Content-Type": "text/html"})


def faults(given: Json, *, most_text: int) -> str:
    """The word with which Slack turns a message down; empty where it takes it."""
    blocks = given.get("blocks", [])
    if not given.get("text"):
        return "no_text"
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if not 1 <= len(blocks) <= 50 or len(set(names)) < len(names) or not all(_fits(block) for block in blocks):
        return "invalid_blocks"
    if sum(len(text) for block in blocks for text in _texts(block)) > most_text:
        return "msg_blocks_too_long"
    return ""


def _fits(block: Json) -> bool:
    match block["type"]:
        case "header":
            return block["text"]["type"] == "plain_text" and 1 <= len(block["text"]["text"]) <= 150
        case "section":
            return block["text"]["type"] == "mrkdwn" and 1 <= len(block["text"]["text"]) <= 3000
        case "context":
            return 1 <= len(block["elements"]) <= 10
        case "rich_text":
            return bool(block["elements"]) and all(_is_rich(section) for section in block["elements"])
        case "actions":
            names = [button["action_id"] for button in block["elements"]]
            return 1 <= len(names) <= 25 and len(set(names)) == len(names) and all(_is_button(button) for button in block["elements"])
        case _:
            return False


def _is_rich(section: Json) -> bool:
    return section["type"] == "rich_text_section" and all(
        (part["type"] == "text" and part["text"]) or (part["type"] == "link" and part["url"].startswith("http"))
        for part in section["elements"]
    )


def _is_button(button: Json) -> bool:
    plain = button["text"]["type"] == "plain_text" and 1 <= len(button["text"]["text"]) <= 75
    return plain and len(button["action_id"]) <= 255 and len(button.get("url", "")) <= 3000 and len(button.get("value", "")) <= 2000


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "text" and isinstance(part, str):
                yield part
            else:
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def shown(given: Json) -> str:
    """What a person reads. Slack's markup is read as Slack reads it: what stands in angle brackets would act, and must not be there."""
    return " ".join(part for block in given["blocks"] for part in _read(block))


def _read(block: Any) -> Iterator[str]:
    if isinstance(block, list):
        for part in block:
            yield from _read(part)
    elif isinstance(block, dict):
        if block.get("type") == "mrkdwn":
            assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", block["text"]), f"Slack would act on {block['text']!r}"
            yield unescape(block["text"])
            return
        for name in ("text", "url"):
            if isinstance(block.get(name), str):
                yield block[name]
        for name in ("text", "elements"):
            if isinstance(block.get(name), dict | list):
                yield from _read(block[name])
