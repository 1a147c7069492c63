"""Seal secrets before they are stored, and open them. The keys are in the environment or the data folder, never in the database."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from followthrough.errors import ConfigError

NONCE = 12  # bytes, as AES-GCM wants them
VERSION = "v1"


def seal(secrets: Mapping[str, str], *, of: str) -> str:
    """The secrets as text that only our key opens, and only for the row that `of` names: copied to another row it is of no use."""
    key_id, cipher = _ciphers(tuple(settings.ENCRYPTION_KEYS))[0]
    nonce = os.urandom(NONCE)
    sealed = cipher.encrypt(nonce, json.dumps(dict(secrets)).encode(), _bound(of))
    return ":".join((VERSION, key_id, base64.b64encode(nonce + sealed).decode()))


def unseal(text: str, *, of: str) -> dict[str, str]:
    """The secrets. ConfigError where no key that is configured opens them."""
    version, _, rest = text.partition(":")
    key_id, _, content = rest.partition(":")
    for known, cipher in _ciphers(tuple(settings.ENCRYPTION_KEYS)):
        if (version, key_id) == (VERSION, known):
            try:
                raw = base64.b64decode(content, validate=True)
                opened: dict[str, str] = json.loads(cipher.decrypt(raw[:NONCE], raw[NONCE:], _bound(of)))
            except (InvalidTag, ValueError) as error:
                raise ConfigError("A stored credential was changed or belongs to another connection: enter it again.") from error
            return opened
    raise ConfigError(
        "A stored credential was sealed with a key that is not configured: set FOLLOWTHROUGH_OLD_ENCRYPTION_KEYS, or enter it again."
    )


def is_current(text: str) -> bool:
    """Whether this was sealed with the current key."""
    return text.split(":")[1] == _ciphers(tuple(settings.ENCRYPTION_KEYS))[0][0]


@lru_cache(maxsize=8)
def _ciphers(keys: tuple[str, ...]) -> list[tuple[str, AESGCM]]:
    """Each key with the short name that sealed text carries."""
    derived = [hashlib.scrypt(key.encode(), salt=b"followthrough credentials", n=2**14, r=8, p=1, dklen=32) for key in keys]
    return [(hashlib.sha256(b"name of " + key).hexdigest()[:8], AESGCM(key)) for key in derived]


def _bound(of: str) -> bytes:
    return f"followthrough {of}".encode()
