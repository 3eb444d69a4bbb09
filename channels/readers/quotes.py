"""What a message quotes, where its source writes the quoted words into the words: some write rules between
them, some an arrow, some brackets; none gives an id."""

import re
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from channels.readers.messages import Author, ChatMessage
from content.sanitize import clean, one_line

REMEMBERED = 500  # messages; what is quoted was mostly said on the same day
LIKE = 40  # characters by which quoted words are recognised: some apps cut them
PICTURE = re.compile(r"\[(?:图片|圖片|图|照片|image|photo|picture)\]|<image>", re.IGNORECASE)
RULE = r"[-—–─━_=*·•.﹣－]"  # what a line between the quoted words and the answer is drawn with
ABOVE = re.compile(  # 「name: words」 rule answer
    rf"(?s)\s*(?P<intro>这是一条引用/回复消息[:：]\s*)?(?P<quoted>.+?)\s*\n\s*(?:{RULE}\s?){{4,}}\s*\n(?P<said>.*)"
)
BEHIND = re.compile(r"(?s)(?P<said>.*)\n\s*(?:↳|└|>>)\s*(?P<quoted>.+)")
WITHIN = re.compile(r"(?s)\s*[\[【](?:引用|回复)\s*(?P<quoted>.+?[:：].*?)[\]】]\s*\n(?P<said>.*)")
NAMED = re.compile(r"(?s)[\s「『“\"'”]*(?P<name>[^:：\n]{1,60}?)\s*[:：]\s*(?P<words>.*?)[\s」』”\"'“]*")


@dataclass(frozen=True, slots=True)
class QuotedReply:
    """`answer` is the member's own; `name` and `quoted` are another's, as they stand in the `whole` quote."""

    answer: str
    name: str
    quoted: str
    whole: str

    @property
    def is_picture(self) -> bool:
        return bool(PICTURE.fullmatch(self.quoted.strip()))


def split_quote(text: str) -> QuotedReply | None:
    """The parts of a message that quotes another; None for one that does not."""
    if "\n" not in text:
        return None
    for style in (ABOVE, BEHIND, WITHIN):
        if not (match := style.fullmatch(text)):
            continue
        whole = f"{match.groupdict().get('intro') or ''}{match['quoted']}".strip()
        if named := NAMED.fullmatch(match["quoted"].strip()):
            return QuotedReply(match["said"].strip(), named["name"].strip(), named["words"].strip(), whole)
        if match.groupdict().get("intro"):
            return QuotedReply(match["said"].strip(), "", "", whole)
    return None


class _Noted(NamedTuple):
    """Of a message what tells whether it is the quoted one; `begins` is the start of its words."""

    id: str
    chat: str
    author: Author
    begins: str
    shows: bool


class Quotables:
    """The latest messages of a chat, among which a quote without an id is looked for."""

    def __init__(self) -> None:
        self._latest: deque[_Noted] = deque(maxlen=REMEMBERED)

    def note(self, message: ChatMessage) -> None:
        if message.author and (message.text or message.pictures):
            begins, shows = message.text[: 2 * LIKE], bool(message.pictures)
            self._latest.append(_Noted(message.id, message.chat, message.author, begins, shows))

    def find(self, quote: QuotedReply, chat: str = "") -> str | None:
        """The id of what it quotes; None where that is not clear.

        A name that no author here has may be one that the source gives no names to: then a quoted picture
        must be the only author's who showed any.
        """
        here = [noted for noted in reversed(self._latest) if noted.chat == chat]
        name = clean(quote.name)
        named = [noted for noted in here if noted.author.nickname == name]
        alike = [noted for noted in named or here if _may_be(noted, quote)]
        authors = {noted.author.id for noted in alike}
        return alike[0].id if alike and (named or len(authors) == 1) else None


def _may_be(noted: _Noted, quote: QuotedReply) -> bool:
    words = one_line(quote.quoted)[:LIKE]
    if quote.is_picture:
        return noted.shows
    return bool(words) and one_line(noted.begins)[:LIKE].startswith(words)
