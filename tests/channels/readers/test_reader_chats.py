"""Each source's own shapes, in small: who, when, what, whose; what hangs together; what is refused."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from channels.readers.mediacrawler import a_count
from channels.readers.messages import SourceOptions
from content.inbox import Reaction
from content.messages import render
from content.model import ConsentState

Put, Read = Callable[..., Path], Callable[..., Any]
AT = 1795180000  # 2026-11-20, seconds


# -- WeCom -----------------------------------------------------------------------------------------
def wecom(
    key: str, kind: str = "text", sender: str = "wm1", room: str = "wr1", **said: Any
) -> dict[str, Any]:
    content = said.pop("content", {"content": "早安"})
    return {
        "msgid": key,
        "action": "send",
        "from": sender,
        "tolist": ["x"],
        "roomid": room,
        "msgtime": AT * 1000,
        "msgtype": kind,
        kind: content,
    } | said


def picture(digest: str) -> dict[str, Any]:
    return {"md5sum": digest, "filesize": 1, "sdkfileid": "s"}


def test_wecom_finds_a_picture_by_its_hash_and_keeps_an_album_together(put: Put, read: Read) -> None:
    put("media/aa.jpg", b"x")
    put("media/bb.png", b"x")
    lines = [
        wecom("1", "image", content=picture("aa")),
        wecom("2", "image", content=picture("bb"), msgtime=AT * 1000 + 900),
        wecom("3", "image", content=picture("aa"), msgtime=AT * 1000 + 60_000),
    ]
    told = read(put("m.jsonl", *lines))
    assert [[file.name for file in record.media] for record in told.records] == [
        ["aa.jpg", "bb.png"],
        ["aa.jpg"],
    ]
    assert [record.messages for record in told.records] == [("1", "2"), ("3",)]
    assert told.records[0].group == "wr1"
    assert told.records[0].posted_at == datetime.fromtimestamp(AT, UTC)


def test_wecom_mixed_messages_are_one_submission_with_words_and_pictures(put: Put, read: Read) -> None:
    put("aa.jpg", b"x")
    put("bb.jpg", b"x")
    items = [
        {"type": "text", "content": '{"content": "两张"}'},
        {"type": "image", "content": '{"md5sum": "aa"}'},
        {"type": "image", "content": '{"md5sum": "bb"}'},
    ]
    told = read(put("m.jsonl", wecom("1", "mixed", content={"item": items})))
    assert told.shown == [("群友wm1", "两张", ["aa.jpg", "bb.jpg"])]


def test_what_was_sent_to_one_person_is_not_a_groups(put: Put, read: Read) -> None:
    put("aa.jpg", b"x")
    file = put("m.jsonl", wecom("1", "image", room="", content=picture("aa")))
    assert [refused.reason for refused in read(file, SourceOptions(group="g1")).refused] == ["no_group"]
    (record,) = read(file, SourceOptions(groups={"private": "g1"})).records
    assert record.group == "g1"


def test_wecom_recalls_and_words_on_archiving_are_consent_events(put: Put, read: Read) -> None:
    told = read(
        put(
            "m.jsonl",
            wecom("1", "revoke", content={"pre_msgid": "0"}, action="recall"),
            wecom("2", "agree", content={"userid": "wm9", "agree_time": 1}),
            wecom("3", "disagree", content={"userid": "wm9"}),
        )
    )
    assert [(e.state, e.member, e.message, e.evidence) for e in told.events] == [
        (ConsentState.WITHDRAWN, "wm1", "0", "1"),
        (ConsentState.GRANTED, "wm9", None, "2"),
        (ConsentState.REFUSED, "wm9", None, "3"),
    ]
    assert told.events[1].uses == {"archive"}, "being archived is not being shown"


def test_a_broken_line_stops_nothing(put: Put, read: Read) -> None:
    told = read(put("m.jsonl", wecom("1"), "{ no json", "[]", wecom(""), {"msgtype": "text"}, wecom("2")))
    assert [record.messages for record in told.records] == [("1",), ("2",)]
    assert [refused.where for refused in told.refused] == ["line 2", "line 3", "line 4", "line 5"]
    assert "no JSON" in render(told.refused[0].why, "en")


# -- MemoTrace -------------------------------------------------------------------------------------
HEADER = (
    "\ufefflocalId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender"
)


def test_memotrace_rows_with_markup_pictures_quotes_and_line_breaks(put: Put, read: Read) -> None:
    put("image/77.jpg", b"x")
    put("image/abc.jpg", b"x")
    told = read(
        put(
            "group.csv",
            HEADER,
            f'1,2,1,0,0,{AT},,"两行\n话",x,阿雅,雅雅,wx1',
            f"77,2,3,0,0,{AT},,,x,,木木,wx2",
            f'78,2,3,0,0,{AT + 60},,"<msg><img md5=""abc"" /></msg>",x,,木木,wx2',
            f'79,2,49,57,0,{AT},,"<msg><title>好看</title><refermsg><svrid>77</svrid></refermsg></msg>",x,,晚风,wx3',
            f"80,2,10000,0,0,{AT},,木木撤回了一条消息,x,,,",
        )
    )
    assert told.kinds == ["text", "image", "image", "app", "system"]
    assert told.shown[:3] == [("阿雅", "两行\n话", []), ("木木", "", ["77.jpg"]), ("木木", "", ["abc.jpg"])]
    assert (told.records[3].text, told.records[3].quotes) == ("好看", "77")
    assert told.records[4].member is None


def test_memotrace_refuses_a_row_without_its_id_and_goes_on(put: Put, read: Read) -> None:
    told = read(put("group.csv", HEADER, f",2,1,0,0,{AT},,x,x,,木木,wx2", f"2,2,1,0,0,{AT},,y,x,,木木,wx2"))
    assert [refused.where for refused in told.refused] == ["row 2"]
    assert [record.text for record in told.records] == ["y"]


# -- MediaCrawler ----------------------------------------------------------------------------------
def note(**fields: Any) -> dict[str, Any]:
    return {
        "note_id": "n1",
        "title": "厨房",
        "desc": "早上",
        "time": AT * 1000,
        "user_id": "u1",
        "nickname": "阿雅",
        "liked_count": "1.2万",
        "comment_count": "10+",
        "image_list": "http://x.example/1.jpg,http://x.example/2.jpg",
    } | fields


COMMENT = {
    "comment_id": "c1",
    "note_id": "n1",
    "content": "好看",
    "user_id": "u2",
    "nickname": "木木",
    "like_count": 3,
}


def test_crawled_notes_take_the_pictures_saved_beside_them_and_their_comments(put: Put, read: Read) -> None:
    for n in (0, 1):
        put(f"images/n1/{n}.jpg", b"x")
        put(f"images/n2/{n}.jpg", b"x")
    put("search_comments_2026.json", [COMMENT | {"parent_comment_id": 0, "create_time": AT * 1000}])
    told = read(put("search_contents_2026.json", [note()]))
    assert told.shown == [("阿雅", "厨房\n早上", ["0.jpg", "1.jpg"]), ("木木", "好看", [])]
    assert told.records[0].media[0].parent.name == "n1"
    assert (told.records[0].like_count, told.records[0].replies) == (12_000, 0), "its comments are kept"
    assert told.records[0].likes == frozenset(), "a count names nobody"
    assert told.records[1].quotes == "n1"
    assert told.records[0].consent is None, "public is not permitted"


def test_crawled_rows_are_read_as_json_lines_and_csv_too(put: Put, read: Read) -> None:
    put("0.jpg", b"x")
    in_lines = read(
        put("a.jsonl", note(image_list="http://x.example/0.jpg"), "{", note(image_list="", note_id="n3"))
    )
    assert [record.text for record in in_lines.records] == ["厨房\n早上"] * 2
    assert [refused.where for refused in in_lines.refused] == ["line 2"]
    told = read(
        put("w.csv", "note_id,content,create_time,user_id,nickname,liked_count", f"5,微博,{AT},9,阿雅,7")
    )
    assert told.shown == [("阿雅", "微博", [])]
    assert told.records[0].like_count == 7


@pytest.mark.parametrize(
    ("said", "count"), [("10+", 10), ("1.2万", 12_000), ("3w", 30_000), ("", 0), ("赞", 0)]
)
def test_counts_as_the_sites_write_them(said: str, count: int) -> None:
    assert a_count(said) == count


# -- Telegram --------------------------------------------------------------------------------------
def telegram(key: int, sender: str = "user1", **fields: Any) -> dict[str, Any]:
    return {
        "id": key,
        "type": "message",
        "date": "2026-11-20T21:05:00",
        "date_unixtime": str(AT),
        "from": sender.upper(),
        "from_id": sender,
        "text": "",
    } | fields


def chat(*messages: Any, **fields: Any) -> dict[str, Any]:
    return {"name": "好好吃饭", "type": "private_supergroup", "id": 7, "messages": list(messages)} | fields


def test_telegram_albums_replies_and_reactions_with_their_members(put: Put, read: Read) -> None:
    put("photos/photo_1.jpg", b"x")
    put("photos/photo_2.jpg", b"x")
    thumbs = {
        "type": "emoji",
        "count": 3,
        "emoji": "👍",
        "recent": [{"from": "B", "from_id": "user2", "date": "x"}],
    }
    told = read(
        put(
            "result.json",
            chat(
                telegram(1, photo="photos/photo_1.jpg", text=["两张 ", {"type": "bold", "text": "图"}]),
                telegram(2, photo="photos/photo_2.jpg", reactions=[thumbs]),
                telegram(3, "user2", text="好看", reply_to_message_id=1),
                {"id": 4, "type": "service", "action": "pin_message", "date_unixtime": str(AT), "text": ""},
            ),
        )
    )
    album, reply, service = told.records
    assert told.shown[0] == ("USER1", "两张 图", ["photo_1.jpg", "photo_2.jpg"])
    assert album.messages == ("7/1", "7/2")
    assert (album.likes, album.like_count, album.reactions) == ({"user2"}, 2, (Reaction("user2", "👍"),))
    assert (reply.quotes, reply.group) == ("7/1", "7")
    assert (service.kind, service.member) == ("system", None)


def test_a_forwarded_picture_is_nobodys_and_a_talk_between_two_is_no_groups(put: Put, read: Read) -> None:
    put("photos/p.jpg", b"x")
    shown = telegram(1, photo="photos/p.jpg", forwarded_from="someone")
    (record,) = read(put("result.json", chat(shown))).records
    assert (record.member, record.kind) == (None, "forwarded image")
    told = read(put("result.json", chat(shown, type="personal_chat")))
    assert [refused.reason for refused in told.refused] == ["no_group"]


def test_telegram_without_its_media_says_so(put: Put, read: Read) -> None:
    left_out = "(File not included. Change data exporting settings to download.)"
    told = read(put("result.json", chat(telegram(1, photo=left_out), telegram(2, text="x"))))
    assert ([r.reason for r in told.refused], told.kinds) == (["media_missing"], ["text"])


def test_a_file_that_is_cut_off_is_refused_with_the_line(put: Put, read: Read) -> None:
    told = read(put("result.json", '{"messages": [\n{"date_unixtime": "1", "from_id": "x"'))
    assert (told.records, [refused.reason for refused in told.refused]) == ([], ["bad_export"])
    assert "cut off or damaged at line 2" in render(told.refused[0].why, "en")


# -- Discord ---------------------------------------------------------------------------------------
def test_discord_attachments_reactions_and_references(put: Put, read: Read) -> None:
    put("c.json_Files/a-1.png", b"x")
    put("c.json_Files/b-2.jpg", b"x")
    amy, ben = {"id": "1", "name": "amy", "nickname": "阿雅"}, {"id": "2", "name": "ben"}
    base = {"timestamp": "2026-11-20T21:05:00+08:00", "attachments": [], "reactions": []}
    files = [
        {"id": "9", "url": "c.json_Files\\a-1.png", "fileName": "a.png"},
        {"id": "8", "url": "https://cdn.example/8/b-2.jpg?ex=1", "fileName": "b.jpg"},
        {"id": "7", "url": "c.json_Files\\x.pdf", "fileName": "x.pdf"},
    ]
    hearts = {"emoji": {"id": "", "name": "❤", "code": "heart"}, "count": 3, "users": [ben, amy]}
    told = read(
        put(
            "c.json",
            {
                "guild": {"id": "5"},
                "channel": {"id": "6", "type": "GuildTextChat"},
                "messages": [
                    base
                    | {"id": "10", "type": "Default", "content": "看", "author": amy}
                    | {"attachments": files, "reactions": [hearts]},
                    base
                    | {"id": "11", "type": "Reply", "content": "好", "author": ben}
                    | {"reference": {"messageId": "10"}},
                    base | {"id": "12", "type": "GuildMemberJoin", "content": "Joined.", "author": ben},
                    {"id": "13"},
                ],
            },
        )
    )
    assert told.shown[0] == ("阿雅", "看", ["a-1.png", "b-2.jpg"])
    assert (told.records[0].likes, told.records[0].like_count) == ({"2"}, 1)
    assert [r.quotes for r in told.records] == [None, "10", None]
    assert told.kinds == ["image", "text", "system"]
    assert [refused.where for refused in told.refused] == ["message 4"]


# -- Slack -----------------------------------------------------------------------------------------
def test_slack_folders_users_threads_and_reactions(put: Put, read: Read) -> None:
    put("channels.json", [{"id": "C1", "name": "kitchen"}])
    put("dms.json", [{"id": "D1"}])
    put("__uploads/F1/a.jpg", b"x")
    shown = [{"id": "F1", "name": "a.jpg", "mimetype": "image/jpeg"}]
    put(
        "kitchen/2026-11-20.json",
        [
            {
                "type": "message",
                "user": "U1",
                "text": "看 &amp; <@U2> <http://x.example|这里>",
                "ts": f"{AT}.000100",
            }
            | {
                "files": shown,
                "reactions": [{"name": "heart", "users": ["U2", "U1"], "count": 2}],
                "reply_count": 1,
            },
            {
                "type": "message",
                "user": "U2",
                "text": "好",
                "ts": f"{AT}.000200",
                "thread_ts": f"{AT}.000100",
            },
            {
                "type": "message",
                "subtype": "channel_join",
                "user": "U2",
                "text": "joined",
                "ts": f"{AT}.000300",
            },
            "no message",
        ],
    )
    put(
        "D1/2026-11-20.json",
        [{"type": "message", "user": "U1", "text": "", "ts": f"{AT}.0005", "files": shown}],
    )
    users = [{"id": "U1", "name": "amy", "profile": {"display_name": "阿雅"}}, {"id": "U2", "name": "ben"}, 5]
    told = read(put("users.json", users))
    first, second, third = told.records
    assert told.shown[0] == ("阿雅", "看 & @ben 这里", ["a.jpg"])
    assert (first.likes, first.group, first.messages) == ({"U2"}, "C1", (f"C1/{AT}.000100",))
    assert second.quotes == first.messages[0]
    assert third.kind == "system"
    assert sorted(refused.reason for refused in told.refused) == ["bad_message", "no_group"]


# -- Instagram, Messenger --------------------------------------------------------------------------
def test_meta_mends_its_letters_and_names_reactors(put: Put, read: Read) -> None:
    put("photos/1.jpg", b"x")
    spoilt = "阿雅".encode().decode("latin-1")
    message = {"sender_name": spoilt, "timestamp_ms": AT * 1000, "photos": [{"uri": "photos/1.jpg"}]}
    likes = [{"reaction": "❤".encode().decode("latin-1"), "actor": "Ben"}]
    told = read(
        put("message_1.json", {"messages": [message | {"reactions": likes}], "thread_path": "inbox/t_1"})
    )
    assert told.shown == [("阿雅", "", ["1.jpg"])]
    assert told.records[0].reactions == (Reaction("Ben@t_1", "❤"),)


# -- all of them -----------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_text_is_read_in_the_encodings_people_have(put: Put, read: Read, encoding: str) -> None:
    lines = [f"20/11/2026, 10:0{n} - 阿雅: 今天早上的厨房，归我一个人" for n in range(5)]
    told = read(put("_chat.txt", *lines, encoding=encoding), SourceOptions(zone=ZoneInfo("Asia/Shanghai")))
    assert told.shown == [("阿雅", "今天早上的厨房，归我一个人", [])] * 5


def test_a_few_spoilt_bytes_do_not_make_chinese_of_another_kind(put: Put, read: Read) -> None:
    lines = [f"20/11/2026, 10:0{n} - 阿雅: 今天早上的厨房，归我一个人" for n in range(5)]
    data = bytearray("\n".join(lines).encode())
    data[-2] = 0xFF
    told = read(put("_chat.txt", bytes(data)))
    assert [text for _, text, _ in told.shown][:4] == ["今天早上的厨房，归我一个人"] * 4
    assert told.records[4].text.startswith("今天早上的厨房，归我一个")
