"""Telegram: a bot in groups and channels, `https://api.telegram.org/bot<token>/<method>`.

Checked against the documentation and public threads (2026): captions of 1,024 and texts of 4,096 characters,
photos of 10 MB whose sides are at most 10,000 px together (tdlib/td#2544), questions of 300, options of 100,
2 to 12 of them, explanations of 200. Since Bot API 9.6 (2026-04) a quiz names `correct_option_ids`, before it
named `correct_option_id`: both are sent, and a server ignores what it does not know. From memory: which
descriptions come with 400 and 403, and that characters are counted in UTF-16 units, as offsets are; the
stricter count is used.

A bot cannot read what it sent, so that a call without answer needs a person. Nothing is parsed (no
parse_mode); an @name in a text still reaches that member, which Telegram lets nobody turn off.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from channels.senders.direct import Direct
from channels.senders.http import Answer, Request, call, seconds
from channels.senders.refusals import Meaning, no_answer, rejected, unknown_refusal, unsendable
from channels.senders.text_split import parts_of
from content.model import Capabilities, Message
from content.publish.sender import (
    Account,
    Delivered,
    Letter,
    Part,
    PartKind,
    QuizPoll,
    Rejected,
    SendOutcome,
    TokenCache,
)
from content.sanitize import one_line

BASE_URL = "https://api.telegram.org"
TEXT, CAPTION = 4_096, 1_024  # UTF-16 units
QUESTION, OPTION, EXPLANATION = 300, 100, 200  # UTF-16 units
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{10,100}", re.ASCII)  # it stands in the path
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg"}

_NO_TOKEN = Meaning("send_telegram.token", whole_channel=True)
_FLOOD = Meaning("send_telegram.flood", passing=True, whole_channel=True, pause=60)
_BY_CODE = {401: _NO_TOKEN, 404: _NO_TOKEN}  # 404 is what a token has that no bot ever had
_NOT_THERE = Meaning("send_telegram.not_member")
_NO_RIGHTS = Meaning("send_telegram.no_rights")
_QUIZ = Meaning("send_telegram.quiz")
_BY_WORDS = (  # what a description has, in lower case
    ("chat not found", Meaning("send_telegram.chat_not_found")),
    ("bot was kicked", _NOT_THERE),
    ("bot was blocked", _NOT_THERE),
    ("bot is not a member", _NOT_THERE),
    ("group chat was deactivated", Meaning("send_telegram.chat_gone")),
    ("user is deactivated", Meaning("send_telegram.chat_gone")),
    ("not enough rights", _NO_RIGHTS),
    ("administrator rights", _NO_RIGHTS),
    ("have no rights", _NO_RIGHTS),
    ("_forbidden", _NO_RIGHTS),  # CHAT_WRITE_FORBIDDEN, CHAT_SEND_PHOTOS_FORBIDDEN, ...
    ("chat_restricted", _NO_RIGHTS),
    ("topic_closed", Meaning("send_telegram.topic_closed")),
    ("too long", Meaning("send_telegram.too_long")),
    ("too_long", Meaning("send_telegram.too_long")),
    ("photo_invalid", Meaning("send_telegram.photo")),
    ("image_process_failed", Meaning("send_telegram.photo")),
    ("file is too big", Meaning("send_telegram.photo")),
    ("poll ", _QUIZ),
)


class TelegramSender(Direct):
    """`secret["token"]` is the bot's, `chat` the group's id (-100...) or a channel's @name."""

    capabilities = Capabilities(
        text_size=TEXT,
        caption_size=CAPTION,
        picture_bytes=10_000_000,
        picture_side=5_000,  # both sides together 10,000
        a_minute=1_200,  # 30 a second over all chats; 20 a minute in one group are out of reach
    )

    def parts(self, letter: Letter) -> Sequence[Part]:
        """The text, in pieces where it is too long, the picture, and the quiz last."""
        parts = list(parts_of(letter, _limits(letter.text)))
        if letter.quiz:
            parts.append(Part(len(parts) + 1, PartKind.QUIZ, quiz=letter.quiz))
        return parts

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        if refusal := _unsendable(account, part):
            return refusal
        answer = call(_request(account, part), self._patience)
        return _outcome(account, answer) if isinstance(answer, Answer) else answer


def _limits(text: str) -> Capabilities:
    """The limits in code points, of which some are two units: half as many are safe for whatever text."""
    units = _units(text)
    if units == len(text):
        return TelegramSender.capabilities
    caption = CAPTION if units <= CAPTION else 0
    return replace(TelegramSender.capabilities, text_size=TEXT // 2, caption_size=caption)


def _request(account: Account, part: Part) -> Request:
    def to(method: str, **fields: Any) -> Request:
        base = account.base_url or BASE_URL
        return Request("POST", f"{base}/bot{account.secret['token']}/{method}", **fields)

    if part.quiz:
        return to("sendPoll", body={"chat_id": account.chat, **_poll(part.quiz)})
    if part.picture:
        file = (f"poster.{_SUFFIXES[part.picture.media_type]}", part.picture.content, part.picture.media_type)
        caption = {"caption": part.text} if part.text else {}
        return to("sendPhoto", form={"chat_id": account.chat, **caption}, files={"photo": file})
    return to("sendMessage", body={"chat_id": account.chat, "text": part.text})


def _poll(quiz: QuizPoll) -> Mapping[str, Any]:
    explanation = one_line(quiz.explanation)  # at most two line breaks are taken
    while _units(explanation) > EXPLANATION:
        explanation = explanation.removesuffix("…")[:-1] + "…"
    return {
        "question": quiz.question,
        "options": [{"text": option} for option in quiz.options],
        "type": "quiz",
        "correct_option_ids": [quiz.right],
        "correct_option_id": quiz.right,
        **({"explanation": explanation} if explanation else {}),
    }


def _unsendable(account: Account, part: Part) -> Rejected | None:
    """Why the call is not worth making."""
    refusal = unsendable(account, _units(part.text), CAPTION if part.picture else TEXT)
    if refusal:
        return refusal
    if not _TOKEN.fullmatch(account.secret["token"]):
        return rejected("token", _NO_TOKEN)
    return rejected("quiz", _QUIZ) if part.quiz and _is_too_long(part.quiz) else None


def _is_too_long(quiz: QuizPoll) -> bool:
    return _units(quiz.question) > QUESTION or any(_units(option) > OPTION for option in quiz.options)


def _outcome(account: Account, answer: Answer) -> SendOutcome:
    body = answer.body
    if body.get("ok") is True:
        result = body.get("result")
        number = result.get("message_id") if isinstance(result, dict) else None
        return Delivered({"message_id": str(number)} if isinstance(number, int) else {})
    code = body.get("error_code", answer.status)
    if not isinstance(code, int) or not 400 <= code < 500:
        return no_answer(str(answer.status))
    return _refusal(account, code, answer)


def _refusal(account: Account, code: int, answer: Answer) -> Rejected:
    hints = answer.body.get("parameters")
    hints = hints if isinstance(hints, dict) else {}
    if isinstance(moved := hints.get("migrate_to_chat_id"), int):
        return Rejected(str(code), Message("send_telegram.migrated", chat=str(moved)))
    if code == 429:
        return rejected("429", _FLOOD, seconds(hints.get("retry_after")) or answer.retry_after)
    words = answer.body.get("description")
    meaning = _meaning(code, str(words).lower()) if answer.is_json else None
    return rejected(str(code), meaning) if meaning else unknown_refusal(account, str(code), words)


def _meaning(code: int, words: str) -> Meaning | None:
    return _BY_CODE.get(code) or next((meaning for part, meaning in _BY_WORDS if part in words), None)


def _units(text: str) -> int:
    """UTF-16 units: an emoji has two or more."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
