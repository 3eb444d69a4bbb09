"""A picture is taken in once, kept as it came, and worked on as an upright copy that tells nothing."""

import io
import struct
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import ExifTags, Image, ImageCms, ImageFile

from content.media import MAX_BYTES, MediaFolder, ToShelve, shelve
from content.messages import render
from content.model import Media, Unreadable


def taken(file: Path, tmp_path: Path) -> tuple[Media, Image.Image]:
    medium = shelve(ToShelve(file, tmp_path / "media", "Asia/Shanghai"))
    assert isinstance(medium, Media), medium
    return medium, Image.open(MediaFolder(tmp_path / "media").working(medium.sha256))


def unreadable(file: Path, tmp_path: Path) -> Unreadable:
    outcome = shelve(ToShelve(file, tmp_path / "media", "Asia/Shanghai"))
    assert isinstance(outcome, Unreadable), outcome
    assert not list((tmp_path / "media").rglob("*.jpg"))
    return outcome


def refused(file: Path, tmp_path: Path) -> str:
    return render(unreadable(file, tmp_path).why, "en")


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
    assert "at most 40,000,000 are read" in refused(tmp_path / "a.jpg", tmp_path)


def test_a_flood_of_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    Image.new("1", (10_000, 9_000)).save(tmp_path / "a.png")
    assert "at most 80,000,000 are taken" in refused(tmp_path / "a.png", tmp_path)


def test_a_phones_108_megapixels_are_decoded_at_a_quarter(tmp_path: Path) -> None:
    Image.new("L", (12_000, 9_000), 90).save(tmp_path / "a.jpg")
    medium, working = taken(tmp_path / "a.jpg", tmp_path)
    assert (medium.width, medium.height) == (12_000, 9_000)
    assert max(working.size) == 2160


def test_a_jpeg_beyond_any_phone_is_refused_by_its_header(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.new("L", (8, 8)).save(whole, "JPEG")
    data = bytearray(whole.getvalue())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = (15_500).to_bytes(2, "big") * 2
    (tmp_path / "a.jpg").write_bytes(data)
    assert "240,000,000" in refused(tmp_path / "a.jpg", tmp_path)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xff\x0a\xfa\x1f" + bytes(40), "JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(40), "JPEG XL"),
        (b"wxgf\x14" + bytes(40), "wxgf"),
        (b"\x07\x08V2\x08\x07" + bytes(40), "WeChat"),
        (bytes(byte ^ 0x6B for byte in b"\xff\xd8\xff\xe0\0\x10JFIF"), "WeChat"),
        (b"\0\0\0\x20ftypisom" + bytes(40), "a video"),
        (b"#!AMR\n" + bytes(40), "a sound"),
        (b"8BPS\0\x01" + bytes(40), "save it as JPEG or PNG"),
    ],
)
def test_what_people_take_for_a_picture_is_named_as_what_it_is(
    tmp_path: Path, data: bytes, name: str
) -> None:
    (tmp_path / "a.jpg").write_bytes(data)
    assert name in refused(tmp_path / "a.jpg", tmp_path)


def test_what_claims_more_pixels_than_any_photo_has_is_refused_by_its_header(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.new("RGB", (8, 8)).save(whole, "BMP")
    flood = bytearray(whole.getvalue())
    flood[18:26] = (60_000).to_bytes(4, "little") + (60_000).to_bytes(4, "little")
    (tmp_path / "a.bmp").write_bytes(flood)
    assert unreadable(tmp_path / "a.bmp", tmp_path).reason == "too_many_pixels"


@pytest.mark.parametrize(
    "error",
    [
        OSError,
        EOFError,
        ValueError,
        SyntaxError,
        RuntimeError,
        MemoryError,
        struct.error,
        Image.DecompressionBombError,
    ],
)
def test_whatever_a_decoder_raises_is_about_this_one_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*_: Any) -> None:
        raise error("no")

    Image.new("RGB", (40, 30)).save(tmp_path / "a.jpg")
    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)
    assert unreadable(tmp_path / "a.jpg", tmp_path).reason in {"unreadable", "too_many_pixels"}


def test_wide_colours_become_those_of_a_screen(tmp_path: Path, wide_profile: bytes) -> None:
    """A red that P3 writes as 234, 51, 35 is the reddest that sRGB has."""
    Image.new("RGB", (40, 30), (234, 51, 35)).save(tmp_path / "a.png", icc_profile=wide_profile)
    red, green, blue = taken(tmp_path / "a.png", tmp_path)[1].getpixel((20, 15))
    assert red > 250
    assert green < 20
    assert blue < 20


def test_a_profile_that_is_srgb_already_changes_nothing(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (40, 30), (200, 40, 40)).save(tmp_path / "a.png", icc_profile=profile)
    assert near(taken(tmp_path / "a.png", tmp_path)[1].getpixel((20, 15)), (200, 40, 40))


def test_a_broken_profile_is_left_out(tmp_path: Path) -> None:
    Image.new("RGB", (40, 30), (200, 40, 40)).save(tmp_path / "a.png", icc_profile=b"no profile at all")
    assert near(taken(tmp_path / "a.png", tmp_path)[1].getpixel((20, 15)), (200, 40, 40))


def test_the_inks_of_print_become_light(tmp_path: Path) -> None:
    Image.new("CMYK", (40, 30), (0, 255, 255, 0)).save(tmp_path / "a.jpg", quality=95)
    assert near(taken(tmp_path / "a.jpg", tmp_path)[1].getpixel((20, 15)), (255, 0, 0))


@pytest.mark.parametrize(("bits", "grey"), [(0, 0), (257 * 30, 30), (257 * 200, 200), (65_535, 255)])
def test_sixteen_bits_keep_how_bright_they_are(tmp_path: Path, bits: int, grey: int) -> None:
    Image.new("I;16", (40, 30), bits).save(tmp_path / "a.png")
    assert near(taken(tmp_path / "a.png", tmp_path)[1].getpixel((20, 15)), (grey, grey, grey))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_moving_pictures_the_first_is_taken_and_they_are_marked(tmp_path: Path, kind: str) -> None:
    first, second = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (40, 30), "blue")
    first.save(tmp_path / "a", kind, save_all=True, append_images=[second])
    medium, working = taken(tmp_path / "a", tmp_path)
    assert medium.animated
    assert near(working.getpixel((20, 15)), (255, 0, 0))
    first.save(tmp_path / "b", kind)
    assert not taken(tmp_path / "b", tmp_path)[0].animated


def test_an_animation_whose_later_pictures_are_broken_is_taken_by_its_first(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    whole = io.BytesIO()
    frames[0].save(whole, "GIF", save_all=True, append_images=frames[1:])
    (tmp_path / "a.gif").write_bytes(whole.getvalue()[:-20])
    assert near(taken(tmp_path / "a.gif", tmp_path)[1].getpixel((20, 15)), (255, 0, 0))


def test_what_a_camera_wrote_wrongly_does_not_make_the_picture_so(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "0001:01:01 00:00:00"
    Image.new("RGB", (40, 30)).save(tmp_path / "a.jpg", exif=exif)
    medium, working = taken(tmp_path / "a.jpg", tmp_path)
    assert (medium.taken_at, working.size) == (None, (40, 30))
    Image.new("RGB", (40, 31)).save(tmp_path / "b.jpg", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")
    assert taken(tmp_path / "b.jpg", tmp_path)[1].size == (40, 31)


def test_a_page_of_code_with_a_photos_name_and_start_is_no_photo(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0<?php system('id');?>" * 9)
    assert unreadable(tmp_path / "a.jpg", tmp_path).reason == "unreadable"


def test_a_photo_with_code_behind_it_is_worked_on_without(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(whole, "JPEG", comment=b"<script>")
    (tmp_path / "a.jpg").write_bytes(whole.getvalue() + b"<?php system('id');?>")
    medium, _ = taken(tmp_path / "a.jpg", tmp_path)
    clean = MediaFolder(tmp_path / "media").working(medium.sha256).read_bytes()
    assert b"<?php" not in clean
    assert b"<script>" not in clean


def test_a_picture_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_: Path, __: int) -> bytes:
        raise PermissionError(13, "Permission denied")

    Image.new("RGB", (40, 30)).save(tmp_path / "a.jpg")
    monkeypatch.setattr("content.media.shelving.read_limited", closed)
    outcome = unreadable(tmp_path / "a.jpg", tmp_path)
    assert (outcome.reason, render(outcome.why, "en")) == (
        "no_access",
        "the file cannot be read: Permission denied",
    )


def test_the_same_picture_is_worked_on_once(tmp_path: Path) -> None:
    Image.new("RGB", (40, 30)).save(tmp_path / "a.jpg")
    medium, _ = taken(tmp_path / "a.jpg", tmp_path)
    working = MediaFolder(tmp_path / "media").working(medium.sha256)
    written = working.stat().st_mtime_ns
    taken(tmp_path / "a.jpg", tmp_path)
    assert working.stat().st_mtime_ns == written


def near(seen: Any, meant: tuple[int, int, int]) -> bool:
    return all(abs(int(a) - b) <= 6 for a, b in zip(seen, meant, strict=True))


@pytest.fixture
def wide_profile() -> bytes:
    """Display P3 as a profile of matrix and curves: the primaries adapted to D50 (ICC.1, P3-D65)."""
    columns = {"rXYZ": (0.51512, 0.2412, -0.00105), "gXYZ": (0.29198, 0.69225, 0.04189)}
    columns |= {"bXYZ": (0.1571, 0.06657, 0.78407), "wtpt": (0.96420, 1.0, 0.82491)}
    tags = {name: b"XYZ \0\0\0\0" + b"".join(fixed(v) for v in xyz) for name, xyz in columns.items()}
    gamma = [fixed(v) for v in (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)]
    curve = b"para\0\0\0\0\0\x03\0\0" + b"".join(gamma)
    tags |= dict.fromkeys(("rTRC", "gTRC", "bTRC"), curve)
    tags["desc"] = b"desc\0\0\0\0" + (3).to_bytes(4, "big") + b"P3\0" + bytes(78)
    tags["cprt"] = b"text\0\0\0\0CC0\0"
    body, table, at = b"", b"", 132 + 12 * len(tags)
    for name, data in tags.items():
        table += name.encode() + (at + len(body)).to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data + bytes(-len(data) % 4)
    head = bytearray(128)
    head[0:4] = (at + len(body)).to_bytes(4, "big")
    head[8:12], head[12:16], head[16:20], head[20:24] = b"\x02\x20\0\0", b"mntr", b"RGB ", b"XYZ "
    head[36:40], head[68:80] = b"acsp", fixed(0.9642) + fixed(1.0) + fixed(0.82491)
    return bytes(head) + len(tags).to_bytes(4, "big") + table + body


def fixed(value: float) -> bytes:
    """A number as ICC writes it: sixteen bits before the point, sixteen behind."""
    return round(value * 65_536).to_bytes(4, "big", signed=True)
