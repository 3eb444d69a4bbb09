"""What reads alike is matched alike, and nothing of it is ever shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.text.fold import folded
from content.text.small_talk import asks


@pytest.mark.parametrize(
    "dressed, plain",
    [
        ("ＱＱ１２３", "qq123"),
        ("微\u200b信", "微信"),
        ("微\u202e信", "微信"),
        ("1️⃣3️⃣8️⃣", "138"),
        ("①③⑧ ❶❸❽", "138 138"),
        ("聯繫電話：國家級", "联系电话:国家级"),
        ("wеchаt", "wechat"),
        ("薇(wēi)信(xin)", "薇信"),
        ("STRASSE", "strasse"),
        ("好吃（推荐）", "好吃(推荐)"),
        ("加我(abc123)", "加我(abc123)"),
    ],
)
def test_a_disguise_comes_off(dressed: str, plain: str) -> None:
    assert folded(dressed) == plain


def test_ordinary_words_stay_as_they_are() -> None:
    said = "今天的豆浆很香,店里还送了一碟小菜"
    assert folded(said) == said


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_any_text_folds_and_grows_no_words_of_its_own(text: str) -> None:
    plain = folded(text)
    assert not set(plain) & set("\u200b\u200d\u202e\ufeff")
    assert plain == folded(plain) or len(folded(plain)) <= len(plain) * 4


def test_every_sign_that_folds_to_a_question_is_looked_at_as_one() -> None:
    """Texts without these signs are not folded at all."""
    signs = [sign for sign in map(chr, range(0x10000)) if set(folded(sign)) & set("?吗呢么")]
    assert len(signs) > 10
    assert [sign for sign in signs if not asks(f"好看{sign}")] == []
