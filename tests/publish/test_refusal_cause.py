"""Why a platform probably said no: by how the channel did before and since, and who changed it."""

from datetime import timedelta

from content.model import Slot
from services.channels import ChannelOrder, add_channel
from services.refusal_cause import CauseKind, RefusalCause, likely_cause
from tests.platforms.server import Reply, lost
from tests.platforms.wecom import FakeWecom, refusal
from tests.publish.house import House

NO = lost(Reply(body=refusal(93000, "invalid webhook url")))


def refused(house: House, wecom: FakeWecom, slot: Slot, group: str = "g1") -> str:
    post = house.approved(group, slot)
    wecom.behave(NO)
    house.sweep(post.goes_out_at)
    return post.id


def cause(house: House, post: str) -> RefusalCause:
    with house.open_store(reading=True) as store:
        return likely_cause(store, house.attempts(post)[0])


def test_the_cause_follows_what_the_channel_did_before_and_since(house: House, wecom: FakeWecom) -> None:
    first = refused(house, wecom, Slot.MORNING)
    assert cause(house, first).kind is CauseKind.NEVER
    noon = house.approved("g2", Slot.NOON)
    house.sweep(noon.goes_out_at)
    assert cause(house, first) == RefusalCause(CauseKind.ONLY_THIS, "robot", house.clock.at)
    later = refused(house, wecom, Slot.AFTERNOON)
    assert cause(house, later) == RefusalCause(CauseKind.SINCE, "robot", noon.goes_out_at, refused=1)


def test_a_channel_that_somebody_changed_or_removed_is_the_cause(house: House, wecom: FakeWecom) -> None:
    noon = house.approved("g2", Slot.NOON)
    house.sweep(noon.goes_out_at)
    house.clock.at += timedelta(hours=1)
    order = ChannelOrder("robot", house.robot().kind, base_url=wecom.base_url, secret_env="ROBOT_KEY")
    add_channel(house.context, order, actor="lin")
    changed_at = house.clock.at
    post = refused(house, wecom, Slot.AFTERNOON)
    assert cause(house, post) == RefusalCause(CauseKind.CHANGED, "robot", changed_at, by="lin")
    with house.open_store() as store:
        store.channels.remove("robot")
    assert cause(house, post).kind is CauseKind.GONE
