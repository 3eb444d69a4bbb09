"""Members answer in their own words; what is not plainly a yes never counts as one."""

import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.model import ConsentRequest, ConsentState, Message
from content.rights.answers import PLAIN, Says, Utterance, answers, read_answer
from content.rights.codes import ALPHABET, DIGITS, LETTERS, code_for, is_code

ASKED = ConsentRequest("4F7K", "m1", ("i1",), datetime(2026, 11, 22, tzinfo=UTC), "小周")


@pytest.mark.parametrize(
    "text",
    [
        "同意 4F7K",
        "同意4F7K",
        "好的4f7k可以用",
        "４Ｆ７Ｋ 同意",
        "4 F 7 K 可以",
        "4F-7K 好的呀",
        "行 4F7K",
        "4f7k没问题",
        "嗯嗯 4F7K",
        "yes 4F7K",
        "Sure, 4f7k!",
        "OK 4F7K",
        "4F7K no problem",
        "不好意思才看到，可以的 4F7K",
        "4\u200bF7K 同意",
        "👍 4F7K",
    ],
)
def test_a_plain_yes_is_a_yes(text: str) -> None:
    answer = read_answer(text)
    assert answer is not None
    assert (answer.codes, answer.says) == (("4F7K",), Says.YES)


@pytest.mark.parametrize(
    "text",
    [
        "不同意 4F7K",
        "4F7K 不行",
        "4f7k别用我的照片",
        "不要 4F7K",
        "no 4F7K",
        "4F7K don't use it please",
        "I do not agree 4F7K",
        "拒绝4F7K",
        "撤回 4F7K",
        "不好意思，不行 4F7K",
        "先不要发 4F7K",
        "4F7K 不想被发出去，孩子的脸在里面，这是我们家里的事情，不太想让更多的人看到，谢谢理解啦",
    ],
)
def test_a_plain_no_is_a_no_however_long(text: str) -> None:
    answer = read_answer(text)
    assert answer is not None
    assert answer.says is Says.NO


@pytest.mark.parametrize(
    "text",
    [
        "4F7K",
        "4F7K 是什么",
        "同意4F7K，不同意7HQ3",
        "愿意的话回：同意 4F7K 不愿意回：不同意 4F7K",
        "4F7K 可以吗？",
        "4F7K 可以吗",
        "4F7K 可以，但是别露脸",
        "如果不是广告就可以 4F7K",
        "不是不同意 4F7K",
        "没说同意 4F7K",
        "未同意 4F7K",
        "4F7K 不好",
        "再说吧 4F7K",
        "同意一半 4F7K",
        "yes but not the second one 4F7K",
        "can't say yes 4F7K",
        "4F7K " + "好吃，可以再来，" * 8,
    ],
)
def test_what_leaves_a_doubt_is_for_a_person(text: str) -> None:
    answer = read_answer(text)
    assert answer is not None
    assert answer.says is Says.UNCLEAR


@pytest.mark.parametrize(
    "text", ["", "同意", "好的好的", "这款 4F7KX 好看", "A4F7K", "NICE", "3467 元", "同意 4F7"]
)
def test_without_a_code_it_is_no_answer(text: str) -> None:
    assert read_answer(text) is None


def test_one_yes_may_answer_two_questions() -> None:
    answer = read_answer("4F7K 和 7HQ3 都同意")
    assert answer is not None
    assert (answer.codes, answer.says) == (("4F7K", "7HQ3"), Says.YES)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    before=st.text(alphabet="好的可以同意用吧行 啊呀，。ok yes", max_size=12),
    turn=st.sampled_from([*"不没别未勿非莫无拒甭", " not ", " no ", " never "]),
    after=st.text(alphabet="好的可以同意用吧行 啊呀，。ok yes", max_size=12),
)
def test_a_text_with_a_word_that_turns_it_is_never_a_yes(before: str, turn: str, after: str) -> None:
    answer = read_answer(f"{before}{turn}{after} 4F7K")
    assert answer is not None
    assert answer.says is not Says.YES


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    read_answer(text)
    list(answers([Utterance("1", "m1", text)], {"4F7K": ASKED}))


def heard(
    text: str, author: str | None = "m1", request: ConsentRequest = ASKED
) -> list[tuple[object, object]]:
    return [(one.state, one.note) for one in answers([Utterance("msg-1", author, text)], {"4F7K": request})]


def test_only_the_asked_member_answers() -> None:
    assert heard("同意 4F7K") == [(ConsentState.GRANTED, None)]
    assert heard("不同意 4F7K") == [(ConsentState.REFUSED, None)]
    notes = {"m2": "consent_note.not_the_member", None: "consent_note.not_proven"}
    for author, code in notes.items():
        assert heard("同意 4F7K", author=author) == [(None, Message(code, message="msg-1"))]
    assert heard("考虑一下 4F7K") == [(None, Message("consent_note.unclear", message="msg-1"))]


def test_the_question_itself_is_no_answer_and_no_note() -> None:
    assert heard("愿意就回：同意 4F7K；不愿意就回：不同意 4F7K", author="店长") == []


def test_a_code_nobody_asked_with_is_nothing() -> None:
    assert heard("同意 7HQ3") == []


def test_a_message_is_heard_once() -> None:
    again = ConsentRequest(
        ASKED.code, ASKED.member, ASKED.submissions, ASKED.asked_at, ASKED.asked_by, frozenset({"msg-1"})
    )
    assert heard("同意 4F7K", request=again) == []


def test_the_same_question_has_the_same_code_and_another_question_another() -> None:
    first = code_for("m1", ["i1", "i2"])
    assert first == code_for("m1", ["i2", "i1"])
    assert first != code_for("m1", ["i1"])
    assert first != code_for("m1", ["i1", "i2"], {first})


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=20), st.lists(st.text(max_size=10), max_size=4))
def test_every_code_can_be_read_back(member: str, submissions: list[str]) -> None:
    code = code_for(member, submissions)
    assert is_code(code)
    answer = read_answer(f"同意{code.lower()}")
    assert answer is not None
    assert answer.codes == (code,)


def test_no_two_signs_of_a_code_look_alike() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == len(DIGITS) + len(LETTERS)
    assert not set(ALPHABET) & set("01258OILSZB")


def test_two_thousand_questions_have_two_thousand_codes() -> None:
    taken: set[str] = set()
    for n in range(2_000):
        taken.add(code_for(f"m{n}", [f"i{n}"], taken))
    assert len(taken) == 2_000


def test_no_sign_that_passes_for_plain_folds_to_a_letter_or_a_figure() -> None:
    """Texts of plain signs alone are not looked at for codes."""
    signs = [sign for sign in map(chr, range(0x80, 0x1FB00)) if re.match(f"[{PLAIN}]", sign)]
    folded = (unicodedata.normalize("NFKC", sign).casefold() for sign in signs)
    assert signs
    assert not [text for text in folded if re.search("[0-9a-z]", text)]


@pytest.mark.parametrize("text", ["同意④Ｆ⑦Ｋ", "同意 𝟒𝐅𝟕𝐊", "④ⓕ7ｋ 好的"])
def test_codes_in_unusual_letters_are_found(text: str) -> None:
    answer = read_answer(text)
    assert answer is not None
    assert answer.codes == ("4F7K",)
