"""The API says which methods an address has: 405 with Allow for all others, before anything else is asked."""

import re
from collections.abc import Iterable, Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from content.model import Message
from desk.errors import refuse
from desk.routes import Door


class Methods:
    """405 for a method that an address of the API does not have. An address without parameters goes before
    one with: /posts/approve is no post."""

    def __init__(self, app: ASGIApp, doors: Iterable[Door]) -> None:
        self._app = app
        methods: dict[str, set[str]] = {}
        for door in doors:
            if door.path.startswith("/api/"):
                methods.setdefault(door.path, set()).add(door.method)
        self._paths: Sequence[tuple[re.Pattern[str], frozenset[str]]] = [
            (_pattern(path), frozenset(methods[path]))
            for path in sorted(methods, key=lambda path: path.count("{"))
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        methods = self._of(scope["path"]) if scope["type"] == "http" else frozenset()
        if not methods or scope["method"] in methods:
            await self._app(scope, receive, send)
            return

        async def with_allow(message: Event) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Allow"] = ", ".join(sorted(methods))
            await send(message)

        await refuse(scope, receive, with_allow, 405, "wrong_method", Message("desk_request.wrong_method"))

    def _of(self, path: str) -> frozenset[str]:
        """What an address has; nothing where there is no such address."""
        if not path.startswith("/api/"):
            return frozenset()
        return next((methods for pattern, methods in self._paths if pattern.fullmatch(path)), frozenset())


def _pattern(path: str) -> re.Pattern[str]:
    """What a route's path matches; a parameter is anything but a slash."""
    return re.compile("[^/]+".join(map(re.escape, re.split(r"\{[^}]*\}", path))))
