"""Serving the page: one process, one folder, one port, until it is stopped."""

import os
import pwd
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
from desk.intake.look import warm

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
    user: str = ""  # whom the process becomes, where root starts it


def serve_page(serving: PageServing) -> None:
    """Serve until SIGINT or SIGTERM. OSError for a taken port, or a folder that may not be entered; KeyError
    for a user that is not there."""
    os.umask(SHARED_UMASK)
    folder = PageFolder(serving.folder.resolve())
    folder.prepare()
    warm()
    listener = _listening(serving.host, serving.port)
    if serving.user:
        _become(serving.user, folder)
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
    with listener:
        uvicorn.Server(config).run(sockets=[listener])


def _become(name: str, folder: PageFolder) -> None:
    """Be this user from now on, without a way back. Its folder is handed over first."""
    user = pwd.getpwnam(name)
    folder.hand_over(user.pw_uid, user.pw_gid)
    os.setgroups([user.pw_gid])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    if os.getuid() == 0 or not os.access(folder.state, os.R_OK | os.W_OK | os.X_OK):
        raise PermissionError(f"{name} may not enter {folder.root}")


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(WAITING)
    return listener
