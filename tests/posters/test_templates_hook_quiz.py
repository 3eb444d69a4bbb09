"""The morning's and the noon's templates: texts fit or are named, all can be read, nobody goes uncredited."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter

from content.errors import TextDoesNotFit
from content.model import PosterSpec
from content.posters import Template
from content.posters.canvas import SIZES
from content.posters.colour import TYPE, contrast
from content.posters.draw import draw, page_of, painted
from content.posters.engine import Takumi
from content.posters.page import PosterPage
from content.posters.preview import sample_spec

Pixel = tuple[int, int, int]

HOOKS = ("hook-arch", "hook-full", "hook-type")
QUIZZES = ("quiz-dark", "quiz-light", "quiz-pictures")
NAMES = HOOKS + QUIZZES
HEADLINE = {"hook": "hook", "quiz": "question"}

# What hides text, whatever the template says of its colour.
NO_HEADLINE = ".phrases.serif,.phrases.bold,.pillar .vertical div{color:transparent}"
NO_TEXT = ".poster.poster.poster *{color:transparent}"
NO_CODE = ".poster .code{opacity:0}"

MARGIN = 40  # px of the canvas
PHONE = {"9:16": (180, 220)}  # px that a phone's own bars cover above and below
LONG = "同样是早上八点出门，为什么有的人能从容地喝完一杯手冲咖啡再走呢，你猜得到原因吗？猜猜看吧"
LINK = "https://example.com/s/3fk2?from=poster"

ALWAYS_PHOTOS = ("quiz-pictures",)


def _with_photos(*photos: str) -> pytest.MarkDecorator:
    """Each template with each of these photos, and without where it has a face for that."""
    pairs = [(name, photo) for name in NAMES for photo in (*photos, "") if photo or name not in ALWAYS_PHOTOS]
    return pytest.mark.parametrize("name, photo", pairs)


each_template = pytest.mark.parametrize("name", NAMES)
each_size = pytest.mark.parametrize("size", SIZES)


@dataclass(frozen=True)
class Studio:
    """Draws specs of the built-in templates; a photo is named by its colour."""

    templates: Mapping[str, Template]
    engine: Takumi
    folder: Path

    def working(self, sha: str) -> Path:
        path = self.folder / f"{sha}.jpg"
        if not path.exists():
            Image.new("RGB", (300, 400), sha).save(path, quality=95)
        return path

    def logo(self, sha: str) -> Path:
        return self.working(sha)

    def spec(
        self, name: str, size: str, photo: str = "grey", palette: str = "rose", **fields: Any
    ) -> PosterSpec:
        """The sample in another palette (rose: its dark ground is the lightest there is) with other texts."""
        template = self.templates[name]
        spec = sample_spec(template, self.engine.name, size)
        texts = {"credit": "摄影 @小满", **spec.fields, **fields}
        return replace(
            spec,
            fields={field: text for field, text in texts.items() if text},
            palette=template.palettes[palette].colours(),
            photos=dict.fromkeys(template.photos, photo) if photo else {},
        )

    def page(self, spec: PosterSpec, scale: float = 0.25) -> PosterPage:
        return page_of(spec, self.templates, self, self.engine, scale)

    def picture(self, page: PosterPage, hiding: str = "") -> Image.Image:
        css, page.css = page.css, page.css + hiding
        picture = painted(page, self.engine)
        page.css = css
        return picture

    def shows(self, spec: PosterSpec) -> Image.Image:
        return self.picture(self.page(spec))

    def bytes(self, spec: PosterSpec) -> bytes:
        return draw(spec, self.templates, self, self.engine).data


@pytest.fixture(scope="module")
def studio(
    templates: Mapping[str, Template], engine: Takumi, tmp_path_factory: pytest.TempPathFactory
) -> Studio:
    return Studio(templates, engine, tmp_path_factory.mktemp("colours"))


def _longest(template: Template, alphabet: str) -> dict[str, Any]:
    """Every field as long as template.toml allows, lists as long as they may be."""
    texts: dict[str, Any] = {}
    for name, field in template.fields.items():
        text = (alphabet * field.max)[: field.max]
        texts[name] = text if field.is_one else [text] * field.items
    return texts | {"link": LINK, "sign": "午", "job": template.title[:3]}


def _pixels(picture: Image.Image) -> Iterator[Pixel]:
    levels = picture.tobytes()
    return zip(levels[0::3], levels[1::3], levels[2::3], strict=True)


def _within(picture: Image.Image, mask: Image.Image) -> Iterator[Pixel]:
    return compress(_pixels(picture), mask.tobytes())


def _hex(pixel: Pixel) -> str:
    return "#{:02x}{:02x}{:02x}".format(*pixel)


def _glyphs(one: Image.Image, other: Image.Image) -> Image.Image:
    """255 where two pictures differ by more than an edge's shade."""
    return ImageChops.difference(one, other).convert("L").point(lambda level: 255 * (level > 24))


@each_size
@each_template
@pytest.mark.parametrize("alphabet", ["永", LONG], ids=["unbroken", "a sentence"])
def test_chinese_of_the_greatest_length_fits_everywhere_at_once(
    name: str, size: str, alphabet: str, studio: Studio
) -> None:
    texts = _longest(studio.templates[name], alphabet)
    for link in (LINK, ""):
        assert studio.page(studio.spec(name, size, **{**texts, "link": link})).html


@each_size
@each_template
def test_wide_latin_words_fit_or_are_refused_by_the_name_of_their_field(
    name: str, size: str, studio: Studio
) -> None:
    template = studio.templates[name]
    try:
        studio.page(studio.spec(name, size, **_longest(template, "W")))
    except TextDoesNotFit as error:
        assert error.box in template.fields  # noqa: PT017 - to fit is right as well


@each_template
def test_one_character_too_many_is_refused_by_the_name_of_its_field(name: str, studio: Studio) -> None:
    headline = HEADLINE[name.split("-")[0]]
    too_long = "永" * (studio.templates[name].fields[headline].max + 1)
    with pytest.raises(TextDoesNotFit, match=headline):
        studio.page(studio.spec(name, "3:4", **{headline: too_long}))


@each_size
@_with_photos("white", "black")
@pytest.mark.parametrize("length", ["short", "long"])
def test_the_headline_can_be_read_on_any_photo(
    name: str, size: str, photo: str, length: str, studio: Studio
) -> None:
    template = studio.templates[name]
    headline = HEADLINE[name.split("-")[0]]
    text = LONG[: template.fields[headline].max] if length == "long" else "猜猜看"
    page = studio.page(studio.spec(name, size, photo, **{headline: text}))
    whole, ground = studio.picture(page), studio.picture(page, hiding=NO_HEADLINE)
    glyphs = _glyphs(whole, ground)
    ink, _ = Counter(_within(whole, glyphs)).most_common(1)[0]
    around = set(_within(ground, glyphs.filter(ImageFilter.MaxFilter(5))))
    assert min(contrast(_hex(ink), _hex(pixel)) for pixel in around) >= TYPE


@each_size
@each_template
def test_whoever_took_the_photo_is_named_on_the_poster(name: str, size: str, studio: Studio) -> None:
    named = studio.spec(name, size, credit="摄影 @小满")
    unnamed = studio.spec(name, size, credit="")
    changed = _glyphs(studio.shows(named), studio.shows(unnamed)).getbbox()
    assert changed is not None
    assert changed[2] - changed[0] > 30  # px at a quarter of the size: a line of words, not a stray edge


@each_size
@_with_photos("grey")
@pytest.mark.parametrize("longest", [True, False], ids=["long", "short"])
def test_no_text_comes_near_the_edge(name: str, size: str, photo: str, longest: bool, studio: Studio) -> None:
    template = studio.templates[name]
    texts = _longest(template, "永") if longest else {}
    page = studio.page(studio.spec(name, size, photo, **texts))
    text = _glyphs(studio.picture(page), studio.picture(page, hiding=NO_TEXT)).getbbox()
    assert text is not None
    left, top, right, low = (edge * 4 for edge in text)
    above, below = PHONE.get(size, (MARGIN, MARGIN))
    width, height = SIZES[size]
    assert left >= MARGIN
    assert right <= width - MARGIN
    assert top >= above
    assert low <= height - below


@each_size
@_with_photos("grey")
@pytest.mark.parametrize("alphabet", ["永", LONG, ""], ids=["unbroken", "a sentence", "sample"])
def test_headline_other_words_and_code_keep_clear_of_each_other(
    name: str, size: str, photo: str, alphabet: str, studio: Studio
) -> None:
    template = studio.templates[name]
    texts = _longest(template, alphabet) if alphabet else {"link": LINK}
    page = studio.page(studio.spec(name, size, photo, **texts))
    bare = studio.picture(page, hiding=NO_TEXT)
    headline = _glyphs(studio.picture(page), studio.picture(page, hiding=NO_HEADLINE))
    others = _glyphs(studio.picture(page, hiding=NO_HEADLINE), bare)
    code = _glyphs(bare, studio.picture(page, hiding=NO_TEXT + NO_CODE))
    assert code.getbbox() is not None
    near = headline.filter(ImageFilter.MaxFilter(3))
    assert ImageChops.multiply(near, others).getbbox() is None
    code_box = Image.new("L", code.size)
    code_box.paste(255, code.getbbox())
    assert ImageChops.multiply(code_box, ImageChops.lighter(near, others)).getbbox() is None


@each_size
@each_template
def test_the_same_spec_gives_the_same_bytes(name: str, size: str, studio: Studio) -> None:
    spec = studio.spec(name, size, link=LINK)
    assert studio.bytes(spec) == studio.bytes(spec)


@each_template
def test_every_palette_changes_the_picture(name: str, studio: Studio) -> None:
    one, other = (studio.shows(studio.spec(name, "3:4", palette=palette)) for palette in ("sea", "olive"))
    assert ImageChops.difference(one, other).getbbox() == (0, 0, *one.size)


@each_size
@pytest.mark.parametrize(
    "hook, upright",
    [
        ("周一这口黑，\n谁先喝完？", True),
        ("早早", True),
        ("今晚这局，不喝奶茶", True),
        ("92 ℃ 的水，\n凭什么更甜？", False),  # numbers would lie
        ("一杯 latte 的\n三种喝法", False),
        ("关掉主灯之后的那一刻发生了什么", False),  # a column of more than eight would be small
    ],
)
def test_a_short_chinese_hook_stands_upright(size: str, hook: str, upright: bool, studio: Studio) -> None:
    html = studio.page(studio.spec("hook-type", size, "", hook=hook)).html
    assert ('class="vertical"' in html) is upright


def test_a_commas_work_is_done_by_the_column_that_ends(studio: Studio) -> None:
    html = studio.page(studio.spec("hook-type", "3:4", "", hook="今晚这局，不喝奶茶？")).html
    assert "︐" not in html
    assert "︖" in html


def _tiles(studio: Studio, size: str, photos: Mapping[str, str], options: list[str]) -> Image.Image:
    spec = studio.spec("quiz-pictures", size, "grey", "sea", options=options, question="猜猜")
    return studio.shows(replace(spec, photos=photos))


def _reds(picture: Image.Image) -> int:
    """How many pixels show a photo named red."""
    return sum(red > 200 and green < 60 and blue < 60 for red, green, blue in _pixels(picture))


@each_size
@pytest.mark.parametrize("options", [2, 3, 4])
def test_each_photo_has_one_tile_of_the_same_size(size: str, options: int, studio: Studio) -> None:
    names = "abcd"[:options]
    areas = [
        _reds(_tiles(studio, size, dict.fromkeys(names, "grey") | {name: "red"}, ["猜"] * options))
        for name in names
    ]
    assert max(areas) - min(areas) < 0.02 * max(areas)
    assert sum(areas) > 0.14 * 270 * SIZES[size][1] / 4  # the pictures are what the poster is about


@each_size
def test_an_option_without_a_photo_gets_a_plain_tile(size: str, studio: Studio) -> None:
    given = {"a": "grey", "b": "grey"}
    plain = _tiles(studio, size, given, ["猜"] * 4)
    accent = studio.templates["quiz-pictures"].palettes["sea"].acc
    share = sum(_hex(pixel) == accent.lower() for pixel in _pixels(plain))
    two = _reds(_tiles(studio, size, given | {"c": "red", "d": "red"}, ["猜"] * 4))
    assert 0.85 * two < share < 1.05 * two


def test_a_photo_without_an_option_is_left_out(studio: Studio) -> None:
    two = {"a": "grey", "b": "white"}
    with_more = _tiles(studio, "3:4", two | {"c": "red", "d": "red"}, ["左边", "右边"])
    assert ImageChops.difference(with_more, _tiles(studio, "3:4", two, ["左边", "右边"])).getbbox() is None


def test_picture_options_serve_only_stories_that_guess_by_photo(studio: Studio) -> None:
    assert studio.templates["quiz-pictures"].forms == ("pictures",)
    assert studio.templates["quiz-pictures"].photos_needed == 2
