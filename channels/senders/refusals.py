"""What a refusal means: a platform's code looked up in its table, or its own words, cleaned and cut."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qsl, quote, unquote

from content.model import Message
from content.publish.sender import Account, NoAnswer, Rejected
from content.sanitize import clean, one_line

Failure: TypeAlias = Rejected | NoAnswer  # how a call ends that did not succeed
MOST_WORDS = 200  # characters of what a platform writes, in a message of ours
MOST_CODE = 60  # and of its code
_SHORTEST_SECRET = 6  # characters: a shorter piece of an address is no secret and may stand in any sentence
_MASK = "***"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a platform's code stands for: `message` is a code of the catalogues, without parameters.

    `passing` and `whole_channel` as for Rejected; `pause` in seconds, where the platform names none.
    """

    message: str
    passing: bool = False
    whole_channel: bool = False
    pause: float | None = None


def rejected(code: str, meaning: Meaning, retry_after: float | None = None) -> Rejected:
    """The refusal for a code that a table knows."""
    pause = meaning.pause if retry_after is None else retry_after
    return Rejected(
        code,
        Message(meaning.message),
        passing=meaning.passing,
        retry_after=pause if meaning.passing else None,
        whole_channel=meaning.whole_channel,
    )


def unknown_refusal(account: Account, code: str, words: object) -> Rejected:
    """A refusal that no table knows: for good, with the platform's own words for whoever looks into it."""
    code, quoted = quotable(account, code)[:MOST_CODE], quotable(account, words)
    return Rejected(code, Message("send_refused.unknown", code=code, words=quoted or "-"))


def quotable(account: Account, words: object) -> str:
    """What a platform wrote as a message may quote it: one clean line without the channel's secrets."""
    text = words if isinstance(words, str) else ""
    text = one_line(clean(text[: 20 * MOST_WORDS]))
    for secret in _pieces(account.secret):
        text = text.replace(secret, _MASK)
    return text if len(text) <= MOST_WORDS else f"{text[: MOST_WORDS - 1]}…"


def missing(account: Account, *names: str) -> Rejected | None:
    """The refusal where a field of the secret is empty."""
    name = next((name for name in names if not account.secret.get(name)), None)
    if name is None:
        return None
    return Rejected("no_secret", Message("send_refused.no_secret", field=name), whole_channel=True)


def webhook(account: Account, beginning: str, name: str) -> str | Rejected:
    """A webhook's address: the secret's `url`, else `beginning` and behind it the secret's field `name`."""
    url = account.secret.get("url")
    return url or missing(account, name) or beginning + quote(account.secret[name], safe="")


def without_chat() -> Rejected:
    """The refusal where nobody said which chat the group has."""
    return Rejected("no_chat", Message("send_refused.no_chat"))


def too_long(size: int, most: int) -> Rejected | None:
    """The refusal for a text of more than `most` characters, as the platform counts."""
    if size <= most:
        return None
    return Rejected("too_long", Message("send_refused.too_long", size=size, most=most))


def unsendable(account: Account, size: int, most: int) -> Rejected | None:
    """Why a bot's call is not worth making: no token, no chat, or more characters than the most."""
    return missing(account, "token") or (None if account.chat else without_chat()) or too_long(size, most)


def no_answer(code: str) -> NoAnswer:
    """An answer came that says neither yes nor no."""
    return NoAnswer(code, Message("send.no_answer"))


def _pieces(secret: Mapping[str, str]) -> list[str]:
    """The secrets, and the parts of those that are addresses, longest first."""
    pieces = set(secret.values())
    for value in secret.values():
        path, _, query = value.partition("://")[2].partition("?")
        pieces |= {f"/{path.partition('/')[2]}", *(text for _, text in parse_qsl(query))}
        pieces |= set(re.split(r"[:/?]", value))
    pieces |= {unquote(piece) for piece in pieces}
    return sorted((p for p in pieces if len(p) >= _SHORTEST_SECRET), key=lambda p: (-len(p), p))
