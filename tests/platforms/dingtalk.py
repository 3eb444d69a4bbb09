"""A fake 钉钉 group robot: its signature in the address, 20 messages a minute, 20,000 bytes."""

import base64
import hashlib
import hmac

from tests.platforms.server import Platform, ReceivedCall, Reply

TOKEN, SIGN_SECRET = "ding-access-token-of-a-robot", "SECsigns-the-dingtalk-robot"


class FakeDingTalk(Platform):
    """One robot. `clock` is the time in seconds since 1970."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = 1_780_000_000.0

    def answer(self, call: ReceivedCall) -> Reply:
        if call.path != "/robot/send" or call.query.get("access_token") != TOKEN:
            return refusal(300005, "token is not exist")
        if not self._is_signed(call):
            return refusal(310000, "sign not match, more: [https://ding-doc.dingtalk.com]")
        if len(call.content) > 20_000:
            return refusal(460101, "message too long, exceed 20000 bytes")
        if len(self.accepted) >= 20:
            return refusal(130101, "send too fast, exceed 20 times per minute")
        body = call.json
        match body:
            case {"msgtype": "text", "text": {"content": str(text)}} if text.strip():
                self.accepted.append(body)
            case {"msgtype": "markdown", "markdown": {"title": str(title), "text": str(text)}} if (
                title and text
            ):
                self.accepted.append(body)
            case _:
                return refusal(40035, "不合法的参数")
        return refusal(0, "ok")

    def _is_signed(self, call: ReceivedCall) -> bool:
        timestamp = call.query.get("timestamp", "0")
        digest = hmac.new(
            SIGN_SECRET.encode(), f"{timestamp}\n{SIGN_SECRET}".encode(), hashlib.sha256
        ).digest()
        near = abs(int(timestamp) / 1000 - self.clock) <= 3_600
        return near and call.query.get("sign") == base64.b64encode(digest).decode()


def refusal(code: int, words: str) -> Reply:
    return Reply(body={"errcode": code, "errmsg": words})
