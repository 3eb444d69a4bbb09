"""Channels are added as one says, with their secrets elsewhere; what is asked wrongly changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import UnknownId, WrongInput
from content.model import ChannelKind, PauseScope, PostState, Slot
from content.publish.secrets import FILE
from services.approving import ApprovalOrder, approve_posts
from services.channels import (
    ChannelOrder,
    PauseOrder,
    add_channel,
    list_channels,
    pause,
    remove_channel,
    resume,
)
from tests.platforms.wecom import KEY, FakeWecom
from tests.properties import examples
from tests.publish.house import BEFORE, DAY, HOUR, House, seen_in_chats

NOON = datetime.combine(DAY, time(12), UTC)


def order(name: str = "robot", **fields: object) -> ChannelOrder:
    return ChannelOrder(name, ChannelKind.WECOM_ROBOT, **fields)  # type: ignore[arg-type]


def known(house: House) -> list[str]:
    return [state.channel.id for state in list_channels(house.context)]


def test_a_robot_added_by_its_address_sends_with_the_key_in_the_file(house: House, wecom: FakeWecom) -> None:
    url = f"{wecom.base_url}/cgi-bin/webhook/send?key={KEY}"
    channel = add_channel(house.context, order(url=url, slots=[Slot.NOON], groups=["g1"]), actor="lin")
    assert KEY not in repr(channel)
    assert (house.root / FILE).stat().st_mode & 0o777 == 0o600
    post, other = house.approved("g1"), house.approved("g2")
    publisher = house.publisher()
    publisher.variables = {}
    house.clock.at = NOON
    publisher.publish_due()
    publisher.close()
    assert seen_in_chats(wecom) == {f"{post.id}/1": 1, f"{post.id}/2": 1}
    assert house.current(other.id).state is PostState.HANDED_OFF


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k",
        "ftp://127.0.0.1/?key=k",
        "http://127.0.0.1.example.com/?key=k",
        "https://?key=k",
        "https://[::1?key=k",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send",
        "file:///etc/passwd?key=k",
        "javascript:alert(1)",
        "k",
    ],
)
def test_an_address_that_would_leak_or_lead_nowhere_is_refused(house: House, url: str) -> None:
    with pytest.raises(WrongInput):
        add_channel(house.context, order("new", url=url), actor="lin")
    assert known(house) == ["robot"]
    assert not (house.root / FILE).exists()


@examples(60)
@given(st.text(max_size=60))
def test_no_address_is_a_fault_of_ours(house: House, url: str) -> None:
    for address in (url, f"https://{url}", f"https://a{url}?key=k"):
        try:
            add_channel(house.context, order("new", url=address), actor="lin")
        except WrongInput as error:
            assert error.message.code  # noqa: PT017 - whether it is taken is not the question


@pytest.mark.parametrize("name", ["", "a/b", "a\nb", "a\x00"])
def test_a_name_that_cannot_be_typed_again_is_refused(house: House, name: str) -> None:
    with pytest.raises(WrongInput):
        add_channel(house.context, order(name, url=f"https://a.example/?key={KEY}"), actor="lin")


@pytest.mark.parametrize(
    "fields",
    [
        {"url": f"https://a\x00.example/?key={KEY}"},
        {"name": "a\x00"},
        {"options": {"from": "a\nb"}},
        {"chats": {"g1": "\x00"}},
    ],
)
def test_signs_that_nobody_sees_are_refused(house: House, fields: dict[str, object]) -> None:
    with pytest.raises(WrongInput):
        add_channel(house.context, replace(order("new"), **fields), actor="lin")
    assert known(house) == ["robot"]


def test_a_group_that_is_not_there_is_refused(house: House) -> None:
    with pytest.raises(UnknownId):
        add_channel(house.context, order("new", groups=["g9"]), actor="lin")
    assert known(house) == ["robot"]


def test_added_again_it_keeps_its_place_and_removed_it_leaves_no_secret(house: House) -> None:
    for name in ("second", "robot"):
        add_channel(house.context, order(name, url=f"https://a.example/?key={name}"), actor="lin")
    assert known(house) == ["robot", "second"]
    remove_channel(house.context, "second", actor="lin")
    assert known(house) == ["robot"]
    assert "second" not in (house.root / FILE).read_text()
    with pytest.raises(UnknownId):
        remove_channel(house.context, "second", actor="lin")


def test_a_pause_of_what_is_not_there_or_over_is_refused(house: House) -> None:
    house.clock.at = NOON
    for wrong in (PauseOrder(PauseScope.GROUP, "g9"), PauseOrder(PauseScope.CHANNEL, "nobody")):
        with pytest.raises(UnknownId):
            pause(house.context, wrong, actor="lin")
    with pytest.raises(WrongInput):
        pause(house.context, PauseOrder(PauseScope.ALL, until=NOON), actor="lin")
    assert not resume(house.context, PauseScope.ALL, actor="lin")


# -- approving without the desk -------------------------------------------------------------------------
def test_a_day_is_approved_for_the_groups_that_are_named(house: House) -> None:
    first, second = house.post("g1"), house.post("g2")
    another_day = house.post("g1", day=DAY + timedelta(days=1))
    approve_posts(house.context, ApprovalOrder(day=DAY, groups=["g1"]), actor="lin")
    states = [house.current(post.id).state for post in (first, second, another_day)]
    assert states == [PostState.APPROVED, PostState.IN_REVIEW, PostState.IN_REVIEW]


def test_what_cannot_be_approved_is_told_and_the_others_are(house: House) -> None:
    late, right = house.post(slot=Slot.MORNING), house.post(slot=Slot.EVENING)
    house.clock.at = late.goes_out_at + HOUR
    batch = approve_posts(house.context, ApprovalOrder([late.id, right.id]), actor="lin")
    assert [house.current(post.id).state for post in (late, right)] == ["in_review", "approved"]
    assert len(batch.refused) == 1


@pytest.mark.parametrize("wrong", [ApprovalOrder(), ApprovalOrder(["p"], day=DAY)])
def test_an_approval_names_posts_or_a_day(house: House, wrong: ApprovalOrder) -> None:
    with pytest.raises(WrongInput):
        approve_posts(house.context, wrong, actor="lin")


@pytest.mark.parametrize("wrong", [ApprovalOrder(["nobody"]), ApprovalOrder(day=DAY, groups=["g9"])])
def test_an_approval_of_what_is_not_there_approves_nothing(house: House, wrong: ApprovalOrder) -> None:
    post = house.post()
    house.clock.at = BEFORE
    with pytest.raises(UnknownId):
        approve_posts(house.context, wrong, actor="lin")
    assert house.current(post.id).state is PostState.IN_REVIEW
