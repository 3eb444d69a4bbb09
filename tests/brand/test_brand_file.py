"""brand.toml written back: what people wrote stays, and what comes of it says what was meant."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.brand_file import written_back
from content.errors import WrongInput

BY_HAND = """\
# 我们的品牌
name = "春日小家"   # 海报上
persona = '小春'
colours = [
  "#B5352A",  # 朱红
  "#2A8578",
]

# 印章
[seals.morning]
sign = "早"
word = "早安" # 四个字以内

[personas]
teacher = "小春 · 讲道理"
"""


def test_only_the_values_that_change_change() -> None:
    text = written_back(BY_HAND, {("name",): "夏日小家", ("seals", "morning", "word"): "早上好"})
    assert text == BY_HAND.replace("春日小家", "夏日小家").replace('"早安"', '"早上好"').replace(
        '"   # 海报上', '"  # 海报上'
    ).replace('" # 四个字', '"  # 四个字')


def test_what_is_the_same_is_not_touched() -> None:
    assert written_back(BY_HAND, {("name",): "春日小家", ("link",): None}) == BY_HAND


def test_a_list_over_lines_keeps_its_comments_beside_it() -> None:
    text = written_back(BY_HAND, {("colours",): ["#111111"]})
    assert 'colours = ["#111111"]' in text
    assert "朱红" not in text, "the comment was of a colour that is gone"
    assert "# 印章\n[seals.morning]" in text


def test_new_keys_stand_in_their_own_tables() -> None:
    text = written_back(
        BY_HAND, {("link",): "https://a.cn", ("seals", "noon", "word"): "猜", ("fonts", "title"): "A"}
    )
    head, _, rest = text.partition("[seals.morning]")
    assert 'link = "https://a.cn"' in head
    assert '[seals.noon]\nword = "猜"' in rest
    assert '[fonts]\ntitle = "A"' in rest


def test_what_only_a_person_can_change_is_left_alone() -> None:
    with pytest.raises(WrongInput):
        written_back('seals = {morning = {word = "早"}}\n', {("seals", "morning", "word"): "好"})


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_words_come_back_as_they_were_written(words: str) -> None:
    text = written_back(BY_HAND, {("name",): words, ("sign_off",): words})
    assert tomllib.loads(text)["name"] == tomllib.loads(text)["sign_off"] == words
