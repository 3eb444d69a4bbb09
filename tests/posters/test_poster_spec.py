"""A story and a submission become a spec, the same one on every run."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from content.errors import PosterError
from content.model import Media, Member, PosterSpec, Quiz, Slot, Step, Story, Submission
from content.posters import Template, compose

STORY = Story(
    id="kettle-temperature",
    title="等水喘口气",
    product="kettle",
    form="choice",
    hook="水开了先别倒，\n等它喘口气",
    quiz=Quiz("手冲的水，烧到几度最香？", ("85 ℃", "92 ℃", "100 ℃"), "B", "太烫容易带出苦。"),
    clue="壶离了火，站着歇一歇。",
    solution="关火后歇半分钟到一分钟。",
    solution_title="92 ℃\n三段注水",
    steps=tuple(Step(f"第{n}步", "慢慢来") for n in "一二三四五"),
    theme="coffee",
)
PHOTO = Media(sha256="ab" * 32, suffix=".jpg", width=3000, height=4000, bytes=9)
SHARE = Submission(
    "s1",
    "g1",
    "m1",
    "八点半的厨房，归我一个人",
    datetime(2026, 3, 1, tzinfo=UTC),
    (PHOTO, replace(PHOTO, sha256="cd" * 32)),
)
MEMBER = Member("m1", "阿雅")
Compose = Callable[..., PosterSpec]


@pytest.fixture
def composed(templates: Mapping[str, Template]) -> Compose:
    def make(
        slot: Slot,
        story: Story = STORY,
        submission: Submission | None = SHARE,
        member: Member | None = MEMBER,
        comment: str = "",
    ) -> PosterSpec:
        return compose(
            slot,
            story,
            submission=submission,
            member=member,
            brand="春日小家",
            sign_off="长按收藏这张",
            evening="今晚八点",
            focus=(0.51234, 0.4),
            templates=templates,
            engine_name="takumi-0.1.5",
            comment=comment,
        )

    return make


@pytest.mark.parametrize("slot", Slot)
def test_what_is_composed_is_what_its_template_takes(
    slot: Slot, composed: Compose, templates: Mapping[str, Template]
) -> None:
    spec = composed(slot)
    template = templates[spec.template]
    assert slot in template.slots
    assert spec.template_version == template.version
    assert template.checked(spec.fields)
    assert PosterSpec.from_json(spec.as_json()).key == spec.key


def test_the_four_posters_of_a_story_wear_one_palette(composed: Compose) -> None:
    worn = [composed(slot).palette for slot in Slot]
    assert all(palette == worn[0] for palette in worn)
    assert worn[0]["deep"] == "#3A2820"


@pytest.mark.parametrize("theme", ["", "no such palette"])
def test_a_story_without_a_palette_of_its_own_always_gets_the_same(theme: str, composed: Compose) -> None:
    stories = [replace(STORY, id=f"s{n}", theme=theme) for n in range(60)]
    palettes = [tuple(composed(Slot.NOON, story).palette.values()) for story in stories]
    assert palettes == [tuple(composed(Slot.NOON, story).palette.values()) for story in stories]
    assert len(set(palettes)) >= 10


def test_stories_differ_in_their_looks(composed: Compose) -> None:
    looks = [composed(Slot.MORNING, replace(STORY, id=f"s{n}")).fields["look"] for n in range(60)]
    assert 18 <= looks.count("full") <= 42


def test_the_share_shows_photo_words_and_name(composed: Compose) -> None:
    spec = composed(Slot.AFTERNOON, comment="想存成壁纸")
    assert spec.photos == {"photo": "ab" * 32}
    assert spec.focus == {"photo": (0.512, 0.4)}
    assert spec.fields["line"] == "八点半的厨房，归我一个人"
    assert (spec.fields["by"], spec.fields["initial"], spec.fields["comment"]) == (
        "@阿雅",
        "阿",
        "想存成壁纸",
    )


def test_a_share_without_words_has_the_story_s_clue(composed: Compose) -> None:
    assert composed(Slot.AFTERNOON, submission=replace(SHARE, text="")).fields["line"] == STORY.clue


def test_a_long_caption_is_shortened_and_a_nameless_one_is_a_group_friend_s(composed: Compose) -> None:
    spec = composed(Slot.AFTERNOON, submission=replace(SHARE, text="茶" * 90), member=None)
    assert spec.fields["line"] == "茶" * 37 + "……"
    assert (spec.fields["by"], spec.fields["initial"]) == ("群友来稿", "友")


def test_who_took_the_photo_stands_on_every_poster_that_shows_it(composed: Compose) -> None:
    for slot in (Slot.MORNING, Slot.NOON, Slot.EVENING):
        assert composed(slot).fields["credit"] == "摄影 @阿雅"
        without = composed(slot, submission=None, member=None)
        assert without.photos == {}
        assert "credit" not in without.fields


def test_a_share_without_a_photo_is_no_poster(composed: Compose) -> None:
    with pytest.raises(PosterError, match="afternoon slot of story 'kettle-temperature' without a photo"):
        composed(Slot.AFTERNOON, submission=None)


def test_the_solution_names_the_answer_and_at_most_four_steps(composed: Compose) -> None:
    fields = composed(Slot.EVENING).fields
    assert (fields["title"], fields["answer"], fields["letter"]) == ("92 ℃\n三段注水", "答案 B · 92 ℃", "B")
    assert [title for title, _ in fields["steps"]] == ["第一步", "第二步", "第三步", "第四步"]


def test_a_solution_without_steps_is_told_in_a_paragraph(composed: Compose) -> None:
    fields = composed(Slot.EVENING, replace(STORY, steps=(), solution_title="")).fields
    assert (fields["title"], fields["answer"]) == ("92 ℃", "答案 B")
    assert "steps" not in fields
    assert fields["paragraph"] == "关火后歇半分钟到一分钟。\n\n太烫容易带出苦。"


def test_any_other_word_makes_another_key(composed: Compose) -> None:
    spec = composed(Slot.MORNING)
    assert composed(Slot.MORNING).key == spec.key
    assert composed(Slot.MORNING, replace(STORY, hook="水开了再等等")).key != spec.key
    assert composed(Slot.MORNING, replace(STORY, clue="不在这张海报上")).key == spec.key
