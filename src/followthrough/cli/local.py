"""How a command gets at the portfolio on this machine: the database, and the person who acts.

Decides nothing about items: commands call `web.operations` like the pages do.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import TYPE_CHECKING

from followthrough.errors import ConfigError, NotFound

if TYPE_CHECKING:
    from followthrough.web.models import Item, Person, Team, User

NO_SERVER = "this command needs the server part of Followthrough, which is not installed: pip install 'followthrough[server]'"


def add_acting_person(parser: argparse.ArgumentParser) -> None:
    """The option by which every writing command learns who acts."""
    parser.add_argument(
        "--as",
        dest="acting",
        metavar="USER",
        default=os.environ.get("FOLLOWTHROUGH_USER"),
        help="the account that acts (default: $FOLLOWTHROUGH_USER, else your name on this machine)",
    )


def open_portfolio() -> None:
    """Make the database ready: Django set up, a fresh or local database brought to the current tables."""
    try:
        import django
    except ModuleNotFoundError:
        raise ConfigError(NO_SERVER) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followthrough.web.settings")
    from django.apps import apps

    if not apps.ready:
        try:
            django.setup()
        except ModuleNotFoundError as error:
            raise ConfigError(f"{NO_SERVER} ({error.name} is missing)") from error
    migrate_if_local()


def migrate_if_local() -> None:
    """Bring SQLite and empty databases up to date; of a shared PostgreSQL with data only say what is to be done."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise ConfigError(f"the database can't be reached: {str(error).strip()}. Check DATABASE_URL") from error
    if not pending:
        _bring_numbers_up_to_date()
        return
    if connection.vendor == "sqlite" or not executor.loader.applied_migrations:
        print(f"followthrough: preparing the database {where()}", file=sys.stderr)
        call_command("migrate", verbosity=0, interactive=False)
        return
    raise ConfigError(f"the database {where()} is older than this program: make a backup, then run `followthrough manage migrate`")


def _bring_numbers_up_to_date() -> None:
    """After a change of the time zone, say: what the numbers are read from holds days."""
    from followthrough.web.operations.rollups import are_current, ensure

    if not are_current():
        print("followthrough: reading the numbers anew out of the events; with many items this takes minutes", file=sys.stderr)
        ensure()


def where() -> str:
    """The database in words, without its password."""
    from django.db import connection

    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(settings["NAME"])
    return f"{settings['NAME']} on {settings['HOST'] or 'this machine'}"


def acting_user(name: str | None) -> User:
    """The account that acts. The first one to use a fresh portfolio becomes its administrator."""
    from followthrough.web.models import User
    from followthrough.web.operations.people import add_account

    wanted = name or getpass.getuser()
    user = User.objects.filter(username=wanted).first()
    if user is not None:
        if not user.is_active:
            raise ConfigError(f"the account '{wanted}' is closed: act as another with --as USER")
        return user
    if User.objects.exists():
        raise ConfigError(
            f"there is no account '{wanted}': name one with --as USER, or add it with `followthrough manage add_user {wanted}`"
        )
    user = add_account(username=wanted, role="administrator")
    print(f"followthrough: this portfolio is new, so '{wanted}' is now its administrator", file=sys.stderr)
    return user


def reading_user(name: str | None) -> User | None:
    """The account that reads. Nobody on a portfolio without accounts: then nothing is private, and reading makes no account."""
    from followthrough.web.models import User

    return acting_user(name) if User.objects.exists() else None


def find_person(text: str) -> Person:
    """A person by e-mail address, handle or whole name; several of one name are refused rather than guessed."""
    from django.db.models import Q

    from followthrough.web.models import Person

    word = text.strip().removeprefix("@")
    found = list(Person.objects.filter(Q(email__iexact=word) | Q(handle__iexact=word) | Q(name__iexact=word), is_active=True)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise ConfigError(f"several people are called '{text}': give the e-mail address or the handle")
    raise ConfigError(f"nobody here is called '{text}': check the name, or add --new-person to make it known")


def find_team(slug: str) -> Team:
    """A team by its short name."""
    from followthrough.web.models import Team

    team = Team.objects.filter(slug=slug).first()
    if team is None:
        known = ", ".join(Team.objects.values_list("slug", flat=True)) or "none so far"
        raise ConfigError(f"there is no team '{slug}'; the teams are: {known}")
    return team


def find_item(number: int, user: User) -> Item:
    """An item by its number, if this account may know of it."""
    from followthrough.web.models import Item

    item = Item.objects.visible_to(user).filter(pk=number).first()
    if item is None:
        raise NotFound(f"there is no item {number}: `followthrough items` lists them")
    return item
