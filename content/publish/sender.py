"""What a sender is asked for and what it answers: parts, accounts, outcomes. HTTP lives in channels/senders.

One rule holds for all of them: `send` makes at most one call that a member could see, and never a second one
by itself. What may be repeated without anybody noticing (an upload, a token) is `upload`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from content.model import Capabilities, Message


class PartKind(StrEnum):
    TEXT = "text"
    PICTURE = "picture"  # a picture alone
    CAPTIONED = "captioned"  # a picture with its text, in one message
    QUIZ = "quiz"  # a native poll that knows its right answer


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes that members see; `sha256` is theirs, in hex. `width` and `height` in px."""

    content: bytes
    sha256: str
    media_type: str  # image/png or image/jpeg
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class QuizPoll:
    """A question with 2 to 10 options; `right` is the index of the answer from 0."""

    question: str
    options: tuple[str, ...]
    right: int
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A post as members are to see it, before a channel divides it into parts."""

    text: str
    picture: Picture | None = None
    quiz: QuizPoll | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a post: what one irreversible call sends. `number` counts from 1."""

    number: int
    kind: PartKind
    text: str = ""
    picture: Picture | None = None
    quiz: QuizPoll | None = None


class TokenCache(Protocol):
    """Access tokens and uploaded media, in the database for all publishers, with one renewer at a time."""

    def get(self, name: str, renew: Callable[[], tuple[str, float]]) -> str:
        """The value kept under `name`, or what `renew` returns: (value, seconds it holds)."""
        ...

    def forget(self, name: str) -> None:
        """It was refused before its time: the next `get` renews it."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom to send: all that a call needs beside the part.

    `secret` is what the environment or the secrets file has for the channel: a webhook's whole `url`, a
    `token`, or several fields (`corp_id`, `corp_secret`) by name; it is never put into a message.
    `base_url` empty: the platform's own address. `chat`: the group's chat at the platform. `options` as for
    Channel, with the post's `day` (ISO), `group` and `slot`, by which files are named. `people`: ids at the
    platform of the staff concerned, as the owner who taps a mass sending.
    """

    channel: str
    secret: Mapping[str, str] = field(repr=False)
    base_url: str = ""
    chat: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform took it. `receipt` is its evidence (a message's id), safe to be shown."""

    receipt: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskCreated:
    """The platform took it as a task: it goes out when a person taps. `receipt` names the task."""

    receipt: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform said no, or was never reached: it is certain that nothing was sent.

    `code` is the platform's own (an errcode, a status, `not_reached`), `message` its meaning and what to do.
    `passing`: it may be tried again after `retry_after` seconds (None: the publisher's own pause);
    `whole_channel`: others by this channel have to wait as well.
    """

    code: str
    message: Message
    passing: bool = False
    retry_after: float | None = None
    whole_channel: bool = False


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The call began and nobody knows how it ended (a timeout, a lost connection, an answer that cannot be
    read): members may have seen it. Never sent again blindly."""

    code: str
    message: Message


SendOutcome: TypeAlias = Delivered | TaskCreated | Rejected | NoAnswer


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call without an answer, to be looked up: when it began and ended, and the key it had."""

    key: str
    began_at: datetime
    ended_at: datetime
    receipt: Mapping[str, str] = field(default_factory=dict)


class Sender(Protocol):
    """One kind of channel. Without state: an instance serves all channels of the kind, in any thread."""

    capabilities: Capabilities

    def parts(self, letter: Letter) -> Sequence[Part]:
        """The messages the letter becomes, in their order. Pure: the same letter gives the same parts.
        The pictures already keep to `capabilities`."""
        ...

    def upload(self, account: Account, part: Part, tokens: TokenCache) -> str | Rejected:
        """What must be there before the part can be sent, as a media id; "" where nothing must.
        May be repeated at will: no member sees it."""
        ...

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        """Send one part: at most one irreversible call. `media` is what `upload` gave; `key` is the same for
        each try of this part of this post, at most 25 characters of [a-z0-9]."""
        ...

    def find(self, account: Account, part: Part, call: OpenCall, tokens: TokenCache) -> SendOutcome | None:
        """What became of a call without answer, or of a task, as the platform tells; None where it cannot."""
        ...
