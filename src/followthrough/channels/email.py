"""Mail over SMTP: text and HTML, in threads, under an id that a repeat has too. Does not read what comes back later as a bounce.

RFC 5321 (stages and codes), 5322 (Message-ID, References), 3834 (Auto-Submitted), 2919 (List-Id). A code that begins with 4 passes, one
that begins with 5 stays; at RCPT it is about this one address, elsewhere about everything that goes through the server.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from datetime import timedelta
from email.charset import QP, Charset
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime, formataddr
from typing import Final

from followthrough.channels.base import (
    Capabilities,
    Checked,
    Clock,
    Delivered,
    Failed,
    Message,
    Outcome,
    Reach,
    RetryAfter,
    Settings,
    breaks,
    fault,
    fingerprint,
)
from followthrough.channels.letter import html_of, text_of
from followthrough.channels.smtp import Server, ending, opened, read_server
from followthrough.core.report.prose import one_line
from followthrough.errors import AddressRefused, ConfigError

GREYLISTED: Final = timedelta(minutes=15)  # what servers that greylist ask for is 1 to 15 minutes
BUSY: Final = timedelta(minutes=5)
LONGEST_WORDS: Final = 200
_WIRE: Final = compat32.clone(linesep="\r\n")
_ATOM: Final = re.compile(r"(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_MAILBOX: Final = re.compile(r'\s*(?:(?P<bare>[^\s<>",;]+)|(?P<name>"[^"]*"|[^<>",;]*?)\s*<(?P<spec>[^<>",;\s]+)>)\s*')
_DOMAIN: Final = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})?)*")


def open_channel(settings: Settings, *, private: bool, now: Clock) -> Email:
    """Raises ConfigError where what was filled in can't be used. Makes no connection yet."""
    sender = read_address(settings.value("sender"), what="The sender")
    answer = settings.value("reply_to")
    return Email(
        read_server(settings.value, settings.secret("password"), private=private),
        sender=sender,
        reply_to=read_address(answer, what="The address for replies") if answer else None,
        now=now,
    )


class Email:
    """Mail through one server, from one sender. One line is kept open between messages."""

    can = Capabilities(persons=True, threads=True, repeatable=True)

    def __init__(self, server: Server, *, sender: Address, reply_to: Address | None, now: Clock) -> None:
        self._server = server
        self._sender = sender
        self._reply_to = reply_to
        self._now = now
        self._line: smtplib.SMTP | None = None
        self._lock = threading.Lock()

    def check(self) -> Checked:
        with self._lock:
            self._drop()
            failed = self._connect()
            self._drop()
        if isinstance(failed, Failed | RetryAfter):
            return Checked(missing=(failed.reason,))
        open_line = ("What is sent goes unencrypted to the server.",) if self._server.security == "none" else ()
        return Checked(account=self._server.user or str(self._sender.addr_spec), notes=open_line)

    def send(self, message: Message) -> Outcome:
        refused = fault(message)
        if refused is not None:
            return refused
        try:
            to = read_address(message.to, name=message.to_name, what="The address")
        except ConfigError as error:
            return Failed(str(error), permanent=True, reach="address")
        mail = self._mail(message, to)
        with self._lock:
            outcome = self._connect() or self._hand_over(mail, to)
            if not isinstance(outcome, Delivered) and outcome.reach == "channel":
                self._drop()
            return outcome

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _connect(self) -> Failed | RetryAfter | None:
        """None when there is a line that mail can be sent on. One that was left open may have been closed over there."""
        if self._line is not None:
            try:
                if self._line.rset()[0] == 250:
                    return None
            except (smtplib.SMTPException, OSError):
                pass
            self._drop()
        try:
            self._line = opened(self._server)
        except (smtplib.SMTPException, OSError, AddressRefused, UnicodeError) as error:
            return self._no_line(error)
        return None

    def _hand_over(self, mail: MIMEMultipart, to: Address) -> Outcome:
        line, uncertain = self._line, False
        assert line is not None
        try:
            with ending(line):
                code, words = line.mail(self._sender.addr_spec)
                if code != 250:
                    return self._refused(code, words, reach="channel", what=f"does not take mail from {self._sender.addr_spec}")
                code, words = line.rcpt(to.addr_spec)
                if code not in {250, 251}:
                    return self._refused(code, words, reach="address", what=f"does not take mail for {to.addr_spec}")
                uncertain = True
                code, words = line.data(mail.as_bytes())
        except smtplib.SMTPDataError as error:  # it wants no text at all: nothing was sent
            return self._refused(error.smtp_code, error.smtp_error, reach="message", what="does not take the message")
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Failed(f"The line to {self._where} was cut: {_words(error)}.", permanent=False, uncertain=uncertain)
        if code != 250:
            return self._refused(code, words, reach="message", what="does not take the message")
        return Delivered(str(mail["Message-ID"]))

    def _refused(self, code: int, words: bytes | str, *, reach: Reach, what: str) -> Outcome:
        """A server that closes (421) means everybody; so does an address or a message that it would take a moment later, if only that."""
        with suppress(smtplib.SMTPException, OSError):
            if self._line is not None:
                self._line.rset()
        reason = f"{self._where} {what}: {code} {self._shown(words)}".rstrip(" :") + "."
        if 400 <= code < 500:
            wait = BUSY if reach == "channel" or code == 421 else GREYLISTED
            return RetryAfter(self._now() + wait, reason, "channel" if code == 421 else reach)
        return Failed(reason, permanent=500 <= code < 600, reach=reach)

    def _no_line(self, error: Exception) -> Failed | RetryAfter:
        where = self._where
        match error:
            case AddressRefused():
                return Failed(str(error), permanent=True)
            case smtplib.SMTPAuthenticationError() if error.smtp_code >= 500:
                return Failed(f"{where} does not accept this user and password ({error.smtp_code}): enter them again.", permanent=True)
            case smtplib.SMTPNotSupportedError():
                words = "offers no encryption (STARTTLS)" if self._server.security == "starttls" else "offers no login"
                return Failed(f"{where} {words}: choose the setting that it has. Nothing was sent unencrypted.", permanent=True)
            case smtplib.SMTPResponseException() if 400 <= error.smtp_code < 500:
                return RetryAfter(self._now() + BUSY, f"{where} is busy ({error.smtp_code}).")
            case smtplib.SMTPResponseException():  # what a service that is none of mail says is not repeated
                return Failed(f"{where} is no mail server, or refuses us ({error.smtp_code}).", permanent=500 <= error.smtp_code < 600)
            case ssl.SSLCertVerificationError():
                return Failed(f"{where} shows a certificate that is not trusted: {_words(error)}.", permanent=True)
            case ssl.SSLError():
                return Failed(f"{where} does not speak TLS on this port: choose starttls, or another port.", permanent=True)
            case socket.gaierror() | UnicodeError():
                return Failed(f"No address is known for {self._server.host}: is the name right?", permanent=False)
            case _:
                return Failed(f"{where} can't be reached: {_words(error)}.", permanent=False)

    def _mail(self, message: Message, to: Address) -> MIMEMultipart:
        domain = self._sender.domain
        mail = MIMEMultipart("alternative", policy=_WIRE)
        mail["From"] = _mailbox(self._sender)
        mail["To"] = _mailbox(to)
        if self._reply_to is not None:
            mail["Reply-To"] = _mailbox(self._reply_to)
        mail["Subject"] = _encoded(one_line(message.subject))
        mail["Date"] = format_datetime(self._now())
        mail["Message-ID"] = f"<{fingerprint(message.key)}@{domain}>"
        if message.thread:  # an id that no message has, known without having kept anything: programs thread by what mails share
            mail["In-Reply-To"] = mail["References"] = f"<thread.{fingerprint(message.thread)}@{domain}>"
        mail["List-Id"] = f"Followthrough <followthrough.{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"  # keeps Exchange from answering that somebody is on holiday
        mail.attach(_part(text_of(message), "plain"))
        mail.attach(_part(html_of(message), "html"))
        return mail

    @property
    def _where(self) -> str:
        return f"The mail server {self._server.host}"

    def _shown(self, words: bytes | str) -> str:
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        if self._server.password:
            said = said.replace(self._server.password, "[hidden]")
        return one_line(said)[:LONGEST_WORDS].rstrip(". ")

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(smtplib.SMTPException, OSError):
                line.quit()
            line.close()


def read_address(text: str, *, what: str, name: str = "") -> Address:
    """`ada@example.com` or `Ada <ada@example.com>`; ConfigError where it is none that mail can be sent to, or more than one."""
    found = _MAILBOX.fullmatch(text)
    local, _, domain = (found["bare"] or found["spec"] if found else "").strip().rpartition("@")
    shown = name or (found["name"] or "" if found else "").strip(' "')
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        if _ATOM.fullmatch(local) and _DOMAIN.fullmatch(ascii_domain) and not breaks(shown):
            return Address(display_name=one_line(shown), username=local, domain=ascii_domain)
    except (ValueError, MessageError):  # a label that is too long, two dots in a row
        pass
    raise ConfigError(f"{what} is not a mail address that can be written to: use the form name@example.com.")


def _part(text: str, kind: str) -> MIMENonMultipart:
    coding = Charset("utf-8")
    coding.body_encoding = QP
    storable = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    part = MIMENonMultipart("text", kind, policy=_WIRE)
    part.set_payload(storable, coding)
    return part


def _mailbox(address: Address) -> str:
    name = _encoded(address.display_name)
    return f"{name} <{address.addr_spec}>" if name != address.display_name else formataddr((name, address.addr_spec))


def _encoded(text: str) -> str:
    """The text in ASCII. The library's newer headers lose blanks between encoded words, and read words that only look encoded."""
    if text.isascii() and "=?" not in text:
        return text
    return Header(text, "utf-8", maxlinelen=60).encode(linesep="")


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message.rstrip(".")
    return one_line(getattr(error, "strerror", None) or str(error)).rstrip(".")[:LONGEST_WORDS] or type(error).__name__
