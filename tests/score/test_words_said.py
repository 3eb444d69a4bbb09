import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.score.feeling import feeling, last_resort_in
from content.score.words import said_in, selling_in
from content.text.fold import folded


@pytest.mark.parametrize(
    "text, mood",
    [
        ("真的很好吃，下次还来", 1),
        ("难吃，再也不来了", -1),
        ("不好吃", -1),
        ("没有异味，很新鲜", 1),
        ("不错", 1),
        ("不是很推荐", -1),
        ("服務熱情，環境乾淨", 1),
    ],
)
def test_the_mood_is_heard_with_its_negations(text: str, mood: int) -> None:
    said = said_in(text).feeling
    assert (said > 0.6) - (said < 0.4) == mood


@pytest.mark.parametrize("text", ["", "12345", "  ", "？！"])
def test_what_has_no_letters_feels_nothing(text: str) -> None:
    assert said_in(text).feeling == 0.5


def test_a_product_is_mentioned_by_any_of_its_names() -> None:
    assert said_in("今天用了马克杯", ["mug", "马克杯"]).mention == 1
    assert said_in("今天用了馬克杯", ["马克杯"]).mention == 1
    assert said_in("今天吃了面", ["mug", "马克杯", ""]).mention == 0


def test_a_text_tells_by_its_different_letters_not_by_its_length() -> None:
    assert said_in("哈" * 200).words == 0
    assert said_in("").words == 0
    assert said_in("周末用新锅炖了番茄牛腩，汤汁收得刚好，孩子连吃两碗饭还要添").words > 0.8


@pytest.mark.parametrize("text", ["收到就是破损的，要求退款", "吃完过敏了，太失望"])
def test_a_complaint_is_told_with_its_word(text: str) -> None:
    assert last_resort_in(folded(text)) in text
    assert last_resort_in(folded(text))


@pytest.mark.parametrize("text", ["以前投诉过别家，这家好吃又干净，满意", "好吃，推荐", ""])
def test_who_is_content_does_not_complain(text: str) -> None:
    assert last_resort_in(folded(text)) == ""


def test_selling_is_told_by_its_words_and_a_price_alone_is_none() -> None:
    assert selling_in("限时秒杀，包邮，到手价 ¥ 39") == ("秒杀", "包邮", "到手价", "¥ 3")
    assert selling_in("人均 80 元，划算") == ()


@given(st.text(max_size=80))
def test_any_text_is_worth_something_between_nothing_and_all(text: str) -> None:
    assert all(0 <= value <= 1 for value in said_in(text, ["杯"]).parts.values())
    assert 0 <= feeling(text) <= 1
