"""Chats of WeChat that strange_inputs.py gathers, as exporters write them."""

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.strange_input import (
    AT,
    HOUR,
    A,
    B,
    Expected,
    StrangeInput,
    as_json,
    weflow,
)


def wechat() -> Iterator[StrangeInput]:
    kind = "WeChat"
    photo = {"type": "图片消息", "mediaPath": "a.jpg"}
    other = {"senderUsername": "wx2", "senderDisplayName": "小雨"}

    def chat(
        label: str, messages: Sequence[dict[str, Any]], *expected: Expected, counted: int = 0
    ) -> StrangeInput:
        return StrangeInput(
            kind,
            label,
            [{"g1/chat.json": weflow(*messages), "g1/a.jpg": A, "g1/b.jpg": B}],
            list(expected),
            None,
            counted,
        )

    unshown = Expected(None)
    yield chat(
        "words before, alias",
        [{"content": "茉莉真香"}, photo],
        Expected("阿雅", "茉莉真香", "jasmine"),
        unshown,
    )
    yield chat(
        "an answer of the next day",
        [
            photo,
            {"content": "这是乌龙", "createTime": AT + 90_000, "replyToMessageId": "7000000000000000001"},
            other | {"content": "好看", "createTime": AT + 90_050, "replyToMessageId": "7000000000000000001"},
        ],
        Expected("阿雅", "这是乌龙", "oolong"),
        unshown,
    )
    yield chat(
        "recalled in Traditional",
        [
            photo,
            {"type": "系统消息", "content": "阿雅收回了一則訊息", "replyToMessageId": "7000000000000000001"},
        ],
        unshown,
    )
    yield chat(
        "recalled in English",
        [
            photo,
            {
                "type": "系统消息",
                "content": '"阿雅" recalled a message',
                "replyToMessageId": "7000000000000000001",
            },
        ],
        unshown,
    )
    yield chat(
        "red packet, sticker, a pat between",
        [
            photo,
            {"type": "红包卡片", "content": "[红包] 恭喜发财"},
            {"type": "动画表情", "content": "[表情]"},
            {"type": "系统消息", "content": '"小雨" 拍了拍 "阿雅"'},
            {"content": "早安，第一杯"},
        ],
        Expected("阿雅", "早安，第一杯"),
        unshown,
    )
    yield chat(
        "a forwarded record",
        [{"type": "聊天记录合并转发", "content": "[聊天记录] 阿花: 茉莉"}, photo],
        Expected("阿雅"),
        unshown,
    )
    yield chat(
        "two at once",
        [
            photo,
            other | {"type": "图片消息", "mediaPath": "b.jpg"},
            other | {"content": "我家猫"},
            {"content": "随行杯到了"},
        ],
        Expected("阿雅"),
        Expected("小雨", "我家猫"),
    )
    header = (
        "localId,TalkerId,Type,SubType,IsSender,CreateTime,"
        "Status,StrContent,StrTime,Remark,NickName,Sender,MsgSvrID"
    )
    rows = (
        f"1,1,1,0,0,{AT},,茉莉到了,,,阿雅,wx1,7000000000000000001\n"
        f"2,1,3,0,0,{AT + 5},,a.jpg,,,阿雅,wx1,7000000000000000002\n"
    )
    yield StrangeInput(
        kind,
        "MemoTrace in GBK with semicolons",
        [{"g1/c/x.csv": f"{header}\n{rows}".replace(",", ";").encode("gb18030"), "g1/c/a.jpg": A}],
        [Expected("阿雅", "茉莉到了", "jasmine", HOUR)],
        None,
    )
    yield StrangeInput(
        kind,
        "MemoTrace cut off in a row",
        [{"g1/c/x.csv": f'{header}\n{rows}3,1,1,0,0,{AT + 9},,"没说', "g1/c/a.jpg": A}],
        [Expected("阿雅", "茉莉到了", "jasmine")],
        None,
    )
    yield StrangeInput(
        kind,
        "WeClone with other columns, ISO and offset",
        [
            {
                "g1/c/x.csv": "id,MsgSvrID,type_name,is_sender,talker,"
                "room_name,msg,src,CreateTime,is_forward\n"
                "1,7261845550123456702,图片,0,阿雅,茶友,,a.jpg,2026-03-02T10:05:07+09:00,False\n"
                "2,7261845550123456703,文本,0,阿雅,茶友,冻顶乌龙,,2026-03-02T10:05:20+09:00,False\n",
                "g1/c/a.jpg": A,
            }
        ],
        [Expected("阿雅", "冻顶乌龙", "oolong", HOUR)],
        None,
    )
    yield StrangeInput(
        kind,
        "chatlog CSV with office dates",
        [
            {
                "g1/c/x.csv": "MessageID,Time,SenderName,Sender,TalkerName,Talker,Content\n"
                "1,2026/3/2 9:05,阿雅,wx1,茶友,1@chatroom,![图片](a.jpg)\n",
                "g1/c/a.jpg": A,
            }
        ],
        [Expected("阿雅", "", None, HOUR)],
        None,
    )
    yield StrangeInput(
        kind,
        "ChatLab JSONL, recalled and edited",
        [
            {
                "g1/c/x.jsonl": "\n".join(
                    map(
                        as_json,
                        [
                            {
                                "_type": "header",
                                "chatlab": {"version": "0.0.2"},
                                "meta": {
                                    "name": "茶友",
                                    "platform": "wechat",
                                    "type": "group",
                                    "groupId": "1@chatroom",
                                },
                            },
                            {
                                "_type": "member",
                                "platformId": "wx1",
                                "accountName": "雅",
                                "groupNickname": "阿雅",
                            },
                            {
                                "_type": "message",
                                "sender": "wx1",
                                "timestamp": AT,
                                "type": 1,
                                "content": "a.jpg",
                                "platformMessageId": "1",
                            },
                            {
                                "_type": "message",
                                "sender": "wx1",
                                "timestamp": AT + 4,
                                "type": 0,
                                "content": "茉莉",
                                "platformMessageId": "2",
                            },
                            {
                                "_type": "message",
                                "sender": "wx1",
                                "timestamp": AT + 9,
                                "type": 1,
                                "content": "b.jpg",
                                "platformMessageId": "3",
                            },
                            {
                                "_type": "message",
                                "sender": "wx1",
                                "timestamp": AT + 9,
                                "type": 81,
                                "content": "撤回",
                                "platformMessageId": "3",
                            },
                        ],
                    )
                ),
                "g1/c/a.jpg": A,
                "g1/c/b.jpg": B,
            }
        ],
        [Expected("阿雅", "茉莉", "jasmine", HOUR)],
        None,
    )
    yield StrangeInput(
        kind,
        "the same export twice, then a longer one",
        [
            {"g1/c/chat.json": weflow(photo), "g1/c/chat (1).json": weflow(photo), "g1/c/a.jpg": A},
            {"g1/d/chat.json": weflow(photo, {"content": "茉莉"}), "g1/d/a.jpg": A},
        ],
        [Expected("阿雅", "茉莉", "jasmine", HOUR)],
        None,
    )
