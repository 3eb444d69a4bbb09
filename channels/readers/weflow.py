"""WeChat as WeFlow and echotrace write it: one JSON with the session and its messages."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from pydantic import Field

from channels.readers.fields import Flag, Loose, Words, a_moment, an_author, an_object, picture_in
from channels.readers.identity import MadeKeys, ServerIds
from channels.readers.json_stream import members_of
from channels.readers.messages import ChatMessage, Entry, Export, Head, attempt_all
from channels.readers.quotes import Quotables, split_quote
from channels.readers.text import unreadable
from channels.readers.withdrawals import recalled_by
from content.inbox import ConsentEvent
from content.model import ConsentState

KINDS = {
    "文本消息": "text",
    "图片消息": "image",
    "语音消息": "voice",
    "视频消息": "video",
    "文件消息": "file",
    "动画表情": "sticker",
    "表情消息": "sticker",
    "名片消息": "card",
    "卡片式链接": "link",
    "图文消息": "link",
    "位置消息": "location",
    "红包卡片": "red packet",
    "转账卡片": "transfer",
    "小程序分享": "share",
    "视频号直播卡片": "share",
    "引用消息": "quote",
    "聊天记录合并转发": "forwarded",
    "系统消息": "system",
    "撤回消息": "recall",
}
MESSAGES = "messages"  # the key of the array that may have any length
PRIVATE = frozenset({"私聊", "private"})


class WeFlowMessage(Loose):
    kind: Words = Field("", alias="type")
    created: Words = Field("", alias="createTime")
    clock: Words = Field("", alias="formattedTime")
    content: Words | None = None
    sender: Words | None = Field(None, alias="senderUsername")
    name: Words | None = Field(None, alias="senderDisplayName")
    card: Words | None = Field(None, alias="groupNickname")
    key: Words | None = Field(None, alias="platformMessageId")
    server: Words | None = Field(None, alias="serverId")
    reply_to: Words | None = Field(None, alias="replyToMessageId")
    quoted: Words | None = Field(None, alias="quotedContent")
    media: Words | None = Field(None, alias="mediaPath")
    image: Words | None = Field(None, alias="imagePath")
    md5: Words | None = Field(None, alias="imageMd5")
    is_own: Flag = Field(False, alias="isSend")


class WeFlow:
    name = "weflow"
    shape = "WeChat by WeFlow or echotrace: JSON with session and messages (senderUsername, ...)"
    together = timedelta(seconds=3)

    def knows(self, head: Head) -> bool:
        return head.has_key("session") and (head.has_key("weflow") or head.has_key("senderUsername"))

    def entries(self, export: Export) -> Iterator[Entry]:
        whole: dict[str, Any] = {}
        try:
            ids = ServerIds.weigh(_ids(export, whole))
            session = _Session(export, an_object(whole.get("session")), ids)
            yield from ids.refusal(export.name)
            yield from attempt_all(_messages(export), session.read)
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)


def _ids(export: Export, whole: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The ids of all messages; the session, wherever in the file it stands, is put into `whole`."""
    for key, value in members_of(export.place, export.name, MESSAGES):
        if key == MESSAGES:
            yield _identified(value)
        elif key == "session":
            whole[key] = value


def _messages(export: Export) -> Iterator[tuple[str, Any]]:
    values = (value for key, value in members_of(export.place, export.name, MESSAGES) if key == MESSAGES)
    yield from ((f"message {number}", raw) for number, raw in enumerate(values, 1))


def _identified(raw: Any) -> tuple[str, tuple[str, str]]:
    fields = raw if isinstance(raw, dict) else {}
    key = fields.get("platformMessageId") or fields.get("serverId") or ""
    return str(key), (str(fields.get("senderUsername")), str(fields.get("createTime")))


class _Session:
    """One session while it is read."""

    def __init__(self, export: Export, session: Mapping[str, Any], ids: ServerIds) -> None:
        self._export, self._ids = export, ids
        self._chat = str(session.get("wxid") or session.get("accountId") or "")
        is_room = self._chat.endswith("@chatroom")
        kind = str(session.get("type") or "")
        self._private = kind in PRIVATE or (not kind and bool(self._chat) and not is_room)
        self._keys = MadeKeys(self._chat or export.scope)
        self._quotables = Quotables()

    def read(self, raw: Any) -> Iterator[Entry]:
        fields = WeFlowMessage.model_validate(an_object(raw))
        at = a_moment(fields.created or fields.clock, self._export.asked.zone)
        kind, text = KINDS.get(fields.kind, fields.kind or "text"), (fields.content or "").strip()
        server = self._ids.of(fields.key or fields.server or "")
        key = server or self._keys.key(fields.sender or "", at, kind, text)
        if kind == "recall" or (kind == "system" and recalled_by(text)):
            about = fields.reply_to or key
            yield ConsentEvent(ConsentState.WITHDRAWN, f"{about}:recalled", fields.sender, about, at=at)
            return
        quote = split_quote(text)
        is_nobody = kind == "system" or (fields.sender or "").endswith("@chatroom")
        quoted_id = self._quotables.find(quote, self._chat) if quote else None
        message = ChatMessage(
            id=key,
            kind="system" if is_nobody else kind,
            author=None if is_nobody else an_author(fields.sender or "", fields.card or fields.name or ""),
            at=at,
            text="" if kind == "image" else (quote.answer if quote else text),
            chat=self._chat,
            private=self._private,
            pictures=(
                (picture_in(text, fields.media or "", fields.image or "", fields.md5 or "", label=key),)
                if kind == "image"
                else ()
            ),
            quotes=fields.reply_to or quoted_id,
            is_own=fields.is_own and not is_nobody,
            quoted=(fields.quoted or (quote.quoted if quote else ""))[:500],
        )
        self._quotables.note(message)
        yield message
