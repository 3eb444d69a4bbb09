"""Owners in the store, on both databases."""

from datetime import date, timedelta

import pytest

from content.model import (
    Leave,
    Occasion,
    Owner,
    OwnerLink,
    Reminder,
    TaskEvent,
    TaskEventKind,
)
from content.store import Database, OpenStore
from tests.conftest import NOW

DAY = date(2026, 12, 1)
LINK = OwnerLink("a" * 64, "tian", DAY, NOW, NOW + timedelta(hours=8))


@pytest.fixture
def open_store(database: Database) -> OpenStore:
    return database.ready()


def test_an_owner_comes_back_as_put(open_store: OpenStore) -> None:
    owner = Owner("tian", frozenset({"g1", "g2"}), "su", "app", timedelta(minutes=7), {"app": "TianTian"})
    with open_store() as store:
        store.owners.put(owner)
        store.owners.put_leave(Leave("tian", DAY, DAY + timedelta(days=2)))
    with open_store(reading=True) as store:
        (read,) = store.owners.owners()
    assert read.leaves == (Leave("tian", DAY, DAY + timedelta(days=2)),)
    assert (read.groups, read.backup, read.lead, read.contact("app")) == (
        owner.groups,
        "su",
        timedelta(minutes=7),
        "TianTian",
    )


def test_a_group_has_one_owner(open_store: OpenStore) -> None:
    with open_store() as store:
        store.owners.put(Owner("tian", frozenset({"g1", "g2"})))
        store.owners.put(Owner("su", frozenset({"g2"})))
    with open_store(reading=True) as store:
        groups = {owner.staff: owner.groups for owner in store.owners.owners()}
    assert groups == {"tian": frozenset({"g1"}), "su": frozenset({"g2"})}


def test_leave_is_forgotten_by_its_first_day(open_store: OpenStore) -> None:
    with open_store() as store:
        store.owners.put(Owner("tian"))
        store.owners.put_leave(Leave("tian", DAY, DAY))
        assert store.owners.remove_leave("tian", DAY)
        assert not store.owners.remove_leave("tian", DAY)
        assert store.owners.owners()[0].leaves == ()


def test_a_link_counts_its_opens_and_can_be_revoked(open_store: OpenStore) -> None:
    with open_store() as store:
        store.owners.add_link(LINK)
        store.owners.count_open(LINK.sha256, NOW)
        store.owners.count_open(LINK.sha256, NOW + timedelta(hours=1))
    with open_store() as store:
        link = store.owners.link(LINK.sha256)
        assert link is not None
        assert (link.opens, link.opened_at, link.is_open(NOW)) == (2, NOW + timedelta(hours=1), True)
        assert store.owners.revoke_links("tian", NOW, DAY + timedelta(days=1)) == 0
        assert store.owners.revoke_links("tian", NOW, DAY) == 1
        revoked = store.owners.link(LINK.sha256)
        assert revoked is not None
        assert not revoked.is_open(NOW)
        assert store.owners.links(DAY) == [revoked]
        assert store.owners.link("b" * 64) is None


def test_links_that_ended_long_ago_are_removed(open_store: OpenStore) -> None:
    with open_store() as store:
        store.owners.add_link(LINK)
        assert store.owners.forget_links(LINK.expires_at) == 0
        assert store.owners.forget_links(LINK.expires_at + timedelta(seconds=1)) == 1


def test_the_same_report_twice_is_one(open_store: OpenStore) -> None:
    event = TaskEvent("k1", "tian", DAY, "t1", TaskEventKind.SENT, ("p1", "p2"), NOW)
    with open_store() as store:
        assert store.owners.add_event(event)
        assert not store.owners.add_event(event)
        assert store.owners.events("tian", DAY) == [event]
        assert store.owners.events("su", DAY) == []


def test_a_reminder_is_claimed_once(open_store: OpenStore) -> None:
    reminder = Reminder("tian", "t1", Occasion.SOON, "app", NOW)
    with open_store() as store:
        assert store.owners.claim_reminder(reminder)
        assert not store.owners.claim_reminder(reminder)
        assert store.owners.claim_reminder(Reminder("tian", "t1", Occasion.LATE, "app", NOW))
        store.owners.end_reminder(Reminder("tian", "t1", Occasion.SOON, "app", NOW, "sent", "0"))
        outcomes = {known.occasion: known.outcome for known in store.owners.reminders(["t1"])}
    assert outcomes == {Occasion.SOON: "sent", Occasion.LATE: ""}
