"""A real HTTP server on loopback, on which fakes of platforms stand.

A fake is a `Platform` with an `answer`: it checks what it is sent as the real end does and takes what is
right into `accepted`. How each call ends is queued as behaviours:

    platform.behave(taken(Ending.HANG))         # it took the message, and its answer never comes
    platform.behave(lost(Reply(429)))           # it refused before it looked
    platform.behave(lost(Ending.RESET), at="media/upload")   # of the calls whose path ends so

Nothing here sleeps: who hangs waits until the platform closes.
"""

import json
import socket
import struct
import threading
from abc import ABC, abstractmethod
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

DRIP = 0.005  # seconds between two bytes
SECOND_CHANCE = 10.0  # seconds for a client that connects and says nothing


@dataclass(frozen=True)
class Reply:
    """An answer: `body` as JSON, or `raw` as it is."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    @property
    def content(self) -> bytes:
        return json.dumps(self.body, ensure_ascii=False).encode() if self.raw is None else self.raw


class Ending(StrEnum):
    """How a call ends for whoever made it, where it is not by an answer that can be used."""

    HANG = "hang"
    RESET = "reset"  # RST in place of an answer, the request read
    RESET_UNREAD = "reset-unread"  # RST after the headers, the body unread; the platform knows nothing of it
    DROP = "drop"  # closed without a word
    CUT = "cut"  # half of the answer, then closed
    DRIP = "drip"  # the answer, and then blanks without end, a byte at a time
    DRIP_HEADERS = "drip-headers"  # a header without end, a byte at a time
    TWICE = "twice"  # the answer, and again
    NOT_JSON = "not-json"
    LIST = "list"  # JSON, but no object
    HUGE = "huge"  # an answer of 8 MB
    FAILED = "failed"  # HTTP 502 by something between
    REDIRECT = "redirect"  # to itself: who follows calls twice


@dataclass(frozen=True)
class Behaviour:
    """Whether the platform acts upon a call, and what the caller sees of it; None: the platform's answer."""

    takes: bool = True
    ending: Ending | Reply | None = None


USUAL = Behaviour()


def taken(ending: Ending | Reply) -> Behaviour:
    """The platform acts upon the call, and then it ends so."""
    return Behaviour(takes=True, ending=ending)


def lost(ending: Ending | Reply) -> Behaviour:
    """The call ends so and the platform never knew of it."""
    return Behaviour(takes=False, ending=ending)


@dataclass(frozen=True)
class ReceivedCall:
    """What arrived. The names of `headers` are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form; of multipart those that are no files."""
        if self._is_multipart:
            return {part.name: part.content.decode() for part in self.parts if part.file_name is None}
        return dict(parse_qsl(self.content.decode(), keep_blank_values=True))

    @property
    def files(self) -> dict[str, "FormPart"]:
        """The files of multipart, by field."""
        return {part.name: part for part in self.parts if part.file_name is not None}

    @property
    def parts(self) -> list["FormPart"]:
        """All of multipart, in its order."""
        if not self._is_multipart:
            return []
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        return [
            FormPart(
                str(part.get_param("name", header="content-disposition")),
                part.get_filename(),
                part.get_content_type(),
                part.get_payload(decode=True),  # type: ignore[arg-type]  # bytes, as it was no multipart
            )
            for part in BytesParser(policy=HTTP).parsebytes(head + self.content).iter_parts()
        ]

    @property
    def _is_multipart(self) -> bool:
        return self.headers.get("content-type", "").startswith("multipart/")


@dataclass(frozen=True)
class FormPart:
    """One part of multipart/form-data; `file_name` None where it is a plain field."""

    name: str
    file_name: str | None
    media_type: str
    content: bytes


class Platform(ABC):
    """A fake of a platform, open from `with` on. Subclasses say how it answers.

    `calls` has all that arrived, `accepted` what members can see of it: the subclass puts it there.
    """

    def __init__(self) -> None:
        self.calls: list[ReceivedCall] = []
        self.accepted: list[Any] = []
        self.closing = threading.Event()
        self.lock = threading.RLock()
        self._behaviours: defaultdict[str, deque[Behaviour]] = defaultdict(deque)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.platform = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @abstractmethod
    def answer(self, call: ReceivedCall) -> Reply:
        """What the real end would do and say."""

    def shows(self, call: ReceivedCall) -> bool:  # noqa: ARG002 - subclasses look at it
        """Whether members see something of a call like this one: what `behave` is for without `at`."""
        return True

    def behave(self, *behaviours: Behaviour, at: str = "") -> None:
        """Queue what happens to the next calls: those whose path ends with `at`, or that members see."""
        with self.lock:
            self._behaviours[at].extend(behaviours)

    def calls_to(self, end: str) -> list[ReceivedCall]:
        """Those whose path ends so."""
        return [call for call in self.calls if call.path.endswith(end)]

    def behaviour_for(self, call: ReceivedCall) -> Behaviour:
        """The next in the queue that concerns the call; it leaves the queue."""
        with self.lock:
            for at, queue in self._behaviours.items():
                if queue and (call.path.endswith(at) if at else self.shows(call)):
                    return queue.popleft()
        return USUAL

    def settle(self) -> None:
        """Wait until it is known of each call that was begun so far whether it was taken: who gives up after
        a moment may be gone before a busy machine has read the call."""
        with socket.create_connection(self._server.server_address[:2]) as probe:
            self._server.wait_for_others(probe.getsockname())

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()  # waits for what still hangs
        self._thread.join()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    platform: Platform

    def __init__(self, *arguments: Any) -> None:
        self._moved = threading.Condition()
        self._arrived: set[Any] = set()  # addresses of clients; connections are accepted in their order
        self._undecided: set[Any] = set()
        super().__init__(*arguments)

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client: Any) -> None:
        with self._moved:
            self._arrived.add(client)
            self._undecided.add(client)
            self._moved.notify_all()
        super().process_request(request, client)

    def decided(self, client: Any) -> None:
        """What this client asked was taken or lost; the answer may take its time."""
        with self._moved:
            self._undecided.discard(client)
            self._moved.notify_all()

    def wait_for_others(self, client: Any) -> None:
        """Wait for the decisions on all clients that came before this one."""
        with self._moved:
            self._moved.wait_for(lambda: client in self._arrived and self._undecided <= {client})

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Close; a connection that is to be reset gets no FIN before its RST."""
        assert isinstance(request, socket.socket)
        if _lingers(request):
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is none; all else is the fake's own fault and shown."""
        import sys

        if not isinstance(sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as it was handed in


def _lingers(connection: socket.socket) -> bool:
    chosen = connection.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)
    return struct.unpack("ii", chosen) == (1, 0)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = SECOND_CHANCE
    server: _Server

    def finish(self) -> None:
        self.server.decided(self.client_address)
        super().finish()

    def handle_one_request(self) -> None:
        self.close_connection = True
        self.raw_requestline = self.rfile.readline(65537)
        if self.raw_requestline and self.parse_request():
            self.close_connection = True
            self._respond()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Quiet: the platform's records say more."""

    def _respond(self) -> None:
        platform = self.server.platform
        call = self._head()
        behaviour = platform.behaviour_for(call)
        if behaviour.ending is Ending.RESET_UNREAD:
            self._record(call)
            self._reset()
            return
        length = int(self.headers.get("content-length") or 0)
        call = ReceivedCall(call.method, call.path, call.query, call.headers, self.rfile.read(length))
        self._record(call)
        with platform.lock:
            answer = platform.answer(call) if behaviour.takes else Reply()
        self.server.decided(self.client_address)
        match behaviour.ending:
            case None:
                self._write(answer)
            case Reply() as reply:
                self._write(reply)
            case ending:
                self._end(ending, answer)

    def _record(self, call: ReceivedCall) -> None:
        with self.server.platform.lock:
            self.server.platform.calls.append(call)

    def _head(self) -> ReceivedCall:
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return ReceivedCall(self.command, address.path, query, headers, b"")

    def _end(self, ending: Ending, answer: Reply) -> None:
        with suppress(OSError):  # the client went away meanwhile, which is what it should do
            match ending:
                case Ending.HANG:
                    self.server.platform.closing.wait()
                case Ending.RESET:
                    self._reset()
                case Ending.CUT:
                    self.wfile.write(_as_http(answer)[: -1 - len(answer.content) // 2])
                case Ending.DRIP:
                    endless = Reply(answer.status, raw=answer.content + b" " * 100_000)
                    self._drip(_as_http(endless))
                case Ending.DRIP_HEADERS:
                    self._drip(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 90_000)
                case Ending.TWICE:
                    self.wfile.write(_as_http(answer) * 2)
                case Ending.NOT_JSON:
                    self._write(Reply(raw=b"<html>ok</html>"))
                case Ending.LIST:
                    self._write(Reply(raw=b'[{"errcode": 0}]'))
                case Ending.HUGE:
                    self._write(Reply(raw=b'{"errcode": 0, "x": "' + b"a" * 8_000_000 + b'"}'))
                case Ending.FAILED:
                    self._write(Reply(502, raw=b"<h1>502 Bad Gateway</h1>"))
                case Ending.REDIRECT:
                    self._write(Reply(307, raw=b"", headers={"Location": self.path}))
                case _:
                    assert ending is Ending.DROP

    def _write(self, reply: Reply) -> None:
        with suppress(OSError):
            self.wfile.write(_as_http(reply))

    def _drip(self, content: bytes) -> None:
        for place in range(len(content)):
            if self.server.platform.closing.wait(DRIP):
                return
            self.wfile.write(content[place : place + 1])

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _as_http(reply: Reply) -> bytes:
    headers = {
        "Content-Type": "application/json",
        **reply.headers,
        "Content-Length": str(len(reply.content)),
        "Connection": "close",
    }
    lines = [f"HTTP/1.1 {reply.status} -", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + reply.content


@contextmanager
def half_open() -> Iterator[str]:
    """The base URL of an end that accepts connections, reads nothing and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def unreachable() -> Iterator[str]:
    """The base URL of an end whose queue of connections is full: one more is neither taken nor refused."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            yield f"http://127.0.0.1:{port}"


def nobody_there() -> str:
    """The base URL of a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"
