"""Talks to another machine's Followthrough over its API. Decides nothing, and keeps the token out of every message."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from followthrough.core.gate import Question, Verdict
from followthrough.core.report.gate import read_verdict
from followthrough.errors import ConfigError, InputError, NotPermitted, ServiceError, Unreachable
from followthrough.http import Answer, Door


class Client:
    """A server, and the token by which it knows us. Close it after use, or use it in a `with`."""

    def __init__(self, url: str, token: str, *, door: Door | None = None) -> None:
        """ConfigError where no token is given. The address was typed by whoever runs this, so it may be in a private network."""
        if not token.strip():
            raise ConfigError("a token is needed to ask a server: make one under “For programs” there, and set FOLLOWTHROUGH_TOKEN")
        headers = {"Authorization": f"Bearer {token.strip()}", "Accept": "application/json"}
        self._door = door or Door(url, private=True, headers=headers)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._door.close()

    def gate(self, question: Question) -> Verdict:
        """What the server says of a question; InputError where it can't be asked so, Unreachable where nobody could be asked."""
        words = {"service": question.service, "team": question.team, "grace": str(question.grace)}
        query = [f"{name}={quote(word)}" for name, word in words.items() if word]
        if question.is_ranked:
            query += [f"severity={rank}" for rank in (*question.severities, *(["unranked"] if question.unranked else []))]
        return read_verdict(self._get(f"/api/v1/gate?{'&'.join(query)}"))

    def _get(self, path: str) -> Any:  # Any: JSON
        answer = self._door.request("GET", path)
        if answer.ok:
            return answer.json()
        raise _refusal(answer)


def _refusal(answer: Answer) -> Exception:
    words = _words(answer)
    match answer.status:
        case 400 | 422:
            return InputError(words or "the server does not understand the question: is it older than this program?")
        case 401 | 403:
            return NotPermitted(words or "the server refuses the token: it may have expired, or be made for something else")
        case 404:
            return ConfigError(
                "there is no Followthrough at this address, or an older one: give its address as people open it in a browser"
            )
        case status if 300 <= status < 400:
            return ConfigError("the address sends on to another one: give that one")
        case status if status < 500 and status != 429:
            return InputError(words or f"the server refused with {status}")
        case status:
            return Unreachable(f"the server is in trouble or too busy: it answered {status}", sent=True)


def _words(answer: Answer) -> str:
    """What the server itself says of a refusal (RFC 9457); nothing where that is no such answer."""
    if not answer.headers.get("content-type", "").startswith("application/problem+json"):
        return ""
    try:
        said = answer.json()
    except ServiceError:
        return ""
    return str(said.get("detail", ""))[:500] if isinstance(said, dict) else ""
