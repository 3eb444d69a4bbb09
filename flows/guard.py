"""What stands before our Prefect server: its own names and its own pages only. Plain ASGI.

Prefect asks for the secret itself. The Host check keeps out pages whose name was bound to this machine after
they were loaded (DNS rebinding), the Origin check all other pages, WebSockets included.
"""

import ipaddress
import re
import socket
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PORT = re.compile(r":[0-9]{1,5}$")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
# Prefect's pages fetch from a tracker, and its API's from a CDN; nothing goes out, and no frame shows them
POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]


class Guard:
    """Passes on what is addressed to one of `names` and comes from our own pages, or from no page.

    With `any_address` every IP address is a name of ours too: only a name can be bound to another machine.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str], *, any_address: bool = False) -> None:
        self._app, self._names, self._any_address = app, frozenset(names), any_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):  # the server's own start and end
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._is_our_name(headers.getlist("host")):
            refusal = PlainTextResponse("This server does not go by that name.", 421)
            await refusal(scope, receive, send)
        elif not all(_is_same(origin, headers["host"]) for origin in headers.getlist("origin")):
            refusal = PlainTextResponse("Only pages of this server may ask.", 403)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, _with_headers(send))

    def _is_our_name(self, hosts: list[str]) -> bool:
        if len(hosts) != 1:
            return False
        name = PORT.sub("", hosts[0]).lower()
        return name in self._names or (self._any_address and _is_address(name))


def guarded(app: ASGIApp, host: str) -> Guard:
    """The guard of a server that listens on `host`."""
    bracketed = f"[{host}]" if ":" in host else host
    if bracketed in LOOPBACK or _is_loopback(host):
        return Guard(app, {*LOOPBACK, bracketed})
    names = {bracketed, socket.gethostname(), f"{socket.gethostname()}.local", socket.getfqdn()}
    return Guard(app, {*LOOPBACK, *(name.lower() for name in names)}, any_address=True)


def _is_same(origin: str, host: str) -> bool:
    return origin.lower() in (f"http://{host}".lower(), f"https://{host}".lower())


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return _is_address(host) and ipaddress.ip_address(host).is_loopback


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return sending
