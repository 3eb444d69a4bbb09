"""What a message shows of itself without its words."""

import pytest

from content.text.signs import NONE, letter_in, signs_of


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
