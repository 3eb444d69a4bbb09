import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text.products import ProductRecogniser

NAMES = {
    "pot": ["珐琅锅", "enamel pot"],
    "mug": ["马克杯", "Mug"],
    "set": ["马克杯礼盒"],
    "lamp": ["台灯"],
    "v60": ["V60 滤杯", "V60"],
    "cup": ["杯"],
}
RECOGNISER = ProductRecogniser(NAMES)


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("第一次用珐琅锅炖汤", ("pot",)),
        ("珐 琅 锅 到了", ("pot",)),
        ("新的 Enamel Pot 很好", ("pot",)),
        ("ＥＮＡＭＥＬ　ＰＯＴ", ("pot",)),
        ("馬克杯禮盒送媽媽", ("set",)),
        ("马克杯礼盒送妈妈", ("set",)),
        ("马克杯和台灯", ("lamp", "mug")),
        ("#杯# 今天的咖啡", ("cup",)),
        ("干杯", ()),
        ("smuggled", ()),
        ("V600 到了", ()),
        ("想买马克杯", ()),
        ("这不是马克杯", ()),
        ("I want a mug", ()),
        ("什么时候出台灯啊", ()),
        ("啥时候补马克杯", ()),
        ("想买马克杯，先用台灯", ("lamp",)),
        ("https://shop.example/mug 看这个", ()),
        ("", ()),
    ],
)
def test_a_text_names_products(text: str, products: tuple[str, ...]) -> None:
    assert RECOGNISER.named_in(text) == products


def test_a_name_that_two_products_have_names_neither() -> None:
    assert ProductRecogniser({"a": ["马克杯"], "b": ["马克杯", "大马克杯"]}).named_in("马克杯") == ()


@given(st.text(max_size=30), st.sampled_from(sorted(NAMES)), st.text(max_size=30))
def test_a_product_is_found_in_a_sentence_of_its_own(before: str, product: str, after: str) -> None:
    name = NAMES[product][0]
    if len(name) > 1:
        assert product in RECOGNISER.named_in(f"{before}。这是 {name} 。{after}") or "#" in before


@given(st.text(max_size=200))
def test_no_text_breaks_the_recogniser(text: str) -> None:
    assert set(RECOGNISER.named_in(text)) <= set(NAMES)
