"""Owners are reminded once of each task: before it is due, and when it is late."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from content.model import ChannelKind, PauseScope
from content.publish.secrets import keep_secrets
from desk.context import DeskContext
from services.channels import ChannelOrder, PauseOrder, add_channel, pause
from services.owners import OwnerOrder, list_owners, set_owner
from services.publisher import Publisher
from services.reminders import OwnerReminders
from services.send_mark import PersonsWord, SendMark, mark
from tests.owners.conftest import A_MINUTE, NOON, OWNER, Clock
from tests.platforms.server import Ending, lost
from tests.platforms.wecom import AGENT_ID, CORP_ID, CORP_SECRET, FakeWecom

STAFF = "ChenYu"  # the owner's id at the platform
POST = "g1-2026-11-23-noon"
Remind = Callable[[datetime], int]


@pytest.fixture
def wecom() -> Iterator[FakeWecom]:
    with FakeWecom() as platform:
        yield platform


@pytest.fixture
def remind(village_by_hand: DeskContext, wecom: FakeWecom, clock: Clock) -> Remind:
    """Another process looks for reminders at that time; the owner is reminded by a WeCom app."""
    order = ChannelOrder("app", ChannelKind.WECOM_APP, base_url=wecom.base_url)
    add_channel(village_by_hand, order, actor="local")
    secrets = {"corp_id": CORP_ID, "corp_secret": CORP_SECRET, "agent_id": AGENT_ID}
    keep_secrets(village_by_hand.root, "app", secrets)
    owner = OwnerOrder(OWNER, reminder_channel="app", contacts={"app": STAFF})
    set_owner(village_by_hand, owner, actor="local")

    def look(now: datetime) -> int:
        clock.now = now
        return OwnerReminders(village_by_hand, variables={}).remind_due()

    return look


def told(wecom: FakeWecom) -> list[Any]:
    return list(wecom.accepted)


def test_a_reminder_comes_before_the_task_is_due_and_once(remind: Remind, wecom: FakeWecom) -> None:
    assert remind(NOON - 6 * A_MINUTE) == 0
    assert remind(NOON - 5 * A_MINUTE) == 1
    assert remind(NOON - 4 * A_MINUTE) == 0
    assert remind(NOON) == 0
    (message,) = told(wecom)
    assert message["touser"] == STAFF
    assert "12:00" in str(message)


def test_a_late_task_is_reminded_of_once_more(
    remind: Remind, wecom: FakeWecom, sweep: Callable[[datetime], None]
) -> None:
    remind(NOON)
    sweep(NOON)
    assert remind(NOON + 10 * A_MINUTE) == 0
    assert remind(NOON + 11 * A_MINUTE) == 1
    assert remind(NOON + 30 * A_MINUTE) == 0
    assert len(told(wecom)) == 2


def test_what_is_sent_is_not_reminded_of(
    remind: Remind, village_by_hand: DeskContext, sweep: Callable[[datetime], None]
) -> None:
    sweep(NOON)
    mark(village_by_hand, POST, PersonsWord(SendMark.SENT, "田甜", "发了"))
    assert remind(NOON + A_MINUTE) == 0
    assert remind(NOON + 20 * A_MINUTE) == 0


def test_what_is_paused_or_over_is_not_reminded_of(remind: Remind, village_by_hand: DeskContext) -> None:
    pause(village_by_hand, PauseOrder(PauseScope.GROUP, "g1"), actor="local")
    assert remind(NOON) == 0
    assert remind(NOON + timedelta(hours=3)) == 0


def test_tasks_of_one_minute_are_one_message(remind: Remind, wecom: FakeWecom) -> None:
    assert remind(NOON.replace(hour=16)) == 1  # two groups are due then, with words of their own
    (message,) = told(wecom)
    assert "2 件" in str(message)


def test_a_reminder_whose_answer_was_lost_is_not_sent_again(
    remind: Remind, wecom: FakeWecom, village_by_hand: DeskContext
) -> None:
    wecom.behave(lost(Ending.RESET), at="message/send")
    assert remind(NOON) == 0
    assert remind(NOON + A_MINUTE) == 0
    assert len(wecom.calls_to("message/send")) == 1
    (state,) = list_owners(village_by_hand, NOON.date())
    assert state.unreminded == 1


def test_a_channel_without_its_secret_is_told_of(
    remind: Remind, village_by_hand: DeskContext, wecom: FakeWecom
) -> None:
    (village_by_hand.root / "secrets.json").unlink()
    assert remind(NOON) == 0
    assert told(wecom) == []
    (state,) = list_owners(village_by_hand, NOON.date())
    assert state.unreminded == 1


def test_a_reminder_carries_a_link_where_phones_reach_the_desk(
    remind: Remind, village_by_hand: DeskContext, wecom: FakeWecom, clock: Clock
) -> None:
    settings = village_by_hand.workspace.settings
    desk = settings.desk.model_copy(update={"address": "https://desk.example.com"})
    workspace = replace(village_by_hand.workspace, settings=settings.model_copy(update={"desk": desk}))
    clock.now = NOON
    assert OwnerReminders(replace(village_by_hand, workspace=workspace), variables={}).remind_due() == 1
    assert "https://desk.example.com/o/" in str(told(wecom))


def test_the_publisher_reminds_at_each_sweep(village_by_hand: DeskContext, clock: Clock) -> None:
    class Counting:
        looks = 0

        def remind_due(self) -> int:
            self.looks += 1
            return 0

    reminding, publisher = Counting(), Publisher(village_by_hand, reminding=Counting())
    publisher.reminding = reminding
    publisher.publish_due()
    publisher.publish_due()
    publisher.close()
    assert reminding.looks == 2
