"""The review in a terminal: what is asked, what is kept, what is refused."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import time_machine

from followthrough.cli.main import main
from followthrough.core.item import State
from followthrough.web.models import Item, Review
from followthrough.web.operations import items
from tests.web.making import MORNING, Cast, day, make_cast, make_incident, make_item

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("FOLLOWTHROUGH_USER", "dora")
    return make_cast()


class Terminal:
    """Runs the command with keys typed ahead."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *words: str, typed: str = "", status: int = 0) -> str:
        self.monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert main(["review", *words]) == status
        out, error = self.capsys.readouterr()
        return error if status else out


@pytest.fixture
def review(cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> Terminal:
    return Terminal(monkeypatch, capsys)


def test_before_it_is_opened_it_says_what_would_be_on_it(cast: Cast, review: Terminal) -> None:
    make_item(cast, text="Alert on lag", due=-9)
    told = review()
    assert "No review is open. The next one would have 1 on its agenda, 1 of them overdue:" in told
    assert "Alert on lag  9 days overdue" in told


def test_it_is_opened_walked_through_and_finished(cast: Cast, review: Terminal) -> None:
    make_item(cast, text="Alert on lag", due=-9)
    make_item(cast, text="Cap the retries", due=-8)
    told = review("--open", typed=f"r\n{day(30)}\nThe vendor is late\nx\nThe service goes away\nf\n")
    assert "1 of 2  9 days overdue" in told
    assert "Finished. The minutes: followthrough review --minutes" in told
    assert (Item.objects.get(text="Alert on lag").due, Item.objects.get(text="Alert on lag").slips) == (day(30), 1)
    assert Item.objects.get(text="Cap the retries").state == State.DECLINED
    minutes = review("--minutes", str(Review.objects.get().pk))
    assert "The vendor is late" in minutes
    assert "Dora" in minutes


def test_an_outcome_is_taken_back_and_another_given(cast: Cast, review: Terminal) -> None:
    make_item(cast, due=-9)
    told = review("--open", typed="t\nu\nd\nThe drill\nq\n")
    assert "Taken back." in told
    assert "Left. What was decided is kept" in told
    assert (Item.objects.get().state, Item.objects.get().evidence) == (State.DONE, "The drill")


def test_an_enter_takes_the_date_that_is_proposed(cast: Cast, review: Terminal) -> None:
    make_item(cast, due=-9)
    review("--open", typed="r\n\nThe vendor is late\n")
    assert Item.objects.get().due == day(14)


def test_a_split_reads_its_parts_until_an_empty_line(cast: Cast, review: Terminal) -> None:
    make_item(cast, due=-9)
    review("--open", typed="s\nOne part\nAnother part\n\nTwo things\n")
    assert {item.text for item in Item.objects.filter(split_from__isnull=False)} == {"One part", "Another part"}


def test_what_lacks_something_is_said_and_nothing_is_kept(cast: Cast, review: Terminal) -> None:
    make_item(cast, due=-9)
    told = review("--open", typed="x\n\nf\nz\nb\nthe vendor\nsoon\nq\n")
    assert "eason" in told
    assert "An overdue item needs an outcome before the review can be finished" in told
    assert "“z” is none of the keys." in told
    assert "“soon” is not a date" in told
    assert Review.objects.get().entries.get().outcome == ""


def test_where_the_input_ends_everything_decided_is_kept(cast: Cast, review: Terminal) -> None:
    for number in range(3):
        make_item(cast, text=f"Item {number}", due=-9)
    told = review("--open", typed="t\nr\n")
    assert "Left with 2 of 3 without an outcome. `followthrough review --walk` goes on." in told
    standing = review()
    assert "2 of 3 without an outcome, 2 of them overdue" in standing
    assert "--finish" not in standing
    assert "2 of 3" in review("--walk", typed="")


def test_a_change_that_somebody_made_meanwhile_is_shown_first(cast: Cast, review: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    item = make_item(cast, due=-9)
    answers = iter(["t", "q"])

    def answer(_: str = "") -> str:
        key = next(answers)
        if key == "t":
            items.set_due(item.pk, by=cast.by("alice"), version=1, due=day(50), reason="Vendor")
        return key

    monkeypatch.setattr("builtins.input", answer)
    told = review("--open")
    assert "Alice changed the due date a moment ago: “Vendor”." in told
    assert Review.objects.get().entries.get().outcome == ""


def test_an_incident_without_items_gets_its_own_outcome(cast: Cast, review: Terminal) -> None:
    make_incident(cast, title="The vendor's power failed", began=-3)
    told = review("--open", typed="n\nNothing of ours\nf\n")
    assert "no item was recorded" in told
    assert "Finished." in told


@pytest.mark.parametrize(
    ("words", "says", "status"),
    [
        (["--walk"], "no review is open: `followthrough review --open` opens the next one", 1),
        (["--finish"], "no review is open", 1),
        (["--minutes", "7"], "there is no review 7; the last ones are: none so far", 1),
        (["--team", "nowhere"], "there is no team 'nowhere'", 2),
        (["--title", "x"], "--title goes with --open", 2),
    ],
)
def test_what_can_t_be_done_is_said(cast: Cast, review: Terminal, words: list[str], says: str, status: int) -> None:
    assert says in review(*words, status=status)


def test_words_from_a_document_do_not_move_the_cursor(cast: Cast, review: Terminal) -> None:
    make_item(cast, text="Alert \x1b[2J on lag", due=-9)
    assert "\x1b[2J" not in review("--open", typed="")
