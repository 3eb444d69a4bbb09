"""A fake of somebody's endpoint that checks signatures and heeds keys, as docs/publishing.md asks."""

import hashlib
import hmac
from typing import Any

from tests.platforms.server import Platform, ReceivedCall, Reply

KEY = "a-signing-key-of-the-receiver"
TOO_OLD = 300  # seconds


class Receiver(Platform):
    """`accepted` has the body of each part, once for each key."""

    def __init__(self, now: int) -> None:
        super().__init__()
        self.now = now

    def answer(self, call: ReceivedCall) -> Reply:
        stamp = call.headers["x-sishi-timestamp"]
        signed = stamp.encode() + b"." + call.content
        expected = "sha256=" + hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, call.headers["x-sishi-signature"]):
            return Reply(401, {"error": "wrong signature"})
        if abs(self.now - int(stamp)) > TOO_OLD:
            return Reply(401, {"error": "too old"})
        part: dict[str, Any] = call.json
        if part["id"] != call.headers["x-sishi-key"]:
            return Reply(400, {"error": "the key is not the id"})
        if any(known["id"] == part["id"] for known in self.accepted):
            return Reply(409, {"error": "taken before"})
        self.accepted.append(part)
        return Reply(201, {"id": f"r-{len(self.accepted)}"})
