"""Big5 is told from GB 18030, in text of any length that is Chinese at all."""

import pytest

from channels.csv_text import decode
from channels.readers.text import encoding_of
from channels.traditional import is_big5

TRADITIONAL = [
    "今天喝烏龍茶，很香",
    "圖片,暱稱\na.jpg,阿雅\n",
    "群組,名稱,人數\n1,靜安店,120\n",
    "早安！大家今天喝什麼？",
]
SIMPLIFIED = [
    "今天喝乌龙茶，很香",
    "图片,昵称\na.jpg,阿雅\n",
    "群,名称,人数\n1,静安店,120\n",
    "你好",
    "早",
]


@pytest.mark.parametrize("text", TRADITIONAL)
def test_big5_is_read_as_such(text: str) -> None:
    data = text.encode("big5hkscs")
    assert is_big5(data)
    assert encoding_of(data) == "big5hkscs"
    assert decode("x.csv", data) == text


@pytest.mark.parametrize("text", SIMPLIFIED + TRADITIONAL)
def test_gb_18030_stays_what_it_is(text: str) -> None:
    data = text.encode("gb18030")
    assert not is_big5(data)
    assert decode("x.csv", data) == text
