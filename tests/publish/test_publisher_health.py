"""Approved posts that channels would send, and nobody there to send them, are said before they are missed."""

from datetime import UTC, datetime, time, timedelta

import pytest

from content.model import Channel, ChannelKind
from services.next_step import next_step
from services.publisher_health import Heartbeat, Unattended, health_of, unattended
from tests.publish.house import DAY, HOUR, MINUTE, House

NOON = datetime.combine(DAY, time(12), UTC)
GRACE = timedelta(hours=2)


def missed(house: House, at: datetime) -> Unattended | None:
    with house.open_store(reading=True) as store:
        return unattended(store, at, GRACE)


def test_without_a_publisher_what_is_due_is_named(house: House) -> None:
    house.approved()
    house.approved("g2", goes_out_at=NOON + MINUTE)
    assert missed(house, NOON - 3 * HOUR) == Unattended(2, NOON, is_urgent=False)
    assert missed(house, NOON - MINUTE) == Unattended(2, NOON, is_urgent=True)
    assert missed(house, NOON + GRACE + MINUTE) == Unattended(1, NOON + MINUTE, is_urgent=True)
    assert missed(house, NOON + 3 * HOUR) is None


def test_a_step_names_the_command(house: House) -> None:
    house.approved()
    step = next_step(house.workspace, NOON - MINUTE)
    assert step is not None
    assert step.code == "next.publisher"


def test_while_one_runs_or_swept_a_moment_ago_nothing_is_amiss(house: House) -> None:
    house.approved()
    house.clock.at = NOON - MINUTE
    publisher = house.publisher()
    assert missed(house, NOON) is None
    publisher.close()
    assert missed(house, NOON) is None  # as one that is called each few minutes
    with house.open_store(reading=True) as store:
        assert health_of(store, NOON + HOUR).heartbeat is Heartbeat.SILENT
    assert missed(house, NOON + HOUR) is not None


@pytest.mark.parametrize("kind", [None, ChannelKind.HANDOFF])
def test_whoever_sends_all_by_hand_needs_none(house: House, kind: ChannelKind | None) -> None:
    house.approved()
    with house.open_store() as store:
        store.channels.remove("robot")
        if kind is not None:
            store.channels.put(Channel("by-hand", kind=kind, by_hand=True))
    assert missed(house, NOON) is None
