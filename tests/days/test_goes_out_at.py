"""When a slot goes out on days that are not like others: clocks change, years end, people sleep in."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.model import Group, Slot

NEW_YORK, SANTIAGO, SHANGHAI = "America/New_York", "America/Santiago", "Asia/Shanghai"


def out(zone: str, day: date, at: str) -> datetime:
    group = Group("g1", "群", zone=zone, slots={Slot.MORNING: time.fromisoformat(at)})
    return group.goes_out_at(Slot.MORNING, day)


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        (NEW_YORK, date(2026, 3, 7), "08:00", "2026-03-07T13:00"),
        (NEW_YORK, date(2026, 3, 8), "08:00", "2026-03-08T12:00"),  # the clock went forward at night
        (NEW_YORK, date(2026, 11, 1), "08:00", "2026-11-01T13:00"),  # and back
        (NEW_YORK, date(2026, 11, 1), "00:30", "2026-11-01T04:30"),  # before it did
        (SANTIAGO, date(2026, 9, 6), "00:00", "2026-09-06T04:00"),  # the day begins at one o'clock
        (SANTIAGO, date(2026, 9, 6), "00:30", "2026-09-06T04:30"),
        (SANTIAGO, date(2026, 4, 4), "23:30", "2026-04-05T02:30"),  # the hour before midnight comes twice
        (SHANGHAI, date(2028, 2, 29), "20:00", "2028-02-29T12:00"),
        (SHANGHAI, date(2026, 12, 31), "23:59", "2026-12-31T15:59"),
        (SHANGHAI, date(2027, 1, 1), "00:00", "2026-12-31T16:00"),  # the year is new there, not yet in UTC
    ],
)
def test_the_groups_clock_says_it(zone: str, day: date, at: str, utc: str) -> None:
    assert out(zone, day, at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M") == utc


@given(
    st.sampled_from([NEW_YORK, SANTIAGO, SHANGHAI]),
    st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    st.times().map(lambda at: f"{at:%H:%M}"),
)
def test_a_slot_never_leaves_the_groups_own_day(zone: str, day: date, at: str) -> None:
    assert out(zone, day, at).date() == day


@given(st.sampled_from([NEW_YORK, SANTIAGO]), st.dates(date(2024, 1, 1), date(2032, 12, 31)))
def test_from_one_day_to_the_next_it_is_a_day_give_or_take_the_clocks_hour(zone: str, day: date) -> None:
    one, other = (out(zone, day + timedelta(days=later), "08:00").astimezone(UTC) for later in (0, 1))
    assert other - one in (timedelta(hours=23), timedelta(hours=24), timedelta(hours=25))


def test_on_a_holiday_only_the_times_that_differ_change() -> None:
    group = Group("g1", "群", holiday_slots={Slot.MORNING: time(9, 30)})
    late = group.on_a_holiday()
    assert late.slots == {**group.slots, Slot.MORNING: time(9, 30)}
    assert list(late.slots) == list(group.slots), "in the order of the day"


def test_a_holiday_gives_no_group_a_slot_that_it_has_not() -> None:
    group = Group("g1", "群", slots={Slot.EVENING: time(20)}, holiday_slots={Slot.MORNING: time(9)})
    assert group.on_a_holiday().slots == group.slots
