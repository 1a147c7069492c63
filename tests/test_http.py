"""The one door to the network: which addresses it talks to, what it repeats, what it gives up on, and what its errors never say."""

from __future__ import annotations

import base64
import gzip
import logging
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpcore2
import httpx2
import pytest

from followthrough import http
from followthrough.errors import AddressRefused, FollowthroughError, Forbidden, Unreachable
from followthrough.http import Door, checked_base_url, origin, refusal
from tests.addresses import ADDRESSES, NO_ADDRESSES, URLS

SECRET = "tok-5ecret-9f27"


def like_the_c_library(host: str, port: int) -> list[str]:
    """What getaddrinfo makes of a number in whatever form; a name ends in the address that it stands for here."""
    name = host.rstrip(".")
    if ".at." in name:
        return [part.replace("_", ":").replace("-", ".") for part in name.removesuffix(".test").split(".at.")[1:]]
    try:
        return [socket.inet_ntoa(socket.inet_aton(name))]
    except OSError:
        pass
    try:
        socket.inet_pton(socket.AF_INET6, name.partition("%")[0])
    except OSError:
        raise socket.gaierror(-2, "Name or service not known") from None
    return [name]


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a socket would have been opened to."""
    seen: list[str] = []

    def connect(self: object, host: str, *_: Any, **__: Any) -> Any:
        seen.append(host)
        raise httpcore2.ConnectError("refused")

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    return seen


def knock(url: str, *, private: bool) -> str:
    """What becomes of a request: `asked` where a socket would have been opened, `refused` before that."""
    with pytest.raises((AddressRefused, Unreachable)) as caught:
        Door(url, private=private, resolve=like_the_c_library, sleep=lambda _: None).request("POST", "/", json={})
    return "refused" if isinstance(caught.value, AddressRefused) else "asked"


@pytest.mark.parametrize(("address", "public", "private"), ADDRESSES)
def test_each_address_is_talked_to_or_not(address: str, public: bool, private: bool) -> None:
    assert (refusal(address, private=False) is None, refusal(address, private=True) is None) == (public, private)


@pytest.mark.parametrize(("url", "public", "private"), URLS)
def test_each_form_of_an_address_is_seen_through(url: str, public: bool, private: bool, reached: list[str]) -> None:
    assert knock(url, private=False) == ("asked" if public else "refused")
    assert bool(reached) is public
    assert knock(url, private=True) == ("asked" if private else "refused")


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_of_a_service_is_refused_before_anything_is_looked_up(text: str, reached: list[str]) -> None:
    with pytest.raises(FollowthroughError):
        Door(text, private=True, resolve=like_the_c_library, sleep=lambda _: None).request("GET", "/")
    assert reached == []


def test_the_tables_are_as_long_as_they_are_meant_to_be() -> None:
    assert len(ADDRESSES) + len(URLS) + len(NO_ADDRESSES) >= 120


def test_a_name_that_points_elsewhere_the_second_time_gains_nothing(reached: list[str]) -> None:
    """The address that was checked is the one that is connected to; there is no second look-up."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    door = Door("http://rebind.test", resolve=lambda *_: next(answers), sleep=lambda _: None)
    with pytest.raises(Unreachable):
        door.request("POST", "/")
    assert reached == ["93.184.216.34"]
    with pytest.raises(AddressRefused):
        door.request("POST", "/")
    assert reached == ["93.184.216.34"]


def test_of_several_addresses_only_those_that_may_be_are_tried(reached: list[str]) -> None:
    found = ["10.0.0.8", "93.184.216.34", "169.254.169.254", "::1", "93.184.216.35"]
    with pytest.raises(Unreachable):
        Door("https://several.test", resolve=lambda *_: found).request("POST", "/")
    assert reached == ["93.184.216.34", "93.184.216.35"]


@pytest.mark.parametrize("found", [[], ["127.0.0.1", "::1", "10.1.2.3"]])
def test_a_name_without_an_address_that_may_be_is_refused(found: list[str], reached: list[str]) -> None:
    with pytest.raises(AddressRefused):
        Door("https://none.test", resolve=lambda *_: found).request("POST", "/")
    assert reached == []


@pytest.mark.parametrize("error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
def test_a_name_that_nobody_knows_is_unreachable_and_not_sent(error: Exception) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise error

    with pytest.raises(Unreachable, match="no address is known") as caught:
        Door("https://nowhere.test", resolve=resolve).request("POST", "/")
    assert caught.value.sent is False


# --- what comes back ------------------------------------------------------------------------------------------------------


class Wire(httpx2.BaseTransport):
    """Answers in turn; keeps what was asked."""

    def __init__(self, *answers: httpx2.Response | Exception | Callable[[httpx2.Request], httpx2.Response]) -> None:
        self.answers = list(answers)
        self.asked: list[httpx2.Request] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer


def door(wire: Wire, **given: Any) -> Door:
    return Door("https://tracker.test/api", transport=wire, sleep=lambda _: None, **given)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", ["http://169.254.169.254/latest/meta-data/", "https://tracker.test/login", "//127.0.0.1/"])
def test_no_redirect_is_followed(status: int, to: str) -> None:
    wire = Wire(httpx2.Response(status, headers={"Location": to}))
    answer = door(wire).request("GET", "/issues")
    assert (answer.status, answer.ok, answer.headers["location"]) == (status, False, to)
    assert len(wire.asked) == 1


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.test/issues",
        "http://tracker.test/api/issues",
        "https://tracker.test:8443/api/issues",
        "https://tracker.test.evil.test/",
        "https://tracker.test@evil.test/",
        "https://evil.test#tracker.test",
        "https://evil.test\\@tracker.test/..",
    ],
)
def test_credentials_are_not_carried_to_another_origin(path: str) -> None:
    wire = Wire(httpx2.Response(200))
    with pytest.raises(AddressRefused) as caught:
        door(wire, headers={"Authorization": f"Bearer {SECRET}"}).request("GET", path)
    assert wire.asked == []
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "path", ["//evil.test/x", "/@evil.test/x", "@evil.test", ":8080/x", "/../x", "HTTPS://evil.test/x", "\\\\evil.test"]
)
def test_a_path_stays_on_its_host(path: str) -> None:
    wire = Wire(httpx2.Response(200))
    door(wire).request("GET", path)
    assert wire.asked[0].url.host == "tracker.test"
    assert origin(str(wire.asked[0].url)) == ("https", "tracker.test", 443)


def test_an_address_of_the_same_origin_is_followed_as_it_stands() -> None:
    wire = Wire(httpx2.Response(200))
    door(wire).request("GET", "https://tracker.test:443/other?page=2")
    assert str(wire.asked[0].url) == "https://tracker.test/other?page=2"


PASSING = [502, 503, 504]


@pytest.mark.parametrize("status", PASSING)
def test_a_read_is_repeated_until_it_succeeds(status: int) -> None:
    wire = Wire(httpx2.Response(status), httpx2.Response(status), httpx2.Response(200, json={"a": 1}))
    assert door(wire).request("GET", "/x").json() == {"a": 1}
    assert len(wire.asked) == 3


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_write_is_never_repeated(method: str) -> None:
    wire = Wire(httpx2.Response(503), httpx2.ReadTimeout("slow"), httpx2.RemoteProtocolError("cut"), httpx2.ConnectError("refused"))
    assert door(wire).request(method, "/x").status == 503
    for number in (2, 3, 4):
        with pytest.raises(Unreachable):
            door(wire).request(method, "/x")
        assert len(wire.asked) == number


def test_a_post_that_only_reads_may_be_repeated_and_a_get_that_writes_is_not() -> None:
    wire = Wire(httpx2.Response(502), httpx2.Response(200))
    assert door(wire).request("POST", "/graphql", json={}, reads=True).status == 200
    once = Wire(httpx2.Response(502), httpx2.Response(200))
    assert door(once).request("GET", "/x", reads=False).status == 502
    assert len(once.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422, 429, 500, 501])
def test_every_other_answer_is_final(status: int) -> None:
    wire = Wire(httpx2.Response(status))
    assert door(wire).request("GET", "/x").status == status
    assert len(wire.asked) == 1


def test_who_says_when_to_come_back_is_not_asked_before() -> None:
    wire = Wire(httpx2.Response(503, headers={"Retry-After": "30"}))
    assert door(wire).request("GET", "/x").headers["retry-after"] == "30"
    assert len(wire.asked) == 1


def test_a_read_is_given_up_after_three_tries_with_longer_and_longer_waits() -> None:
    waits: list[float] = []
    wire = Wire(httpx2.ConnectError("refused"))
    with pytest.raises(Unreachable) as caught:
        Door("https://tracker.test", transport=wire, sleep=waits.append).request("GET", "/")
    assert (len(wire.asked), caught.value.sent) == (3, False)
    assert [wait <= 0.5 * 2**number for number, wait in enumerate(waits, 1)] == [True, True]


@pytest.mark.parametrize(
    ("error", "sent"),
    [
        (httpx2.ConnectError("refused"), False),
        (httpx2.ConnectTimeout("slow"), False),
        (httpx2.PoolTimeout("busy"), False),
        (httpx2.ReadTimeout("slow"), True),
        (httpx2.WriteTimeout("slow"), True),
        (httpx2.ReadError("reset"), True),
        (httpx2.WriteError("reset"), True),
        (httpx2.RemoteProtocolError("half an answer"), True),
        (httpcore2.RemoteProtocolError("half a head"), True),
        (httpx2.DecodingError("no gzip"), True),
    ],
)
def test_whether_a_request_may_have_arrived_is_told(error: Exception, sent: bool) -> None:
    with pytest.raises(Unreachable) as caught:
        door(Wire(error)).request("POST", "/x")
    assert caught.value.sent is sent


class Dripping(httpx2.SyncByteStream):
    """A body in pieces; what is left after the last may be a fault."""

    def __init__(self, piece: bytes, times: int, then: Exception | None = None) -> None:
        self.piece, self.times, self.then, self.given = piece, times, then, 0

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.times):
            self.given += 1
            yield self.piece
        if self.then is not None:
            raise self.then


def test_an_answer_without_end_is_cut_off() -> None:
    body = Dripping(b"x" * 2**20, 10_000)
    with pytest.raises(Unreachable, match="more than 20 MB"):
        door(Wire(httpx2.Response(200, stream=body))).request("POST", "/x")
    assert body.given <= 22


def test_a_small_answer_that_unfolds_to_a_big_one_is_cut_off_too() -> None:
    folded = gzip.compress(b"\x00" * (64 * 2**20))
    assert len(folded) < 2**18
    with pytest.raises(Unreachable, match="more than 20 MB"):
        door(Wire(httpx2.Response(200, headers={"Content-Encoding": "gzip"}, stream=Dripping(folded, 1)))).request("POST", "/x")


def test_an_answer_that_comes_drop_by_drop_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each drop is in time; all of them together would hold a worker for days."""
    now = [0.0]

    class Slow(Dripping):
        def __iter__(self) -> Iterator[bytes]:
            for piece in super().__iter__():
                now[0] += 19.0
                yield piece

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    body = Slow(b"x", 10_000)
    with pytest.raises(Unreachable, match="did not finish") as caught:
        door(Wire(httpx2.Response(200, stream=body))).request("POST", "/x")
    assert caught.value.sent
    assert body.given < 20


def test_a_line_that_is_cut_in_the_middle_of_an_answer_is_no_answer() -> None:
    body = Dripping(b'{"half":', 1, httpx2.ReadError("reset by peer"))
    wire = Wire(lambda _: httpx2.Response(200, stream=body))
    with pytest.raises(Unreachable, match="was cut") as caught:
        door(wire).request("GET", "/x")
    assert (caught.value.sent, len(wire.asked)) == (True, 3)


@pytest.mark.parametrize("body", [b"", b"<html>gateway</html>", b'{"half":', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_said_so(body: bytes) -> None:
    with pytest.raises(Unreachable, match="not JSON") as caught:
        door(Wire(httpx2.Response(200, content=body))).request("GET", "/x").json()
    assert caught.value.sent


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb'{"title": "half \ud83d a face"}', {"title": "half ? a face"}),
        (rb'{"title": "a \u0000 NUL"}', {"title": "a  NUL"}),
        (rb'[{"a": ["\uDE00", 1, null, true]}]', [{"a": ["?", 1, None, True]}]),
        (rb'{"title": "a whole \ud83d\ude00 one"}', {"title": "a whole \U0001f600 one"}),
        ('{"title": "a whole \U0001f600 one"}'.encode(), {"title": "a whole \U0001f600 one"}),
    ],
)
def test_what_no_database_keeps_is_taken_out_of_an_answer(written: bytes, read: object) -> None:
    assert door(Wire(httpx2.Response(200, content=written))).request("GET", "/x").json() == read


def test_a_request_that_waited_for_too_long_is_not_sent() -> None:
    wire = Wire(httpx2.Response(200))
    with pytest.raises(Unreachable, match="given up") as caught:
        door(wire).request("POST", "/x", until=time.monotonic() - 1)
    assert (caught.value.sent, wire.asked) == (False, [])
    assert door(wire).request("POST", "/x", until=time.monotonic() + 60).status == 200


def test_a_repeated_read_looks_at_its_time_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    wire = Wire(httpx2.Response(503))

    def sleep(_: float) -> None:
        now[0] += 100

    with pytest.raises(Unreachable, match="given up"):
        Door("https://tracker.test", transport=wire, sleep=sleep).request("GET", "/", until=50.0)
    assert len(wire.asked) == 1


# --- what is sent ---------------------------------------------------------------------------------------------------------


def test_a_query_leaves_out_what_is_not_given_and_says_yes_and_no_in_small_letters() -> None:
    wire = Wire(httpx2.Response(200))
    door(wire).request("GET", "/x", query={"a": 1, "b": None, "c": True, "d": False, "e": "x&y=z"})
    assert wire.asked[0].url.query == b"a=1&c=true&d=false&e=x%26y%3Dz"


def test_it_says_who_it_is() -> None:
    wire = Wire(httpx2.Response(200))
    door(wire, instance="abcd").request("GET", "/x")
    assert wire.asked[0].headers["user-agent"].startswith("followthrough/")
    assert wire.asked[0].headers["user-agent"].endswith("(abcd)")


def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch, reached: list[str]) -> None:
    """A proxy would look the name up itself, behind our back."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    with pytest.raises(Unreachable):
        Door("http://plain.test", resolve=lambda *_: ["93.184.216.34"]).request("POST", "/")
    assert reached == ["93.184.216.34"]


def test_before_each_request_whoever_asked_for_it_is_asked() -> None:
    def no() -> None:
        raise RuntimeError("not now")

    wire = Wire(httpx2.Response(200))
    http.before_sending(no)
    http.before_sending(no)
    try:
        assert http._before_sending.count(no) == 1
        with pytest.raises(RuntimeError, match="not now"):
            door(wire).request("GET", "/x")
    finally:
        http._before_sending.remove(no)
    assert wire.asked == []


# --- what is never said ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", ["\n", "\r\nX-Evil: 1\r\n", "\x00", "\x7f", "é", "…", "\ud800"])
@pytest.mark.parametrize("sends", ["at the door", "with the request"])
def test_a_secret_that_can_not_be_sent_is_not_repeated(bad: str, sends: str) -> None:
    given = {"Authorization": f"Bearer {SECRET}{bad}{SECRET}"}
    with pytest.raises(Forbidden, match="can't be sent") as caught:
        Door("http://127.0.0.1:9", headers=given if sends == "at the door" else {}).request("POST", "/", headers=given)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        f"https://user:{SECRET}@tracker.test",
        f"https://{SECRET}@tracker.test",
        f"ftp://user:{SECRET}@tracker.test",
        f"https://user:{SECRET}@tracker.test:notaport",
        f"https://user:{SECRET}@",
        f"https://tracker.test/?private_token={SECRET}",
        f"https://tracker.test/#{SECRET}",
        f"//{SECRET}",
        f"https://x{SECRET}\x00",
    ],
)
def test_an_address_that_is_refused_is_not_repeated_with_what_it_hides(text: str) -> None:
    with pytest.raises(AddressRefused) as caught:
        checked_base_url(text)
    assert SECRET not in str(caught.value)


ERRORS = [
    httpx2.ConnectError("no route"),
    httpx2.ReadTimeout("slow"),
    httpx2.RemoteProtocolError(f"peer closed for url https://tracker.test/x?private_token={SECRET}"),
    httpx2.ReadError("reset"),
]


@pytest.mark.parametrize("error", ERRORS)
def test_no_error_and_no_log_holds_a_secret(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    opened = door(Wire(error), headers={"PRIVATE-TOKEN": SECRET})
    with pytest.raises(Unreachable) as caught:
        opened.request("GET", "/x", query={"private_token": SECRET}, headers={"Cookie": SECRET})
    assert SECRET not in str(caught.value)
    assert SECRET not in caplog.text


def test_what_is_logged_of_a_request_is_its_address_without_a_query(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="followthrough")
    opened = door(Wire(httpx2.Response(200)), headers={"PRIVATE-TOKEN": SECRET})
    opened.request("GET", "/x", query={"private_token": SECRET})
    opened.request("GET", f"https://tracker.test/x?page=2&private_token={SECRET}")
    told = [record.getMessage() for record in caplog.records if record.name.startswith("followthrough")]
    assert told
    assert SECRET not in "".join(told)


BASIC = "Basic " + base64.b64encode(f"me@example.org:{SECRET}".encode()).decode()
SENT = [{"Authorization": f"Bearer {SECRET}"}, {"PRIVATE-TOKEN": SECRET}, {"X-Redmine-API-Key": SECRET}, {"Authorization": BASIC}]


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("when", ["at the door", "with the request"])
def test_credentials_that_an_answer_repeats_are_taken_out_of_it(sent: dict[str, str], when: str) -> None:
    """What a service says is shown to people: it must not be the request that we sent."""
    shown = f"your request: {sent} {SECRET} {BASIC}".encode()
    opened = door(Wire(httpx2.Response(400, content=shown)), headers=sent if when == "at the door" else {})
    body = opened.request("GET", "/x", headers=sent).body.decode()
    assert SECRET not in body
    assert body.startswith("your request")
    assert next(iter(sent.values())) not in body


def test_a_short_word_in_a_header_is_left_in_the_answer() -> None:
    assert door(Wire(httpx2.Response(200, content=b"open")), headers={"X-Token": "open"}).request("GET", "/x").body == b"open"


def test_an_answer_of_another_service_is_named_by_its_host_alone() -> None:
    answer = door(Wire(httpx2.Response(200, content=b"no"))).request("GET", f"https://tracker.test/x?key={SECRET}")
    with pytest.raises(Unreachable) as caught:
        answer.json()
    assert "tracker.test" in str(caught.value)
    assert SECRET not in str(caught.value)
