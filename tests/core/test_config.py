"""What a configuration file may say, and what is said of one that is wrong."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath

import pytest

from followthrough.core.config import Config, find
from followthrough.core.config_table import parse
from followthrough.core.level import Level
from followthrough.errors import ConfigError


def test_a_file_sets_what_it_names_and_leaves_the_rest() -> None:
    text = 'select = ["FT1"]\nextend-select = ["no-done-criterion"]\nignore = ["FT121"]\ndue-days = 90\nteams = ["SRE"]\npeople = ["Ops"]\n'
    assert parse(text, source="followthrough.toml") == Config(
        select=("FT1",),
        extend_select=("no-done-criterion",),
        ignore=("FT121",),
        due_days=90,
        teams=frozenset({"sre"}),
        people=frozenset({"ops"}),
        source="followthrough.toml",
    )
    assert parse("", source="followthrough.toml") == Config(source="followthrough.toml")


def test_patterns_severities_and_policies_are_tables() -> None:
    text = """
roles = ["@Release manager"]
exclude = ["drafts"]
fail-on = "never"
fix-only = ["dates"]
due-days = { SEV1 = 14, default = 120 }
[severity]
FT1 = "warning"
[per-file-ignores]
"archive/**" = ["FT113"]
"""
    config = parse(text, source="/srv/followthrough.toml")
    assert config == Config(
        roles=frozenset({"release manager"}),
        exclude=("drafts",),
        fail_on=None,
        fix_only=("dates",),
        due_days=120,
        due_days_by_severity=((1, 14),),
        severity=(("FT1", Level.WARNING),),
        per_file_ignores=(("archive/**", ("FT113",)),),
        source="/srv/followthrough.toml",
    )
    assert config.folder == PurePath("/srv")
    assert [config.due_days_for(severity) for severity in (1, 2, None)] == [14, 120, 120]


def test_what_is_ignored_for_some_documents_is_not_ignored_for_others() -> None:
    config = Config(ignore=("vague",), per_file_ignores=(("archive/**", ("FT113",)), ("*.md", ("FT121",))))
    assert config.for_path("archive/2019/late.md").ignore == ("vague", "FT113", "FT121")
    assert config.for_path("late.txt").ignore == ("vague",)


def test_a_document_is_excluded_by_a_pattern_of_its_path() -> None:
    assert Config(exclude=("drafts",)).excludes("docs/drafts/late.md")
    assert not Config(exclude=("drafts",)).excludes("docs/late.md")
    assert not Config().excludes("drafts/late.md")


def test_in_pyproject_our_table_is_read_and_nothing_else() -> None:
    text = "[project]\nname = 'shop'\n[tool.other]\nselect = 4\n[tool.followthrough]\ndue-days = 30\n"
    config = parse(text, source="/srv/pyproject.toml")
    assert config is not None
    assert config.due_days == 30


@pytest.mark.parametrize("text", ["", "[project]\nname = 'shop'\n", "[tool]\n", "tool = 4\n"])
def test_a_pyproject_without_our_table_is_no_configuration(text: str) -> None:
    assert parse(text, source="pyproject.toml") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("select = ", "f.toml: this is not TOML"),
        ('selct = ["FT1"]', "f.toml: selct: there is no such setting; did you mean 'select'?"),
        ("colour = true", "f.toml: colour: there is no such setting; there are select,"),
        ("due_days = 9", "f.toml: due_days: there is no such setting; did you mean 'due-days'?"),
        ('select = "FT1"', "f.toml: select: a list of words is needed here"),
        ("ignore = [101]", "f.toml: ignore: a list of words is needed here"),
        ('teams = [""]', "f.toml: teams: a list of words is needed here"),
        ('due-days = "30"', "f.toml: due-days: a whole number of days from 1 to 3650 is needed here, not '30'"),
        ("due-days = 0", "f.toml: due-days: a whole number of days"),
        ("due-days = true", "f.toml: due-days: a whole number of days"),
        ("due-days = { SEV1 = 0 }", "f.toml: due-days.SEV1: a whole number of days"),
        ("due-days = { always = 9 }", "f.toml: due-days.always: this is no severity of an incident; there are SEV1"),
        ('fail-on = "errors"', "f.toml: fail-on: 'errors' is no severity of a finding; did you mean 'error'?"),
        ("fail-on = 2", "f.toml: fail-on: 2 is no severity of a finding; there are error, warning, info, never"),
        ('severity = "error"', 'f.toml: severity: a table is needed here, as FT102 = "warning" in it'),
        ('severity = { FT1 = "never" }', "f.toml: severity.FT1: 'never' is no severity of a finding; there are error, warning, info"),
        ('per-file-ignores = ["FT1"]', 'f.toml: per-file-ignores: a table is needed here, as "archive/**" = ["FT1"] in it'),
        ('per-file-ignores = { "a/*" = "FT1" }', 'f.toml: per-file-ignores."a/*": a list of words is needed here'),
        ("exclude = 4", "f.toml: exclude: a list of words is needed here"),
    ],
)
def test_a_wrong_value_stops_with_a_sentence_that_names_file_and_key(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text, source="f.toml")
    assert str(caught.value).startswith(said)


def test_our_table_must_be_a_table() -> None:
    with pytest.raises(ConfigError, match=r"tool\.followthrough"):
        parse("[tool]\nfollowthrough = 4\n", source="pyproject.toml")


FILES = {
    "/srv/followthrough.toml": "due-days = 1",
    "/srv/shop/pyproject.toml": "[project]\nname = 'shop'",
    "/srv/shop/pay/.followthrough.toml": "due-days = 2",
    "/srv/shop/pay/pyproject.toml": "[tool.followthrough]\ndue-days = 3",
}


def reader(path: PurePath) -> str | None:
    return FILES.get(str(path))


@pytest.mark.parametrize(
    ("folder", "days"),
    [
        ("/srv", 1),
        ("/srv/shop/docs", 1),  # the pyproject.toml between has nothing for us
        ("/srv/shop/pay/docs/2026", 2),  # in one folder our own file comes before pyproject.toml
        ("/home", 180),
    ],
)
def test_the_nearest_configuration_upwards_holds(folder: str, days: int) -> None:
    assert find(PurePosixPath(folder), reader).due_days == days
