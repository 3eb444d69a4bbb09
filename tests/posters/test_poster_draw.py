"""A spec becomes a file: the same bytes each time, no overflow, no way out of the sandbox."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from content.errors import PosterError, TextDoesNotFit
from content.model import Message, PosterSpec
from content.posters import Template, load_templates
from content.posters.canvas import SIZES
from content.posters.draw import draw, page_of, painted
from content.posters.engine import Takumi
from content.posters.page import PosterPage
from content.posters.preview import OnePicture, sample_spec

BUILT_IN = load_templates(Path(__file__).parents[2] / "templates/posters")
# Every template once: on the canvas whose turn it is of those it offers.
DRAWN = [
    (name, BUILT_IN[name].sizes[at % len(BUILT_IN[name].sizes)]) for at, name in enumerate(sorted(BUILT_IN))
]
Draw = Callable[..., bytes]

Draw = Callable[..., bytes]


@pytest.fixture
def hook(templates: Mapping[str, Template], engine: Takumi) -> PosterSpec:
    return sample_spec(templates["hook-full"], engine.name)


@pytest.fixture
def drawn(templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture) -> Draw:
    return lambda spec: draw(spec, templates, pictures, engine).data


def _with(spec: PosterSpec, **fields: Any) -> PosterSpec:
    return replace(spec, fields={**spec.fields, **fields})


@pytest.mark.parametrize("name, size", DRAWN)
def test_the_same_spec_draws_the_same_bytes_within_a_robot_s_limit(
    name: str, size: str, templates: Mapping[str, Template], engine: Takumi, drawn: Draw
) -> None:
    spec = sample_spec(templates[name], engine.name, size)
    one = drawn(spec)
    assert drawn(spec) == one
    picture = Image.open(BytesIO(one))
    assert (picture.format, picture.size) == ("JPEG", SIZES[size])
    assert len(one) < 2_000_000  # bytes: the limit of webhook robots


def test_a_headline_that_cannot_fit_is_refused_with_the_room_there_is(hook: PosterSpec, drawn: Draw) -> None:
    with pytest.raises(TextDoesNotFit) as caught:
        drawn(_with(hook, hook="W" * 28))
    assert (caught.value.box, caught.value.chars) == ("hook", 28)
    room = caught.value.room
    assert drawn(_with(hook, hook="W" * room))
    with pytest.raises(TextDoesNotFit):
        drawn(_with(hook, hook="W" * (room + 1)))


def test_hostile_words_are_text_and_nothing_else(
    hook: PosterSpec, templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    page = page_of(_with(hook, hook="<b>{{7*7}}</b>"), templates, pictures, engine)
    assert "&lt;b&gt;" in page.html
    assert "<b>{{" not in page.html
    hidden = _with(hook, hook="周一\u202e这口\u200b黑，\n谁先\u2060喝完？")
    shown = page_of(hook, templates, pictures, engine)
    assert page_of(hidden, templates, pictures, engine).html == shown.html


def test_photos_move_with_their_focal_point(hook: PosterSpec, drawn: Draw) -> None:
    high, low = (drawn(replace(hook, focus={"photo": focus})) for focus in ((0.5, 0.0), (0.5, 1.0)))
    assert high != low


def test_a_preview_is_the_same_picture_at_half_the_size(
    hook: PosterSpec, templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    whole, half = (painted(page_of(hook, templates, pictures, engine, scale), engine) for scale in (1.0, 0.5))
    assert half.size == (540, 720)
    difference = ImageChops.difference(whole.reduce(2), half).convert("L").reduce(16)
    assert difference.getextrema()[1] < 40  # of 255: edges are smoothed differently, nothing has moved


def test_the_tone_fix_and_the_photo_s_own_colours_change_the_poster(hook: PosterSpec, drawn: Draw) -> None:
    usual = drawn(hook)
    assert drawn(replace(hook, tone=True)) != usual
    assert drawn(replace(hook, palette={})) != usual


def test_a_small_photo_is_shown_with_a_warning(
    hook: PosterSpec, templates: Mapping[str, Template], engine: Takumi, tmp_path: Path
) -> None:
    Image.new("RGB", (300, 400), "#88AACC").save(tmp_path / "small.jpg")
    poster = draw(hook, templates, OnePicture(tmp_path / "small.jpg"), engine)
    assert poster.warnings == (Message("poster.photo_enlarged", photo="photo", times=3.6),)


def test_a_brand_s_logo_stands_where_its_name_stood(
    hook: PosterSpec, templates: Mapping[str, Template], engine: Takumi, tmp_path: Path, photo: Path
) -> None:
    Image.new("RGBA", (400, 100), (255, 0, 0, 255)).save(tmp_path / "logo.png")

    class Both(OnePicture):
        def logo(self, sha: str) -> Path:  # noqa: ARG002 - the only one
            return tmp_path / "logo.png"

    named = PosterPage(hook, templates["hook-full"], Both(photo), engine)
    marked = PosterPage(replace(hook, logo="ab" * 32), templates["hook-full"], Both(photo), engine)
    assert "春日" in named.html
    assert "春日" not in marked.html
    assert [name for name in marked.images if name.startswith("asset:logo")] == ["asset:logo-240x60"]


@pytest.mark.parametrize(
    "fonts, said",
    [({"body": "Arial"}, "roles are: title, text, hand"), ({"title": 'x";}*{'}, "font 'title' is")],
)
def test_a_font_that_is_no_family_of_a_role_is_refused(
    hook: PosterSpec, drawn: Draw, fonts: dict[str, str], said: str
) -> None:
    with pytest.raises(PosterError, match=said):
        drawn(replace(hook, fonts=fonts))


def test_a_brand_s_font_is_used(hook: PosterSpec, drawn: Draw) -> None:
    assert drawn(replace(hook, fonts={"title": "LXGW WenKai"})) != drawn(hook)


@pytest.mark.parametrize(
    "change, said",
    [
        ({"template": "none"}, "no template 'none'. There are: day-countdown, day-member"),
        ({"template_version": "0"}, "Tell it again"),
        ({"engine": "chromium-1"}, "told for hook-full .* on chromium-1"),
        ({"palette": {"deep": "url(x)"}}, "'deep' is 'url"),
        ({"palette": {"a:b;c": "#000000"}}, "palette's 'a:b;c'"),
        ({"palette": {}, "photos": {}}, "without a photo needs a palette"),
    ],
)
def test_a_spec_of_other_makings_is_refused(
    hook: PosterSpec, drawn: Draw, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(PosterError, match=said):
        drawn(replace(hook, **change))


@pytest.mark.parametrize(
    "html, said",
    [
        ("{{ asset('cat', 10, 10) }}", "a photo 'cat' that it was not given"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ hook", "cannot be filled"),
        ("{{ 'a' * 1000000000 }}", "repetition of 1,000,000,000 is too long"),
        ("{{ [0] * 99999 }}", "too long"),
        ("{{ 9 ** 99 }}", "too large"),
        ("{{ 99999 * 99999 }}", "too large"),
        ("{{ 1 // 0 }}", "cannot be filled"),
        ("{{ fitted('hook', hook) }}", "cannot be filled"),
        ("{% for a in range(99999) %}{{ '0123456789' }}{% endfor %}", "more than 400,000 characters"),
        ("{% for a in range(999999) %}{% endfor %}", "Range too big"),
    ],
)
def test_a_template_can_reach_nothing_and_make_nothing_too_large(
    tmp_path: Path, engine: Takumi, html: str, said: str
) -> None:
    folder = tmp_path / "note"
    folder.mkdir()
    (folder / "template.toml").write_text(
        'title = "x"\ntitle_en = "x"\nslots = ["morning"]\n[fields.hook]\nmax = 9\n', encoding="utf-8"
    )
    (folder / "template.html.j2").write_text(html, encoding="utf-8")
    templates = load_templates(tmp_path)
    palette = dict.fromkeys(("deep", "paper", "acc", "acc2"), "#333333")
    spec = PosterSpec("note", templates["note"].version, engine.name, {"hook": "早"}, palette)
    with pytest.raises(PosterError, match=said):
        draw(spec, templates, OnePicture(tmp_path / "none.jpg"), engine)
