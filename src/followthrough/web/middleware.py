"""What every answer of the server carries, and how a refusal reaches a person. No business rule lives here."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

type_of_next = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicyMiddleware:
    def __init__(self, get_response: type_of_next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class RefusalMiddleware(ContentSecurityPolicyMiddleware):
    pass
