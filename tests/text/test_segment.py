"""Words of a Chinese text: the likeliest by the list, and the list read from its file."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text.segment import Lexicon, packed, word_list, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("吃多少盐才健康", "吃 多少 盐 才 健康"),
        ("白色棒球帽怎么洗", "白色 棒球帽 怎么 洗"),
        ("不锈钢锅不粘底的秘密", "不锈钢 锅 不 粘 底 的 秘密"),
        ("研究生命起源", "研究 生命 起源"),
        ("凭什么", "凭什么"),
        ("", ""),
    ],
)
def test_the_likeliest_words_are_found(text: str, words: str) -> None:
    assert " ".join(words_of(text)) == words


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=30))
def test_words_together_are_the_text(text: str) -> None:
    assert "".join(words_of(text)) == text


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=8)


@given(st.dictionaries(HAN, st.floats(0, 20), min_size=1, max_size=40), HAN)
def test_a_packed_list_answers_as_the_words_it_was_made_of(words: dict[str, float], other: str) -> None:
    made = Lexicon(packed(words), {})
    for word, weight in words.items():
        assert made.weight(word) == pytest.approx(weight, abs=0.051)
    assert other in words or made.weight(other) is None


def test_what_is_no_list_is_refused() -> None:
    with pytest.raises(ValueError, match="no word list"):
        Lexicon(b"SOMETHING ELSE ENTIRELY", {})


def test_own_words_are_known_and_no_rarer_than_the_list_says() -> None:
    words = Lexicon(packed({"手冲": 9.0}), {"手冲": 7.0, "干花": 7.0})
    assert words.weight("手冲") == 9.0
    assert words.weight("干花") == 7.0


def test_the_list_knows_common_words_by_how_common_they_are() -> None:
    assert (word_list().weight("我们") or 0) > (word_list().weight("薄荷") or math.inf)
    assert word_list().weight("㐂") is None
