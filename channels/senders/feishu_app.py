"""飞书应用机器人 / a Feishu app's bot: text and images, and a key that keeps a message from being doubled.

Verified 2026-12 in stored copies of the vendor's pages: requests with the same `uuid` (at most 50 characters)
send at most one message in an hour, and another content needs another uuid; text bodies of 150 KB, images of
10 MB and 12,000 px, 1,000 calls a minute and 50 a second, 5 a second in one chat. From memory: a
repetition is answered with the first message's id; an image key does not end and belongs to the app.
"""

import json
from collections.abc import Sequence
from dataclasses import replace

from channels.senders.direct import Direct
from channels.senders.feishu import FeishuApi, named, without_mentions
from channels.senders.http import Answer, Request
from channels.senders.refusals import no_answer, without_chat
from channels.senders.text_split import parts_of
from content.model import Capabilities, Recovery
from content.publish.sender import Account, Delivered, Letter, Part, Rejected, SendOutcome, TokenCache

TEXT_BYTES = 30_000  # a text in JSON in JSON may be four times as long, and a body has 150 KB


class FeishuAppSender(Direct):
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
        return FeishuApi(account, tokens, self._patience).image(part.picture)

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
        api = FeishuApi(account, tokens, self._patience)
        url, params = api.address("im/v1/messages"), {"receive_id_type": "chat_id"}
        reply = api.post(Request("POST", url, params, body=body))
        if isinstance(reply, Answer):
            number = named(reply, "message_id")
            return Delivered({"message_id": number}) if number else no_answer("unreadable")
        if isinstance(reply, Rejected) and part.picture and not reply.passing:
            tokens.forget(api.image_name(part.picture))  # it may be the image that is refused
        return reply
