"""E-mail by SMTP: one message to all addresses of a group, its picture inside.

`Message-ID` is made of the part's key, so that whoever heeds it shows a message once; RFC 5322 binds no
mailbox to it, so that a call without answer still needs a person. Nothing is sent unless the server takes
every address. What it says before the message is under way is a refusal; a connection lost after that is no
answer.

From memory (RFC 5321, 3207, 4954): the order of commands, and that 5xx is for good and 4xx passing.
"""

import html
import ipaddress
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from functools import cache

from channels.senders.direct import Direct
from channels.senders.http import PATIENCE, Patience, not_reached
from channels.senders.letters import in_parts
from channels.senders.refusals import Meaning, no_answer, rejected, unknown_refusal
from content.model import Capabilities, Message
from content.publish.sender import (
    Account,
    Delivered,
    Letter,
    Part,
    Rejected,
    SendOutcome,
    TokenCache,
)
from content.sanitize import clean, one_line

SUBMISSION, SUBMISSION_TLS = 587, 465
PICTURE_BYTES = 7_000_000  # as base64 9.6 million: servers often take 10.2 a message
MOST_SUBJECT = 78  # characters: a line of RFC 5322
MOST_ADDRESSES = 50  # more is a mailing list's work
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}", re.ASCII)
_LEADING_DOT = re.compile(rb"(?m)^\.")

_LOGIN = Meaning("send_email.login", whole_channel=True)
_LATER = Meaning("send_email.later", passing=True, pause=300)
_NO_TLS = Meaning("send_email.no_tls", whole_channel=True)
MEANINGS: Mapping[int, Meaning] = {
    535: _LOGIN,
    530: _LOGIN,
    534: _LOGIN,
    538: _LOGIN,
    552: Meaning("send_email.too_large"),
}


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _now() -> datetime:
    return datetime.now(UTC)


class MailSender(Direct):
    """`options` have host, port, from, to, starttls (on, off) and subject; `chat` goes before `to`.

    `secret` has user and password where the server asks for them. `now` gives the instant for `Date`.
    """

    capabilities = Capabilities(caption_size=100_000, picture_bytes=PICTURE_BYTES)

    def __init__(
        self,
        patience: Patience = PATIENCE,
        now: Callable[[], datetime] = _now,
        tls: Callable[[], ssl.SSLContext] = _tls,
    ) -> None:
        super().__init__(patience)
        self._clock, self._tls = now, tls

    def parts(self, letter: Letter) -> Sequence[Part]:
        return in_parts(letter)

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        server = server_of(account)
        envelope = envelope_of(account)
        if isinstance(server, Rejected):
            return server
        if isinstance(envelope, Rejected):
            return envelope
        message = message_of(envelope, part, key, self._clock())
        session = _Session(account, server, envelope, self._patience, self._tls)
        return session.deliver(message.as_bytes(), str(message["Message-ID"]))


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where to submit. `security` is starttls, tls (from the first byte on) or none."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Plain addresses, checked: none holds a blank, a line break or an angle bracket."""

    sender: str
    recipients: tuple[str, ...]
    subject: str = ""

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]


def server_of(account: Account) -> MailServer | Rejected:
    """The server of the options; Rejected where they make none, or a password would travel in the clear."""
    options, secret = account.options, account.secret
    host, port = options.get("host", "").strip(), options.get("port", "").strip() or str(SUBMISSION)
    if not _is_host(host) or not _is_port(port):
        return Rejected("no_host", Message("send_email.no_host"), whole_channel=True)
    starttls = options.get("starttls", "").strip().lower() or ("off" if _is_loopback(host) else "on")
    security = "tls" if int(port) == SUBMISSION_TLS else "none" if starttls == "off" else "starttls"
    user, password = secret.get("user", ""), secret.get("password", "")
    if password and security == "none" and not _is_loopback(host):
        return rejected("no_tls", _NO_TLS)
    return MailServer(host, int(port), security, user, password)


def envelope_of(account: Account) -> Envelope | Rejected:
    """The addresses: the group's own, else those of the options, with commas between."""
    sender = account.options.get("from", "").strip()
    listed = [
        text.strip() for text in (account.chat or account.options.get("to", "")).split(",") if text.strip()
    ]
    recipients = tuple(dict.fromkeys(listed))
    for address in (sender, *recipients):
        if not is_address(address):
            quoted = one_line(clean(address))[:100] or "-"
            return Rejected("address", Message("send_email.bad_address", address=quoted))
    if not 1 <= len(recipients) <= MOST_ADDRESSES:
        return Rejected("recipients", Message("send_email.recipients", most=MOST_ADDRESSES))
    return Envelope(sender, recipients, account.options.get("subject", ""))


def is_address(text: str) -> bool:
    """Whether it is a plain address that can do nothing in a header or a command."""
    if not _ADDRESS.fullmatch(text):
        return False
    try:
        return Address(addr_spec=text).addr_spec == text
    except (ValueError, IndexError):  # IndexError: the standard library's, for some broken addresses
        return False


def message_of(envelope: Envelope, part: Part, key: str, at: datetime) -> EmailMessage:
    """The whole message. Equal arguments give equal bytes."""
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = envelope.sender
    message["To"] = (
        envelope.recipients[0] if len(envelope.recipients) == 1 else Group("undisclosed-recipients")
    )
    message["Subject"] = subject_of(envelope.subject or part.text)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{key}@{envelope.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    text = clean(part.text) + "\n"
    message.set_content(text, cte="quoted-printable")
    if part.picture:
        picture = f"{key}.picture@{envelope.domain}"
        message.add_alternative(_page(text, picture), subtype="html", cte="quoted-printable")
        page = list(message.iter_parts())[1]
        subtype = part.picture.media_type.partition("/")[2]
        page.add_related(
            part.picture.content,
            "image",
            subtype,
            cid=f"<{picture}>",
            filename=f"poster.{subtype.replace('jpeg', 'jpg')}",
            disposition="inline",
        )
        message.set_boundary(f"=_{key}_1")  # =_ stands in no quoted-printable and no base64
        page.set_boundary(f"=_{key}_2")
    return message


def subject_of(text: str) -> str:
    """The first line that says something, at most MOST_SUBJECT characters, without line breaks."""
    line = next((line for line in clean(text).splitlines() if line.strip()), "")
    line = one_line(line)
    return line if len(line) <= MOST_SUBJECT else f"{line[: MOST_SUBJECT - 1]}…"


def _page(text: str, picture: str) -> str:
    words = html.escape(text.strip()).replace("\n", "<br>\n")
    image = f'<img src="cid:{html.escape(picture)}" alt="" width="540">'
    return f"<html><body><p>{words}</p>\n<p>{image}</p></body></html>\n"


@dataclass(frozen=True, slots=True)
class _Session:
    """One session at a server, for one message."""

    account: Account
    server: MailServer
    envelope: Envelope
    patience: Patience
    tls: Callable[[], ssl.SSLContext]

    def deliver(self, message: bytes, message_id: str) -> SendOutcome:
        """Until the first byte of the message is on its way nothing can have been sent."""
        try:
            client = self._connected()
        except OSError as error:  # smtplib's own errors are such too
            return self._failed(error)
        with closing(client), _within(client, self.patience.whole):
            try:
                refusal = self._prepared(client)
            except OSError as error:
                return self._failed(error)
            except UnicodeError:  # of a password that the way of telling it cannot carry
                return rejected("login", _LOGIN)
            return refusal or self._sent(client, message, message_id)

    def _connected(self) -> smtplib.SMTP:
        place = (self.server.host, self.server.port, self.envelope.domain)
        if self.server.security == "tls":
            client: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=self.patience.connect, context=self.tls())
        else:
            client = smtplib.SMTP(*place, timeout=self.patience.connect)
        if client.sock:
            client.sock.settimeout(self.patience.pause)
        return client

    def _prepared(self, client: smtplib.SMTP) -> Rejected | None:
        """Everything before the message: secrecy, who we are, from whom and to whom it goes."""
        client.ehlo_or_helo_if_needed()
        if self.server.security == "starttls":
            if not client.has_extn("starttls"):
                return rejected("no_tls", _NO_TLS)
            client.starttls(context=self.tls())
            client.ehlo()
        if self.server.password:
            client.login(self.server.user, self.server.password)
        code, words = client.mail(self.envelope.sender)
        if code != 250:
            return self._refused(code, words)
        return self._addressed(client)

    def _addressed(self, client: smtplib.SMTP) -> Rejected | None:
        for address in self.envelope.recipients:
            code, words = client.rcpt(address)
            if code not in (250, 251):
                refusal = self._refused(code, words)
                problem = Message("send_email.recipient", address=address, cause=refusal.message)
                return replace(refusal, message=problem)
        return None

    def _sent(self, client: smtplib.SMTP, message: bytes, message_id: str) -> SendOutcome:
        try:
            code, words = client.docmd("DATA")
        except OSError as error:
            return self._failed(error)
        if code != 354:
            return self._refused(code, words)
        try:
            client.send(_LEADING_DOT.sub(b"..", message) + b".\r\n")
            code, words = client.getreply()
        except OSError as error:
            return no_answer(type(error).__name__)
        if code == 250:
            return Delivered({"message_id": message_id})
        return self._refused(code, words) if 400 <= code < 600 else no_answer(str(code))

    def _failed(self, error: OSError) -> Rejected:
        """What an error before the message means."""
        match error:
            case ssl.SSLError():
                cause = error.reason or type(error).__name__
                return Rejected("tls", Message("send_email.certificate", cause=cause), whole_channel=True)
            case smtplib.SMTPResponseException():
                return self._refused(error.smtp_code, error.smtp_error)
            case smtplib.SMTPServerDisconnected():
                return not_reached(type(error).__name__)
            case smtplib.SMTPException():  # it takes no password, or by no way that we know
                return rejected("login", _LOGIN)
        return not_reached(type(error).__name__)

    def _refused(self, code: int, words: bytes | str) -> Rejected:
        if meaning := MEANINGS.get(code):
            return rejected(str(code), meaning)
        if 400 <= code < 500:
            return rejected(str(code), _LATER)
        text = words.decode(errors="replace") if isinstance(words, bytes) else words
        return unknown_refusal(self.account, str(code), text)


@contextmanager
def _within(client: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Whatever waits for the server ends after so many seconds, however slowly it talks."""

    def end() -> None:
        if client.sock:
            with suppress(OSError):
                client.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _is_host(text: str) -> bool:
    """Whether it may be looked up: a name of labels, or an address."""
    labels = r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){0,20}"
    return bool(re.fullmatch(labels, text, re.ASCII)) or _is_ip(text)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65_535


def _is_loopback(host: str) -> bool:
    return host.lower() == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)
