"""飞书 / Feishu: codes, texts that call nobody, and an app's token and images.

Verified 2026-12 in stored copies of the vendor's pages and of clients' sources: 100 calls a minute and 5 a
second for a custom bot, 20 KB of body, 11232 at full and half hours; 19021 signature or clock (1 hour), 19024
keyword; HTTP 400 with 230001 to 230028 for messages; 230020, 11232, 99991400 and 429 for limits, with the
header x-ogw-ratelimit-reset; 230049 while a message is being sent; 99991661, 99991663 and 99991668 for a
token that is refused, 99991672 for a missing scope, 10003 and 10014 for an app's id and secret. From memory:
19001, 19022, 99991664, 99991677, 234xxx.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from channels.senders.codes import AccessToken, Codes, Reply, kept, lease, obtained
from channels.senders.http import Answer, Patience, Request, call
from channels.senders.refusals import Meaning, missing
from content.publish.sender import Account, Picture, Rejected, TokenCache

T = TypeVar("T")

BASE_URL = "https://open.feishu.cn"
IMAGE_SECONDS = 30 * 86_400.0

_MANY = Meaning("send_feishu.too_many", passing=True, whole_channel=True, pause=60)
_TOKEN = Meaning("send_feishu.token", passing=True, whole_channel=True, pause=60)
_APP = Meaning("send_feishu.app_secret", whole_channel=True)
_SCOPE = Meaning("send_feishu.scope", whole_channel=True)
_BODY = Meaning("send_feishu.parameters")
_PICTURE = Meaning("send_feishu.picture")
_NOT_IN_CHAT = Meaning("send_feishu.not_in_chat")
_MUTED = Meaning("send_feishu.muted")
_CONTENT = Meaning("send_feishu.content")

CODES = Codes(
    fields=("code", "StatusCode"),
    words="msg",
    reset="x-ogw-ratelimit-reset",
    stale=frozenset({99991661, 99991663, 99991664, 99991668, 99991677}),
    unsure=frozenset({230049}),
    meanings={
        9499: _BODY,
        10003: _APP,
        10014: _APP,
        11232: _MANY,
        19001: Meaning("send_feishu.webhook", whole_channel=True),
        19021: Meaning("send_feishu.sign", whole_channel=True),
        19022: Meaning("send_feishu.address", whole_channel=True),
        19024: Meaning("send_feishu.keyword"),
        230001: _BODY,
        230002: _NOT_IN_CHAT,
        230006: Meaning("send_feishu.bot_off", whole_channel=True),
        230013: _NOT_IN_CHAT,
        230018: _MUTED,
        230020: Meaning("send_feishu.too_many", passing=True, pause=2),
        230022: _CONTENT,
        230025: Meaning("send_feishu.too_long"),
        230027: _SCOPE,
        230028: _CONTENT,
        230035: _MUTED,
        230055: _PICTURE,
        232009: Meaning("send_feishu.chat_gone"),
        234006: _PICTURE,
        234010: _PICTURE,
        234011: _PICTURE,
        99991400: _MANY,
        99991661: _TOKEN,
        99991663: _TOKEN,
        99991664: _TOKEN,
        99991668: _TOKEN,
        99991672: _SCOPE,
        99991677: _TOKEN,
    },
)

_AT = re.compile(r"<(?=/?at\b)", re.IGNORECASE)


def without_mentions(text: str) -> str:
    """The text with a zero-width blank in each `<at`, by which a member's words could call everybody."""
    return _AT.sub("<\u200b", text)


@dataclass(frozen=True, slots=True)
class FeishuApi:
    """The ends that want an access token, for one account: `secret` has app_id and app_secret."""

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
        return obtained(self._ask(request, token), lambda answer: named(answer, "image_key")), IMAGE_SECONDS

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


def named(answer: Answer, name: str) -> str | None:
    """A text of the answer's data; None where there is none."""
    data = answer.body.get("data")
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, str) and value else None
