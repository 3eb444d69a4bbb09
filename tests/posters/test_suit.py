"""What a template can show, and what it is best for."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from content.model import Quiz, Slot, Story
from content.posters import Template
from content.posters.photo import PhotoTraits
from content.posters.suit import PosterCase, can_tell, candidates

STORY = Story(
    id="s1",
    title="题",
    product="p",
    form="choice",
    hook="没放一滴油",
    quiz=Quiz("盘子里是？", ("炸鸡翅", "炸薯条"), "A", "因为。"),
    clue="",
    solution="",
)
UPRIGHT = PhotoTraits(3000, 4000, measured=True)
WORDS = {
    "hook": "没放一滴油", "evening": "今晚八点", "sign": "早", "job": "早安", "question": "盘子里是？",
    "options": ["炸鸡翅", "炸薯条"], "line": "切歪了的那块", "by": "@阿雅", "title": "炸鸡翅", "letter": "A",
    "answer": "答案 A", "paragraph": "因为皮里有油。",
}  # fmt: skip


def _case(slot: Slot, *photos: PhotoTraits, size: str = "3:4", **words: object) -> PosterCase:
    return PosterCase(slot, STORY, photos or (UPRIGHT,), {**WORDS, **words}, size)


def _points(case: PosterCase, templates: Mapping[str, Template]) -> dict[str, int]:
    return {candidate.template: candidate.points for candidate in candidates(case, templates)}


@pytest.mark.parametrize("slot", Slot)
@pytest.mark.parametrize("size", ["3:4", "1:1", "9:16"])
def test_every_slot_can_be_told_on_every_canvas_with_any_photo(
    slot: Slot, size: str, templates: Mapping[str, Template]
) -> None:
    for photo in (UPRIGHT, PhotoTraits(4000, 1500, measured=True), PhotoTraits(480, 640, measured=True)):
        assert len(candidates(_case(slot, photo, size=size), templates)) >= 2


def test_a_field_that_nobody_fills_rules_a_template_out(templates: Mapping[str, Template]) -> None:
    assert not can_tell(templates["hook-glyph"], _case(Slot.MORNING))
    assert can_tell(templates["hook-glyph"], _case(Slot.MORNING, glyph="油"))


def test_a_text_too_long_rules_a_template_out(templates: Mapping[str, Template]) -> None:
    assert not can_tell(templates["hook-torn"], _case(Slot.MORNING, hook="长" * 31))


def test_words_stand_only_on_photos_that_are_calm_there(templates: Mapping[str, Template]) -> None:
    assert not can_tell(templates["share-calm"], _case(Slot.AFTERNOON))
    calm = replace(UPRIGHT, calm={"top": 0.4})
    assert can_tell(templates["share-calm"], _case(Slot.AFTERNOON, calm))


def test_a_small_photo_goes_where_photos_are_small(templates: Mapping[str, Template]) -> None:
    points = _points(_case(Slot.NOON, PhotoTraits(480, 640, measured=True)), templates)
    assert points["quiz-blank"] > 0 - 100 > points["quiz-scratch"]


def test_a_panorama_is_framed_and_not_cut(templates: Mapping[str, Template]) -> None:
    wide = PhotoTraits(4000, 1500, keep=(0.05, 0.1, 0.95, 0.9), measured=True)
    points = _points(_case(Slot.MORNING, wide), templates)
    assert points["hook-frame"] > points["hook-torn"]


def test_people_are_not_scratched_free(templates: Mapping[str, Template]) -> None:
    points = _points(_case(Slot.NOON, replace(UPRIGHT, faces=2)), templates)
    assert points["quiz-chat"] > points["quiz-scratch"]


def test_a_price_asks_for_the_price_tag(templates: Mapping[str, Template]) -> None:
    sells = replace(_case(Slot.EVENING, price="36", product="蓝纹浅盘"), story=replace(STORY, promo=0.6))
    points = _points(sells, templates)
    assert max(points, key=lambda name: points[name]) == "solution-price"


def test_free_texts_become_the_lists_that_a_template_takes(templates: Mapping[str, Template]) -> None:
    words = {"amount": "20", "condition": "满99元可用", "benefits": "满额立减：全场可用|双倍积分"}
    assert can_tell(templates["day-member"], _case(Slot.EVENING, title="会员日", **words))
