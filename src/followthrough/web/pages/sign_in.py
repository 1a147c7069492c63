"""Sign in with a name or an e-mail address and a password, and sign out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest

from followthrough.web.models import User


class SignInForm(AuthenticationForm):
    """Django's own, with our words; an e-mail address stands for the name of the account that has it."""

    error_messages = {
        "invalid_login": "The name or the password is wrong. Passwords tell capital letters from small ones.",
        "inactive": "This account is closed. Ask an administrator.",
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = "Name or e-mail address"

    def clean_username(self) -> str:
        given = str(self.cleaned_data["username"]).strip()
        if "@" in given:
            names = list(User.objects.filter(email__iexact=given, is_active=True).values_list("username", flat=True)[:2])
            if len(names) == 1:
                return names[0]
        return given


class SignIn(views.LoginView):
    template_name = "sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
