"""What a configuration file may say, and what is said of one that is wrong."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath

import pytest

from followthrough.core.config import Config, find, parse
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
