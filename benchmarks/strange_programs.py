"""The second set of chats that strange_inputs.py gathers: other programs, languages and wordings."""

from collections.abc import Iterator
from typing import Any

from benchmarks.strange_input import (
    AT,
    HOUR,
    A,
    B,
    C,
    Expected,
    Files,
    StrangeInput,
    as_json,
    weflow,
    zipped,
)

PHOTO = {"type": "图片消息", "mediaPath": "a.jpg"}
OTHER = {"senderUsername": "wx2", "senderDisplayName": "小雨"}
FIRST = "7000000000000000001"  # the id of the first message of `weflow`


def second_chats() -> Iterator[StrangeInput]:
    yield from _wechat()
    yield from _exchange()
    yield from _whatsapp()
    yield from _other_apps()
    yield from _objections()


def _in(kind: str, label: str, files: Files, *expected: Expected, counted: int = 0) -> StrangeInput:
    inside = {f"g1/c/{name}": data for name, data in files.items()}
    return StrangeInput(kind, label, [inside], list(expected), None, counted)


def _wechat() -> Iterator[StrangeInput]:
    kind = "WeChat, second set"

    def chat(label: str, messages: list[dict[str, Any]], *expected: Expected) -> StrangeInput:
        return _in(kind, label, {"chat.json": weflow(*messages), "a.jpg": A}, *expected)

    yield chat(
        "another's greeting between",
        [PHOTO, OTHER | {"content": "早"}, {"content": "茉莉新茶", "createTime": AT + 80}],
        Expected("阿雅", "茉莉新茶", "jasmine"),
    )
    yield chat(
        "own film between",
        [PHOTO, {"type": "视频消息", "content": "[视频]"}, {"content": "乌龙"}],
        Expected("阿雅", "乌龙", "oolong"),
    )
    yield chat(
        "words that were recalled",
        [
            PHOTO,
            {"content": "茉莉"},
            {
                "type": "撤回消息",
                "content": '"阿雅" 撤回了一条消息',
                "replyToMessageId": "7000000000000000002",
            },
        ],
        Expected("阿雅"),
    )
    yield chat(
        "an own picture quoted with a rule",
        [
            PHOTO,
            {"content": "「阿雅：[图片]」\n- - - - - - - - - - - - - - -\n这是茉莉", "createTime": AT + 4000},
        ],
        Expected("阿雅", "这是茉莉", "jasmine"),
    )
    yield chat(
        "an administrator's recall",
        [
            PHOTO,
            {"type": "系统消息", "content": "管理员撤回了成员“阿雅”的一条消息", "replyToMessageId": FIRST},
        ],
    )
    yield chat(
        "an emoji and a mark of direction in the name",
        [PHOTO | {"senderDisplayName": "阿雅\u202e🌸\u200b"}],
        Expected("阿雅🌸"),
    )
    yield _in(
        kind,
        "two of one name",
        {
            "chat.json": weflow(
                PHOTO, OTHER | {"senderDisplayName": "阿雅", "type": "图片消息", "mediaPath": "b.jpg"}
            ),
            "a.jpg": A,
            "b.jpg": B,
        },
        Expected("阿雅"),
        Expected("阿雅"),
    )
    yield _in(
        kind,
        "UTF-16",
        {"chat.json": weflow(PHOTO, {"content": "茉莉"}).encode("utf-16"), "a.jpg": A},
        Expected("阿雅", "茉莉", "jasmine", HOUR),
    )
    yield _in(
        kind,
        "milliseconds as text",
        {"chat.json": weflow(PHOTO | {"createTime": f"{AT}000"}), "a.jpg": A},
        Expected("阿雅", hour=HOUR),
    )
    yield _in(
        kind,
        "three pictures and then words",
        {
            "chat.json": weflow(
                *(PHOTO | {"mediaPath": name} for name in ("a.jpg", "b.jpg", "c.jpg")),
                {"content": "一套随行杯"},
            ),
            "a.jpg": A,
            "b.jpg": B,
            "c.jpg": C,
        },
        Expected("阿雅", "一套随行杯", "mug", pictures=3),
    )
    yield StrangeInput(
        kind,
        "words that come with the next export",
        [
            {"g1/c/chat.json": weflow(PHOTO), "g1/c/a.jpg": A},
            {"g1/c/chat.json": weflow(PHOTO, {"content": "茉莉"}), "g1/c/a.jpg": A},
        ],
        [Expected("阿雅", "茉莉", "jasmine", HOUR)],
        None,
    )
    two = (
        "消息ID\t类型\t发送人\t时间\t内容\t备注\t昵称\t更多信息\n"
        "7261845550123456702\t图片\t小林\t2026/3/2 9:05:07\t[图片]\t小林\t林溪\tmore\n"
        "7261845550123456703\t文本\t小林\t2026/3/2 9:05:20\t茉莉\t小林\t林溪\tmore\n"
    )
    yield _in(
        kind,
        "MemoTrace 2 by a spreadsheet, GBK and tabs",
        {"群.csv": two.encode("gb18030"), "image/2026-03/7261845550123456702_a1.jpg": A},
        Expected("小林", "茉莉", "jasmine", HOUR),
    )
    yield _in(
        kind,
        "WeClone with fractions of seconds",
        {
            "x.csv": "id,MsgSvrID,type_name,is_sender,talker,msg,src,CreateTime\n"
            f"1,7261845550123456702,图片,False,阿雅,,FileStorage/Image/a.jpg,{AT}.0\n",
            "FileStorage/Image/a.jpg": A,
        },
        Expected("阿雅", hour=HOUR),
    )
    md5 = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    row = {
        "seq": AT * 1000,
        "time": "2026-03-02T01:05:07Z",
        "talker": "1@chatroom",
        "isChatRoom": True,
        "sender": "wx1",
        "senderName": "阿雅",
        "type": 3,
        "contents": {"md5": md5},
    }
    yield _in(
        kind,
        "chatlog wrapped in an answer",
        {"x.json": as_json({"code": 0, "data": {"items": [row]}}), f"{md5}.jpg": A},
        Expected("阿雅", hour=HOUR),
    )


def _exchange() -> Iterator[StrangeInput]:
    kind = "ChatLab and QQ, second set"
    meta = {"name": "茶友", "platform": "wechat", "type": "group", "groupId": "1@chatroom"}
    base = {"sender": "wx1", "accountName": "阿雅", "timestamp": AT}

    def chatlab(*messages: dict[str, Any], **more: Any) -> str:
        numbered = [base | {"platformMessageId": str(n)} | message for n, message in enumerate(messages, 1)]
        return as_json({"chatlab": {"version": "0.0.2"}, "meta": meta, "messages": numbered} | more)

    image = {"type": 1, "content": "media/images/a.jpg"}
    yield _in(
        kind,
        "milliseconds, names of members behind the messages",
        {
            "x.json": chatlab(
                image | {"timestamp": AT * 1000, "accountName": None},
                members=[{"platformId": "wx1", "groupNickname": "阿雅"}],
            ),
            "media/images/a.jpg": A,
        },
        Expected("阿雅", hour=HOUR),
    )
    yield _in(
        kind,
        "recalled",
        {
            "x.json": chatlab(image, {"type": 81, "content": "", "replyToMessageId": "1"}),
            "media/images/a.jpg": A,
        },
    )
    lines = [
        {"_type": "header", "chatlab": {"version": "0.0.2"}, "meta": meta},
        {"_type": "message", "platformMessageId": "1"} | base | image,
        {"_type": "message", "platformMessageId": "2", "type": 25, "content": "这是乌龙"}
        | base
        | {"timestamp": AT + 90_000, "replyToMessageId": "1"},
    ]
    yield _in(
        kind,
        "an own answer in JSON lines",
        {"x.jsonl": "\n".join(map(as_json, lines)), "media/images/a.jpg": A},
        Expected("阿雅", "这是乌龙", "oolong", HOUR),
    )
    sender = {"uid": "u_1", "uin": "10001", "name": "阿雅", "groupCard": "阿雅·静安"}
    message = {
        "id": "7612000000000000001",
        "timestamp": AT,
        "sender": sender,
        "type": "normal",
        "content": {
            "text": "茉莉[图片: a.jpg]",
            "elements": [
                {"type": "text", "data": {"text": "茉莉"}},
                {"type": "image", "data": {"filename": "a.jpg"}},
            ],
            "resources": [{"type": "image", "filename": "a.jpg", "localPath": "resources\\images\\a.jpg"}],
        },
        "recalled": False,
        "system": False,
    }
    qq = {"metadata": {"name": "QQChatExporter"}, "chatInfo": {"type": "group"}, "messages": [message]}
    yield _in(
        kind,
        "QQ with seconds, backslashes and a card",
        {"x.json": as_json(qq), "resources/images/a.jpg": A},
        Expected("阿雅·静安", "茉莉", "jasmine", HOUR),
    )
    text = (
        "消息记录（此消息记录为文本格式，不支持重新导入）\n\n================================================================\n"
        "消息分组:群\n================================================================\n消息对象:茶友\n"
        "================================================================\n\n"
        "2026-03-02 9:05:07 阿雅(10001)\n[图片]\n\n2026-03-02 9:05:20 阿雅(10001)\n茉莉\n"
    )
    yield _in(kind, "QQ text beside a picture", {"茶友.txt": text, "a.jpg": A}, counted=1)


def _whatsapp() -> Iterator[StrangeInput]:
    kind = "WhatsApp, second set"
    ios = "00000002-PHOTO-2026-03-02-09-05-07.jpg"
    android = "IMG-20260302-WA0001.jpg"
    yield _in(
        kind,
        "Japanese iPhone",
        {"_chat.txt": f"[2026/03/02 9:05:07] 花子: \u200e<添付ファイル: {ios}>\n", ios: A},
        Expected("花子", hour=HOUR),
    )
    yield _in(
        kind,
        "American iPhone, narrow spaces",
        {"_chat.txt": f"\u200e[3/2/26, 9:05:07\u202fAM] Anna: \u200e<attached: {ios}>\n", ios: A},
        Expected("Anna", hour=HOUR),
    )
    german = f"02.03.26, 09:05 - Anna: \u200e{android} (Datei angehängt)\nJasmine Tee, so gut\n"
    yield _in(
        kind,
        "German Android with a caption",
        {"_chat.txt": german, android: A},
        Expected("Anna", "Jasmine Tee, so gut", "jasmine", HOUR),
    )
    yield _in(
        kind,
        "a number as the name",
        {"_chat.txt": f"02.03.26, 09:05 - +86 138 0000 0123: {android} (file attached)\n", android: A},
        Expected("群友123", hour=HOUR),
    )
    yield _in(
        kind,
        "an edited caption of two lines",
        {
            "_chat.txt": f"13/03/2026, 09:05 - Anna: {android} (file attached)\n"
            "mug\nday two <This message was edited>\n",
            android: A,
        },
        Expected("Anna", "mug\nday two", hour="2026-03-13T01:05"),
    )
    for language, wording in {
        "Korean": "삭제된 메시지입니다",
        "Spanish": "Se eliminó este mensaje.",
        "one's own": "You deleted this message.",
    }.items():
        line = "13/03/2026, 09:05 - Anna: "
        yield StrangeInput(
            kind,
            f"deleted, {language}",
            [
                {"g1/c/_chat.txt": f"{line}{android} (file attached)\n", f"g1/c/{android}": A},
                {"g1/c/_chat.txt": f"{line}{wording}\n"},
            ],
            [],
            None,
        )
    packed = zipped({"_chat.txt": f"[13/03/2026, 09:05:07] Anna: <attached: {ios}>\n", ios: A})
    yield StrangeInput(
        kind,
        "a zip named by the app",
        [{"g1/WhatsApp 聊天 - 茶友.zip": packed}],
        [Expected("Anna", hour="2026-03-13T01:05")],
        None,
    )


def _other_apps() -> Iterator[StrangeInput]:
    kind = "other apps, second set"
    base = {
        "id": 5,
        "type": "message",
        "date": "2026-03-02T09:05:07",
        "date_unixtime": str(AT),
        "from": "阿雅",
        "from_id": "user1",
        "photo": "photos/a.jpg",
        "text": "",
    }

    def telegram(*messages: dict[str, Any]) -> str:
        chat = {"name": "茶友", "type": "private_supergroup", "id": 7}
        return as_json(chat | {"messages": [base | message for message in messages]})

    words = [{"type": "hashtag", "text": "#茉莉花茶"}, " 香"]
    yield _in(
        kind,
        "Telegram: edited, pieces with a style, a spoiler",
        {
            "result.json": telegram(
                {
                    "text": words,
                    "edited": "2026-03-02T10:00:00",
                    "edited_unixtime": "1",
                    "media_spoiler": True,
                }
            ),
            "photos/a.jpg": A,
        },
        Expected("阿雅", "#茉莉花茶 香", "jasmine", HOUR),
    )
    yield _in(
        kind,
        "Telegram: a photo that was not exported",
        {
            "result.json": telegram(
                {"photo": "(File not included. Change data exporting settings to download.)"}
            )
        },
        counted=1,
    )
    private = {
        "name": "妈妈",
        "type": "personal_chat",
        "id": 8,
        "messages": [base | {"photo": "photos/b.jpg"}],
    }
    group = {"name": "茶友", "type": "private_supergroup", "id": 7, "messages": [base]}
    whole = {"about": "x", "personal_information": {}, "chats": {"about": "x", "list": [private, group]}}
    yield _in(
        kind,
        "Telegram: all chats, one of them private",
        {"result.json": as_json(whole), "photos/a.jpg": A, "photos/b.jpg": B},
        Expected("阿雅", hour=HOUR),
        counted=1,
    )
    discord = {
        "guild": {"id": "1", "name": "g"},
        "channel": {"id": "2", "type": "GuildTextChat", "name": "晒图"},
        "messages": [
            {
                "id": "1001",
                "type": "Reply",
                "timestamp": "2026-03-02T10:05:07.123+09:00",
                "content": "茉莉 <:tea:123>",
                "author": {"id": "u1", "name": "ya", "nickname": "阿雅", "isBot": False},
                "attachments": [
                    {"id": "9", "url": "x_Files/a-9F3C1.jpg?ex=66&is=65&hm=0", "fileName": "a.jpg"}
                ],
                "reactions": [{"emoji": {"name": "❤️"}, "count": 3}],
                "reference": {"messageId": "999"},
            }
        ],
    }
    yield _in(
        kind,
        "Discord: a signed link, an emoji, likes",
        {"x.json": as_json(discord), "x_Files/a-9F3C1.jpg": A},
        Expected("阿雅", "茉莉 <:tea:123>", "jasmine", HOUR, likes=3),
    )
    line = "[LINE] 茶友的聊天記錄\n儲存日期：2026/03/03 09:00\n\n2026/03/02（一）\n上午09:05\t阿雅\t[照片]\n"
    yield _in(kind, "LINE beside a picture", {"[LINE]茶友.txt": line, "a.jpg": A}, counted=1)
    wecom = {
        "msgid": "1_1_external",
        "action": "send",
        "from": "wm1",
        "roomid": "wr1",
        "msgtime": AT * 1000,
        "msgtype": "image",
        "image": {"md5sum": "0A1B2C3D4E5F60718293A4B5C6D7E8F9", "filesize": 1},
    }
    yield StrangeInput(
        kind,
        "WeCom: capital letters in md5, wrapped in data.list",
        [
            {
                "g1/c/x.json": as_json({"errcode": 0, "data": {"list": [wecom]}}),
                "g1/c/0a1b2c3d4e5f60718293a4b5c6d7e8f9.jpg": A,
            }
        ],
        [Expected("群友wm1", hour=HOUR)],
        None,
    )


def _objections() -> Iterator[StrangeInput]:
    kind = "taken back, second set"
    for words in (
        "我那几张照片先别用了哈",
        "刚才那张图麻烦撤一下",
        "唔好用我嘅相",
        "不好意思，昨天那张别发出去",
        "Please remove the photo I posted",
        "我的图不授权了",
        "帮我把刚发的照片下架吧",
    ):
        chat = weflow(PHOTO, {"content": words, "createTime": AT + 600})
        yield _in(kind, words, {"chat.json": chat, "a.jpg": A})
    for words in ("别用我的杯子喝水", "这张图别P了，原图好看", "老板把我的单删了吧，重新拍一个"):
        chat = weflow(PHOTO, {"content": words, "createTime": AT + 600})
        yield _in(kind, f"not: {words}", {"chat.json": chat, "a.jpg": A}, Expected("阿雅"))
