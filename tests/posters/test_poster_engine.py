"""What Takumi must do for us: Simplified glyphs, no tofu, no file and no address read."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops

from content.posters.engine import Engine, Takumi
from content.posters.template import base_css

NICKNAMES = "囍祎喆堃珺玥瑄婳翀赟囧หมูกรอบمرحباéñ한日"
EMOJI = ("👩\u200d🍳", "❤\ufe0f", "🇨🇳", "👍🏽", "🌿")


def _drawn(engine: Engine, text: str, style: str = "") -> Image.Image:
    html = (
        f'<div style="width:400px;height:90px;font-size:60px;color:#000;background:#fff;{style}">{text}</div>'
    )
    return engine.paint(html, base_css(), (400, 90), {}).convert("RGB")


def _differ(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is not None


@pytest.mark.parametrize("family", ["Noto Sans CJK", "Noto Serif CJK"])
def test_characters_have_their_simplified_shapes(engine: Takumi, family: str) -> None:
    simplified = _drawn(engine, "骨直令", f"font-family:'{family} SC'")
    japanese = _drawn(engine, '<span lang="ja">骨直令</span>', f"font-family:'{family} JP'")
    assert _differ(simplified, japanese)


def test_text_without_a_family_is_simplified_too(engine: Takumi) -> None:
    assert not _differ(_drawn(engine, "骨直令"), _drawn(engine, "骨直令", "font-family:'Noto Sans CJK SC'"))


@pytest.mark.parametrize("style", ["", "font-family:'LXGW WenKai'", "font-weight:700"])
def test_names_have_no_tofu(engine: Takumi, style: str) -> None:
    tofu = _drawn(engine, "\ue123", style)
    assert [c for c in NICKNAMES if c.isalpha() and not _differ(_drawn(engine, c, style), tofu)] == []


@pytest.mark.parametrize("emoji", EMOJI)
def test_an_emoji_is_one_picture_in_colour(engine: Takumi, emoji: str) -> None:
    picture = _drawn(engine, emoji)
    assert picture.convert("HSV").getchannel("S").getextrema()[1] > 100  # type: ignore[operator] # one band
    box = ImageChops.invert(picture.convert("L")).getbbox()
    assert box is not None
    assert box[2] - box[0] < 90  # px: a sequence that fell apart is two wide


def test_nothing_is_read_but_what_was_handed_over(engine: Takumi, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (90, 90), "red").save(secret)
    for source in (secret.as_uri(), str(secret), "http://127.0.0.1:9/x.png"):
        blank = _drawn(engine, "")
        assert not _differ(_drawn(engine, f'<img width="90" height="90" src="{source}">'), blank)
        assert not _differ(_drawn(engine, "", f"background-image:url({source})"), blank)


def test_measuring_counts_lines_and_the_widest_of_them(engine: Takumi) -> None:
    measured = engine.measure(
        '<div style="width:200px;font-size:50px;line-height:60px">一二三四五六</div>', "", 200
    )
    assert (measured.lines, measured.height, measured.width) == (2, 120, 200)


@pytest.mark.parametrize(
    "text, lines", [("你好 กขค 你好", 1), ("Hello world, this is a poster", 2), ("好👍🏽好", 1), ("", 0)]
)
def test_lines_are_counted_across_fonts_and_no_space_counts_at_their_ends(
    engine: Takumi, text: str, lines: int
) -> None:
    html = f'<div class="phrases" style="width:600px;font-size:60px;line-height:80px">{text}</div>'
    measured = engine.measure(html, base_css(), 600)
    assert measured.lines == lines
    assert measured.width <= 600
