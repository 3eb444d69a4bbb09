"""What changed since: numbered without gaps, in the order of commits, for every server that asks."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

from content.model import Change, Post, PosterSpec, PostState, Slot, own_words
from content.store import OpenStore
from content.store.feed import KEPT_FOR

SPEC = PosterSpec("quiz", "v1", "takumi", {"question": "几度？"}, {"deep": "#111"})


def test_changes_are_told_once_committed_and_from_any_number_on(open_store: OpenStore, now: datetime) -> None:
    with open_store() as store:
        store.note("post", "p1", now)
        store.note("post", "p2", now)
        store.note("post", "p1", now)
        assert store.feed.changes(0).items == ()
    with open_store(reading=True) as store:
        told = store.feed.changes(0)
        assert told.items == (Change(1, now, "post", "p1"), Change(2, now, "post", "p2"))
        assert (told.newest, told.missed) == (2, False)
        assert store.feed.changes(1).items == told.items[1:]
        assert store.feed.changes(2).items == ()
        assert store.feed.changes(2).newest == 2


def test_what_fails_tells_nothing(open_store: OpenStore, now: datetime) -> None:
    try:
        with open_store() as store:
            store.note("post", "p1", now)
            raise RuntimeError
    except RuntimeError:
        pass
    with open_store(reading=True) as store:
        assert store.feed.newest_change() == 0


def note_changes(open_store: OpenStore, times: Iterable[datetime]) -> None:
    """A change at each of these times, p0, p1 and so on, each committed by itself."""
    for n, at in enumerate(times):
        with open_store() as store:
            store.note("post", f"p{n}", at)


def test_who_asks_for_what_was_pruned_is_told_to_read_anew(open_store: OpenStore, now: datetime) -> None:
    note_changes(open_store, [now + timedelta(hours=n) for n in range(4)])
    with open_store() as store:
        assert store.feed.prune_changes(now + timedelta(hours=2), kept=timedelta()) == 2
        assert store.feed.changes(0).missed
        assert not store.feed.changes(2).missed
        store.feed.prune_changes(now + timedelta(days=1), kept=timedelta())
        assert store.feed.changes(2).missed
        assert not store.feed.changes(4).missed
        assert store.feed.changes(2).newest == 4
    note_changes(open_store, [now + timedelta(days=2)])
    with open_store(reading=True) as store:
        assert store.feed.changes(4).items == (Change(5, now + timedelta(days=2), "post", "p0"),)


def test_three_days_are_kept_by_default(open_store: OpenStore, now: datetime) -> None:
    note_changes(open_store, [now - KEPT_FOR - timedelta(seconds=1), now - KEPT_FOR, now])
    with open_store() as store:
        assert store.feed.prune_changes(now) == 1
        assert [change.what for change in store.feed.changes(1).items] == ["p1", "p2"]


def test_of_many_changes_the_newest_are_kept(open_store: OpenStore, now: datetime) -> None:
    note_changes(open_store, [now] * 7)
    with open_store() as store:
        assert store.feed.prune_changes(now, most=3) == 4
        assert [change.id for change in store.feed.changes(4).items] == [5, 6, 7]
        assert store.feed.changes(3).missed


def test_pruning_leaves_no_gap_where_a_clock_was_wrong(open_store: OpenStore, now: datetime) -> None:
    note_changes(open_store, [now - timedelta(days=9), now, now - timedelta(days=9), now])
    with open_store() as store:
        assert store.feed.prune_changes(now) == 1
        changes = store.feed.changes(1)
    assert [change.id for change in changes.items] == [2, 3, 4]
    assert not changes.missed


def test_a_page_of_changes_goes_on_where_it_ends(open_store: OpenStore, now: datetime) -> None:
    with open_store() as store:
        for n in range(7):
            store.note("post", f"p{n}", now)
    with open_store(reading=True) as store:
        first = store.feed.changes(0, most=5)
        rest = store.feed.changes(first.newest, most=5)
    assert [len(first.items), len(rest.items)] == [5, 2]


def test_numbers_of_writers_at_once_are_seen_in_order(open_store: OpenStore, now: datetime) -> None:
    def write(n: int) -> None:
        with open_store() as store:
            store.note("post", f"p{n}", now)

    seen: list[int] = []
    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(write, n) for n in range(20)]
        while len(seen) < 20:
            with open_store(reading=True) as store:
                seen += [change.id for change in store.feed.changes(seen[-1] if seen else 0).items]
            for each in writing:
                assert not (each.done() and each.exception())
    assert seen == list(range(1, 21)), "a reader that goes on from its last number misses none"


def test_many_posts_at_once_are_told_as_their_groups(
    open_store: OpenStore, furnish: Callable[[OpenStore], None], now: datetime
) -> None:
    furnish(open_store)
    day, posts = date(2026, 1, 1), []
    for n in range(60):
        on = day + timedelta(days=n)
        at = datetime(2026, 1, 1, 4, tzinfo=UTC) + timedelta(days=n)
        posts.append(Post(f"p{n}", "g1", on, Slot.NOON, at, PostState.DRAFT, "s1", "…", SPEC.key))
    with open_store() as store:
        store.queue.add_specs([SPEC])
        store.queue.put_posts(posts, actor="sishi", why=own_words("plan"), at=now, run="r")
    with open_store() as store:
        for post in posts:
            store.queue.move(post.id, PostState.IN_REVIEW, actor="sishi", why=own_words("drawn"), at=now)
    with open_store(reading=True) as store:
        assert [(c.kind, c.what) for c in store.feed.changes(0).items] == [("group", "g1"), ("group", "g1")]
