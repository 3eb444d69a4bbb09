"""The same words are known again whatever was done to them, and different words are not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text.alike import KEYS, SAME_WORDS, KnownTexts, alike, keys_of, letters_of, pairs_of, says_enough

SAID = "周末用新锅炖了番茄牛腩，汤汁收得刚好，孩子连吃两碗饭还要添"
letters = st.text("锅饭汤肉菜香甜好吃了的我们今天周末", min_size=14, max_size=60)


def likeness(one: str, other: str) -> float:
    return alike(pairs_of(letters_of(one)), pairs_of(letters_of(other)))


@pytest.mark.parametrize(
    "edited",
    [
        "周末用新锅炖了番茄牛腩!!汤汁收得刚好~孩子连吃两碗饭、还要添。",
        "🍅周末用新锅炖了番茄牛腩🥰 汤汁收得刚好 孩子连吃两碗饭还要添😋😋",
        "週末用新鍋燉了番茄牛腩，湯汁收得剛好，孩子連吃兩碗飯還要添",
        "周末用新锅炖了土豆牛腩，汤汁收得刚好，孩子连吃两碗饭还要添",
        "#新锅开箱# 周末用新锅炖了番茄牛腩，汤汁收得刚好，孩子连吃两碗饭还要添 @店长",
        "周\u200b末用新\u200b锅炖了番茄牛腩，汤汁收得刚好，孩子连吃两碗饭还要添",
    ],
    ids=["punctuation", "emoji", "traditional", "a word", "calls and names", "zero width"],
)
def test_the_same_words_are_alike_whatever_is_done_to_them(edited: str) -> None:
    assert likeness(SAID, edited) >= SAME_WORDS


def test_other_words_on_the_same_dish_are_not_alike() -> None:
    assert likeness(SAID, "番茄牛腩炖了两小时，肉很烂，汤拌饭一绝，老人也爱吃") < 0.2


def test_a_call_that_all_answer_makes_no_two_answers_alike() -> None:
    call = "#四时新锅开箱晒单有礼第三期#"
    assert letters_of(call) == ""
    assert likeness(f"{call} 红烧肉肥而不腻", f"{call} 清蒸鱼一点不腥") == 0.0


@pytest.mark.parametrize(
    "short", ["", "好吃", "好吃好吃好吃好吃好吃好吃", "哈" * 99, "真的很好吃呀", "👍" * 20]
)
def test_what_is_short_or_says_one_thing_again_and_again_is_nobodys_own(short: str) -> None:
    assert not says_enough(letters_of(short))
    assert says_enough(letters_of(SAID))


def test_keys_are_those_that_stores_hold() -> None:
    """In every process. Raise alike.VERSION when this fails: kept keys are then made anew."""
    assert keys_of([letters_of(SAID)])[0, :3].tolist() == [1253029676, 1412585092, 855400629]


@given(st.lists(letters, max_size=5))
def test_a_texts_keys_do_not_depend_on_those_beside_it(texts: list[str]) -> None:
    together = keys_of(texts)
    assert together.shape == (len(texts), KEYS)
    assert all(np.array_equal(keys_of([text])[0], row) for text, row in zip(texts, together, strict=True))


@given(letters, letters)
def test_likeness_is_one_for_the_same_and_the_same_both_ways(one: str, other: str) -> None:
    assert alike(pairs_of(one), pairs_of(one)) == 1
    assert alike(pairs_of(one), pairs_of(other)) == alike(pairs_of(other), pairs_of(one))
    assert 0 <= alike(pairs_of(one), pairs_of(other)) <= 1


def test_a_text_repeats_the_most_alike_of_those_heard_before() -> None:
    heard = KnownTexts()
    before = {"i1": SAID[:18], "i2": SAID, "i3": "今天的红烧肉肥而不腻，全家都说好，下次还要做给爸妈吃"}
    for name, text in before.items():
        mine = letters_of(text)
        heard.add(name, mine, keys_of([mine])[0].tolist())
    for text, first in ((SAID + "呀", "i2"), ("完全不同的一段话，讲的是阳台上的花和早晨的光", None)):
        mine = letters_of(text)
        assert heard.repeated_by(mine, keys_of([mine])[0].tolist()) == first
