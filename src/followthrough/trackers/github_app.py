"""Who we are to GitHub: a token, or an app that signs its way to a token for an hour. Asks for that token, and for nothing else.

docs.github.com: "Generating a JSON Web Token (JWT) for a GitHub App", "Generating an installation access token for a GitHub App".
"""

from __future__ import annotations

import base64
import json
import threading
from datetime import datetime, timedelta
from typing import Final, Protocol
from urllib.parse import quote

from followthrough.errors import ConfigError, Forbidden, TurnedDown
from followthrough.http import Door
from followthrough.trackers.base import Clock
from followthrough.trackers.github_answers import NotThere, passed, shape
from followthrough.trackers.shape import Json

EARLY: Final = timedelta(minutes=5)  # a token is replaced that long before it ends
DRIFT: Final = timedelta(seconds=60)  # GitHub's clock may be behind ours
LIFE: Final = timedelta(minutes=9)  # at most ten are allowed


class Credential(Protocol):
    is_app: bool

    def token(self) -> str: ...


class Token:
    """One that somebody made."""

    is_app = False

    def __init__(self, token: str) -> None:
        self._token = token

    def token(self) -> str:
        return self._token


class App:
    """An installation of an app. Its rights are `permissions`, once a token was asked for."""

    is_app = True

    def __init__(self, app_id: str, installation: str, private_key: str, door: Door, *, now: Clock) -> None:
        self._app_id = app_id
        self._installation = installation
        self._key = private_key.strip() + "\n"
        self._door = door
        self._now = now
        self._token = ""
        self._until: datetime | None = None
        self._lock = threading.Lock()
        self.permissions: Json = {}

    def token(self) -> str:
        with self._lock:
            if self._until is None or self._now() >= self._until - EARLY:
                self._renew()
            return self._token

    def _renew(self) -> None:
        path = f"app/installations/{quote(self._installation, safe='')}/access_tokens"
        headers = {"Authorization": f"Bearer {self._proof()}"}
        try:
            answer = passed(self._door.request("POST", path, headers=headers, reads=True), now=self._now)
        except NotThere as error:
            raise Forbidden(
                "The GitHub App is not installed there any more: install it again, or give the new ID.", expired=True
            ) from error
        made = shape.mapping(answer.json(), "token")
        self._token, self._until = shape.text(made, "token"), shape.moment(made, "expires_at")
        rights = made.get("permissions")
        self.permissions = rights if isinstance(rights, dict) else {}

    def _proof(self) -> str:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding, rsa

        try:
            key = serialization.load_pem_private_key(self._key.encode(), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise ConfigError(
                "The private key of the app is not a PEM file as GitHub makes it: give the whole text of the file."
            ) from error
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ConfigError("The private key of the app is not an RSA key: give the file that GitHub made for the app.")
        now = self._now()
        times = {"iat": int((now - DRIFT).timestamp()), "exp": int((now + LIFE).timestamp())}
        said = [{"alg": "RS256", "typ": "JWT"}, {**times, "iss": self._app_id}]
        signed = ".".join(_encoded(json.dumps(part, separators=(",", ":")).encode()) for part in said)
        return f"{signed}.{_encoded(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def credential(given: dict[str, str], door: Door, *, now: Clock) -> Credential:
    """By what was given. A missing part is said in words."""
    token, key = given.get("token", "").strip(), given.get("private_key", "").strip()
    if token:
        return Token(token)
    app_id, installation = given.get("app_id", "").strip(), given.get("installation_id", "").strip()
    if not (key and app_id and installation):
        raise ConfigError("GitHub wants a token, or the ID, the installation ID and the private key of an app.")
    if not installation.isdigit():
        raise TurnedDown(f"{installation!r} is no installation ID: it is the number at the end of the installation's address.")
    return App(app_id, installation, key, door, now=now)
