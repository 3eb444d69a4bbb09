"""The afternoon's and the evening's templates: texts fit or are named, all is read, nobody goes unnamed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter

from content.errors import PosterError, TextDoesNotFit
from content.model import PosterSpec
from content.posters import Template
from content.posters.canvas import SIZES
from content.posters.colour import TYPE, contrast
from content.posters.draw import draw, page_of, painted
from content.posters.engine import Takumi
from content.posters.page import PosterPage
from content.posters.preview import sample_spec

Pixel = tuple[int, int, int]

SHARES = ("share-film", "share-full", "share-polaroid", "share-quote")
SOLUTIONS = ("solution-compare", "solution-night", "solution-product", "solution-steps")
NAMES = SHARES + SOLUTIONS
WITH_PHOTO = tuple(name for name in NAMES if name != "share-quote")
HEADLINE = dict.fromkeys(SHARES, "line") | dict.fromkeys(SOLUTIONS, "title") | {"solution-product": "product"}
MUST_FIT = {
    "solution-compare": ("title", "answer", "why", "sign_off"),
    "solution-product": ("product", "title", "answer", "sign_off"),
    "solution-night": ("title", "answer", "sign_off"),
    "solution-steps": ("title", "answer", "sign_off"),
}

# What hides text, whatever the template says of its colour.
NO_HEADLINE = ".poster .kai,.poster .words .serif,.poster .name .serif{color:transparent}"
NO_TEXT = ".poster.poster.poster *{color:transparent}"
NO_CODE = ".poster .code{opacity:0}"

SCALE = 0.25  # of the poster: what the tests look at
MARGIN = 40  # px of the canvas
PHONE = {"9:16": (180, 220)}  # px that a phone's own bars cover above and below
LONG = "阳台收拾出来啦，旧花架擦干净，又添了三盆薄荷和一盆迷迭香，晚上泡茶的时候随手掐一片，真香！"
LINK = "https://example.com/s/3fk2?from=poster"

each = pytest.mark.parametrize("name", NAMES)
each_size = pytest.mark.parametrize("size", SIZES)
each_share = pytest.mark.parametrize("name", SHARES)
each_solution = pytest.mark.parametrize("name", SOLUTIONS)


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

    def spec(self, name: str, size: str, *photos: str, palette: str = "rose", **fields: Any) -> PosterSpec:
        """The sample in another palette (rose: its dark ground is the lightest there is) with other texts."""
        template = self.templates[name]
        spec = sample_spec(template, self.engine.name, size)
        texts = {field: text for field, text in {**spec.fields, **fields}.items() if field in template.fields}
        shown = dict.fromkeys(spec.photos, "grey") | dict(zip(template.photos, photos, strict=False))
        colours = template.palettes[palette].colours()
        given = {field: text for field, text in texts.items() if text}
        return replace(spec, fields=given, palette=colours, photos=shown)

    def page(self, spec: PosterSpec) -> PosterPage:
        return page_of(spec, self.templates, self, self.engine, SCALE)

    def picture(self, page: PosterPage, hiding: str = "") -> Image.Image:
        css, page.css = page.css, page.css + hiding
        picture = painted(page, self.engine)
        page.css = css
        return picture

    def shows(self, spec: PosterSpec) -> Image.Image:
        return self.picture(self.page(spec))


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
        texts[name] = text if field.is_one else [[text, text]] * field.items
    return texts | {"link": LINK, "sign": "晚", "job": "揭晓", "letter": "C"}


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


def _share_of(picture: Image.Image, colour: Pixel) -> float:
    """The part of the picture that shows a photo of this colour; JPEG moves a level or two."""
    red, green, blue = ImageChops.difference(picture, Image.new("RGB", picture.size, colour)).split()
    farthest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(farthest.histogram()[:12]) / (picture.width * picture.height)


@each_size
@each
@pytest.mark.parametrize("alphabet", ["永", LONG], ids=["unbroken", "a sentence"])
def test_chinese_of_the_greatest_length_fits_everywhere_at_once(
    name: str, size: str, alphabet: str, studio: Studio
) -> None:
    texts = _longest(studio.templates[name], alphabet)
    for other in ({}, {"link": ""}, {"steps": ""}, {"steps": "", "link": ""}):
        assert studio.page(studio.spec(name, size, **{**texts, **other})).html


@each_size
@each
def test_wide_latin_words_fit_or_are_refused_by_the_name_of_their_field(
    name: str, size: str, studio: Studio
) -> None:
    template = studio.templates[name]
    try:
        studio.page(studio.spec(name, size, **_longest(template, "W")))
    except TextDoesNotFit as error:
        assert error.box in template.fields  # noqa: PT017 - to fit is right as well


@each
def test_one_character_too_many_is_refused_by_the_name_of_its_field(name: str, studio: Studio) -> None:
    headline = HEADLINE[name]
    too_long = "永" * (studio.templates[name].fields[headline].max + 1)
    with pytest.raises(TextDoesNotFit, match=headline):
        studio.page(studio.spec(name, "3:4", **{headline: too_long}))


@each_size
@each_solution
def test_a_solution_is_never_cut_short(name: str, size: str, studio: Studio) -> None:
    fields = studio.templates[name].fields
    texts = {field: "永" * fields[field].max for field in MUST_FIT[name]}
    page = studio.page(studio.spec(name, size, **texts))
    assert "永……" not in page.html
    assert "clamp" not in page.html


@each_size
@pytest.mark.parametrize("name", ["share-film", "share-polaroid"])
def test_a_members_long_words_end_in_an_ellipsis(name: str, size: str, studio: Studio) -> None:
    page = studio.page(studio.spec(name, size, line="永" * 60, link=LINK))
    assert next(text.lines[-1] for text in page.fitted_texts if text.name == "line").endswith("永……")


@each_size
@pytest.mark.parametrize("photo", ["white", "black"])
@pytest.mark.parametrize("length", ["short", "long"])
@each
def test_the_headline_can_be_read_on_any_photo(
    name: str, size: str, photo: str, length: str, studio: Studio
) -> None:
    headline = HEADLINE[name]
    text = LONG[: studio.templates[name].fields[headline].max] if length == "long" else "真好看"
    photos = () if name == "share-quote" else (photo, photo, photo)
    page = studio.page(studio.spec(name, size, *photos, **{headline: text}))
    whole, ground = studio.picture(page), studio.picture(page, hiding=NO_HEADLINE)
    glyphs = _glyphs(whole, ground)
    darker = sum(ImageChops.subtract(ground, whole).convert("L").histogram()[25:])
    lighter = sum(ImageChops.subtract(whole, ground).convert("L").histogram()[25:])
    pixels = Counter(_within(whole, glyphs))
    ink = (min if darker > lighter else max)(pixels, key=sum)
    around = set(_within(ground, glyphs.filter(ImageFilter.MaxFilter(5))))
    assert min(contrast(_hex(ink), _hex(pixel)) for pixel in around) >= TYPE


@each_size
@each_share
def test_the_member_is_always_named(name: str, size: str, studio: Studio) -> None:
    one, other = (studio.shows(studio.spec(name, size, by=by)) for by in ("@小满小满", "@木木一一"))
    changed = _glyphs(one, other).getbbox()
    assert changed is not None
    assert changed[2] - changed[0] > 15  # px at a quarter of the size: a name, not a stray edge
    with pytest.raises(PosterError, match="by"):
        studio.page(studio.spec(name, size, by=""))


@each_size
@each_solution
def test_whoever_took_the_photo_is_named_on_the_poster(name: str, size: str, studio: Studio) -> None:
    named, unnamed = (studio.spec(name, size, "grey", "grey", credit=credit) for credit in ("摄影 @小满", ""))
    changed = _glyphs(studio.shows(named), studio.shows(unnamed)).getbbox()
    assert changed is not None
    assert changed[2] - changed[0] > 20


@each_size
@each
@pytest.mark.parametrize("longest", [True, False], ids=["long", "short"])
def test_no_text_comes_near_the_edge(name: str, size: str, longest: bool, studio: Studio) -> None:
    texts = _longest(studio.templates[name], "永") if longest else {}
    page = studio.page(studio.spec(name, size, **texts))
    text = _glyphs(studio.picture(page), studio.picture(page, hiding=NO_TEXT)).getbbox()
    assert text is not None
    left, top, right, low = (edge / SCALE for edge in text)
    above, below = PHONE.get(size, (MARGIN, MARGIN))
    width, height = SIZES[size]
    assert left >= MARGIN
    assert right <= width - MARGIN
    assert top >= above
    assert low <= height - below


@each_size
@each
@pytest.mark.parametrize("alphabet", ["永", LONG, ""], ids=["unbroken", "a sentence", "sample"])
def test_headline_other_words_and_code_keep_clear_of_each_other(
    name: str, size: str, alphabet: str, studio: Studio
) -> None:
    texts = _longest(studio.templates[name], alphabet) if alphabet else {"link": LINK}
    page = studio.page(studio.spec(name, size, **texts))
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
@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_film_shows_each_of_its_photos(size: str, count: int, studio: Studio) -> None:
    colours = {"red": (254, 0, 0), "lime": (0, 255, 1), "blue": (0, 0, 254), "magenta": (254, 0, 254)}
    names = list(colours)[:count]
    spec = studio.spec("share-film", size)
    spec = replace(spec, photos=dict(zip(("photo", "photo2", "photo3", "photo4"), names, strict=False)))
    picture = studio.shows(spec)
    shares = [_share_of(picture, colours[name]) for name in names]
    assert min(shares) > 0.055  # each is the size of a hand on a phone, not a stamp
    assert 0.3 < sum(shares) < 0.6


def test_a_film_needs_two_photos(studio: Studio) -> None:
    spec = replace(studio.spec("share-film", "3:4"), photos={"photo": "red"})
    assert studio.templates["share-film"].photos_needed == 2
    with pytest.raises(PosterError):
        studio.page(spec)


@each_size
def test_before_stands_left_of_after_and_both_are_as_large(size: str, studio: Studio) -> None:
    picture = studio.shows(studio.spec("solution-compare", size, "red", "blue"))
    left, right = (
        picture.crop((x, 0, x + picture.width // 2, picture.height)) for x in (0, picture.width // 2)
    )
    before, after = _share_of(left, (254, 0, 0)), _share_of(right, (0, 0, 254))
    assert before > 0.25
    assert abs(before - after) < 0.01


def test_before_and_after_serves_only_its_form_and_a_product_card_only_what_sells(studio: Studio) -> None:
    assert studio.templates["solution-compare"].forms == ("before-after",)
    assert [name for name in NAMES if studio.templates[name].sells] == ["solution-product"]
    assert [studio.templates[name].photos_needed for name in SOLUTIONS] == [2, 0, 1, 0]


@each_size
def test_a_polaroid_leans_and_its_photo_leans_with_it(size: str, studio: Studio) -> None:
    picture = studio.shows(studio.spec("share-polaroid", size, "blue"))
    rows = [[x for x in range(picture.width) if _is_blue(picture, x, y)] for y in range(picture.height)]
    widest = max(map(len, rows))
    lefts = [(y, min(row)) for y, row in enumerate(rows) if len(row) >= widest - 2]
    (top, at_top), (low, at_low) = lefts[0], lefts[-1]
    assert 0.02 < (at_low - at_top) / (low - top) < 0.06  # the tangent of 2.2 degrees is 0.038


def _is_blue(picture: Image.Image, x: int, y: int) -> bool:
    pixel = picture.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel[2] > 200 and pixel[0] < 60


@each_size
def test_without_a_photo_the_corner_shows_the_letter_and_without_steps_a_paragraph(
    size: str, studio: Studio
) -> None:
    spec = studio.spec("solution-steps", size, letter="C", steps="", paragraph="半小时上下，先垫一口。")
    html = studio.page(replace(spec, photos={})).html
    assert ">C<" in html
    assert "半小时上下" in html


@each_size
def test_a_product_card_without_steps_gives_the_reason(size: str, studio: Studio) -> None:
    spec = studio.spec("solution-product", size, steps="", why="壶嘴细而弯，水流慢，落点准。")
    assert "壶嘴细而弯" in studio.page(spec).html


@each_size
@each
def test_the_same_spec_gives_the_same_bytes(name: str, size: str, studio: Studio) -> None:
    spec = studio.spec(name, size, link=LINK)
    one, other = (draw(spec, studio.templates, studio, studio.engine).data for _ in range(2))
    assert one == other


@each
def test_every_palette_changes_the_picture(name: str, studio: Studio) -> None:
    one, other = (studio.shows(studio.spec(name, "3:4", palette=palette)) for palette in ("sea", "olive"))
    assert ImageChops.difference(one, other).getbbox() is not None
