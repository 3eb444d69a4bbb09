"""What senders are handed in tests: a letter with its picture, and the two ways of sending it."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from PIL import Image

from channels.senders.http import Patience
from content.publish.sender import (
    Account,
    Letter,
    OpenCall,
    Part,
    Picture,
    QuizPoll,
    Rejected,
    Sender,
    SendOutcome,
)
from tests.platforms.memory_tokens import MemoryTokens

QUICK = Patience(connect=0.5, pause=0.1, whole=0.3)
CALM = Patience(connect=5, pause=5, whole=5)
KEY = "k7m2p9q4w8e3r6t1"


def picture(form: str = "JPEG") -> Picture:
    stream = io.BytesIO()
    Image.new("RGB", (48, 64), "#D9904F").save(stream, form)
    content = stream.getvalue()
    return Picture(content, hashlib.sha256(content).hexdigest(), f"image/{form.lower()}", 48, 64)


POSTER = picture()
QUIZ = QuizPoll("手冲的水，烧到几度？", ("85 ℃", "92 ℃", "100 ℃"), 1, "太烫会苦，\n太凉会酸。")
LETTER = Letter("周一这口黑，谁先喝完？", POSTER)


@dataclass
class Desk:
    """A sender with all that its calls need beside a part."""

    sender: Sender
    account: Account
    tokens: MemoryTokens = field(default_factory=MemoryTokens)

    def first(self, letter: Letter = LETTER) -> Part:
        return self.sender.parts(letter)[0]

    def send(self, part: Part, key: str = KEY) -> SendOutcome:
        """As the publisher does: what must be there first, then the call."""
        media = self.sender.upload(self.account, part, self.tokens)
        if isinstance(media, Rejected):
            return media
        return self.sender.send(self.account, part, media, key, self.tokens)

    def send_all(self, letter: Letter) -> list[SendOutcome]:
        """All parts, each with a key of its own."""
        return [self.send(part, f"{KEY}{part.number}") for part in self.sender.parts(letter)]

    def find(self, part: Part, at: datetime, key: str = KEY) -> SendOutcome | None:
        """What became of a call that took ten seconds from then."""
        return self.sender.find(
            self.account, part, OpenCall(key, at, at + timedelta(seconds=10)), self.tokens
        )


def account(secret: Mapping[str, str], base_url: str = "", chat: str = "", **options: str) -> Account:
    return Account("c1", secret, base_url, chat, options)
