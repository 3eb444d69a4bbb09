"""The four texts of a story hang together, whoever tells it and whatever slots the group has."""

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.compose.copy_templates import Voice, excerpt, load_copy
from content.model import Group, Member, Slot, Story, Submission
from content.shipped import shipped

COPY = load_copy([shipped("templates/copy")])
VOICE = Voice("春日小家", "小春", "", {"teacher": "小春 · 讲道理的时候"})
GROUP = Group("g1", "徐汇 1 群")
SHORT_DAY = Group("g2", "早晚群", slots={Slot.MORNING: time(8), Slot.EVENING: time(20)})
BY = Member("m1", "阿雅", "g1")

Make = Callable[..., Story]
Send = Callable[..., Submission]


@pytest.mark.parametrize("persona", ["", "teacher", "pal"])
def test_the_evening_comes_back_to_morning_noon_and_afternoon(
    persona: str, a_story: Make, a_submission: Send
) -> None:
    story = a_story(persona=persona, solution="水太烫会苦，太凉会酸。")
    evening = COPY.text(Slot.EVENING, story, GROUP, VOICE, a_submission(), BY)
    assert "「周一这口黑，谁先喝完？」" in evening
    assert "中午的答案是 B，92 ℃。" in evening
    assert "下午" in evening
    assert "@阿雅" in evening


def test_an_answer_that_the_story_names_is_not_named_twice(a_story: Make) -> None:
    evening = COPY.text(Slot.EVENING, a_story(), GROUP, VOICE, None, None)
    assert evening.count("92 ℃") == 1


def test_a_group_without_a_noon_learns_the_question_in_the_evening(a_story: Make, a_submission: Send) -> None:
    evening = COPY.text(Slot.EVENING, a_story(), SHORT_DAY, VOICE, a_submission(), BY)
    assert a_story().quiz.question in evening
    assert "下午" not in evening


def test_a_morning_that_presents_a_members_photo_says_whose(a_story: Make, a_submission: Send) -> None:
    story, photo = a_story(wants_photo=True), a_submission()
    assert "@阿雅" in COPY.text(Slot.MORNING, story, GROUP, VOICE, photo, BY)
    assert "@" not in COPY.text(Slot.MORNING, story, GROUP, VOICE, photo, BY, presents=False)


def test_personas_speak_differently_and_fall_back_to_the_usual_words(a_story: Make) -> None:
    told = {
        name: COPY.text(Slot.NOON, a_story(persona=name), GROUP, VOICE, None, None)
        for name in ("", "teacher", "pal")
    }
    assert told["teacher"] != told[""]
    assert told["pal"] == told[""], "pal has no noon of its own"
    assert COPY.text(Slot.NOON, a_story(persona="nobody"), GROUP, VOICE, None, None) == told[""]


def test_a_workspace_gives_its_personas_words_and_names(tmp_path: Path, a_story: Make) -> None:
    (tmp_path / "teacher").mkdir()
    (tmp_path / "teacher" / "noon.txt.j2").write_text("{{ persona }}：{{ quiz.question }}", encoding="utf-8")
    book = load_copy([shipped("templates/copy"), tmp_path])
    told = book.text(Slot.NOON, a_story(persona="teacher"), GROUP, VOICE, None, None)
    assert told == "小春 · 讲道理的时候：手冲的水，烧到几度？"
    assert book.personas.keys() == {"teacher", "pal", "en"}


def test_holiday_times_are_those_of_the_words(a_story: Make) -> None:
    group = Group("g1", "群", holiday_slots={Slot.EVENING: time(21)}).on_a_holiday()
    assert "今晚九点" in COPY.text(Slot.MORNING, a_story(), group, VOICE, None, None)


@given(st.text(max_size=200), st.integers(1, 80))
def test_an_excerpt_is_the_whole_text_or_says_that_it_is_not(text: str, longest: int) -> None:
    cut = excerpt(text, longest)
    if len(text) <= longest:
        assert cut == text
    else:
        kept = cut.removesuffix("……（节选）")
        assert cut != kept
        assert text.startswith(kept)
        assert len(kept) <= longest


def test_an_excerpt_never_cuts_a_family_apart() -> None:
    assert excerpt("好👨‍👩‍👧‍👦好好", 3) == "好……（节选）"
