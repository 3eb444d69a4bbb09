"""What a message shows of itself without its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text.signs import _COUPON, _LINK, _MENTION, _PRICE, NONE, letter_in, signs_of


@pytest.mark.parametrize(
    "text, letter",
    [
        ("B", "B"),
        (" d！", "D"),
        ("选b", "B"),
        ("答案是 C。", "C"),
        ("@ A", "A"),
        ("Ｂ", "B"),
        ("二", "B"),
        ("选 4", "D"),
        ("好的", ""),
        ("B呢？", ""),
        ("ABC", ""),
        ("5", ""),
        ("A" * 40, ""),
    ],
)
def test_a_letter_is_an_answer_where_it_is_the_whole_message(text: str, letter: str) -> None:
    assert letter_in(text) == letter


def test_links_prices_mentions_and_the_code_beside_a_coupon_are_seen() -> None:
    signs = signs_of("用券码 MUG50 下单 ¥59 https://x.example @小鹿 @all")
    assert (signs.has_link, signs.has_price, signs.has_coupon) == (True, True, True)
    assert (signs.coupon, signs.mentions) == ("MUG50", 2)


def test_a_phone_number_beside_a_coupon_is_no_code() -> None:
    assert signs_of("口令：13812345678").coupon == ""


def test_a_mail_address_mentions_nobody() -> None:
    assert signs_of("写到 me@x.example").mentions == 0


def test_no_text_shows_nothing() -> None:
    assert signs_of("") == NONE


@given(
    st.text(
        alphabet=st.sampled_from("元块1¥$/.:w@券码口令兑换代金满减优惠折扣couponprmCOUPONPRM 好选AB"),
        max_size=12,
    )
)
def test_signs_are_found_however_little_shows_them(text: str) -> None:
    """What is asked first, whether there can be any, agrees with what looks for each."""
    signs = signs_of(text)
    assert signs.has_link == (_LINK.search(text) is not None)
    assert signs.has_price == (_PRICE.search(text) is not None)
    assert signs.has_coupon == (_COUPON.search(text) is not None)
    assert signs.mentions == len(_MENTION.findall(text))
    assert signs.letter == letter_in(text)
