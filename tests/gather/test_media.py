"""A picture is taken in once, kept as it came, and worked on as an upright copy that tells nothing."""

import io
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import ExifTags, Image, ImageCms

from content.media import MAX_BYTES, MediaFolder, ToShelve, shelve
from content.model import Media, Unreadable


def taken(file: Path, tmp_path: Path) -> tuple[Media, Image.Image]:
    medium = shelve(ToShelve(file, tmp_path / "media", "Asia/Shanghai"))
    assert isinstance(medium, Media), medium
    return medium, Image.open(MediaFolder(tmp_path / "media").working(medium.sha256))


def refused(file: Path, tmp_path: Path) -> str:
    outcome = shelve(ToShelve(file, tmp_path / "media", "Asia/Shanghai"))
    assert isinstance(outcome, Unreadable), outcome
    assert not list((tmp_path / "media").rglob("*.jpg"))
    return outcome.why


def test_the_original_is_kept_byte_for_byte_under_its_hash(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.new("RGB", (40, 30), "teal").save(file)
    medium, _ = taken(file, tmp_path)
    assert medium.sha256 == sha256(file.read_bytes()).hexdigest()
    assert MediaFolder(tmp_path / "media").original(medium.sha256, ".png").read_bytes() == file.read_bytes()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_whichever_way_the_camera_was_held_the_working_copy_is_upright(
    tmp_path: Path, orientation: int
) -> None:
    upright = Image.new("RGB", (60, 80), "white")
    upright.paste("red", (0, 0, 30, 40))
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    as_held = upright.transpose(turn[orientation]) if orientation in turn else upright
    as_held.save(tmp_path / "a.jpg", exif=exif, quality=95)
    medium, working = taken(tmp_path / "a.jpg", tmp_path)
    assert (medium.width, medium.height) == working.size == (60, 80)
    red, white = working.getpixel((10, 10)), working.getpixel((50, 70))
    assert red[0] > 200 > 60 > red[1]
    assert min(white) > 230


def test_the_working_copy_tells_neither_place_nor_camera(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Maker", "Model 1"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:20 21:05:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (31.0, 12.0, 0.0)
    Image.new("RGB", (40, 30)).save(tmp_path / "a.jpg", exif=exif, comment=b"hello")
    medium, working = taken(tmp_path / "a.jpg", tmp_path)
    assert medium.camera == "Maker Model 1"
    assert medium.taken_at == datetime(2026, 11, 20, 21, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert len(working.getexif()) == 0
    assert {"comment", "icc_profile"}.isdisjoint(working.info)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "I;16", "I", "F"])
def test_whatever_the_pixels_are_the_working_copy_is_eight_bit_rgb(tmp_path: Path, mode: str) -> None:
    file = tmp_path / ("a.png" if mode in {"1", "L", "LA", "P", "RGBA", "I;16"} else "a.tif")
    Image.new(mode, (40, 30)).save(file)
    assert taken(file, tmp_path)[1].mode == "RGB"


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(tmp_path / "a.png")
    assert taken(tmp_path / "a.png", tmp_path)[1].getpixel((20, 15)) == (255, 255, 255)


def test_a_colour_profile_is_applied_and_left_behind(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    Image.new("RGB", (40, 30), (200, 40, 40)).save(tmp_path / "a.jpg", icc_profile=profile, quality=95)
    _, working = taken(tmp_path / "a.jpg", tmp_path)
    assert "icc_profile" not in working.info


def test_a_large_photo_is_worked_on_at_a_size_that_fills_a_poster(tmp_path: Path) -> None:
    Image.new("RGB", (4000, 3000), "olive").save(tmp_path / "a.jpg")
    medium, working = taken(tmp_path / "a.jpg", tmp_path)
    assert (medium.width, medium.height) == (4000, 3000)
    assert 1920 <= max(working.size) <= 2160


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF", "AVIF"])
def test_the_kind_is_read_from_the_bytes_never_from_the_name(tmp_path: Path, kind: str) -> None:
    Image.new("RGB", (64, 64), "teal").save(tmp_path / "holiday.exe", kind)
    medium, working = taken(tmp_path / "holiday.exe", tmp_path)
    assert medium.suffix != ".exe"
    assert working.size == (64, 64)


def test_a_cut_off_photo_is_unreadable_and_leaves_nothing(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.effect_noise((400, 300), 90).save(whole, "JPEG")
    (tmp_path / "a.jpg").write_bytes(whole.getvalue()[:4000])
    assert "truncated" in refused(tmp_path / "a.jpg", tmp_path)


def test_what_is_no_picture_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("<svg onload='alert(1)'/>")
    assert refused(tmp_path / "a.jpg", tmp_path).startswith("the picture is broken")
    (tmp_path / "b.jpg").touch()
    assert refused(tmp_path / "b.jpg", tmp_path).startswith("the picture is broken")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    (tmp_path / "b.png").symlink_to(tmp_path / "a.png")
    assert refused(tmp_path / "b.png", tmp_path) == "it is a link; put the file itself here"


def test_too_large_a_file_is_not_even_opened(tmp_path: Path) -> None:
    with (tmp_path / "a.jpg").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "at most 40,000,000 are taken" in refused(tmp_path / "a.jpg", tmp_path)


def test_a_flood_of_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    Image.new("1", (10_000, 9_000)).save(tmp_path / "a.png")
    assert "at most 80,000,000 are taken" in refused(tmp_path / "a.png", tmp_path)
