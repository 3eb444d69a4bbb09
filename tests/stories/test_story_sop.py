"""A SOP says six things for every slot, in both languages, and prints."""

from dataclasses import fields
from datetime import date, time

import pytest

from content.days import DayKind, DayName
from content.model import Group, Quiz, Slot, Sop, Story
from content.stories.sop import form_word, sop_of, usual
from content.stories.sop_page import SopDay, sop_html

STORY = Story(
    "s1", "一杯醒神", "mug", "choice", "钩子", Quiz("几度？", ("85", "92"), "B", "因为"), "线索", "解答"
)


def told(**changes: object) -> Story:
    return Story(**{field.name: getattr(STORY, field.name) for field in fields(Story)} | changes)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("slot", Slot)
def test_no_field_is_left_empty(slot: Slot, language: str) -> None:
    sop = sop_of(STORY, slot, speaker="小春", at="08:00", language=language)
    assert all(getattr(sop, field.name) for field in fields(Sop))
    assert (sop.role, sop.time) == ("小春", "08:00")


def test_what_the_story_says_wins() -> None:
    story = told(sop={Slot.NOON: Sop(role="小夏", time="定时一分钟")})
    sop = sop_of(story, Slot.NOON, speaker="小春", at="12:00")
    assert (sop.role, sop.time, sop.form) == ("小夏", "定时一分钟", "选择题")
    assert sop.scene == usual(Slot.NOON, "zh").scene


def test_the_form_of_a_part_is_that_of_its_sop() -> None:
    story = told(forms={Slot.EVENING: "before-after", Slot.MORNING: "拆盲盒"})
    forms = [sop_of(story, slot, speaker="-", at="-", language="en").form for slot in Slot]
    assert forms == ["拆盲盒", "a choice of answers", "a member's photo with a clue", "before and after"]


def test_a_form_nobody_knows_keeps_its_name() -> None:
    assert form_word("choice", "zh") == "选择题"
    assert form_word("拆盲盒", "en") == "拆盲盒"


def test_a_page_has_the_texts_of_its_posts_and_the_groups_times() -> None:
    group = Group("g1", "徐汇 1 群", slots={Slot.MORNING: time(9, 30), Slot.EVENING: time(21)})
    names = (DayName(DayKind.HOLIDAY, "国庆节", "National Day"),)
    day = SopDay(STORY, "小春", "马克杯", group, date(2026, 10, 1), names, {Slot.MORNING: "早！真正要发的"})
    page = sop_html([day, day], brand="春日小家")
    assert page.count("<section>") == 2
    assert "徐汇 1 群 · 2026-10-01 周四 · 国庆节" in page
    assert "早！真正要发的" in page
    assert "<dd>09:30</dd>" in page
    assert "几度？" not in page, "the group has no noon"
    assert "National Day" in sop_html([day], language="en")


def test_a_story_by_itself_shows_its_own_parts() -> None:
    page = sop_html([SopDay(STORY, "小春")])
    assert "几度？\nA. 85\nB. 92" in page
    assert "<dd>B 92</dd>" in page


def test_what_people_write_stays_text() -> None:
    story = told(title="<script>alert(1)</script>", hook="{{ 7 * 7 }}\u202e", arc='"><img src=x>')
    page = sop_html([SopDay(story, "<b>小春</b>")], brand="<i>")
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "{{ 7 * 7 }}" in page
    assert "\u202e" not in page


def test_the_page_fetches_nothing() -> None:
    page = sop_html([SopDay(STORY, "小春")])
    assert "http" not in page
    assert "url(" not in page
