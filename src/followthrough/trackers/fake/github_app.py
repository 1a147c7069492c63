"""How an app proves itself to a fake GitHub: a token it signs with its key, against one for an installation that lives for an hour.

docs.github.com: "Generating a JSON Web Token (JWT) for a GitHub App", "Authenticating as a GitHub App installation".
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.github_shapes import Bad, stamp

if TYPE_CHECKING:
    from followthrough.trackers.fake.github import GitHub


class App:
    """A GitHub App, installed once. `private_key` is the PEM file that its owner downloads."""

    def __init__(self, app_id: str = "4711", installation_id: str = "99") -> None:
        self.app_id = app_id
        self.installation_id = installation_id
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.tokens: dict[str, datetime] = {}  # with the end of their life
        self.issued = 0
        self.removed = False
        self.permissions = {"issues": "write", "metadata": "read"}

    @property
    def private_key(self) -> str:
        form = serialization.PrivateFormat.TraditionalOpenSSL
        return self._key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()

    def prove(self, token: str, *, now: datetime) -> None:
        """Raises Bad where GitHub would not believe it."""
        try:
            head, body, signature = token.split(".")
            said: dict[str, Any] = json.loads(_decoded(body))
            method = json.loads(_decoded(head))
            self._key.public_key().verify(_decoded(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
        except (ValueError, InvalidSignature) as error:
            raise Bad(401, "A JSON web token could not be decoded") from error
        if method.get("alg") != "RS256" or str(said.get("iss")) != self.app_id:
            raise Bad(401, "'Issuer' claim ('iss') must be an Integer or String")
        issued, expires = (datetime.fromtimestamp(said[name], UTC) for name in ("iat", "exp"))
        if issued > now:
            raise Bad(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued")
        if not now < expires <= now + timedelta(minutes=10):
            raise Bad(401, "'Expiration time' claim ('exp') is too far in the future")


def installation_token(github: GitHub, request: Request, number: str) -> Response:
    if github.app is None:
        raise Bad(404, "Not Found")
    github.app.prove(request.headers.get("authorization", "").removeprefix("Bearer "), now=github.clock())
    if number != github.app.installation_id or github.app.removed:
        raise Bad(404, "Not Found")
    github.app.issued += 1
    token, until = f"ghs_{github.app.issued:036d}", github.now() + timedelta(hours=1)
    github.app.tokens[token] = until
    made = {"token": token, "expires_at": stamp(until), "permissions": github.app.permissions, "repository_selection": "selected"}
    return Response.of(made, 201)


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
