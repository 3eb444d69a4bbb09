"""LINE for PC parts names from words by a blank alone: names are told by what comes again, or by nobody."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from channels.readers.detect import UnrecognizedDrop, detect
from channels.readers.line_pc import ChatNames
from channels.readers.messages import SourceOptions
from channels.readers.places import Folder

CHAT = """2026.03.02 星期一
09:05 阿雅 早安
09:06 小雨 圖片
09:07 阿雅 今天 好 冷
又下雨
08:00 昨天的
09:08 阿雅已收回訊息

2026.03.03 星期二
下午 01:30 小雨 午安
"""


@pytest.fixture
def told(put: Callable[..., Path], read: Callable[..., Any]) -> Any:
    return read(put("[LINE]花友.txt", CHAT), SourceOptions(group="g1"))


def test_names_words_and_times_are_told_apart(told: Any) -> None:
    assert told.shown == [
        ("阿雅", "早安", []),
        ("小雨", "", []),
        ("阿雅", "今天 好 冷\n又下雨\n08:00 昨天的", []),
        (None, "阿雅已收回訊息", []),
        ("小雨", "午安", []),
    ]
    assert told.records[-1].posted_at == datetime.fromisoformat("2026-03-03T13:30:00+00:00")


def test_kinds_are_told_by_the_words_that_stand_for_them(told: Any) -> None:
    assert told.kinds == ["text", "image", "text", "system", "text"]


def test_its_pictures_are_not_named_and_that_is_told(
    put: Callable[..., Path], read: Callable[..., Any]
) -> None:
    put("a.jpg", b"x")
    [refused] = read(put("chat.txt", CHAT), SourceOptions(group="g1")).refused
    assert refused.reason == "media_missing"


@pytest.mark.parametrize(
    ("messages", "parts"),
    [
        (["Bob I found it", "Bob ok", "Anna Lee hi", "Anna Lee how are"], [*["Bob"] * 2, *["Anna Lee"] * 2]),
        (["Anna Lee hi", "Anna Lee y", "Anna Kim x", "Anna Kim y"], [*["Anna Lee"] * 2, *["Anna Kim"] * 2]),
        (["Bob see you tomorrow then", "Bob thanks a lot you"], ["Bob", "Bob"]),
        (["小 明 貼圖", "小 明 早"], ["小 明", "小 明"]),
        (["阿雅 貼圖", "阿雅 貼圖", "阿雅 早 安"], ["阿雅"] * 3),
        (["阿雅離開了"], [""]),
        (["Bob Lee Smith hello there"], [""]),
    ],
)  # fmt: skip
def test_a_name_is_what_comes_again(messages: list[str], parts: list[str]) -> None:
    names = ChatNames(messages)
    assert [names.part(message)[0] for message in messages] == parts


def test_other_texts_are_not_taken_for_it(put: Callable[..., Path]) -> None:
    path = put("notes.txt", "2026.03.02 计划\n买菜\n")
    assert isinstance(detect(Folder(path.parent), "notes.txt"), UnrecognizedDrop)
