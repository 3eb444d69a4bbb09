"""Connections have limits: of time until a request is whole, of idling, of how many an address holds."""

import ipaddress
import resource
from asyncio import TimerHandle, Transport
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADROOM = 256  # file descriptors for the database, posters, workers and their pipes
MOST_DESCRIPTORS = 4096  # asked of the system, if it gives so many
LEAST_CONNECTIONS = 32
MOST_OF_AN_ADDRESS = 256  # an office behind one address: 60 browsers take up to four each


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds until the head of a request is there, and then its body; of idling between two requests; and
    of an answer that the client does not read. Most connections of an address, and of all."""

    head: float = 10.0
    body: float = 15.0  # desk.guard.bodies answers 408 before that
    idle: int = 5
    unread: float = 60.0
    per_address: int = MOST_OF_AN_ADDRESS
    total: int = 3840


def limits_here() -> Limits:
    """What this process can hold: its file descriptors, raised where that is allowed, less HEADROOM."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    descriptors = MOST_DESCRIPTORS if soft == resource.RLIM_INFINITY else min(soft, MOST_DESCRIPTORS)
    total = max(LEAST_CONNECTIONS, descriptors - HEADROOM)
    return Limits(per_address=min(MOST_OF_AN_ADDRESS, total // 2), total=total)


@dataclass
class Connections:
    """The open connections of a process, oldest first. Where there are too many the oldest that waits for a
    request is closed, so that many slow ones keep nobody out; the newest only where all are being answered.

    `proxies` are addresses and networks whose connections are many people's: only `total` counts for them.
    """

    limits: Limits = field(default_factory=Limits)
    proxies: Collection[str] = ()
    _open: dict["Connection", str] = field(default_factory=dict)
    _of: dict[str, dict["Connection", None]] = field(default_factory=dict)

    def protocol(self) -> Any:
        """What uvicorn makes of each connection."""
        return partial(Connection, connections=self)

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator["Connection"]:
        return iter(tuple(self._open))

    def enter(self, connection: "Connection", address: str) -> None:
        key = network_of(address)
        self._open[connection] = key
        mine = self._of.setdefault(key, {})
        mine[connection] = None
        if len(mine) > self.limits.per_address and not self._is_proxy(address):
            self._drop(_oldest_waiting(mine, connection))
        elif len(self._open) > self.limits.total:
            self._drop(_oldest_waiting(self._open, connection))

    def leave(self, connection: "Connection") -> None:
        key = self._open.pop(connection, None)
        if key is not None:
            self._of[key].pop(connection)
            if not self._of[key]:
                del self._of[key]

    def _drop(self, connection: "Connection") -> None:
        self.leave(connection)
        connection.drop()

    def _is_proxy(self, address: str) -> bool:
        try:
            client = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(client in ipaddress.ip_network(proxy, strict=False) for proxy in self.proxies)


def _oldest_waiting(connections: Collection["Connection"], newest: "Connection") -> "Connection":
    """The one to close."""
    closing = (connection for connection in connections if connection.waits and connection is not newest)
    return next(closing, newest)


def network_of(address: str) -> str:
    """What counts as one address: of IPv6 the network of 64 bits, which one customer has for himself."""
    try:
        client = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(client, ipaddress.IPv6Address):
        if client.ipv4_mapped:
            return str(client.ipv4_mapped)
        return str(ipaddress.ip_network((client, 64), strict=False))
    return address


class Connection(H11Protocol):
    """A connection with deadlines: it is closed where head or body of a request are not there in time, and
    where nobody reads the answer. An answer itself may take as long as it wants: changes are a stream."""

    def __init__(self, *args: Any, connections: Connections, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._all, self._limits = connections, connections.limits
        self._phase = ""
        self._deadline: TimerHandle | None = None
        self._unread: TimerHandle | None = None
        self.timeout_keep_alive = connections.limits.idle

    @property
    def waits(self) -> bool:
        """Whether it is open and nothing that was sent on it is being answered."""
        return self._phase != "" or self.timeout_keep_alive_task is not None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._all.enter(self, self.client[0] if self.client else "")
        self._watch()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.leave(self)
        self._until("")
        self.resume_writing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self._unread or self.loop.call_later(self._limits.unread, self.transport.abort)

    def resume_writing(self) -> None:
        if self._unread:
            self._unread.cancel()
            self._unread = None
        super().resume_writing()

    def drop(self) -> None:
        """Close it, and do not wait for ever until what was written last has been read."""
        self.transport.close()
        self._unread = self._unread or self.loop.call_later(self._limits.unread, self.transport.abort)

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self.drop()

    def _watch(self) -> None:
        """Set the deadline of what the client has to send now, once for each part."""
        if self.transport.is_closing():
            return
        if self.conn.their_state is h11.SEND_BODY:
            self._until("body")
        elif self.conn.their_state is h11.IDLE and self.timeout_keep_alive_task is None:
            self._until("head")
        else:
            self._until("")

    def _until(self, phase: str) -> None:
        if phase == self._phase:
            return
        if self._deadline:
            self._deadline.cancel()
        self._phase = phase
        seconds = {"head": self._limits.head, "body": self._limits.body}.get(phase)
        self._deadline = self.loop.call_later(seconds, self.drop) if seconds else None
