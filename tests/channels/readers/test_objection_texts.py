"""Messages as members write them: which take a picture back, which a person must read, which mean nothing."""

import pytest

from benchmarks.objections import TEXTS, ObjectionText, outcome, read_texts, tally


@pytest.mark.parametrize("name", ["held_out", "tuned_on"])
def test_most_withdrawals_count_at_once_and_nearly_all_hold_the_picture(name: str) -> None:
    result = tally(read_texts(TEXTS / f"{name}.tsv"))
    assert result.recall > 0.93
    assert result.held > 0.97
    assert result.precision > 0.96
    assert result.of("perhaps", "no") == 0
    assert result.of("no", "one all") <= 1
    assert result.of("no", "perhaps") <= 3


@pytest.mark.parametrize(
    "text",
    ["可以用但别露脸", "怎么取消授权", "我反悔了", "发错了，当没看见哈", "you can use it but not my face"],
)
def test_what_asks_limits_or_may_mean_something_else_is_for_a_person(text: str) -> None:
    assert outcome(ObjectionText("perhaps", "-", text)) == "perhaps"


def test_all_is_meant_by_who_sent_a_picture_even_without_my() -> None:
    assert outcome(ObjectionText("all", "-", "退出了，之前的照片麻烦全删")) == "all"
    assert outcome(ObjectionText("no", "other", "之前的照片麻烦全删")) == "no"
