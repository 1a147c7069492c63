"""Begin a postmortem: write one from a template, with the places marked that are to be filled in.

  followthrough new "Mail was late" --severity 2 --id INC-481
  followthrough new "Mail was late" --output docs/postmortems
  followthrough new "Mail was late" --template full --print

The file is called after the date and the title, unless --output says otherwise. A file that is there already is never
written to. What is left to fill in says TODO; followthrough lint names each item that still does.

A template of your own is any Markdown file. {{title}}, {{date}}, {{severity}} and {{id}} are filled in. Name it with --template, or
once for all with template = "path/to/template.md" in followthrough.toml.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from datetime import date
from pathlib import Path

OWN = ("short", "full")
TODO = "TODO"
LONGEST_NAME = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title", metavar="TITLE", help="what happened, in a few words")
    parser.add_argument("--date", metavar="DAY", type=_day, help="the day of the incident, like 2026-03-31 (default: today)")
    parser.add_argument("--severity", metavar="SEVERITY", help="how bad it was, in your own words; a number becomes SEV1, SEV2 …")
    parser.add_argument("--id", metavar="ID", help="the reference of the incident, like INC-481")
    parser.add_argument(
        "--template", metavar="NAME", help="short, full, or a file of your own (default: what the configuration says, or short)"
    )
    parser.add_argument("--output", metavar="FILE", help="the file to write, or the folder to write it into (default: the one you are in)")
    parser.add_argument("--print", action="store_true", help="print it and write nothing")
    parser.add_argument("--config", metavar="FILE", help="take the configuration from this file")


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.whole_file import write_new
    from followthrough.errors import FollowthroughError

    day = args.date or date.today()
    title = _one_line(args.title) or TODO
    path = _target(args.output, f"{day.isoformat()}-{_slug(title)}.md")
    known = {"title": title, "date": day.isoformat(), "severity": _severity(args.severity), "id": _one_line(args.id or "") or TODO}
    text = fill(_template(args.template, path, args.config), known)
    if args.print:
        print(text, end="")
        return 0
    if not write_new(path, text):
        raise FollowthroughError(f"{path}: there is such a file already and it stays as it is; name another one with --output")
    print(f"wrote {path}: fill in what says {TODO}, then run: followthrough lint {_quoted(str(path))}")
    return 0


def fill(template: str, known: dict[str, str]) -> str:
    """The template with what is known in it. Words in double braces that mean nothing to us are somebody else's, and stay."""
    return re.sub(r"\{\{ ?(\w+) ?\}\}", lambda found: known.get(found[1].lower(), found[0]), template)


def _template(asked: str | None, target: Path, config_file: str | None) -> str:
    from followthrough.cli.configuration import Configurations, read_text
    from followthrough.errors import ConfigError

    if asked is None:
        config = Configurations(config_file).of(target)
        named = config.template or OWN[0]
        file = Path(named) if named in OWN else Path(config.folder or ".") / named
    else:
        named, file = asked, Path(asked)
    if named in OWN:
        return (Path(__file__).parent / "templates" / f"{named}.md").read_text(encoding="utf-8")
    text = read_text(file)
    if text is None:
        raise ConfigError(f"{file}: there is no such template; there are {' and '.join(OWN)}, and any file of your own")
    return text


def _target(output: str | None, name: str) -> Path:
    from followthrough.errors import ConfigError

    if output is None:
        return Path(name)
    path = Path(output)
    if output.endswith(("/", "\\")) or path.is_dir():
        path = path / name
    if not path.parent.is_dir():
        raise ConfigError(f"{path}: there is no folder {path.parent}; make it first")
    return path


def _slug(title: str) -> str:
    """The title as the name of a file, in the letters that it is written in."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", title).lower())
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > LONGEST_NAME:
            break
        slug = f"{slug}-{word}" if slug else word[:LONGEST_NAME]
    return slug or "postmortem"


def _severity(said: str | None) -> str:
    text = _one_line(said or "")
    return f"SEV{text}" if text.isdecimal() else text or TODO


def _one_line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _quoted(path: str) -> str:
    import shlex

    return shlex.quote(path)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write it like 2026-03-31") from None
