"""Answers that carry a code: WeCom's and DingTalk's errcode, Feishu's code. HTTP 200 is not success.

Success is the code 0 as an integer in an answer of 2xx, and nothing else. Any other code, known to the table
or not, is a refusal: the platform read the request and took nothing. HTTP 429 is a refusal that passes. 5xx,
a redirect, or an answer that cannot be read is no answer at all, as something between may have made it; so is
a code that the table calls unsure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from channels.senders.http import Answer, seconds
from channels.senders.refusals import Meaning, no_answer, rejected, unknown_refusal
from content.model import Message
from content.publish.sender import Account, NoAnswer, Rejected, TokenCache

Reply: TypeAlias = Answer | Rejected | NoAnswer
T = TypeVar("T")

PAUSE = 60.0  # seconds, where a platform names none
_USUAL, _EARLY, _SHORTEST = 7_200.0, 300.0, 60.0  # seconds of a token
# The request was not carried out, whoever says so; 400 and 403 may also judge an answer on its way back.
_NOT_CARRIED_OUT = frozenset({401, 404, 405, 411, 413, 414, 415, 431})
_MANY = Meaning("send_refused.too_many", passing=True, whole_channel=True, pause=PAUSE)


@dataclass(frozen=True, slots=True)
class Codes:
    """A platform's codes: the fields of an answer, what each code means, which of them leave it open.

    `reset` is the header in which the platform itself names a pause in seconds, beside Retry-After.
    """

    fields: tuple[str, ...]
    words: str
    meanings: Mapping[int, Meaning]
    stale: frozenset[int] = frozenset()  # the access token was refused: nothing was taken
    unsure: frozenset[int] = frozenset()
    reset: str = "retry-after"

    def judge(self, account: Account, reply: Reply) -> Reply:
        """The answer where it says success; else what it says instead."""
        if not isinstance(reply, Answer):
            return reply
        code = self._code(reply)
        if reply.status == 429:
            return rejected(str(code or 429), self._meaning_of_429(code), self._pause(reply))
        if reply.status >= 500 or 300 <= reply.status < 400:
            return no_answer(f"http_{reply.status}")
        if code is None:
            return _without_code(reply)
        if code == 0:
            return reply if reply.status < 300 else no_answer(f"http_{reply.status}")
        return self._refusal(account, code, reply)

    def _refusal(self, account: Account, code: int, answer: Answer) -> Rejected | NoAnswer:
        if code in self.unsure:
            return no_answer(str(code))
        meaning = self.meanings.get(code)
        if meaning is None:
            return unknown_refusal(account, str(code), answer.body.get(self.words))
        return rejected(str(code), meaning, self._pause(answer))

    def _code(self, answer: Answer) -> int | None:
        for name in self.fields:
            code = answer.body.get(name)
            if isinstance(code, int) and not isinstance(code, bool):
                return code
        return None

    def _pause(self, answer: Answer) -> float | None:
        return seconds(answer.headers.get(self.reset)) or answer.retry_after

    def _meaning_of_429(self, code: int | None) -> Meaning:
        meaning = self.meanings.get(code or 0)
        return meaning if meaning and meaning.passing else _MANY


def _without_code(answer: Answer) -> Rejected | NoAnswer:
    if answer.status in _NOT_CARRIED_OUT:
        code = f"http_{answer.status}"
        return Rejected(code, Message("send_refused.http_status", status=answer.status))
    return no_answer("unreadable")


class NotObtained(Exception):
    """A token or an upload was refused or lost; carried through TokenCache.get to whoever asked."""

    def __init__(self, outcome: Rejected) -> None:
        super().__init__(outcome.code)
        self.outcome = outcome


def lease(holds: object) -> float:
    """How many seconds a token that `holds` so many is kept: it is renewed five minutes before its end."""
    return max(_SHORTEST, (seconds(holds) or _USUAL) - _EARLY)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """The access token of an account: its name in the cache, and how to get a new one."""

    name: str
    renew: Callable[[], tuple[str, float]] = field(repr=False)
    stale: frozenset[int]

    def use(self, tokens: TokenCache, ask: Callable[[str], T]) -> T | Rejected:
        """Ask with the token; once more with a new one where the platform refused the token.

        This holds for what members can see, too: a refused token is the platform's word that it took nothing,
        so that of the two calls at most one was accepted. What is asked may itself be kept in the cache: no
        renewal of one value ever waits for that of another.
        """
        reply = self._ask(tokens, ask)
        if isinstance(reply, Rejected) and reply.code in {str(code) for code in self.stale}:
            tokens.forget(self.name)
            reply = self._ask(tokens, ask)
        return reply

    def _ask(self, tokens: TokenCache, ask: Callable[[str], T]) -> T | Rejected:
        token = kept(tokens, self.name, self.renew)
        return token if isinstance(token, Rejected) else ask(token)


def kept(tokens: TokenCache, name: str, get: Callable[[], tuple[str, float]]) -> str | Rejected:
    """What the cache keeps under `name`, or what `get` returns, which may raise NotObtained."""
    try:
        return tokens.get(name, get)
    except NotObtained as error:
        return error.outcome


def obtained(reply: Reply, read: Callable[[Answer], T | None]) -> T:
    """What `read` finds in a successful answer; NotObtained for all else: what may be repeated passes."""
    if isinstance(reply, Rejected):
        raise NotObtained(reply)
    value = read(reply) if isinstance(reply, Answer) else None
    if value is None:
        code = reply.code if isinstance(reply, NoAnswer) else "unreadable"
        raise NotObtained(
            Rejected(code, Message("send_refused.not_obtained", cause=code), passing=True, retry_after=PAUSE)
        )
    return value
