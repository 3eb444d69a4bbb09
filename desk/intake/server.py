"""Serving the page: one process, one folder, one port, until it is stopped."""

import os
import socket
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from content.submission_page.folder import PageFolder
from desk.guard.connections import Connections, Limits
from desk.intake.app import create_app
from desk.intake.guards import SECONDS_OF_BODY
from desk.intake.house import PageHouse

LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})
MOST_CONNECTIONS = 800
WAITING = 128  # connections that the kernel holds until they are accepted
SHARED_UMASK = 0o007  # what is written is for the folder's user and group


@dataclass(frozen=True, slots=True)
class PageServing:
    """Where and how: `hosts` are the names by which a proxy passes requests on, `proxies` those whose word on
    a request's address counts."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 4500
    hosts: Sequence[str] = ()
    proxies: Sequence[str] = ()


def serve_page(serving: PageServing) -> None:
    """Serve until SIGINT or SIGTERM. OSError for a taken port, or a folder that may not be entered."""
    os.umask(SHARED_UMASK)
    folder = PageFolder(serving.folder.resolve())
    folder.prepare()
    tempfile.tempdir = str(folder.parts)  # what comes in a form is spooled there and nowhere else
    hosts = LOCAL | {name.lower() for name in serving.hosts}
    connections = Connections(
        Limits(body=SECONDS_OF_BODY, per_address=128, total=MOST_CONNECTIONS), tuple(serving.proxies)
    )
    config = uvicorn.Config(
        create_app(PageHouse(folder), hosts),
        log_level="warning",
        access_log=False,
        http=connections.protocol(),
        ws="none",
        lifespan="off",
        proxy_headers=bool(serving.proxies),
        forwarded_allow_ips=list(serving.proxies),  # named, or the environment would be asked
        server_header=False,
        date_header=True,
        timeout_keep_alive=connections.limits.idle,
        timeout_graceful_shutdown=5,
    )
    with _listening(serving.host, serving.port) as listener:
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(WAITING)
    return listener
