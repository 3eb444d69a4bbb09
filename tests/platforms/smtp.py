"""A real SMTP server on loopback that can refuse at every step, and go away at every step.

post = PostOffice()
post.replies["RCPT"] = "550 5.1.1 no such user"
post.gone_after = "."       # it closes after the message's last line, without a word
"""

import base64
import datetime as dt
import ipaddress
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, CREDENTIAL = "sishi@example.com", "an-app-password-of-nobody"
DRIP = 0.005  # seconds between two bytes
SECOND_CHANCE = 10.0  # seconds for a client that says nothing


@dataclass
class PostOffice:
    """`taken` has (recipients, message) of each message, `commands` the first word of all that was said."""

    tls: ssl.SSLContext | None = None
    replies: dict[str, str] = field(default_factory=dict)
    gone_after: str = ""  # a command, "." for the end of the message, "hello" for the connection
    silent_after: str = ""
    drips_after: str = ""  # an answer without end, a byte at a time
    takes_before_it_goes: bool = False
    asks_password: bool = False
    taken: list[tuple[list[str], bytes]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)  # for each AUTH, whether it was encrypted

    dripped: int = 0  # bytes

    def __post_init__(self) -> None:
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.office = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    office: PostOffice

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no error of the server's."""


class _Gone(Exception):
    """The server closes without another word."""


class _Session(socketserver.StreamRequestHandler):
    timeout = SECOND_CHANCE
    server: _Server

    def handle(self) -> None:
        office = self.server.office
        self.recipients: list[str] = []
        self.encrypted = False
        try:
            self._reply("hello", "220 post office")
            while line := self.rfile.readline(2_000):
                verb, _, rest = line.decode("ascii", "replace").strip().partition(" ")
                office.commands.append(verb.upper())
                self._obey(verb.upper(), rest)
        except _Gone:
            return

    def _obey(self, verb: str, rest: str) -> None:
        office = self.server.office
        match verb:
            case "EHLO":
                offers = ["post office", *(["STARTTLS"] if office.tls and not self.encrypted else [])]
                offers += ["AUTH PLAIN"] if office.asks_password else []
                last = len(offers) - 1
                lines = [f"250{' ' if n == last else '-'}{offer}" for n, offer in enumerate(offers)]
                self._reply(verb, "\r\n".join(lines))
            case "STARTTLS":
                self._reply(verb, "220 go on")
                self._encrypt()
            case "AUTH":
                office.secured.append(self.encrypted)
                expected = base64.b64encode(f"\0{USER}\0{CREDENTIAL}".encode()).decode()
                is_right = rest == f"PLAIN {expected}"
                self._reply(verb, "235 welcome" if is_right else "535 5.7.8 wrong password")
            case "RCPT":
                self.recipients.append(rest.partition("<")[2].partition(">")[0])
                self._reply(verb, "250 ok")
            case "DATA":
                self._reply(verb, "354 go on")
                if verb not in office.replies:
                    self._take()
            case "QUIT":
                self._reply(verb, "221 bye")
                raise _Gone
            case _:
                self._reply(verb, "250 ok")

    def _take(self) -> None:
        office, lines = self.server.office, []
        while (line := self.rfile.readline(100_000)) != b".\r\n":
            if not line:
                raise _Gone
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        goes = "." in (office.gone_after, office.silent_after)
        if "." not in office.replies and (office.takes_before_it_goes or not goes):
            office.taken.append((self.recipients, b"".join(lines)))
        self._reply(".", "250 2.0.0 queued")

    def _reply(self, verb: str, text: str) -> None:
        office = self.server.office
        if office.silent_after == verb:
            office.closing.wait(SECOND_CHANCE)
        if verb in (office.gone_after, office.silent_after):
            raise _Gone
        while office.drips_after == verb and not office.closing.wait(DRIP):
            self.wfile.write(b"2")
            office.dripped += 1
        self.wfile.write(office.replies.get(verb, text).encode() + b"\r\n")

    def _encrypt(self) -> None:
        tls = self.server.office.tls
        assert tls is not None
        self.connection = tls.wrap_socket(self.connection, server_side=True)
        self.setup_streams()
        self.encrypted = True

    def setup_streams(self) -> None:
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", 0)


def certificate_for(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate of its own making, and a client's that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    names = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "server.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + pem
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem")
    return server, ssl.create_default_context(cadata=pem.decode())
