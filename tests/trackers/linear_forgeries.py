"""What somebody tries who wants one of Linear's webhooks to be believed without knowing its secret. Holds no test.

Linear's signature is the bare hex digest: what other vendors put before it is itself a forgery here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

from tests.trackers.forgeries import SECRET, Forgery

HEADER = "linear-signature"


def signature(body: bytes, secret: str = SECRET, algorithm: str = "sha256") -> str:
    return hmac.new(secret.encode(), body, algorithm).hexdigest()


def linear_forgeries(body: bytes, more: Mapping[str, str]) -> dict[str, Forgery]:
    """By name: headers, body and the secret that is known here."""
    true = signature(body)
    raw = bytes.fromhex(true)
    odd_headers = {
        "an empty header": "",
        "a blank": " ",
        "the method before it": f"sha256={true}",
        "a version before it": f"v1={true}",
        "a version and a comma before it": f"v1,{true}",
        "a time before it": f"t=1781082000,v1={true}",
        "the digest in base64": base64.b64encode(raw).decode(),
        "the digest in base64 for addresses": base64.urlsafe_b64encode(raw).decode(),
        "sha1": signature(body, algorithm="sha1"),
        "md5": signature(body, algorithm="md5"),
        "sha384": signature(body, algorithm="sha384"),
        "sha512": signature(body, algorithm="sha512"),
        "the beginning of sha512": signature(body, algorithm="sha512")[:64],
        "upper case": true.upper(),
        "a blank before": f" {true}",
        "a blank after": f"{true} ",
        "a line end after": f"{true}\n",
        "a NUL after": f"{true}\x00",
        "quotes around it": f'"{true}"',
        "0x before it": f"0x{true}",
        "colons in it": ":".join(true[place : place + 2] for place in range(0, 64, 2)),
        "one digit short": true[:-1],
        "the first digit short": true[1:],
        "one digit long": f"{true}0",
        "half of it": true[:32],
        "one digit changed": true[:-1] + ("0" if true[-1] != "0" else "1"),
        "reversed": true[::-1],
        "all zeros": "0" * 64,
        "not hex": "z" * 64,
        "not ASCII": "é" * 64,
        "a full-width digit": f"{true[:-1]}０",
        "half of a pair": f"{true[:-1]}\ud800",
        "twice, joined": f"{true}, {true}",
        "twice, together": true + true,
        "a list with the true one": f"{'0' * 64},{true}",
        "the plain hash": hashlib.sha256(body).hexdigest(),
        "hash of secret and body": hashlib.sha256(SECRET.encode() + body).hexdigest(),
        "hash of body and secret": hashlib.sha256(body + SECRET.encode()).hexdigest(),
        "the secret itself": SECRET,
        "another secret": signature(body, "another"),
        "the secret in lower case": signature(body, SECRET.lower()),
        "the secret with a blank": signature(body, f"{SECRET} "),
        "an empty secret there": signature(body, ""),
        "of the delivery's id and the body": signature(f"{more.get('linear-delivery', '')}.".encode() + body),
        "very long": "0" * 1_000_000,
    }
    odd_bodies = {
        "one byte changed": bytes([body[0] ^ 1]) + body[1:],
        "one byte more": body + b" ",
        "one byte less": body[:-1],
        "an empty body": b"",
        "said again in other bytes": json.dumps(json.loads(body), indent=1).encode(),
        "with a mark of byte order": b"\xef\xbb\xbf" + body,
        "other keys first": json.dumps(dict(reversed(json.loads(body).items()))).encode(),
        "another issue": body.replace(b"OPS-12", b"OPS-13"),
    }
    return {
        "no header": ({}, body, SECRET),
        "only what it is about": (dict(more), body, SECRET),
        "an empty secret here": ({HEADER: signature(body, ""), **more}, body, ""),
        "an empty secret here, true there": ({HEADER: true, **more}, body, ""),
        "GitHub's header": ({"x-hub-signature-256": f"sha256={true}", **more}, body, SECRET),
        "GitLab's header": ({"x-gitlab-token": SECRET, **more}, body, SECRET),
        "as authorization": ({"authorization": f"Bearer {SECRET}", **more}, body, SECRET),
        **{name: ({HEADER: given, **more}, body, SECRET) for name, given in odd_headers.items()},
        **{name: ({HEADER: true, **more}, sent, SECRET) for name, sent in odd_bodies.items()},
    }
