"""Discord by a webhook: `POST <webhook>?wait=true`, and what the bot shares with it.

Checked (docs and typings of 2026): 2,000 characters; `wait` defaults to false, and then «a message that is
not saved does not return an error»; 429 has `retry_after` in seconds and `global`; limits are not to be hard
coded; the JSON codes (opcodes and status codes). From memory: 10 MiB a file since 2024, about 30 messages a
minute for one webhook, a ban of the address after 10,000 bad requests in 10 minutes (its 429 is no JSON).

Nobody is pinged, whatever the text says: `allowed_mentions` has an empty `parse`. A webhook cannot read what
it sent, so that a call without answer needs a person.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from channels.senders.direct import Direct
from channels.senders.http import Answer, Request, call, seconds
from channels.senders.refusals import (
    Meaning,
    missing,
    no_answer,
    quotable,
    rejected,
    too_long,
    unknown_refusal,
)
from channels.senders.text_split import parts_of
from content.model import Capabilities
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

TEXT = 2_000  # code points
FILE_BYTES = 10 * 1024 * 1024 - 16_384  # of a whole request, less its other fields
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg"}

_WEBHOOK_GONE = Meaning("send_discord.webhook_gone", whole_channel=True)
_NO_ACCESS = Meaning("send_discord.no_access")
_SLOW = Meaning("send_discord.slow", passing=True, pause=60)
_BANNED = Meaning("send_discord.banned", passing=True, whole_channel=True, pause=3_600)
_LIMITED = Meaning("send_discord.limited", passing=True, pause=5)
_LIMITED_GLOBALLY = Meaning("send_discord.limited", passing=True, whole_channel=True, pause=5)
_TOO_LARGE = Meaning("send_discord.too_large")
_TOKEN = Meaning("send_discord.token", whole_channel=True)
MEANINGS: Mapping[int, Meaning] = {
    10003: Meaning("send_discord.channel_gone"),
    10015: _WEBHOOK_GONE,
    50027: _WEBHOOK_GONE,
    40001: _TOKEN,
    50001: _NO_ACCESS,
    50013: _NO_ACCESS,
    50008: Meaning("send_discord.no_text_channel"),
    50024: Meaning("send_discord.no_text_channel"),
    40058: Meaning("send_discord.forum"),
    220001: Meaning("send_discord.forum"),
    50083: Meaning("send_discord.archived"),
    40005: _TOO_LARGE,
    20016: _SLOW,
    20028: _SLOW,
    20009: Meaning("send_discord.blocked"),
    200000: Meaning("send_discord.blocked"),
    240000: Meaning("send_discord.blocked"),
}
_BY_STATUS: Mapping[int, Meaning] = {401: _TOKEN, 413: _TOO_LARGE}


class DiscordSender(Direct):
    """`secret["url"]` is the whole address of the webhook, which stands in one chat."""

    capabilities = Capabilities(
        text_size=TEXT, caption_size=TEXT, picture_bytes=FILE_BYTES, a_minute=30, one_chat=True
    )

    def parts(self, letter: Letter) -> Sequence[Part]:
        return parts_of(letter, self.capabilities)

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        refusal = missing(account, "url") or too_long(len(part.text), TEXT)
        if refusal:
            return refusal
        request = message_request(
            account.secret["url"], message_of(part), part.picture, params={"wait": "true"}
        )
        answer = call(request, self._patience)
        return outcome(account, answer) if isinstance(answer, Answer) else answer


def message_of(part: Part) -> dict[str, Any]:
    """The fields of a message that pings nobody."""
    return {"content": part.text, "allowed_mentions": {"parse": []}}


def message_request(
    url: str, message: Mapping[str, Any], picture: Picture | None, **fields: Mapping[str, str]
) -> Request:
    """The call that posts a message; with a picture as a form whose `payload_json` has the rest."""
    if picture is None:
        return Request("POST", url, body=message, **fields)  # type: ignore[arg-type]  # params and headers alone
    name = f"poster.{_SUFFIXES[picture.media_type]}"
    payload = {**message, "attachments": [{"id": 0, "filename": name}]}
    return Request(
        "POST",
        url,
        form={"payload_json": json.dumps(payload, ensure_ascii=False)},
        files={"files[0]": (name, picture.content, picture.media_type)},
        **fields,  # type: ignore[arg-type]  # params and headers alone
    )


def outcome(account: Account, answer: Answer) -> SendOutcome:
    """What Discord answered to a message: its id is the evidence."""
    if 200 <= answer.status < 300:
        number = answer.body.get("id")
        if not isinstance(number, str) or not number.isdecimal():
            return no_answer(str(answer.status))  # 204: nobody waited for it to be saved
        channel = quotable(account, answer.body.get("channel_id"))
        return Delivered({"message_id": number, **({"channel_id": channel} if channel else {})})
    if not 400 <= answer.status < 500:
        return no_answer(str(answer.status))
    return refusal_of(account, answer)


def refusal_of(account: Account, answer: Answer) -> Rejected:
    """What an answer of 4xx means."""
    if answer.status == 429:
        return _limited(answer)
    code = answer.body.get("code")
    number = code if isinstance(code, int) and code else answer.status
    meaning = MEANINGS.get(number) or _BY_STATUS.get(answer.status)
    if meaning:
        return rejected(str(number), meaning)
    return unknown_refusal(account, str(number), answer.body.get("message"))


def _limited(answer: Answer) -> Rejected:
    if not answer.is_json:
        return rejected("429", _BANNED, answer.retry_after)  # not Discord's own: what stands before it
    pause = seconds(answer.body.get("retry_after"))
    everywhere = answer.body.get("global") is True
    return rejected("429", _LIMITED_GLOBALLY if everywhere else _LIMITED, pause or answer.retry_after)
