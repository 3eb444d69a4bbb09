"""WeCom 会话存档: decrypted messages, one JSON object a line, with a folder of media.

A recall withdraws what it recalls. "agree" and "disagree" are the customer's word on being archived: agreeing
allows the archive and nothing else, disagreeing forbids all use of what this customer sends.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from pydantic import Field

from channels.readers.messages import (
    ChatMessage,
    Entry,
    Export,
    Head,
    Loose,
    Picture,
    Words,
    a_list,
    an_author,
    an_object,
    attempt,
    instant,
)
from channels.readers.places import is_picture
from channels.readers.text import lines, unreadable
from content.inbox import ConsentEvent, Refused
from content.model import ConsentState, Message
from content.validation import BadValue

QUOTED = re.compile(r"(?s)(?P<quoted>.*?)\n-{4,}\n(?P<said>.*)")  # 引用/回复: the words of both, no id
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
    shape = "WeCom 会话存档: decrypted messages as JSON lines (msgid, msgtype, ...), media beside them"
    together = timedelta(seconds=3)  # nine photos chosen at once are sent one after the other

    def knows(self, head: Head) -> bool:
        first = head.text.lstrip("\ufeff \r\n").partition("\n")[0]
        return first.startswith("{") and (head.has_key("msgid", "action") or "<MsgType>" in head.text)

    def entries(self, export: Export) -> Iterator[Entry]:
        try:
            for number, line in lines(export.place, export.name):
                where = f"line {number}"
                if line is None:
                    yield Refused("bad_message", Message("refusal.line_too_long", where=where), where)
                elif line.strip():
                    yield from attempt(_read, line, where)
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)


def _read(line: str) -> Iterator[Entry]:
    said = {"_xml": line} if line.lstrip().startswith("<xml>") else an_object(_parsed(line))
    if isinstance(xml := said.get("_xml"), str):
        yield from _event(dict(XML_FIELD.findall(xml)))
        return
    raw = an_object(said.get("message", said))
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
        yield _message(head, content, at)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadValue(Message("source.line_no_json", cause=error.msg, at=error.pos)) from None


def _event(fields: Mapping[str, str]) -> Iterator[Entry]:
    """A call-back kept among the messages; only the customer's agreement says something."""
    at, change = instant(fields.get("CreateTime")), fields.get("ChangeType", "")
    member = fields.get("ExternalUserID", "")
    if change == "msg_audit_approved" and member:
        yield _archiving(True, member, f"{change}:{member}:{fields.get('CreateTime')}", at)
    else:
        yield ChatMessage(f"event:{fields.get('CreateTime', '')}", "event", None, at, private=True)


def _archiving(agreed: bool, member: str, evidence: str, at: Any) -> ConsentEvent:
    state = ConsentState.GRANTED if agreed else ConsentState.REFUSED
    return ConsentEvent(state, evidence, member or None, uses=ARCHIVE, at=at)


def _message(head: WecomMessage, content: Mapping[str, Any], at: Any) -> ChatMessage:
    text, pictures = _shown(head.msgtype, content, head.msgid)
    quoted, said = "", text
    if head.msgtype == "text" and (match := QUOTED.fullmatch(text)):
        quoted, said = match["quoted"].strip(), match["said"].strip()
    return ChatMessage(
        id=head.msgid,
        kind=head.msgtype or head.action,
        author=an_author(head.sender or head.user),
        at=at,
        text=said,
        chat=head.roomid,
        private=not head.roomid,
        pictures=pictures,
        quoted=quoted,
        is_own=bool(head.sender) and not head.sender.startswith(OUTSIDE),
    )


def _shown(kind: str, content: Mapping[str, Any], key: str) -> tuple[str, tuple[Picture, ...]]:
    """The words and the pictures of a message."""
    if kind == "mixed":
        parts = [_part(item, key, n) for n, item in enumerate(a_list(content.get("item")))]
        text = "\n".join(words for words, _ in parts if words)
        return text, tuple(picture for _, pictures in parts for picture in pictures)
    if kind == "image":
        return "", (_picture(content, key),)
    if kind == "file" and is_picture(name := str(content.get("filename", ""))):
        return "", (Picture((*_picture(content, key).called, name), name),)
    words = content.get("content") or content.get("title") or content.get("filename") or ""
    return _words_of(words), ()


def _part(item: Any, key: str, number: int) -> tuple[str, tuple[Picture, ...]]:
    part = an_object(item)
    inner = part.get("content")
    said = an_object(_parsed(inner)) if isinstance(inner, str) else an_object(inner)
    return _shown(str(part.get("type", "")), said, f"{key}_{number}")


def _picture(content: Mapping[str, Any], key: str) -> Picture:
    digest = str(content.get("md5sum", ""))
    called = tuple(name for name in (digest, str(content.get("sdkfileid", "")), key) if name)
    return Picture(called, digest or key)


def _words_of(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
