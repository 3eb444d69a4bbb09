"""A WeCom mass sending is a task of the group's owner: created by the program, tapped by a person."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from content.model import ChannelKind, DeliveryState, Leave, Slot
from content.publish.secrets import keep_secrets
from desk.context import DeskContext
from services.channels import ChannelOrder, add_channel
from services.owners import OwnerOrder, add_leave, set_owner
from tests.owners.conftest import A_MINUTE, BACKUP, NOON, OWNER
from tests.platforms.wecom import CHAT, CORP_ID, CORP_SECRET, FakeWecom
from tests.platforms.wecom import OWNER as AT_WECOM

POST = "g1-2026-11-23-noon"
Sweep = Callable[[datetime], None]


@pytest.fixture
def wecom(village_by_hand: DeskContext) -> Iterator[FakeWecom]:
    """Noon goes out by mass sending; both members of staff have an id there."""
    with FakeWecom() as platform:
        order = ChannelOrder(
            "mass",
            ChannelKind.WECOM_MASS,
            base_url=platform.base_url,
            groups=["g1"],
            slots=[Slot.NOON],
            chats={"g1": CHAT},
        )
        add_channel(village_by_hand, order, actor="local")
        keep_secrets(village_by_hand.root, "mass", {"corp_id": CORP_ID, "corp_secret": CORP_SECRET})
        set_owner(village_by_hand, OwnerOrder(OWNER, contacts={"mass": AT_WECOM}), actor="local")
        backup = OwnerOrder(BACKUP, groups=(), contacts={"mass": "ChenYu"})
        set_owner(village_by_hand, backup, actor="local")
        yield platform


def test_the_groups_owner_is_the_sender_of_the_task(
    village_by_hand: DeskContext, wecom: FakeWecom, sweep: Sweep
) -> None:
    sweep(NOON)
    (task,) = wecom.tasks
    assert task.body["sender"] == AT_WECOM
    with village_by_hand.open_store(reading=True) as store:
        (part,) = store.outbox.deliveries([POST])[POST]
    assert (part.owner, part.state) == (OWNER, DeliveryState.HANDED_OFF)


def test_on_leave_the_backup_is_the_sender(
    village_by_hand: DeskContext, wecom: FakeWecom, sweep: Sweep
) -> None:
    add_leave(village_by_hand, Leave(OWNER, NOON.date(), NOON.date()), actor="local")
    sweep(NOON)
    (task,) = wecom.tasks
    assert task.body["sender"] == "ChenYu"


def test_the_page_says_that_it_lies_in_wecom_and_ticks_itself(
    wecom: FakeWecom, sweep: Sweep, phone: TestClient, token: str
) -> None:
    sweep(NOON)
    page = phone.get(f"/o/{token}").text
    assert 'data-mass="1"' in page
    assert "wxwork://" in page
    assert 'data-word="sent"' not in page[: page.index("</section>")]
    wecom.tap(wecom.tasks[0].msgid)
    sweep(NOON + 2 * A_MINUTE)
    assert 'data-mass="1"' not in phone.get(f"/o/{token}").text


def test_a_task_at_wecom_is_not_handed_over(
    wecom: FakeWecom, sweep: Sweep, phone: TestClient, token: str, village_by_hand: DeskContext
) -> None:
    sweep(NOON)
    form = {"key": "key-over-1", "kind": "handed_over", "task": "t1", "posts": [POST]}
    answer = phone.post(f"/o/{token}/word", data=form, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    with village_by_hand.open_store(reading=True) as store:
        assert store.outbox.deliveries([POST])[POST][0].owner == OWNER
