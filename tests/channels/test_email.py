"""Mail, against aiosmtpd on a socket: what arrives is read back with the standard library's parser, and stages fail one by one."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

import pytest

from followthrough.channels.base import Channel, Delivered, Failed, Message, RetryAfter, Settings
from followthrough.channels.email import BUSY, GREYLISTED, Email, open_channel, read_address
from followthrough.errors import ConfigError
from tests.channels.certificates import make_certificate
from tests.channels.contract import HOSTILE, NOW, PAGE, Contract, Trouble, World, digest
from tests.channels.mail_server import PASSWORD, USER, Mail, MailServer, Order, Post, mail_server

ALICE = "alice@ft.example"
ORDERS: dict[Trouble, Order] = {
    "refused": Order("RCPT", "550 5.1.1 nobody of that name"),
    "busy": Order("RCPT", "451 4.7.1 greylisted, come back later"),
    "broken": Order("MAIL", "421 4.3.0 the queue is broken"),
    "cut": Order("DATA", take=True, cut=True),
    "slow": Order("DATA", take=True, wait=2.0, answer="250 OK"),
}


def settings(port: int, *, security: str = "none", user: str = "", password: str = "", **more: str) -> Settings:
    values = {
        "host": "127.0.0.1",
        "port": str(port),
        "security": security,
        "sender": "Followthrough <ft@acme.example>",
        "user": user,
        **more,
    }
    return Settings(values, {"password": password})


def email(port: int, *, private: bool = True, **more: str) -> Email:
    return open_channel(settings(port, **more), private=private, now=lambda: NOW)


class MailWorld(World):
    """A mail server with TLS and login, and a channel that knows the password."""

    to = ALICE
    secrets = (PASSWORD,)

    def __init__(self, server: MailServer) -> None:
        self.server, self.post = server, server.post
        self.channel = self._open()

    def _open(self, *, private: bool = True, password: str = PASSWORD) -> Email:
        return email(self.server.port, security="starttls", user=USER, password=password, private=private)

    def received(self) -> list[str]:
        return [everything(mail) for mail in self.post.mails]

    def seen(self) -> list[str]:
        return list({mail.parsed["Message-ID"]: everything(mail) for mail in self.post.mails}.values())

    def order(self, trouble: Trouble) -> None:
        self.post.orders.append(ORDERS[trouble])

    def quicken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("followthrough.channels.smtp.ANSWER_SECONDS", 0.4)

    def shut(self) -> None:
        self.server.close()

    def public(self) -> Channel:
        return self._open(private=False)

    def locked_out(self) -> Channel:
        return self._open(password="wrong-horse-9999")


def part(mail: Mail, kind: str) -> str:
    body = mail.parsed.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def name_of(mail: Mail) -> str:
    """Of whom it is to, read by the older parser: the newer one puts blanks between the encoded words of a name."""
    return str(make_header(decode_header(parseaddr(message_from_bytes(mail.raw)["To"])[0])))


def everything(mail: Mail) -> str:
    """Subject and plain text, with the lines joined as a person reads them; the HTML is looked at by tests of its own."""
    return f"{mail.parsed['Subject']} {' '.join(part(mail, 'plain').split())}"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusted(certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    return certificate[1]


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def server(post: Post) -> Iterator[MailServer]:
    with mail_server(post) as running:
        yield running


class TestContract(Contract):
    @pytest.fixture
    def world(self, trusted: ssl.SSLContext) -> Iterator[World]:
        with mail_server(Post(), tls=trusted, login=True) as running:
            world = MailWorld(running)
            yield world
            world.channel.close()


def sent(server: MailServer, message: Message | None = None, **more: str) -> Mail:
    channel = open_channel(settings(server.port, **more), private=True, now=lambda: NOW)
    outcome = channel.send(message or digest(ALICE))
    channel.close()
    assert isinstance(outcome, Delivered), outcome
    return server.post.mails[-1]


# --- what a mail says ---------------------------------------------------------------------------------------------------------


def test_a_mail_says_who_it_is_from_that_nobody_wrote_it_and_when(server: MailServer) -> None:
    mail = sent(server, reply_to="Leads <leads@acme.example>").parsed
    assert mail["From"] == "Followthrough <ft@acme.example>"
    assert mail["Reply-To"] == "Leads <leads@acme.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "Followthrough <followthrough.acme.example>"
    assert parsedate_to_datetime(mail["Date"]) == NOW
    assert mail.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in mail.iter_parts()] == ["text/plain", "text/html"]


def test_a_name_with_any_letters_arrives_whole(server: MailServer) -> None:
    for name in ("Ørsted, Alice", "山田 花子", 'Alice "The Ox" Ørsted', "O'Neill; Bob", "=?utf-8?q?no?=", "می\u200cخواهم"):
        mail = sent(server, digest(ALICE, to_name=name))
        assert name_of(mail) == name
        assert [address.addr_spec for address in mail.parsed["To"].addresses] == [ALICE]


def test_a_subject_with_any_letters_arrives_whole_and_long_lines_are_folded(server: MailServer) -> None:
    subject = "Vier Aufgaben für Sie: " + "Größe 漢字 " * 30
    mail = sent(server, digest(ALICE, subject=subject))
    assert mail.parsed["Subject"] == subject.strip()
    assert max(len(line) for line in mail.raw.splitlines()) <= 998


def test_words_that_only_look_encoded_stay_as_they_are_and_bring_no_header_along(server: MailServer) -> None:
    words = "=?utf-8?q?x=0D=0ABcc:_charlie@evil.example?="
    mail = sent(server, digest(ALICE, subject=words, to_name=words))
    assert mail.parsed["Subject"] == words
    assert name_of(mail) == words
    assert b"evil.example" not in mail.raw.partition(b"\r\n\r\n")[0]
    assert mail.parsed["Bcc"] is None
    assert mail.to == [ALICE]


def test_an_international_domain_is_written_as_the_net_knows_it(server: MailServer) -> None:
    assert sent(server, digest("ada@bücher.example")).to == ["ada@xn--bcher-kva.example"]


def test_a_mail_has_the_same_id_whenever_it_is_sent_and_another_mail_has_another(server: MailServer) -> None:
    ids = [sent(server, digest(ALICE, key=key)).parsed["Message-ID"] for key in ("a", "a", "b")]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@acme.example>")


def test_what_was_delivered_is_named_by_the_id_of_the_mail(server: MailServer) -> None:
    channel = email(server.port)
    outcome = channel.send(digest(ALICE))
    channel.close()
    assert outcome == Delivered(server.post.mails[0].parsed["Message-ID"])


def test_mails_of_one_thread_refer_to_the_same_and_mails_of_none_to_nothing(server: MailServer) -> None:
    first, second, other = (
        sent(server, digest(ALICE, key=key, thread=thread)).parsed for key, thread in (("a", "t"), ("b", "t"), ("c", "u"))
    )
    assert first["References"] == first["In-Reply-To"] == second["References"] == second["In-Reply-To"]
    assert other["References"] != first["References"]
    assert sent(server, digest(ALICE, thread="")).parsed["References"] is None


def test_text_and_html_name_the_same_pages(server: MailServer) -> None:
    mail = sent(server)
    for address in (f"{PAGE}/items/1/", f"{PAGE}/answer/done-2/", f"{PAGE}/mine/"):
        assert address in part(mail, "plain")
        assert f'href="{address}"' in part(mail, "html")


def test_the_html_holds_no_markup_of_what_people_wrote(server: MailServer) -> None:
    message = digest(ALICE, lines=1)
    line = replace(message.lines[0], text=" ".join(HOSTILE), note=" ".join(HOSTILE))
    section = replace(message.sections[0], title=HOSTILE[0], lines=(line,))
    html = part(sent(server, replace(message, sections=(section,), intro=HOSTILE[1], closing=HOSTILE[0])), "html")
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_html_that_was_given_is_sent_as_it_is_beside_its_text(server: MailServer) -> None:
    mail = sent(server, digest(ALICE, text="As text.\n", html="<p>As <em>HTML</em>.</p>"))
    assert part(mail, "plain") == "As text.\n"
    assert "<p>As <em>HTML</em>.</p>" in part(mail, "html")


def test_a_line_with_one_full_stop_does_not_end_the_mail(server: MailServer) -> None:
    mail = sent(server, digest(ALICE, text="before\n.\n..\nFrom here on\nafter\n"))
    assert part(mail, "plain") == "before\n.\n..\nFrom here on\nafter\n"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "alice",
        "@ft.example",
        "alice@",
        "alice@ft.example, bob@ft.example",
        "Alice <alice@ft.example>, Bob <bob@ft.example>",
        "Alice <alice@ft.example> <bob@ft.example>",
        "alice@ft.example bob@ft.example",
        "<alice@ft.example",
        "alice@@ft.example",
        "al ice@ft.example",
        "alice@ft..example",
        "al..ice@ft.example",
        ".alice@ft.example",
        "alice@-ft.example",
        "alice@ft.example>",
        '"al ice"@ft.example',
        "alice@[127.0.0.1]",
        "älice@ft.example",
        "alice@" + "x" * 64 + ".example",
        "a" * 65 + "@ft.example",
        "alice@ft.example SIZE=1",
        "team:alice@ft.example,bob@ft.example;",
    ],
)
def test_an_address_that_is_none_or_several_is_refused_before_anything_is_asked(server: MailServer, address: str) -> None:
    outcome = email(server.port).send(digest(address))
    assert isinstance(outcome, Failed)
    assert (outcome.permanent, outcome.reach) == (True, "address")
    assert server.post.lines == 0


def test_an_address_may_carry_its_name() -> None:
    assert str(read_address('"Ørsted, Alice" <alice@ft.example>', what="x")) == '"Ørsted, Alice" <alice@ft.example>'
    assert read_address("<alice@ft.example>", what="x").addr_spec == ALICE
    assert read_address("o'neill+ops@ft.example", what="x").username == "o'neill+ops"


# --- what servers refuse ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order("MAIL", "550 5.7.1 not from you"), ("failed", "channel", "does not take mail from ft@acme.example")),
        (Order("MAIL", "451 4.3.0 later"), ("retry", "channel", BUSY)),
        (Order("MAIL", "421 closing"), ("retry", "channel", BUSY)),
        (Order("RCPT", "550 5.1.1 unknown"), ("failed", "address", "does not take mail for alice@ft.example: 550 5.1.1 unknown.")),
        (Order("RCPT", "553 5.1.3 no such form"), ("failed", "address", "553")),
        (Order("RCPT", "450 4.2.0 greylisted"), ("retry", "address", GREYLISTED)),
        (Order("RCPT", "451 4.7.1 greylisted"), ("retry", "address", GREYLISTED)),
        (Order("RCPT", "452 4.2.2 mailbox full"), ("retry", "address", GREYLISTED)),
        (Order("RCPT", "421 too many"), ("retry", "channel", BUSY)),
        (Order("DATA", "554 5.7.1 spam"), ("failed", "message", "does not take the message: 554 5.7.1 spam.")),
        (Order("DATA", "552 5.3.4 too big"), ("failed", "message", "too big")),
        (Order("DATA", "451 4.3.0 no room"), ("retry", "message", GREYLISTED)),
        (Order("DATA", "421 4.3.2 going down"), ("retry", "channel", BUSY)),
    ],
)
def test_each_stage_says_what_its_refusal_is_about(server: MailServer, order: Order, expected: tuple[str, str, str | timedelta]) -> None:
    channel = email(server.port)
    server.post.orders.append(order)
    outcome = channel.send(digest(ALICE))
    kind, reach, what = expected
    if kind == "failed":
        assert isinstance(outcome, Failed)
        assert (outcome.permanent, outcome.reach, outcome.uncertain) == (True, reach, False)
        assert str(what) in outcome.reason
    else:
        assert isinstance(outcome, RetryAfter)
        assert isinstance(what, timedelta)
        assert (outcome.until, outcome.reach) == (NOW + what, reach)
    assert isinstance(channel.send(digest("bob@ft.example")), Delivered)
    channel.close()
    assert [mail.to for mail in server.post.mails] == [["bob@ft.example"]]


def test_one_address_that_is_refused_keeps_nothing_from_the_others_and_costs_no_new_line(server: MailServer) -> None:
    channel = email(server.port)
    server.post.orders.append(Order("RCPT", "550 no"))
    outcomes = [channel.send(digest(to)) for to in ("gone@ft.example", "alice@ft.example", "bob@ft.example")]
    channel.close()
    assert [isinstance(outcome, Delivered) for outcome in outcomes] == [False, True, True]
    assert server.post.lines == 1


def test_a_line_that_the_server_closed_meanwhile_is_opened_anew(server: MailServer) -> None:
    channel = email(server.port)
    assert isinstance(channel.send(digest(ALICE)), Delivered)
    assert channel._line is not None
    assert channel._line.sock is not None
    channel._line.sock.shutdown(socket.SHUT_RDWR)
    assert isinstance(channel.send(digest(ALICE, key="2")), Delivered)
    channel.close()
    assert len(server.post.mails) == 2


def test_a_server_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("followthrough.channels.smtp.WHOLE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        outcome = email(listening.getsockname()[1]).send(digest(ALICE))  # the system takes the call, and nobody ever greets
    assert isinstance(outcome, Failed)
    assert not outcome.permanent
    assert not outcome.uncertain


def test_what_is_no_mail_server_is_named_so_and_its_words_are_not_repeated() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def speak() -> None:
            line, _ = listening.accept()
            line.sendall(b"500 secret banner of another service\r\n")
            line.close()

        thread = threading.Thread(target=speak)
        thread.start()
        checked = email(listening.getsockname()[1]).check()
        thread.join()
    assert "is no mail server" in checked.missing[0]
    assert "banner" not in checked.missing[0]


# --- encryption and login -----------------------------------------------------------------------------------------------------


def test_with_starttls_the_mail_and_the_password_go_encrypted(trusted: ssl.SSLContext, post: Post) -> None:
    with mail_server(post, tls=trusted, login=True) as server:
        assert sent(server, security="starttls", user=USER, password=PASSWORD).encrypted
    assert post.logins == [(USER, PASSWORD)]


def test_with_tls_from_the_start_too(trusted: ssl.SSLContext, post: Post) -> None:
    with mail_server(post, tls=trusted, implicit=True, login=True) as server:
        assert sent(server, security="tls", user=USER, password=PASSWORD).raw
    assert post.logins == [(USER, PASSWORD)]


def test_a_certificate_that_nobody_trusts_is_refused_before_the_password_is_said(
    certificate: tuple[Path, ssl.SSLContext], post: Post
) -> None:
    for security, implicit in (("starttls", False), ("tls", True)):
        with mail_server(post, tls=certificate[1], implicit=implicit, login=True) as server:
            outcome = email(server.port, security=security, user=USER, password=PASSWORD).send(digest(ALICE))
        assert isinstance(outcome, Failed)
        assert outcome.permanent
        assert "certificate" in outcome.reason
    assert post.logins == []


def test_a_certificate_of_another_name_is_refused(tmp_path: Path, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, context = make_certificate(tmp_path, "other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    with mail_server(post, tls=context) as server:
        outcome = email(server.port, security="starttls").send(digest(ALICE))
    assert isinstance(outcome, Failed)
    assert "certificate" in outcome.reason


def test_a_server_without_encryption_gets_neither_mail_nor_password(server: MailServer) -> None:
    outcome = email(server.port, security="starttls", user=USER, password=PASSWORD).send(digest(ALICE))
    assert isinstance(outcome, Failed)
    assert outcome.permanent
    assert "STARTTLS" in outcome.reason
    assert (server.post.mails, server.post.logins) == ([], [])


def test_tls_towards_a_port_without_it_is_told_as_such(server: MailServer) -> None:
    outcome = email(server.port, security="tls").send(digest(ALICE))
    assert isinstance(outcome, Failed)
    assert "TLS" in outcome.reason


def test_we_call_ourselves_by_our_address_and_ask_nobody_for_a_name(server: MailServer) -> None:
    assert sent(server).ehlo == "[127.0.0.1]"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"host": ""}, "mail server is missing"),
        ({"host": "smtp.example.com/x"}, "mail server is missing"),
        ({"port": "smtp"}, "no port"),
        ({"port": "70000"}, "no port"),
        ({"security": "ssl"}, "starttls, tls or none"),
        ({"user": "ada"}, "or neither"),
        ({"password": "x"}, "or neither"),
        ({"user": "ada", "password": "x"}, "never sent unencrypted"),
        ({"user": "ada", "password": "ü", "security": "tls"}, "plain letters"),
        ({"sender": ""}, "The sender"),
        ({"sender": "Followthrough"}, "The sender"),
        ({"reply_to": "nobody"}, "for replies"),
    ],
)
def test_settings_that_can_not_be_used_are_refused_in_words(more: dict[str, str], words: str) -> None:
    secret = {"password": more.get("password", "")}
    given = Settings({**settings(25).values, **{name: value for name, value in more.items() if name not in secret}}, secret)
    with pytest.raises(ConfigError, match=words):
        open_channel(given, private=True, now=lambda: NOW)


def test_ports_go_by_the_encryption_where_none_is_given() -> None:
    for security, port in (("starttls", 587), ("tls", 465), ("none", 25), ("", 587)):
        given = replace(settings(0, security=security), values={**settings(0, security=security).values, "port": ""})
        assert open_channel(given, private=True, now=lambda: NOW)._server.port == port
