"""飞书应用机器人 / a Feishu app's bot: text and images, and a key that keeps a message from being doubled.

Verified 2026-12 in stored copies of the vendor's pages: requests with the same `uuid` (at most 50 characters)
send at most one message in an hour, and another content needs another uuid; text bodies of 150 KB, images of
10 MB and 12,000 px, 1,000 calls a minute and 50 a second, 5 a second in one chat. From memory: a
repetition is answered with the first message's id; an image key does not end and belongs to the app.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from channels.senders.codes import AccessToken, Reply, kept, lease, obtained
from channels.senders.direct import Direct
from channels.senders.feishu import BASE_URL, CODES, without_mentions
from channels.senders.http import Answer, Patience, Request, call
from channels.senders.refusals import missing, no_answer, without_chat
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

T = TypeVar("T")

TEXT_BYTES = 30_000  # a text in JSON in JSON may be four times as long, and a body has 150 KB
IMAGE_SECONDS = 30 * 86_400.0


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
        return _FeishuApi(account, tokens, self._patience).image(part.picture)

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
        reply = api.post(Request("POST", url, params, body=body))
        if isinstance(reply, Answer):
            number = _named(reply, "message_id")
            return Delivered({"message_id": number}) if number else no_answer("unreadable")
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

    def post(self, request: Request) -> Reply:
        """The answer if it says success, else how it ended."""
        return self._with_token(lambda token: self._ask(request, token))

    def image(self, picture: Picture) -> str | Rejected:
        """The key of an image, uploaded once in 30 days."""
        name = self.image_name(picture)
        return self._with_token(lambda token: kept(self.tokens, name, lambda: self._upload(picture, token)))

    def image_name(self, picture: Picture) -> str:
        return f"feishu-image:{self._app}:{picture.sha256}"

    def _upload(self, picture: Picture, token: str) -> tuple[str, float]:
        suffix = ".png" if picture.media_type == "image/png" else ".jpg"
        file = (picture.sha256[:16] + suffix, picture.content, picture.media_type)
        request = Request(
            "POST", self.address("im/v1/images"), form={"image_type": "message"}, files={"image": file}
        )
        return obtained(self._ask(request, token), lambda answer: _named(answer, "image_key")), IMAGE_SECONDS

    def _with_token(self, ask: Callable[[str], T]) -> T | Rejected:
        refusal = missing(self.account, "app_id", "app_secret")
        token = AccessToken(f"feishu-token:{self._app}", self._renew, CODES.stale)
        return refusal if refusal else token.use(self.tokens, ask)

    def _ask(self, request: Request, token: str) -> Reply:
        account = replace(self.account, secret={**self.account.secret, "access_token": token})
        with_token = replace(request, headers={"Authorization": f"Bearer {token}"})
        return CODES.judge(account, call(with_token, self.patience))

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
    return (token, lease(answer.body.get("expire"))) if isinstance(token, str) and token else None


def _named(answer: Answer, name: str) -> str | None:
    data = answer.body.get("data")
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, str) and value else None
