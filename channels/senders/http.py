"""One HTTP call of a sender: made once, and its end told as an outcome.

Connections are never kept (a stale one makes an unknown of what was never sent), never retried and never
redirected. What happened before the request left is `Rejected("not_reached", passing)`; whatever happened
after that is `NoAnswer`, for the other end may have acted upon it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from content.model import Message
from content.publish.sender import NoAnswer, Rejected

TIMEOUT = httpx.Timeout(30.0, connect=10.0)  # seconds; an upload of 10 MB over 3 Mbit/s takes 27
MOST_BYTES = 2_000_000  # of an answer: no platform says more

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_NEVER_LEFT = (httpx.InvalidURL, httpx.LocalProtocolError)  # of our own making: the address or a header


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask. `url` may hold a secret: it is never put into a message or a log."""

    method: str
    url: str = field(repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Any = None  # JSON
    form: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None  # field -> (name, content, media type)
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other end said. `body` is its JSON object, {} where it was none, as `is_json` tells."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    is_json: bool

    @property
    def retry_after(self) -> float | None:
        """Seconds, by the standard header; None where it names none."""
        try:
            return max(0.0, float(self.headers.get("retry-after", "")))
        except ValueError:
            return None


def call(request: Request, *, timeout: httpx.Timeout = TIMEOUT) -> Answer | Rejected | NoAnswer:
    """Make the call once."""
    try:
        with (
            httpx.Client(
                timeout=timeout,
                transport=httpx.HTTPTransport(
                    retries=0, limits=httpx.Limits(max_keepalive_connections=0), trust_env=False
                ),
                follow_redirects=False,
                trust_env=False,
            ) as client,
            client.stream(
                request.method,
                request.url,
                params=dict(request.params) or None,
                headers=dict(request.headers),
                json=request.body,
                data=request.form,
                files=request.files,
                content=request.content,
            ) as response,
        ):
            return _read(response)
    except _NOT_SENT + _NEVER_LEFT as error:
        return not_reached(type(error).__name__, passing=not isinstance(error, _NEVER_LEFT))
    except httpx.HTTPError as error:
        return NoAnswer(type(error).__name__, Message("send.no_answer"))


def not_reached(cause: str, *, passing: bool = True) -> Rejected:
    """The other end was not there to be asked."""
    return Rejected("not_reached", Message("send.not_reached", cause=cause), passing=passing)


def _read(response: httpx.Response) -> Answer:
    content = b""
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > MOST_BYTES:
            break
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        body = None
    known = body if isinstance(body, dict) else {}
    return Answer(response.status_code, dict(response.headers), known, isinstance(body, dict))
