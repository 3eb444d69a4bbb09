"""QR codes are read from a chat's small picture, or refused before they are printed."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from content.errors import PosterError
from content.posters import Template
from content.posters.code import SMALLEST_MODULE, qr_png
from content.posters.draw import draw
from content.posters.engine import Takumi
from content.posters.preview import OnePicture, sample_spec

LINK = "https://example.com/s/8fK2pQ"


def _in_a_chat(poster: bytes) -> Image.Image:
    """As a phone shows it in a conversation: 360 px wide, compressed once more."""
    with Image.open(BytesIO(poster)) as picture:
        small = picture.resize((360, picture.height * 360 // picture.width), Image.Resampling.BICUBIC)
    out = BytesIO()
    small.convert("RGB").save(out, "JPEG", quality=70)
    return Image.open(out)


def test_every_template_s_code_is_read_in_a_chat(
    templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    unread = [
        f"{name} {size}"
        for name, template in templates.items()
        for size in template.sizes
        if "link" in template.fields
        and not _read(_with_link(template, engine, size), templates, pictures, engine)
    ]
    assert unread == []


def _with_link(template: Template, engine: Takumi, size: str):  # type: ignore[no-untyped-def] # PosterSpec
    spec = sample_spec(template, engine.name, size)
    return replace(spec, fields={**spec.fields, "link": LINK})


def _read(spec, templates, pictures, engine) -> bool:  # type: ignore[no-untyped-def] # as draw takes them
    shown = _in_a_chat(draw(spec, templates, pictures, engine).data)
    return [code.text for code in zxingcpp.read_barcodes(shown)] == [LINK]


@pytest.mark.parametrize("length", [20, 40, 60])
def test_a_code_is_read_at_the_smallest_module(length: int) -> None:
    link = "https://example.com/".ljust(length, "x")
    for px in range(200, 400, 6):
        try:
            code = Image.open(BytesIO(qr_png(link, px))).convert("RGB")
        except PosterError:
            continue
        poster = Image.new("RGB", (1080, 1080), "#3A2820")
        poster.paste(code, (500, 500))
        out = BytesIO()
        poster.save(out, "JPEG", quality=90)
        assert zxingcpp.read_barcodes(_in_a_chat(out.getvalue()))[0].text == link
        return
    pytest.fail("no size was accepted")


def test_a_link_too_long_for_its_place_is_refused_with_the_room_it_needs() -> None:
    with pytest.raises(PosterError, match=r"link of 200 characters needs \d+ px .* gives it 224"):
        qr_png("https://example.com/".ljust(200, "x"), 224)


def test_modules_are_whole_pixels_and_the_ground_is_white() -> None:
    code = Image.open(BytesIO(qr_png(LINK, 230)))
    assert code.size == (230, 230)
    assert set(code.tobytes()) == {0, 255}
    assert code.crop((0, 0, 230, 4 * SMALLEST_MODULE)).getextrema() == (255, 255)
