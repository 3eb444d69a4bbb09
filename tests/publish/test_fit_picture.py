"""A poster goes out as it is where it may, and within the channel's limits in any case."""

import io
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from content.messages import render
from content.model import Capabilities, Message
from content.publish.fit_picture import fit_picture
from content.publish.sender import Picture
from tests.properties import examples

GRAIN = np.random.default_rng(4).integers(0, 255, (640, 480, 3), dtype=np.uint8)


def file_of(picture: Image.Image, form: str) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, form)
    return stream.getvalue()


def poster(width: int = 480, height: int = 640, form: str = "PNG") -> bytes:
    return file_of(Image.fromarray(GRAIN).resize((width, height)), form)


def fitted(content: bytes, capabilities: Capabilities) -> Picture:
    picture = fit_picture(content, capabilities)
    assert isinstance(picture, Picture), render(picture, "en")
    return picture


LIMITS = st.builds(
    Capabilities,
    pictures=st.sampled_from([("image/png",), ("image/jpeg",), ("image/jpeg", "image/png")]),
    picture_bytes=st.none() | st.integers(5_000, 800_000),
    picture_side=st.none() | st.integers(200, 900),
)
SIZES = st.sampled_from([(480, 640), (640, 480), (400, 400), (900, 60)])


@examples(40)
@given(
    LIMITS, st.sampled_from([(480, 640), (640, 480), (400, 400), (900, 60)]), st.sampled_from(["PNG", "JPEG"])
)
def test_what_comes_back_keeps_every_limit(limits: Capabilities, size: tuple[int, int], form: str) -> None:
    content = poster(*size, form)
    picture = fit_picture(content, limits)
    if isinstance(picture, Message):
        assert limits.picture_bytes is not None  # nothing else is in the way of a readable picture
        return
    seen = Image.open(io.BytesIO(picture.content))
    assert (seen.get_format_mimetype(), seen.size) == (picture.media_type, (picture.width, picture.height))
    assert picture.media_type in limits.pictures
    assert len(picture.content) <= (limits.picture_bytes or len(picture.content))
    assert max(seen.size) <= (limits.picture_side or max(seen.size))
    assert picture.sha256 == sha256(picture.content).hexdigest()
    fits = (
        f"image/{form.lower()}" in limits.pictures
        and len(content) <= (limits.picture_bytes or len(content))
        and max(size) <= (limits.picture_side or max(size))
    )
    assert (picture.content == content) == fits
    assert fit_picture(content, limits) == picture
    assert fit_picture(picture.content, limits) == picture


def test_a_png_that_is_too_large_becomes_a_jpeg_of_the_same_size() -> None:
    content = poster()
    picture = fitted(content, Capabilities(picture_bytes=len(content) - 1))
    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 480, 640)


def test_where_no_jpeg_is_taken_a_png_shrinks() -> None:
    content = poster()
    picture = fitted(content, Capabilities(pictures=("image/png",), picture_bytes=len(content) - 1))
    assert (picture.media_type, picture.width) == ("image/png", 408)


def test_the_longer_side_is_brought_to_the_limit() -> None:
    picture = fitted(poster(640, 480), Capabilities(picture_side=400))
    assert (picture.width, picture.height) == (400, 300)
    line = fitted(poster(640, 1), Capabilities(picture_side=300))
    assert (line.width, line.height) == (300, 1)


def test_transparent_parts_are_white() -> None:
    clear = file_of(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG")
    picture = fitted(clear, Capabilities(pictures=("image/jpeg",)))
    assert Image.open(io.BytesIO(picture.content)).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [
        (b"", Capabilities(), "fit_picture.broken"),
        (b"GIF89a" + b"\0" * 40, Capabilities(), "fit_picture.broken"),
        (poster()[:-2_000], Capabilities(), "fit_picture.broken"),
        (poster(), Capabilities(pictures=()), "fit_picture.not_taken"),
        (poster(), Capabilities(pictures=("image/gif",)), "fit_picture.not_taken"),
        (poster(), Capabilities(picture_bytes=900), "fit_picture.too_large"),
        (file_of(Image.new("1", (8_000, 5_001)), "PNG"), Capabilities(), "fit_picture.more_pixels"),
    ],
    ids=["empty", "a gif", "torn", "no pictures", "gifs only", "too few bytes", "too many pixels"],
)
def test_what_cannot_be_sent_says_why(content: bytes, limits: Capabilities, code: str) -> None:
    message = fit_picture(content, limits)
    assert isinstance(message, Message)
    assert message.code == code
    assert render(message, "zh") != render(message, "en")
