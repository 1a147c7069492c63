"""People and services from a list: who is taken for whom, what is refused, and that a list with one wrong line changes nothing."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from followthrough.cli.main import main
from followthrough.errors import InputError, NotPermitted
from followthrough.web.models import Person, Service
from followthrough.web.operations.directory import Taken, take_directory
from followthrough.web.operations.tokens import make_token
from followthrough.web.permissions import Actor
from tests.web.making import Cast

pytestmark = pytest.mark.django_db
LIST = """\ufeffName,Email,Manager,Team,Zone,Country,Hours,Robot,Left
Alice,alice@example.org,dora@example.org,checkout,Europe/Berlin,DE-BY,08:30-16:30,,
Ada Example,ada@example.org,Alice,,America/New_York,us,,,
deploybot,,,,,,,yes,
Zoe,zoe@example.org,,,,,,,yes
"""


def test_a_list_adds_who_is_new_and_completes_who_is_known(cast: Cast) -> None:
    taken = take_directory("people", LIST, by=cast.by("frank"))
    alice, ada = Person.objects.get(email="alice@example.org"), Person.objects.get(name="Ada Example")
    assert taken.added == 3
    assert (alice.manager, alice.zone, alice.country, alice.opens) == (cast.person("dora"), "Europe/Berlin", "DE-BY", time(8, 30))
    assert (ada.manager, ada.country) == (alice, "US")
    assert Person.objects.get(name="deploybot").is_robot
    assert not Person.objects.get(name="Zoe").is_active


def test_the_same_list_again_changes_nothing(cast: Cast) -> None:
    take_directory("people", LIST, by=cast.by("frank"))
    again = take_directory("people", LIST, by=cast.by("frank"))
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
        take_directory("people", f"{text}\n", by=cast.by("frank"))
    assert says in str(refused.value)
    assert list(Person.objects.values_list()) == before


def services(text: str, cast: Cast) -> Taken:
    return take_directory("services", text, by=cast.by("frank"))


def test_a_list_of_services_says_who_answers_for_each(cast: Cast) -> None:
    text = "Service,Name,Team,Owner\npay,Payments,checkout,alice@example.org\nmail,,,\n"
    taken = services(text, cast)
    assert (taken.added, taken.changed) == (2, 0)
    pay = Service.objects.get(slug="pay")
    assert (pay.name, pay.team, pay.owner) == ("Payments", cast.team, cast.person("alice"))
    assert (services(text, cast).added, services(text, cast).changed) == (0, 0)
    assert services("service,owner\npay,bob@example.org\n", cast).changed == 1
    pay.refresh_from_db()
    assert (pay.team, pay.owner) == (cast.team, cast.person("bob"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name\npay", "The first line names the columns: service"),
        ("service,owner\npay,nobody@example.org", "line 2: nobody, or more than one, is called nobody@example.org"),
        ("service\nPay Ments", "line 2: “Pay Ments” is no short name of a service: letters, figures and hyphens, as pay-ments"),
        ("service,name\n,Pay", "line 2: a service needs its short name"),
    ],
)
def test_a_wrong_line_of_services_is_named_and_nothing_is_taken(cast: Cast, text: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        services(f"{text}\nmail,x\n", cast)
    assert says in str(refused.value)
    assert not Service.objects.exists()


OWNERS = """\
# who owns what
*                       @carol
/services/checkout/     @nobody
/services/checkout/     @nobody @alice @acme/search
/services/checkout/*.md @bob
/apps/mail/**           bob@example.org # by mail
/apps/pay\\ ments/       @bob
!/apps/mail/            @alice
[Section] @bob
/services/unknown/      @bob
/apps/other/            @nobody
/apps/empty/
"""


def test_codeowners_say_who_answers_for_the_services_that_are_known(cast: Cast) -> None:
    Person.objects.filter(pk=cast.person("alice").pk).update(handle="alice")
    for slug, name in (("checkout", "Checkout"), ("mail", "Mail"), ("pm", "Pay ments"), ("other", "Other"), ("empty", "Empty")):
        Service.objects.create(slug=slug, name=name)
    Person.objects.filter(pk=cast.person("bob").pk).update(handle="bob")
    taken = take_directory("codeowners", OWNERS, by=cast.by("frank"))
    answers = {one.slug: (one.owner, one.team) for one in Service.objects.select_related("owner", "team")}
    assert answers == {
        "checkout": (cast.person("alice"), cast.other_team),
        "mail": (cast.person("bob"), None),
        "pm": (cast.person("bob"), None),
        "other": (None, None),
        "empty": (None, None),
    }
    assert (taken.added, taken.changed) == (0, 3)
    assert taken.notes == (
        "line 11: nobody of @nobody is known here, so Other stays as it is",
        "1 folder is called like no service",
    )
    assert take_directory("codeowners", OWNERS, by=cast.by("frank")).changed == 0


def test_a_list_of_teams_says_when_they_work(cast: Cast) -> None:
    text = "team,name,zone,country\ncheckout,Checkout and pay,Europe/Berlin,de-by\nnew,,,\n"
    taken = take_directory("teams", text, by=cast.by("frank"))
    assert (taken.added, taken.changed) == (1, 1)
    cast.team.refresh_from_db()
    assert (cast.team.name, cast.team.zone, cast.team.country) == ("Checkout and pay", "Europe/Berlin", "DE-BY")
    assert take_directory("teams", text, by=cast.by("frank")).changed == 0
    with pytest.raises(InputError) as refused:
        take_directory("teams", "team,zone,country\na b,,\nx,Mars,\ny,,XX\n", by=cast.by("frank"))
    for said in ("line 2: “a b” is no short name of a team", "line 3: “Mars” is no time zone", "line 4: Nobody knows the holidays of “XX”"):
        assert said in str(refused.value)


def test_trying_a_list_changes_nothing(cast: Cast) -> None:
    before = Person.objects.count()
    assert take_directory("people", LIST, by=cast.by("frank"), try_only=True).added == 3
    assert Person.objects.count() == before


def test_only_an_administrator_or_a_program_of_theirs_brings_a_list_in(cast: Cast) -> None:
    for by in (cast.by("dora"), cast.by("alice"), Actor.importing(cast.dora), Actor.agent(cast.frank), Actor.policy(), Actor.tracker(1)):
        with pytest.raises(NotPermitted):
            take_directory("people", LIST, by=by)
    assert take_directory("people", LIST, by=Actor.importing(cast.frank)).added == 3


def test_a_list_that_is_too_long_or_of_no_kind_is_refused(cast: Cast) -> None:
    with pytest.raises(InputError, match="at most 2 MB"):
        take_directory("people", "name\n" + "x" * 2_000_001, by=cast.by("frank"))
    with pytest.raises(InputError, match="people, teams, services, codeowners"):
        take_directory("pets", "", by=cast.by("frank"))


def test_the_command_knows_by_the_file_what_it_is(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_USER", "frank")

    def told(name: str, text: str, *more: str, status: int = 0) -> str:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        assert main(["directory", str(file), *more]) == status
        said = capsys.readouterr()
        return said.err if status else said.out

    assert told("people.csv", LIST, "--dry-run") == "3 people would be added, 1 would be changed.\n"
    assert told("people.csv", LIST) == "3 people added, 1 changed.\n"
    assert told("teams.csv", "Team,Zone\nmail,UTC\n") == "1 teams added, 0 changed.\n"
    assert told("services.csv", "service,owner\nmail,bob@example.org\n") == "1 services added, 0 changed.\n"
    assert "1 changed" in told("CODEOWNERS", "/apps/mail/ alice@example.org\n")
    assert "say what it is with --kind" in told("x.csv", "colour\nred\n", status=2)
    assert "nobody knows colour" in told("x.csv", "name,colour\nA,red\n", status=2)
    assert main(["directory", str(tmp_path / "nowhere.csv")]) == 2


def test_a_program_brings_a_list_in_over_http(cast: Cast) -> None:
    _, text = make_token(name="HR", scopes=["directory"], by=cast.by("frank"))
    _, gate = make_token(name="CI", scopes=["gate"], by=cast.by("frank"))

    def post(body: bytes, query: str = "", token: str = text, kind: str = "people") -> tuple[int, Any]:
        answer = Client(enforce_csrf_checks=True).post(
            f"/api/v1/directory/{kind}{query}", body, content_type="text/csv", headers={"Authorization": f"Bearer {token}"}
        )
        return answer.status_code, json.loads(answer.content)

    assert post(LIST.encode(), "?dry_run=true") == (200, {"added": 3, "changed": 1, "dry_run": True, "notes": []})
    assert post(LIST.encode()) == (200, {"added": 3, "changed": 1, "dry_run": False, "notes": []})
    status, said = post(b"name,zone\nA,Mars\n")
    assert (status, said["detail"]) == (
        422,
        "Nothing was taken over: line 2: “Mars” is no time zone: write it as Europe/Berlin or America/New_York.",
    )
    assert post(b"\xff\xfe")[0] == 422
    assert post(b"name\nA\0\n")[0] == 422
    assert post(b"x", kind="pets")[0] == 422
    assert post(LIST.encode(), token=gate)[0] == 403
    assert post(LIST.encode(), token="ft_x")[0] == 401
