"""Codes of chat programs become their emoji, or go; other brackets are words."""

import pytest

from content.text.codes import without_codes


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[捂脸]又胖了", "🤦又胖了"),
        ("今天也要加油[加油][加油]", "今天也要加油💪💪"),
        ("收到[OK]周末见", "收到👌周末见"),
        ("[Facepalm] me", "🤦 me"),
        ("[图片]看我新买的锅", "看我新买的锅"),
        ("好看 [图片]", "好看"),
        ("限时[新品]第二件半价", "限时[新品]第二件半价"),
        ("a[0] 和 [很长的一段话不是表情代码吧]", "a[0] 和 [很长的一段话不是表情代码吧]"),
        ("没有括号", "没有括号"),
        ("[]", "[]"),
    ],
)
def test_codes_become_pictures_and_words_stay(text: str, shown: str) -> None:
    assert without_codes(text) == shown
