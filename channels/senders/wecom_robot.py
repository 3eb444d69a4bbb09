"""企业微信群机器人（消息推送）/ a WeCom group's webhook: text, and images of up to 2 MB.

Verified 2026-12 in stored copies of the vendor's page (91770, 99110): text of 2,048 bytes in UTF-8,
`<@userid>` calls a member, images as base64 with the md5 of their bytes, JPG or PNG of at most 2 MB before
base64, 20 messages a minute for a robot. It has no ids and no list: what became of a call without answer, a
person sees.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from channels.senders.direct import Direct
from channels.senders.http import Answer, Request, call
from channels.senders.refusals import webhook
from channels.senders.text_split import parts_of
from channels.senders.wecom import BASE_URL, CODES, without_mentions
from content.model import Capabilities
from content.publish.sender import Account, Delivered, Letter, Part, Rejected, SendOutcome, TokenCache


class WecomRobotSender(Direct):
    """`secret` has the webhook's whole `url`, or its `key`. One robot stands in one group."""

    capabilities = Capabilities(
        text_size=2_048, text_in_bytes=True, picture_bytes=2_000_000, a_minute=20, one_chat=True
    )

    def parts(self, letter: Letter) -> Sequence[Part]:
        return parts_of(replace(letter, text=without_mentions(letter.text)), self.capabilities)

    def upload(self, account: Account, part: Part, tokens: TokenCache) -> str | Rejected:
        return ""

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        url = webhook(account, f"{account.base_url or BASE_URL}/cgi-bin/webhook/send?key=", "key")
        if isinstance(url, Rejected):
            return url
        reply = CODES.judge(account, call(Request("POST", url, body=_body(part)), self._patience))
        return Delivered() if isinstance(reply, Answer) else reply


def _body(part: Part) -> Mapping[str, Any]:
    if part.picture is None:
        return {"msgtype": "text", "text": {"content": part.text}}
    content = part.picture.content
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return {"msgtype": "image", "image": {"base64": base64.b64encode(content).decode(), "md5": digest}}
