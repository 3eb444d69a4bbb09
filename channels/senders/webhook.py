"""Anybody's endpoint: one signed POST of JSON for each part of a post.

    X-Sishi-Key: the part's key; the same for each try, and heeded by the receiver for a day
    X-Sishi-Timestamp: Unix time in seconds
    X-Sishi-Signature: sha256=HMAC-SHA256(secret, timestamp + "." + body), in hex

    {"id": key, "kind": "captioned", "text": "...", "chat": "...", "day": "...", "group": "...",
     "slot": "...",
     "picture": {"media_type", "sha256", "width", "height", "base64"} | null,
     "quiz": {"question", "options", "right", "explanation"} | null}

2xx: it took the part. 409: it had taken the key before. Other 4xx: it never will; 429, and 503 with
Retry-After: later. Anything else leaves it open, and the same key is sent again.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

from channels.senders.direct import Direct
from channels.senders.http import PATIENCE, Answer, Patience, Request, call
from channels.senders.letters import in_parts
from channels.senders.refusals import Meaning, missing, no_answer, quotable, rejected, unknown_refusal
from content.model import Capabilities, Recovery
from content.publish.sender import (
    Account,
    Delivered,
    Letter,
    Part,
    Picture,
    SendOutcome,
    TokenCache,
)

_BUSY = Meaning("send_webhook.busy", passing=True, whole_channel=True, pause=60)
_SIGNATURE = Meaning("send_webhook.signature", whole_channel=True)
_GONE = Meaning("send_webhook.gone", whole_channel=True)
MEANINGS = {
    401: _SIGNATURE,
    403: _SIGNATURE,
    404: _GONE,
    410: _GONE,
    413: Meaning("send_webhook.too_large"),
    429: _BUSY,
}


class WebhookSender(Direct):
    """`secret["url"]` is the address, `secret["key"]` what signs. `clock` gives Unix time in seconds."""

    capabilities = Capabilities(
        caption_size=100_000,
        picture_bytes=10_000_000,
        recovery=Recovery.SAME_KEY,
        same_key_seconds=86_400,
    )

    def __init__(self, patience: Patience = PATIENCE, clock: Callable[[], float] = time.time) -> None:
        super().__init__(patience)
        self._clock = clock

    def parts(self, letter: Letter) -> Sequence[Part]:
        """One part, the quiz beside text and picture."""
        return [replace(part, quiz=letter.quiz) for part in in_parts(letter)]

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        if refusal := missing(account, "url", "key"):
            return refusal
        body = json.dumps(_fields(account, part, key), ensure_ascii=False).encode(errors="replace")
        stamp = str(int(self._clock()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Sishi-Key": key,
            "X-Sishi-Timestamp": stamp,
            "X-Sishi-Signature": signature(account.secret["key"], stamp, body),
        }
        request = Request("POST", account.secret["url"], headers=headers, content=body)
        answer = call(request, self._patience)
        return _outcome(account, answer, key) if isinstance(answer, Answer) else answer


def signature(secret: str, stamp: str, body: bytes) -> str:
    """What `X-Sishi-Signature` has to be."""
    key, signed = secret.encode(errors="surrogateescape"), stamp.encode() + b"." + body
    return "sha256=" + hmac.new(key, signed, hashlib.sha256).hexdigest()


def _fields(account: Account, part: Part, key: str) -> dict[str, Any]:
    place = {name: account.options.get(name, "") for name in ("day", "group", "slot")}
    return {
        "id": key,
        "kind": part.kind.value,
        "text": part.text,
        "chat": account.chat,
        **place,
        "picture": _picture(part.picture) if part.picture else None,
        "quiz": asdict(part.quiz) if part.quiz else None,
    }


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        "media_type": picture.media_type,
        "sha256": picture.sha256,
        "width": picture.width,
        "height": picture.height,
        "base64": base64.b64encode(picture.content).decode("ascii"),
    }


def _outcome(account: Account, answer: Answer, key: str) -> SendOutcome:
    status = answer.status
    if 200 <= status < 300 or status == 409:
        number = answer.body.get("id")
        return Delivered({"id": quotable(account, number)} if isinstance(number, str) else {"id": key})
    if status == 503 and answer.retry_after is not None:
        return rejected("503", _BUSY, answer.retry_after)
    if not 400 <= status < 500:
        return no_answer(str(status))
    meaning = MEANINGS.get(status)
    if meaning:
        return rejected(str(status), meaning, answer.retry_after)
    return unknown_refusal(account, str(status), answer.body.get("error") or answer.body.get("message"))
