"""The place for names in an evening post: two sentences, of which members read one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.senders.text_split import parts_of, size_of
from content.model import Capabilities
from content.publish.sender import Letter
from content.text.winners import fitting, form, has_form, is_broken, named, neutral, without_marks
from tests.properties import examples

TEXT = f"答案是 B。\n{form('答对的有 {names}，厉害', '选对了吗')}\n晚安。"


def test_names_stand_where_they_were_to_stand() -> None:
    assert named(TEXT, ["@阿雅", "@小雨"]) == "答案是 B。\n答对的有 @阿雅、@小雨，厉害\n晚安。"
    assert named(form("Right: {names}.", ""), ["@Ann", "@Bo"]) == "Right: @Ann, @Bo."


def test_without_names_the_other_sentence_stands_there() -> None:
    assert neutral(TEXT) == named(TEXT, []) == "答案是 B。\n选对了吗\n晚安。"


def test_a_line_that_says_nothing_without_names_is_left_out() -> None:
    assert neutral(f"答案是 B。\n{form('有 {names}', '')}\n晚安。") == "答案是 B。\n晚安。"
    assert neutral(f"答案是 B。{form('有 {names}', '')}") == "答案是 B。"


def test_a_text_without_a_place_stays_as_it_is() -> None:
    assert neutral(" 没有｜地方 \n") == " 没有｜地方 \n"
    assert not has_form("没有｜地方")


@pytest.mark.parametrize(
    "text",
    [
        "⟦{names}｜没有",
        "{names}｜没有⟧",
        "⟦{names}⟧",
        "⟦谁都没写｜没有⟧",
        "⟦{names}{names}｜没有⟧",
        "⟦{names}｜{names}⟧",
        TEXT + TEXT,
        "⟦{names}｜一｜二⟧",
    ],
)
def test_a_place_that_an_edit_broke_is_seen(text: str) -> None:
    assert is_broken(text)


def test_a_whole_place_is_not_broken() -> None:
    assert not is_broken(TEXT)
    assert not is_broken("没有地方")


def test_a_name_is_never_taken_for_a_place() -> None:
    assert not has_form(without_marks("⟦{names}｜⟧"))
    assert named(TEXT, ["{names}"]).count("{names}") == 1


@examples(60)
@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40), max_size=12),
    st.integers(20, 400),
    st.text(st.sampled_from("甲乙ab。\n "), max_size=200),
)
def test_names_make_no_more_messages_and_no_longer_ones_than_there_are_without(
    names: list[str], limit: int, before: str
) -> None:
    capabilities = Capabilities(text_size=limit, text_in_bytes=True)
    text = f"{before}{form('有 {names}', '没有')}"
    fewest = len(parts_of(Letter(neutral(text)), capabilities))
    filled, number = fitting(text, names, lambda t: len(parts_of(Letter(t), capabilities)) <= fewest)
    parts = parts_of(Letter(filled), capabilities)
    assert len(parts) <= max(fewest, 1)
    assert all(size_of(part.text, in_bytes=True) <= limit for part in parts)
    assert filled == named(text, names[:number])
    if number < len(names):
        assert len(parts_of(Letter(named(text, names[: number + 1])), capabilities)) > fewest
