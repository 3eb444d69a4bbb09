"""Any colour of a brand makes a palette that can be read."""

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from content.posters.colour import INK, LARGE, NEUTRAL, TYPE, contrast, palette_of, seed_of
from content.posters.manifest import COLOUR

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


@given(colours)
def test_every_seed_makes_four_colours_to_read(seed: str) -> None:
    palette = palette_of(seed)
    assert all(COLOUR.fullmatch(colour) for colour in palette.colours().values())
    assert contrast(palette.deep, palette.paper) >= INK
    assert contrast(palette.deep, palette.acc) >= TYPE
    assert contrast(palette.acc2, palette.paper) >= LARGE


@pytest.mark.parametrize("seed", ["#B5352A", "#2A8578", "#525CB4", "#C88A00"])
def test_the_palette_keeps_the_seed_s_hue(seed: str) -> None:
    assert abs(_hue(palette_of(seed).acc2) - _hue(seed)) < 0.06


def _hue(colour: str) -> float:
    return colorsys.rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))[0]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#FF0000", "#FF0000") == 1


def test_a_photo_is_remembered_by_its_colourful_part() -> None:
    photo = Image.new("RGB", (300, 200), "#DDDDD8")
    photo.paste("#2F8F5B", (0, 0, 90, 200))
    assert abs(_hue(seed_of(photo)) - _hue("#2F8F5B")) < 0.05


def test_a_grey_photo_gets_paper_and_ink() -> None:
    assert seed_of(Image.new("RGB", (50, 50), "#808080")) == NEUTRAL
