"""The page of a fake tracker: what people do on it happens, what a document says on it does nothing, other pages can't use it."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from followthrough.trackers.base import Meaning, Ref
from followthrough.trackers.fake.board import LABEL, Board
from followthrough.trackers.fake.dialect import Clock, Request, Response
from followthrough.trackers.fake.github import GitHub


@pytest.fixture
def board() -> Board:
    return Board(GitHub(clock=Clock()))


def do(board: Board, act: str, ref: Ref | None = None, *, words: str = "", site: str = "same-origin") -> Response:
    body = urlencode({"id": ref.id if ref else "0", "act": act, "words": words}).encode()
    return board.serve(Request("POST", "/board", {"sec-fetch-site": site}, body), sleep=lambda _: None)


def page(board: Board, path: str = "/") -> str:
    return board.serve(Request("GET", path, {}), sleep=lambda _: None).body.decode()


def test_each_button_does_what_it_says(board: Board) -> None:
    ref = board.dialect.add("Fence the cache", labels=(LABEL,))
    for act, meaning in (("finish", Meaning.DONE), ("reopen", Meaning.OPEN), ("drop", Meaning.DROPPED)):
        assert do(board, act, ref).status == 303
        seen = board.dialect.peek(ref)
        assert seen is not None
        assert seen.meaning is meaning
    do(board, "move", ref)
    moved = board.dialect.peek(ref)
    assert moved is not None
    assert moved.place == "acme/ops"
    do(board, "delete", moved.ref)
    assert board.dialect.all() == []


def test_a_ticket_is_opened_with_the_label_and_none_without_words(board: Board) -> None:
    do(board, "open", words="Rotate the key")
    do(board, "open", words="   ")
    (seen,) = board.dialect.all()
    assert (seen.title, seen.labels) == ("Rotate the key", (LABEL,))
    assert "acme/shop: 1 open" in page(board)


@pytest.mark.parametrize(("act", "number"), [("finish", "999"), ("explode", "999"), ("", "999")])
def test_what_is_not_there_is_said(board: Board, act: str, number: str) -> None:
    assert do(board, act, Ref(number, "")).status == 404


def test_a_title_is_text_and_no_markup(board: Board) -> None:
    board.dialect.add("<script>alert(1)</script>", labels=("<b>",))
    assert "<script>" not in page(board)
    assert "&lt;script&gt;" in page(board)


def test_another_site_can_not_press_its_buttons(board: Board) -> None:
    ref = board.dialect.add("Ours")
    assert do(board, "delete", ref, site="cross-site").status == 403
    assert board.dialect.peek(ref) is not None


def test_the_address_of_a_ticket_shows_the_page_and_the_rest_is_the_api(board: Board) -> None:
    board.dialect.add("Ours")
    assert "Ours" in page(board, "/acme/shop/issues/1")
    assert "Bad credentials" in page(board, "/repos/acme/shop/issues/1")
