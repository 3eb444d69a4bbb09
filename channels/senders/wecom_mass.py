"""企业微信群发 / WeCom mass sending to customers' groups: a task for the groups' owner, who taps to send it.

Verified 2026-12 in stored copies of the vendor's pages (92135 of 2025-11-17, 93338) and of clients' sources:
chat_type group with chat_id_list of at most 2,000 (WeCom 4.1.10 or newer), sender required, text of 4,000
bytes, 9 attachments, as many a month as it has days for each group; get_groupmsg_list_v2 over at most a
month and with a limit of 100 (96355 of 2023-12-08); the statuses of send_list; three reminders in 24 hours
(97610). From memory: that a list gives a text back as it was sent.

A task cannot carry a key of ours. A call without answer is looked up in the list of tasks by its time, its
text and the kinds of its attachments; what several tasks could be is left to a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from channels.senders.direct import Direct
from channels.senders.http import Answer
from channels.senders.lookup import nowhere
from channels.senders.refusals import Meaning, no_answer, rejected, without_chat
from channels.senders.text_split import parts_of
from channels.senders.wecom import MEDIA_GONE, PICTURE_BYTES, WecomApi
from content.model import Capabilities, Recovery
from content.publish.sender import (
    Account,
    Delivered,
    Letter,
    NoAnswer,
    OpenCall,
    Part,
    Rejected,
    SendOutcome,
    TaskCreated,
    TokenCache,
)

MOST_CHATS = 2_000  # of one task
BEFORE, AFTER = timedelta(seconds=60), timedelta(seconds=120)  # by how much clocks may differ
SETTLED = timedelta(minutes=10)  # after that a task that was created is listed
_NOT_TAPPED = 0  # status of a member in task_list
_SENT, _QUOTA = 1, 3  # status of a group in send_list; 3: it already got its share
_KNOWN = "known"


@dataclass(frozen=True, slots=True)
class TaskResults:
    """What a task came to: chat -> its end, of those that have one. `is_untouched`: the owner has not tapped,
    so nothing was sent; None where that was not asked."""

    ends: Mapping[str, SendOutcome]
    is_untouched: bool | None = None


_NO_SENDER = Meaning("send_wecom.no_sender")
_GROUP = Meaning("send_wecom.group")
_SHARE_USED = Meaning("send_wecom.share_used")


class WecomMassSender(Direct):
    """`secret` has corp_id and corp_secret; `chat` is a group's chat_id, `people` begins with its owner."""

    capabilities = Capabilities(
        text_size=4_000,
        text_in_bytes=True,
        caption_size=4_000,
        picture_bytes=PICTURE_BYTES,
        needs_person=True,
        recovery=Recovery.READ_BACK,
    )

    def parts(self, letter: Letter) -> Sequence[Part]:
        return parts_of(letter, self.capabilities)

    def upload(self, account: Account, part: Part, tokens: TokenCache) -> str | Rejected:
        return self._api(account, tokens).media(part.picture) if part.picture else ""

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        return self.create(account, (account.chat,) if account.chat else (), part, media, tokens)

    def create(
        self, account: Account, chats: Sequence[str], part: Part, media: str, tokens: TokenCache
    ) -> SendOutcome:
        """One task for several groups of one owner, at most 2,000: one tap sends them all.

        The receipt has `msgid`, `sender`, and in `failed` the chats that the platform left out, by blanks.
        """
        if not chats:
            return without_chat()
        if len(chats) > MOST_CHATS:
            raise ValueError(f"{len(chats)} chats; a task takes {MOST_CHATS}")
        if not account.people:
            return rejected("no_sender", _NO_SENDER)
        api = self._api(account, tokens)
        body = task_body(account.people[0], chats, part.text, media)
        reply = api.post("externalcontact/add_msg_template", body)
        if isinstance(reply, Answer):
            return _created(reply, account.people[0], chats)
        if isinstance(reply, Rejected) and reply.code == str(MEDIA_GONE) and part.picture:
            api.forget_media(part.picture)  # the next upload gets a new one
        return reply

    def find(self, account: Account, part: Part, call: OpenCall, tokens: TokenCache) -> SendOutcome | None:
        """What became of a task, by the `msgid` of the receipt; without one, whether it was created.

        `known` in the receipt has the msgids that belong to other calls, by blanks: equal texts go to several
        groups. That nothing was created counts as proved ten minutes after the call, by the platform's clock.
        """
        api = self._api(account, tokens)
        msgid = call.receipt.get("msgid")
        return _state(api, msgid) if msgid else _look_up(api, part, call)

    def results(self, account: Account, msgid: str, tokens: TokenCache) -> TaskResults | None:
        """What became of a whole task; None where it cannot be read."""
        return _results(self._api(account, tokens), msgid)

    def remind(self, account: Account, msgid: str, tokens: TokenCache) -> Rejected | NoAnswer | None:
        """Let WeCom remind the owner of a task, at most three times in 24 hours; None where it does."""
        return _done(self._api(account, tokens), "remind_groupmsg_send", msgid)

    def cancel(self, account: Account, msgid: str, tokens: TokenCache) -> Rejected | NoAnswer | None:
        """Stop what of a task is not yet sent; None where it is stopped."""
        return _done(self._api(account, tokens), "cancel_groupmsg_send", msgid)

    def stop(
        self, account: Account, msgid: str, tokens: TokenCache
    ) -> TaskResults | Rejected | NoAnswer | None:
        """Cancel a task, then read what had gone out before; None where it is cancelled and that cannot be
        read."""
        if (outcome := self.cancel(account, msgid, tokens)) is not None:
            return outcome
        results = self.results(account, msgid, tokens)
        untouched = results is not None and not results.ends
        untouched = untouched and _is_untouched(self._api(account, tokens), msgid)
        return replace(results, is_untouched=untouched) if results is not None else None

    def _api(self, account: Account, tokens: TokenCache) -> WecomApi:
        return WecomApi(account, tokens, self._patience)


def task_body(sender: str, chats: Sequence[str], text: str, media: str) -> Mapping[str, Any]:
    """What add_msg_template is asked: the text, the image with that media id, either of them "" for none."""
    image = {"msgtype": "image", "image": {"media_id": media}}
    return {
        "chat_type": "group",
        "chat_id_list": list(chats),
        "sender": sender,
        "allow_select": False,
        **({"text": {"content": text}} if text else {}),
        **({"attachments": [image]} if media else {}),
    }


def _created(answer: Answer, sender: str, chats: Sequence[str]) -> SendOutcome:
    refused = answer.body.get("fail_list")
    failed = [chat for chat in chats if isinstance(refused, list) and chat in refused]
    if len(failed) == len(chats):
        return rejected("fail_list", _GROUP)
    msgid = answer.body.get("msgid")
    if not isinstance(msgid, str) or not msgid:
        return no_answer("unreadable")
    receipt = {"msgid": msgid, "sender": sender}
    return TaskCreated({**receipt, **({"failed": " ".join(failed)} if failed else {})})


def _done(api: WecomApi, verb: str, msgid: str) -> Rejected | NoAnswer | None:
    reply = api.post(f"externalcontact/{verb}", {"msgid": msgid})
    return None if isinstance(reply, Answer) else reply


def _state(api: WecomApi, msgid: str) -> SendOutcome | None:
    """Whether a task's group got it."""
    results = _results(api, msgid)
    if results is None:
        return None
    return results.ends.get(api.account.chat, TaskCreated({"msgid": msgid, "sender": _sender(api)}))


def _sender(api: WecomApi) -> str:
    return api.account.people[0] if api.account.people else ""


def _results(api: WecomApi, msgid: str) -> TaskResults | None:
    sender = _sender(api)
    body = {"msgid": msgid, "userid": sender, "limit": 1000}
    results = api.pages("externalcontact/get_groupmsg_send_result", body, "send_list")
    if results is None:
        return None
    receipt = {"msgid": msgid, "sender": sender}
    ends: dict[str, SendOutcome] = {}
    for result in results.entries:
        match result:
            case {"chat_id": str(chat), "status": int(status)} if status == _SENT:
                ends[chat] = Delivered({**receipt, "sent_at": str(result.get("send_time", ""))})
            case {"chat_id": str(chat), "status": int(status)} if status == _QUOTA:
                ends[chat] = rejected("share_used", _SHARE_USED)
    return TaskResults(ends)


def _is_untouched(api: WecomApi, msgid: str) -> bool:
    """Whether the platform says that the owner has not tapped the task."""
    tasks = api.pages("externalcontact/get_groupmsg_task", {"msgid": msgid, "limit": 1000}, "task_list")
    states = {task.get("userid"): task.get("status") for task in tasks.entries} if tasks else {}
    return states.get(_sender(api)) == _NOT_TAPPED


def _look_up(api: WecomApi, part: Part, call: OpenCall) -> SendOutcome | None:
    window = {
        "chat_type": "group",
        "start_time": int((call.began_at - BEFORE).timestamp()),
        "end_time": int((call.ended_at + AFTER).timestamp()),
        "filter_type": 0,
        "limit": 100,
    }
    tasks = api.pages("externalcontact/get_groupmsg_list_v2", window, "group_msg_list")
    if tasks is None:
        return None
    listed = [_listed(task) for task in tasks.entries]
    if None in listed:
        return None
    others = set(call.receipt.get(_KNOWN, "").split())
    ours = (part.text, ["image"] if part.picture else [])
    candidates = [task[0] for task in listed if task and task[1:] == ours and task[0] not in others]
    if not candidates:
        return nowhere(tasks.last, call, SETTLED)
    if len(candidates) > 1 or not _is_for(api, candidates[0]):
        return None
    return TaskCreated({"msgid": candidates[0], "sender": api.account.people[0]})


def _listed(task: Mapping[str, Any]) -> tuple[str, str, list[str]] | None:
    """A task's msgid, text and kinds of attachments; None where it cannot be read."""
    match task:
        case {"msgid": str(msgid), "text": {"content": str(text)}}:
            pass
        case {"msgid": str(msgid)} if not task.get("text"):
            text = ""
        case _:
            return None
    attachments = task.get("attachments") or []
    if not isinstance(attachments, list) or not all(isinstance(item, dict) for item in attachments):
        return None
    return msgid, text, [str(item.get("msgtype")) for item in attachments]


def _is_for(api: WecomApi, msgid: str) -> bool:
    """Whether the task waits for, or was sent by, the account's owner and nobody else."""
    tasks = api.pages("externalcontact/get_groupmsg_task", {"msgid": msgid, "limit": 1000}, "task_list")
    people = {str(task.get("userid")) for task in tasks.entries} if tasks else set()
    return people == set(api.account.people[:1]) != set()
