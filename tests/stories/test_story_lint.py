"""The linter finds what would go wrong in a group, and says nothing where nothing does."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.imports import read_stories
from content.compose.copy_templates import Voice, load_copy
from content.messages import in_each, render
from content.model import Message, Quiz, Slot, SolutionStep, Story
from content.shipped import shipped
from content.stories.answer import has_one_answer, letters_said, says_answer
from content.stories.finding import StoryFinding, StoryRule
from content.stories.limits import ROBOT, WECOM, bytes_of, exceeded
from content.stories.lint import House, lint
from content.stories.rules import RULES
from content.text.book import shipped_words

HOUSE = House(load_copy([shipped("templates/copy")]), Voice("小店", "店长", ""), shipped_words().claims)
GOOD = Story(
    id="good",
    title="一杯醒神",
    product="mug",
    form="choice",
    hook="早上这口黑，\n谁先喝完？",
    quiz=Quiz("咖啡多久劲头上来？", ("五分钟", "半小时上下", "三个小时"), "B", "咖啡因要先被吸收。"),
    clue="杯子见底也别急：劲儿还在路上。",
    solution="答案是 B，半小时上下。早上问谁先喝完，其实喝得快的也得等。明早试试，回个“醒了”。",
)


def found(**changes: object) -> list[tuple[StoryRule, Slot | None]]:
    return [(finding.rule, finding.slot) for finding in lint(replace(GOOD, **changes), HOUSE)]  # type: ignore[arg-type]


def test_every_sample_story_is_clean() -> None:
    stories = read_stories(shipped("examples/chunri/stories.yaml"))
    assert [finding for story in stories for finding in lint(story, HOUSE)] == []
    assert {story.persona for story in stories} == {"", "teacher", "pal"}


@pytest.mark.parametrize(
    ("changes", "rule", "slot"),
    [
        ({"hook": "今天想和大家聊一聊那只每天早上都陪着我的马克杯"}, StoryRule.HOOK, Slot.MORNING),
        ({"quiz": replace(GOOD.quiz, answer="D")}, StoryRule.QUIZ, Slot.NOON),
        ({"quiz": replace(GOOD.quiz, options=("一样", " 一样", "别的"))}, StoryRule.QUIZ, Slot.NOON),
        ({"hook": "半小时上下的事，\n猜猜是啥？"}, StoryRule.SPOILER, Slot.MORNING),
        ({"clue": "悄悄说，答案是 B。"}, StoryRule.SPOILER, Slot.AFTERNOON),
        ({"solution": GOOD.solution.replace("答案是 B", "答案是 A")}, StoryRule.ANSWER, Slot.EVENING),
        (
            {"solution": "早上问谁先喝完，喝得快的也得等。明早试试，回个“醒了”。"},
            StoryRule.ANSWER,
            Slot.EVENING,
        ),
        (
            {"quiz": replace(GOOD.quiz, why=""), "solution": "早上说的是 B，半小时上下。猜对了吗？"},
            StoryRule.WHY,
            Slot.EVENING,
        ),
        (
            {"solution": "答案是 B，半小时上下。这是吸收要花的工夫。试试，回个“醒了”。"},
            StoryRule.BACK,
            Slot.EVENING,
        ),
        ({"solution": "答案是 B，半小时上下。早上那口黑急不得。身体要慢慢来。"}, StoryRule.ACT, Slot.EVENING),
        ({"clue": "这是全网第一的杯子，你家呢？"}, StoryRule.CLAIM, Slot.AFTERNOON),
        ({"steps": (SolutionStep("包治百病", "喝"),)}, StoryRule.CLAIM, Slot.EVENING),
        ({"hook": "限时 9.9 元，\n要不要？", "promo": 0.5}, StoryRule.SELLING, Slot.MORNING),
        ({"solution": GOOD.solution + "下单享优惠，包邮。", "promo": 0.5}, StoryRule.SELLING, Slot.EVENING),
        ({"solution": GOOD.solution + "随下一单带一只。"}, StoryRule.SELLING, Slot.EVENING),
        ({"clue": "长" * 700}, StoryRule.LENGTH, Slot.AFTERNOON),
        ({"persona": "nobody"}, StoryRule.PERSONA, None),
    ],
)
def test_each_rule_finds_its_mistake_and_no_other_rule_does(
    changes: dict[str, object], rule: StoryRule, slot: Slot | None
) -> None:
    assert found(**changes) == [(rule, slot)]


def test_a_good_story_has_no_findings() -> None:
    assert found() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"hook": "为什么每天早上第一口咖啡喝下去人还是迷迷糊糊的呢"},
        {"solution": "答案是 B，半小时上下。喝得快的谁先喝完都得等。要不要试试？"},
        {"solution": GOOD.solution + "随下一单带一只。", "promo": 0.2},
        {"persona": "teacher"},
        {
            "hook": "Who finishes first?",
            "quiz": Quiz("How long until it works?", ("5 min", "30 min"), "B", "It has to be absorbed."),
            "clue": "Not yet.",
            "solution": "The answer is B, 30 min. This morning we asked who finishes first. Try it.",
        },
    ],
)
def test_what_is_allowed_is_left_alone(changes: dict[str, object]) -> None:
    assert found(**changes) == []


def test_a_copy_template_without_an_invitation_is_found(tmp_path: Path) -> None:
    (tmp_path / "afternoon.txt.j2").write_text("{{ story.clue }}", encoding="utf-8")
    house = replace(HOUSE, copy=load_copy([shipped("templates/copy"), tmp_path]))
    assert [(f.rule, f.slot) for f in lint(GOOD, house)] == [(StoryRule.ACT, Slot.AFTERNOON)]


def test_every_rule_has_a_function_and_every_finding_says_how_to_mend_it() -> None:
    assert len(RULES) == len(StoryRule)
    (finding,) = lint(replace(GOOD, hook="字" * 20), HOUSE)
    assert finding == StoryFinding(
        "good",
        StoryRule.HOOK,
        Slot.MORNING,
        Message("story.hook", count=20, most=18),
        Message("story.hook_fix", count=20, most=18),
    )


def test_the_length_is_that_of_the_whole_text_in_bytes() -> None:
    (finding,) = lint(replace(GOOD, clue="长" * 700), HOUSE)
    what = render(finding.what, "en")
    assert what.endswith("bytes; a group robot takes 2048")
    over = int(what.split()[0]) - 2_048
    assert render(finding.fix, "en") == f"shorten it by {over} bytes"


@pytest.mark.parametrize(
    ("text", "ways"), [("字" * 682, []), ("字" * 683, [ROBOT]), ("字" * 1334, [ROBOT, WECOM])]
)
def test_limits_are_counted_in_bytes(text: str, ways: list[object]) -> None:
    assert exceeded(text) == ways


@given(st.text())
def test_bytes_of_any_text_can_be_counted(text: str) -> None:
    assert len(text) <= bytes_of(text + "\ud800") - 3


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("答案是 B，半小时", {"B"}),
        ("答案：ｃ", {"C"}),
        ("选A的人最多，正解 D", {"A", "D"}),
        ("The answer is B", {"B"}),
        ("BBQ 和 ABC", set()),
    ],
)
def test_letters_that_are_called_the_answer(text: str, letters: set[str]) -> None:
    assert letters_said(text) == letters


def test_an_option_of_one_character_is_known_by_its_letter_only() -> None:
    quiz = Quiz("喝什么？", ("水", "茶"), "A", "")
    assert not says_answer(quiz, "水开了")
    assert says_answer(quiz, "答案是 A")


text = st.text(max_size=40)


@settings(max_examples=60, deadline=None)
@given(text, text, st.lists(text, max_size=5), st.text(max_size=2), text, text, text)
def test_no_story_however_odd_breaks_the_linter(
    hook: str, question: str, options: list[str], answer: str, clue: str, solution: str, persona: str
) -> None:
    story = Story(
        "odd",
        "{x}",
        "p",
        "f",
        hook,
        Quiz(question, tuple(options), answer, ""),
        clue,
        solution,
        persona=persona,
    )
    findings = lint(story, HOUSE)
    assert (StoryRule.QUIZ in {finding.rule for finding in findings}) is not has_one_answer(story.quiz)
    for finding in findings:
        assert all((in_each(finding.what) | in_each(finding.fix)).values())


def test_a_sentence_may_quote_braces(a_story: Callable[..., Story]) -> None:
    assert "{zh}" in render(lint(replace(GOOD, persona="{zh}"), HOUSE)[0].what, "zh")
