"""`sishi explain` tells the way of one submission as a story, Chinese and English."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.language import speaking, text_of
from cli.why_in_words import as_lines
from cli.why_json import as_json
from content.model import Choice, Consent, ConsentState, Decision, Reason
from content.rights.consents import record_consent
from content.shortlist.candidate import ShortlistRules
from content.shortlist.find_repeated_text import hear
from content.shortlist.reasons import dropped
from content.store import OpenStore
from content.workspace import open_workspace
from services.explain import why_submission

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SAID = "周末用新锅炖了番茄牛腩，汤汁收得刚好，孩子连吃两碗饭还要添"
CHINESE = re.compile("[\u4e00-\u9fff]")
Tell = Callable[[str, str], list[str]]


@pytest.fixture
def open_village(told_village: Path) -> OpenStore:
    return open_workspace(told_village).open_store


@pytest.fixture
def tell(open_village: OpenStore) -> Tell:
    def lines(key: str, language: str) -> list[str]:
        with open_village(reading=True) as store, speaking(language):
            return [text_of(line) for line in as_lines(why_submission(store, key, ShortlistRules()))]

    return lines


def a_kept_one(open_village: OpenStore) -> str:
    with open_village(reading=True) as store:
        return min(key for key, verdict in store.curation.verdicts().items() if verdict.reason is Reason.KEPT)


def test_a_kept_one_is_told_from_who_sent_it_to_where_it_is_shown(
    open_village: OpenStore, tell: Tell
) -> None:
    key = a_kept_one(open_village)
    zh = tell(key, "zh")
    beginnings = [line.split(" ")[0] for line in zh if not line.startswith(" ")]
    assert beginnings[:5] == [key, "授权", "作者", "关口", beginnings[4]]
    assert "道都过了" in zh[3]
    assert zh[4].startswith("得分 0.")
    assert any(line.startswith("结论 入选第") for line in zh)


def test_the_part_that_makes_the_greatest_difference_comes_first(open_village: OpenStore, tell: Tell) -> None:
    points = [
        abs(float(found.group().replace("−", "-")))
        for line in tell(a_kept_one(open_village), "zh")
        if (found := re.search(r"[+−]\d\.\d\d(?=：)", line))
    ]
    assert points == sorted(points, reverse=True)
    assert points[0] > 0


def test_a_dropped_one_says_what_fell_and_whether_a_person_may_let_it_pass(
    open_village: OpenStore, tell: Tell
) -> None:
    key = a_kept_one(open_village)
    with open_village() as store:
        (was,) = store.intake.submissions([key])
        store.intake.renew_submission(key, replace(was, text="招人，兼职刷单，加微信 wx208866"))
        record_consent(store, key, Consent(ConsentState.WITHDRAWN), at=NOW, by="小林")
        store.curation.set_verdicts({key: dropped(Reason.CONSENT_WITHDRAWN)}, at=NOW, run="r2")
    zh, en = tell(key, "zh"), tell(key, "en")
    assert "  ✗ 作者撤回了授权" in zh
    assert "  ✗ 文字里有要人看过的词：兼职刷单（拉人骗钱）（人可以放行）" in zh
    assert zh[1] == "授权 撤回"
    assert "结论 未入选：作者撤回了授权 (r2)" in zh
    assert "Verdict left out: The author withdrew the consent (r2)" in en


def test_what_others_say_and_what_a_person_said_is_told(open_village: OpenStore, tell: Tell) -> None:
    with open_village() as store:
        first, second = store.intake.submissions()[:2]
        for each in (first, second):
            store.intake.renew_submission(each.id, replace(each, text=SAID))
        store.decisions.put_decision(Decision(second.id, "小林", Choice.KEEP, NOW), seen=0)
    hear(open_village)
    zh = tell(second.id, "zh")
    assert any(line.startswith(f"几乎一样的话 {first.id}") and "2 位群友" in line for line in zh)
    assert "人工 小林 留" in zh
    with open_village(reading=True) as store:
        told = as_json(why_submission(store, second.id, ShortlistRules()))
    assert told["same_words"] == {"ids": [first.id], "first": first.id, "members": 2}
    assert told["author"] == {"sent": 0, "decided": 0, "kept": 0, "shown": 0, "days": 0}


def test_the_english_story_has_no_chinese_but_the_members_own(open_village: OpenStore, tell: Tell) -> None:
    key = a_kept_one(open_village)
    zh, en = tell(key, "zh"), tell(key, "en")
    assert len(zh) == len(en)
    assert [line for line in en[1:] if CHINESE.search(line)] == []


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("不好吃，饭根本不像饭", "不引用原话（complaint）", "withheld (complaint)"),
        ("好吃，喜欢", "可以引用原话", "may be quoted"),
    ],
)
def test_whether_the_words_may_be_quoted_is_told_with_the_reason(
    text: str, zh: str, en: str, open_village: OpenStore, tell: Tell
) -> None:
    key = a_kept_one(open_village)
    with open_village() as store:
        (shown,) = store.intake.submissions([key])
        store.intake.renew_submission(key, replace(shown, text=text))
    assert any(zh in line for line in tell(key, "zh"))
    assert any(en in line for line in tell(key, "en"))
    with open_village(reading=True) as store:
        quote = as_json(why_submission(store, key, ShortlistRules()))["quote"]
    assert quote["quoted"] is (text == "好吃，喜欢")
    assert quote["reason"] == (None if quote["quoted"] else "complaint")
