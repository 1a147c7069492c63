"""Make an account that can sign in, with the person behind it."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from followthrough.web.models import User
from followthrough.web.models.account import Role
from followthrough.web.operations.people import add_account


class Command(BaseCommand):
    help = "Make an account, or give an existing one a new password. Asks for it, or reads it from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", choices=Role.values, default=None, help="viewer, member (default), lead or administrator")
        parser.add_argument("--email", default="")

    def handle(self, **options: Any) -> None:
        password = self._password()
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user = User.objects.filter(username=options["username"]).first()
        added = user is None
        if user is None:
            user = add_account(username=options["username"], email=options["email"], role=options["role"] or Role.MEMBER)
        elif options["role"]:
            user.role = options["role"]
        user.set_password(password)
        user.save(update_fields=["password", "role"])
        self.stdout.write(f"{'Added' if added else 'Changed'} the account '{user.username}' ({user.role}).")

    def _password(self) -> str:
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        first = getpass.getpass("Password: ")
        if first != getpass.getpass("Once more: "):
            raise CommandError("The two are not the same; nothing was changed.")
        return first
