"""By night: days that changed are summed up again, and messages beyond their time are let go."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from content.ledger.days import Clock, sum_up
from content.ledger.show import staff_ids
from content.ledger.talk import talk_of
from content.model import GroupDay
from content.store import OpenStore, Store
from content.store.base import batched

DAYS_AT_ONCE = 50  # a transaction's worth


def keep_ledger(open_store: OpenStore, keep_days: int, now: datetime) -> int:
    """Sum up what changed, then let go of messages older than `keep_days`; how many went. Sums stay."""
    with open_store(reading=True) as store:
        clocks = {group.id: Clock(ZoneInfo(group.zone)) for group in store.library.groups()}
        touched = [(group, day) for group, day in store.ledger.touched_days() if group in clocks]
    for batch in batched(touched, DAYS_AT_ONCE):
        with open_store() as store:
            own = staff_ids(store)
            store.talk.put_days([talk_of(store, group, day, (clocks[group], own)) for group, day in batch])
            store.ledger.put_days([(group, _sums(store, group, day, clocks[group])) for group, day in batch])
    gone = 0
    for group, clock in sorted(clocks.items()):
        first = clock.day(now) - timedelta(days=keep_days)
        with open_store() as store:
            gone += store.ledger.let_go(group, first, clock.begins(first))
    return gone


def _sums(store: Store, group: str, day: date, clock: Clock) -> GroupDay:
    return sum_up(day, store.ledger.lines(group, clock.begins(day), clock.ends(day)), clock)
