"""QQ as QQChatExporter writes it: one JSON, or a manifest with chunks of JSON lines, and resources/."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from pydantic import Field

from channels.readers.fields import Loose, Words, a_list, a_moment, an_author, an_object
from channels.readers.identity import MadeKeys, ServerIds
from channels.readers.json_rows import json_rows
from channels.readers.json_stream import json_cursor
from channels.readers.messages import ChatMessage, Entry, Export, Head, MessagePicture, attempt_all
from channels.readers.places import is_picture
from channels.readers.text import unreadable
from content.inbox import ConsentEvent, RefusedItem
from content.model import ConsentState, Message

MESSAGES, SAYS = "messages", frozenset({"chatInfo", "chunked"})  # keys of the file
KINDS = {"video": "video", "voice": "voice", "audio": "voice", "file": "file", "face": "sticker"}
EMOTE_KINDS = ("subType", "picSubType", "sub_type", "subtype")  # 0: a photo
STICKERS = frozenset({"market_face", "marketFace", "mface"})


class QqSender(Loose):
    uid: Words = ""
    uin: Words = ""
    name: Words = ""
    nickname: Words | None = None
    card: Words | None = Field(None, alias="groupCard")

    @property
    def key(self) -> str:
        return self.uin if self.uin not in ("", "0", "未知") else self.uid


class QqPart(Loose):
    kind: Words = Field("", alias="type")
    data: dict[str, Any] = Field(default_factory=dict)


class QqResource(Loose):
    kind: Words = Field("", alias="type")
    name: Words = Field("", alias="filename")
    path: Words | None = Field(None, alias="localPath")
    url: Words | None = None


class QqContent(Loose):
    text: Words = ""
    elements: tuple[QqPart, ...] = ()
    resources: tuple[QqResource, ...] = ()


class QqMessage(Loose):
    key: Words = Field("", alias="id")
    at: Words = Field("", alias="timestamp")
    clock: Words = Field("", alias="time")
    sender: QqSender = Field(default_factory=lambda: QqSender.model_validate({}))
    kind: Words = Field("", alias="type")
    content: QqContent = Field(default_factory=lambda: QqContent.model_validate({}))
    recalled: bool = False
    system: bool = False


class QqExporter:
    name = "qq"
    shape = "QQ by QQChatExporter: JSON (metadata, chatInfo, messages) or manifest.json with chunks/"
    together = timedelta(seconds=3)

    def knows(self, head: Head) -> bool:
        return head.has_key("chatInfo") and (head.has_key("metadata") or head.has_key("statistics"))

    def entries(self, export: Export) -> Iterator[Entry]:
        try:
            whole: dict[str, Any] = {}
            ids = ServerIds.weigh(map(_identified, _in_file(export, whole)))
            info = an_object(whole.get("chatInfo") or {})
            chunks = chunks_of(whole, export) if "chunked" in whole else None
            if chunks is not None:
                ids = ServerIds.weigh(_identified(raw) for _, raw in _in_chunks(chunks, export))
                yield from (_missing(name, export) for name in chunks if name not in export.place.names)
            yield from ids.refusal(export.name)
            rows = _numbered(export) if chunks is None else _in_chunks(chunks, export)
            yield from attempt_all(rows, _Chat(export, info, ids).read)
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)


def _in_file(export: Export, whole: dict[str, Any]) -> Iterator[Any]:
    """The messages in the file itself; what else it says is put into `whole`. ValueError where it neither has
    any nor says which files do."""
    with json_cursor(export.place, export.name) as cursor:
        for key in cursor.members():
            if key == MESSAGES:
                whole[key] = None
                yield from cursor.elements()
            elif key in SAYS:
                whole[key] = cursor.value()
        cursor.end()
    if whole.keys().isdisjoint((MESSAGES, "chunked")):
        a_list(None)


def _numbered(export: Export) -> Iterator[tuple[str, Any]]:
    yield from ((f"message {n}", raw) for n, raw in enumerate(_in_file(export, {}), 1))


def _in_chunks(chunks: Sequence[str], export: Export) -> Iterator[tuple[str, Any]]:
    """Every message of the chunks that are there, with where it stands."""
    for name in chunks:
        if name in export.place.names:
            file = name.rpartition("/")[2]
            yield from ((f"{file} {where}", raw) for where, raw in json_rows(export.place, name))


def _missing(chunk: str, export: Export) -> RefusedItem:
    why = Message("refusal.part_missing", file=export.name, part=chunk)
    return RefusedItem("media_missing", why, chunk)


def chunks_of(manifest: dict[str, Any], export: Export) -> list[str]:
    """The names in the place of the files that a manifest says its messages are in."""
    chunked = manifest.get("chunked")
    listed = chunked.get("chunks") if isinstance(chunked, dict) else None
    paths = [
        str(chunk.get("relativePath") or chunk.get("file") or f"chunks/{chunk.get('fileName')}")
        for chunk in (listed if isinstance(listed, list) else [])
        if isinstance(chunk, dict)
    ]
    home = f"{export.home}/" if export.home else ""
    return [home + PurePosixPath(path.replace("\\", "/")).as_posix() for path in paths]


def chunks_named_in(export: Export) -> list[str]:
    """The files that its messages are in, if it is a manifest; none where it cannot be read."""
    try:
        with json_cursor(export.place, export.name) as cursor:
            for key in cursor.members():
                if key == MESSAGES:
                    return []
                if key == "chunked":
                    return chunks_of({key: cursor.value()}, export)
    except (OSError, ValueError):
        return []
    return []


def _identified(raw: Any) -> tuple[str, tuple[str, str]]:
    fields = raw if isinstance(raw, dict) else {}
    return str(fields.get("id") or ""), (str(fields.get("sender")), str(fields.get("timestamp")))


class _Chat:
    """An export while it is read."""

    def __init__(self, export: Export, info: dict[str, Any], ids: ServerIds) -> None:
        self._export, self._ids = export, ids
        self._chat = str(info.get("peerUid") or info.get("groupCode") or info.get("uin") or "")
        self._private = info.get("type") in ("private", "friend", "c2c")
        self._keys = MadeKeys(self._chat or export.scope)

    def read(self, raw: Any) -> Iterator[Entry]:
        fields = QqMessage.model_validate(an_object(raw))
        at = a_moment(fields.at or fields.clock, self._export.asked.zone)
        kind = _kind(fields)
        key = self._ids.of(fields.key) or self._keys.key(fields.sender.key, at, kind, fields.content.text)
        if fields.recalled:
            yield ConsentEvent(
                ConsentState.WITHDRAWN, f"{key}:recalled", fields.sender.key or None, key, at=at
            )
            return
        sender = fields.sender
        yield ChatMessage(
            id=key,
            kind=kind,
            author=None if kind == "system" else an_author(sender.key, sender.card or sender.name),
            at=at,
            text=_text(fields),
            chat=self._chat,
            private=self._private,
            pictures=_pictures(fields),
            quotes=_quoted(fields),
        )


def _kind(fields: QqMessage) -> str:
    if fields.system or fields.kind == "system":
        return "system"
    kinds = [part.kind for part in fields.content.elements] + [part.kind for part in fields.content.resources]
    if _pictures(fields):
        return "image"
    if STICKERS & set(kinds) or "image" in kinds:
        return "sticker"
    return next((KINDS[kind] for kind in kinds if kind in KINDS and kind != "face"), "text")


def _text(fields: QqMessage) -> str:
    """The words alone: the text of the whole names pictures and quotes as well."""
    if not fields.content.elements:
        return fields.content.text.strip() if not fields.content.resources else ""
    words = [
        str(part.data.get("text") or "") for part in fields.content.elements if part.kind in ("text", "at")
    ]
    return "".join(words).strip()


def _pictures(fields: QqMessage) -> tuple[MessagePicture, ...]:
    every = [part.data for part in fields.content.elements if part.kind == "image"]
    parts = [data for data in every if not _is_emote(data)]
    emotes = {str(data.get("filename") or "") for data in every if _is_emote(data)}
    has_sticker = any(part.kind in STICKERS for part in fields.content.elements)
    images = [
        part
        for part in fields.content.resources
        if part.kind == "image" and part.name and part.name not in emotes
    ]
    if images and not (has_sticker and not every):
        return tuple(_picture(part.name, part.path, part.url) for part in images)
    return tuple(
        _picture(
            str(data.get("filename") or ""), str(data.get("localPath") or ""), str(data.get("url") or "")
        )
        for data in parts
    )


def _is_emote(data: Mapping[str, Any]) -> bool:
    """Whether an image is a member's own emote, which QQ sends as a picture of another kind. Phones give it
    the kind of a photo, but call it an emote."""
    kinds = {str(data[key]) for key in EMOTE_KINDS if data.get(key) not in (None, "")}
    return bool(kinds - {"0"}) or "动画表情" in str(data.get("summary") or "")


def _picture(name: str, path: str | None, url: str | None) -> MessagePicture:
    link = (url or "").partition("?")[0]
    called = tuple(dict.fromkeys(file for file in (path or "", link, name) if is_picture(file)))
    return MessagePicture(called or (name,), name or link)


def _quoted(fields: QqMessage) -> str | None:
    reply = next((part.data for part in fields.content.elements if part.kind == "reply"), None)
    if reply is None:
        return None
    keys = ("referencedMessageId", "messageId", "replyMsgId", "replyMessageId", "msgId")
    return next((str(reply[key]) for key in keys if reply.get(key)), None)
