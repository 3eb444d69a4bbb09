"""What a member writes against the use of a picture takes its consent back, and is never its words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from channels.readers.messages import SourceOptions
from channels.readers.objections import ObjectionScope, objects_to
from content.model import ConsentState

Put, Read = Callable[..., Path], Callable[..., Any]


@pytest.mark.parametrize(
    "text",
    [
        "别用我的图",
        "不要用我的照片！",
        "我的图都别用了",
        "请不要使用我发的图片",
        "麻烦把我的照片删掉，谢谢",
        "我的照片别外传",
        "能不能删掉我的图",
        "Please don’t use my photos",
        "please remove my pictures",
        "pls take my pics down",
        "我那几张照片先别用了哈",
        "唔好用我嘅相",
        "我的图不授权了",
        "唔好攞我啲相去做海報",
        "我家娃的照片都别往外发，只在群里看看就好",
        "本人照片未经允许请勿使用",
        "no reposting of my pics pls",
    ],
)
def test_these_words_take_back_all_that_was_sent(text: str) -> None:
    assert objects_to(text) is ObjectionScope.ALL


@pytest.mark.parametrize(
    "text",
    [
        "请删掉我那张",
        "把我那张图撤下来吧",
        "我刚才发的那张不要发出去",
        "这张别用",
        "delete my photo",
        "麻烦把我刚才发的图删掉，谢谢",
        "請幫我刪掉剛剛那張",
        "图别外传",
        "Please take my photo down!",
        "Please remove the photo I posted",
        "刚才那张图麻烦撤一下",
        "不好意思，昨天那张别发出去",
        "帮我把刚发的照片下架吧",
        "上面那张帮我删一下哈 手滑发错了",
        "先别发哈，等我问问我老公🙏",
        "那张我跟猫的合照别拿去用哈",
        "不要拿去做宣传哦",
        "I'd rather you didn't post my photo",
        "i dont want my face on a poster",
    ],
)
def test_these_words_take_back_one_picture(text: str) -> None:
    assert objects_to(text) is ObjectionScope.LAST


@pytest.mark.parametrize(
    "text",
    [
        "别用我的杯子",
        "别用我的图案做壁纸",
        "我的图可以用",
        "我的图好看吗",
        "删掉那张难看的",
        "外传的图在哪里",
        "这张图别P了，原图好看",
        "老板把我的单删了吧，重新拍一个",
        "remove the photo frame I sent",
        "take my photo",
        "这图真好，别删",
        "先别发货，我改个地址",
        "别删我朋友圈啊哈哈",
        "图二的杯子别用洗碗机",
        "可以用，但是别写我名字",
        "别发图了群里卡死了",
        "不用撤，照片你们随便用",
        "I can't post my photo, it says upload failed",
        "别用",
        "他说别用我的图，我觉得没关系，你们随便用吧，反正早就发在朋友圈里了，大家都看过的",
    ],
)
def test_other_words_take_nothing_back(text: str) -> None:
    assert objects_to(text) is None


def chat(put: Put, *lines: str) -> Path:
    for picture in "ab":
        put(f"{picture}.jpg", b"x")
    minutes = (f"20/11/2026, 10:{n:02} - {line}" for n, line in enumerate(lines))
    return put("_chat.txt", *minutes)


def test_the_latest_picture_of_its_author_is_meant(put: Put, read: Read) -> None:
    lines = ("阿雅: a.jpg (file attached)", "木木: b.jpg (file attached)", "阿雅: 请删掉我那张")
    told = read(chat(put, *lines))
    (event,) = told.events
    (own, _) = (record for record in told.records if record.media)
    assert (event.state, event.message) == (ConsentState.WITHDRAWN, own.messages[0])
    assert own.text == ""


def test_all_pictures_are_meant_where_no_single_one_is(put: Put, read: Read) -> None:
    (event,) = read(chat(put, "阿雅: a.jpg (file attached)", "阿雅: 别用我的图")).events
    assert (event.member, event.message) == ("阿雅@g1", None)


def test_words_about_somebody_elses_picture_take_nothing_back(put: Put, read: Read) -> None:
    told = read(chat(put, "木木: b.jpg (file attached)", "阿雅: 这张别用"), SourceOptions())
    assert told.events == []


def test_a_quoted_picture_of_ones_own_is_the_one_that_is_meant(put: Put, read: Read) -> None:
    def message(key: int, **fields: Any) -> dict[str, Any]:
        sent = {"id": key, "type": "message", "date_unixtime": str(1795180000 + 60 * key), "text": ""}
        return sent | {"from": "阿雅", "from_id": "user1"} | fields

    for picture in "ab":
        put(f"{picture}.jpg", b"x")
    quoting = message(3, text="别用我的图", reply_to_message_id=1)
    chat = [message(1, photo="a.jpg"), message(2, photo="b.jpg"), quoting]
    (event,) = read(put("result.json", {"id": 7, "type": "private_group", "messages": chat})).events
    assert event.message == "7/1"
