"""A fake of Slack's Web API with one app and one channel, on a clock of its own."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from tests.platforms.server import Platform, ReceivedCall, Reply

CREDENTIAL = "this-is-no-token-of-any-app"
CHANNEL = "C024BE91L"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def refused(error: str, **fields: object) -> Reply:
    return Reply(200, {"ok": False, "error": error, **fields})


INVALID_FILE = refused("invalid_blocks", errors=["invalid slack file [json-pointer:/blocks/1/slack_file]"])


class FakeSlack(Platform):
    """`accepted` has the messages of the channel, oldest first; `files` the uploaded bytes by id."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.files: dict[str, bytes] = {}
        self.complete: set[str] = set()

    def shows(self, call: ReceivedCall) -> bool:
        return call.path.endswith("chat.postMessage")

    def answer(self, call: ReceivedCall) -> Reply:
        reply = self._answer(call)
        return Reply(reply.status, reply.body, {"Date": format_datetime(self.now, usegmt=True)}, reply.raw)

    def _answer(self, call: ReceivedCall) -> Reply:
        if call.path.startswith("/upload/"):
            self.files[call.path.removeprefix("/upload/")] = call.content
            return Reply(200, raw=f"OK - {len(call.content)}".encode())
        if call.headers.get("authorization") != f"Bearer {CREDENTIAL}":
            return refused("invalid_auth")
        match call.path.removeprefix("/api/"):
            case "files.getUploadURLExternal":
                file = f"F{len(self.files):010}"
                self.files[file] = b""
                return Reply(
                    200, {"ok": True, "upload_url": f"{self.base_url}/upload/{file}", "file_id": file}
                )
            case "files.completeUploadExternal":
                assert "channel_id" not in call.form
                self.complete |= {file["id"] for file in json.loads(call.form["files"])}
                return Reply(200, {"ok": True, "files": []})
            case "chat.postMessage":
                return self._posted(call.json)
            case "conversations.history":
                return self._listed(call.form)
        return refused("unknown_method")

    def _posted(self, message: dict[str, Any]) -> Reply:
        if message["channel"] != CHANNEL:
            return refused("channel_not_found")
        for block in message["blocks"]:
            if block["type"] == "image" and block["slack_file"]["id"] not in self.complete:
                return INVALID_FILE
            if block["type"] == "section" and not 1 <= len(block["text"]["text"]) <= 3_000:
                return refused("invalid_blocks", errors=["must be less than 3001 characters"])
        stamp = f"{self.now.timestamp() + len(self.accepted) / 1_000_000:.6f}"
        self.accepted.append({**message, "ts": stamp})
        return Reply(200, {"ok": True, "channel": CHANNEL, "ts": stamp})

    def _listed(self, form: dict[str, str]) -> Reply:
        assert form["include_all_metadata"] == "true"
        window = [m for m in self.accepted if form["oldest"] <= m["ts"]][::-1]
        start, size = int(form.get("cursor") or 0), int(form["limit"])
        more = str(start + size) if len(window) > start + size else ""
        messages = window[start : start + size]
        return Reply(200, {"ok": True, "messages": messages, "response_metadata": {"next_cursor": more}})
