"""A refusal as a program reads it: problem details (RFC 9457), with the words that a person would read."""

from __future__ import annotations

import json

from django.http import HttpResponse


def problem(status: int, title: str, detail: str) -> HttpResponse:
    body = json.dumps({"title": title, "status": status, "detail": detail}, ensure_ascii=False)
    answer = HttpResponse(body, status=status, content_type="application/problem+json")
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="followthrough"'
    return answer
