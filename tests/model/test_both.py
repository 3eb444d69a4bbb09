"""What the program wrote down in two languages is read in one; what a person wrote is left as it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.model.both import MEMBER_LEFT, PLANNED, STORY_RETIRED, WRITTEN, Both, half, renamed

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
whys = st.text(min_size=1, max_size=20)


def told(said: Both, name: str) -> Both:
    """The sentence with this in the place of each of its names."""
    return said.of(**dict.fromkeys(re.findall(r"{(\w+)}", said.zh + said.en), name))


def test_of_two_languages_one_is_read() -> None:
    assert half("夜间排期 nightly plan", "zh") == "夜间排期"
    assert half("夜间排期 nightly plan", "en") == "nightly plan"


def test_the_reason_that_a_person_gave_is_read_in_either() -> None:
    written = STORY_RETIRED.of(title="Latte 周", story="s 7").because("卖完了 sold out")
    assert half(written, "zh") == "剧情「Latte 周」已下架：卖完了 sold out"
    assert half(written, "en") == "Story s 7 was retired: 卖完了 sold out"


@pytest.mark.parametrize("said", WRITTEN, ids=lambda said: said.en)
@given(name=names)
def test_every_sentence_is_read_in_one_language_whoever_it_names(said: Both, name: str) -> None:
    filled = told(said, name)
    assert half(str(filled), "zh") == filled.zh
    assert half(str(filled), "en") == filled.en


@pytest.mark.parametrize(
    "words", ["换一张 more light please", "夜间排期 nightly", "甲 已退群 乙 has left", ""]
)
def test_a_persons_words_are_left_whole(words: str) -> None:
    assert half(words, "zh") == half(words, "en") == words


@given(whys)
def test_a_reason_is_never_lost(why: str) -> None:
    for said in (PLANNED, MEMBER_LEFT.of(member="小雨")):
        assert half(said.because(why), "en").endswith(why)


@pytest.mark.parametrize("name", ["退", "has", "a"])
def test_who_is_called_otherwise_changes_no_other_word_of_a_sentence(name: str) -> None:
    written = MEMBER_LEFT.of(member=name).because(f"{name}说的")
    assert renamed(written, [name], "X") == MEMBER_LEFT.of(member="X").because("X说的")
    assert renamed(str(STORY_RETIRED.of(title=name, story=name)), [name], "X") == str(
        STORY_RETIRED.of(title=name, story=name)
    )


def test_in_a_persons_words_the_name_is_another_and_the_longest_goes_first() -> None:
    assert renamed("小雨点和小雨", ["小雨", "小雨点"], "雨") == "雨和雨"
    assert renamed("小雨拍的", [], "X") == "小雨拍的"


@given(whys, whys)
def test_a_sentence_that_names_nobody_stays_whole(name: str, why: str) -> None:
    assert renamed(PLANNED.because(why), [name], "X") == PLANNED.because(why.replace(name, "X"))
