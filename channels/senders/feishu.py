"""飞书 / Feishu: what its two ends have in common: codes, and texts that call nobody.

Verified 2026-12 in stored copies of the vendor's pages and of clients' sources: 100 calls a minute and 5 a
second for a custom bot, 20 KB of body, 11232 at full and half hours; 19021 signature or clock (1 hour), 19024
keyword; HTTP 400 with 230001 to 230028 for messages; 230020, 11232, 99991400 and 429 for limits, with the
header x-ogw-ratelimit-reset; 230049 while a message is being sent; 99991661, 99991663 and 99991668 for a
token that is refused, 99991672 for a missing scope, 10003 and 10014 for an app's id and secret. From memory:
19001, 19022, 99991664, 99991677, 234xxx.
"""

import re

from channels.senders.codes import Codes
from channels.senders.refusals import Meaning

BASE_URL = "https://open.feishu.cn"

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
