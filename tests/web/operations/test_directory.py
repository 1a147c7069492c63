"""People from a list: who is taken for whom, what is refused, and that a list with one wrong line changes nothing."""

from __future__ import annotations

from datetime import time

import pytest
from django.core.management import CommandError, call_command

from followthrough.errors import InputError
from followthrough.web.models import Person
from followthrough.web.operations.directory import own_service, take_directory
from tests.web.making import Cast

pytestmark = pytest.mark.django_db
LIST = """\ufeffName,Email,Manager,Team,Zone,Country,Hours,Robot,Left
Alice,alice@example.org,dora@example.org,checkout,Europe/Berlin,DE-BY,08:30-16:30,,
Ada Example,ada@example.org,Alice,,America/New_York,us,,,
deploybot,,,,,,,yes,
Zoe,zoe@example.org,,,,,,,yes
"""


def test_a_list_adds_who_is_new_and_completes_who_is_known(cast: Cast) -> None:
    taken = take_directory(LIST)
    alice, ada = Person.objects.get(email="alice@example.org"), Person.objects.get(name="Ada Example")
    assert taken.added == 3
    assert (alice.manager, alice.zone, alice.country, alice.opens) == (cast.person("dora"), "Europe/Berlin", "DE-BY", time(8, 30))
    assert (ada.manager, ada.country) == (alice, "US")
    assert Person.objects.get(name="deploybot").is_robot
    assert not Person.objects.get(name="Zoe").is_active


def test_the_same_list_again_changes_nothing(cast: Cast) -> None:
    take_directory(LIST)
    again = take_directory(LIST)
    assert (again.added, again.changed) == (0, 0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The first line names the columns"),
        ("name,salary\nA,1", "nobody knows salary"),
        ("email\na@example.org", "The first line names the columns: name"),
        ("name,zone\nA,Mars/Olympus", "line 2: “Mars/Olympus” is no time zone"),
        ("name,country\nA,XX", "line 2: Nobody knows the holidays of “XX”"),
        ("name,hours\nA,9 to 5", "line 2: hours are written as 09:00-17:00"),
        ("name,hours\nA,17:00-09:00", "line 2: hours end after they begin"),
        ("name,manager\nA,A", "line 2: A can't answer to themselves"),
        ("name,manager\nA,Nobody", "line 2: nobody, or more than one, is called Nobody"),
        ("name,email\n,x@example.org", "line 2: a person needs a name"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken(cast: Cast, text: str, says: str) -> None:
    before = list(Person.objects.values_list())
    with pytest.raises(InputError) as refused:
        take_directory(f"{text}\n")
    assert says in str(refused.value)
    assert list(Person.objects.values_list()) == before


def test_the_command_takes_a_file(cast: Cast, tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "people.csv"
    file.write_text(LIST, encoding="utf-8")
    call_command("import_people", str(file))
    assert "3 people added" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_people", "/nowhere/people.csv")


def test_a_service_has_an_owner(cast: Cast) -> None:
    assert own_service("Payments", "Alice", team="checkout").owner == cast.person("alice")
    assert own_service("payments", "bob@example.org").owner == cast.person("bob")
