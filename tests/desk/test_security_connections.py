"""Connections that drip, idle or never read: none keeps the desk from those who have something to ask."""

import asyncio
import resource
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from itertools import pairwise
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.server import ServerState

from desk.auth import COOKIE, local_cookie
from desk.context import DeskContext
from desk.guard.connections import Connection, Connections, Limits, limits_here, network_of
from desk.live import live_of
from desk.server import config_of

GET = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n"
LIMITS = Limits(head=10, body=15, idle=5, unread=60, per_address=3, total=5)


class Timer:
    def __init__(self, at: float, do: Callable[[], None]) -> None:
        self.at, self.do = at, do

    def cancel(self) -> None:
        self.at = float("inf")


class Loop:
    """A loop whose clock stands until it is told to go on; what it should run it keeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[Timer] = []

    def call_later(self, seconds: float, do: Callable[[], None]) -> Timer:
        self.timers.append(Timer(self.now + seconds, do))
        return self.timers[-1]

    def create_task(self, work: Any, **_: Any) -> "asyncio.Future[None]":
        work.close()
        done = asyncio.Future[None](loop=asyncio.new_event_loop())
        done.get_loop().close()
        return done

    def pass_(self, seconds: float) -> None:
        self.now += seconds
        for timer in [each for each in self.timers if each.at <= self.now]:
            timer.cancel()
            timer.do()


class Wire(asyncio.Transport):
    """A transport that remembers whether it is still there."""

    def __init__(self, address: str) -> None:
        super().__init__({"peername": (address, 5000), "sockname": ("127.0.0.1", 4400)})
        self.gone = self.aborted = False

    def is_closing(self) -> bool:
        return self.gone

    def close(self) -> None:
        self.gone = True

    def abort(self) -> None:
        self.gone = self.aborted = True

    def write(self, data: Any) -> None:
        pass

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


class House:
    """Connections to an app that never answers by itself."""

    def __init__(self, limits: Limits = LIMITS, proxies: tuple[str, ...] = ()) -> None:
        self.loop, self.connections = Loop(), Connections(limits, proxies)
        self.config = config_of(FastAPI, self.connections)
        self.state = ServerState()

    def open(self, address: str = "10.0.0.1") -> Connection:
        made: Connection = self.connections.protocol()(self.config, self.state, {}, self.loop)
        made.connection_made(Wire(address))
        return made


@pytest.fixture
def house() -> House:
    return House()


def is_open(connection: Connection) -> bool:
    return not connection.transport.is_closing()


# -- time ---------------------------------------------------------------------------------------
@given(cuts=st.lists(st.integers(0, len(GET) - 1), max_size=12), seconds=st.floats(0.1, 9.9))
def test_a_head_that_drips_is_closed_when_its_time_is_over_however_it_drips(
    cuts: list[int], seconds: float
) -> None:
    house = House()
    drip = house.open()
    places = [0, *sorted(cuts)]
    for begin, end in pairwise(places):
        house.loop.pass_(seconds / len(places))
        if begin != end:
            drip.data_received(GET[begin:end])
    assert is_open(drip)
    house.loop.pass_(LIMITS.head)
    assert not is_open(drip)


def test_whoever_says_nothing_is_closed_too(house: House) -> None:
    silent = house.open()
    house.loop.pass_(LIMITS.head)
    assert not is_open(silent)


@pytest.mark.parametrize("method", [b"POST", b"GET"])
def test_a_body_that_drips_is_closed_when_its_time_is_over(house: House, method: bytes) -> None:
    drip = house.open()
    drip.data_received(POST.replace(b"POST", method))
    for _ in range(20):
        house.loop.pass_(LIMITS.body / 20)
        if is_open(drip):
            drip.data_received(b"x")
    assert not is_open(drip)


def test_an_answer_may_take_as_long_as_it_wants(house: House) -> None:
    """A stream of changes goes on for hours."""
    stream = house.open()
    stream.data_received(GET)
    house.loop.pass_(36_000)
    assert is_open(stream)


def test_an_answer_that_nobody_reads_is_given_up(house: House) -> None:
    stalled, slow = house.open(), house.open()
    for each in (stalled, slow):
        each.data_received(GET)
        each.pause_writing()
    house.loop.pass_(LIMITS.unread - 1)
    slow.resume_writing()
    house.loop.pass_(1)
    assert (is_open(stalled), is_open(slow)) == (False, True)


def test_deadlines_end_with_their_connection(house: House) -> None:
    left = house.open()
    left.pause_writing()
    left.connection_lost(None)
    assert all(timer.at == float("inf") for timer in house.loop.timers)
    assert len(house.connections) == 0


# -- how many -----------------------------------------------------------------------------------
def test_of_too_many_of_an_address_the_oldest_that_waits_is_closed(house: House) -> None:
    busy = house.open()
    busy.data_received(GET)
    slow = [house.open() for _ in range(4)]
    assert is_open(busy)
    assert [is_open(each) for each in slow] == [False, False, True, True]
    assert len(house.connections) == LIMITS.per_address


def test_where_all_are_being_answered_the_newest_is_closed(house: House) -> None:
    busy = [house.open() for _ in range(LIMITS.per_address)]
    for each in busy:
        each.data_received(GET)
    assert not is_open(house.open())
    assert all(map(is_open, busy))


def test_another_address_is_not_counted_along(house: House) -> None:
    first = [house.open("10.0.0.1") for _ in range(3)]
    assert is_open(house.open("10.0.0.2"))
    assert all(map(is_open, first))


def test_a_proxys_connections_are_many_peoples_and_counted_with_all_only() -> None:
    house = House(proxies=("10.0.0.0/8",))
    made = [house.open("10.0.0.1") for _ in range(LIMITS.total)]
    assert all(map(is_open, made))
    house.open("10.0.0.1")
    assert not is_open(made[0])


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_one_customer_is_one_address(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("soft", "hard", "total"),
    [
        (1024, 1024, 768),
        (1024, 524_288, 3840),
        (256, 256, 32),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 3840),
    ],
)
def test_file_descriptors_are_left_for_everything_else(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, total: int
) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits))
    limits = limits_here()
    assert limits.total == total
    assert limits.per_address <= total // 2
    assert asked == ([(4096, hard)] if hard > 4096 and soft == 1024 else [])


# -- a real server ------------------------------------------------------------------------------
@contextmanager
def served(app: FastAPI, limits: Limits) -> Iterator[tuple[int, Connections]]:
    connections = Connections(limits)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(config_of(lambda: app, connections))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], connections
    finally:
        live_of(app).close()
        server.should_exit = True
        thread.join(10)
        listener.close()


def dripping(port: int, said: bytes) -> socket.socket:
    """A client that says this much and then waits."""
    made = socket.create_connection(("127.0.0.1", port), 30)
    made.sendall(said)
    return made


def is_closed(client: socket.socket) -> bool:
    """Whether the server closed it; waits for that."""
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("dribble", [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", POST + b"name="])
def test_many_slow_connections_keep_nobody_out(app: FastAPI, dribble: bytes) -> None:
    with served(app, Limits(per_address=20, total=40)) as (port, connections), ExitStack() as held:
        slow = [held.enter_context(dripping(port, dribble)) for _ in range(60)]
        for each in slow[:40]:
            assert is_closed(each)  # in favour of a newer one
        client = HTTPConnection("127.0.0.1", port, timeout=30)
        client.request("GET", "/healthz")
        assert client.getresponse().status == 200
        assert len(connections) <= 20


def test_a_stream_of_changes_outlives_the_slow_ones(app: FastAPI, office: DeskContext) -> None:
    with served(app, Limits(per_address=4, total=8)) as (port, connections), ExitStack() as held:
        stream = HTTPConnection("127.0.0.1", port, timeout=30)
        stream.request("GET", "/changes", headers={"Cookie": f"{COOKIE}={local_cookie(office)}"})
        changes = stream.getresponse()
        assert changes.fp.readline().strip()  # its first chunk
        slow = [held.enter_context(dripping(port, b"GET")) for _ in range(20)]
        assert all(map(is_closed, slow[:16]))
        client = HTTPConnection("127.0.0.1", port, timeout=30)
        client.request("GET", "/healthz")
        assert client.getresponse().status == 200
        (loop,) = {each.loop for each in connections}
        loop.call_soon_threadsafe(live_of(app).tell, ("post", "p1"))
        assert any(b"event: change" in line for line in iter(changes.fp.readline, b""))
