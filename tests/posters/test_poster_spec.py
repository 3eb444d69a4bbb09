"""A story and a submission become a spec, the same one on every run."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from content.model import Media, PosterSpec, Quiz, Slot, SolutionStep, Story, Submission
from content.posters import PosterSubject, Style, Template, compose
from content.posters.manifest import Palette
from content.posters.spec import serving
from content.score.quotes import Quote, Withheld, Withholding
from content.text.book import WordList

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
    steps=tuple(SolutionStep(f"第{n}步", "慢慢来") for n in "一二三四五"),
    theme="coffee",
)
PHOTO = Media(sha256="ab" * 32, suffix=".jpg", width=3000, height=4000, bytes=9)
SHARE = Submission("s1", "g1", "m1", "八点半的厨房，太喜欢了", datetime(2026, 3, 1, tzinfo=UTC), (PHOTO,))
TWO = replace(SHARE, media=(PHOTO, replace(PHOTO, sha256="cd" * 32)))
FOCUS = {"ab" * 32: (0.51234, 0.4)}
Compose = Callable[..., PosterSpec]


@pytest.fixture
def composed(templates: Mapping[str, Template]) -> Compose:
    def make(
        slot: Slot,
        story: Story = STORY,
        submission: Submission | None = SHARE,
        nickname: str = "阿雅",
        comment: str = "",
        must: bool = False,
        **style: object,
    ) -> PosterSpec:
        return compose(
            slot,
            story,
            PosterSubject(submission, nickname, FOCUS, comment, must),
            Style(brand="春日小家", sign_off="长按收藏这张", **style),  # type: ignore[arg-type] # as named
            product="手冲壶",
            evening="今晚八点",
            templates=templates,
            engine_name="takumi-0.1.5",
        )

    return make


@pytest.mark.parametrize("slot", Slot)
@pytest.mark.parametrize("submission", [None, SHARE, TWO])
def test_what_is_composed_is_what_its_template_takes(
    slot: Slot, submission: Submission | None, composed: Compose, templates: Mapping[str, Template]
) -> None:
    for number in range(12):
        spec = composed(slot, replace(STORY, id=f"s{number}"), submission)
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


def test_a_brand_s_palettes_are_used_instead_of_ours(composed: Compose) -> None:
    own = {"ink": Palette("#111111", "#FFFFFF", "#AAAAAA", "#555555")}
    assert composed(Slot.NOON, palettes=own).palette["deep"] == "#111111"


def test_a_poster_may_take_its_colours_from_its_photo(composed: Compose) -> None:
    assert composed(Slot.AFTERNOON, photo_colours=True).palette == {}
    assert composed(Slot.AFTERNOON, submission=None, photo_colours=True).palette != {}


def test_stories_differ_in_their_templates(composed: Compose) -> None:
    names = Counter(composed(Slot.MORNING, replace(STORY, id=f"s{n}")).template for n in range(90))
    assert len(names) >= 2
    assert min(names.values()) >= 18


def test_several_photos_are_a_film_and_none_a_quote(composed: Compose) -> None:
    assert composed(Slot.AFTERNOON, submission=TWO).template == "share-film"
    assert composed(Slot.AFTERNOON, submission=None).template == "share-quote"


def test_a_form_has_its_own_template_where_there_are_photos_for_it(composed: Compose) -> None:
    guess, turned = replace(STORY, form="pictures"), replace(STORY, form="before-after")
    assert composed(Slot.NOON, guess, TWO).template == "quiz-pictures"
    assert composed(Slot.NOON, guess).template != "quiz-pictures"
    assert composed(Slot.EVENING, turned, TWO).template in {"solution-compare", "solution-slider"}


def test_only_a_story_that_sells_gets_a_product_card(templates: Mapping[str, Template]) -> None:
    plain, selling = (
        {template.name for template in serving(Slot.EVENING, replace(STORY, promo=promo), 1, templates)}
        for promo in (0.1, 0.6)
    )
    assert selling - plain == {"solution-product", "solution-price"}


def test_a_photo_that_must_be_shown_gets_a_template_that_shows_it(composed: Compose) -> None:
    assert all(composed(slot, must=True).photos for slot in Slot)


def test_the_share_shows_photo_words_and_name(composed: Compose) -> None:
    spec = composed(Slot.AFTERNOON, comment="想存成壁纸", must=True)
    assert spec.photos == {"photo": "ab" * 32}
    assert spec.focus == {"photo": (0.512, 0.4)}
    assert spec.fields["line"] == "八点半的厨房，太喜欢了"
    assert (spec.fields["by"], spec.fields["comment"]) == ("@阿雅", "想存成壁纸")


def test_a_share_without_words_has_the_story_s_clue(composed: Compose) -> None:
    assert composed(Slot.AFTERNOON, submission=replace(SHARE, text="")).fields["line"] == STORY.clue


@pytest.mark.parametrize("text", ["不好吃，饭根本不像饭", "喜欢，加微信 abc12345"])
def test_a_photo_is_shown_without_words_that_may_not_be_quoted(text: str, composed: Compose) -> None:
    for number in range(12):
        story, share = replace(STORY, id=f"s{number}"), replace(SHARE, text=text)
        fields = composed(Slot.AFTERNOON, story, share, comment="光线真好", must=True).fields
        assert fields["line"] == STORY.clue
        assert fields["by"] == "图 @阿雅", "nobody shall seem to have said the story's words"
        assert fields["comment"] == "光线真好"


def test_a_team_s_own_words_keep_a_quote_off_the_poster(templates: Mapping[str, Template]) -> None:
    own = WordList({"太喜欢": ("rivals", "同行")})
    shown = PosterSubject(SHARE, "阿雅", words=own)
    assert shown.quote == Withheld(Withholding.WORD, "太喜欢")
    assert isinstance(replace(shown, words=WordList()).quote, Quote)


def test_a_long_caption_is_shortened_and_a_nameless_one_is_a_group_friend_s(composed: Compose) -> None:
    spec = composed(Slot.AFTERNOON, submission=replace(SHARE, text="喜欢" + "茶" * 90), nickname="")
    assert spec.fields["line"] == "喜欢" + "茶" * 36 + "……"
    assert (spec.fields["by"], spec.fields.get("initial", "友")) == ("群友来稿", "友")


@pytest.mark.parametrize("slot", [Slot.MORNING, Slot.NOON, Slot.EVENING])
def test_who_took_the_photo_stands_on_every_poster_that_shows_it(slot: Slot, composed: Compose) -> None:
    for number in range(12):
        spec = composed(slot, replace(STORY, id=f"s{number}"))
        assert ("credit" in spec.fields) == bool(spec.photos)
    without = composed(slot, submission=None, nickname="")
    assert without.photos == {}
    assert "credit" not in without.fields


def test_the_solution_names_the_answer_and_at_most_four_steps(composed: Compose) -> None:
    fields = composed(Slot.EVENING).fields
    assert (fields["title"], fields["answer"]) == ("92 ℃\n三段注水", "答案 B · 92 ℃")
    assert [title for title, _ in fields["steps"]] == ["第一步", "第二步", "第三步", "第四步"]


def test_a_solution_without_steps_is_told_in_a_paragraph(composed: Compose) -> None:
    fields = composed(Slot.EVENING, replace(STORY, steps=(), solution_title="")).fields
    assert (fields["title"], fields["answer"]) == ("92 ℃", "答案 B")
    assert "steps" not in fields
    assert fields["paragraph"] == "关火后歇半分钟到一分钟。\n\n太烫容易带出苦。"


def test_photos_of_a_product_with_true_colours_get_no_tone_fix(composed: Compose) -> None:
    assert composed(Slot.AFTERNOON, tone=True).tone
    assert not composed(Slot.AFTERNOON, tone=True, true_colours=frozenset({"kettle"})).tone


def test_the_canvas_is_the_brand_s(composed: Compose) -> None:
    spec = composed(Slot.NOON, size="9:16")
    assert (spec.width, spec.height) == (1080, 1920)


def test_what_a_spec_does_not_use_does_not_change_its_key(composed: Compose) -> None:
    spec = composed(Slot.NOON)
    assert "logo" not in spec.as_json()
    assert replace(spec, logo="ab" * 32).key != spec.key


def test_any_other_word_makes_another_key(composed: Compose) -> None:
    spec = composed(Slot.MORNING)
    assert composed(Slot.MORNING).key == spec.key
    assert composed(Slot.MORNING, replace(STORY, hook="水开了再等等")).key != spec.key
    assert composed(Slot.MORNING, replace(STORY, clue="不在这张海报上")).key == spec.key


@pytest.mark.parametrize("slot", Slot)
def test_in_another_group_the_poster_names_the_member_s_own(
    slot: Slot, templates: Mapping[str, Template]
) -> None:
    shown = PosterSubject(SHARE, "阿雅", home="好久不见·老友群", must=True)
    for number in range(12):
        story = replace(STORY, id=f"s{number}")
        spec = compose(
            slot,
            story,
            shown,
            Style("春日小家", "长按收藏"),
            product="杯",
            evening="今晚八点",
            templates=templates,
            engine_name="takumi",
        )
        assert "老友群的@阿雅" in spec.fields.get("by", spec.fields.get("credit", ""))
        assert templates[spec.template].checked(spec.fields)
