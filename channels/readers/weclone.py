"""WeChat as PyWxDump, WeClone and WeFlow write it for training: a table, one row a message, names as ids."""

import csv
from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from channels.readers.fields import Flag, Loose, Words, a_moment, an_author, picture_in
from channels.readers.identity import MadeKeys, ServerIds
from channels.readers.messages import ChatMessage, Entry, Export, Head, attempt
from channels.readers.table_rows import table_rows
from channels.readers.text import unreadable
from channels.readers.withdrawals import recalled_by
from content.inbox import ConsentEvent
from content.model import ConsentState

KINDS = {
    "文本": "text",
    "图片": "image",
    "语音": "voice",
    "视频": "video",
    "动画表情": "sticker",
    "表情": "sticker",
    "文件": "file",
    "系统通知": "system",
    "系统消息": "system",
    "引用": "quote",
    "引用回复": "quote",
    "带有引用的文本消息": "quote",
}
SYSTEM = frozenset({"system", "系统通知", "系统消息"})


class WeCloneRow(Loose):
    key: Words = Field("", alias="id")
    server: Words = Field("", alias="MsgSvrID")
    kind: Words = Field("text", alias="type_name")
    talker: Words = ""
    room: Words = Field("", alias="room_name")
    text: Words = Field("", alias="msg")
    source: Words = Field("", alias="src")
    at: Words = Field("", alias="CreateTime")
    is_own: Flag = Field(False, alias="is_sender")


class WeClone:
    name = "weclone"
    shape = "WeChat by PyWxDump or WeClone: CSV with MsgSvrID, type_name, talker, msg, src, CreateTime"
    together = timedelta(seconds=3)

    def knows(self, head: Head) -> bool:
        return head.has_columns("type_name", "talker", "msg", "src", "CreateTime")

    def entries(self, export: Export) -> Iterator[Entry]:
        try:
            rows = (row for _, row in table_rows(export.place, export.name))
            ids = ServerIds.weigh(
                (row.get("MsgSvrID", ""), (row.get("talker", ""), row.get("CreateTime", ""))) for row in rows
            )
            yield from ids.refusal(export.name)
            keys = MadeKeys(export.scope)
            for number, row in table_rows(export.place, export.name):
                yield from attempt(lambda cells: _read(cells, ids, keys, export), row, f"row {number}")
        except (OSError, ValueError, csv.Error) as error:
            yield unreadable(export.name, error)


def _read(raw: dict[str, str], ids: ServerIds, keys: MadeKeys, export: Export) -> Iterator[Entry]:
    row = WeCloneRow.model_validate(raw)
    kind, at = KINDS.get(row.kind, row.kind), a_moment(row.at, export.asked.zone)
    made = keys.key(row.talker, at, kind, row.text)
    is_nobody = kind in SYSTEM or row.talker.endswith("@chatroom")
    if is_nobody and recalled_by(row.text):
        key = ids.of(row.server) or made
        yield ConsentEvent(ConsentState.WITHDRAWN, f"{key}:recalled", None, key, at=at)
        return
    member = row.talker if row.talker.startswith("wxid_") else f"{row.talker}@{export.scope}"
    yield ChatMessage(
        id=ids.of(row.server) or made,
        kind="system" if is_nobody else kind,
        author=None if is_nobody or not row.talker else an_author(member, row.talker),
        at=at,
        text="" if kind == "image" else row.text.strip(),
        is_own=row.is_own and not is_nobody,
        pictures=(picture_in(row.source or row.text, ids.of(row.server)),) if kind == "image" else (),
    )
