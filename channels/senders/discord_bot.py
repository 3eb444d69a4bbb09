"""Discord by a bot: `POST /api/v10/channels/<chat>/messages`, with a nonce that stops doubles.

Checked (typings of 2026): with `enforce_nonce` a nonce is «checked for uniqueness in the past few minutes.
If another message was created by the same author with the same nonce, that message will be returned»; it has
at most 25 characters; errors and limits as in `discord`. How long «a few minutes» are is written nowhere: two
are relied on. From memory: what a listing says of a message's nonce, so that the text counts as well.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.senders.direct import Direct
from channels.senders.discord import FILE_BYTES, TEXT, message_of, message_request, outcome
from channels.senders.http import Answer, Patience, Request, call
from channels.senders.lookup import SKEW, nowhere
from channels.senders.refusals import missing, too_long, without_chat
from channels.senders.text_split import parts_of
from content.model import Capabilities, Recovery
from content.publish.sender import (
    Account,
    Delivered,
    Letter,
    OpenCall,
    Part,
    SendOutcome,
    TokenCache,
)

BASE_URL = "https://discord.com"
_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)  # of Discord's ids, whose upper 42 bits count ms
_CHAT = re.compile("[0-9]{1,20}", re.ASCII)  # it stands in the path
_PAGE, _MOST_PAGES = 100, 20
_NEAR = timedelta(seconds=60)  # within which a message of the same text is taken for the call's


class DiscordBotSender(Direct):
    """`secret["token"]` is the bot's, `chat` the id of the text channel."""

    capabilities = Capabilities(
        text_size=TEXT,
        caption_size=TEXT,
        picture_bytes=FILE_BYTES,
        a_minute=1_200,  # 50 a second over all
        recovery=Recovery.SAME_KEY,
        same_key_seconds=120,
    )

    def parts(self, letter: Letter) -> Sequence[Part]:
        return parts_of(letter, self.capabilities)

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        refusal = missing(account, "token") or too_long(len(part.text), TEXT)
        if refusal or not _CHAT.fullmatch(account.chat):
            return refusal or without_chat()
        message = {**message_of(part), "nonce": key, "enforce_nonce": True}
        url = f"{_api(account)}/channels/{account.chat}/messages"
        answer = call(message_request(url, message, part.picture, headers=_headers(account)), self._patience)
        return outcome(account, answer) if isinstance(answer, Answer) else answer

    def find(self, account: Account, part: Part, call: OpenCall, tokens: TokenCache) -> SendOutcome | None:
        """The message with the call's nonce; where nonces are not listed, the one that the bot wrote at about
        that time with the same text. What several could be, or one of another hour, is left to a person."""
        if missing(account, "token") or not _CHAT.fullmatch(account.chat):
            return None
        me = _get(account, "users/@me", {}, self._patience)
        listing = _listing(account, call, self._patience) if me else None
        if me is None or listing is None:
            return None
        messages, last = listing
        ours = [m for m in messages if _author(m) == me.body.get("id")]
        alike = [m for m in ours if m.get("nonce") is None and _is_alike(m, part)]
        first, end = _id_at(call.began_at - _NEAR), _id_at(call.ended_at + _NEAR)
        near = [m for m in alike if first <= int(m["id"]) <= end]
        candidates = [m for m in ours if m.get("nonce") == call.key] or near
        if len(candidates) == 1:
            return Delivered({"message_id": str(candidates[0]["id"]), "channel_id": account.chat})
        return None if alike or candidates else nowhere(last, call)


def _api(account: Account) -> str:
    return f"{account.base_url or BASE_URL}/api/v10"


def _headers(account: Account) -> Mapping[str, str]:
    return {"Authorization": f"Bot {account.secret['token']}"}


def _get(account: Account, path: str, params: Mapping[str, str], patience: Patience) -> Answer | None:
    """The answer to what only reads; None where it could not be read."""
    request = Request("GET", f"{_api(account)}/{path}", params=params, headers=_headers(account))
    answer = call(request, patience)
    return answer if isinstance(answer, Answer) and answer.status == 200 else None


def _listing(
    account: Account, call: OpenCall, patience: Patience
) -> tuple[Sequence[Mapping[str, Any]], Answer] | None:
    """All messages of the chat since the call, and the last answer; None where they cannot all be read."""
    messages: list[Mapping[str, Any]] = []
    after = _id_at(call.began_at - SKEW)
    for _ in range(_MOST_PAGES):
        params = {"after": str(after), "limit": str(_PAGE)}
        answer = _get(account, f"channels/{account.chat}/messages", params, patience)
        page = _messages(answer) if answer else None
        if answer is None or page is None:
            return None
        messages += page
        if len(page) < _PAGE:
            return messages, answer
        after = max(int(message["id"]) for message in page)
    return None


def _messages(answer: Answer) -> Sequence[Mapping[str, Any]] | None:
    """Those of one page, each with a number as its id."""
    try:
        listed = json.loads(answer.content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(listed, list) or not all(isinstance(message, dict) for message in listed):
        return None
    return listed if all(_CHAT.fullmatch(str(message.get("id"))) for message in listed) else None


def _author(message: Mapping[str, Any]) -> object:
    writer = message.get("author")
    return writer.get("id") if isinstance(writer, dict) else None


def _is_alike(message: Mapping[str, Any], part: Part) -> bool:
    files = message.get("attachments")
    pictures = len(files) if isinstance(files, list) else 0
    return message.get("content") == part.text.strip() and pictures == (1 if part.picture else 0)


def _id_at(instant: datetime) -> int:
    """The least id of a message of that instant."""
    return max(0, (instant - _EPOCH) // timedelta(milliseconds=1)) << 22
