"""The list of what is on its way has one row for each part of each approved post, and says what will be."""

from datetime import UTC, datetime, time, timedelta

import pytest

from content.model import ChannelKind, DeliveryState, PauseScope, Slot
from services.channels import PauseOrder, pause
from services.send_list import SendRow, list_sends
from services.send_mark import SendMark
from tests.platforms.server import Ending, taken
from tests.platforms.wecom import FakeWecom
from tests.publish.house import DAY, HOUR, House

NOON = datetime.combine(DAY, time(12), UTC)
STATES = {
    *("planned", "held", "handed_off", "sending", "sent", "refused", "unknown", "expired", "skipped"),
    "cancelled",
}


def rows(house: House) -> list[SendRow]:
    return list_sends(house.context, DAY)


def states(house: House) -> dict[str, str]:
    return {row.delivery.id: row.delivery.state.value for row in rows(house)}


def test_the_states_are_those_of_the_contract() -> None:
    assert {state.value for state in DeliveryState} == STATES


def test_an_approved_post_is_planned_part_by_part_and_stays_so_in_number(house: House) -> None:
    post = house.approved()
    planned = {f"{post.id}/1": "planned", f"{post.id}/2": "planned"}
    assert states(house) == planned
    house.sweep(NOON)
    assert states(house) == dict.fromkeys(planned, "sent")


def test_a_post_in_review_is_not_listed(house: House) -> None:
    post = house.approved()
    house.change(post.id, text="改过的")
    assert states(house) == {}


def test_a_held_post_keeps_its_rows_and_says_why(house: House) -> None:
    post = house.approved()
    pause(house.context, PauseOrder(PauseScope.GROUP, "g1"), actor="lin")
    house.sweep(NOON)
    assert states(house) == {f"{post.id}/1": "held", f"{post.id}/2": "held"}
    assert {row.why.code for row in rows(house) if row.why} == {"hold.paused_group"}


def test_a_post_that_was_held_and_changed_is_planned_anew(house: House) -> None:
    post = house.approved()
    pause(house.context, PauseOrder(PauseScope.GROUP, "g1"), actor="lin")
    house.sweep(NOON)
    house.change(post.id, text=f"【{post.id}】改过的")
    house.approve(post.id)
    assert set(states(house).values()) == {"planned"}


def test_the_channel_that_is_listed_is_the_one_that_sends(house: House) -> None:
    """By slots, limits and groups; whatever else is asked about at the same time."""
    house.robot("robot", a_day=1, slots=(Slot.EVENING, Slot.NOON), options={"a_minute": "100"})
    house.robot("second", a_week=2, groups=frozenset({"g1"}), options={"a_minute": "100"})
    days = [DAY + timedelta(days=number) for number in range(8)]
    posts = [house.approved(group, slot, day) for day in days for group in ("g1", "g2") for slot in Slot]
    listed = {row.post.id: row.channel for day in days for row in list_sends(house.context, day)}
    for at in sorted({post.goes_out_at for post in posts}):
        house.sweep(at)
    went = {post.id: part.channel for post in posts for part in house.parts(post.id)}
    assert went == listed
    assert set(went.values()) == {"robot", "second", "handoff"}


def test_what_is_open_from_long_ago_stays_in_the_list(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    wecom.behave(taken(Ending.RESET))
    house.sweep(NOON)
    house.clock.at = NOON + timedelta(days=60)
    assert {row.delivery.id for row in list_sends(house.context)} == {f"{post.id}/1", f"{post.id}/2"}
    house.say(post.id, SendMark.SENT)
    assert list_sends(house.context) == []


def test_a_text_that_needs_two_messages_has_a_row_for_each(house: House) -> None:
    post = house.approved(text="长" * 1_000)
    assert len(states(house)) == 3
    house.sweep(NOON)
    assert states(house) == {f"{post.id}/{part}": "sent" for part in (1, 2, 3)}


@pytest.mark.parametrize("kind", [ChannelKind.HANDOFF, ChannelKind.WECOM_MASS])
def test_a_channel_by_hand_has_a_row_as_well(house: House, kind: ChannelKind) -> None:
    house.robot("robot", kind=kind)
    house.approved()
    assert set(states(house).values()) == {"planned"}
    assert {row.channel for row in rows(house)} == {"robot"}


def test_a_rejected_and_an_expired_post_are_listed_as_such(house: House) -> None:
    house.approved(slot=Slot.MORNING)
    house.sweep(NOON + HOUR)
    assert set(states(house).values()) == {"expired"}
