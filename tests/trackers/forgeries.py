"""What somebody tries who wants a webhook to be believed without knowing its secret. Holds no test; each adapter refuses all of them."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping

SECRET = "It's a Secret to Everybody"
_OTHER = {"x-hub-signature": "x-hub-signature-256"}
Forgery = tuple[dict[str, str], bytes, str]  # headers, body, the secret that is known here


def signed(body: bytes, secret: str = SECRET, algorithm: str = "sha256") -> str:
    return f"{algorithm}=" + hmac.new(secret.encode(), body, algorithm).hexdigest()


def forgeries(body: bytes, header: str, more: Mapping[str, str]) -> dict[str, Forgery]:
    """For a vendor that signs with HMAC-SHA256 and puts `sha256=` and the digest into `header`. `more` are its other headers."""
    true = signed(body)

    def with_proof(proof: str) -> dict[str, str]:
        return {header: proof, **more}

    return {
        "no header": ({}, body, SECRET),
        "empty header": (with_proof(""), body, SECRET),
        "a blank": (with_proof(" "), body, SECRET),
        "only the method": (with_proof("sha256="), body, SECRET),
        "only the digest": (with_proof(true.removeprefix("sha256=")), body, SECRET),
        "another method's name": (with_proof("sha1=" + true[7:]), body, SECRET),
        "sha1": (with_proof(signed(body, algorithm="sha1")), body, SECRET),
        "md5": (with_proof(signed(body, algorithm="md5")), body, SECRET),
        "sha512": (with_proof(signed(body, algorithm="sha512")), body, SECRET),
        "sha512 under the right name": (with_proof("sha256=" + signed(body, algorithm="sha512")[7:]), body, SECRET),
        "upper case": (with_proof(true.upper()), body, SECRET),
        "upper case digest": (with_proof("sha256=" + true[7:].upper()), body, SECRET),
        "a blank before": (with_proof(" " + true), body, SECRET),
        "a blank after": (with_proof(true + " "), body, SECRET),
        "a line end after": (with_proof(true + "\n"), body, SECRET),
        "a NUL after": (with_proof(true + "\x00"), body, SECRET),
        "one digit short": (with_proof(true[:-1]), body, SECRET),
        "one digit long": (with_proof(true + "0"), body, SECRET),
        "one digit changed": (with_proof(true[:-1] + ("0" if true[-1] != "0" else "1")), body, SECRET),
        "reversed": (with_proof("sha256=" + true[:6:-1]), body, SECRET),
        "all zeros": (with_proof("sha256=" + "0" * 64), body, SECRET),
        "not hex": (with_proof("sha256=" + "z" * 64), body, SECRET),
        "not ASCII": (with_proof("sha256=" + "é" * 64), body, SECRET),
        "a full-width digit": (with_proof(true[:-1] + "０"), body, SECRET),
        "half of a pair": (with_proof(true[:-1] + "\ud800"), body, SECRET),
        "twice, joined": (with_proof(f"{true}, {true}"), body, SECRET),
        "a list with the true one": (with_proof(f"sha256=00,{true}"), body, SECRET),
        "a colon": (with_proof(true.replace("=", ":")), body, SECRET),
        "base64": (with_proof("sha256=" + "A" * 43 + "="), body, SECRET),
        "the plain hash": (with_proof("sha256=" + hashlib.sha256(body).hexdigest()), body, SECRET),
        "hash of secret and body": (with_proof("sha256=" + hashlib.sha256(SECRET.encode() + body).hexdigest()), body, SECRET),
        "the secret itself": (with_proof(SECRET), body, SECRET),
        "another secret": (with_proof(signed(body, secret="another")), body, SECRET),
        "an empty secret there": (with_proof(signed(body, secret="")), body, SECRET),
        "an empty secret here": (with_proof(signed(body, secret="")), body, ""),
        "an empty secret here, true there": (with_proof(true), body, ""),
        "the secret in lower case": (with_proof(signed(body, secret=SECRET.lower())), body, SECRET),
        "the secret with a blank": (with_proof(signed(body, secret=SECRET + " ")), body, SECRET),
        "one byte of the body changed": (with_proof(true), bytes([body[0] ^ 1]) + body[1:], SECRET),
        "one byte more": (with_proof(true), body + b" ", SECRET),
        "one byte less": (with_proof(true), body[:-1], SECRET),
        "an empty body": (with_proof(true), b"", SECRET),
        "said again in other bytes": (with_proof(true), json.dumps(json.loads(body), indent=1).encode(), SECRET),
        "with a mark of byte order": (with_proof(true), b"\xef\xbb\xbf" + body, SECRET),
        "other keys first": (with_proof(true), json.dumps(dict(reversed(json.loads(body).items()))).encode(), SECRET),
        "under another vendor's header": ({_OTHER.get(header, "x-hub-signature"): true}, body, SECRET),
        "GitLab's header": ({"x-gitlab-token": SECRET}, body, SECRET),
        "as authorization": ({"authorization": f"Bearer {SECRET}"}, body, SECRET),
        "only what it is about": (dict(more), body, SECRET),
    }
