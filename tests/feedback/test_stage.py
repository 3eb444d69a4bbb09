"""Counting by night what changed gives what counting all anew gives, in whatever order things come."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from content.feedback.made_history import MadeGroup
from content.feedback.stage import attribute_changed
from content.ledger.upkeep import keep_ledger
from content.model import LeftOut, PostResponse, SlotResult, StaffMember
from content.store import Database, OpenStore, Store, database_at
from services.sample_history import SOURCE
from tests.feedback.conftest import NOW, Keep, furnish, small
from tests.properties import examples

A_DAY = timedelta(days=1)


def counted(open_store: OpenStore, now: datetime = NOW, *, anew: bool = False) -> Sequence[PostResponse]:
    keep_ledger(open_store, 180, now)
    attribute_changed(open_store, now, anew=anew)
    with open_store(reading=True) as store:
        return store.outcomes.responses()


def day_of(made: MadeGroup) -> Callable[[str, datetime], object]:
    zone = ZoneInfo(made.group.zone)
    return lambda _, at: at.astimezone(zone).date()


def results(made: MadeGroup) -> list[SlotResult]:
    return [SlotResult(p.group, p.day, p.slot, p.sent_at, p.form) for p in made.posts if p.sent_at]


def bring(store: Store, made: MadeGroup, until: datetime, tables: Sequence[SlotResult]) -> None:
    """An export of all messages before an instant, as a longer one that comes later, and a table."""
    entries = [entry for entry in made.entries if entry.at < until]
    new = store.ledger.new_messages(SOURCE, entries)
    store.ledger.add_messages(SOURCE, new, day_of(made))  # type: ignore[arg-type]
    store.ledger.recall(SOURCE, made.recalled, day_of(made))  # type: ignore[arg-type]
    store.roster.add_events(SOURCE, [(k, 0, "g1", e) for k, e in made.events if e.at < until])
    known = store.results.of(["g1"])
    store.results.put_results([row for row in tables if known.get(row.key) != row])


@given(st.integers(0, 10_000))
@examples(3)
def test_night_by_night_gives_what_counting_all_anew_gives(empty_database: Path, seed: int) -> None:
    chance = Random(seed)
    made = small(seed, size=8, days=40, posts_from=chance.choice([0, 30]))
    rows = results(made)
    with TemporaryDirectory() as folder:
        databases = [copied(empty_database, Path(folder) / f"{n}.db") for n in range(2)]
        nightly, at_once = (database.ready() for database in databases)
        check_both(nightly, at_once, made, rows, chance)
        for database in databases:
            database.close()


def check_both(
    nightly: OpenStore, at_once: OpenStore, made: MadeGroup, rows: list[SlotResult], chance: Random
) -> None:
    for open_store in (nightly, at_once):
        furnish(open_store, made.group)
    now = made.posts[0].due_at - 2 * A_DAY
    while now < NOW + 10 * A_DAY:
        with nightly() as store:
            store.roster.put_staff([StaffMember(key, key) for key in made.staff])
            bring(
                store, made, now - chance.choice([0, 0, 1, 30]) * timedelta(hours=1), _out(rows, now, chance)
            )
        counted(nightly, now)
        now += chance.choice([1, 2, 6]) * A_DAY
    with nightly() as store:
        bring(store, made, now, rows)
    with at_once() as store:
        store.roster.put_staff([StaffMember(key, key) for key in made.staff])
        bring(store, made, now, rows)
    expected = counted(at_once, now)
    assert counted(nightly, now) == expected
    assert len(expected) == len(rows)
    with nightly(reading=True) as one, at_once(reading=True) as other:
        assert one.outcomes.response_days() == other.outcomes.response_days()
    assert counted(nightly, now + A_DAY) == expected == counted(nightly, now + A_DAY, anew=True)


def _out(rows: Sequence[SlotResult], now: datetime, chance: Random) -> list[SlotResult]:
    """Rows that somebody wrote down by then: some come days later."""
    return [row for row in rows if row.sent_at and row.sent_at + chance.choice([0, 3]) * A_DAY < now]


def copied(empty: Path, file: Path) -> Database:
    file.write_bytes(empty.read_bytes())
    return database_at(f"sqlite:///{file}")


def test_a_night_without_news_counts_nothing(open_store: OpenStore, keep: Keep) -> None:
    keep(open_store, small(4))
    counted(open_store)
    much_later = NOW + 5 * A_DAY
    assert attribute_changed(open_store, much_later).groups == 0


def test_a_confirmed_colleague_stops_counting_in_past_days_too(open_store: OpenStore, keep: Keep) -> None:
    made = small(5)
    keep(open_store, made)
    before = counted(open_store)
    loudest = max(made.members, key=lambda member: sum(member in post.spoke for post in made.posts))
    with open_store() as store:
        store.roster.put_staff([StaffMember(loudest, "小林")])
    after = counted(open_store)
    assert sum(r.observed for r in before) - sum(r.observed for r in after) >= 5


def test_a_post_waits_until_its_window_is_over_and_heard(open_store: OpenStore, keep: Keep) -> None:
    made = small(6, skipped=0.0, late=0.0)
    keep(open_store, made)
    last = made.posts[-1]
    assert last.sent_at is not None
    rows = counted(open_store, last.sent_at + timedelta(hours=1))
    assert rows[-1].left_out is LeftOut.OPEN
    rows = counted(open_store, last.sent_at + 2 * A_DAY)
    assert rows[-1].left_out in (None, LeftOut.SHORT_LEDGER)
