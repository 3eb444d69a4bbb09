"""One HTTP call of a sender: made once, and its end told as an outcome.

Connections are never kept (a stale one makes an unknown of what was never sent), never retried and never
redirected. What happened before the request left is `Rejected("not_reached", passing)`; whatever happened
after that is `NoAnswer`, for the other end may have acted upon it.

httpx makes the request's bytes and httpcore carries them. httpx's own client stays out: its log line has the
URL, where webhooks have their key, and its time limits start anew with each byte that trickles in.
"""

import ipaddress
import json
import logging
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpcore
import httpx

from content.model import Message
from content.publish.sender import NoAnswer, Rejected

MOST_BYTES = 2_000_000  # of an answer: no platform says more
_PIECE = 16_384  # bytes written between two looks at the clock

_NOT_SENT = (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout)
_ILL_MADE = (  # of our own making: the address or a header; nothing left
    httpx.InvalidURL,
    httpcore.LocalProtocolError,
    httpcore.UnsupportedProtocol,
    UnicodeError,
)
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "sishi"}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection, for the next bytes, and for the whole call.

    The whole runs from when the other end's address is known: looking up its name has the resolver's limits.
    """

    connect: float = 10.0
    pause: float = 30.0
    whole: float = 90.0  # 10 MB over 1 Mbit/s take 80


PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask. `url` may hold a secret: it is never put into a message or a log."""

    method: str
    url: str = field(repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Any = None  # JSON
    form: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None  # field -> (name, content, media type)
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other end said. `body` is its JSON object, {} where it was none, as `is_json` tells.
    The names of `headers` are in lower case. `content` is all it said, up to MOST_BYTES."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    is_json: bool
    content: bytes = field(default=b"", repr=False)

    @property
    def retry_after(self) -> float | None:
        """Seconds, by the standard header; None where it names none."""
        return seconds(self.headers.get("retry-after"))


def seconds(value: object) -> float | None:
    """A pause that the other end named, in seconds, 0 to a day; None where it is no such number."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return min(number, 86_400.0) if number >= 0 else None  # not NaN either


def call(request: Request, patience: Patience = PATIENCE) -> Answer | Rejected | NoAnswer:
    """Make the call once."""
    try:
        return _exchange(_prepared(request), patience)
    except _NOT_SENT as error:
        return not_reached(type(error).__name__)
    except _ILL_MADE as error:
        return not_reached(type(error).__name__, passing=False)
    except _PlainHttp:
        return Rejected("plain_http", Message("send.plain_http"))
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        return NoAnswer(type(error).__name__, Message("send.no_answer"))


def not_reached(cause: str, *, passing: bool = True) -> Rejected:
    """The other end was not there to be asked."""
    return Rejected("not_reached", Message("send.not_reached", cause=cause), passing=passing)


class _PlainHttp(Exception):
    """A secret would travel for everybody to read."""


def _prepared(request: Request) -> httpx.Request:
    url = httpx.URL(request.url).copy_merge_params(dict(request.params))
    if url.scheme == "http" and not _is_loopback(url.host):
        raise _PlainHttp
    if url.scheme not in ("http", "https") or not url.host:
        raise httpcore.UnsupportedProtocol
    return httpx.Request(
        request.method,
        url,
        headers={**_HEADERS, **request.headers},
        json=request.body,
        data=dict(request.form) if request.form is not None else None,
        files=dict(request.files) if request.files is not None else None,
        content=request.content,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _exchange(request: httpx.Request, patience: Patience) -> Answer:
    backend = _Backend(time.monotonic() + patience.whole)
    times = {"connect": patience.connect, "read": patience.pause, "write": patience.pause, "pool": 1.0}
    url = httpcore.URL(
        scheme=request.url.raw_scheme,
        host=request.url.raw_host,
        port=request.url.port,
        target=request.url.raw_path,
    )
    with (
        _unlogged(),
        httpcore.ConnectionPool(
            ssl_context=_tls(), max_keepalive_connections=0, retries=0, network_backend=backend
        ) as pool,
        pool.stream(
            request.method,
            url,
            headers=request.headers.raw,
            content=request.read(),
            extensions={"timeout": times},
        ) as response,
    ):
        content = _beginning(response.iter_stream())
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    body = _object(content)
    return Answer(response.status, headers, body or {}, body is not None, content)


def _beginning(chunks: Iterable[bytes]) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > MOST_BYTES:
            break
    return bytes(content)


def _object(content: bytes) -> Mapping[str, Any] | None:
    try:
        body = json.loads(content) if len(content) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


class _Backend(httpcore.NetworkBackend):
    """Connections on which every wait ends with the whole call's deadline, an instant of time.monotonic."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, timeout, httpcore.ConnectTimeout)
        stream = self._plain.connect_tcp(host, port, left, local_address, socket_options)
        return _Stream(stream, self._deadline)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            left = _left(self._deadline, timeout, httpcore.WriteTimeout)
            self._stream.write(buffer[start : start + _PIECE], left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None, late: type[httpcore.TimeoutException]) -> float:
    """Seconds that the next step may take."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise late
    return left if timeout is None else min(left, timeout)


class _Quiet(threading.local, logging.Filter):
    """Drops what httpcore logs while a sender calls: headers of an answer may repeat the address."""

    calling = False

    def filter(self, record: logging.LogRecord) -> bool:
        return not self.calling


_QUIET = _Quiet()
for _name in ("connection", "http11", "proxy"):
    logging.getLogger(f"httpcore.{_name}").addFilter(_QUIET)


@contextmanager
def _unlogged() -> Iterator[None]:
    _QUIET.calling = True
    try:
        yield
    finally:
        _QUIET.calling = False
