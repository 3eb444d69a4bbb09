"""What the ledger notes of exports: a kind for every kind of every reader, nothing where nobody speaks."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from channels.readers import chatlab, chatlog, memotrace, plain_text, qq_exporter, weclone, weflow, whatsapp
from channels.readers.chat import noted
from channels.readers.message_log import ExportLog, kind_of
from content.model import MessageKind

TABLES: list[Mapping[str, str]] = [
    chatlab.KINDS,
    chatlog.KINDS,
    memotrace.KINDS,
    memotrace.KINDS_ZH,
    plain_text.KINDS,
    qq_exporter.KINDS,
    weclone.KINDS,
    weflow.KINDS,
    whatsapp.KINDS,
    whatsapp.KINDS_ZH,
]
AT = 1795180000


def log_of(inbox: Any) -> ExportLog:
    log = ExportLog(inbox.reader.name, None)
    for _ in noted(inbox.reader, inbox.export, log):
        pass
    return log


@pytest.mark.parametrize("kind", sorted({kind for table in TABLES for kind in table.values()} - {"other"}))
def test_every_kind_of_a_reader_is_a_kind_of_the_ledger(kind: str) -> None:
    assert kind_of(kind) is not MessageKind.OTHER


@pytest.mark.parametrize(
    "kind, meant",
    [
        ("red packet", MessageKind.RED_PACKET),
        ("forwarded image", MessageKind.IMAGE),
        ("forwarded channel text", MessageKind.TEXT),
        ("bot interactive", MessageKind.LINK),
        ("forwarded", MessageKind.FILE),
        ("type 66", MessageKind.OTHER),
    ],
)
def test_who_passed_a_message_on_does_not_change_its_kind(kind: str, meant: MessageKind) -> None:
    assert kind_of(kind) is meant


@pytest.mark.parametrize("folder", ["chat_miner", "discord", "wechat_memotrace", "wecom_archive"])
def test_samples_of_real_exports_have_known_kinds(
    shared: Path, an_inbox: Callable[..., Any], folder: str
) -> None:
    samples = shared / "data/chat" / folder
    if not samples.is_dir():
        pytest.skip("needs the sample exports beside the checkout")
    files = [file for file in sorted(samples.iterdir()) if "target" not in file.name]
    kinds = {entry.kind for file in files for batch in log_of(an_inbox(file)).batches() for entry in batch}
    assert kinds - {MessageKind.OTHER}
    assert MessageKind.OTHER not in kinds or folder == "wecom_archive", "votes and the like"


def weflow_says(mark: Any) -> str:
    said = {"type": "文本消息", "createTime": AT, "content": "早", "senderUsername": "wxid_a", "isSend": mark}
    return json.dumps({"weflow": {}, "session": {"wxid": "g@chatroom"}, "messages": [said]})


def chatlog_says(mark: Any) -> str:
    said = {"time": "2026-11-20T20:00:00+08:00", "talker": "g@chatroom", "isChatRoom": True, "type": 1}
    return json.dumps([said | {"sender": "wxid_a", "content": "早", "isSelf": mark}])


def weclone_says(mark: Any) -> str:
    header = "id,MsgSvrID,type_name,is_sender,talker,msg,src,CreateTime"
    return f"{header}\n1,7261845550123456701,text,{mark},wxid_a,早,,{AT}\n"


@pytest.mark.parametrize(
    "name, says, marks",
    [
        ("weflow.json", weflow_says, {1: True, "1": True, 0: False, "": False, "x": False}),
        ("chatlog.json", chatlog_says, {True: True, "true": True, False: False, "": False}),
        ("weclone.csv", weclone_says, {"1": True, "0": False, "": False}),
    ],
)
def test_who_made_an_export_of_wechat_may_be_one_of_the_teams_own(
    put: Callable[..., Path],
    an_inbox: Callable[..., Any],
    name: str,
    says: Callable[[Any], str],
    marks: dict[Any, bool],
) -> None:
    for mark, is_own in marks.items():
        batches = log_of(an_inbox(put(name, says(mark)))).batches()
        assert [entry.is_own for batch in batches for entry in batch] == [is_own], mark


def test_a_mark_that_a_source_leaves_empty_refuses_no_message(
    put: Callable[..., Path], an_inbox: Callable[..., Any]
) -> None:
    (batch,) = log_of(an_inbox(put("weflow.json", weflow_says(None)))).batches()
    assert [entry.is_own for entry in batch] == [False]


def test_an_export_in_which_nobody_speaks_tells_no_messages(
    put: Callable[..., Path], an_inbox: Callable[..., Any]
) -> None:
    rows = [{"msgid": str(n), "msgtime": AT, "roomid": "g1", "msgtype": "text"} for n in range(3)]
    log = log_of(an_inbox(put("m.jsonl", *(row | {"action": "send", "from": ""} for row in rows))))
    assert (list(log.batches()), log.left_out) == ([], {"no_authors": 3})
    spoken = [rows[0] | {"action": "send", "from": "wmA"}, *(row | {"action": "send"} for row in rows[1:])]
    log = log_of(an_inbox(put("n.jsonl", *spoken)))
    assert ([len(batch) for batch in log.batches()], log.left_out) == ([3], {})
