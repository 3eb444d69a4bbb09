"""Chats as text, by QQ, MemoTrace and LINE. They name no pictures: only their messages count."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar

from channels.readers.day_parts import hour_of_day
from channels.readers.fields import a_moment, an_author
from channels.readers.identity import MadeKeys
from channels.readers.messages import ChatMessage, Entry, Export, Head, attempt_all
from channels.readers.places import is_picture
from channels.readers.text import lines, unreadable
from content.inbox import RefusedItem
from content.model import Message

KINDS = {  # what stands where no words were sent
    "图片": "image",
    "照片": "image",
    "圖片": "image",
    "写真": "image",
    "사진": "image",
    "photo": "image",
    "表情": "sticker",
    "动画表情": "sticker",
    "贴图": "sticker",
    "貼圖": "sticker",
    "sticker": "sticker",
    "スタンプ": "sticker",
    "语音": "voice",
    "語音訊息": "voice",
    "voice message": "voice",
    "视频": "video",
    "影片": "video",
    "video": "video",
    "動画": "video",
    "文件": "file",
    "檔案": "file",
    "file": "file",
}
AMID_WORDS = re.compile(r"\[(?:图片|照片|圖片)\]")  # a picture that was sent with words
TITLES = re.compile(r"(?:【[^】]{0,20}】\s*)+")  # 【管理员】 before a name
LONGEST = 100_000  # characters of a message


@dataclass
class TextMessage:
    """A message as it stands: its first line's parts, and the lines below."""

    at: datetime | None
    key: str
    name: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


class TextChat(ABC):
    """What these texts share. A line that begins no message goes on with the one before."""

    name: ClassVar[str]
    shape: ClassVar[str]
    together: timedelta | None = None

    @abstractmethod
    def blocks(self, export: Export) -> Iterator[tuple[str, TextMessage]]:
        """(where, message) of each message as the text has it."""

    def entries(self, export: Export) -> Iterator[Entry]:
        keys, unnamed = MadeKeys(export.scope), 0
        try:
            for entry in attempt_all(self.blocks(export), lambda block: _read(block, keys, export)):
                unnamed += isinstance(entry, ChatMessage) and _shows_a_picture(entry)
                yield entry
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)
        if unnamed and any(map(is_picture, export.around)):
            why = Message("refusal.pictures_not_named", file=export.name, n=unnamed)
            yield RefusedItem("media_missing", why, f"{export.name}~pictures")


def _shows_a_picture(message: ChatMessage) -> bool:
    return message.kind == "image" or bool(AMID_WORDS.search(message.text))


def _read(block: TextMessage, keys: MadeKeys, export: Export) -> Iterator[Entry]:
    text = block.text
    kind = KINDS.get(text[1:-1].casefold(), "text") if text[:1] == "[" and text[-1:] == "]" else "text"
    kind = kind if block.name else "system"
    member = block.key or f"{block.name}@{export.scope}"
    yield ChatMessage(
        id=keys.key(member, block.at, kind, text),
        kind=kind,
        author=an_author(member, block.name) if block.name else None,
        at=block.at,
        text=text[:LONGEST] if kind in ("text", "system") else "",
    )


class QqText(TextChat):
    name = "qq_text"
    shape = "QQ 消息记录 as text (2026-03-02 18:00:00 name(number)): messages without pictures"
    HEADER = re.compile(
        r"(?P<at>\d{4}-\d{2}-\d{2} \d{1,2}:\d{2}:\d{2}) (?P<name>.*?)"
        r"(?:\((?P<number>\d{4,12})\)|<(?P<mail>[^<>\s]+)>)?"
    )

    def knows(self, head: Head) -> bool:
        return head.text.lstrip("\ufeff\r\n ").startswith("消息记录") and "消息对象" in head.text

    def blocks(self, export: Export) -> Iterator[tuple[str, TextMessage]]:
        yield from _headed(export, self.HEADER)


class MemoTraceText(TextChat):
    name = "memotrace_text"
    shape = "WeChat by MemoTrace 留痕 as text (2026-03-02 18:00:00 name, the words below): no pictures"
    HEADER = re.compile(r"(?P<at>\d{4}-\d{2}-\d{2} \d{1,2}:\d{2}:\d{2}) (?P<name>[^\n]{1,80})")

    def knows(self, head: Head) -> bool:
        first = next((line for line in head.text.splitlines() if line.strip()), "").lstrip("\ufeff").strip()
        return bool(self.HEADER.fullmatch(first)) and not first.endswith((":", "："))

    def blocks(self, export: Export) -> Iterator[tuple[str, TextMessage]]:
        yield from _headed(export, self.HEADER)


def _headed(export: Export, header: re.Pattern[str]) -> Iterator[tuple[str, TextMessage]]:
    """The messages of a text in which each begins with a line of its time and its author."""
    block: TextMessage | None = None
    start = 0
    for number, line in lines(export.place, export.name):
        text = (line or "").lstrip("\ufeff")
        match = header.fullmatch(text.rstrip())
        if match:
            if block:
                yield f"line {start}", block
            named = match.groupdict()
            name = TITLES.sub("", named["name"]).strip()
            key = named.get("number") or named.get("mail") or ""
            block, start = TextMessage(_moment(named["at"], export), key, name or key), number
        elif block and not text.startswith("====="):
            block.lines.append(text)
    if block:
        yield f"line {start}", block


class LineText(TextChat):
    name = "line"
    shape = "LINE chat history as text ([LINE] ..., days, then time, name, words): messages without pictures"
    DAY = re.compile(
        r"(?P<year>\d{4})[/.]\s?(?P<month>\d{1,2})[/.]\s?(?P<day>\d{1,2})\.?\s*(?:\S{0,12})"
        r"|\w{3,9},\s*(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})"
    )
    HEADER = re.compile(
        r"(?P<early>上午|下午|午前|午後|오전|오후)?\s?(?P<hour>\d{1,2}):(?P<minute>\d{2})\s?(?P<late>[AaPp][Mm])?\t"
        r"(?P<name>[^\t]*)\t(?P<words>.*)"
    )

    def knows(self, head: Head) -> bool:
        text = head.text.lstrip("\ufeff\r\n ")
        if not text.startswith(("[LINE]", "Chat history with", "Chat history in")):
            return False
        lines_shown = [line.strip() for line in text.splitlines()]
        return any(map(self.DAY.fullmatch, lines_shown)) or not any(map(self.HEADER.fullmatch, lines_shown))

    def blocks(self, export: Export) -> Iterator[tuple[str, TextMessage]]:
        block: TextMessage | None = None
        day: date | None = None
        start = 0
        for number, line in lines(export.place, export.name):
            text = (line or "").lstrip("\ufeff").rstrip("\r")
            header, new_day = self.HEADER.fullmatch(text), self.DAY.fullmatch(text.strip())
            if block and (header or new_day):
                yield f"line {start}", block
                block = None
            if new_day:
                day = day_of(new_day)
            elif header:
                at = moment_at(header, day, export)
                block, start = (
                    TextMessage(at, "", header["name"].strip(), [header["words"].strip('"')]),
                    number,
                )
            elif block:
                block.lines.append(text.removesuffix('"'))
        if block:
            yield f"line {start}", block


def day_of(match: re.Match[str]) -> date | None:
    year, month, day = match["year"] or match["y"], match["month"] or match["m"], match["day"] or match["d"]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def moment_at(match: re.Match[str], day: date | None, export: Export) -> datetime | None:
    if day is None:
        return None
    hour = hour_of_day(int(match["hour"]) % 24, match["early"] or (match["late"] or "").lower())
    return _moment(f"{day} {hour:02}:{match['minute']}", export)


def _moment(text: str, export: Export) -> datetime | None:
    """None for what looks like a time and is none."""
    try:
        return a_moment(text, export.asked.zone)
    except ValueError:
        return None
