"""Check one document whose text is not the file's, as `lint` would check the file: for editors, where it is still being written."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from followthrough.cli.configuration import Configurations
from followthrough.cli.linting import comparing
from followthrough.cli.owners import Owners
from followthrough.core.document import Kind
from followthrough.core.extract import read
from followthrough.core.lint.run import lint, place_of, promises
from followthrough.core.parse import parse
from followthrough.errors import ConfigError, InputError

if TYPE_CHECKING:
    from followthrough.core.config import Config
    from followthrough.core.extract.reading import Reading
    from followthrough.core.lint.mend.change import Change
    from followthrough.core.lint.rule import Finding
    from followthrough.editor.page import Checked

_NAMED = re.compile(r"(?<![a-z])(?:post[-_ ]?mortem|incident|retrospective|pir|rca|coe|root cause|outage)s?(?![a-z])", re.IGNORECASE)
_HEADED = re.compile(r"action items?|follow[- ]?ups?|corrective actions?|next steps", re.IGNORECASE)


class Checking:
    """Keeps nothing but what earlier documents were found to have promised: configuration is read anew each time, and so is the day."""

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        self._today = today
        self._repeats: dict[str, dict[str, Finding]] = {}

    def check(self, path: str, text: str, *, thorough: bool) -> Checked:
        """What the rules say of a text. An empty one, and a page that is no postmortem, are left in peace."""
        from followthrough.editor.page import Checked

        place = Path(path)
        try:
            configurations = Configurations()
            if not text.strip() or configurations.leave_out(place):
                return Checked()
            config = configurations.of(place)
            reading = read(parse(text.encode("utf-8", "replace"), name=path))
            if not _is_postmortem(reading, place):
                return Checked(reading)
            findings = lint(reading, today=self._today(), config=config, directory=Owners().of(place))
        except (ConfigError, InputError) as error:
            return Checked(problem=str(error))
        if thorough:
            self._repeats[path] = _promised_before(reading, place, config, configurations)
        findings += self._known_repeats(path, reading)
        return Checked(reading, tuple(sorted(findings, key=place_of)))

    def mend(self, path: str, text: str) -> tuple[Change, ...]:
        """What could be mended in a text."""
        from followthrough.core.lint.mend.plan import mend

        try:
            return mend(text, name=path, today=self._today(), config=Configurations().of(Path(path))).changes
        except (ConfigError, InputError):
            return ()

    def _known_repeats(self, path: str, reading: Reading) -> list[Finding]:
        """What was found beside the document when it was opened or saved, for the items that still read the same."""
        from dataclasses import replace

        known = self._repeats.get(path, {})
        return [replace(known[one.quote], span=one.span) for one in reading.candidates if one.quote in known]


def _promised_before(reading: Reading, place: Path, config: Config, configurations: Configurations) -> dict[str, Finding]:
    """Of each item that an earlier document promised, by its words, what there is to say."""
    if comparing(config) is None or not place.parent.is_dir():
        return {}
    from followthrough.cli.siblings import documents_beside, papers_beside
    from followthrough.core.lint.promised import promised_twice

    own = promises(reading, file=str(place), config=config)
    beside = documents_beside(place.parent, frozenset({place.absolute()}))
    found = promised_twice([own, *papers_beside(beside, [own], configurations.leave_out)])
    text = reading.document.text
    return {text[one.span.start : one.span.end]: one for one in found.get(str(place), ()) if one.span is not None}


def _is_postmortem(reading: Reading, place: Path) -> bool:
    """An editor shows every page to every server. Most are none of our business: a list in a README is no list of action items."""
    if any(_NAMED.search(name) for name in _names(place)):
        return True
    headings = [block.text for block in reading.document.blocks if block.kind is Kind.HEADING]
    if headings and (_NAMED.search(headings[0]) or any(_HEADED.search(heading) for heading in headings)):
        return True
    return bool(reading.candidates) and bool(reading.incident.reference or reading.incident.severity)


def _names(place: Path) -> list[str]:
    """The document's name and those of the folders around it, up to the root of its repository, which may be called anything."""
    names = [place.name]
    for folder in place.absolute().parents:
        if (folder / ".git").exists():
            return names
        names.append(folder.name)
    return names[:2]
