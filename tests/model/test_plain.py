"""Members' words are shown as they wrote them, without what hides in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.sanitize import clean


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("  八点半的厨房，归我一个人 ", "八点半的厨房，归我一个人"),
        ("abc\u202etxt.exe", "abctxt.exe"),
        ("a\u200bb\u200cc\ufeff", "abc"),
        ("👩\u200d🍳 做饭", "👩\u200d🍳 做饭"),
        ("a\u200db", "ab"),
        ("z\u0300\u0301\u0302\u0303\u0304算", "z\u0300\u0301\u0302算"),
        ("line\none\n\n\n\n\nline two", "line\none\n\nline two"),
        ("\x00\x07bell\x1b[31m", "bell[31m"),
        ("e\u0301", "é"),
        ("หมูกรอบ", "หมูกรอบ"),
        ("\U000e0041\U000e0042tag", "tag"),
        ("", ""),
    ],
)
def test_what_hides_is_gone_and_the_words_stay(written: str, shown: str) -> None:
    assert clean(written) == shown


@given(st.text())
def test_cleaning_twice_is_cleaning_once(written: str) -> None:
    assert clean(clean(written)) == clean(written)
