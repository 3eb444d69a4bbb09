"""A spec becomes a JPEG: the same bytes each time, no overflow, no way out of the sandbox."""

import re
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from content.errors import PosterError, TextDoesNotFit
from content.model import PosterSpec
from content.posters import Template, load_templates
from content.posters.draw import draw
from content.posters.engine import Takumi
from content.posters.page import Page
from content.posters.preview import sample_spec

LONG: dict[str, dict[str, Any]] = {
    "hook": {"hook": "关掉客厅的主灯以后你家里最先亮起来的会是哪一盏呢"},
    "quiz": {
        "question": "早上七点半阳台只有一个小时的阳光，你会先搬哪一盆多肉出去晒才不会让它长成电线杆？",
        "options": ["把它搬到朝南的窗台上每天转半圈再浇透水才算行"] * 4,
    },
    "share": {"line": "今天终于把阳台收拾出来啦😊" * 4, "by": "@" + "长" * 39, "comment": "好看" * 30},
    "solution": {
        "title": "抗抓布与耐磨布到底应该怎么挑才不后悔呢",
        "answer": "答案 C · " + "窗" * 32,
        "steps": [["看织得密不密要用指甲勾一勾才算数", "指甲勾不进去的才是真正的抗抓布，勾得进去别买"]] * 4,
    },
}


@pytest.fixture(params=[(name, look) for name in LONG for look in (0, 1)], ids=lambda p: f"{p[0]}-{p[1]}")
def spec(request: pytest.FixtureRequest, templates: Mapping[str, Template], engine: Takumi) -> PosterSpec:
    """Each built-in template in each of its looks."""
    name, look = request.param
    sample = sample_spec(templates[name], engine.name)
    return replace(sample, fields={**sample.fields, "look": templates[name].looks[look]})


@pytest.fixture
def hook(templates: Mapping[str, Template], engine: Takumi) -> PosterSpec:
    return sample_spec(templates["hook"], engine.name)


def _with(spec: PosterSpec, **fields: Any) -> PosterSpec:
    return replace(spec, fields={**spec.fields, **fields})


def _changed(one: bytes, other: bytes) -> tuple[int, int, int, int]:
    """The box (px) outside of which two posters are alike but for the grain of JPEG."""
    difference = ImageChops.difference(*(Image.open(BytesIO(jpeg)).convert("L") for jpeg in (one, other)))
    box = difference.point(lambda level: 255 if level > 64 else 0).getbbox()
    assert box is not None
    return box


def test_the_same_spec_draws_the_same_bytes(
    spec: PosterSpec, templates: Mapping[str, Template], engine: Takumi, photo: Path
) -> None:
    one = draw(spec, templates, lambda _: photo, engine)
    assert draw(spec, templates, lambda _: photo, engine) == one
    picture = Image.open(BytesIO(one))
    assert (picture.format, picture.size) == ("JPEG", (1080, 1440))
    assert len(one) < 2_000_000  # bytes: the limit of webhook robots


@pytest.mark.parametrize("with_photo", [True, False])
def test_long_texts_fit_in_every_look(
    spec: PosterSpec, templates: Mapping[str, Template], engine: Takumi, photo: Path, with_photo: bool
) -> None:
    shown = {"photo": "x"} if with_photo or spec.template == "share" else {}
    long = replace(_with(spec, **LONG[spec.template]), photos=shown)
    assert draw(long, templates, lambda _: photo, engine) != draw(spec, templates, lambda _: photo, engine)


def test_a_solution_without_steps_shows_its_paragraph(
    templates: Mapping[str, Template], engine: Takumi
) -> None:
    spec = sample_spec(templates["solution"], engine.name)
    told = _with(spec, steps=[], paragraph="水烧开后敞盖等四十秒，正好落在这一段。" * 8)
    one, other = (draw(s, templates, _no_photo, engine) for s in (told, _with(spec, steps=[])))
    left, top, right, bottom = _changed(one, other)
    assert 60 <= left < right <= 1020  # px
    assert 640 <= top < bottom <= 1310  # px: below the headline, above the foot


def test_a_headline_that_cannot_fit_is_refused_with_the_room_there_is(
    hook: PosterSpec, templates: Mapping[str, Template], engine: Takumi, photo: Path
) -> None:
    with pytest.raises(TextDoesNotFit) as caught:
        draw(_with(hook, hook="W" * 28), templates, lambda _: photo, engine)
    assert (caught.value.box, caught.value.chars) == ("hook", 28)
    room = caught.value.room
    assert draw(_with(hook, hook="W" * room), templates, lambda _: photo, engine)
    with pytest.raises(TextDoesNotFit):
        draw(_with(hook, hook="W" * (room + 1)), templates, lambda _: photo, engine)


def test_options_share_one_size_and_one_too_long_is_named(
    templates: Mapping[str, Template], engine: Takumi
) -> None:
    quiz = sample_spec(templates["quiz"], engine.name)
    with pytest.raises(TextDoesNotFit, match="'options' has 25 characters; 24 fit"):
        draw(_with(quiz, options=["水", "囍" * 25]), templates, _no_photo, engine)
    sized = _with(quiz, options=["水", "把它搬到朝南的窗台上每天转半圈再浇透水"])
    page = Page(sized, templates["quiz"], _no_photo, engine)
    rows = page.html.split('class="abs rows"')[1]
    sizes = re.findall(r"font-size:(\d+)px", rows)
    assert (len(sizes), len(set(sizes))) == (2, 1)


def test_a_caption_too_long_ends_in_an_ellipsis_on_the_frame(
    templates: Mapping[str, Template], engine: Takumi, photo: Path
) -> None:
    share = sample_spec(templates["share"], engine.name)
    short, long, other_end = (
        draw(_with(share, line=line), templates, lambda _: photo, engine)
        for line in ("囍", "囍" * 60, "囍" * 59 + "茶")
    )
    assert long == other_end  # what is beyond the ellipsis is not drawn
    left, top, right, bottom = _changed(short, long)
    assert 120 < left < right < 980  # px: the white rim of the polaroid
    assert 900 < top < bottom < 1110


def test_hostile_words_are_text_and_nothing_else(
    hook: PosterSpec, templates: Mapping[str, Template], engine: Takumi, photo: Path
) -> None:
    page = Page(_with(hook, hook="<b>{{7*7}}</b>"), templates["hook"], lambda _: photo, engine)
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in page.html
    hidden = _with(hook, hook="周一\u202e这口\u200b黑，\n谁先\u2060喝完？")
    shown = Page(hook, templates["hook"], lambda _: photo, engine)
    assert Page(hidden, templates["hook"], lambda _: photo, engine).html == shown.html


def test_photos_move_with_their_focal_point(
    hook: PosterSpec, templates: Mapping[str, Template], engine: Takumi, photo: Path
) -> None:
    left, right = (
        draw(replace(hook, focus={"photo": focus}), templates, lambda _: photo, engine)
        for focus in ((0.0, 0.5), (1.0, 0.5))
    )
    assert left != right


@pytest.mark.parametrize(
    "change, said",
    [
        ({"template": "none"}, "no template 'none'. There are: hook, quiz"),
        ({"template_version": "0"}, "Tell it again"),
        ({"engine": "chromium-1"}, "told for hook .* on chromium-1"),
        ({"palette": {"deep": "url(x)"}}, "'deep' is 'url"),
        ({"palette": {"a:b;c": "#000000"}}, "palette's 'a:b;c'"),
    ],
)
def test_a_spec_of_other_makings_is_refused(
    hook: PosterSpec,
    templates: Mapping[str, Template],
    engine: Takumi,
    photo: Path,
    change: dict[str, Any],
    said: str,
) -> None:
    with pytest.raises(PosterError, match=said):
        draw(replace(hook, **change), templates, lambda _: photo, engine)


@pytest.mark.parametrize(
    "html, said",
    [
        ("{{ asset('cat', 10, 10) }}", "a photo 'cat' that it was not given"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ hook", "cannot be filled"),
    ],
)
def test_a_template_can_reach_nothing_it_was_not_given(
    tmp_path: Path, engine: Takumi, html: str, said: str
) -> None:
    folder = tmp_path / "note"
    folder.mkdir()
    (folder / "template.toml").write_text(
        'title = "x"\nslots = ["morning"]\nlooks = ["plain"]\n[fields.hook]\nmax = 9\n', encoding="utf-8"
    )
    (folder / "template.html.j2").write_text(html, encoding="utf-8")
    templates = load_templates(tmp_path)
    spec = PosterSpec("note", templates["note"].version, engine.name, {"look": "plain", "hook": "早"}, {})
    with pytest.raises(PosterError, match=said):
        draw(spec, templates, _no_photo, engine)


def _no_photo(sha: str) -> Path:
    raise AssertionError(f"photo {sha} was asked for")
