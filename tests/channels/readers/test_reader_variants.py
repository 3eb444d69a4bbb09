"""What real exports have and their formats do not promise: other times, names, folders and notices."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from channels.readers.chat_inbox import ChatInbox
from channels.readers.drop_folder import DropFolder
from channels.readers.fields import a_moment, instant
from channels.readers.group_names import GroupNames
from channels.readers.index_columns import fields_of
from channels.readers.named_media import named_picture
from channels.readers.places import Pictures
from channels.readers.sources import Opening, open_sources
from channels.readers.withdrawals import recalled_by
from content.inbox import Record
from content.validation import BadValue

Put = Callable[..., Path]
Read = Callable[..., Any]
AT = 1772445610
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("times", [1, 10**3, 10**6, 10**9])
def test_a_time_may_count_in_any_part_of_a_second(times: int) -> None:
    assert instant(AT * times) == datetime.fromtimestamp(AT, UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026/3/2 6:00:10 PM",
        "2026/3/2, 6:00:10 pm",
        "2026年3月2日 下午6:00:10",
        "2026-03-02 18:00:10,000",
        "2026-03-02T10:00:10.000Z",
    ],
)
def test_a_clock_of_an_office_is_read(text: str) -> None:
    assert a_moment(text, SHANGHAI) == datetime.fromtimestamp(AT, UTC)


def test_a_time_that_is_not_read_is_named() -> None:
    with pytest.raises(BadValue) as refused:
        a_moment("3/2/2026, 6:00:10 PM", SHANGHAI)
    assert refused.value.args[0].code == "source.time_not_read"


def test_a_picture_is_found_by_what_is_left_of_its_path() -> None:
    names = ["a/03/x.jpg", "a/04/x.jpg", "a/新 图.jpg", "a/0a1b2c3d.png", "a/01/1.jpg"]
    pictures = Pictures(names, "a")
    assert pictures.find("D:\\out\\g\\04\\x.jpg") == "a/04/x.jpg"
    assert pictures.find("../x.jpg") is None
    assert pictures.find("images/%E6%96%B0%20%E5%9B%BE.jpg") == "a/新 图.jpg"
    assert pictures.find("msg/0a1b2c3d.dat") == "a/0a1b2c3d.png"
    assert pictures.find("02/1.jpg") is None, "a number is the name of many pictures"


def test_a_row_of_an_index_names_no_numbered_picture_of_another_folder(put: Put) -> None:
    folder = put("g/0302/1.jpg", b"x").parent.parent
    assert named_picture(folder, "0303/1.jpg") == folder / "0303/1.jpg"
    assert named_picture(folder, "work/0302/1.jpg") == folder / "0302/1.jpg"


def test_an_index_may_have_traditional_headings() -> None:
    assert fields_of({"檔名": "a.jpg", "發布人": "小林", "內容": "多肉"}, {}) == {
        "media": "a.jpg",
        "nickname": "小林",
        "text": "多肉",
    }


@pytest.mark.parametrize(
    ("notice", "name"),
    [
        ('"小林" 撤回了一条消息', "小林"),
        ("你撤回了一条消息", "你"),
        ("“小林”撤回了一條訊息", "小林"),
        ("小林 收回一則訊息", "小林"),
        ('"Lin" recalled a message', "Lin"),
        ('"群主" 撤回了成员"小林"的一条消息', "群主"),
        ("小林撤回了一条消息，重新编辑", None),
        ("小林邀请周周加入了群聊", None),
    ],
)
def test_a_notice_of_a_recall_is_known(notice: str, name: str | None) -> None:
    assert recalled_by(notice) == name


COLUMNS = "localId,Type,CreateTime,StrContent,Sender,NickName,MsgSvrID"
NOTICE = f"2,10000,{AT},小林 撤回了一条消息,,,7261845550123456702"
HEADER2 = "消息ID,类型,发送人,时间,内容"


def weflow(**message: Any) -> str:
    sent = {"createTime": AT, "senderUsername": "wxid_lin", "platformMessageId": "7261845550123456702"}
    return json.dumps({"weflow": {}, "session": {"wxid": "1@chatroom"}, "messages": [sent | message]})


def chatlab(**message: Any) -> str:
    sent = {"sender": "wxid_lin", "timestamp": AT, "platformMessageId": "7"}
    return json.dumps({"chatlab": {}, "meta": {"groupId": "g"}, "messages": [sent | message]})


def chatlog(**message: Any) -> str:
    every = {"talker": "1@chatroom", "isChatRoom": True, "time": "2026-03-02T18:00:10+08:00"}
    words = {"sender": "wxid_lin", "senderName": "小林", "type": 1, "content": "看"}
    return json.dumps([every | words, every | message])


PAIRS = {
    "memotrace.csv": (
        f"{COLUMNS}\n2,3,{AT},a.jpg,wxid_lin,小林,7261845550123456702",
        f"{COLUMNS}\n1,1,{AT},看,wxid_lin,小林,7261845550123456701\n{NOTICE}",
    ),
    "memotrace2.csv": (
        f"{HEADER2}\n7261845550123456702,图片,小林,2026-03-02 18:00:10,a.jpg",
        f"{HEADER2}\n7261845550123456702,系统消息,系统,2026-03-02 18:00:10,小林 撤回了一条消息",
    ),
    "weflow.json": (
        weflow(type="图片消息", content="a.jpg"),
        weflow(type="系统消息", content="小林 撤回了一条消息", senderUsername=""),
    ),
    "chatlab.json": (
        chatlab(type=1, content="a.jpg"),
        chatlab(type=80, content="小林 撤回了一条消息", sender=""),
    ),
    "chatlog.json": (
        chatlog(sender="wxid_lin", senderName="小林", type=3, content="", contents={"path": "a.jpg"}),
        chatlog(sender="系统消息", senderName="", type=10000, content='"小林" 撤回了一条消息'),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_notice_in_the_place_of_a_picture_withdraws_it(name: str, put: Put, read: Read) -> None:
    before, after = PAIRS[name]
    put("1/a.jpg", b"\xff\xd8\xff")
    shown = read(put(f"1/{name}", before))
    recalled = read(put(f"2/{name}", after))
    message = next(record.messages[0] for record in shown.records if record.media)
    assert [event.message for event in recalled.events] == [message]


def taken(root: Path) -> list[str]:
    """The pictures that are gathered from groups' folders, by name, of exports or dropped."""
    opening = Opening("inbox", root / ".opened", names=GroupNames(frozenset({"jingan-1", "jingan-2"})))
    sources = open_sources(root, opening)
    assert isinstance(sources, list)
    items = [
        (source, item)
        for source in sources
        if isinstance(source, ChatInbox | DropFolder)
        for folder in source.folders()
        for item in source.items(folder)
        if not item.path.endswith("#aside")
    ]
    records = [source.read(item) for source, item in items]
    return sorted(file.name for record in records if isinstance(record, Record) for file in record.media)


def test_only_what_people_drop_is_taken_beside_an_export(put: Put, tmp_path: Path) -> None:
    rows = [f"{n},3,{AT + 99 * n},{n}a.jpg,wxid_lin,小林,726184555012345670{n}" for n in (1, 2)]
    sticker = f"3,47,{AT},sticker_of_lin.gif,wxid_lin,小林,7261845550123456703"
    put("jingan-1/chat.csv", "\n".join([COLUMNS, *rows, sticker]))
    names = ("1a.jpg", "2a.jpg", "sticker_of_lin.gif", "avatars/x.jpg", "images/y.jpg", "IMG_1.jpg")
    for name in (*names, "00000013-STICKER-2026-03-02-18-01-10.webp"):
        put(f"jingan-1/{name}", b"\xff\xd8\xff")
    assert taken(tmp_path / "g1") == ["1a.jpg", "2a.jpg", "IMG_1.jpg"]


def test_a_page_beside_photos_holds_them(put: Put, tmp_path: Path) -> None:
    put("jingan-1/messages.html", "<html><style>a{}</style><img src='photos/a.jpg'>")
    put("jingan-1/photos/a.jpg", b"\xff\xd8\xff")
    put("jingan-2/b.jpg", b"\xff\xd8\xff")
    assert taken(tmp_path / "g1") == ["b.jpg"]


def test_exports_in_folders_share_the_media_beside_these(put: Put, tmp_path: Path) -> None:
    for number, chat in enumerate(("a", "b"), 1):
        row = f"1,3,{AT},images/{chat}.jpg,wxid_{chat},{chat},726184555012345670{number}"
        put(f"{chat}/chat.csv", f"{COLUMNS}\n{row}")
        put(f"images/{chat}.jpg", b"\xff\xd8\xff")
    put("images/recalled.jpg", b"\xff\xd8\xff")
    assert taken(tmp_path / "g1") == ["a.jpg", "b.jpg"]


@pytest.mark.parametrize("above", ["", "\n", "sep=;\n"])
def test_a_table_may_be_written_with_semicolons(above: str, put: Put, read: Read) -> None:
    put("a.jpg", b"\xff\xd8\xff")
    rows = f"{COLUMNS}\n1,3,{AT},a.jpg,wxid_lin,小林,7261845550123456702".replace(",", ";")
    assert read(put("chat.csv", f"{above}{rows}")).shown == [("小林", "", ["a.jpg"])]


def test_emotes_and_covers_are_no_photos(put: Put, read: Read) -> None:
    emote = {"type": "image", "data": {"filename": "e.jpg", "summary": "[动画表情]"}}
    photo = {"type": "image", "data": {"filename": "p.jpg", "subType": 0}}
    resources = [{"type": "image", "filename": name} for name in ("e.jpg", "p.jpg")]
    content = {"elements": [emote, photo], "resources": resources}
    message = {"id": "1", "timestamp": AT, "sender": {"uin": "10001"}, "content": content}
    for name in ("e.jpg", "p.jpg", "images/n1/0.jpg"):
        put(name, b"\xff\xd8\xff")
    qq = put("qq.json", json.dumps({"metadata": {}, "chatInfo": {}, "messages": [message]}))
    assert [names for _, _, names in read(qq).shown] == [["p.jpg"]]
    note = {"note_id": "n1", "user_id": "u", "type": "video", "time": AT, "title": "t"}
    assert [names for _, _, names in read(put("notes.jsonl", json.dumps(note))).shown] == [[]]
