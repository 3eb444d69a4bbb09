"""LINE for PC as text: `2026.03.02 Monday`, then `09:05 name words`. They name no pictures.

Only a blank parts a name from the words, and a name may have blanks itself: it is told by what comes again.
A name that cannot be told is nobody's: a message counts all the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from channels.readers.messages import Export, Head
from channels.readers.plain_text import TextChat, TextMessage, day_of, moment_at
from channels.readers.text import lines

DAY = re.compile(r"(?P<year>\d{4})\.(?P<month>\d{2})\.(?P<day>\d{2}) \S{1,12}")
HEADER = re.compile(
    r"(?P<early>上午|下午|午前|午後|오전|오후)?\s?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?:\s?(?P<late>[AaPp][Mm]))?"
    r"[ \t](?P<words>.*)"
)
FIRST = re.compile(
    r"\A\ufeff?\s*\d{4}\.\d{2}\.\d{2} \S{1,12}\s*\r?\n(?:上午|下午|午前|午後)?\s?\d{1,2}:\d{2}[ \t]\S"
)
MOST_WORDS = 5  # of a name
PLACEHOLDERS = frozenset(
    {
        *("圖片", "照片", "图片", "写真", "사진", "Photos", "Photo", "Image", "貼圖", "贴图", "スタンプ"),
        *("스티커", "Stickers", "Sticker", "影片", "動画", "동영상", "Videos", "Video", "語音訊息"),
    }
)  # stand for what was sent, with brackets or without them


@dataclass
class _Block:
    """A message before its name is parted from its words."""

    line: int
    at: datetime | None
    first: str
    below: list[str] = field(default_factory=list)


class LinePcText(TextChat):
    name = "line_pc"
    shape = "LINE for PC as text (2026.03.02 Monday, then 09:05 name words): messages without pictures"

    def knows(self, head: Head) -> bool:
        return bool(FIRST.search(head.text))

    def blocks(self, export: Export) -> Iterator[tuple[str, TextMessage]]:
        names = ChatNames(block.first for block in _blocks(export))
        for block in _blocks(export):
            name, words = names.part(block.first)
            text = f"[{words}]" if words in PLACEHOLDERS and not block.below else words
            yield f"line {block.line}", TextMessage(block.at, "", name, [text, *block.below])


def _blocks(export: Export) -> Iterator[_Block]:
    """A clock that runs backwards within a day was pasted: it begins no message."""
    day: date | None = None
    block: _Block | None = None
    for number, line in lines(export.place, export.name):
        text = (line or "").lstrip("\ufeff").rstrip("\r")
        new_day, header = DAY.fullmatch(text.strip()), HEADER.fullmatch(text)
        at = moment_at(header, day, export) if header else None
        is_pasted = at is not None and block is not None and block.at is not None and at < block.at
        if block and (new_day or (header and not is_pasted)):
            yield block
        if new_day:
            day, block = day_of(new_day), None
        elif header and not is_pasted:
            block = _Block(number, at, header["words"])
        elif block:
            block.below.append(text)
    if block:
        yield block


class ChatNames:
    """What people of a chat are called, by the first lines of its messages.

    A name is followed by one word alone, or by ever other words. What is always followed by words that come
    again and go on is the beginning of a name.
    """

    def __init__(self, messages: Iterable[str]) -> None:
        self._followers: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._ended: Counter[tuple[str, ...]] = Counter()  # followed by one word, where the message ends
        for message in messages:
            words = message.split(" ")
            for length in range(1, min(MOST_WORDS, len(words) - 1) + 1):
                self._followers[tuple(words[:length])][words[length]] += 1
            if 1 < len(words) <= MOST_WORDS + 1:
                self._ended[tuple(words[:-1])] += 1

    def part(self, message: str) -> tuple[str, str]:
        """The name and the words; no name where it cannot be told, or where there is a notice."""
        words = message.split(" ")
        for length in range(1, min(MOST_WORDS, len(words) - 1) + 1):
            name = tuple(words[:length])
            if self._ended[name] or not self._goes_on(name):
                is_told = self._ended[name] or self._followers[name].total() > 1
                return (" ".join(name), " ".join(words[length:])) if is_told else ("", message)
        return "", message

    def _goes_on(self, name: tuple[str, ...]) -> bool:
        """Whether all that follows comes again, and is no word that stands for a picture."""
        followers = self._followers[name]
        return all(count > 1 and word.strip("[]") not in PLACEHOLDERS for word, count in followers.items())
