"""WhatsApp's "Export chat": `_chat.txt`, alone or zipped with its media. Signal's text export is alike.

Messages have no ids, so one is made of who, when and which of that moment: it stays when a message is deleted
and a notice takes its place, and so tells what the notice withdraws.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.cells import UNSEEN
from channels.readers.messages import (
    ChatMessage,
    DateOrder,
    Entry,
    Export,
    Head,
    Picture,
    an_author,
    attempt,
    made_id,
)
from channels.readers.places import is_picture
from channels.readers.text import lines, unreadable
from channels.readers.whatsapp_dates import HEADER, MARKS, Order, Stamp, in_zone, stamp_of
from content.inbox import ConsentEvent, Refused
from content.model import ConsentState, Message

A_DAY = timedelta(days=1)  # clocks of phones are in other zones than ours
LONGEST_MESSAGE = 100_000  # characters; WhatsApp takes 65,536
ATTACHED = re.compile(  # iOS: <attached: name>; Android: name (file attached); both in the phone's language
    r"<[^<>:：]{2,30}[:：]\s?(?P<ios>[^<>/\\]{1,200}\.\w{2,5})>"
    r"|(?m:^(?P<android>(?:(?:IMG|VID|PTT|AUD|STK|DOC)-\d{8}-WA\d+|[^\n<>/\\():]{1,150})\.\w{2,5}) "
    r"\((?:file attached|archivo adjunto|Datei angehängt|fichier joint|file allegato|arquivo anexado|"
    r"bestand bijgevoegd|文件附件|文件已附加|附件|檔案已附上|添付ファイル|파일 첨부됨)\)\s*$)"
)
OMITTED = re.compile(
    r"<?\b(?:(?P<kind>image|photo|video|audio|sticker|GIF|document|Contact card) omitted|Media omitted"
    r"|Medien ausgeschlossen|Multimedia omitido|Médias omis)>?"
    r"|<(?:省略多媒体文件|媒体文件已省略|已省略媒體檔)>"
    r"|(?P<zh>图片|圖片|图像|圖像|视频|影片|音频|贴图|贴纸|文档)(?:已忽略|已省略|已略過)",
    re.IGNORECASE,
)
DELETED = re.compile(
    r"(?:This message was deleted|You deleted this message|此消息已(?:被)?删除|你已删除此消息|您已删除此消息"
    r"|此訊息已刪除|Diese Nachricht wurde gelöscht|Se eliminó este mensaje|Ce message a été supprimé)\.?"
)
EDITED = re.compile(r"\s*<(?:This message was edited|此消息已编辑|这条消息已编辑)>$")
ENCRYPTED = re.compile(
    r"Messages and calls are end-to-end encrypted\.|消息和通话(?:已)?(?:进行|使用)端到端加密"
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


@dataclass(frozen=True, slots=True)
class _Block:
    """A message as it stands: from one header to the next."""

    line: int
    stamp: Stamp
    rest: str


class WhatsApp:
    name = "whatsapp"
    shape = "WhatsApp _chat.txt or its zip (any date style); Signal text alike"
    together = timedelta(0)  # the same minute, or second where the phone writes them

    def knows(self, head: Head) -> bool:
        shown = [line for line in head.text.splitlines()[:40] if line.strip()]
        return any(HEADER.match(line) for line in shown[:3])

    def entries(self, export: Export) -> Iterator[Entry]:
        try:
            now = export.asked.now
            latest = now.replace(tzinfo=None) + A_DAY if now else None
            weighed = Order(latest).weigh(b.stamp for b in _blocks(export) if isinstance(b, _Block))
            order = weighed.decided(export.asked.dates)
            if isinstance(order, Refused):
                yield Refused(
                    order.reason, Message("refusal.in_export", file=export.name, cause=order.why), export.name
                )
                return
            yield from self._messages(export, order)
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)

    def _messages(self, export: Export, order: DateOrder) -> Iterator[Entry]:
        nth: Counter[tuple[str, datetime]] = Counter()
        for block in _blocks(export):
            if isinstance(block, Refused):
                yield block
            else:
                where = f"line {block.line}"
                yield from attempt(lambda one: _read(one, order, export, nth), block, where)


def _blocks(export: Export) -> Iterator[_Block | Refused]:
    """Lines without a header go on with the message before them."""
    block: _Block | None = None
    more: list[str] = []
    size = 0
    for number, line in lines(export.place, export.name):
        match = HEADER.match(line) if line is not None else None
        stamp = _stamp(match) if match else None
        if match and stamp:
            if block:
                yield _whole(block, more, size)
            block, more, size = _Block(number, stamp, match["rest"]), [], 0
        elif line is None or block is None:
            if line is None or line.strip(f"{MARKS} \t"):
                code = "refusal.line_beyond_measure" if line is None else "refusal.line_of_no_message"
                yield Refused("bad_message", Message(code, line=number), f"line {number}")
        else:
            size += len(line)
            more += [line] * (size <= LONGEST_MESSAGE)
    if block:
        yield _whole(block, more, size)


def _stamp(match: re.Match[str]) -> Stamp | None:
    try:
        return stamp_of(match)
    except ValueError:
        return None


def _whole(block: _Block, more: list[str], size: int) -> _Block | Refused:
    if size > LONGEST_MESSAGE:
        where = f"line {block.line}"
        return Refused("bad_message", Message("refusal.text_too_long", where=where, n=size), where)
    return _Block(block.line, block.stamp, "\n".join([block.rest, *more]))


def _read(
    block: _Block, order: DateOrder, export: Export, nth: Counter[tuple[str, datetime]]
) -> Iterator[Entry]:
    at = in_zone(block.stamp.at(order), export.asked.zone)
    who, colon, said = UNSEEN.sub("", block.rest).partition(": ")
    name = who.strip(f"{_LOOSE}~ ")
    text = EDITED.sub("", _bare(said)).strip()
    is_system = not colon or not name or "\n" in who or bool(ENCRYPTED.search(said))
    nth[name, at] += 1
    group = export.asked.group or export.folder_name
    key = made_id(group, name if not is_system else "", at.isoformat(), nth[name, at])
    if is_system:
        yield ChatMessage(key, "system", None, at, _bare(block.rest).strip())
    elif DELETED.fullmatch(text):
        yield ConsentEvent(ConsentState.WITHDRAWN, f"{key}:deleted", f"{name}@{group}", key, at=at)
    else:
        yield _message(key, name, at, text, group)


_LOOSE = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u202f\u00a0"


def _bare(text: str) -> str:
    """Without the marks of direction that phones set around names and notices."""
    return re.sub(f"[{MARKS}]", "", text)


def _message(key: str, name: str, at: datetime, text: str, group: str) -> ChatMessage:
    files = [match["ios"] or match["android"] for match in ATTACHED.finditer(text)]
    omitted = OMITTED.fullmatch(text)
    if omitted:
        kind = KINDS_ZH.get(omitted["zh"] or "") or KINDS.get((omitted["kind"] or "").lower(), "image")
        files = [text.strip("<>")] if kind == "image" else []
    else:
        kind = _kind(files)
    pictures = tuple(Picture((f,), f) for f in files if (omitted or is_picture(f)) and kind != "sticker")
    author = an_author(f"{name}@{group}", name)
    said = "" if omitted else ATTACHED.sub("", text).strip()
    return ChatMessage(key, kind, author, at, said, pictures=pictures)


def _kind(files: list[str]) -> str:
    if not files:
        return "text"
    suffix = files[0].rpartition(".")[2].lower()
    return SUFFIXES.get(suffix, "image" if is_picture(files[0]) else "file")
