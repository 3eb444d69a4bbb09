import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import segno
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from content.score.features import MEANINGS, VERSION
from content.score.image import DECODE_ERRORS, measure
from content.score.phash import BLOB
from content.score.thumbnail import BYTES

Saved = Callable[..., Path]
Photo = Callable[..., Image.Image]


def test_one_pass_measures_exactly_what_is_explained(photo: Photo, saved: Saved) -> None:
    features = measure(saved(photo(1)))
    assert set(features.values) == set(MEANINGS)
    assert features.version == VERSION
    assert (len(features.hashes), len(features.thumbnail)) == (BLOB, BYTES)
    assert all(type(value) is float for value in features.values.values())


def test_the_size_is_the_files_not_the_decoded_one(photo: Photo, saved: Saved) -> None:
    values = measure(saved(photo(1, (2160, 1620)))).values
    assert (values["width"], values["height"]) == (2160, 1620)


def test_the_same_file_gives_the_same_numbers(photo: Photo, saved: Saved) -> None:
    path = saved(photo(1))
    assert measure(path) == measure(path)


def test_a_large_copy_measures_like_a_small_one(photo: Photo, saved: Saved) -> None:
    large = photo(2, (2048, 1536))
    big, small = (measure(saved(each)).values for each in (large, large.resize((1024, 768))))
    for name, by in {"foc_best": 0.04, "p95": 3, "std": 2, "colourful": 2}.items():
        assert big[name] == pytest.approx(small[name], abs=by)


def test_a_code_in_the_corner_is_seen(photo: Photo, saved: Saved) -> None:
    code = zxingcpp.create_barcode("https://example.org", zxingcpp.BarcodeFormat.QRCode).to_image(scale=5)
    plain, pasted = photo(3), photo(3)
    pasted.paste(Image.fromarray(np.array(code)), (480, 320))
    assert [measure(saved(each)).values["qr"] for each in (plain, pasted)] == [0, 1]


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\xff\xd8\xff\xe0" + bytes(40)])
def test_what_is_no_picture_raises_a_decode_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(content)
    with pytest.raises(DECODE_ERRORS):
        measure(path)


def test_half_a_picture_raises_a_decode_error(photo: Photo, saved: Saved) -> None:
    path = saved(photo(4))
    path.write_bytes(path.read_bytes()[:4000])
    with pytest.raises(DECODE_ERRORS):
        measure(path)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(width=st.integers(1, 90), height=st.integers(1, 90), mode=st.sampled_from(["L", "RGB", "CMYK"]))
def test_the_smallest_picture_is_measured(tmp_path: Path, width: int, height: int, mode: str) -> None:
    path = tmp_path / "small.jpg"
    Image.new(mode, (width, height), 128 if mode == "L" else (128,) * len(mode)).save(path, "JPEG")
    features = measure(path)
    assert np.isfinite(list(features.values.values())).all()
    assert all(0 <= fraction <= 1 for fraction in features.focus)


def test_a_blurred_photo_is_less_sharp_and_less_detailed(photo: Photo, saved: Saved) -> None:
    clear = photo(5)
    steps = [clear, *(clear.filter(ImageFilter.GaussianBlur(radius)) for radius in (1, 2, 4))]
    measured = [measure(saved(step)).values for step in steps]
    for name in ("foc_best", "foc_all", "detail"):
        values = [each[name] for each in measured]
        assert values == sorted(values, reverse=True)
        assert values[0] > 1.2 * values[-1]


def test_a_code_too_small_for_the_decoded_picture_is_found_in_the_file(photo: Photo, tmp_path: Path) -> None:
    """Of 2,000 px a third is decoded: what is left of a module of four pixels is no code any more."""
    host = photo(3, (2000, 1500))
    code = segno.make("https://example.org/" + "x" * 60, error="m", micro=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="png", scale=3, border=4)
    host.paste(Image.open(drawn).convert("RGB").filter(ImageFilter.GaussianBlur(0.8)), (777, 555))
    host.save(tmp_path / "host.jpg", quality=85)
    assert measure(tmp_path / "host.jpg").values["qr"] == 1
    host.paste((120, 130, 110), (777, 555, 1100, 900))
    host.save(tmp_path / "plain.jpg", quality=85)
    assert measure(tmp_path / "plain.jpg").values["qr"] == 0
