"""WeChat as MemoTrace (留痕) exports it: a table, one row a message.

Version 1 writes the columns of WeChat's own database, version 2 (Chinese columns) names only. Each row's
`localId` is its place in one export: the server's id tells which message it is.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field

from channels.readers.fields import Loose, Words, a_moment, an_author
from channels.readers.identity import MadeKeys, ServerIds, is_scientific
from channels.readers.messages import ChatMessage, Entry, Export, Head, MessagePicture, attempt
from channels.readers.places import is_picture
from channels.readers.quotes import Quotables, split_quote
from channels.readers.table_rows import table_rows
from channels.readers.text import unreadable
from channels.readers.withdrawals import recalled_by
from content.inbox import ConsentEvent
from content.model import ConsentState

KINDS = {
    "1": "text",
    "3": "image",
    "34": "voice",
    "42": "card",
    "43": "video",
    "47": "sticker",
    "48": "location",
    "49": "app",
    "50": "call",
    "10000": "system",
    "10002": "recall",
}
KINDS_ZH = {
    "文本": "text",
    "图片": "image",
    "语音": "voice",
    "视频": "video",
    "表情": "sticker",
    "表情包": "sticker",
    "动画表情": "sticker",
    "文件": "file",
    "名片": "card",
    "位置": "location",
    "引用消息": "quote",
    "引用": "quote",
    "系统消息": "system",
    "拍一拍": "system",
    "撤回消息": "system",
    "音视频通话": "call",
    "分享链接": "link",
    "合并转发": "forwarded",
    "合并转发的聊天记录": "forwarded",
}
PATH = re.compile(r"[^<>\n]{1,200}\.(?:jpe?g|png|gif|webp|bmp|heic|dat)", re.IGNORECASE)
HASH = re.compile(r"""\bmd5\s*=\s*["']([^"']+)""")


class MemoTraceRow(Loose):
    key: Words = Field(alias="localId", min_length=1, max_length=100)
    kind: Words = Field(alias="Type", min_length=1, max_length=20)
    at: Words = Field("", alias="CreateTime")
    clock: Words = Field("", alias="StrTime")
    text: Words = Field("", alias="StrContent")
    remark: Words = Field("", alias="Remark")
    nickname: Words = Field("", alias="NickName")
    sender: Words = Field("", alias="Sender")
    server: Words = Field("", alias="MsgSvrID")
    room: Words = Field("", alias="roomName")
    is_sender: Words = Field("", alias="IsSender")


class MemoTrace:
    name = "memotrace"
    shape = "WeChat by MemoTrace 留痕: CSV with localId, Type, CreateTime, StrContent, Sender, ..."
    together = timedelta(seconds=3)

    def knows(self, head: Head) -> bool:
        return head.has_columns("localId", "Type", "CreateTime", "StrContent")

    def entries(self, export: Export) -> Iterator[Entry]:
        try:
            rows = (row for _, row in table_rows(export.place, export.name))
            ids = ServerIds.weigh((row.get("MsgSvrID", ""), _moment_of(row)) for row in rows)
            yield from ids.refusal(export.name)
            keys, zone = MadeKeys(export.scope), export.asked.zone
            for number, row in table_rows(export.place, export.name):
                yield from attempt(lambda fields: _read(fields, ids, keys, zone), row, f"row {number}")
        except (OSError, ValueError, csv.Error) as error:
            yield unreadable(export.name, error)


def _moment_of(row: Mapping[str, str]) -> tuple[str, str]:
    return row.get("Sender", "") or row.get("NickName", ""), row.get("CreateTime", "")


def _at(row: MemoTraceRow, zone: ZoneInfo) -> datetime | None:
    """The seconds, or the clock beside them where a spreadsheet wrote 1.77E+09."""
    return a_moment(row.clock if is_scientific(row.at) else row.at, zone)


def _read(raw: dict[str, str], ids: ServerIds, keys: MadeKeys, zone: ZoneInfo) -> Iterator[Entry]:
    row = MemoTraceRow.model_validate(raw)
    kind, at = KINDS.get(row.kind, f"type {row.kind}"), _at(row, zone)
    made = keys.key(row.sender or row.nickname, at, kind, row.text)
    key = ids.of(row.server) or made
    if row.kind == "10002" and (recalled := _tag("newmsgid", row.text)):
        yield ConsentEvent(ConsentState.WITHDRAWN, key, row.sender or None, recalled, at=at)
        return
    if kind == "system" and key != made and recalled_by(row.text):
        yield ConsentEvent(ConsentState.WITHDRAWN, f"{key}:recalled", None, key, at=at)
        return
    is_markup = row.text.lstrip().startswith(("<msg", "<?xml", "<sysmsg"))
    yield ChatMessage(
        id=key,
        kind=kind,
        author=None if kind == "system" else an_author(row.sender, row.remark or row.nickname),
        at=at,
        text=_tag("title", row.text) if is_markup else (row.text.strip() if kind != "image" else ""),
        pictures=(_picture(row, ids),) if kind == "image" else (),
        quotes=_tag("svrid", row.text) or None if kind == "app" else None,
        quoted=_tag("content", row.text)[:500] if kind == "app" else "",
        is_own=row.is_sender == "1",
        was=() if key != made else (row.server or row.key,),
    )


def _picture(row: MemoTraceRow, ids: ServerIds) -> MessagePicture:
    """A picture is named by its path, by the hash in its markup, or by the message's id."""
    hashes = HASH.findall(row.text)
    path = row.text.strip() if PATH.fullmatch(row.text.strip()) else ""
    called = tuple(name for name in (path, *hashes, ids.of(row.server), row.key) if name)
    return MessagePicture(called, called[0])


def _tag(name: str, text: str) -> str:
    match = re.search(rf"<{name}>(?:<!\[CDATA\[)?([^<\]]*)", text)
    return match[1].strip() if match else ""


class MemoTrace2Row(Loose):
    key: Words = Field("", alias="消息ID", max_length=100)
    kind: Words = Field(alias="类型", min_length=1, max_length=40)
    sender: Words = Field("", alias="发送人")
    at: Words = Field("", alias="时间")
    text: Words = Field("", alias="内容")
    remark: Words = Field("", alias="备注")
    nickname: Words = Field("", alias="昵称")


class MemoTrace2:
    """Authors are names only, so a member's id is made of the name and the chat."""

    name = "memotrace2"
    shape = "WeChat by MemoTrace 留痕 2.x: CSV or xlsx with 消息ID, 类型, 发送人, 时间, 内容"
    together = timedelta(seconds=3)

    def knows(self, head: Head) -> bool:
        return head.has_columns("消息ID", "类型", "发送人", "时间", "内容")

    def entries(self, export: Export) -> Iterator[Entry]:
        try:
            rows = (row for _, row in table_rows(export.place, export.name))
            ids = ServerIds.weigh(
                (row.get("消息ID", ""), (row.get("发送人", ""), row.get("时间", ""))) for row in rows
            )
            yield from ids.refusal(export.name)
            chat = _Chat(export, ids)
            for number, row in table_rows(export.place, export.name):
                yield from attempt(chat.read, row, f"row {number}")
        except (OSError, ValueError, csv.Error) as error:
            yield unreadable(export.name, error)


class _Chat:
    """One table of version 2 while it is read: quotes have no id, and pictures begin with their message's."""

    def __init__(self, export: Export, ids: ServerIds) -> None:
        self._export, self._ids, self._keys = export, ids, MadeKeys(export.scope)
        self._pictures: dict[str, list[str]] = {}
        for name in filter(is_picture, export.around):
            key, underscore, _ = name.rpartition("/")[2].partition("_")
            if underscore:
                self._pictures.setdefault(key, []).append(name.removeprefix(f"{export.home}/"))
        self._quotables = Quotables()

    def read(self, raw: dict[str, str]) -> Iterator[Entry]:
        row = MemoTrace2Row.model_validate(raw)
        kind, at = KINDS_ZH.get(row.kind, row.kind), a_moment(row.at, self._export.asked.zone)
        made = self._keys.key(row.sender, at, kind, row.text)
        server = self._ids.of(row.key)
        is_notice = kind == "system" or row.sender in ("系统", "系统消息")
        if is_notice and server and recalled_by(row.text):
            yield ConsentEvent(ConsentState.WITHDRAWN, f"{server}:recalled", None, server, at=at)
            return
        quote = split_quote(row.text)
        answer = quote.answer if quote else row.text.strip()
        name = row.sender or row.remark or row.nickname
        message = ChatMessage(
            id=server or made,
            kind=kind,
            author=None if is_notice or not name else an_author(f"{name}@{self._export.scope}", name),
            at=at,
            text="" if kind == "image" else answer,
            pictures=(self._picture(row, server),) if kind == "image" else (),
            quotes=self._quotables.find(quote) if quote else None,
            quoted=quote.quoted[:500] if quote else "",
        )
        self._quotables.note(message)
        yield message

    def _picture(self, row: MemoTrace2Row, server: str) -> MessagePicture:
        """A path, or the one file whose name begins with the message's id."""
        path = row.text.strip() if PATH.fullmatch(row.text.strip()) else ""
        named = self._pictures.get(server, [])
        called = (*filter(None, [path]), *named[:1])
        return MessagePicture(called, path or f"{server or row.key}_*")
