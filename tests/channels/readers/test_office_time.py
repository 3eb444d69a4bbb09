"""Dates as offices write them are instants; what may be two days is asked for, what is none is named."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.readers.messages import DateOrder
from channels.readers.office_time import FIRST_DAY, date_order, office_time
from content.messages import render
from content.validation import BadValue

ZONE = ZoneInfo("Asia/Shanghai")
MARCH = datetime(2026, 3, 2, 21, 3, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    "text",
    [
        "2026/3/2 21:03",
        "2026-03-02 21:03",
        "2026.3.2 21:03:00",
        "2026年3月2日 21:03",
        "2026年3月2日21时03分",
        "2026年03月02日 下午 9:03",
        "2026/3/2 下午9:03",
        "2026年3月2号晚上9点03分",
        "2026/3/2 9:03 PM",
        "2026/3/2 9:03:00 p.m.",
        "２０２６／３／２　２１：０３",
        "2026/3/2 星期一 21:03",
        "2026/3/2(周一) 21:03",
        "2026-03-02T21:03:00+08:00",
        "2026-03-02T13:03:00Z",
        "202603022103",
        "20260302 21:03",
        "20260302210300",
        "46083.877083333",
        "1772456580",
        "1772456580000",
        "Mon Mar 02 2026 21:03:00 GMT+0800 (中国标准时间)",
        "2026-3-2 午后9:03",
    ],
)
def test_one_moment_in_many_hands(text: str) -> None:
    assert office_time(text, ZONE) == MARCH


@pytest.mark.parametrize(
    "text", ["2026/3/2", "2026年3月2日", "20260302", "46083", "2026-3-2 0:00", "2026/3/2 上午12:00"]
)
def test_a_day_alone_begins_at_midnight(text: str) -> None:
    assert office_time(text, ZONE) == datetime(2026, 3, 2, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2026/3/2 上午12:30", 0, 30),
        ("2026/3/2 中午12:30", 12, 30),
        ("2026/3/2 中午1:00", 13, 0),
        ("2026/3/2 凌晨1点半", 1, 30),
        ("2026/3/2 12:05 AM", 0, 5),
        ("2026/3/2 12:05 PM", 12, 5),
        ("2026/3/2 下午3点", 15, 0),
    ],
)
def test_halves_of_the_day(text: str, hour: int, minute: int) -> None:
    at = office_time(text, ZONE)
    assert (at.hour, at.minute) == (hour, minute)


def test_days_and_months_are_told_apart_or_asked_for() -> None:
    assert office_time("13/3/2026 9:03", ZONE).day == 13
    assert office_time("3/13/2026 9:03", ZONE).day == 13
    assert office_time("2/3/2026", ZONE, DateOrder.DMY).month == 3
    assert office_time("2/3/2026", ZONE, DateOrder.MDY).month == 2
    assert office_time("2/3/26", ZONE, DateOrder.DMY).year == 2026
    assert office_time("26/3/2", ZONE).year == 2026
    assert office_time("26/3/12", ZONE, DateOrder.YMD).year == 2026
    assert office_time("3/14/45 9:03", ZONE).year == 2045
    for text in ("2/3/2026", "2/3/26", "26/3/25"):
        with pytest.raises(BadValue) as caught:
            office_time(text, ZONE)
        assert "write the year first" in render(caught.value.message, "en")


def test_a_column_proves_the_order_of_its_dates() -> None:
    assert date_order(["2/3/2026", "14/3/2026"]) is DateOrder.DMY
    assert date_order(["2/3/2026", "3/14/2026 9:00"]) is DateOrder.MDY
    assert date_order(["2/3/2026", "2026-03-14"]) is None
    assert date_order(["13/3/2026", "3/14/2026"]) is None
    assert date_order(["26/3/12", "26/3/2"]) is DateOrder.YMD


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "3月2日 9:03",
        "2026/2/30",
        "2026/3/2 25:00",
        "2026/13/1",
        "2026/3/2 忽然9:03",
        "12",
        "9:03",
        "",
    ],
)
def test_what_is_no_date_is_named(text: str) -> None:
    with pytest.raises(BadValue):
        office_time(text, ZONE)


def test_a_year_that_no_chat_has_is_refused() -> None:
    with pytest.raises(BadValue):
        office_time("1911/3/2", ZONE)


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)))  # noqa: DTZ001 - clocks of a table
def test_every_moment_is_read_from_its_serial_number(at: datetime) -> None:
    at = at.replace(microsecond=0)
    days = (at - FIRST_DAY).total_seconds() / 86_400
    assert office_time(f"{days:.9f}", ZoneInfo("UTC")) == at.replace(tzinfo=UTC)


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)), st.sampled_from("/-."))  # noqa: DTZ001 - as above
def test_every_moment_is_read_as_it_is_written(at: datetime, sign: str) -> None:
    text = f"{at.year}{sign}{at.month}{sign}{at.day} {at.hour}:{at.minute:02}:{at.second:02}"
    assert office_time(text, ZONE) == at.replace(microsecond=0, tzinfo=ZONE)


@given(st.text(max_size=40))
def test_any_text_is_an_instant_or_refused(text: str) -> None:
    try:
        assert office_time(text, ZONE).tzinfo is not None
    except BadValue:
        return


@pytest.mark.parametrize(
    "text",
    [
        *("Mar 2, 2026 9:05 AM", "2 March 2026, 09:05", "March 2nd 2026 9:05am", "02-Mar-2026 09:05"),
        *("2026年3月2日 9時5分", "2026/3/2 上午 9:05", "2026/03/02 午前9:05", "2026/3/2 (週一) 9:05"),
        *(
            "2026-03-02 09:05（北京时间）",
            "2026-03-02 10:05 UTC+9",
            "2026/03/02 1:05:00 am GMT",
            "2026-03-02 10:05 GMT+09:00",
        ),
    ],
)
def test_other_languages_and_zones_are_read(text: str) -> None:
    if text.endswith("GMT"):
        with pytest.raises(BadValue):
            office_time(text, ZONE)
        return
    assert office_time(text, ZoneInfo("Asia/Shanghai")) == datetime.fromisoformat("2026-03-02T09:05:00+08:00")


@pytest.mark.parametrize("text", ["Feb 30, 2026", "2026-03-02 10:05 UTC+19", "Mar 2026", "2 Marz"])
def test_what_looks_like_these_and_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        office_time(text, ZONE)


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("2026/3/2 上午12:30", 2, 0),
        ("2026/3/2 下午12:30", 2, 12),
        ("2026年3月2日 中午12点半", 2, 12),
        ("2026年3月2日 凌晨12:30", 2, 0),
        ("2026年3月2日 晚上12点", 3, 0),
        ("2026-03-02 24:00", 3, 0),
        ("2026年3月2日 夜里2点", 2, 2),
    ],
)
def test_a_part_of_the_day_says_which_hour_is_meant(text: str, day: int, hour: int) -> None:
    at = office_time(text, ZONE)
    assert (at.day, at.hour) == (day, hour)
