"""Posters by hand: one, or a batch in which nothing stops the next."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from content.errors import PosterError, WrongInput
from content.messages import render
from content.model import Message
from content.posters import load_templates
from content.posters.by_hand import MadePoster, Studio, Wish, make, make_batch, spec_of, wish_from, wishes_of
from content.posters.engine import TAKUMI
from content.posters.manifest import Palette
from content.posters.spec import Style
from content.workers import Workers

BUILT_IN = Path(__file__).parents[2] / "templates/posters"
HOOK = {"hook": "周一这口黑，\n谁先喝完？", "evening": "今晚八点"}
WISH = Wish("hook-full", HOOK)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio((BUILT_IN,), tmp_path / "media", TAKUMI)


@pytest.fixture
def batch(studio: Studio, workers: Workers, tmp_path: Path) -> Callable[..., list[MadePoster | Message]]:
    return lambda *wishes: list(make_batch(wishes, tmp_path, studio, workers))


def test_a_wish_is_drawn_where_it_was_asked_for(
    studio: Studio, workers: Workers, tmp_path: Path, photo: Path
) -> None:
    made = make(replace(WISH, photos=(photo,)), tmp_path / "a.jpg", studio, workers)
    data = (tmp_path / "a.jpg").read_bytes()
    assert (made.file, made.sha256, made.bytes) == (tmp_path / "a.jpg", sha256(data).hexdigest(), len(data))
    assert made.ms > 0


def test_a_batch_goes_on_after_what_is_wrong(
    batch: Callable[..., list[MadePoster | Message]], tmp_path: Path, photo: Path
) -> None:
    (tmp_path / "broken.jpg").write_bytes(photo.read_bytes()[:2000])
    wrong = [
        Message("poster.line_no_json", cause="Expecting value"),
        Wish("nothing", {}),
        Wish("hook-full", {}),
        replace(WISH, photos=(tmp_path / "gone.jpg",)),
        replace(WISH, photos=(tmp_path / "broken.jpg",)),
        replace(WISH, photos=(photo, photo)),
        replace(WISH, palette="mud"),
        replace(WISH, palette="#12"),
        replace(WISH, size="2:1"),
    ]
    *said, fine = batch(*wrong, WISH)
    assert isinstance(fine, MadePoster)
    for sentence, expected in zip(
        said,
        ("no JSON", "no template 'nothing'", "field 'hook'", "gone.jpg cannot be read", "broken",
         "1 photos at most, not 2", "no palette 'mud'", "is no colour", "has the sizes"),
        strict=True,
    ):  # fmt: skip
        assert isinstance(sentence, Message)
        assert expected in render(sentence, "en")


def test_what_is_there_is_not_drawn_again(batch: Callable[..., list[MadePoster | Message]]) -> None:
    (first,) = batch(WISH)
    again, other = batch(WISH, replace(WISH, fields={**HOOK, "hook": "另一句"}))
    assert isinstance(first, MadePoster)
    assert isinstance(again, MadePoster)
    assert isinstance(other, MadePoster)
    assert (first.reused, again.reused, other.reused) == (False, True, False)
    assert again.sha256 == first.sha256
    assert first.report.texts.fields["hook"].lines == ("周一这口黑，", "谁先喝完？")
    assert replace(again, reused=False, ms=first.ms) == first  # what is told does not depend on who drew it


def test_a_file_s_name_says_what_it_is_and_cannot_lead_elsewhere(
    batch: Callable[..., list[MadePoster | Message]],
) -> None:
    (made,) = batch(replace(WISH, name="../../早安 海报"))
    assert isinstance(made, MadePoster)
    assert made.file.name.startswith("------早安-海报-")


def test_a_single_wish_that_fails_says_why(studio: Studio, workers: Workers, tmp_path: Path) -> None:
    with pytest.raises(PosterError, match="field 'hook'"):
        make(Wish("hook-full", {}), tmp_path / "a.jpg", studio, workers)
    assert not (tmp_path / "a.jpg").exists()


def test_sign_and_brand_are_filled_in_but_never_over_what_was_said(studio: Studio) -> None:
    template = load_templates(BUILT_IN)["hook-full"]
    branded = replace(studio, style=Style(brand="春日小家"))
    fields = spec_of(WISH, template, [], branded).fields
    assert (fields["sign"], fields["job"], fields["brand"]) == ("早", "早安", "春日小家")
    said = spec_of(replace(WISH, fields={**HOOK, "brand": "别家"}), template, [], branded).fields
    assert said["brand"] == "别家"


@pytest.mark.parametrize("palette", ["rose", "#B5352A", {"deep": "#111111", "paper": "#FFFFFF"}])
def test_a_palette_is_a_name_a_colour_or_four_of_them(studio: Studio, palette: object) -> None:
    template = load_templates(BUILT_IN)["hook-full"]
    said = replace(WISH, palette=palette)  # type: ignore[arg-type] # each of the three
    assert spec_of(said, template, [], studio).palette["deep"].startswith("#")


def test_a_photo_s_own_colours_are_asked_for_by_name(studio: Studio) -> None:
    template = load_templates(BUILT_IN)["hook-full"]
    assert spec_of(replace(WISH, palette="photo"), template, ["ab"], studio).palette == {}


def test_a_brand_s_first_palette_is_the_usual_one(studio: Studio) -> None:
    template = load_templates(BUILT_IN)["hook-full"]
    own = Style(palettes={"ink": Palette("#111111", "#FFFFFF", "#AAAAAA", "#555555")})
    assert spec_of(WISH, template, [], replace(studio, style=own)).palette["deep"] == "#111111"


def test_a_line_may_nest_its_fields_or_not(tmp_path: Path) -> None:
    flat = {"name": "hook-full", "data": {**HOOK, "palette": "rose"}, "photos": ["a.jpg"]}
    nested = {
        "template": "hook-full",
        "name": "mon",
        "data": {"fields": HOOK, "palette": "rose"},
        "size": "1:1",
    }
    one, other = wishes_of([json.dumps(flat), json.dumps(nested)], tmp_path)
    assert one == Wish("hook-full", HOOK, "rose", (tmp_path / "a.jpg",), "", "hook-full")
    assert other == Wish("hook-full", HOOK, "rose", (), "1:1", "mon")


@pytest.mark.parametrize(
    "said",
    [
        [],
        {},
        {"name": 3},
        {"name": "a", "data": []},
        {"name": "a", "photos": "b"},
        {"name": "a", "photos": [1]},
    ],
)
def test_a_line_of_another_shape_is_refused(said: object) -> None:
    with pytest.raises(WrongInput, match=r"must|asked for"):
        wish_from(said)


def test_each_format_has_its_ending(studio: Studio, workers: Workers, tmp_path: Path) -> None:
    png = replace(studio, out=replace(studio.out, format="PNG"))
    (made,) = make_batch([WISH], tmp_path, png, workers)
    assert isinstance(made, MadePoster)
    assert made.file.suffix == ".png"
    with Image.open(made.file) as picture:
        assert picture.format == "PNG"


def test_a_batch_s_size_and_palette_are_of_the_lines_that_name_none(tmp_path: Path) -> None:
    plain, own = {"name": "quiz-dark", "data": {}}, {"name": "quiz-dark", "size": "1:1", "palette": "moss"}
    lines = [json.dumps(plain), json.dumps(own)]
    first, second = wishes_of(lines, tmp_path, size="9:16", palette="ink")
    assert isinstance(first, Wish)
    assert isinstance(second, Wish)
    assert (first.size, first.palette) == ("9:16", "ink")
    assert (second.size, second.palette) == ("1:1", "moss")


def test_an_unfinished_template_stops_no_other_and_says_what_it_lacks(
    studio: Studio, workers: Workers, tmp_path: Path
) -> None:
    half = tmp_path / "own/half"
    half.mkdir(parents=True)
    (half / "template.toml").write_text('title = "半"', encoding="utf-8")
    both = replace(studio, templates=(*studio.templates, tmp_path / "own"))
    assert spec_of(WISH, load_templates(*both.templates, aside=[])[WISH.template], [], both).template
    with pytest.raises(WrongInput, match=r"half.*template\.html\.j2 does not exist"):
        make(replace(WISH, template="half"), tmp_path / "a.jpg", both, workers)


def test_by_hand_a_poster_has_the_look_that_the_night_gives_it(studio: Studio) -> None:
    template = load_templates(*studio.templates)["hook-full"]
    own = replace(studio, style=Style(tone=True, photo_colours=True))
    assert (spec_of(WISH, template, [], own).tone, spec_of(WISH, template, ["ab"], own).tone) == (False, True)
    assert spec_of(WISH, template, ["ab"], own).palette == {}
    assert spec_of(WISH, template, [], own).palette != {}
