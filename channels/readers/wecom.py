"""WeCom 会话存档: decrypted messages with a folder of media, as teams keep them: one JSON object a line, an
array, an array within an object, or the rows of a table. What is still encrypted is refused by name.

A recall withdraws what it recalls. "agree" and "disagree" are the customer's word on being archived: agreeing
allows the archive and nothing else, disagreeing forbids all use of what this customer sends.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from channels.readers.fields import Loose, Words, a_list, an_author, an_object, instant
from channels.readers.json_rows import json_rows
from channels.readers.messages import ChatMessage, Entry, Export, Head, MessagePicture, attempt_all
from channels.readers.places import is_picture
from channels.readers.quotes import Quotables, split_quote
from channels.readers.table_rows import is_workbook, table_rows
from channels.readers.text import encoding_of, head_of, unreadable
from content.inbox import ConsentEvent, RefusedItem
from content.model import ConsentState, Message
from content.syntax import json_fault
from content.validation import BadValue

INSIDE = (  # what answers and tools wrap the messages in
    "rows",
    "data",
    "list",
    "messages",
    "msgs",
    "msg_list",
    "chatdata",
    "records",
    "RECORDS",
    "items",
    "info",
    "result",
)
NAMES = {  # of a table's columns -> those of the archive
    "msg_id": "msgid",
    "msg_type": "msgtype",
    "msg_time": "msgtime",
    "send_time": "msgtime",
    "room_id": "roomid",
    "wx_room_id": "roomid",
    "chat_id": "roomid",
    "from_user": "from",
    "from_id": "from",
    "sender": "from",
}
XML_FIELD = re.compile(r"<(\w+)>(?:<!\[CDATA\[)?([^<\]]*)(?:\]\]>)?</")
ARCHIVE = frozenset({"archive"})
OUTSIDE = ("wo", "wm", "wb")  # what the ids of customers and of robots begin with


class WecomMessage(Loose):
    msgid: Words = Field(min_length=1, max_length=200)
    action: Words = "send"
    sender: Words = Field("", alias="from")
    user: Words = ""  # of a switch of the archived staff
    roomid: Words = ""
    msgtime: float = 0
    time: float = 0
    msgtype: Words = ""


class Wecom:
    name = "wecom"
    shape = "WeCom 会话存档: decrypted messages (msgid, msgtype, ...) as JSON or a table, media beside them"
    together = timedelta(seconds=3)  # nine photos chosen at once are sent one after the other

    def knows(self, head: Head) -> bool:
        if head.has_columns("msgid", "msgtype") or head.has_columns("msg_id", "msg_type"):
            return True
        begins = head.text.lstrip("\ufeff \r\n\t")[:1]
        keys = head.has_key("msgid", "action") or head.has_key("msgid", "msgtype")
        return begins in ("{", "[") and (keys or "<MsgType>" in head.text or is_encrypted(head))

    def entries(self, export: Export) -> Iterator[Entry]:
        quotables = Quotables()
        try:
            if is_encrypted_file(export):
                why = Message("refusal.still_encrypted", file=export.name)
                yield RefusedItem("encrypted", why, export.name)
                return
            yield from attempt_all(_rows(export), lambda row: _read(row, quotables))
        except (OSError, ValueError, csv.Error) as error:
            yield unreadable(export.name, error)


def is_encrypted(head: Head) -> bool:
    return head.has_key("encrypt_chat_msg") or head.has_columns("encrypt_chat_msg")


def is_encrypted_file(export: Export) -> bool:
    data = head_of(export.place, export.name)
    text = data.decode(encoding_of(data) or "utf-8", errors="replace")
    return is_encrypted(Head(export.name, text, frozenset())) and '"msgtype"' not in text


def _rows(export: Export) -> Iterator[tuple[str, Any]]:
    data = head_of(export.place, export.name).lstrip(b"\xef\xbb\xbf \r\n\t")
    is_json = data[:1] in (b"{", b"[", b"<") or encoding_of(data) in ("utf-16", "utf-16-le", "utf-16-be")
    if is_json and not is_workbook(export.name):
        yield from json_rows(export.place, export.name, INSIDE)
        return
    for number, row in table_rows(export.place, export.name):
        yield f"row {number}", _from_table(row)


def _from_table(row: dict[str, str]) -> dict[str, Any]:
    """A row as the archive has it: its content stands in a column of its own, as JSON."""
    raw: dict[str, Any] = {NAMES.get(name.lower(), name.lower()): cell for name, cell in row.items()}
    kind = str(raw.get("msgtype", ""))
    content = raw.get(kind) or raw.get("content") or raw.get("msg_content") or raw.get("msg_data") or ""
    if isinstance(content, str) and content.lstrip().startswith("{"):
        content = _parsed(content)
    raw[kind] = content if isinstance(content, dict) else {"content": content}
    return raw


def _read(line: Any, quotables: Quotables) -> Iterator[Entry]:
    if isinstance(line, str):
        line = {"_xml": line} if line.lstrip().startswith("<xml>") else _parsed(line)
    outer = an_object(line)
    if isinstance(xml := outer.get("_xml"), str):
        yield from _event(dict(XML_FIELD.findall(xml)))
        return
    raw = an_object(outer.get("message", outer))
    head = WecomMessage.model_validate(raw)
    at = instant(head.msgtime or head.time)
    content = raw.get(head.msgtype)
    content = content if isinstance(content, dict) else {}
    if head.msgtype == "revoke":
        recalled = str(content.get("pre_msgid") or "")
        if not recalled:
            raise BadValue(Message("source.recall_of_nothing"))
        yield ConsentEvent(ConsentState.WITHDRAWN, head.msgid, head.sender or None, recalled, at=at)
    elif head.msgtype in ("agree", "disagree"):
        yield _archiving(head.msgtype == "agree", str(content.get("userid") or head.sender), head.msgid, at)
    else:
        message = _message(head, content, at, quotables)
        quotables.note(message)
        yield message


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        right = json_fault(error).right
        raise BadValue(Message("source.line_no_json", cause=right, at=error.pos + 1)) from None


def _event(fields: Mapping[str, str]) -> Iterator[Entry]:
    """A call-back kept among the messages; only the customer's agreement says something."""
    at, change = instant(fields.get("CreateTime")), fields.get("ChangeType", "")
    member = fields.get("ExternalUserID", "")
    if change == "msg_audit_approved" and member:
        yield _archiving(True, member, f"{change}:{member}:{fields.get('CreateTime')}", at)
    else:
        yield ChatMessage(f"event:{fields.get('CreateTime', '')}", "event", None, at, private=True)


def _archiving(agreed: bool, member: str, evidence: str, at: datetime | None) -> ConsentEvent:
    state = ConsentState.GRANTED if agreed else ConsentState.REFUSED
    return ConsentEvent(state, evidence, member or None, uses=ARCHIVE, at=at)


def _message(
    head: WecomMessage, content: Mapping[str, Any], at: datetime | None, quotables: Quotables
) -> ChatMessage:
    text, pictures = _shown(head.msgtype, content, head.msgid)
    quote = split_quote(text) if head.msgtype == "text" else None
    return ChatMessage(
        id=head.msgid,
        kind=head.msgtype or head.action,
        author=an_author(head.sender or head.user),
        at=at,
        text=quote.answer if quote else text,
        chat=head.roomid,
        private=not head.roomid,
        pictures=pictures,
        quotes=quotables.find(quote, head.roomid) if quote else None,
        quoted=quote.whole if quote else "",
        is_own=bool(head.sender) and not head.sender.startswith(OUTSIDE),
    )


def _shown(kind: str, content: Mapping[str, Any], key: str) -> tuple[str, tuple[MessagePicture, ...]]:
    """The words and the pictures of a message."""
    if kind == "mixed":
        parts = [_part(item, key, n) for n, item in enumerate(a_list(content.get("item")))]
        text = "\n".join(words for words, _ in parts if words)
        return text, tuple(picture for _, pictures in parts for picture in pictures)
    if kind == "image":
        return "", (_picture(content, key),)
    if kind == "file" and is_picture(name := str(content.get("filename", ""))):
        return "", (MessagePicture((*_picture(content, key).called, name), name),)
    words = content.get("content") or content.get("title") or content.get("filename") or ""
    return _words_of(words), ()


def _part(item: Any, key: str, number: int) -> tuple[str, tuple[MessagePicture, ...]]:
    part = an_object(item)
    inner = part.get("content")
    content = an_object(_parsed(inner)) if isinstance(inner, str) else an_object(inner)
    return _shown(str(part.get("type", "")), content, f"{key}_{number}")


def _picture(content: Mapping[str, Any], key: str) -> MessagePicture:
    digest = str(content.get("md5sum", ""))
    called = tuple(name for name in (digest, str(content.get("sdkfileid", "")), key) if name)
    return MessagePicture(called, digest or key)


def _words_of(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
