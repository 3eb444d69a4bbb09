"""Chats of many apps that strange_inputs.py gathers: other words, dates and languages."""

from collections.abc import Iterator

from benchmarks.strange_input import (
    AT,
    HOUR,
    A,
    B,
    C,
    Expected,
    StrangeInput,
    as_json,
    zipped,
)
from benchmarks.strange_wechat import wechat


def chats() -> Iterator[StrangeInput]:
    yield from wechat()
    yield from _whatsapp()
    yield from _other_chats()


def _whatsapp() -> Iterator[StrangeInput]:
    kind = "WhatsApp"

    def chat(
        label: str, text: str, *expected: Expected, counted: int = 0, name: str = "_chat.txt"
    ) -> StrangeInput:
        files = {f"g1/w/{name}": text, "g1/w/a.jpg": A, "g1/w/b.jpg": B}
        return StrangeInput(kind, label, [files], list(expected), None, counted)

    yield chat(
        "Spanish",
        "13/3/2026, 9:05 - Ana: a.jpg (archivo adjunto)\nMi Jasmine de hoy\n"
        "13/3/2026, 9:07 - Eva: b.jpg (archivo adjunto)\n13/3/2026, 9:08 - Eva: Se eliminó este mensaje.\n"
        "13/3/2026, 9:09 - Luz añadió a Ana\n",
        Expected("Ana", "Mi Jasmine de hoy", "jasmine", "2026-03-13T01:05"),
        Expected("Eva"),
    )
    yield chat(
        "Traditional, iOS",
        "[2026/3/2 上午9:05:07] 阿雅: 茉莉花茶\n[2026/3/2 上午9:05:12] 阿雅: \u200e<附件：a.jpg>\n"
        "[2026/3/2 下午1:05:12] 小雨: \u200e<附件：b.jpg>\n"
        "\u200e[2026/3/2 下午1:06:12] 小雨: \u200e此訊息已被刪除。\n",
        Expected("阿雅", "茉莉花茶", "jasmine", HOUR),
        Expected("小雨", "", None, "2026-03-02T05:05"),
    )
    yield chat(
        "Hong Kong, Android",
        "2026/3/2 上午9:05 - 阿雅: a.jpg (附件檔案)\n早晨\n2026/3/2 上午9:06 - 小雨: 早\n",
        Expected("阿雅", "早晨", None, HOUR),
        counted=1,
    )
    yield chat(
        "German",
        "02.03.26, 09:05 - Ute: a.jpg (Datei angehängt)\n02.03.26, 09:05 - Ute: Oolong\n"
        "23.03.26, 09:06 - Ute: Diese Nachricht wurde gelöscht.\n",
        Expected("Ute", "Oolong", None, HOUR),
        counted=1,
    )
    yield chat(
        "French",
        "13/03/2026 09:05 - Zoé: a.jpg (fichier joint)\n13/03/2026 09:06 - Zoé: Ce message a été supprimé\n",
        Expected("Zoé", "", None, "2026-03-13T01:05"),
        counted=1,
    )
    yield chat(
        "Japanese",
        "[2026/03/02 9:05:07] 花子: \u200e<添付ファイル: "
        "a.jpg>\n[2026/03/02 9:05:20] 花子: ジャスミン茶です\n",
        Expected("花子", "ジャスミン茶です", None, HOUR),
        counted=1,
    )
    yield chat(
        "a poll, a place, an edit",
        "[13/03/2026, 09:05:07] Ana: a.jpg <attached: a.jpg>\n"
        "[13/03/2026, 09:05:30] Ana: Morning tea \u200e<This message was edited>\n"
        "[13/03/2026, 09:06:07] Eva: \u200ePOLL:\nLunch?\n\u200eOPTION: yes (2 votes)\n"
        "[13/03/2026, 09:07:07] Eva: \u200eLocation: https://maps.google.com/?q=31.2,121.4\n",
        Expected("Ana", "Morning tea", None, "2026-03-13T01:05"),
        counted=1,
    )
    text = "[13/03/2026, 09:05:07] Ana: \u200e<attached: a.jpg>\n"
    yield StrangeInput(
        kind,
        "a zip in a zip",
        [{"g1/p.zip": zipped({"chat.zip": zipped({"_chat.txt": text, "a.jpg": A})})}],
        [],
        None,
        1,
    )
    yield StrangeInput(
        kind,
        "the same chat as zip and as folder",
        [
            {
                "g1/WhatsApp Chat.zip": zipped({"_chat.txt": text, "a.jpg": A}),
                "g1/WhatsApp Chat/_chat.txt": text,
                "g1/WhatsApp Chat/a.jpg": A,
            }
        ],
        [Expected("Ana", "", None, "2026-03-13T01:05")],
        None,
    )
    yield chat(
        "12 hours, no blank before pm",
        "3/13/26, 9:05\u202fAM - Ana: a.jpg (file attached)\n"
        "3/13/26, 1:05\u202fPM - Eva: b.jpg (file attached)\nmug 随行杯\n",
        Expected("Ana", "", None, "2026-03-13T01:05"),
        Expected("Eva", "mug 随行杯", "mug", "2026-03-13T05:05"),
    )


def _other_chats() -> Iterator[StrangeInput]:
    kind = "other chats"
    base = {
        "type": "message",
        "date": "2026-03-02T09:05:07",
        "date_unixtime": str(AT),
        "from": "Anna",
        "from_id": "user1",
    }
    messages = [
        base
        | {
            "id": 1,
            "photo": "a.jpg",
            "text": [{"type": "hashtag", "text": "#茉莉花茶"}, " 到了"],
            "edited": "2026-03-02T09:09:07",
            "edited_unixtime": str(AT + 240),
        },
        base | {"id": 2, "poll": {"question": "?", "answers": []}, "text": ""},
        base | {"id": 3, "photo": "b.jpg", "text": "x", "forwarded_from": "News"},
        base | {"id": 4, "file": "s.webp", "media_type": "sticker", "text": ""},
    ]
    telegram = {"name": "茶友", "type": "public_supergroup", "id": 7, "messages": messages}
    yield StrangeInput(
        kind,
        "Telegram: edited, a poll, a forward",
        [{"g1/t/result.json": as_json(telegram), "g1/t/a.jpg": A, "g1/t/b.jpg": B}],
        [Expected("Anna", "#茉莉花茶 到了", "jasmine", HOUR), Expected(None, "x")],
        None,
    )
    page = (
        '<html><body><div class="page_header"><div class="text bold">茶友</div></div><div class="history">'
        '<div class="message default clearfix" id="message1">'
        '<div class="body"><div class="pull_right date details" '
        'title="02.03.2026 09:05:07 UTC+08:00">09:05</div><div '
        'class="from_name">Anna</div><div class="media_wrap clearfix">'
        '<a class="photo_wrap clearfix pull_left" href="photos/a.jpg">'
        '<img class="photo" src="photos/a_thumb.jpg"/></a></div>'
        '<div class="text">冻顶乌龙</div></div></div></div></body></html>'
    )
    yield StrangeInput(
        kind,
        "Telegram pages",
        [
            {
                "g1/t/messages.html": page,
                "g1/t/photos/a.jpg": A,
                "g1/t/photos/a_thumb.jpg": C,
                "g1/t/css/style.css": "x",
            }
        ],
        [Expected("Anna", "冻顶乌龙", "oolong", HOUR)],
        None,
        2,
    )
    yield StrangeInput(
        kind,
        "Discord as CSV",
        [
            {
                "g1/d/x.csv": "AuthorID,Author,Date,Content,Attachments,Reactions\n"
                '"1","anna","2026-03-02T09:05:07.0000000+08:00","hi","x_Files/a.jpg",""\n',
                "g1/d/x_Files/a.jpg": A,
            }
        ],
        [],
        None,
        2,
    )
    discord = {
        "guild": {"id": "1", "name": "x"},
        "channel": {"id": "9", "name": "tea"},
        "messages": [
            {
                "id": "5",
                "type": "Default",
                "timestamp": "2026-03-02T09:05:07+08:00",
                "content": "Jasmine!",
                "author": {"id": "1", "name": "anna", "nickname": "Anna", "isBot": False},
                "attachments": [{"id": "6", "url": "media/a-1A2B.jpg", "fileName": "a.jpg"}],
                "stickers": [],
                "reactions": [{"emoji": {"name": "❤️"}, "count": 3}],
            }
        ],
    }
    yield StrangeInput(
        kind,
        "Discord JSON with a count",
        [{"g1/d/x.json": as_json(discord), "g1/d/media/a-1A2B.jpg": A}],
        [Expected("Anna", "Jasmine!", "jasmine", HOUR, likes=3)],
        None,
    )
    wecom = "\n".join(
        map(
            as_json,
            [
                {
                    "msgid": "1",
                    "action": "send",
                    "from": "wm1",
                    "roomid": "wr1",
                    "msgtime": AT * 1000,
                    "msgtype": "image",
                    "image": {"md5sum": "a", "filesize": 1, "sdkfileid": "x"},
                },
                {
                    "msgid": "2",
                    "action": "send",
                    "from": "wm1",
                    "roomid": "wr1",
                    "msgtime": AT * 1000 + 900,
                    "msgtype": "text",
                    "text": {"content": "随行杯"},
                },
                {
                    "msgid": "3",
                    "action": "send",
                    "from": "wm2",
                    "roomid": "wr1",
                    "msgtime": AT * 1000 + 2000,
                    "msgtype": "redpacket",
                    "redpacket": {"type": 1, "wish": "恭喜"},
                },
                {
                    "msgid": "4",
                    "action": "recall",
                    "from": "wm2",
                    "roomid": "wr1",
                    "msgtime": AT * 1000 + 2000,
                    "msgtype": "vote",
                },
            ],
        )
    )
    yield StrangeInput(
        kind,
        "WeCom: words a second later",
        [{"g1/w/x.jsonl": wecom, "g1/w/a.jpg": A}],
        [Expected("群友wm1", "随行杯", "mug", HOUR)],
        None,
    )
    line = (
        "[LINE] 花友のトーク履歴\n保存日時：2026/03/20 10:00\n\n"
        "2026/03/02(月)\n09:05\t花子\tジャスミン\n09:06\t花子\t[写真]\n"
    )
    yield StrangeInput(
        kind, "LINE in Japanese with pictures beside", [{"g1/l/chat.txt": line, "g1/l/a.jpg": A}], [], None, 1
    )
    kakao = (
        "花友 님과 카카오톡 대화\n저장한 날짜 : 2026-03-20 10:00:00\n\n--------------- "
        "2026년 3월 2일 월요일 ---------------\n[민지] [오전 9:05] 사진\n"
    )
    yield StrangeInput(kind, "KakaoTalk", [{"g1/k/KakaoTalkChats.txt": kakao, "g1/k/a.jpg": A}], [], None, 2)
    viber = "[ 2026-03-02 9:05 ] Anna: Photo message\n"
    yield StrangeInput(
        kind,
        "an app nobody knows, beside photos",
        [
            {
                "g1/k/messages.html": "<html><body>2026-03-02 09:05 Anna",
                "g1/k/viber.csv": viber,
                "g1/k/a.jpg": A,
                "g1/b.jpg": B,
            }
        ],
        [Expected(None)],
        None,
        2,
    )
    qq = (
        "消息记录（此消息记录为文本格式，不支持重新导入）\n\n================\n消息分组:群\n================\n消息对象:茶友\n"
        "================\n\n2026-03-02 9:05:07 【潜水】阿雅(10001)\n[图片]茉莉\n"
    )
    yield StrangeInput(
        kind,
        "QQ text with pictures beside",
        [{"g1/q/茶友.txt": qq.encode("utf-16"), "g1/q/a.jpg": A}],
        [],
        None,
        1,
    )
    slack = {
        "users.json": as_json([{"id": "U1", "profile": {"display_name": "anna"}}]),
        "channels.json": as_json([{"id": "C1", "name": "tea"}]),
        "tea/2026-03-02.json": as_json(
            [
                {
                    "type": "message",
                    "user": "U1",
                    "ts": f"{AT}.000100",
                    "text": "Jasmine",
                    "files": [{"id": "F1", "name": "a.jpg", "mimetype": "image/jpeg"}],
                }
            ]
        ),
        "__uploads/F1/a.jpg": A,
    }
    yield StrangeInput(
        kind, "Slack in a zip", [{"s.zip": zipped(slack)}], [Expected("anna", "Jasmine", "jasmine", HOUR)]
    )
