"""The desk answers to its own names only: a page elsewhere cannot reach it by a name it made up."""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from desk.errors import refuse


class Hosts:
    """DNS rebinding: the browser sends the name it was given, so an unknown one is refused with 421."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._known(host_of(scope)):
            await refuse(scope, receive, send, 421, "unknown_host", "This desk does not go by that name.")
            return
        await self._app(scope, receive, send)

    def _known(self, host: str) -> bool:
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        return name.lower() in self._hosts


def host_of(scope: Scope) -> str:
    """The Host header, "" where there is none or more than one."""
    found = [value for name, value in scope["headers"] if name == b"host"]
    return found[0].decode("latin-1") if len(found) == 1 else ""
