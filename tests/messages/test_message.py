"""A Message survives being stored, handed to another process, and having a name erased from it."""

import pickle
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import WrongInput
from content.messages import in_both, render
from content.model import Message, because, own_words
from content.model.message import Param

PLAIN: st.SearchStrategy[Any] = (
    st.text() | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False) | st.dates()
    | st.datetimes(timezones=st.just(UTC))
)  # fmt: skip
NAMES = st.from_regex(r"[a-z]{1,8}", fullmatch=True)


def messages(params: st.SearchStrategy[Param]) -> st.SearchStrategy[Message]:
    return st.builds(
        lambda named: Message("legacy.text", **named), st.dictionaries(NAMES, params, max_size=4)
    )


PARAMS: st.SearchStrategy[Any] = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3).map(tuple) | messages(inner), max_leaves=6
)


@given(messages(PARAMS))
def test_what_is_stored_is_read_back_the_same(message: Message) -> None:
    assert Message.from_json(message.to_json()) == message
    assert pickle.loads(pickle.dumps(message)) == message  # noqa: S301 - our own bytes


def test_an_error_keeps_its_message_from_one_process_to_another() -> None:
    error = WrongInput(Message("legacy.text", zh="没有", en="none"))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (str(again), again.in_language("zh")) == ("none", "没有")


def test_a_message_is_a_field_of_what_is_turned_into_a_dict() -> None:
    assert asdict(Message("legacy.text", zh="a", en="b")) == {
        "code": "legacy.text",
        "params": {"zh": "a", "en": "b"},
    }


def test_a_name_is_replaced_wherever_it_stands() -> None:
    inner = Message("legacy.text", zh="小雨说", en="小雨 said", on=date(2026, 1, 2))
    message = Message("legacy.text", zh=inner, en=("小雨", 3, datetime(2026, 1, 2, tzinfo=UTC)))
    erased = message.replacing(lambda _, text: text.replace("小雨", "已删除"))
    assert "小雨" not in str(erased.to_json())
    assert erased.params["en"] == ("已删除", 3, datetime(2026, 1, 2, tzinfo=UTC))


def test_messages_within_a_message_are_read_in_the_same_language() -> None:
    inner = Message("legacy.text", zh="红", en="red")
    outer = Message("legacy.text", zh=(inner, inner), en=(inner, "x"))
    assert render(outer, "zh") == "红、红"
    assert render(outer, "en") == "red, x"


@pytest.mark.parametrize(
    ("spec", "zh", "en"),
    [
        ("", "红、蓝", "红, 蓝"),
        (":lines", "\n  红\n  蓝", "\n  红\n  蓝"),
        (":clauses", "红；蓝", "红; 蓝"),
        (":or", "红或蓝", "红 or 蓝"),
    ],
)
def test_a_list_stands_on_one_line_or_on_several(
    spec: str, zh: str, en: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["content.messages.render"]  # the package has a function of the same name
    monkeypatch.setattr(module, "template", lambda *_: f"{{colours{spec}}}")
    message = Message("legacy.text", colours=("红", "蓝"))
    assert (render(message, "zh"), render(message, "en")) == (zh, en)


def test_what_a_member_wrote_is_never_taken_for_a_place_to_fill() -> None:
    assert render(Message("legacy.text", zh="{en} %s \\n", en="x"), "zh") == "{en} %s \\n"


@pytest.mark.parametrize("code", ["legacy.nothing", "nothing.at_all"])
def test_a_code_that_no_catalogue_has_is_an_error(code: str) -> None:
    with pytest.raises(KeyError):
        render(Message(code), "en")


def test_files_have_both_languages_side_by_side_and_a_persons_words_once() -> None:
    planned = Message("audit.planned")
    assert in_both(planned) == "夜间排期 nightly plan"
    assert in_both(because(planned, "换个角度")) == "夜间排期 nightly plan: 换个角度"
    assert in_both(own_words("光线很好")) == "光线很好"
    assert in_both(None) == ""


def test_where_nobody_wrote_anything_there_is_no_message() -> None:
    assert own_words("") is None
    assert because(Message("audit.planned"), "") == Message("audit.planned")


def test_a_change_knows_what_the_text_is_for() -> None:
    message = because(Message("audit.member_left", member="小雨"), "小雨说的")
    assert message.replacing(lambda name, text: "X" if name == "member" else text) == because(
        Message("audit.member_left", member="X"), "小雨说的"
    )
