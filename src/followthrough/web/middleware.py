"""What every answer of the server carries, and how a refusal reaches a person. No business rule lives here."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from followthrough.errors import Conflict, FollowthroughError, NotFound, NotPermitted
from followthrough.web.models import User
from followthrough.web.pages.errors import error_page

Next = Callable[[HttpRequest], HttpResponse]
# Everything from ourselves, nothing inline, nothing else: stolen markup has nowhere to load from and nowhere to send to.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
DEMO_USER = "demo-lead"


class ContentSecurityPolicyMiddleware:
    """The policy by which browsers refuse whatever slipped through escaping."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class RefusalMiddleware:
    """Turns a refusal that no page handled itself into a page that says it, and turns away what no database can keep."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if request.resolver_match is not None and request.resolver_match.url_name == "hook":
            return None  # proven over its raw bytes: once read as a form, they would be gone
        # PostgreSQL's text knows no NUL; nobody types one.
        sent = (value for values in (request.GET, request.POST) for name in values for value in (name, *values.getlist(name)))
        if "\x00" in request.path or any("\x00" in value for value in sent):
            return error_page(request, 400, "This can't be understood", "It holds a NUL character. Nothing was changed.")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotFound):
            raise Http404 from exception
        if isinstance(exception, NotPermitted):
            return error_page(request, 403, "You may not do this", str(exception))
        if isinstance(exception, Conflict):
            return error_page(request, 409, "Somebody was first", str(exception))
        if isinstance(exception, FollowthroughError):
            return error_page(request, 422, "That can't be done", str(exception))
        return None


class DemoMiddleware:
    """Signs visitors of a demo in as its lead.

    Only where FOLLOWTHROUGH_DEMO is on, and only for a browser on this very machine that asked for it by a name of this machine:
    a page elsewhere that points its own name at 127.0.0.1 is refused, and so is anybody who comes over the network.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.DEMO and not request.user.is_authenticated and request.path != "/sign-out/":
            if not is_this_machine(request):
                raise PermissionDenied
            user = User.objects.filter(username=DEMO_USER, is_active=True).first()
            if user is not None:
                login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return self.get_response(request)


def is_this_machine(request: HttpRequest) -> bool:
    """Whether both ends of the connection, and the name that was asked for, are this machine."""
    host = request.get_host()
    name = host[1 : host.index("]")] if host.startswith("[") and "]" in host else host.partition(":")[0]
    return _is_loopback(str(request.META.get("REMOTE_ADDR", ""))) and (name == "localhost" or _is_loopback(name))


def _is_loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False
