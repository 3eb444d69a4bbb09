"""A fake 飞书: a custom bot's webhook with its signature, and an app with token, images and messages.

A message with a uuid that was taken within the hour is answered with the first one's id and shown once.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from tests.platforms.server import Platform, ReceivedCall, Reply
from tests.platforms.wecom import MAGIC

TOKEN, SIGN_SECRET = "f19aab12-hook-of-a-group", "signs-the-feishu-hook"
APP_ID, APP_SECRET = "cli_a1b2c3d4e5f6a7b8", "s3cr3t-of-the-feishu-app"
CHAT = "oc_5ad11d72b830411d72b836c20"


class FakeFeishu(Platform):
    """One tenant with a bot in a chat. `clock` is the time in seconds since 1970; `signed`: the hook wants
    signatures; `keyword`: or a word."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = 1_780_000_000.0
        self.signed = True
        self.keyword = ""
        self.chats = {CHAT}
        self.tokens: set[str] = set()
        self.tokens_given = 0
        self.images: dict[str, bytes] = {}
        self.by_uuid: dict[str, tuple[float, str]] = {}

    def shows(self, call: ReceivedCall) -> bool:
        return "/bot/v2/hook/" in call.path or call.path.endswith("/im/v1/messages")

    def revoke_tokens(self) -> None:
        self.tokens.clear()

    def answer(self, call: ReceivedCall) -> Reply:
        path = call.path.removeprefix("/open-apis/")
        if path.startswith("bot/v2/hook/"):
            return self._hook(path.rpartition("/")[2], call)
        if path == "auth/v3/tenant_access_token/internal":
            return self._token(call.json)
        if call.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return refusal(99991663, "Invalid access token for authorization.", 400)
        if path == "im/v1/images":
            return self._image(call)
        if path == "im/v1/messages":
            return self._message(call)
        return Reply(404, raw=b"404 page not found")

    def _hook(self, token: str, call: ReceivedCall) -> Reply:
        if token != TOKEN:
            return refusal(19001, "param invalid: incoming webhook access token invalid")
        body = call.json
        if self.signed and not self._is_signed(body):
            return refusal(19021, "sign match fail or timestamp is not within one hour from current time")
        if len(call.content) > 20 * 1024 or body.get("msg_type") != "text":
            return refusal(9499, "Bad Request", 400)
        text = body["content"]["text"]
        if self.keyword not in text:
            return refusal(19024, "Key Words Not Found")
        self.accepted.append(text)
        return Reply(
            body={"code": 0, "msg": "success", "data": {}, "StatusCode": 0, "StatusMessage": "success"}
        )

    def _is_signed(self, body: dict[str, Any]) -> bool:
        timestamp = body.get("timestamp", "")
        key = f"{timestamp}\n{SIGN_SECRET}".encode()
        right = base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
        return body.get("sign") == right and abs(int(timestamp) - self.clock) <= 3_600

    def _token(self, body: dict[str, Any]) -> Reply:
        if body.get("app_id") != APP_ID:
            return refusal(10003, "invalid param")
        if body.get("app_secret") != APP_SECRET:
            return refusal(10014, f"app secret invalid: {body.get('app_secret')}")
        self.tokens_given += 1
        token = f"t-tenant-token-{self.tokens_given}"
        self.tokens.add(token)
        return Reply(body={"code": 0, "msg": "ok", "tenant_access_token": token, "expire": 7200})

    def _image(self, call: ReceivedCall) -> Reply:
        file = call.files.get("image")
        if file is None or call.form != {"image_type": "message"}:
            return refusal(234001, "Invalid request param.", 400)
        if not file.content:
            return refusal(234010, "File's size can't be 0.", 400)
        if len(file.content) > 10_000_000:
            return refusal(234006, "The file size exceed the max value.", 400)
        if not file.content.startswith(MAGIC):
            return refusal(234011, "Can't recognize image format.", 400)
        key = f"img_v3_{len(self.images)}"
        self.images[key] = file.content
        return Reply(body={"code": 0, "msg": "success", "data": {"image_key": key}})

    def _message(self, call: ReceivedCall) -> Reply:
        body = call.json
        problem = self._problem(call, body)
        if problem:
            return problem
        at, number = self.by_uuid.get(body["uuid"], (0.0, ""))
        if not number or self.clock - at >= 3_600:
            number = f"om_{len(self.accepted)}"
            self.by_uuid[body["uuid"]] = (self.clock, number)
            self.accepted.append((body["receive_id"], body["msg_type"], json.loads(body["content"])))
        return Reply(body={"code": 0, "msg": "success", "data": {"message_id": number}})

    def _problem(self, call: ReceivedCall, body: dict[str, Any]) -> Reply | None:
        if call.query.get("receive_id_type") != "chat_id" or not 0 < len(body.get("uuid", "")) <= 50:
            return refusal(230001, "Your request contains an invalid request parameter.", 400)
        if body["receive_id"] not in self.chats:
            return refusal(230002, "The bot can not be outside the group.", 400)
        content = json.loads(body["content"])
        if body["msg_type"] == "image" and content.get("image_key") not in self.images:
            return refusal(230001, "invalid image_key", 400)
        return refusal(230025, "too long", 400) if len(call.content) > 150 * 1024 else None


def refusal(code: int, words: str, status: int = 200) -> Reply:
    return Reply(status, {"code": code, "msg": words, "data": {}})
