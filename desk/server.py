"""Serving the desk: one process or a few, on this machine or behind a proxy, until it is stopped.

On this machine a link with a secret opens it. Once there are users they sign in; without any, nobody but this
machine is let in.
"""

import ctypes
import gc
import ipaddress
import secrets
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn
from fastapi import FastAPI

from content.errors import NotReady, SishiError, WrongInput
from content.messages import render
from content.model import Message
from content.workers import MEMORY, Workers
from content.workspace import open_workspace
from desk.app import create_app
from desk.context import DeskContext
from desk.guard.connections import Connections, limits_here
from desk.guard.hosts import ANY_ADDRESS
from desk.live import live_of
from services.context import review_rules
from services.drawing import warm

HOST, PORT = "127.0.0.1", 4400
MOST_PROCESSES = 8
WAITING = 128  # connections that the kernel holds until they are accepted
M_ARENA_MAX = -8  # of glibc's malloc.h
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
PRELOAD = ("content.posters.draw", "content.posters.proof", "content.media")
Rerun = Callable[[Path, dict[str, Any]], str]


@dataclass(frozen=True)
class Serving:
    """What a process of the desk needs to open it; it is sent to each. `entry` is "" where people sign in."""

    root: Path
    entry: str
    hosts: frozenset[str]
    secure: bool = False
    rerun: Rerun | None = None
    workers: int = field(default=1)
    proxies: tuple[str, ...] = ()  # whose word on a request's address and scheme counts


def serve_desk(
    workspace: Path,
    *,
    host: str = HOST,
    port: int = PORT,
    processes: int = 1,
    public_hosts: Sequence[str] = (),
    told: Callable[[Message], None] = lambda where: print(render(where, "en")),
    rerun: Rerun | None = None,
) -> None:
    """Serve the workspace's desk until SIGINT or SIGTERM; `told` hears its address, once.

    `public_hosts` are the names by which a proxy with https passes requests on; cookies are for https then.
    `rerun(root, asked)` starts a night anew. WrongInput for an open door; NotReady for a taken port.
    """
    root = workspace.resolve()
    opened = open_workspace(root)
    with opened.open_store(reading=True) as store:
        people = [user for user in store.accounts.users() if not user.disabled]
    opened.database.close()
    _refuse_open_door(host, public_hosts, somebody=bool(people))
    entry = "" if people else secrets.token_urlsafe(24)
    names = frozenset({*LOCAL_NAMES, *_as_names(host), *(name.lower() for name in public_hosts)})
    workers = max(1, opened.settings.workers.count // processes)
    proxies = tuple(opened.settings.desk.trusted_proxies)
    serving = Serving(root, entry, names, bool(public_hosts), rerun, workers, proxies)
    with listening(host, port) as listener:
        told(_address(serving, host, listener.getsockname()[1], public_hosts))
        if processes > 1:
            _run_several(serving, listener, processes)
        else:
            _run(serving, listener)


def _run(serving: Serving, listener: socket.socket) -> None:
    """One process: it answers until SIGINT or SIGTERM."""
    _share_heaps()
    connections = Connections(limits_here(), serving.proxies)
    config = config_of(partial(open_app, serving), connections)
    with (
        _as_interrupt(signal.SIGTERM),
        suppress(KeyboardInterrupt),
    ):  # how uvicorn passes signals on at its end
        Server(config).run(sockets=[listener])


def config_of(make_app: Callable[[], FastAPI], connections: Connections) -> uvicorn.Config:
    """How an app is served. X-Forwarded-For and X-Forwarded-Proto count where a trusted proxy says them."""
    return uvicorn.Config(
        make_app,
        factory=True,
        log_level="warning",
        access_log=False,
        http=connections.protocol(),
        ws="none",
        proxy_headers=bool(connections.proxies),
        forwarded_allow_ips=list(connections.proxies),  # named, or the environment would be asked
        server_header=False,
        timeout_keep_alive=connections.limits.idle,
        timeout_graceful_shutdown=3,
    )


def _run_several(serving: Serving, listener: socket.socket, processes: int) -> None:
    """As many processes on one socket. All end together: by a signal, or because one of them ended."""
    context = get_context("fork")  # what is imported is there once; no thread or connection is open yet
    gc.freeze()
    children = [context.Process(target=_run, args=(serving, listener)) for _ in range(processes)]
    with _as_interrupt(signal.SIGTERM), suppress(KeyboardInterrupt):
        for child in children:
            child.start()
        wait([child.sentinel for child in children])
    for child in children:
        if child.is_alive():
            child.terminate()
    for child in children:
        child.join()


def _share_heaps() -> None:
    """Let all threads take memory from two heaps; glibc gives each its own, and none is ever empty again."""
    with suppress(OSError, AttributeError):  # another libc, which has no such thing
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


@contextmanager
def _as_interrupt(number: signal.Signals) -> Iterator[None]:
    """Within, the signal ends the program as Ctrl-C does."""
    before = signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(number, before)


def open_app(serving: Serving) -> FastAPI:
    """The desk of one process, with its own workers and its own connection; both end with it."""
    workspace = open_workspace(serving.root)
    if workspace.settings.desk.keep_plans:
        workspace.database.keep_plans()
    house = ExitStack()
    workers = house.enter_context(
        Workers(serving.workers, seconds=workspace.settings.workers.seconds, memory=MEMORY, preload=PRELOAD)
    )
    app = create_app(
        DeskContext(
            workspace=workspace,
            workers=workers,
            entry=serving.entry,
            hosts=serving.hosts,
            secure=serving.secure,
            rules=review_rules(workspace),
            rerun=partial(serving.rerun, serving.root) if serving.rerun else None,
        )
    )
    app.state.house = house
    Thread(target=_warmed, args=(app.state.office,), name="warm", daemon=True).start()
    return app


def _warmed(office: DeskContext) -> None:
    """Have the workers ready before somebody types; what is wrong will be said to whoever asks.

    What is there by then stays: looking through it for garbage again and again is a fifth of each page.
    """
    with suppress(SishiError):
        warm(office)
    gc.collect()
    gc.freeze()


class Server(uvicorn.Server):
    """Accepts one connection at a time, though many may wait, and at its end closes the streams of changes
    before it waits for answers, and after them stops what goes on beside and closes what the desk holds."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.backlog = 1  # what asyncio accepts at a time, so that processes share what comes
        await super().startup(sockets)
        for listener in sockets or ():  # asyncio let no more wait than that
            listener.listen(WAITING)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = _desk_in(self.config.loaded_app)
        live_of(app).close()
        await super().shutdown(sockets)
        app.state.office.beside.stop()  # before its workers are gone: their drawings would count as failed
        app.state.house.close()
        app.state.office.workspace.database.close()


def _desk_in(app: Any) -> FastAPI:
    """The app inside what uvicorn puts around it."""
    while not isinstance(app, FastAPI):
        app = app.app
    return app


def listening(host: str, port: int) -> socket.socket:
    """A socket bound to this host and port. NotReady if that cannot be.

    It is named TCP: asyncio sends without delay only where it is, and answers were 40 ms late else.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(WAITING)
        listener.set_inheritable(True)
    except (OSError, OverflowError) as error:
        listener.close()
        other = port + 1 if port < 65535 else PORT
        taken = Message("desk_server.port_taken", port=port, host=host, why=str(error), other=other)
        raise NotReady(taken) from error
    return listener


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_open_door(host: str, public_hosts: Sequence[str], *, somebody: bool) -> None:
    if somebody or (is_loopback(host) and not public_hosts):
        return
    raise WrongInput(Message("desk_server.open_door"))


def _as_names(host: str) -> list[str]:
    """What a browser writes for this host; an address for all of them has no name of its own."""
    if host in EVERYWHERE:
        return [socket.gethostname().lower(), ANY_ADDRESS]
    return [f"[{host}]" if ":" in host else host.lower()]


def _address(serving: Serving, host: str, port: int, public_hosts: Sequence[str]) -> Message:
    if public_hosts:
        code = "public" if serving.proxies else "public_unproxied"
        return Message(f"desk_server.{code}", name=public_hosts[0], host=host, port=port)
    address = f"http://{_as_names(host)[0]}:{port}"
    if serving.entry:
        return Message("desk_server.open", address=f"{address}/enter?token={serving.entry}")
    return Message("desk_server.sign_in", address=f"{address}/")
