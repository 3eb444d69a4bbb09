"""Two groups of one owner that get the same at noon, by mass sending."""

import json
from datetime import datetime

import pytest

from channels.senders.http import Patience
from channels.senders.wecom_mass import WecomMassSender
from content.model import Channel, ChannelKind, Post, StaffMember
from services.owners import OwnerOrder, set_owner
from services.publisher import Publisher
from services.sweep import Sweep
from tests.platforms.wecom import CHAT, CORP_ID, CORP_SECRET, OWNER, FakeWecom
from tests.publish.house import House

QUICK = Patience(connect=2.0, pause=0.5, whole=2.0)
SECRET = json.dumps({"corp_id": CORP_ID, "corp_secret": CORP_SECRET})
CHATS = {"g1": CHAT, "g2": "wrOther"}


@pytest.fixture
def posts(house: House) -> list[Post]:
    """Two groups of one owner get the same words and picture at noon, by mass sending."""
    with house.open_store() as store:
        store.channels.remove("robot")
        store.channels.put(
            Channel(
                "mass",
                kind=ChannelKind.WECOM_MASS,
                by_hand=True,
                base_url=house.base_url,
                secret_env="CORP",
                chats=CHATS,
            )
        )
        store.roster.put_staff([StaffMember(OWNER, "田甜")])
    set_owner(house.context, OwnerOrder(OWNER, ("g1", "g2")), actor="lin")
    first, second = house.post("g1"), house.post("g2")
    alike = house.change(second.id, text=first.text, poster=first.poster)
    house.approve(first.id, alike.id)
    return [house.current(first.id), house.current(alike.id)]


def sweep(house: House, at: datetime, **fields: object) -> Sweep:
    house.clock.at = at
    senders = {ChannelKind.WECOM_MASS: WecomMassSender(QUICK)}
    publisher = Publisher(house.context, senders, variables={"CORP": SECRET}, **fields)  # type: ignore[arg-type]
    try:
        return publisher.publish_due()
    finally:
        publisher.close()


@pytest.fixture
def due(posts: list[Post], wecom: FakeWecom) -> datetime:
    wecom.now = posts[0].goes_out_at
    return posts[0].goes_out_at


def ends(house: House) -> dict[str, list[str]]:
    with house.open_store(reading=True) as store:
        ids = [post.id for post in store.queue.posts()]
    return {post.partition("-")[0]: house.states(post) for post in ids}


def tasks_made(wecom: FakeWecom) -> int:
    """How many calls that owners can see reached the platform."""
    return len(wecom.calls_to("/add_msg_template"))
