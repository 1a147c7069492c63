"""Who is known to be a person, a team or a role."""

from __future__ import annotations

import pytest

from followthrough.core.config import Config
from followthrough.core.directory import Directory, look_up_in, read_codeowners
from followthrough.core.item import OwnerKind

OWNERS = """# comment @nobody
*                     @acme/platform @ines   # @kim watches
/docs/                docs@example.com @Tomas-Ruiz
[Database][2]         @acme/storage/core
/ci/                  @@maintainer

/empty/
"""


def test_codeowners_tells_teams_people_and_roles_apart() -> None:
    directory = read_codeowners(OWNERS)
    assert directory.people == {"ines", "tomas-ruiz"}
    assert directory.teams == {"acme/platform", "platform", "acme/storage/core", "core"}
    assert directory.roles == {"maintainer"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("@ines", OwnerKind.PERSON),
        ("Ines", OwnerKind.PERSON),
        ("acme/platform", OwnerKind.TEAM),
        ("Platform", OwnerKind.TEAM),
        ("maintainer", OwnerKind.ROLE),
        ("somebody", None),
    ],
)
def test_a_name_is_what_the_directory_says_in_any_case(name: str, kind: OwnerKind | None) -> None:
    assert read_codeowners(OWNERS).kind_of(name) is kind


def test_several_names_are_of_a_kind_only_where_all_are() -> None:
    directory = read_codeowners(OWNERS)
    assert directory.kind_of_all(["ines", "tomas-ruiz"]) is OwnerKind.PERSON
    assert directory.kind_of_all(["ines", "platform"]) is None
    assert directory.kind_of_all(["ines", "somebody"]) is None


def test_what_a_team_has_set_is_right_before_what_a_file_says() -> None:
    look_up = look_up_in(Config(people=frozenset({"platform"})), lambda: read_codeowners(OWNERS))
    assert look_up().kind_of("platform") is OwnerKind.PERSON
    assert look_up().kind_of("acme/platform") is OwnerKind.TEAM


def test_a_source_is_asked_once_and_only_when_it_is_used() -> None:
    asked: list[int] = []

    def source() -> Directory:
        asked.append(1)
        return Directory()

    look_up = look_up_in(Config(), source)
    assert asked == []
    look_up()
    look_up()
    assert asked == [1]
