"""钉钉自定义机器人 / a DingTalk group's webhook: text, and images that have an address of their own.

Verified 2026-12 in stored copies of the vendor's texts and of clients' sources: 20 messages a minute, over
which (130101) the robot is silent for 10 minutes; "message too long, exceed 20000 bytes"; 310000 for keyword,
signature, clock and IP alike, its words tell which; 300001 and 300005 token, 410100 too fast, 90030 share of
the day. The signature is the base64 of an HMAC-SHA256 over time in ms, line break and secret, whose key is
the secret; both stand in the address. From memory: text without `at` calls nobody, 400102, 460101. It has no
ids and no list: what became of a call without answer, a person sees.

It takes no images: a poster goes as markdown that shows an address which everybody can read.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from channels.senders.codes import Codes
from channels.senders.direct import Direct
from channels.senders.http import PATIENCE, Answer, Patience, Request, call
from channels.senders.refusals import Meaning, rejected, webhook
from channels.senders.text_split import parts_of
from content.model import Capabilities
from content.publish.sender import Account, Delivered, Letter, Part, Rejected, SendOutcome, TokenCache

BASE_URL = "https://oapi.dingtalk.com"
TEXT_BYTES = 9_000  # each may be two in JSON, and a message has 20,000
SILENCE = 600.0  # seconds after more than 20 in a minute
_TOKEN = Meaning("send_dingtalk.token", whole_channel=True)
_MANY = Meaning("send_dingtalk.too_many", passing=True, whole_channel=True, pause=SILENCE)
_SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg"}

CODES = Codes(
    fields=("errcode",),
    words="errmsg",
    meanings={
        -1: Meaning("send_dingtalk.busy", passing=True, pause=10),
        40035: Meaning("send_dingtalk.parameters"),
        90030: Meaning("send_dingtalk.share_used", whole_channel=True),
        130101: _MANY,
        300001: _TOKEN,
        300005: _TOKEN,
        310000: Meaning("send_dingtalk.security", whole_channel=True),
        400102: Meaning("send_dingtalk.robot_off", whole_channel=True),
        410100: _MANY,
        460101: Meaning("send_dingtalk.too_long"),
    },
)


class DingTalkSender(Direct):
    """`secret` has the webhook's whole `url`, or its `token`; `sign_secret` where the robot wants signatures.

    `options["picture_base"]` is the https address under which posters can be read by everybody, as
    `<sha256>.png` or `.jpg`; without it `upload` refuses pictures.
    """

    capabilities = Capabilities(text_size=TEXT_BYTES, text_in_bytes=True, a_minute=20, one_chat=True)

    def __init__(self, patience: Patience = PATIENCE, now: Callable[[], float] = time.time) -> None:
        super().__init__(patience)
        self._now = now

    def parts(self, letter: Letter) -> Sequence[Part]:
        return parts_of(letter, self.capabilities)

    def upload(self, account: Account, part: Part, tokens: TokenCache) -> str | Rejected:
        """The picture's public address."""
        if part.picture is None:
            return ""
        base = account.options.get("picture_base", "")
        if not base.startswith("https://"):
            return rejected("no_picture_base", Meaning("send_dingtalk.no_picture_base"))
        return f"{base.rstrip('/')}/{part.picture.sha256}{_SUFFIXES[part.picture.media_type]}"

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        url = webhook(account, f"{account.base_url or BASE_URL}/robot/send?access_token=", "token")
        if isinstance(url, Rejected):
            return url
        request = Request("POST", url, self._signature(account), body=_body(part, media))
        reply = CODES.judge(account, call(request, self._patience))
        return Delivered() if isinstance(reply, Answer) else reply

    def _signature(self, account: Account) -> Mapping[str, str]:
        secret = account.secret.get("sign_secret")
        if not secret:
            return {}
        timestamp = str(int(self._now() * 1000))
        digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
        return {"timestamp": timestamp, "sign": base64.b64encode(digest).decode()}


def _body(part: Part, media: str) -> Mapping[str, Any]:
    if part.picture is None:
        return {"msgtype": "text", "text": {"content": part.text}}
    return {"msgtype": "markdown", "markdown": {"title": "🖼", "text": f"![]({media})"}}
