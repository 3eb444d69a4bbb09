"""飞书自定义机器人 / a Feishu group's webhook: text. Images need an app: feishu_app.

Verified 2026-12 in a stored copy of the vendor's page (custom bots): the signature is the base64 of an
HMAC-SHA256 over nothing, whose key is the time in seconds, a line break and the secret; it stands in the body
with that time and holds an hour. A body has at most 20 KB. It has no ids and no list: what became of a call
without answer, a person sees.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from channels.senders.direct import Direct
from channels.senders.feishu import BASE_URL, CODES, without_mentions
from channels.senders.http import PATIENCE, Answer, Patience, Request, call
from channels.senders.refusals import Meaning, rejected, webhook
from channels.senders.text_split import parts_of
from content.model import Capabilities
from content.publish.sender import Account, Delivered, Letter, Part, Rejected, SendOutcome, TokenCache

TEXT_BYTES = 9_000  # each may be two in JSON, and a body has 20 KB


class FeishuBotSender(Direct):
    """`secret` has the webhook's whole `url`, or its `token`; and `sign_secret` where it wants signatures."""

    capabilities = Capabilities(
        text_size=TEXT_BYTES, text_in_bytes=True, pictures=(), a_minute=100, one_chat=True
    )

    def __init__(self, patience: Patience = PATIENCE, now: Callable[[], float] = time.time) -> None:
        super().__init__(patience)
        self._now = now

    def parts(self, letter: Letter) -> Sequence[Part]:
        return parts_of(replace(letter, text=without_mentions(letter.text)), self.capabilities)

    def upload(self, account: Account, part: Part, tokens: TokenCache) -> str | Rejected:
        return rejected("no_pictures", Meaning("send_feishu.no_pictures")) if part.picture else ""

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        url = webhook(account, f"{account.base_url or BASE_URL}/open-apis/bot/v2/hook/", "token")
        if isinstance(url, Rejected):
            return url
        body = {"msg_type": "text", "content": {"text": part.text}, **self._signature(account)}
        reply = CODES.judge(account, call(Request("POST", url, body=body), self._patience))
        return Delivered() if isinstance(reply, Answer) else reply

    def _signature(self, account: Account) -> Mapping[str, str]:
        secret = account.secret.get("sign_secret")
        if not secret:
            return {}
        timestamp = str(int(self._now()))
        digest = hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
        return {"timestamp": timestamp, "sign": base64.b64encode(digest).decode()}
