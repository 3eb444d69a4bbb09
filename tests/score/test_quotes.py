"""Whose words may be quoted: where praise is heard and nothing complains."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.messages import render
from content.sanitize import clean
from content.score.feeling import NEUTRAL, feeling
from content.score.quotes import Quote, Withheld, Withholding, quotable
from content.text.book import WordList
from content.text.fold import folded

MOODS = ("好吃", "喜欢", "不", "没", "很", "但是", "太慢", "难吃", "失望", "退款", "有点咸")
PIECES = st.sampled_from((*MOODS, "微信abc123", "包邮", "今天", "一个人", "，"))


@pytest.mark.parametrize(
    ("text", "reason", "found"),
    [
        ("不好吃，饭根本不像饭", Withholding.COMPLAINT, "不好吃"),
        ("好吃好吃好吃，就是服务员冷漠", Withholding.COMPLAINT, "冷漠"),
        ("好吃但是太慢", Withholding.COMPLAINT, "好吃但是太慢"),
        ("好喝，有点贵", Withholding.RESERVED, "有点贵"),
        ("nice cup but too small", Withholding.COMPLAINT, "too"),
        ("明天下午三点集合", Withholding.NO_PRAISE, ""),
        ("好吃！加微信 abc12345", Withholding.CONTACT, ""),
        ("好吃，领券包邮", Withholding.ADVERT, "领券、包邮"),
        ("  \u200b ", Withholding.NO_WORDS, ""),
    ],
)
def test_words_are_withheld_with_the_reason(text: str, reason: Withholding, found: str) -> None:
    assert quotable(text) == Withheld(reason, found)


@pytest.mark.parametrize(
    "text",
    [
        "不 好 吃，推荐别买",
        "推荐·别买，不·好·吃",
        "bu好吃",
        "喜歡不起來",
        "难以推荐",
        "没有人喜欢",
        "谈不上好吃",
        "好吃吗？难说",
        "说好的新鲜呢",
        "好吃个鬼",
        "好用🙃",
        "满意🤡",
        "好看是好看，一洗就掉色",
        "惊喜，吃出一只虫",
        "很棒，发错货",
        "以前好吃，越来越差",
        "推荐避雷",
        "推荐指数：0",
        "not delicious at all",
        "I don\u2019t love it",
        "great, broke in two days",
        "good luck getting an answer",
        "nice. NOT!",
        "good, wont buy again",
        "爱了，爱不起来",
        "n o t good",
        "good 😂",
        "真好呵呵",
        "送餐太慢了",
        "米饭是凉的",
        "味道还行，就是量太少",
        "一般",
        "杯子漏水，客服不理人",
    ],
)
def test_praise_that_is_taken_back_mocked_or_asked_for_is_withheld(text: str) -> None:
    assert isinstance(quotable(text), Withheld)


@pytest.mark.parametrize(
    "text",
    [
        "很好吃！",
        "这盏灯太喜欢了",
        "好喝，回购",
        "love this cup",
        "不难吃，推荐",
        "没想到这么好用",
        "好吃到停不下来",
        "不掉毛，猫很喜欢",
        "停电那晚，反而舒服。来电了都没人去开灯",
        "八点半的厨房，归我一个人",
        "今天做了红烧肉",
        "送餐小哥辛苦了",
        "特别好吃，送餐快",
    ],
)
def test_praise_and_plain_facts_are_quoted(text: str) -> None:
    assert quotable(text) == Quote(text)


def test_a_team_s_own_words_withhold_a_quote() -> None:
    rivals = WordList({"隔壁小店": ("rivals", "同行")})
    assert quotable("比隔壁小店好喝", rivals) == Withheld(Withholding.WORD, "隔壁小店")
    assert isinstance(quotable("比隔壁小店好喝", WordList()), Quote)


@pytest.mark.parametrize("reason", Withholding)
def test_every_reason_has_a_sentence_in_both_languages(reason: Withholding) -> None:
    withheld = Withheld(reason, "太慢")
    assert render(withheld.why, "zh")
    assert render(withheld.why, "en")
    assert "{" not in render(withheld.why, "zh") + render(withheld.why, "en")


@given(st.lists(PIECES, max_size=8).map("".join))
def test_what_is_quoted_praises_and_does_not_complain(text: str) -> None:
    verdict = quotable(text)
    if isinstance(verdict, Quote):
        assert verdict.text == clean(text) != ""
        assert feeling(folded(text)) > NEUTRAL


def test_few_complaints_of_a_corpus_are_quoted(shared: Path) -> None:
    """docs/measures/text.md has the figures of the whole corpus: .015 in all, .08 in the worst set."""
    with (shared / "data/text/online_shopping/reviews.csv").open(encoding="utf-8-sig", newline="") as rows:
        some = [row for number, row in enumerate(csv.DictReader(rows)) if number % 25 == 0]
    complaints = [row["review"] for row in some if row["label"] == "0"]
    quoted = [text for text in complaints if isinstance(quotable(text), Quote)]
    assert len(complaints) > 900
    assert len(quoted) / len(complaints) < 0.025
