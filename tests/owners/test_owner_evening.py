"""Once an owner's day is done: what came back, what was missed, who could take a slot that is often late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from content.inbox import LedgerEntry
from content.model import DeliveryState, Leave, MessageKind, Owner, Slot
from content.publish.duty import on_duty
from desk.context import DeskContext
from services.owner_day import link_of
from services.owner_evening import hand_slot, owner_evening
from services.owners import add_leave, list_owners
from services.send_mark import PersonsWord, SendMark, mark
from tests.owners.conftest import A_MINUTE, BACKUP, NOON, OWNER, Clock

Sweep = Callable[[datetime], None]
DAY, A_DAY = NOON.date(), timedelta(days=1)
POST, EXPIRED = "g1-2026-11-23-noon", "g1-2026-11-23-morning"


@pytest.fixture
def often_late(village_by_hand: DeskContext, sweep: Sweep, clock: Clock) -> DeskContext:
    """On five days before, the noon went out half an hour late: the journal has only these."""
    sweep(NOON)
    mark(village_by_hand, POST, PersonsWord(SendMark.SENT, "田甜", "发了", NOON))
    with village_by_hand.open_store() as store:
        post = store.queue.post(POST)
        part = store.outbox.deliveries([POST])[POST][0]
        for days in range(1, 6):
            due = part.due_at - days * A_DAY
            other = replace(post, id=f"past-{days}", day=post.day - days * A_DAY, goes_out_at=due)
            store.queue.put_posts([other], actor="sishi", why=None, at=due, run="r")
            late = replace(part, post=other.id, due_at=due, out_at=due + 30 * A_MINUTE)
            store.outbox.put_deliveries("g1", [late])
    return village_by_hand


def test_a_slot_that_keeps_being_late_is_offered_to_the_backup_and_can_be_taken_back(
    often_late: DeskContext, token: str, phone: TestClient
) -> None:
    link = link_of(often_late, token)
    assert link is not None
    offer = owner_evening(often_late, link).offer
    assert offer is not None
    assert (offer.slot, offer.late, offer.of_late, offer.staff) == (Slot.NOON, 5, 5, BACKUP)
    (state,) = list_owners(often_late, DAY + A_DAY)
    assert state.late == {Slot.NOON: 5}
    assert phone.post(f"/o/{token}/slot", data={"slot": "noon", "give": "true"}).status_code == 303
    evening = owner_evening(often_late, link)
    assert (evening.offer, evening.given) == (None, [(Slot.NOON, "苏晓晴")])
    with often_late.open_store(reading=True) as store:
        owners = store.owners.owners()
    tomorrow = DAY + A_DAY
    assert [on_duty(owners, "g1", tomorrow, slot) for slot in (Slot.NOON, Slot.EVENING)] == [BACKUP, OWNER]
    hand_slot(often_late, link, Slot.NOON, give=False)
    assert owner_evening(often_late, link).given == []


def test_without_a_backup_nothing_is_offered(often_late: DeskContext, token: str, phone: TestClient) -> None:
    with often_late.open_store() as store:
        (owner,) = store.owners.owners()
        store.owners.put(replace(owner, backup=""))
    link = link_of(often_late, token)
    assert link is not None
    assert owner_evening(often_late, link).offer is None
    assert phone.post(f"/o/{token}/slot", data={"slot": "noon", "give": "true"}).status_code == 409


def test_who_stands_in_is_away_too_then_the_owner_sends() -> None:
    leave = Leave(BACKUP, DAY, DAY)
    owners = [
        Owner(OWNER, frozenset({"g1"}), stand_ins={Slot.NOON: BACKUP}),
        Owner(BACKUP, leaves=(leave,)),
    ]
    assert on_duty(owners, "g1", DAY, Slot.NOON) == OWNER
    assert on_duty(owners, "g1", DAY + A_DAY, Slot.NOON) == BACKUP


def test_what_expired_can_still_be_said_to_have_been_sent(
    village_by_hand: DeskContext, sweep: Sweep, token: str, phone: TestClient, clock: Clock
) -> None:
    sweep(NOON.replace(hour=8))
    sweep(NOON.replace(hour=11))  # the morning's grace is over
    with village_by_hand.open_store(reading=True) as store:
        assert store.outbox.deliveries([EXPIRED])[EXPIRED][0].state is DeliveryState.EXPIRED
        waiting = [post.id for post in store.queue.posts(DAY, DAY) if post.id != EXPIRED]
    for post in waiting:
        mark(village_by_hand, post, PersonsWord(SendMark.SENT, "田甜", "发了", NOON))
    clock.now = NOON.replace(hour=23)
    text = phone.get(f"/o/{token}").text
    assert "过期没发的" in text
    task = text.partition('name="task" value="')[2].partition('"')[0]
    word = {"key": "a-key-of-mine", "kind": "sent", "task": task, "posts": [EXPIRED]}
    assert phone.post(f"/o/{token}/word", data=word).status_code == 303
    assert "过期没发的" not in phone.get(f"/o/{token}").text


def test_the_members_of_the_day_are_counted_once_and_staff_is_not(
    often_late: DeskContext, token: str
) -> None:
    spoken = [("g1", "a"), ("g1", "b"), ("g1", OWNER)]
    entries = [
        LedgerEntry(group, f"{number}", NOON + number * A_MINUTE, member, MessageKind.TEXT)
        for number, (group, member) in enumerate(spoken)
    ]
    with often_late.open_store() as store:
        store.ledger.add_messages("chat", entries, lambda _, at: at.date())
    link = link_of(often_late, token)
    assert link is not None
    assert owner_evening(often_late, link).members == 2
    assert add_leave(often_late, Leave(OWNER, DAY, DAY), actor="local") == []
