"""Files keep their limit of bytes, and are as good as it allows."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from content.errors import PosterError, WrongInput
from content.posters.encode import ROBOT, Out, encoded, out_for

GRAIN = Image.fromarray(np.random.default_rng(4).integers(0, 255, (720, 540, 3), dtype=np.uint8))
CALM = Image.new("RGB", (540, 720), "#D9904F")


def _read(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_each_format_is_written_whole(form: str) -> None:
    picture = _read(encoded(CALM, Out(form)))
    assert (picture.format, picture.size) == (form, (540, 720))
    assert picture.convert("RGB").getpixel((270, 360)) == pytest.approx((217, 144, 79), abs=3)


@settings(max_examples=12, deadline=None)
@given(st.integers(90_000, 600_000), st.sampled_from(["JPEG", "WEBP"]))
def test_no_file_is_larger_than_its_limit(limit: int, form: str) -> None:
    assert len(encoded(GRAIN, Out(form, limit))) <= limit


def test_quality_goes_before_size() -> None:
    best = encoded(GRAIN, Out())
    lower = encoded(GRAIN, Out(max_bytes=len(best) - 1))
    assert len(lower) < len(best)
    assert _read(lower).size == GRAIN.size
    assert _read(encoded(GRAIN, Out(max_bytes=90_000))).width < GRAIN.width


def test_a_png_only_shrinks() -> None:
    picture = _read(encoded(GRAIN, Out("PNG", 800_000)))
    assert (picture.format, picture.width) == ("PNG", round(round(540 * 0.85) * 0.85))


def test_a_picture_that_is_narrow_already_is_written_or_refused() -> None:
    assert _read(encoded(CALM.resize((200, 300)), Out())).size == (200, 300)
    with pytest.raises(PosterError, match="the limit is 100"):
        encoded(CALM.resize((200, 300)), Out(max_bytes=100))


def test_what_cannot_be_met_says_so() -> None:
    with pytest.raises(PosterError, match="the limit is 1,000"):
        encoded(GRAIN, Out(max_bytes=1000))


@pytest.mark.parametrize(
    "name, form", [("a.jpg", "JPEG"), ("a.JPEG", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")]
)
def test_the_name_says_the_format(name: str, form: str) -> None:
    assert out_for(Path(name)) == Out(form, ROBOT)


def test_a_name_that_is_no_picture_s_is_refused() -> None:
    with pytest.raises(WrongInput, match=r"must end in one of: \.jpg"):
        out_for(Path("poster.pdf"))
