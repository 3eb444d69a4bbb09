"""飞书应用机器人 / a Feishu app's bot: text and images, and a key that keeps a message from being doubled.

Verified 2026-12 in stored copies of the vendor's pages: requests with the same `uuid` (at most 50 characters)
send at most one message in an hour, and another content needs another uuid; text bodies of 150 KB, images of
10 MB and 12,000 px, 1,000 calls a minute and 50 a second, 5 a second in one chat. From memory: a
repetition is answered with the first message's id; an image key does not end and belongs to the app.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from channels.senders.codes import AccessToken, Reply, kept, obtained
from channels.senders.direct import Direct
from channels.senders.feishu import BASE_URL, CODES, without_mentions
from channels.senders.http import Answer, Patience, Request, call, seconds
from channels.senders.refusals import missing, without_chat
from channels.senders.text_split import parts_of
from content.model import Capabilities, Recovery
from content.publish.sender import (
    Account,
    Delivered,
    Letter,
    Part,
    Picture,
    Rejected,
    SendOutcome,
    TokenCache,
)

TEXT_BYTES = 30_000  # a text in JSON in JSON may be four times as long, and a body has 150 KB
IMAGE_SECONDS = 30 * 86_400.0
_EARLY = 300.0  # seconds before its end at which a token is renewed
_PASSING_CARE = 60.0  # seconds that a token holds at least


class FeishuApp(Direct):
    """`secret` has app_id and app_secret; `chat` is a chat_id (oc_...)."""

    capabilities = Capabilities(
        text_size=TEXT_BYTES,
        text_in_bytes=True,
        picture_bytes=10_000_000,
        picture_side=12_000,
        a_minute=1_000,
        recovery=Recovery.SAME_KEY,
        same_key_seconds=3_600,
    )

    def parts(self, letter: Letter) -> Sequence[Part]:
        return parts_of(replace(letter, text=without_mentions(letter.text)), self.capabilities)

    def upload(self, account: Account, part: Part, tokens: TokenCache) -> str | Rejected:
        if part.picture is None:
            return ""
        api, picture = _FeishuApi(account, tokens, self._patience), part.picture
        return kept(tokens, api.image_name(picture), lambda: api.upload(picture))

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        if not account.chat:
            return without_chat()
        kind, content = ("image", {"image_key": media}) if part.picture else ("text", {"text": part.text})
        body = {
            "receive_id": account.chat,
            "msg_type": kind,
            "content": json.dumps(content, ensure_ascii=False),
            "uuid": key,
        }
        api = _FeishuApi(account, tokens, self._patience)
        url, params = api.address("im/v1/messages"), {"receive_id_type": "chat_id"}
        reply = api.ask(Request("POST", url, params, body=body))
        if isinstance(reply, Answer):
            return Delivered(_receipt(reply))
        if isinstance(reply, Rejected) and part.picture and not reply.passing:
            tokens.forget(api.image_name(part.picture))  # it may be the image that is refused
        return reply


@dataclass(frozen=True, slots=True)
class _FeishuApi:
    account: Account
    tokens: TokenCache
    patience: Patience

    def address(self, path: str) -> str:
        return f"{self.account.base_url or BASE_URL}/open-apis/{path}"

    def ask(self, request: Request) -> Reply:
        """The answer if it says success, else how it ended."""
        refusal = missing(self.account, "app_id", "app_secret")
        if refusal:
            return refusal

        def ask(token: str) -> Reply:
            secret = {**self.account.secret, "access_token": token}
            with_token = replace(request, headers={"Authorization": f"Bearer {token}"})
            return CODES.judge(replace(self.account, secret=secret), call(with_token, self.patience))

        return AccessToken(f"feishu-token:{self._app}", self._renew, CODES.stale).use(self.tokens, ask)

    def image_name(self, picture: Picture) -> str:
        return f"feishu-image:{self._app}:{picture.sha256}"

    def upload(self, picture: Picture) -> tuple[str, float]:
        """The image's key, and how many seconds it is kept; NotObtained where there is none."""
        suffix = ".png" if picture.media_type == "image/png" else ".jpg"
        file = (picture.sha256[:16] + suffix, picture.content, picture.media_type)
        request = Request(
            "POST", self.address("im/v1/images"), form={"image_type": "message"}, files={"image": file}
        )
        return obtained(self.ask(request), _image_key), IMAGE_SECONDS

    @property
    def _app(self) -> str:
        """The app as the cache names it: its secret cannot be read from it."""
        secret = self.account.secret
        named = f"{self.account.base_url}\n{secret.get('app_id', '')}\n{secret.get('app_secret', '')}"
        return hashlib.sha256(named.encode()).hexdigest()[:24]

    def _renew(self) -> tuple[str, float]:
        body = {name: self.account.secret[name] for name in ("app_id", "app_secret")}
        request = Request("POST", self.address("auth/v3/tenant_access_token/internal"), body=body)
        return obtained(CODES.judge(self.account, call(request, self.patience)), _token)


def _token(answer: Answer) -> tuple[str, float] | None:
    token = answer.body.get("tenant_access_token")
    holds = seconds(answer.body.get("expire")) or 7_200.0
    return (token, max(_PASSING_CARE, holds - _EARLY)) if isinstance(token, str) and token else None


def _image_key(answer: Answer) -> str | None:
    key = _data(answer).get("image_key")
    return key if isinstance(key, str) and key else None


def _receipt(answer: Answer) -> Mapping[str, str]:
    number = _data(answer).get("message_id")
    return {"message_id": number} if isinstance(number, str) else {}


def _data(answer: Answer) -> Mapping[str, Any]:
    data = answer.body.get("data")
    return data if isinstance(data, dict) else {}
