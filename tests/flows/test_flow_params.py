"""What a night may be asked for, and which day it is for."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.params import NightlyParams, business_day

ZONES = ["Asia/Shanghai", "Europe/London", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
WRITTEN_IN = st.sampled_from([ZoneInfo(zone) for zone in ZONES])


@pytest.mark.parametrize(
    "scheduled, zone, day",
    [
        ("2026-11-22T18:00Z", "Asia/Shanghai", "2026-11-24"),  # 02:00 on the 23rd there
        ("2026-11-22T15:59Z", "Asia/Shanghai", "2026-11-23"),  # 23:59 on the 22nd
        ("2026-11-22T02:00Z", "America/New_York", "2026-11-22"),  # 21:00 on the 21st
        ("2026-12-31T18:00Z", "Asia/Shanghai", "2027-01-02"),
        ("2028-02-27T18:00Z", "Asia/Shanghai", "2028-02-29"),
    ],
)
def test_the_business_day_is_the_day_after_in_the_workspaces_zone(
    scheduled: str, zone: str, day: str
) -> None:
    assert business_day(datetime.fromisoformat(scheduled), zone) == date.fromisoformat(day)


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York"])
def test_two_in_the_morning_keeps_its_day_when_the_clocks_change(zone: str) -> None:
    nights = [datetime(2026, 1, 1, 2, tzinfo=ZoneInfo(zone)).replace(month=m, day=d) for m, d in _days()]
    assert [business_day(night.astimezone(UTC), zone) for night in nights] == [
        night.date() + timedelta(days=1) for night in nights
    ]


@given(
    st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=WRITTEN_IN),  # noqa: DTZ001 - bounds have no zone
    st.sampled_from(ZONES),
)
def test_only_the_moment_counts_not_the_zone_it_is_written_in(scheduled: datetime, zone: str) -> None:
    assert business_day(scheduled, zone) == business_day(scheduled.astimezone(UTC), zone)


def test_what_is_not_a_field_of_an_order_is_refused() -> None:
    with pytest.raises(ValidationError, match="member"):
        NightlyParams.model_validate({"workspace": "w", "member": "m1"})


def test_an_order_comes_back_from_json_as_it_was() -> None:
    order = NightlyParams(
        workspace="w", day=date(2026, 11, 23), days=7, groups=("g1",), seed=3, posters=False
    )
    assert NightlyParams.model_validate_json(order.model_dump_json()) == order


def _days() -> list[tuple[int, int]]:
    return [(month, day) for month in range(1, 13) for day in range(1, 29)] + [(3, 29), (3, 30), (10, 29)]
