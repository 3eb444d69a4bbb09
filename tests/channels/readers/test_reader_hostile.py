"""Whatever is done to an export, its reader answers with records and refusals, never with an exception."""

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.readers import text as texts
from channels.readers.chat import stream
from channels.readers.chat_inbox import ChatInbox
from channels.readers.detect import READERS
from channels.readers.messages import DateOrder, Export, SourceOptions
from channels.readers.places import Folder
from content.inbox import Aside, ConsentEvent, Record, RefusedItem
from content.messages import render

AT = 1795180000
EXPORTS: dict[str, bytes] = {
    "wecom": "\n".join(
        json.dumps(
            {
                "msgid": str(n),
                "action": "send",
                "from": "a",
                "roomid": "r",
                "msgtime": AT,
                "msgtype": kind,
                kind: said,
            }
        )
        for n, (kind, said) in enumerate(
            [
                ("text", {"content": "早安"}),
                ("image", {"md5sum": "a"}),
                ("revoke", {"pre_msgid": "1"}),
                ("mixed", {"item": [{"type": "image", "content": '{"md5sum": "a"}'}]}),
            ]
        )
    ).encode(),
    "memotrace": (
        f"localId,Type,CreateTime,StrContent,Sender\n1,1,{AT},早安,a\n2,3,{AT},<img md5='a'>,a\n".encode()
    ),
    "mediacrawler": json.dumps(
        [
            {"note_id": "a", "user_id": "u", "time": AT, "image_list": "a.jpg", "liked_count": "1万"},
            {"note_id": "a", "comment_id": "c", "user_id": "u", "content": "好", "create_time": AT},
        ]
    ).encode(),
    "whatsapp": "20/11/2026, 10:00 - 阿雅: a.jpg (file attached)\n早安\n21/11/2026, 10:00 - B: x\n".encode(),
    "telegram": json.dumps(
        {
            "id": 1,
            "messages": [
                {
                    "id": 1,
                    "type": "message",
                    "date_unixtime": str(AT),
                    "from_id": "u",
                    "photo": "a.jpg",
                    "text": ["x"],
                },
                {
                    "id": 2,
                    "type": "message",
                    "date_unixtime": str(AT),
                    "from_id": "u",
                    "text": "y",
                    "reactions": [{}],
                },
            ],
        }
    ).encode(),
    "discord": json.dumps(
        {
            "guild": {},
            "channel": {"id": "1"},
            "messages": [
                {"id": "1", "author": {"id": "1"}, "attachments": [{"url": "a.jpg"}], "timestamp": ""}
            ],
        }
    ).encode(),
    "slack": b'[{"id": "U1", "profile": {"real_name": "x"}}]',
    "meta": json.dumps(
        {"messages": [{"sender_name": "a", "timestamp_ms": AT * 1000, "photos": [{"uri": "a.jpg"}]}]}
    ).encode(),
}
EXPORTS |= {
    "chatlab": json.dumps(
        {
            "chatlab": {"version": "0.0.2"},
            "meta": {"groupId": "r", "type": "group"},
            "members": [{"platformId": "u", "accountName": "阿雅"}],
            "messages": [
                {"sender": "u", "timestamp": AT, "type": 1, "content": "a.jpg", "platformMessageId": "1"},
                {"sender": "u", "timestamp": AT, "type": 0, "content": "早安", "replyToMessageId": "1"},
                {"sender": "u", "timestamp": AT, "type": 81, "content": "", "platformMessageId": "3"},
            ],
        }
    ).encode(),
    "weflow": json.dumps(
        {
            "weflow": {},
            "session": {"wxid": "r@chatroom", "type": "群聊"},
            "messages": [
                {"createTime": AT, "type": "图片消息", "content": "a.jpg", "senderUsername": "u"},
                {
                    "createTime": AT,
                    "type": "引用消息",
                    "content": "[引用 u：[图片]]\n好",
                    "senderUsername": "v",
                },
            ],
        }
    ).encode(),
    "qq": json.dumps(
        {
            "metadata": {},
            "chatInfo": {"type": "group"},
            "messages": [
                {
                    "id": "1",
                    "timestamp": AT * 1000,
                    "sender": {"uin": "10001", "name": "阿雅"},
                    "content": {"text": "", "resources": [{"type": "image", "filename": "a.jpg"}]},
                },
                {"id": "2", "timestamp": AT * 1000, "sender": {"uin": "10002"}, "recalled": True},
            ],
        }
    ).encode(),
    "chatlog": json.dumps(
        [
            {
                "time": "2026-11-20T10:00:00+08:00",
                "talker": "r@chatroom",
                "isChatRoom": True,
                "sender": "u",
                "type": 3,
                "contents": {"md5": "a"},
            },
            {
                "time": "2026-11-20T10:01:00+08:00",
                "talker": "r@chatroom",
                "isChatRoom": True,
                "sender": "v",
                "type": 49,
                "subType": 57,
                "content": "好",
                "contents": {"refer": {"sender": "u", "time": "2026-11-20T10:00:00+08:00"}},
            },
        ]
    ).encode(),
    "feishu": json.dumps(
        {
            "data": {
                "items": [
                    {
                        "message_id": "om_1",
                        "msg_type": "image",
                        "create_time": str(AT * 1000),
                        "chat_id": "oc_1",
                        "sender": {"id": "ou_1", "sender_type": "user"},
                        "body": {"content": '{"image_key": "a"}'},
                    },
                    {"message_id": "om_2", "msg_type": "text", "deleted": True, "body": {"content": "{}"}},
                ]
            }
        }
    ).encode(),
    "memotrace2": (
        "消息ID,类型,发送人,时间,内容\n"
        "7261845550123456702,图片,阿雅,2026-11-20 10:00:00,a.jpg\n"
        '7261845550123456703,引用消息,木木,2026-11-20 10:01:00,"好\n↳ 阿雅: [图片]"\n'
    ).encode(),
    "weclone": (
        "id,MsgSvrID,type_name,is_sender,talker,msg,src,CreateTime\n"
        "1,7261845550123456702,image,0,阿雅,[图片],a.jpg,2026-11-20T02:00:00Z\n"
    ).encode(),
    "xhs_downloader": (
        "作品标题: 阳台\n作品描述: 三步\n作者昵称: 阿雅\n发布时间: 2026-11-20_18:00:00\n作品ID: a\n".encode()
    ),
    "form": (
        "序号,提交时间,您的昵称（必填）,请上传照片,想说的话\n1,2026/11/20 9:03,阿雅,a.jpg,早安\n".encode()
    ),
    "line": "[LINE] 花友的聊天記錄\n\n2026/11/20（五）\n18:00\t阿雅\t早安\n".encode(),
    "qq_text": "消息记录（文本）\n消息对象:花友\n\n2026-11-20 18:00:00 阿雅(10001)\n早安\n".encode(),
    "memotrace_text": "2026-11-20 18:00:00 阿雅\n早安\n".encode(),
}
EXPORTS |= {
    "telegram_page": (
        '<div class="page_header"><div class="text bold">花友</div></div>'
        '<div class="message default clearfix" id="message5"><div class="body">'
        '<div class="pull_right date details" title="20.11.2026 18:00:00 UTC+08:00">18:00</div>'
        '<div class="from_name">阿雅</div><div class="media_wrap clearfix">'
        '<a class="photo_wrap clearfix pull_left" href="a.jpg"><img class="photo" src="a.jpg"/></a></div>'
        '<div class="text">早安<br>&lt;3</div></div></div>'
    ).encode(),
    "line_pc": "2026.11.20 星期五\n18:00 阿雅 早安\n18:01 小雨 你好 呀\n".encode(),
}
WITHOUT_PICTURES = frozenset({"slack", "line", "line_pc", "qq_text", "memotrace_text"})
ODD = [
    b"null",
    b"[]",
    b"{}",
    b'"\\ud800"',
    b"true",
    b"-1",
    b"1e999",
    b"9" * 25,
    b"NaN",
    b'"x"',
    b"[null]",
    b'""',
]


def do_harm(data: bytes, harm: tuple[str, int, bytes]) -> bytes:
    kind, where, odd = harm
    at = where % max(1, len(data))
    if kind == "cut":
        return data[:at]
    if kind == "flip":
        return data[:at] + bytes([data[at] ^ (1 << where % 8)]) + data[at + 1 :] if data else data
    if kind == "insert":
        return data[:at] + odd + data[at:]
    after = min((end for sign in b",]}" if (end := data.find(sign, at)) > 0), default=len(data))
    colon = data.rfind(b":", 0, after)
    return data[: colon + 1] + odd + data[after:]  # another value for the key that stands here


harms = st.lists(
    st.tuples(
        st.sampled_from(["cut", "flip", "insert", "value"]),
        st.integers(0, 10_000),
        st.sampled_from(ODD) | st.binary(max_size=20),
    ),
    min_size=1,
    max_size=4,
)
often = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@often
@given(harms=harms, dates=st.sampled_from([None, *DateOrder]))
def test_no_harm_makes_a_reader_raise(
    tmp_path: Path, reader: Any, harms: Any, dates: DateOrder | None
) -> None:
    data = EXPORTS[reader.name]
    for harm in harms:
        data = do_harm(data, harm)
    (tmp_path / "a.jpg").write_bytes(b"x")
    (tmp_path / "export").write_bytes(data)
    export = Export(Folder(tmp_path), "export", SourceOptions(group="g1", dates=dates))
    said = list(stream(reader, export))
    assert said
    assert all(isinstance(one, Record | RefusedItem | ConsentEvent) for one in said)
    inbox = ChatInbox(reader, export, "x")
    assert all(isinstance(inbox.read(item), Record | Aside | RefusedItem) for item in inbox.items("export"))
    json.dumps([repr(one).encode() for one in said], default=str)  # nothing in it that no store takes


@pytest.mark.parametrize(
    "reader", [r for r in READERS if r.name not in WITHOUT_PICTURES], ids=lambda reader: reader.name
)
def test_unharmed_they_all_show_the_picture(tmp_path: Path, reader: Any) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    (tmp_path / "export").write_bytes(EXPORTS[reader.name])
    said = list(stream(reader, Export(Folder(tmp_path), "export")))
    assert any(isinstance(one, Record) and one.media for one in said)
    assert not any(isinstance(one, RefusedItem) for one in said)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_an_empty_file_and_a_deep_one_are_refused(tmp_path: Path, reader: Any) -> None:
    for data in (b"", b"[" * 100_000, b'{"messages": ' + b"[" * 100_000, b"\xff\xfe\x00"):
        (tmp_path / "export").write_bytes(data)
        said = list(stream(reader, Export(Folder(tmp_path), "export")))
        assert said
        assert all(isinstance(one, RefusedItem) for one in said)


def test_a_line_of_ten_million_letters_is_passed_over_in_pieces(
    put: Callable[..., Path], read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "LONGEST_LINE", 1000)
    good = '{"msgid": "1", "action": "send", "from": "a", "msgtype": "text", "text": {"content": "x"}}'
    told = read(put("m.jsonl", good, '{"msgid": "' + "x" * 100_000, good))
    assert [refused.where for refused in told.refused] == ["line 2"]
    assert len(told.records) == 2


@pytest.mark.parametrize("inside", ["[%s]", '{"items": [%s]}', '{"code": 0, "data": {"items": [%s]}}'])
def test_json_beyond_what_fits_in_memory_is_read_message_by_message(
    put: Callable[..., Path], read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    message = '{"message_id": "%s", "msg_type": "text", "sender": {"id": "ou1"}, "body": {"content": "{}"}}'
    file = put("x.json", inside % ",\n".join(message % key for key in "abc"))
    whole = read(file).records
    monkeypatch.setattr(texts, "LARGEST_JSON", 100)
    assert len(whole) == 3
    assert read(file).records == whole


def test_json_beyond_what_fits_in_memory_without_an_array_is_refused_with_what_to_do(
    put: Callable[..., Path], read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "LARGEST_JSON", 100)
    file = put("x.json", '{\n"message_id": "a", "msg_type": "text", "body": {}, "x": "' + "y" * 100 + '"}')
    (refused,) = read(file).refused
    assert "export a shorter time, several times" in render(refused.why, "en")


def test_a_damaged_long_json_gives_none_of_its_messages(
    put: Callable[..., Path], read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "LARGEST_JSON", 100)
    message = '{"message_id": "a", "msg_type": "text", "sender": {"id": "ou1"}, "body": {"content": "{}"}}'
    told = read(put("x.json", f"[{message},\n{message},\n{message[:50]}"))
    assert (told.records, len(told.refused)) == ([], 1)


def test_a_long_export_is_read_in_the_memory_of_a_few_messages(tmp_path: Path) -> None:
    message = {
        "action": "send",
        "from": "a",
        "roomid": "r",
        "msgtype": "text",
        "text": {"content": "x" * 2_000},
    }
    with (tmp_path / "m.jsonl").open("w") as file:
        for n in range(3_000):
            file.write(json.dumps(message | {"msgid": n}) + "\n")
    reader = next(reader for reader in READERS if reader.name == "wecom")
    tracemalloc.start()
    count = sum(1 for _ in stream(reader, Export(Folder(tmp_path), "m.jsonl")))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 3_000
    assert peak < 1_000_000, "the file has six million bytes"
