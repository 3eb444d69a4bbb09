"""HDR and wide gamuts are shown as what they are: the same chart, written in any of them, looks alike."""

import io
import itertools
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin
from pillow_heif import from_bytes

from content.media import MediaFolder, ToShelve, colour, shelve
from content.media.colour import BT709, BT2020, DISPLAY_P3, HLG, PQ, ColourSpace
from content.model import Media

CHART = ((120, 90, 70), (200, 150, 130), (90, 120, 160), (60, 110, 50), (215, 130, 40), (230, 230, 225))
NEAR = 4  # of 255: what JPEG and ten bits lose
Chart = NDArray[np.float64]


def light() -> Chart:
    """The chart as light, of which 1 is white, in the primaries of BT.709; 32 px a patch."""
    signal = np.repeat(np.repeat(np.array([CHART]) / 255.0, 32, axis=1), 64, axis=0)
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)


def in_primaries(chart: Chart, primaries: colour.Chromaticities) -> Chart:
    return chart @ np.linalg.inv(colour._to_bt709(primaries)).T.astype(float)


def pq(chart: Chart) -> Chart:
    nits = np.clip(chart * 203 / 10_000, 0, 1) ** (2610 / 16384)
    return ((3424 / 4096 + 2413 / 128 * nits) / (1 + 2392 / 128 * nits)) ** (2523 / 32)


def hlg(chart: Chart) -> Chart:
    """In the primaries of BT.2020, by the inverse of the table of BT.2100."""
    shown = np.maximum(chart, 0) * 203 / 1000
    luminance = shown @ np.array([0.2627, 0.6780, 0.0593])
    scene = shown * np.maximum(luminance, 1e-9)[..., None] ** (1 / 1.2 - 1)
    high = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), high)


def srgb(chart: Chart) -> Chart:
    chart = np.clip(chart, 0, 1)
    return np.where(chart <= 0.0031308, chart * 12.92, 1.055 * chart ** (1 / 2.4) - 0.055)


def a_png(signal: Chart, **chunks: bytes) -> bytes:
    """Eight bits, with chunks before the pixels."""
    whole = io.BytesIO()
    Image.fromarray(np.rint(np.clip(signal, 0, 1) * 255).astype(np.uint8)).save(whole, "PNG")
    data = whole.getvalue()
    parts = b"".join(
        struct.pack(">I", len(body))
        + name.encode()
        + body
        + struct.pack(">I", zlib.crc32(name.encode() + body))
        for name, body in chunks.items()
    )
    return data[:33] + parts + data[33:]


def a_heic(signal: Chart, primaries: int, transfer: int) -> bytes:
    """Ten bits."""
    deep = np.rint(np.clip(signal, 0, 1) * 65_535).astype(np.uint16)
    heif = from_bytes("RGB;16", (deep.shape[1], deep.shape[0]), deep.tobytes())
    whole = io.BytesIO()
    heif.save(
        whole, quality=100, chroma=444, color_primaries=primaries, transfer_characteristics=transfer,
        transfer_characteristic=transfer, matrix_coefficients=9 if primaries == 9 else 1, full_range_flag=1,
    )  # fmt: skip
    return whole.getvalue()


def shown(data: bytes, tmp_path: Path) -> Chart:
    """The patches of the working copy."""
    (tmp_path / "a").write_bytes(data)
    medium = shelve(ToShelve(tmp_path / "a", tmp_path / "media", "UTC"))
    assert isinstance(medium, Media), medium
    working = np.asarray(Image.open(MediaFolder(tmp_path / "media").working(medium.sha256))).astype(float)
    return np.stack([working[16:48, 32 * n + 8 : 32 * n + 24].mean(axis=(0, 1)) for n in range(len(CHART))])


def looks_like_the_chart(patches: Chart) -> bool:
    return bool(np.abs(patches - np.array(CHART)).mean() < NEAR)


@pytest.mark.parametrize("primaries", [9, 12, 1])
def test_heic_in_pq_is_as_bright_and_as_colourful_as_the_chart(tmp_path: Path, primaries: int) -> None:
    chart = in_primaries(light(), colour.PRIMARIES.get(primaries, BT709))
    assert looks_like_the_chart(shown(a_heic(pq(chart), primaries, PQ), tmp_path))


def test_heic_in_hlg_is_as_bright_and_as_colourful_as_the_chart(tmp_path: Path) -> None:
    assert looks_like_the_chart(shown(a_heic(hlg(in_primaries(light(), BT2020)), 9, HLG), tmp_path))


def test_avif_with_a_colour_box_is_read_by_it(tmp_path: Path) -> None:
    whole = io.BytesIO()
    signal = np.rint(srgb(in_primaries(light(), DISPLAY_P3)) * 255).astype(np.uint8)
    Image.fromarray(signal).save(whole, "AVIF", quality=100, subsampling="4:4:4")
    data = bytearray(whole.getvalue())
    at = data.index(b"colrnclx") + 8
    data[at : at + 4] = struct.pack(">HH", 12, 13)
    assert looks_like_the_chart(shown(bytes(data), tmp_path))
    data[at : at + 4] = struct.pack(">HH", 1, PQ)
    assert not looks_like_the_chart(shown(bytes(data), tmp_path))


@pytest.mark.parametrize(
    ("codes", "signal"),
    [
        ((1, 13), lambda: srgb(light())),
        ((12, 13), lambda: srgb(in_primaries(light(), DISPLAY_P3))),
        ((9, 15), lambda: np.clip(in_primaries(light(), BT2020), 0, 1) ** (1 / 2.4)),
        ((9, 16), lambda: pq(in_primaries(light(), BT2020))),
        ((1, 8), lambda: light()),
        ((1, 4), lambda: light() ** (1 / 2.2)),
    ],
)
def test_png_is_read_by_its_code_points(tmp_path: Path, codes: tuple[int, int], signal: object) -> None:
    assert callable(signal)
    assert looks_like_the_chart(shown(a_png(signal(), cICP=bytes([*codes, 0, 1])), tmp_path))


def test_png_of_a_narrow_range_is_stretched(tmp_path: Path) -> None:
    narrow = (srgb(light()) * 219 + 16) / 255
    assert looks_like_the_chart(shown(a_png(narrow, cICP=bytes([1, 13, 0, 0])), tmp_path))


def test_png_is_read_by_its_gamma_where_nothing_else_is_there(tmp_path: Path) -> None:
    gamma = {"gAMA": struct.pack(">I", 100_000)}
    assert looks_like_the_chart(shown(a_png(light(), **gamma), tmp_path))
    assert looks_like_the_chart(shown(a_png(srgb(light()), **gamma, sRGB=b"\0"), tmp_path))
    assert looks_like_the_chart(shown(a_png(srgb(light()), gAMA=struct.pack(">I", 45_455)), tmp_path))


def test_png_is_read_by_its_primaries(tmp_path: Path) -> None:
    numbers = (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
    said = {"cHRM": struct.pack(">8I", *numbers), "gAMA": struct.pack(">I", 45_455)}
    assert looks_like_the_chart(shown(a_png(srgb(in_primaries(light(), DISPLAY_P3)), **said), tmp_path))


def test_code_points_go_before_a_profile(tmp_path: Path) -> None:
    whole = io.BytesIO()
    signal = np.rint(srgb(in_primaries(light(), DISPLAY_P3)) * 255).astype(np.uint8)
    info = PngImagePlugin.PngInfo()
    info.add(b"cICP", bytes([12, 13, 0, 1]))
    Image.fromarray(signal).save(whole, "PNG", pnginfo=info, icc_profile=b"no profile at all")
    assert looks_like_the_chart(shown(whole.getvalue(), tmp_path))


def test_what_is_transparent_stays_so_until_it_lies_on_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (200, 100), (90, 120, 160, 0))
    info = PngImagePlugin.PngInfo()
    info.add(b"cICP", bytes([9, PQ, 0, 1]))
    image.save(tmp_path / "a.png", pnginfo=info)
    medium = shelve(ToShelve(tmp_path / "a.png", tmp_path / "media", "UTC"))
    assert isinstance(medium, Media)
    working = Image.open(MediaFolder(tmp_path / "media").working(medium.sha256))
    assert working.getpixel((50, 50)) == (255, 255, 255)


def test_highlights_are_pressed_together_not_cut_off() -> None:
    steps = np.array([[[n * 0.5] * 3 for n in range(1, 9)]], dtype=np.float32)
    pressed = colour._pressed(steps)[0, :, 0]
    assert all(a < b for a, b in itertools.pairwise(pressed))
    assert pressed[-1] <= 1
    assert np.isclose(pressed[0], 0.5)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([1, 2, 9, 11, 12, 250]),
    st.sampled_from([1, 2, 4, 5, 8, 13, 14, 16, 18, 250]),
    st.booleans(),
)
def test_any_code_points_give_a_picture_and_white_stays_white(
    primaries: int, transfer: int, full: bool
) -> None:
    data = a_png(np.ones((8, 8, 3)), cICP=bytes([primaries, transfer, 0, full]))
    image = Image.open(io.BytesIO(data))
    space = colour.colour_space(image, data)
    assert space is None or isinstance(space, ColourSpace)
    if space is not None:
        pixel = colour.in_screen_colours(image, data, space, 2160).getpixel((4, 4))
        assert isinstance(pixel, tuple)
        assert min(pixel) >= 250
