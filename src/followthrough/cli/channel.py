"""Set up how people are reached: a mail server, Slack, Microsoft Teams, a webhook. docs/guides/channels.md says what each needs.

  followthrough channel                                        # which are set up, how they do, and which kinds there are
  followthrough channel add email --set host=smtp.example.com --set sender=followthrough@example.com
  followthrough channel add slack --way bot --test U012AB3CD   # tests it, then sends one message there
  followthrough channel remove Mail

Secrets come from --secrets FILE (JSON by field; - reads standard input) or are asked for; never from the command line, where others
can see them. Reminders go out once the policy says so: nudging = "on".
"""

from __future__ import annotations

import argparse
import getpass
import json
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from followthrough.errors import ConfigError, NotFound

if TYPE_CHECKING:
    from followthrough.channels.base import Settings
    from followthrough.channels.registry import Way
    from followthrough.web.models import User


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("what", nargs="?", choices=["list", "add", "remove"], default="list", help="what to do (default: list)")
    parser.add_argument("which", nargs="?", help="add: email, slack, teams or webhook; remove: the channel's name")
    parser.add_argument("--name", default="", help="what to call it (default: the kind)")
    parser.add_argument("--way", default="", help="how it is reached, where there are several ways: bot or webhook for Slack")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting; repeat it for several")
    parser.add_argument("--secrets", metavar="FILE", help="file with the secrets as JSON; - reads standard input")
    parser.add_argument("--test", metavar="ADDRESS", help="send one message there before it is kept; - where all goes to one place")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import acting_user, open_portfolio

    open_portfolio()
    user = acting_user(args.acting)
    if args.what == "list":
        return _list()
    if not args.which:
        raise ConfigError(f"say which: followthrough channel {args.what} {'email' if args.what == 'add' else 'NAME'}")
    return _add(args, user) if args.what == "add" else _remove(args.which, user)


def _list() -> int:
    from followthrough.channels.registry import KINDS
    from followthrough.cli.console import clean
    from followthrough.web.models import Channel

    for channel in Channel.objects.filter(removed_at=None):
        how = f"in trouble since {channel.failing_since:%Y-%m-%d %H:%M}: {channel.failure}" if channel.failing_since else "works"
        last = f", last delivered {channel.delivered_at:%Y-%m-%d %H:%M}" if channel.delivered_at else ", nothing delivered so far"
        print(clean(f"{channel.name} ({KINDS[channel.kind].label}): {how}{last}"))
    print("Kinds:")
    for kind in KINDS.values():
        for way in kind.ways:
            fields = ", ".join(f"{field.name}{'' if field.required else ' (optional)'}" for field in way.fields)
            print(f"  followthrough channel add {kind.name} --way {way.name}   {kind.label}, {way.label}: {fields}")
    return 0


def _add(args: argparse.Namespace, user: User) -> int:
    from followthrough.channels.base import sample
    from followthrough.channels.registry import KINDS, complaints, open_channel
    from followthrough.cli.console import clean
    from followthrough.web.operations.channels import add_channel
    from followthrough.web.permissions import Actor

    if args.which not in KINDS:
        raise ConfigError(f"there is no channel called {args.which}: use one of {', '.join(KINDS)}")
    kind = KINDS[args.which]
    way = _way(args.way, kind.ways)
    settings = _settings(args, way)
    wrong = complaints(args.which, way.name, settings)
    if wrong:
        raise ConfigError(" ".join(wrong))
    channel = open_channel(args.which, settings)
    try:
        checked = channel.check()
        for words in (*checked.missing, *checked.notes):
            print(clean(words), file=sys.stderr)
        if not checked.ok:
            print("followthrough: not kept: mend what is missing and try again", file=sys.stderr)
            return 1
        if args.test and not _tested(channel.send(sample(to="" if args.test == "-" else args.test, key=f"test-{uuid.uuid4()}"))):
            return 1
    finally:
        channel.close()
    row = add_channel(
        kind=args.which,
        name=args.name or kind.label,
        options=settings.values,
        secrets=settings.credentials,
        workspace=checked.workspace,
        by=Actor.person(user),
    )
    print(f'“{row.name}” is set up. Reminders go out once the policy says nudging = "on".')
    return 0


def _tested(outcome: object) -> bool:
    from followthrough.channels.base import Delivered
    from followthrough.cli.console import clean

    if isinstance(outcome, Delivered):
        print("The test was taken.")
        return True
    print(f"followthrough: the test did not arrive: {clean(str(getattr(outcome, 'reason', '')))}", file=sys.stderr)
    return False


def _way(name: str, ways: tuple[Way, ...]) -> Way:
    found = next((way for way in ways if way.name == name), None) if name else ways[0]
    if found is None:
        raise ConfigError(f"it can't be reached by {name}: use {' or '.join(way.name for way in ways)}")
    return found


def _settings(args: argparse.Namespace, way: Way) -> Settings:
    from followthrough.channels.base import Settings

    given = dict(pair.partition("=")[::2] for pair in args.set)
    plain = {field.name for field in way.fields if not field.secret}
    for name in given:
        if name not in plain:
            raise ConfigError(f"--set {name}: what can be set is {', '.join(sorted(plain)) or 'nothing'}; secrets are asked for")
    return Settings(values=given, credentials=_secrets(args.secrets, way))


def _secrets(file: str | None, way: Way) -> dict[str, str]:
    wanted = [field for field in way.fields if field.secret]
    if file:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        try:
            found = json.loads(text)
        except ValueError as error:
            raise ConfigError(f"the secrets are no JSON: {error}") from error
        if not isinstance(found, dict) or not set(found) <= {field.name for field in wanted}:
            raise ConfigError(f"the secrets are one JSON object with {', '.join(field.name for field in wanted)}")
        return {str(name): str(value) for name, value in found.items()}
    if not sys.stdin.isatty():
        return {}
    return {field.name: getpass.getpass(f"{field.label}{'' if field.required else ' (optional)'}: ") for field in wanted}


def _remove(name: str, user: User) -> int:
    from followthrough.web.models import Channel
    from followthrough.web.operations.channels import remove_channel
    from followthrough.web.permissions import Actor

    row = Channel.objects.filter(name=name, removed_at=None).first()
    if row is None:
        known = ", ".join(Channel.objects.filter(removed_at=None).values_list("name", flat=True))
        raise NotFound(f"there is no channel {name}; there are: {known or 'none so far'}")
    remove_channel(row.pk, by=Actor.person(user))
    print(f"“{name}” was taken away; its secrets are forgotten.")
    return 0
