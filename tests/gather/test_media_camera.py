"""When a picture was taken: the camera's offset counts, then the group's zone; broken clocks say nothing."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from content.media.camera import YEARS, taken_at

ZONE = ZoneInfo("Asia/Shanghai")


def exif(clock: object, offset: object = None) -> Image.Exif:
    made = Image.Exif()
    tags = made.get_ifd(ExifTags.IFD.Exif)
    tags[ExifTags.Base.DateTimeOriginal] = clock
    if offset is not None:
        tags[ExifTags.Base.OffsetTimeOriginal] = offset
    return made


@pytest.mark.parametrize(
    ("offset", "hour"),
    [("+09:00", 14), ("-05:00", 4), ("Z", 23), ("+05:30", 18), ("+0900", 14), (b"+09:00\0", 14), (None, 15)],
)
def test_the_offset_that_the_camera_wrote_counts(offset: object, hour: int) -> None:
    at = taken_at(exif("2026:03:02 23:30:00", offset), ZONE)
    assert at is not None
    assert at.astimezone(UTC).hour == hour


@pytest.mark.parametrize("offset", ["   :  ", "+25:00", "+09:75", "Tokyo", "", 9])
def test_an_offset_that_no_place_has_leaves_the_clock_to_the_groups_zone(offset: object) -> None:
    assert taken_at(exif("2026:03:02 23:30:00", offset), ZONE) == datetime(2026, 3, 2, 23, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    "clock",
    [
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "2026:02:30 10:00:00",
        "2026:03:02 24:10:00",
        "0001:01:01 00:00:00",
        "9999:01:01 00:00:00",
        "yesterday",
        "",
        b"\xff\xff",
        (2026, 3),
    ],
)
def test_a_clock_that_was_never_set_says_nothing(clock: object) -> None:
    assert taken_at(exif(clock), ZONE) is None


@pytest.mark.parametrize(
    "clock",
    ["2026:03:02 23:30:00\0", "2026-03-02 23:30:00", "2026/03/02 23:30:00", "2026-03-02T23:30:00.12"],
)
def test_clocks_as_phones_and_programs_write_them(clock: str) -> None:
    assert taken_at(exif(clock), ZONE) == datetime(2026, 3, 2, 23, 30, tzinfo=ZONE)


def test_an_offset_within_the_clock_counts() -> None:
    assert taken_at(exif("2026-03-02 23:30:00+09:00"), ZONE) == datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


@given(st.text(max_size=30), st.text(max_size=12))
def test_whatever_is_written_there_is_an_instant_or_nothing(clock: str, offset: str) -> None:
    at = taken_at(exif(clock, offset), ZONE)
    assert at is None or (at.tzinfo is not None and at.year in YEARS)


def test_the_offset_of_a_clock_that_shows_the_same_counts_too() -> None:
    made = exif("2026:03:02 23:30:00")
    made[ExifTags.Base.DateTime] = "2026:03:02 23:30:00"
    made.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTime] = "+09:00"
    assert taken_at(made, ZONE) == datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    made[ExifTags.Base.DateTime] = "2026:03:05 10:00:00"
    assert taken_at(made, ZONE) == datetime(2026, 3, 2, 23, 30, tzinfo=ZONE)


def test_a_file_keeps_its_offset(tmp_path: Path) -> None:
    Image.new("RGB", (40, 30)).save(tmp_path / "a.jpg", exif=exif("2026:03:02 23:30:00", "+09:00"))
    read = Image.open(tmp_path / "a.jpg").getexif()
    assert taken_at(read, ZONE) == datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
