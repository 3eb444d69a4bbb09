"""What exporters of Chinese chats and sites write: every message counts, each picture has its author."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from channels.readers.chat import stream
from channels.readers.detect import detect
from channels.readers.mediacrawler import MediaCrawler
from channels.readers.messages import Export, SourceOptions
from channels.readers.places import Folder
from channels.readers.quotes import split_quote
from channels.readers.withdrawals import WORDINGS, is_withdrawal
from content.inbox import Record
from content.messages import render
from content.model import ConsentState, Member

Put = Callable[..., Path]
Read = Callable[..., Any]
AT = 1772445600  # 2026-03-02 18:00 in Shanghai
SHANGHAI = SourceOptions(zone=ZoneInfo("Asia/Shanghai"), group="g1")


def when(record: Any) -> str:
    return str(record.posted_at.astimezone(SHANGHAI.zone).strftime("%H:%M:%S"))


def workbook(file: Path, **sheets: list[list[str]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file.parent.mkdir(parents=True, exist_ok=True)
    book.save(file)
    return file


# -- quotes and withdrawals -----------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "「周周：[图片]」\n- - - - - - - - - -\n求链接",
        '"周周:\n[图片]"\n——————\n求链接',
        '这是一条引用/回复消息：\n"周周：\n[图片]"\n------\n求链接',
        "求链接\n↳ 周周: [图片]",
        "[引用 周周：[图片]]\n求链接",
    ],
)
def test_a_quote_is_another_members_words(text: str) -> None:
    quote = split_quote(text)
    assert quote is not None
    assert (quote.answer, quote.name, quote.is_picture) == ("求链接", "周周", True)


def test_a_rule_in_a_members_own_words_is_no_quote() -> None:
    assert split_quote("今天的\n------\n清单") is None


@pytest.mark.parametrize("end", ["", ".", "。", "．", " ", "\u200e"])
def test_every_wording_withdraws_with_a_full_stop_or_without(end: str) -> None:
    wordings = [one for wordings in WORDINGS.values() for one in wordings]
    assert [one for one in wordings if not is_withdrawal(f"\u200e{one}{end}")] == []


@pytest.mark.parametrize("text", ["This message was deleted by admin 小林", "群组管理员小林删除了此消息。"])
def test_an_admin_takes_back_what_a_member_sent(text: str) -> None:
    assert is_withdrawal(text)


@pytest.mark.parametrize("text", ["", "。", "此消息已删除了吗?", "This message was deleted, why", "删除"])
def test_words_about_deleting_withdraw_nothing(text: str) -> None:
    assert not is_withdrawal(text)


# -- WeChat ---------------------------------------------------------------------------------------
HEADER = ["消息ID", "类型", "发送人", "时间", "内容"]
ROWS = [
    ["7261845550123456701", "文本", "小林", "2026-03-02 18:00:00", "多肉"],
    ["7261845550123456702", "图片", "小林", "2026-03-02 18:00:20", "[图片]"],
    ["7261845550123456703", "引用消息", "周周", "2026-03-02 18:01:30", "好看\n↳ 小林: [图片]"],
    ["7261845550123456704", "系统消息", "系统", "2026-03-02 18:01:40", "撤回了一条消息"],
]


@pytest.mark.parametrize("name", ["群.csv", "群.xlsx"])
def test_memotrace_2_names_pictures_by_the_id_of_their_message(
    put: Put, read: Read, name: str, tmp_path: Path
) -> None:
    put("image/2026-03/7261845550123456702_a1.jpg", b"x")
    if name.endswith("xlsx"):
        file = workbook(tmp_path / "g1" / name, Sheet=[HEADER, *ROWS])
    else:
        cells = [",".join(f'"{cell}"' for cell in row) for row in [HEADER, *ROWS]]
        file = put(name, *cells)
    told = read(file, SHANGHAI)
    text, picture, quote, notice = told.records
    assert told.kinds == ["text", "image", "quote", "system"]
    assert (picture.member.nickname, when(picture)) == ("小林", "18:00:20")
    assert [file.name for file in picture.media] == ["7261845550123456702_a1.jpg"]
    assert (quote.quotes, quote.text) == (picture.messages[0], "好看")
    assert (text.member.id, notice.member) == ("小林@g1", None)


def weflow(n: int, kind: str, content: str, **fields: Any) -> dict[str, Any]:
    said = {"localId": n, "createTime": AT + n, "type": kind, "content": content, "senderUsername": "wxid_a"}
    return said | {"senderDisplayName": "小林"} | fields


@pytest.mark.parametrize("mark", [{"weflow": {"version": "1"}}, {}], ids=["WeFlow", "echotrace"])
def test_weflow_and_echotrace_are_one(put: Put, read: Read, mark: dict[str, Any]) -> None:
    put("images/q.jpg", b"x")
    messages = [
        weflow(1, "图片消息", "images/q.jpg", platformMessageId="7261845550123456702"),
        weflow(2, "图片消息", "[图片]", senderUsername="wxid_b", senderDisplayName="周周"),
        weflow(3, "引用消息", "求链接", senderUsername="wxid_b", replyToMessageId="7261845550123456702"),
        weflow(4, "系统消息", "欢迎", senderUsername="5@chatroom"),
    ]
    session = {"wxid": "5@chatroom", "type": "群聊"}
    told = read(put("群.json", mark | {"session": session, "messages": messages}), SHANGHAI)
    assert told.kinds == ["image", "quote", "system"]
    assert told.shown[0] == ("小林", "", ["q.jpg"])
    assert told.records[1].quotes == told.records[0].messages[0]
    assert [refused.reason for refused in told.refused] == ["media_missing"]


def test_weclone_rows_have_their_pictures_in_a_column(put: Put, read: Read) -> None:
    put("images/q.jpg", b"x")
    told = read(
        put(
            "群.csv",
            "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime",
            "1,7261845550123456701,文本,0,wxid_a,5@chatroom,新杯子,,2026-03-02T10:01:00.000Z",
            "2,7261845550123456702,图片,0,wxid_a,5@chatroom,[图片],images\\q.jpg,2026-03-02 18:02:00",
        ),
        SHANGHAI,
    )
    assert [(one.kind, when(one), one.member.id) for one in told.records] == [
        ("text", "18:01:00", "wxid_a"),
        ("image", "18:02:00", "wxid_a"),
    ]


def test_chatlog_finds_pictures_by_their_md5_and_quotes_by_sender_and_second(put: Put, read: Read) -> None:
    md5 = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    put(f"{md5}.jpg", b"x")
    shared = {"talker": "5@chatroom", "isChatRoom": True}
    picture = shared | {"time": "2026-03-02T18:00:10+08:00", "sender": "wxid_a", "senderName": "小林"}
    refer = {"refer": {"sender": "wxid_a", "time": "2026-03-02T18:00:10+08:00"}}
    quote = shared | {"time": "2026-03-02T18:01:00+08:00", "sender": "wxid_b", "content": "求链接"}
    told = read(
        put(
            "chatlog.json",
            [
                picture | {"type": 3, "contents": {"md5": md5}},
                quote | {"type": 49, "subType": 57, "contents": refer},
            ],
        ),
        SHANGHAI,
    )
    assert told.records[1].quotes == told.records[0].messages[0]
    table = read(
        put(
            "chatlog.csv",
            "Time,SenderName,Sender,TalkerName,Talker,Content",
            f"2026-03-02 18:00:10,小林,wxid_a,花友,5@chatroom,![图片](http://127.0.0.1:5030/image/{md5})",
        ),
        SHANGHAI,
    )
    assert table.records[0].id == told.records[0].id, "the same message in both"


def test_chatlogs_plain_text_is_refused_for_its_missing_year(put: Put, read: Read) -> None:
    told = read(put("chatlog.txt", "小林(wxid_a) 03-02 18:00:00", "新杯子"))
    assert (told.records, [refused.reason for refused in told.refused]) == ([], ["unknown_shape"])
    assert "chatlog.txt begins with '小林(wxid_a) 03-02 18:00:00'" in render(told.refused[0].why, "en")


# -- QQ, ChatLab, Feishu, text ----------------------------------------------------------------------
def qq(n: int, uin: str, *pictures: str, **fields: Any) -> dict[str, Any]:
    resources = [
        {"type": "image", "filename": one, "localPath": f"resources/images/{one}"} for one in pictures
    ]
    content = {"text": "", "elements": [], "resources": resources}
    sender = {"uin": uin, "name": f"N{uin}"}
    return {"id": str(76120 + n), "timestamp": (AT + n) * 1000, "sender": sender, "content": content} | fields


def test_qq_messages_in_chunks_with_what_was_recalled(put: Put, read: Read) -> None:
    for name in ("A.jpg", "B.jpg", "C.jpg"):
        put(f"resources/images/{name}", name.encode())
    put("chunks/chunk_0001.jsonl", qq(1, "10001", "A.jpg", "B.jpg"), qq(2, "10002", "C.jpg", recalled=True))
    chunks = [{"relativePath": "chunks/chunk_0001.jsonl"}, {"relativePath": "chunks/chunk_0002.jsonl"}]
    manifest = {"metadata": {"format": "chunked-jsonl"}, "chatInfo": {"type": "group"}}
    told = read(put("manifest.json", manifest | {"chunked": {"chunks": chunks}}), SHANGHAI)
    assert told.shown == [("N10001", "", ["A.jpg", "B.jpg"])]
    assert [(one.state, one.message) for one in told.events] == [(ConsentState.WITHDRAWN, "76122")]
    assert [(one.reason, one.where) for one in told.refused] == [("media_missing", "chunks/chunk_0002.jsonl")]


def test_chatlab_alike_as_one_json_and_as_lines(put: Put, read: Read) -> None:
    put("images/q.jpg", b"x")
    head = {"chatlab": {"version": "0.0.2"}, "meta": {"groupId": "5@chatroom", "type": "group"}}
    member = {"platformId": "wxid_a", "accountName": "林溪", "groupNickname": "小林"}
    messages: list[dict[str, Any]] = [
        {"sender": "wxid_a", "timestamp": AT, "type": 1, "content": "images/q.jpg", "platformMessageId": "2"},
        {"sender": "wxid_b", "timestamp": AT + 9, "type": 25, "content": "好看", "replyToMessageId": "2"},
        {"sender": "wxid_b", "timestamp": AT + 19, "type": 81, "content": "", "platformMessageId": "1"},
    ]
    whole = read(put("群.json", head | {"members": [member], "messages": messages}), SHANGHAI)
    lines = [{"_type": "header"} | head, {"_type": "member"} | member]
    lines += [{"_type": "message"} | message for message in messages]
    told = read(put("群.jsonl", *lines), SHANGHAI)
    assert whole.records == told.records
    assert told.shown == [("小林", "", ["q.jpg"]), ("群友id_b", "好看", [])]
    assert told.records[1].quotes == told.records[0].messages[0]
    assert [one.message for one in told.events] == ["5@chatroom/1"]


def test_a_feishu_list_counts_its_messages(put: Put, read: Read) -> None:
    sender = {"id": "ou_1", "sender_type": "user"}
    items = [
        {"message_id": "om_1", "msg_type": "text", "create_time": str(AT * 1000), "sender": sender}
        | {"body": {"content": json.dumps({"text": "你好"})}},
        {"message_id": "om_2", "msg_type": "image", "create_time": str(AT * 1000), "sender": sender}
        | {"body": {"content": json.dumps({"image_key": "img_1"})}},
    ]
    told = read(put("list.json", {"code": 0, "data": {"items": items}}), SHANGHAI)
    assert (told.kinds, told.refused) == (["text", "image"], [])
    assert told.records[0].text == "你好"


def test_chats_as_text_have_messages_and_no_pictures(put: Put, read: Read) -> None:
    qq_lines = ["消息记录（文本）", "消息对象:花友", "", "2026-03-02 18:00:00 【管理员】小林(10001)", "到了"]
    told = read(put("QQ.txt", *qq_lines, "", "2026-03-02 18:01:00 周周<z@example.com>", "[图片]"), SHANGHAI)
    assert [(one.member.id, one.kind, when(one)) for one in told.records] == [
        ("10001", "text", "18:00:00"),
        ("z@example.com", "image", "18:01:00"),
    ]
    line = [
        "[LINE] 花友的聊天記錄",
        "",
        "2026/03/02（一）",
        "下午06:00\t小林\t早安",
        "18:02\t\t周周已加入群組",
    ]
    told = read(put("LINE.txt", *line), SHANGHAI)
    assert [(one.kind, when(one)) for one in told.records] == [("text", "18:00:00"), ("system", "18:02:00")]


def test_a_text_beside_pictures_that_names_none_says_so(put: Put, read: Read) -> None:
    put("image/1.jpg", b"x")
    told = read(put("群.txt", "2026-03-02 18:00:00 小林", "[图片]"), SHANGHAI)
    assert (told.kinds, [refused.reason for refused in told.refused]) == (["image"], ["media_missing"])
    assert told.records[0].media == ()


# -- sites and forms ----------------------------------------------------------------------------------
def test_mediacrawler_hashes_masked_names_and_pictures_in_a_sibling_folder(put: Put, read: Read) -> None:
    put("xhs/images/69a4/0.jpg", b"x")
    note = {"note_id": "69a4", "title": "阳台", "desc": "三步", "time": AT * 1000, "creator_hash": "9f86d081"}
    file = put("xhs/jsonl/search_contents_2026.jsonl", note | {"nickname": "小***林", "liked_count": "1.2万"})
    place = Folder(file.parent.parent.parent)
    reader = detect(place, f"xhs/jsonl/{file.name}")
    assert isinstance(reader, MediaCrawler)
    (record,) = stream(reader, Export(place, f"xhs/jsonl/{file.name}", SHANGHAI))
    assert isinstance(record, Record)
    assert ([one.name for one in record.media], record.like_count) == (["0.jpg"], 12_000)
    assert record.member == Member("9f86d081", "群友d081", "g1"), "a masked name is none to print"


def test_mediacrawler_workbooks_have_a_sheet_of_comments(put: Put, read: Read, tmp_path: Path) -> None:
    put("images/69a4/0.jpg", b"x")
    notes = [["aweme_id", "desc", "create_time", "user_id", "nickname", "liked_count", "comment_count"]]
    notes += [["69a4", "阳台", str(AT), "10001", "林溪", "88", "36"]]
    comments = [["comment_id", "aweme_id", "content", "create_time", "user_id", "nickname"]]
    comments += [["c1", "69a4", "好看", str(AT + 9), "10002", "周周"]]
    told = read(workbook(tmp_path / "g1" / "dy.xlsx", Contents=notes, Comments=comments), SHANGHAI)
    assert told.shown == [("林溪", "阳台", ["0.jpg"]), ("周周", "好看", [])]
    assert (told.records[0].like_count, told.records[0].replies, told.records[1].quotes) == (88, 0, "69a4")


def test_a_crawled_table_that_a_spreadsheet_saved_is_refused_whole(put: Put, read: Read) -> None:
    rows = ("5.27E+15,1.00E+09,林溪,第一篇", "5.27E+15,1.00E+09,周周,第二篇")
    told = read(put("search_contents.csv", "note_id,user_id,nickname,content", *rows))
    assert (told.records, [one.reason for one in told.refused]) == ([], ["saved_by_spreadsheet"])


def test_xhs_downloader_pictures_belong_to_the_note_that_names_them(
    put: Put, read: Read, tmp_path: Path
) -> None:
    for name in ("18.00.00_林溪_阳台_1", "18.00.00_林溪_阳台_2", "19.00.00_林溪_厨房_1"):
        put(f"Download/2026-03-02_{name}.jpeg", name.encode())
    file = tmp_path / "g1" / "Download" / "ExploreData.db"
    columns = ("作品ID", "作品类型", "作品标题", "作品描述", "发布时间", "点赞数量", "作者昵称", "作者ID")
    with sqlite3.connect(file) as database:
        database.execute(f"CREATE TABLE explore_data ({', '.join(columns)})")
        for key, title, hour in (("n1", "阳台", 18), ("n2", "厨房", 19)):
            row = (key, "图文", title, "三步", f"2026-03-02_{hour}:00:00", "1234", "林溪", "u1")
            database.execute("INSERT INTO explore_data VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    database.close()
    told = read(file, SHANGHAI)
    assert [(text, len(media)) for _, text, media in told.shown] == [("阳台\n三步", 2), ("厨房\n三步", 1)]
    assert [(one.like_count, when(one)) for one in told.records] == [(1234, "18:00:00"), (1234, "19:00:00")]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "序号,提交答卷时间,来自IP,1、您的群昵称,2、请上传晒图,3、想说的话",
            "1,2026/3/2 18:00,1.1.1.1,小林,{},好",
        ),
        (
            "提交者（自动）,提交时间（自动）,您的昵称（必填）,上传照片（必填）,感想",
            "林,2026年3月2日 18:00,小林,{},好",
        ),
        ("序号,姓名,图片,评价,提交人,提交时间,填写设备", "1,小林,{},好,林,2026-03-02 18:00:00,手机"),
        ("ID,开始时间,提交时间,填写人,请上传照片,一句话", "1,2026/3/2 17:59,2026/3/2 18:00,小林,{},好"),
    ],
    ids=["问卷星", "腾讯文档", "金数据", "WPS"],
)
def test_answers_of_forms_are_submissions(put: Put, read: Read, header: str, row: str) -> None:
    put("files/1_2_q.jpg", b"x")
    told = read(put("收集.csv", header, row.format("https://e.example/u/1_2_q.jpg?sig=1")), SHANGHAI)
    assert told.shown == [("小林", "好", ["1_2_q.jpg"])]
    assert when(told.records[0]) == "18:00:00"
    told = read(put("收集.csv", header, row.format("https://e.example/u/gone.jpg")), SHANGHAI)
    assert [refused.reason for refused in told.refused] == ["media_missing"], "a link is no picture yet"


def test_answers_of_a_form_that_asks_for_no_names_wait_for_their_authors(put: Put, read: Read) -> None:
    put("a.jpg", b"x")
    told = read(put("收集.csv", "提交时间,请上传照片,想说的话", "2026/3/2 18:00,a.jpg,好看"), SHANGHAI)
    assert (told.shown, told.refused) == ([(None, "好看", ["a.jpg"])], [])
