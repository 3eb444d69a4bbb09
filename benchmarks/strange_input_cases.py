"""The inputs that strange_inputs.py gathers, by kind: chats of many apps, tables of many offices, folders."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from PIL import Image

Files = Mapping[str, bytes | str]


@dataclass(frozen=True)
class Expected:
    """A submission as it is stored. `hour` is in UTC, to the minute; "" where it does not matter."""

    name: str | None
    words: str = ""
    product: str | None = None
    hour: str = ""
    pictures: int = 1
    likes: int = 0
    consent: str = "unknown"


@dataclass(frozen=True)
class StrangeInput:
    """`steps` are folders that are gathered one after another into `group` (None: as the folders say)."""

    kind: str
    label: str
    steps: Sequence[Files]
    expected: list[Expected] = field(default_factory=list)
    group: str | None = "g1"
    least_counted: int = 0


def _picture(colour: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (colour % 256, 90, 120)).save(out, "JPEG")
    return out.getvalue()


A, B, C = map(_picture, (2, 82, 162))
BOTH: Files = {"a.jpg": A, "b.jpg": B}
AT = 1_772_413_507  # 2026-03-02 09:05:07 in Shanghai
HOUR = "2026-03-02T01:05"


def _zip(files: Files) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _workbook(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)


def inputs() -> Iterator[StrangeInput]:
    yield from _wechat()
    yield from _whatsapp()
    yield from _other_chats()
    yield from _sites_and_forms()
    yield from _indexes()
    yield from _products_and_rights()
    yield from _folders()


# -- WeChat -------------------------------------------------------------------------------------------------
def _weflow(*messages: dict[str, Any]) -> str:
    base = {"type": "文本消息", "senderUsername": "wx1", "senderDisplayName": "阿雅"}
    numbered = [
        base | {"createTime": AT + n, "platformMessageId": str(7_000_000_000_000_000_001 + n)} | message
        for n, message in enumerate(messages)
    ]
    return _json({"weflow": {}, "session": {"wxid": "1@chatroom", "type": "群聊"}, "messages": numbered})


def _wechat() -> Iterator[StrangeInput]:
    kind = "WeChat"
    photo = {"type": "图片消息", "mediaPath": "a.jpg"}
    other = {"senderUsername": "wx2", "senderDisplayName": "小雨"}

    def chat(
        label: str, messages: Sequence[dict[str, Any]], *expected: Expected, counted: int = 0
    ) -> StrangeInput:
        return StrangeInput(kind, label, [{"g1/chat.json": _weflow(*messages), "g1/a.jpg": A, "g1/b.jpg": B}],
                            list(expected), None, counted)  # fmt: skip

    unshown = Expected(None)
    yield chat(
        "words before, alias",
        [{"content": "茉莉真香"}, photo],
        Expected("阿雅", "茉莉真香", "jasmine"),
        unshown,
    )
    yield chat(
        "an answer of the next day",
        [photo, {"content": "这是乌龙", "createTime": AT + 90_000, "replyToMessageId": "7000000000000000001"},
         other | {"content": "好看", "createTime": AT + 90_050, "replyToMessageId": "7000000000000000001"}],
        Expected("阿雅", "这是乌龙", "oolong"), unshown,
    )  # fmt: skip
    yield chat("recalled in Traditional", [photo, {"type": "系统消息", "content": "阿雅收回了一則訊息",
                                                   "replyToMessageId": "7000000000000000001"}], unshown)  # fmt: skip
    yield chat("recalled in English", [photo, {"type": "系统消息", "content": '"阿雅" recalled a message',
                                               "replyToMessageId": "7000000000000000001"}], unshown)  # fmt: skip
    yield chat(
        "red packet, sticker, a pat between",
        [photo, {"type": "红包卡片", "content": "[红包] 恭喜发财"}, {"type": "动画表情", "content": "[表情]"},
         {"type": "系统消息", "content": '"小雨" 拍了拍 "阿雅"'}, {"content": "早安，第一杯"}],
        Expected("阿雅", "早安，第一杯"), unshown,
    )  # fmt: skip
    yield chat("a forwarded record", [{"type": "聊天记录合并转发", "content": "[聊天记录] 阿花: 茉莉"}, photo],
               Expected("阿雅"), unshown)  # fmt: skip
    yield chat("two at once", [photo, other | {"type": "图片消息", "mediaPath": "b.jpg"}, other | {"content": "我家猫"},
                               {"content": "随行杯到了"}], Expected("阿雅"), Expected("小雨", "我家猫"))  # fmt: skip
    header = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender,MsgSvrID"
    rows = f"1,1,1,0,0,{AT},,茉莉到了,,,阿雅,wx1,7000000000000000001\n2,1,3,0,0,{AT + 5},,a.jpg,,,阿雅,wx1,7000000000000000002\n"
    yield StrangeInput(kind, "MemoTrace in GBK with semicolons",
                       [{"g1/c/x.csv": f"{header}\n{rows}".replace(",", ";").encode("gb18030"), "g1/c/a.jpg": A}],
                       [Expected("阿雅", "茉莉到了", "jasmine", HOUR)], None)  # fmt: skip
    yield StrangeInput(kind, "MemoTrace cut off in a row",
                       [{"g1/c/x.csv": f'{header}\n{rows}3,1,1,0,0,{AT + 9},,"没说', "g1/c/a.jpg": A}],
                       [Expected("阿雅", "茉莉到了", "jasmine")], None)  # fmt: skip
    yield StrangeInput(
        kind, "WeClone with other columns, ISO and offset",
        [{"g1/c/x.csv": "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime,is_forward\n"
          "1,7261845550123456702,图片,0,阿雅,茶友,,a.jpg,2026-03-02T10:05:07+09:00,False\n"
          "2,7261845550123456703,文本,0,阿雅,茶友,冻顶乌龙,,2026-03-02T10:05:20+09:00,False\n", "g1/c/a.jpg": A}],
        [Expected("阿雅", "冻顶乌龙", "oolong", HOUR)], None)  # fmt: skip
    yield StrangeInput(
        kind, "chatlog CSV with office dates",
        [{"g1/c/x.csv": "MessageID,Time,SenderName,Sender,TalkerName,Talker,Content\n"
          "1,2026/3/2 9:05,阿雅,wx1,茶友,1@chatroom,![图片](a.jpg)\n", "g1/c/a.jpg": A}],
        [Expected("阿雅", "", None, HOUR)], None)  # fmt: skip
    yield StrangeInput(
        kind, "ChatLab JSONL, recalled and edited",
        [{"g1/c/x.jsonl": "\n".join(map(_json, [
            {"_type": "header", "chatlab": {"version": "0.0.2"}, "meta": {"name": "茶友", "platform": "wechat",
                                                                          "type": "group", "groupId": "1@chatroom"}},
            {"_type": "member", "platformId": "wx1", "accountName": "雅", "groupNickname": "阿雅"},
            {"_type": "message", "sender": "wx1", "timestamp": AT, "type": 1, "content": "a.jpg", "platformMessageId": "1"},
            {"_type": "message", "sender": "wx1", "timestamp": AT + 4, "type": 0, "content": "茉莉", "platformMessageId": "2"},
            {"_type": "message", "sender": "wx1", "timestamp": AT + 9, "type": 1, "content": "b.jpg", "platformMessageId": "3"},
            {"_type": "message", "sender": "wx1", "timestamp": AT + 9, "type": 81, "content": "撤回", "platformMessageId": "3"},
        ])), "g1/c/a.jpg": A, "g1/c/b.jpg": B}],
        [Expected("阿雅", "茉莉", "jasmine", HOUR)], None)  # fmt: skip
    yield StrangeInput(
        kind, "the same export twice, then a longer one",
        [{"g1/c/chat.json": _weflow(photo), "g1/c/chat (1).json": _weflow(photo), "g1/c/a.jpg": A},
         {"g1/d/chat.json": _weflow(photo, {"content": "茉莉"}), "g1/d/a.jpg": A}],
        [Expected("阿雅", "茉莉", "jasmine", HOUR)], None)  # fmt: skip


# -- WhatsApp, Signal ---------------------------------------------------------------------------------------
def _whatsapp() -> Iterator[StrangeInput]:
    kind = "WhatsApp"

    def chat(
        label: str, text: str, *expected: Expected, counted: int = 0, name: str = "_chat.txt"
    ) -> StrangeInput:
        files = {f"g1/w/{name}": text, "g1/w/a.jpg": A, "g1/w/b.jpg": B}
        return StrangeInput(kind, label, [files], list(expected), None, counted)

    yield chat("Spanish", "13/3/2026, 9:05 - Ana: a.jpg (archivo adjunto)\nMi Jasmine de hoy\n"
               "13/3/2026, 9:07 - Eva: b.jpg (archivo adjunto)\n13/3/2026, 9:08 - Eva: Se eliminó este mensaje.\n"
               "13/3/2026, 9:09 - Luz añadió a Ana\n",
               Expected("Ana", "Mi Jasmine de hoy", "jasmine", "2026-03-13T01:05"), Expected("Eva"))  # fmt: skip
    yield chat("Traditional, iOS", "[2026/3/2 上午9:05:07] 阿雅: 茉莉花茶\n[2026/3/2 上午9:05:12] 阿雅: \u200e<附件：a.jpg>\n"
               "[2026/3/2 下午1:05:12] 小雨: \u200e<附件：b.jpg>\n\u200e[2026/3/2 下午1:06:12] 小雨: \u200e此訊息已被刪除。\n",
               Expected("阿雅", "茉莉花茶", "jasmine", HOUR), Expected("小雨", "", None, "2026-03-02T05:05"))  # fmt: skip
    yield chat("Hong Kong, Android", "2026/3/2 上午9:05 - 阿雅: a.jpg (附件檔案)\n早晨\n2026/3/2 上午9:06 - 小雨: 早\n",
               Expected("阿雅", "早晨", None, HOUR), counted=1)  # fmt: skip
    yield chat("German", "02.03.26, 09:05 - Ute: a.jpg (Datei angehängt)\n02.03.26, 09:05 - Ute: Oolong\n"
               "23.03.26, 09:06 - Ute: Diese Nachricht wurde gelöscht.\n",
               Expected("Ute", "Oolong", None, HOUR), counted=1)  # fmt: skip
    yield chat("French", "13/03/2026 09:05 - Zoé: a.jpg (fichier joint)\n13/03/2026 09:06 - Zoé: Ce message a été supprimé\n",
               Expected("Zoé", "", None, "2026-03-13T01:05"), counted=1)  # fmt: skip
    yield chat("Japanese", "[2026/03/02 9:05:07] 花子: \u200e<添付ファイル: a.jpg>\n[2026/03/02 9:05:20] 花子: ジャスミン茶です\n",
               Expected("花子", "ジャスミン茶です", None, HOUR), counted=1)  # fmt: skip
    yield chat("a poll, a place, an edit", "[13/03/2026, 09:05:07] Ana: a.jpg <attached: a.jpg>\n"
               "[13/03/2026, 09:05:30] Ana: Morning tea \u200e<This message was edited>\n"
               "[13/03/2026, 09:06:07] Eva: \u200ePOLL:\nLunch?\n\u200eOPTION: yes (2 votes)\n"
               "[13/03/2026, 09:07:07] Eva: \u200eLocation: https://maps.google.com/?q=31.2,121.4\n",
               Expected("Ana", "Morning tea", None, "2026-03-13T01:05"), counted=1)  # fmt: skip
    text = "[13/03/2026, 09:05:07] Ana: \u200e<attached: a.jpg>\n"
    yield StrangeInput(kind, "a zip in a zip", [{"g1/p.zip": _zip({"chat.zip": _zip({"_chat.txt": text, "a.jpg": A})})}],
                       [], None, 1)  # fmt: skip
    yield StrangeInput(
        kind, "the same chat as zip and as folder",
        [{"g1/WhatsApp Chat.zip": _zip({"_chat.txt": text, "a.jpg": A}), "g1/WhatsApp Chat/_chat.txt": text,
          "g1/WhatsApp Chat/a.jpg": A}],
        [Expected("Ana", "", None, "2026-03-13T01:05")], None)  # fmt: skip
    yield chat("12 hours, no blank before pm", "3/13/26, 9:05\u202fAM - Ana: a.jpg (file attached)\n"
               "3/13/26, 1:05\u202fPM - Eva: b.jpg (file attached)\nmug 随行杯\n",
               Expected("Ana", "", None, "2026-03-13T01:05"), Expected("Eva", "mug 随行杯", "mug", "2026-03-13T05:05"))  # fmt: skip


# -- others -------------------------------------------------------------------------------------------------
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
        base | {"id": 1, "photo": "a.jpg", "text": [{"type": "hashtag", "text": "#茉莉花茶"}, " 到了"],
                "edited": "2026-03-02T09:09:07", "edited_unixtime": str(AT + 240)},
        base | {"id": 2, "poll": {"question": "?", "answers": []}, "text": ""},
        base | {"id": 3, "photo": "b.jpg", "text": "x", "forwarded_from": "News"},
        base | {"id": 4, "file": "s.webp", "media_type": "sticker", "text": ""},
    ]  # fmt: skip
    telegram = {"name": "茶友", "type": "public_supergroup", "id": 7, "messages": messages}
    yield StrangeInput(kind, "Telegram: edited, a poll, a forward", [{"g1/t/result.json": _json(telegram), "g1/t/a.jpg": A,
                       "g1/t/b.jpg": B}], [Expected("Anna", "#茉莉花茶 到了", "jasmine", HOUR), Expected(None, "x")], None)  # fmt: skip
    page = (
        '<html><body><div class="page_header"><div class="text bold">茶友</div></div><div class="history">'
        '<div class="message default clearfix" id="message1"><div class="body"><div class="pull_right date details" '
        'title="02.03.2026 09:05:07 UTC+08:00">09:05</div><div class="from_name">Anna</div><div class="media_wrap clearfix">'
        '<a class="photo_wrap clearfix pull_left" href="photos/a.jpg"><img class="photo" src="photos/a_thumb.jpg"/></a></div>'
        '<div class="text">冻顶乌龙</div></div></div></div></body></html>'
    )
    yield StrangeInput(kind, "Telegram pages", [{"g1/t/messages.html": page, "g1/t/photos/a.jpg": A, "g1/t/photos/a_thumb.jpg": C,
                       "g1/t/css/style.css": "x"}], [Expected("Anna", "冻顶乌龙", "oolong", HOUR)], None, 2)  # fmt: skip
    yield StrangeInput(kind, "Discord as CSV", [{"g1/d/x.csv": 'AuthorID,Author,Date,Content,Attachments,Reactions\n'
                       '"1","anna","2026-03-02T09:05:07.0000000+08:00","hi","x_Files/a.jpg",""\n', "g1/d/x_Files/a.jpg": A}],
                       [], None, 2)  # fmt: skip
    discord = {
        "guild": {"id": "1", "name": "x"}, "channel": {"id": "9", "name": "tea"},
        "messages": [{"id": "5", "type": "Default", "timestamp": "2026-03-02T09:05:07+08:00", "content": "Jasmine!",
                      "author": {"id": "1", "name": "anna", "nickname": "Anna", "isBot": False},
                      "attachments": [{"id": "6", "url": "media/a-1A2B.jpg", "fileName": "a.jpg"}], "stickers": [],
                      "reactions": [{"emoji": {"name": "❤️"}, "count": 3}]}],
    }  # fmt: skip
    yield StrangeInput(kind, "Discord JSON with a count", [{"g1/d/x.json": _json(discord), "g1/d/media/a-1A2B.jpg": A}],
                       [Expected("Anna", "Jasmine!", "jasmine", HOUR, likes=3)], None)  # fmt: skip
    wecom = "\n".join(map(_json, [
        {"msgid": "1", "action": "send", "from": "wm1", "roomid": "wr1", "msgtime": AT * 1000, "msgtype": "image",
         "image": {"md5sum": "a", "filesize": 1, "sdkfileid": "x"}},
        {"msgid": "2", "action": "send", "from": "wm1", "roomid": "wr1", "msgtime": AT * 1000 + 900, "msgtype": "text",
         "text": {"content": "随行杯"}},
        {"msgid": "3", "action": "send", "from": "wm2", "roomid": "wr1", "msgtime": AT * 1000 + 2000, "msgtype": "redpacket",
         "redpacket": {"type": 1, "wish": "恭喜"}},
        {"msgid": "4", "action": "recall", "from": "wm2", "roomid": "wr1", "msgtime": AT * 1000 + 2000, "msgtype": "vote"},
    ]))  # fmt: skip
    yield StrangeInput(kind, "WeCom: words a second later", [{"g1/w/x.jsonl": wecom, "g1/w/a.jpg": A}],
                       [Expected("群友wm1", "随行杯", "mug", HOUR)], None)  # fmt: skip
    line = "[LINE] 花友のトーク履歴\n保存日時：2026/03/20 10:00\n\n2026/03/02(月)\n09:05\t花子\tジャスミン\n09:06\t花子\t[写真]\n"
    yield StrangeInput(
        kind, "LINE in Japanese with pictures beside", [{"g1/l/chat.txt": line, "g1/l/a.jpg": A}], [], None, 1
    )
    kakao = "花友 님과 카카오톡 대화\n저장한 날짜 : 2026-03-20 10:00:00\n\n--------------- 2026년 3월 2일 월요일 ---------------\n[민지] [오전 9:05] 사진\n"
    yield StrangeInput(kind, "KakaoTalk", [{"g1/k/KakaoTalkChats.txt": kakao, "g1/k/a.jpg": A}], [], None, 2)
    viber = "[ 2026-03-02 9:05 ] Anna: Photo message\n"
    yield StrangeInput(kind, "an app nobody knows, beside photos", [{"g1/k/messages.html": "<html><body>2026-03-02 09:05 Anna",
                       "g1/k/viber.csv": viber, "g1/k/a.jpg": A, "g1/b.jpg": B}], [Expected(None)], None, 2)  # fmt: skip
    qq = "消息记录（此消息记录为文本格式，不支持重新导入）\n\n================\n消息分组:群\n================\n消息对象:茶友\n" \
         "================\n\n2026-03-02 9:05:07 【潜水】阿雅(10001)\n[图片]茉莉\n"  # fmt: skip
    yield StrangeInput(kind, "QQ text with pictures beside", [{"g1/q/茶友.txt": qq.encode("utf-16"), "g1/q/a.jpg": A}],
                       [], None, 1)  # fmt: skip
    slack = {
        "users.json": _json([{"id": "U1", "profile": {"display_name": "anna"}}]),
        "channels.json": _json([{"id": "C1", "name": "tea"}]),
        "tea/2026-03-02.json": _json([{"type": "message", "user": "U1", "ts": f"{AT}.000100", "text": "Jasmine",
                                       "files": [{"id": "F1", "name": "a.jpg", "mimetype": "image/jpeg"}]}]),
        "__uploads/F1/a.jpg": A,
    }  # fmt: skip
    yield StrangeInput(
        kind, "Slack in a zip", [{"s.zip": _zip(slack)}], [Expected("anna", "Jasmine", "jasmine", HOUR)]
    )


# -- sites, forms -------------------------------------------------------------------------------------------
def _sites_and_forms() -> Iterator[StrangeInput]:
    kind = "sites and forms"
    note = {"note_id": "65f0", "type": "normal", "title": "春天", "desc": "#茉莉花茶[话题]# 真香", "time": AT * 1000,
            "user_id": "5e0", "nickname": "阿雅", "liked_count": "1.2万", "comment_count": "10+",
            "image_list": "https://x/1.jpg", "note_url": ""}  # fmt: skip
    yield StrangeInput(kind, "MediaCrawler JSONL", [{"g1/xhs/jsonl/search_contents_2026-03-02.jsonl": _json(note),
                       "g1/xhs/images/65f0/0.jpg": A}], [Expected("阿雅", "春天\n#茉莉花茶[话题]# 真香", "jasmine", HOUR,
                                                                likes=12_000)], None)  # fmt: skip
    form = "编号,提交者,提交时间,微信昵称*,上传照片（必填）,想说的话\n1,微信用户,2026年3月2日 下午3:05,阿雅,https://f.example/abc/a.jpg?x=1,茉莉很香\n"
    yield StrangeInput(kind, "a form with links", [{"g1/f/结果.csv": "\ufeff" + form, "g1/f/a.jpg": A}],
                       [Expected("阿雅", "茉莉很香", "jasmine", "2026-03-02T07:05")], None)  # fmt: skip
    rows = [("晒单活动-收集结果",), ("提交时间", "提交人", "你的昵称", "图片上传", "一句话"),
            (datetime(2026, 3, 2, 9, 5), "wx_1", "小雨", "a.jpg\nb.jpg", "随行杯两张")]  # fmt: skip
    yield StrangeInput(kind, "a form with a title row", [{"g1/f/收集结果.xlsx": _workbook(*rows), **{f"g1/f/{n}": d for n, d in BOTH.items()}}],
                       [Expected("小雨", "随行杯两张", "mug", HOUR, 2)], None)  # fmt: skip
    traditional = "時間戳記,您的暱稱,上傳照片,心得\n2026/3/2 上午 9:05:07,阿雅,a.jpg,茉莉\n"
    yield StrangeInput(kind, "Google Forms, Traditional", [{"g1/f/回覆.csv": traditional, "g1/f/a.jpg": A}],
                       [Expected("阿雅", "茉莉", "jasmine", HOUR)], None)  # fmt: skip
    english = (
        "Timestamp,Your nickname,Upload a photo,Caption\n2026/03/02 9:05:07 am GMT+8,Anna,a.jpg,Jasmine tea\n"
    )
    yield StrangeInput(kind, "Google Forms, English", [{"g1/f/responses.csv": english, "g1/f/a.jpg": A}],
                       [Expected("Anna", "Jasmine tea", "jasmine", HOUR)], None)  # fmt: skip
    xhs = "作品标题: 春茶\n作品描述: 茉莉\n作者昵称: 阿雅\n作者ID: 5e0\n发布时间: 2026-03-02_09:05:07\n作品ID: 65f0\n作品类型: 图文\n"
    yield StrangeInput(kind, "XHS-Downloader", [{"g1/x/2026-03-02_09.05.07_阿雅_春茶.txt": xhs,
                       "g1/x/2026-03-02_09.05.07_阿雅_春茶_1.jpeg": A}], [Expected("阿雅", "春茶\n茉莉", "jasmine", HOUR)], None)  # fmt: skip


# -- indexes ------------------------------------------------------------------------------------------------
def _indexes() -> Iterator[StrangeInput]:
    kind = "indexes"

    def index(
        label: str, table: bytes | str, *expected: Expected, name: str = "index.csv", counted: int = 0
    ) -> StrangeInput:
        return StrangeInput(
            kind, label, [{f"g1/{name}": table, "g1/a.jpg": A, "g1/b.jpg": B}], list(expected), None, counted
        )

    yield index("Traditional", "檔名,暱稱,發文時間,文案,按讚數\na.jpg,阿雅,2026/3/2 上午 9:05,茉莉,１２\nb.jpg,小雨,2026/3/2 下午 1:05,早,3個\n",
                Expected("阿雅", "茉莉", "jasmine", HOUR, likes=12), Expected("小雨", "早", None, "2026-03-02T05:05", likes=3))  # fmt: skip
    yield index("English months", 'Photo file,Posted by,Date,Time,Caption,Likes\na.jpg,Anna,"Mar 2, 2026",9:05 AM,Jasmine,"1,860"\n'
                'b.jpg,Eva,2 March 2026,13:05,mug,7\n',
                Expected("Anna", "Jasmine", "jasmine", HOUR, likes=1860), Expected("Eva", "mug", None, "2026-03-02T05:05", likes=7))  # fmt: skip
    yield index("Japanese", "写真,名前,日時,コメント,いいね\na.jpg,花子,2026年3月2日 9時5分,お茶,4\nb.jpg,次郎,2026年3月2日 13時5分,茶,0\n",
                Expected("花子", "お茶", None, HOUR, likes=4), Expected("次郎", "茶", None, "2026-03-02T05:05"))  # fmt: skip
    yield index("day and time cells", _workbook(("图片", "昵称", "日期", "时间", "点赞"),
                ("a.jpg", "阿雅", datetime(2026, 3, 2), timedelta(hours=9, minutes=5), "1,860"),
                ("b", "小雨", 46083, 0.545138888, 2)),
                Expected("阿雅", "", None, HOUR, likes=1860), Expected("小雨", "", None, "2026-03-02T05:05", likes=2), name="index.xlsx")  # fmt: skip
    yield index("offsets of many forms", "图片,昵称,时间\na.jpg,阿雅,2026-03-02 10:05 UTC+9\nb.jpg,小雨,2026-03-02 09:05（北京时间）\n",
                Expected("阿雅", "", None, HOUR), Expected("小雨", "", None, HOUR))  # fmt: skip
    yield index("consent in other words", "图片,昵称,是否同意展示\na.jpg,阿雅,同意展示\nb.jpg,小雨,取消授权\n",
                Expected("阿雅", consent="granted"))  # fmt: skip
    yield index("consent that waits", "图片,昵称,授权情况\na.jpg,阿雅,已授权使用\nb.jpg,小雨,待确认\n",
                Expected("阿雅", consent="granted"), Expected("小雨", consent="asked"))  # fmt: skip
    yield index("real name beside nickname", "照片,姓名,微信昵称,手机,感言\na.jpg,王小明,阿雅,13800000000,茉莉\nb.jpg,李四,小雨,,随行杯\n",
                Expected("阿雅", "茉莉", "jasmine"), Expected("小雨", "随行杯", "mug"))  # fmt: skip
    yield index(
        "numbered columns of pictures",
        "昵称,图片1,图片2,文字\n阿雅,a.jpg,b.jpg,两张\n",
        Expected("阿雅", "两张", pictures=2),
    )
    yield index("product under its alias", "图片,昵称,产品\na.jpg,阿雅,ＪＡＳＭＩＮＥ\nb.jpg,小雨,乌龙\n",
                Expected("阿雅", product="jasmine"), Expected("小雨", product="oolong"))  # fmt: skip
    yield index(
        "Big5", "圖片,暱稱\na.jpg,阿雅\nb.jpg,小雨\n".encode("big5"), Expected("阿雅"), Expected("小雨")
    )
    yield index(
        "UTF-16 with tabs",
        "图片\t昵称\na.jpg\t阿雅\nb.jpg\t小雨\n".encode("utf-16"),
        Expected("阿雅"),
        Expected("小雨"),
    )
    yield index(
        "a row named twice",
        "图片,昵称\na.jpg,阿雅\na.jpg,小雨\nb.jpg,小雨\n",
        Expected("阿雅"),
        Expected("小雨"),
        counted=0,
    )
    yield index("broken workbook", b"PK\x03\x04broken", name="index.xlsx", counted=3)
    yield index("a table of another name, broken header", "foo,bar\na.jpg,阿雅\n", name="登记.csv", counted=1)


# -- products, rights ---------------------------------------------------------------------------------------
def _products_and_rights() -> Iterator[StrangeInput]:
    kind = "products and rights"

    def said(label: str, words: str, product: str | None) -> StrangeInput:
        chat = _weflow({"type": "图片消息", "mediaPath": "a.jpg"}, {"content": words})
        return StrangeInput(
            kind, label, [{"g1/c/chat.json": chat, "g1/c/a.jpg": A}], [Expected("阿雅", words, product)], None
        )

    yield said("two products", "茉莉和随行杯一起到的", None)
    yield said("the alias in capitals", "my JASMINE tea", "jasmine")
    yield said("two names of one product", "茉莉花茶 Jasmine 都叫得", "jasmine")
    yield said("a wish is none", "什么时候出乌龙啊，想喝", None)
    yield said("a hashtag", "#冻顶乌龙# 下午茶", "oolong")
    for label, words in {
        "Traditional": "請不要用我的照片", "English": "please don't use my photos", "polite": "麻烦把我刚才发的图删掉，谢谢",
        "short": "图别外传", "Traditional, delete": "請幫我刪掉剛剛那張", "English, down": "pls take my pic down",
    }.items():  # fmt: skip
        chat = _weflow({"type": "图片消息", "mediaPath": "a.jpg"}, {"content": words, "createTime": AT + 600})
        yield StrangeInput(
            kind, f"taken back, {label}", [{"g1/c/chat.json": chat, "g1/c/a.jpg": A}], [], None
        )
    for label, words in {
        "of others": "大家别用我的链接",
        "of a picture that is good": "这张图真好，别删",
    }.items():
        chat = _weflow({"type": "图片消息", "mediaPath": "a.jpg"}, {"content": words, "createTime": AT + 600})
        yield StrangeInput(
            kind,
            f"not taken back, {label}",
            [{"g1/c/chat.json": chat, "g1/c/a.jpg": A}],
            [Expected("阿雅")],
            None,
        )


# -- folders ------------------------------------------------------------------------------------------------
def _folders() -> Iterator[StrangeInput]:
    kind = "folders"
    yield StrangeInput(kind, "by the name of the group", [{"茶友群/a.jpg": A}], [Expected(None)], None)
    yield StrangeInput(
        kind, "a name that is nearly it", [{"茶友群 (1)/a.jpg": A, "g2/b.jpg": B}], [Expected(None)], None, 1
    )
    yield StrangeInput(kind, "photos in a zip in a zip", [{"g1/p.zip": _zip({"a.jpg": A, "q.zip": _zip({"b.jpg": B})})}],
                       [Expected(None)], None, 1)  # fmt: skip
    yield StrangeInput(kind, "an unknown export and others in a zip", [{"g1/p.zip": _zip({
                       "chat/messages.html": "<html>2026-03-02 09:05", "chat/a.jpg": A, "others/b.jpg": B})}],
                       [], None, 3)  # fmt: skip
    yield StrangeInput(kind, "words in Big5 beside", [{"g1/a.jpg": A, "g1/a.txt": "今天喝烏龍茶，很香".encode("big5")}],
                       [Expected(None, "今天喝烏龍茶，很香", "oolong")], None)  # fmt: skip
    sidecar = {"昵称": "阿雅", "文案": "茉莉", "时间": "2026-03-02 09:05"}
    yield StrangeInput(kind, "a sidecar with Chinese keys", [{"g1/a.jpg": A, "g1/a.json": _json(sidecar)}],
                       [Expected("阿雅", "茉莉", "jasmine", HOUR)], None)  # fmt: skip
    yield StrangeInput(kind, "an index in the folder above", [{"g1/index.csv": "图片,昵称\n三月/a.jpg,阿雅\n三月/b.jpg,小雨\n",
                       "g1/三月/a.jpg": A, "g1/三月/b.jpg": B}], [Expected("阿雅"), Expected("小雨")], None)  # fmt: skip
    yield StrangeInput(kind, "a photo anonymous first, named later", [{"g1/a.jpg": A}, {"g1/a.jpg": A, "g1/index.csv":
                       "图片,昵称,文案\na.jpg,阿雅,茉莉\n"}], [Expected("阿雅", "茉莉", "jasmine")], None)  # fmt: skip
