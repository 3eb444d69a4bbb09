"""The desk answers to its own names only: a page elsewhere cannot reach it by a name it made up."""

import ipaddress
from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from content.model import Message
from desk.errors import refuse

ANY_ADDRESS = "*"  # among the hosts: the desk listens on all addresses of its machine


class Hosts:
    """DNS rebinding: the browser sends the name it was given, so an unknown one is refused with 421.

    With ANY_ADDRESS among `hosts` every numeric address is known: no page can claim one as its own name.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, frozenset(hosts) - {ANY_ADDRESS}
        self._any_address = ANY_ADDRESS in hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._known(host_of(scope)):
            await refuse(scope, receive, send, 421, "unknown_host", Message("desk_request.unknown_host"))
            return
        await self._app(scope, receive, send)

    def _known(self, host: str) -> bool:
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        return name.lower() in self._hosts or (self._any_address and _is_address(name))


def _is_address(name: str) -> bool:
    """Whether it is an IPv4 address, or an IPv6 address in brackets."""
    bracketed = name.startswith("[") and name.endswith("]")
    try:
        address = ipaddress.ip_address(name[1:-1] if bracketed else name)
    except ValueError:
        return False
    return (address.version == 6) is bracketed


def host_of(scope: Scope) -> str:
    """The Host header, "" where there is none or more than one."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    return hosts[0].decode("latin-1") if len(hosts) == 1 else ""
