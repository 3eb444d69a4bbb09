"""A fake of Discord with one webhook, one bot and one text channel, on a clock of its own."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.platforms.server import Platform, ReceivedCall, Reply

CREDENTIAL = "this-is-no-token.of-any.bot-at-discord"
HOOK = "/api/webhooks/112233445566778899/the-last-part-of-a-webhook"
CHANNEL, BOT = "334455667788990011", "123456789012345678"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


def refused(status: int, code: int, message: str) -> Reply:
    return Reply(status, {"code": code, "message": message})


class FakeDiscord(Platform):
    """`accepted` has the messages of the channel, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.remembers_nonces = True
        self.lists_nonces = True

    def shows(self, call: ReceivedCall) -> bool:
        return call.method == "POST"

    def answer(self, call: ReceivedCall) -> Reply:
        reply = self._answer(call)
        return Reply(reply.status, reply.body, {"Date": format_datetime(self.now, usegmt=True)})

    def _answer(self, call: ReceivedCall) -> Reply:
        if call.path == HOOK:
            return self._posted(call, "hook", waits=call.query.get("wait") == "true")
        if call.headers.get("authorization") != f"Bot {CREDENTIAL}":
            return refused(401, 0, "401: Unauthorized")
        if call.path == "/api/v10/users/@me":
            return Reply(200, {"id": BOT, "username": "sishi", "bot": True})
        if call.path != f"/api/v10/channels/{CHANNEL}/messages":
            return refused(404, 10003, "Unknown Channel")
        return self._listed(call) if call.method == "GET" else self._posted(call, BOT)

    def _posted(self, call: ReceivedCall, author: str, *, waits: bool = True) -> Reply:
        is_form = call.headers["content-type"].startswith("multipart/")
        message: dict[str, Any] = json.loads(call.form["payload_json"]) if is_form else call.json
        files = [part.content for part in call.files.values()] if is_form else []
        content = message["content"].strip()
        if len(content) > 2_000:
            return refused(400, 50035, "Invalid Form Body")
        if not content and not files:
            return refused(400, 50006, "Cannot send an empty message")
        nonce = message.get("nonce") if message.get("enforce_nonce") else None
        known = next((m for m in self.accepted if nonce and m["nonce"] == nonce), None)
        if known and self.remembers_nonces:
            return Reply(200, known)
        posted = self.written(content, author, files=len(files), nonce=nonce)
        posted["pings"] = message.get("allowed_mentions") != {"parse": []}
        return Reply(200, posted) if waits else Reply(204, raw=b"")

    def written(
        self, content: str, author: str, *, files: int = 0, nonce: str | None = None
    ) -> dict[str, Any]:
        """A message that stands in the channel from now on."""
        number = ((self.now - EPOCH) // timedelta(milliseconds=1) << 22) + len(self.accepted)
        message = {
            "id": str(number),
            "channel_id": CHANNEL,
            "content": content,
            "author": {"id": author},
            "attachments": [{"id": str(n)} for n in range(files)],
            "nonce": nonce,
        }
        self.accepted.append(message)
        return message

    def _listed(self, call: ReceivedCall) -> Reply:
        later = [message for message in self.accepted if int(message["id"]) > int(call.query["after"])]
        page = later[: int(call.query["limit"])][::-1]  # the newest of a page comes first
        hidden = set() if self.lists_nonces else {"nonce"}
        return Reply(200, [{name: m[name] for name in m.keys() - hidden} for m in page])
