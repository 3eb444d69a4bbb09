"""A fake 企业微信: robots' webhooks, tokens, uploads, mass sending and messages to staff.

It checks what the real ends check (field names, bytes, md5, kinds of image, ids) and answers as they do: HTTP
200 with an errcode. What members or staff can see lands in `accepted`.
"""

import base64
import hashlib
from binascii import Error as BadBase64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from tests.platforms.server import Platform, ReceivedCall, Reply

KEY = "693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa"
CORP_ID, CORP_SECRET, AGENT_ID = "ww0123456789abcdef", "s3cr3t-of-the-wecom-app", "1000002"
OWNER, CHAT = "LinXiao", "wrOgQhDgAAMYQiS5ol9G7gK9JVAAAA"
TICKETS = {"get_jsapi_ticket": "ticket-of-the-corp", "ticket/get": "ticket-of-the-app"}
MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


@dataclass
class MassTask:
    """A task of 群发; `results` maps a chat to its status once the owner has tapped."""

    msgid: str
    body: dict[str, Any]
    created_at: int
    results: dict[str, int] = field(default_factory=dict)
    cancelled: bool = False


class FakeWecom(Platform):
    """One corporation with an app, an owner, his customers' groups, and robots."""

    def __init__(self) -> None:
        super().__init__()
        self.robots = {KEY}
        self.staff = {OWNER, "ChenYu"}
        self.chats = {CHAT, "wrOther"}
        self.now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
        self.tokens: set[str] = set()
        self.media: dict[str, bytes] = {}
        self.tasks: list[MassTask] = []
        self.reminded: list[str] = []
        self.tokens_given = self.tickets_given = 0
        self.codes: dict[str, str] = {}
        self.holder = OWNER  # whose client opens pages
        self.page = 100

    def shows(self, call: ReceivedCall) -> bool:
        return call.path.endswith(("/webhook/send", "/add_msg_template", "/message/send"))

    def revoke_tokens(self) -> None:
        """The administrator resets what was handed out, as long before its time as it may be."""
        self.tokens.clear()

    def tap(self, msgid: str, status: int = 1) -> None:
        """The owner sends a task; 3: the groups already had their share."""
        task = self._task(msgid)
        assert task is not None
        if task.cancelled:
            return
        task.results = dict.fromkeys(task.body["chat_id_list"], status)

    def answer(self, call: ReceivedCall) -> Reply:
        if call.path == "/connect/oauth2/authorize":
            return self._authorize(call)
        escaped = b"\\u" in call.content and not call.files
        body = refusal(40033, "invalid charset") if escaped else self._answer(call)
        return Reply(body=body, headers={"Date": format_datetime(self.now, usegmt=True)})

    def _answer(self, call: ReceivedCall) -> dict[str, Any]:
        path = call.path.removeprefix("/cgi-bin/")
        if path == "webhook/send":
            return self._robot(call)
        if path == "gettoken":
            return self._token(call)
        token = call.query.get("access_token")
        if not token:
            return refusal(41001, "access_token missing")
        if token not in self.tokens:
            return refusal(40014 if self.tokens else 42001, f"invalid access_token {token}")
        if path == "media/upload":
            return self._upload(call)
        verb = path.rpartition("/")[2]
        if path in ("get_jsapi_ticket", "ticket/get", "auth/getuserinfo"):
            return self._page(path, call)
        known = {
            "add_msg_template": self._create,
            "get_groupmsg_list_v2": self._list,
            "get_groupmsg_task": self._people,
            "get_groupmsg_send_result": self._results,
            "remind_groupmsg_send": self._remind,
            "cancel_groupmsg_send": self._cancel,
            "send": self._message,
        }
        return known[verb](call.json) if verb in known else refusal(40035, "no such path")

    def _robot(self, call: ReceivedCall) -> dict[str, Any]:
        if call.query.get("key") not in self.robots:
            return refusal(93000, "invalid webhook url, hint: [1], from ip: 203.0.113.9")
        body = call.json
        match body:
            case {"msgtype": "text", "text": {"content": str(content)}}:
                problem = text_problem(content, 2_048)
            case {"msgtype": "image", "image": {"base64": str(encoded), "md5": str(md5)}}:
                problem = image_problem(encoded, md5)
            case _:
                problem = refusal(40008, "invalid message type")
        if problem:
            return problem
        self.accepted.append(body)
        return success()

    def _token(self, call: ReceivedCall) -> dict[str, Any]:
        if call.query.get("corpid") != CORP_ID:
            return refusal(40013, "invalid corpid")
        if call.query.get("corpsecret") != CORP_SECRET:
            return refusal(40001, f"invalid credential {call.query.get('corpsecret')}")
        self.tokens_given += 1
        token = f"access-token-{self.tokens_given}"
        self.tokens.add(token)
        return success(access_token=token, expires_in=7200)

    def _page(self, path: str, call: ReceivedCall) -> dict[str, Any]:
        """What a page inside the client asks for."""
        if path == "auth/getuserinfo":
            userid = self.codes.pop(call.query.get("code", ""), None)  # a code is good once
            if userid is None:
                return refusal(40029, "invalid code")
            return success(userid=userid) if userid in self.staff else success(openid="oAAAAAAA")
        if path == "ticket/get" and call.query.get("type") != "agent_config":
            return refusal(40035, "invalid type")
        self.tickets_given += 1
        return success(ticket=TICKETS[path], expires_in=7200)

    def _authorize(self, call: ReceivedCall) -> Reply:
        """The client says who holds it and goes back."""
        query = call.query
        if query.get("appid") != CORP_ID or query.get("agentid") != AGENT_ID:
            return Reply(body=refusal(40013, "invalid appid"))
        code = f"code-{len(self.calls)}"
        self.codes[code] = self.holder
        back = f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
        return Reply(302, raw=b"", headers={"Location": back})

    def _upload(self, call: ReceivedCall) -> dict[str, Any]:
        file = call.files.get("media")
        if file is None or not file.file_name or call.query.get("type") != "image":
            return refusal(41005, "media data missing")
        if not 5 < len(file.content) <= 10_000_000:
            return refusal(40009, "invalid image size")
        if not file.content.startswith(MAGIC):
            return refusal(40123, "invalid image")
        media_id = hashlib.sha1(file.content, usedforsecurity=False).hexdigest() + str(len(self.media))
        self.media[media_id] = file.content
        return success(type="image", media_id=media_id, created_at="1700000000")

    def _create(self, body: dict[str, Any]) -> dict[str, Any]:
        chats = body.get("chat_id_list")
        if body.get("chat_type") != "group" or not isinstance(chats, list) or not 0 < len(chats) <= 2_000:
            return refusal(40058, "invalid Request Parameter")
        if body.get("sender") not in self.staff:
            return refusal(40003, "invalid userid")
        problem = self._content_problem(body)
        if problem:
            return problem
        failed = [chat for chat in chats if chat not in self.chats]
        if len(failed) == len(chats):
            return refusal(41048, "no customer to send")
        msgid = f"msgGCAAAXtWyujaWJHDDGi0mAC{len(self.tasks)}"
        self.tasks.append(MassTask(msgid, body, int(self.now.timestamp())))
        self.accepted.append(body)
        return success(fail_list=failed, msgid=msgid)

    def _content_problem(self, body: dict[str, Any]) -> dict[str, Any] | None:
        text, attachments = body.get("text"), body.get("attachments", [])
        if text is None and not attachments:
            return refusal(40063, "some parameters are empty")
        if text is not None and (problem := text_problem(text["content"], 4_000)):
            return problem
        for attachment in attachments:
            if attachment.get("msgtype") != "image":
                return refusal(41065, "invalid attachment type")
            if attachment["image"].get("media_id") not in self.media:
                return refusal(40007, "invalid media_id")
        return refusal(40058, "too many attachments") if len(attachments) > 9 else None

    def _list(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("chat_type") != "group" or body["end_time"] - body["start_time"] > 31 * 86_400:
            return refusal(40058, "invalid Request Parameter")
        tasks = [task for task in self.tasks if body["start_time"] <= task.created_at <= body["end_time"]]
        listed = [
            {
                "msgid": task.msgid,
                "creator": "admin",
                "create_time": str(task.created_at),
                "create_type": 0,
                "text": task.body.get("text", {"content": ""}),
                "attachments": task.body.get("attachments", []),
            }
            for task in tasks
        ]
        return self._paged("group_msg_list", listed, body)

    def _people(self, body: dict[str, Any]) -> dict[str, Any]:
        task = self._task(body.get("msgid"))
        if task is None:
            return refusal(41047, "invalid msgid")
        status = 2 if task.results else 0
        return self._paged("task_list", [{"userid": task.body["sender"], "status": status}], body)

    def _results(self, body: dict[str, Any]) -> dict[str, Any]:
        task = self._task(body.get("msgid"))
        if task is None or task.body["sender"] != body.get("userid"):
            return refusal(41047, "invalid msgid")
        sent = [
            {"chat_id": chat, "userid": body["userid"], "status": status, "send_time": 1_700_000_000}
            for chat, status in task.results.items()
        ]
        return self._paged("send_list", sent, body)

    def _remind(self, body: dict[str, Any]) -> dict[str, Any]:
        if self._task(body.get("msgid")) is None:
            return refusal(41047, "invalid msgid")
        if self.reminded.count(body["msgid"]) >= 3:
            return refusal(45009, "api freq out of limit")
        self.reminded.append(body["msgid"])
        return success()

    def _cancel(self, body: dict[str, Any]) -> dict[str, Any]:
        task = self._task(body.get("msgid"))
        if task is None:
            return refusal(41047, "invalid msgid")
        task.cancelled = True
        return success()

    def _message(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("agentid") != int(AGENT_ID):
            return refusal(40056, "invalid agentid")
        match body:
            case {"msgtype": "text", "text": {"content": str(content)}}:
                problem = text_problem(content, 2_048)
            case {"msgtype": "textcard", "textcard": {"title": str(t), "description": str(d), "url": str(u)}}:
                fits = 0 < len(t.encode()) <= 128 and 0 < len(d.encode()) <= 512 and u.startswith("https://")
                problem = None if fits else refusal(40058, "invalid Request Parameter")
            case _:
                problem = refusal(40008, "invalid message type")
        people = body["touser"].split("|")
        unknown = [person.lower() for person in people if person not in self.staff]
        if problem:
            return problem
        if len(unknown) == len(people):
            return refusal(81013, "user & party & tag all invalid")
        self.accepted.append(body)
        return success(invaliduser="|".join(unknown), msgid="msg-to-staff")

    def _paged(self, name: str, entries: list[dict[str, Any]], body: dict[str, Any]) -> dict[str, Any]:
        start = int(body.get("cursor") or 0)
        end = start + min(self.page, body.get("limit", 50))
        return success(**{name: entries[start:end], "next_cursor": str(end) if end < len(entries) else ""})

    def _task(self, msgid: str | None) -> MassTask | None:
        return next((task for task in self.tasks if task.msgid == msgid), None)


def success(**fields: Any) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", **fields}


def refusal(code: int, words: str) -> dict[str, Any]:
    return {"errcode": code, "errmsg": words}


def text_problem(content: str, most: int) -> dict[str, Any] | None:
    """As WeCom counts: UTF-8 bytes."""
    if not content.strip():
        return refusal(44004, "empty content")
    return refusal(45002, "content size out of limit") if len(content.encode()) > most else None


def image_problem(encoded: str, md5: str) -> dict[str, Any] | None:
    try:
        content = base64.b64decode(encoded, validate=True)
    except BadBase64:
        return refusal(40058, "invalid base64")
    if len(content) > 2_000_000:
        return refusal(40009, "invalid image size")
    if not content.startswith(MAGIC):
        return refusal(40123, "invalid image")
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return None if digest == md5 else refusal(40058, "md5 does not match")
