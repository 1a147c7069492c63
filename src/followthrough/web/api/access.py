"""Who asks: a token in the Authorization header, and for what it is good. Cookies open nothing here, so no page can make a browser ask."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from followthrough.errors import NotFound
from followthrough.web.models import User
from followthrough.web.models.token import Scope
from followthrough.web.operations.tokens import open_token


class TokenFor(HttpBearer):
    """A token of one scope; what it may see is what its maker may see."""

    openapi_description = "A token made under “For programs”, or with `followthrough token`."

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, _request: HttpRequest, token: str) -> User | None:
        """Its account; None for what is no token of ours. NotPermitted for one that is for something else."""
        try:
            return open_token(token, scope=self.scope, at=timezone.now())
        except NotFound:
            return None


def asker(request: HttpRequest) -> User:
    """The account behind the token of this request."""
    user = getattr(request, "auth", None)
    assert isinstance(user, User)  # every route asks for a token
    return user
