"""Which rules run."""

from __future__ import annotations

import pytest

from followthrough.core.config import Config
from followthrough.core.level import Level
from followthrough.core.lint.choose import chosen, find_rule, nearest
from followthrough.core.lint.rules import RULES
from followthrough.errors import ConfigError


def codes(config: Config) -> set[str]:
    return {rule.code for rule in chosen(config)}


def test_without_a_choice_the_defaults_run() -> None:
    assert codes(Config()) == {rule.code for rule in RULES} - {"FT134", "FT204", "FT205"}


def test_a_selection_replaces_the_defaults() -> None:
    assert codes(Config(select=("FT101", "vague"))) == {"FT101", "FT131"}


def test_the_beginning_of_a_code_selects_a_family() -> None:
    assert codes(Config(select=("ft10",))) == {"FT101", "FT102", "FT103"}


def test_what_is_extended_is_added_to_the_defaults() -> None:
    assert codes(Config(extend_select=("no-done-criterion", "FT20"))) == {rule.code for rule in RULES}


def test_ignoring_wins_over_selecting() -> None:
    assert codes(Config(select=("all",), ignore=("FT1", "FT201", "FT9"))) == {f"FT20{last}" for last in range(2, 9)}


@pytest.mark.parametrize("key", ["select", "extend_select", "ignore"])
def test_a_word_that_names_no_rule_stops_with_its_place_and_the_nearest(key: str) -> None:
    config = Config(source="/srv/followthrough.toml", **{key: ("no-ownr",)})  # type: ignore[arg-type]
    with pytest.raises(
        ConfigError, match=rf"^/srv/followthrough.toml: {key.replace('_', '-')}: .*'no-ownr'; did you mean FT101 \(no-owner\)\?$"
    ):
        chosen(config)


def test_a_team_says_how_much_a_rule_weighs_and_the_narrower_word_is_right() -> None:
    config = Config(select=("FT10", "vague"), severity=(("no-owner", Level.INFO), ("FT1", Level.WARNING), ("all", Level.ERROR)))
    assert {rule.name: rule.level for rule in chosen(config)} == {
        "no-owner": Level.INFO,
        "owner-not-a-person": Level.WARNING,
        "several-owners": Level.WARNING,
        "vague": Level.WARNING,
    }


@pytest.mark.parametrize(
    ("config", "key"),
    [
        (Config(severity=(("no-ownr", Level.INFO),), source="f.toml"), "severity"),
        (Config(per_file_ignores=(("x/**", ("no-ownr",)),), source="f.toml"), 'per-file-ignores."x/**"'),
    ],
)
def test_a_slip_in_a_table_stops_too(config: Config, key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        chosen(config)
    assert str(caught.value) == f"f.toml: {key}: there is no rule 'no-ownr'; did you mean FT101 (no-owner)?"


def test_a_rule_is_found_by_code_and_by_name_in_any_case() -> None:
    assert find_rule("ft131") is find_rule("vague") is find_rule("Vague")
    assert find_rule("FT13") is None


def test_a_word_that_resembles_nothing_is_sent_to_the_list() -> None:
    assert nearest("zzz") == "'followthrough rule' lists them all"
