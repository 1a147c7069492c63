"""Decide which rules run and how much each weighs, by what a team has set. Runs none of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from followthrough.core.config import Config
from followthrough.core.lint.rule import Rule
from followthrough.core.lint.rules import RULES
from followthrough.errors import ConfigError

ALL = "all"


@lru_cache(maxsize=64)
def chosen(config: Config) -> tuple[Rule, ...]:
    """The rules that a configuration leaves on, each with the level that it gives them."""
    by_default = {rule.code for rule in RULES if rule.default}
    on = _codes(config.select, "select", config) if config.select else by_default
    on |= _codes(config.extend_select, "extend-select", config)
    on -= _codes(config.ignore, "ignore", config)
    for pattern, words in config.per_file_ignores:
        _codes(words, f'per-file-ignores."{pattern}"', config)  # also where no document fits: a slip is to be seen at once
    return weighed((rule for rule in RULES if rule.code in on), config)


def weighed(rules: Iterable[Rule], config: Config) -> tuple[Rule, ...]:
    """Rules with the levels that a configuration gives them. Of two words the one that means fewer rules is right."""
    if not config.severity:
        return tuple(rules)
    said = [(_codes((word,), "severity", config), level) for word, level in config.severity]
    levels = {code: level for codes, level in sorted(said, key=lambda one: -len(one[0])) for code in codes}
    return tuple(replace(rule, level=levels.get(rule.code, rule.level)) for rule in rules)


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
