"""Decide which rules run, by what a team has selected and ignored. Runs none of them."""

from __future__ import annotations

from collections.abc import Iterable

from followthrough.core.config import Config
from followthrough.core.lint.rule import Rule
from followthrough.core.lint.rules import RULES
from followthrough.errors import ConfigError

ALL = "all"


def chosen(config: Config) -> tuple[Rule, ...]:
    """The rules that a configuration leaves on."""
    by_default = {rule.code for rule in RULES if rule.default}
    on = _codes(config.select, "select", config) if config.select else by_default
    on |= _codes(config.extend_select, "extend-select", config)
    on -= _codes(config.ignore, "ignore", config)
    return tuple(rule for rule in RULES if rule.code in on)


def find_rule(word: str) -> Rule | None:
    """The rule with a code or a name."""
    wanted = word.strip().lower()
    return next((rule for rule in RULES if wanted in (rule.code.lower(), rule.name)), None)


def nearest(word: str) -> str:
    """What to say to somebody who asked for a rule that does not exist."""
    import difflib

    known = {rule.code.lower(): rule.code for rule in RULES} | {rule.name: f"{rule.code} ({rule.name})" for rule in RULES}
    near = difflib.get_close_matches(word.strip().lower(), known, n=1, cutoff=0.4)
    return f"did you mean {known[near[0]]}?" if near else "'followthrough rule' lists them all"


def _codes(words: Iterable[str], key: str, config: Config) -> set[str]:
    codes: set[str] = set()
    for word in words:
        found = _meant(word.strip().lower())
        if not found:
            raise ConfigError(f"{config.source}: {key}: there is no rule '{word}'; {nearest(word)}")
        codes |= found
    return codes


def _meant(word: str) -> set[str]:
    """The codes that one word stands for: a code, the beginning of some, a name, or all."""
    if word == ALL:
        return {rule.code for rule in RULES}
    if word.startswith("ft"):
        return {rule.code for rule in RULES if rule.code.lower().startswith(word)}
    return {rule.code for rule in RULES if rule.name == word}
