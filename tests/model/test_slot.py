"""The instant of a slot is the group's own, on every day of the year, also when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.model import Group, Slot

ZONES = st.sampled_from(
    ["Asia/Shanghai", "America/New_York", "America/Santiago", "Europe/London", "Asia/Kathmandu"]
)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(DAYS, TIMES, ZONES)
def test_the_instant_is_that_local_time_or_just_after_a_skipped_one(day: date, at: time, zone: str) -> None:
    moment = Slot.on(day, at, ZoneInfo(zone))
    wall = moment.replace(tzinfo=None) - datetime.combine(day, at)
    assert wall in (timedelta(0), timedelta(hours=1))
    assert moment.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == moment.replace(
        tzinfo=None
    )


@given(DAYS, ZONES)
def test_the_slots_of_a_day_come_in_their_order(day: date, zone: str) -> None:
    group = Group("g1", "徐汇 1 群", zone=zone)
    moments = [group.goes_out_at(slot, day) for slot in Slot]
    assert moments == sorted(moments)
    assert len(set(moments)) == 4


def test_a_time_that_the_clock_skips_is_the_same_distance_after_the_gap() -> None:
    spring_forward = Slot.on(date(2026, 3, 8), time(2, 30), ZoneInfo("America/New_York"))
    assert spring_forward.isoformat() == "2026-03-08T03:30:00-04:00"


def test_of_a_time_that_happens_twice_it_is_the_first() -> None:
    autumn = Slot.on(date(2026, 11, 1), time(1, 30), ZoneInfo("America/New_York"))
    assert autumn.isoformat() == "2026-11-01T01:30:00-04:00"


def test_a_group_without_the_slot_has_no_time_for_it() -> None:
    with pytest.raises(KeyError):
        Group("g1", "早晚群", slots={Slot.MORNING: time(8)}).goes_out_at(Slot.NOON, date(2026, 11, 23))


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        ("2026-11-30", False),
        ("2026-12-01", True),
        ("2026-12-05", False),
        ("2026-12-13", True),
        ("2026-12-14", False),
    ],
)
def test_a_flash_group_lives_from_its_first_day_to_its_last_but_for_blackouts(day: str, open_: bool) -> None:
    group = Group(
        "g1",
        "快闪",
        starts_on=date(2026, 12, 1),
        ends_on=date(2026, 12, 13),
        blackouts=frozenset({date(2026, 12, 5)}),
    )
    assert group.is_open_on(date.fromisoformat(day)) is open_
