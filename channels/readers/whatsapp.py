"""WhatsApp's "Export chat": `_chat.txt`, alone or zipped with its media. Signal's text export is alike.

Messages have no ids, so one is made of who, when and which of that moment: it stays when a message is deleted
and a notice takes its place, and so tells what the notice withdraws.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from channels.cells import UNSEEN
from channels.readers.fields import an_author
from channels.readers.messages import (
    Author,
    ChatMessage,
    DateOrder,
    Entry,
    Export,
    Head,
    MessagePicture,
    attempt_one,
    made_id,
)
from channels.readers.places import is_picture
from channels.readers.seen_ids import SeenIds
from channels.readers.text import ended_lines, unreadable
from channels.readers.whatsapp_dates import (
    CUT_HEADER,
    HEADER,
    MARKS,
    DateOrderEvidence,
    Stamp,
    in_zone,
    stamp_of,
)
from channels.readers.withdrawals import is_withdrawal
from content.inbox import ConsentEvent, RefusedItem
from content.model import ConsentState, Message

A_DAY = timedelta(days=1)  # clocks of phones are in other zones than ours
LONGEST_MESSAGE = 100_000  # characters; WhatsApp takes 65,536
ATTACHED = re.compile(  # iOS: <attached: name>; Android: name (file attached); both in the phone's language
    r"<[^<>:：]{2,30}[:：]\s?(?P<ios>[^<>/\\]{1,200}\.\w{2,5})>"
    r"|(?m:^(?P<android>(?:(?:IMG|VID|PTT|AUD|STK|DOC)-\d{8}-WA\d+|[^\n<>/\\():]{1,150})\.\w{2,5}) "
    r"\((?:file attached|archivo adjunto|Datei angehängt|fichier joint|file allegato|arquivo anexado|"
    r"bestand bijgevoegd|文件附件|文件已附加|附件|附件檔案|檔案已附上|添付ファイル|파일 첨부됨)\)\s*$"
    # of a language that is not listed: WhatsApp's own names, and pictures in no brackets but those
    r"|^(?P<other>(?:IMG|VID|PTT|AUD|STK|DOC)-\d{8}-WA\d+\.\w{2,5}) \([^()\n]{3,40}\)\s*$)"
)
OMITTED = re.compile(
    r"<?\b(?:(?P<kind>image|photo|video|audio|sticker|GIF|document|Contact card) omitted|Media omitted"
    r"|Medien ausgeschlossen|Multimedia omitido|Médias omis)>?"
    r"|<(?:省略多媒体文件|媒体文件已省略|已省略媒體檔)>"
    r"|(?P<zh>图片|圖片|图像|圖像|视频|影片|音频|贴图|贴纸|文档)(?:已忽略|已省略|已略過)",
    re.IGNORECASE,
)
COLON = re.compile(r": |[:：]")
LONGEST_OMITTED = 30  # characters of what stands where a picture was left out
_MAY_BEGIN = re.compile(rf"(?m)^[{MARKS}]*\[?\d{{1,4}}[./-]")
LONGEST_NAME = 60  # characters in which the colon behind a name is looked for
MOST_PASTED = 20  # lines of the past within one message
EDITED = re.compile(r"\s*<(?:This message was edited|此消息已编辑|这条消息已编辑)>$")
ENCRYPTED = re.compile(
    r"Messages and calls are end-to-end encrypted\.|消息和通话(?:已)?(?:进行|使用)端到端加密|訊息(?:和|與"
    r"|及)通話.{0,8}端對端加密"
    r"|Nachrichten und Anrufe sind Ende-zu-Ende|mensajes y las llamadas están cifrad"
    r"|messages et les appels sont chiffrés"
    r"|mensagens e (?:as )?(?:chamadas|ligações) são protegidas|messaggi e le chiamate sono crittografat"
    r"|エンドツーエンド(?:で)?暗号化|종단간 암호화|защищены сквозным шифрованием|uçtan uca şifreli"
)
KINDS_ZH = {
    "视频": "video",
    "影片": "video",
    "音频": "voice",
    "贴图": "sticker",
    "贴纸": "sticker",
    "文档": "file",
}
KINDS = {"video": "video", "audio": "voice", "sticker": "sticker", "gif": "video", "document": "file"}
SUFFIXES = {
    "mp4": "video",
    "mov": "video",
    "3gp": "video",
    "opus": "voice",
    "m4a": "voice",
    "webp": "sticker",
}


class _Message(NamedTuple):  # as ChatMessage is: a million of them
    """A message as it stands: from one header to the next."""

    line: int
    stamp: Stamp
    rest: str
    line_text: str = ""  # the first line with its header

    @property
    def below(self) -> str:
        """The lines below the first, with the break before them."""
        _, _, below = self.rest.partition("\n")
        return f"\n{below}" if below else ""


class WhatsApp:
    name = "whatsapp"
    shape = "WhatsApp _chat.txt or its zip (any date style); Signal text alike"
    together = timedelta(0)  # the same minute, or second where the phone writes them

    def knows(self, head: Head) -> bool:
        filled = [line for line in head.text.splitlines()[:40] if line.strip()]
        return any(HEADER.match(line) for line in filled[:3])

    def entries(self, export: Export) -> Iterator[Entry]:
        try:
            now = export.asked.now
            latest = now.replace(tzinfo=None) + A_DAY if now else None
            style, weighed = FileStyle.of(export, latest)
            order = weighed.decided(export.asked.dates)
            if isinstance(order, RefusedItem):
                yield RefusedItem(
                    order.reason, Message("refusal.in_export", file=export.name, cause=order.why), export.name
                )
                return
            yield from self._messages(export, style, order)
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)

    def _messages(self, export: Export, style: "FileStyle", order: DateOrder) -> Iterator[Entry]:
        chat = _Chat(export, style, order)
        for block in _without_pasted(_blocks(export, style), order):
            if isinstance(block, RefusedItem):
                yield block
            else:
                yield attempt_one(chat.read, block, f"line {block.line}")


@dataclass(frozen=True, slots=True)
class FileStyle:
    """How a file is written. `crlf`: CRLF ends a message, LF is a line break within one; `colon` is what
    stands between a name and the words."""

    crlf: bool = False
    colon: str = ": "

    @classmethod
    def of(cls, export: Export, latest: datetime | None) -> tuple["FileStyle", DateOrderEvidence]:
        """Where both ends of lines are in a file, the one before most messages begins them. With what its
        dates prove: each header's, but in the few files whose headers must be told from pasted ones first.
        """
        begins, bare, spaced = Counter[bool](), 0, 0
        ends = Counter[str]()
        after = "\r\n"
        weighed = DateOrderEvidence(latest)
        for _, line, end in ended_lines(export.place, export.name):
            match = HEADER.match(line) if line is not None else None
            if match and (stamp := _stamp(match)):
                begins[after == "\r\n"] += 1
                rest = match["rest"]
                colon = COLON.search(_bare(rest[: 2 * LONGEST_NAME])[:LONGEST_NAME])
                spaced += bool(colon and colon[0] == ": ")
                bare += bool(colon and colon[0] != ": ")
                weighed.note(stamp, rest)
            ends[end] += 1
            after = end
        mixed = min(ends["\r\n"], ends["\n"]) > 0
        style = cls(mixed and begins[True] >= begins[False], ": " if spaced >= bare else ":")
        if style.crlf:
            whole = (block for block in _blocks(export, style) if isinstance(block, _Message))
            return style, DateOrderEvidence(latest).weigh((block.stamp, block.rest) for block in whole)
        return style, weighed.weigh(())


def _blocks(export: Export, style: FileStyle) -> Iterator[_Message | RefusedItem]:
    """Lines without a header go on with the message before them."""
    block: _Message | None = None
    more: list[str] = []
    size = 0
    after = "\r\n"
    for number, line, end in ended_lines(export.place, export.name):
        may_begin = after == "\r\n" or not style.crlf
        after = end
        match = HEADER.match(line) if line is not None and may_begin else None
        stamp = _stamp(match) if match else None
        if match and stamp:
            if block:
                yield _whole(block, more, size)
            block, more, size = _Message(number, stamp, match["rest"], line or ""), [], 0
        elif line is None or block is None:
            if line is None or line.strip(f"{MARKS} \t"):
                code = "refusal.line_beyond_measure" if line is None else "refusal.line_of_no_message"
                yield RefusedItem("bad_message", Message(code, line=number), f"line {number}")
        elif not end and _is_cut_header(line, block):
            yield RefusedItem(
                "bad_message", Message("refusal.header_cut", line=number, text=line), f"line {number}"
            )
        else:
            size += len(line)
            more += [line] * (size <= LONGEST_MESSAGE)
    if block:
        yield _whole(block, more, size)


def _is_cut_header(line: str, block: _Message) -> bool:
    """Whether the last line, which nothing ends, is the beginning of a header: the file was cut there."""
    fragment, before = line.strip(_LOOSE), block.line_text.strip(_LOOSE)
    alike = fragment.startswith("[") == before.startswith("[")
    return bool(fragment) and alike and CUT_HEADER.fullmatch(fragment) is not None


def _without_pasted(
    blocks: Iterator[_Message | RefusedItem], order: DateOrder
) -> Iterator[_Message | RefusedItem]:
    """Lines of the past amid a chat that goes on from where it was are what a member pasted into a message.

    Only a few are: a chat whose time goes back for good was put together of several.
    """
    whole: _Message | None = None
    pasted: list[_Message] = []
    latest: datetime | None = None
    for block in blocks:
        if isinstance(block, RefusedItem):
            yield block
            continue
        at = _clock(block, order)
        is_past = at is not None and latest is not None and at < latest - A_DAY
        if whole and is_past and len(pasted) < MOST_PASTED:
            pasted.append(block)
            continue
        if whole:
            if is_past:
                yield from (whole, *pasted)
                latest = None
            else:
                yield _pasted_into(whole, pasted)
        whole, pasted = block, []
        latest = max(latest or at, at) if at else latest
    yield from (whole, *pasted) if whole else ()


def _pasted_into(whole: _Message, pasted: list[_Message]) -> _Message:
    if not pasted:
        return whole
    return whole._replace(
        rest="\n".join([whole.rest, *(f"{message.line_text}{message.below}" for message in pasted)])
    )


def _clock(block: _Message, order: DateOrder) -> datetime | None:
    try:
        return block.stamp.at(order)
    except ValueError:
        return None


def _stamp(match: re.Match[str]) -> Stamp | None:
    try:
        return stamp_of(match)
    except ValueError:
        return None


def _whole(block: _Message, more: list[str], size: int) -> _Message | RefusedItem:
    if size > LONGEST_MESSAGE:
        where = f"line {block.line}"
        return RefusedItem("bad_message", Message("refusal.text_too_long", where=where, n=size), where)
    return block._replace(rest="\n".join([block.rest, *more])) if more else block


class _Chat:
    """An export while it is read."""

    def __init__(self, export: Export, style: FileStyle, order: DateOrder) -> None:
        self._export, self._style, self._order = export, style, order
        self._nth = _PerMoment()
        self._authors: dict[str, Author | None] = {}

    def read(self, block: _Message) -> Entry:
        clock = block.stamp.at(self._order)
        at = in_zone(clock, self._export.asked.zone)
        rest = block.rest if block.rest.isprintable() else UNSEEN.sub("", block.rest)
        sender, colon, words = rest.partition(self._style.colon)
        if not colon and self._style.colon == ":":
            sender, colon, words = rest.partition("：")
        name = sender.strip(f"{_LOOSE}~ ")
        text = EDITED.sub("", _bare(words)).strip() if "<" in words else _bare(words).strip()
        is_system = not colon or not name or "\n" in sender or bool(ENCRYPTED.search(words))
        group = self._export.scope
        key = made_id(group, name if not is_system else "", at.isoformat(), self._nth.of(name, clock))
        if is_system:
            return ChatMessage(key, "system", None, at, _bare(block.rest).strip())
        if is_withdrawal(text):
            return ConsentEvent(ConsentState.WITHDRAWN, f"{key}:deleted", f"{name}@{group}", key, at=at)
        return _message(key, self._author(name), at, text)

    def _author(self, name: str) -> Author | None:
        if name not in self._authors:
            self._authors[name] = an_author(f"{name}@{self._export.scope}", name)
        return self._authors[name]


class _PerMoment:
    """Which message of its sender and moment one is. Chats run forward, so that only the present moment is
    counted by name; of earlier ones a few bytes are kept, for clocks that run backwards."""

    def __init__(self) -> None:
        self._now: datetime | None = None
        self._latest: datetime | None = None
        self._counts: Counter[str] = Counter()
        self._seen = SeenIds()

    def of(self, name: str, at: datetime) -> int:
        """1 for the first message of `name` at this time."""
        if at != self._now:
            self._now, self._counts = at, Counter()
        if name not in self._counts and self._latest is not None and at <= self._latest:
            while (name, at, self._counts[name] + 1) in self._seen:
                self._counts[name] += 1
        self._counts[name] += 1
        self._latest = max(self._latest or at, at)
        self._seen.add((name, at, self._counts[name]))
        return self._counts[name]


_DIRECTIONS = re.compile(f"[{MARKS}]")
_LOOSE = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u202f\u00a0"


def _bare(text: str) -> str:
    """Without the marks of direction that phones set around names and notices."""
    return text if text.isprintable() else _DIRECTIONS.sub("", text)


def _message(key: str, author: Author | None, at: datetime, text: str) -> ChatMessage:
    own = _before_pasted(text)
    attached = (
        ATTACHED.finditer(own) if "<" in own or "(" in own else ()
    )  # looked for in few, as it costs most
    files = [match["ios"] or match["android"] or match["other"] for match in attached]
    omitted = OMITTED.fullmatch(text) if len(text) <= LONGEST_OMITTED else None
    if omitted:
        kind = KINDS_ZH.get(omitted["zh"] or "") or KINDS.get((omitted["kind"] or "").lower(), "image")
        files = [text.strip("<>")] if kind == "image" else []
    else:
        kind = _kind(files)
    pictures = tuple(
        MessagePicture((f,), f) for f in files if (omitted or is_picture(f)) and kind != "sticker"
    )
    left = ATTACHED.sub("", own) if files else own
    words = "" if omitted else f"{left}{text.removeprefix(own)}".strip()
    words = "" if words in files else words  # a file's own name is no caption
    return ChatMessage(key, kind, author, at, words, pictures=pictures)


def _before_pasted(text: str) -> str:
    """The member's own lines: what follows a line that looks like a message's first was pasted."""
    if not _MAY_BEGIN.search(text):
        return text
    end = 0
    for line in text.splitlines(keepends=True):
        if HEADER.match(line):
            return text[:end]
        end += len(line)
    return text


def _kind(files: list[str]) -> str:
    if not files:
        return "text"
    suffix = files[0].rpartition(".")[2].lower()
    return SUFFIXES.get(suffix, "image" if is_picture(files[0]) else "file")
