"""Posts that say and show the same are one thing to review, wherever the list is cut."""

from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from content.errors import UnknownId
from content.model import (
    DistinctPost,
    Post,
    PosterSpec,
    PostState,
    PostVariants,
    Slot,
    content_key,
    distinct_posts,
    own_words,
    post_variants,
)
from content.store import OpenStore, QueueFilter
from content.store.distinct import place_cursor

MONDAY = date(2026, 11, 23)
SPECS = [PosterSpec("quiz", "v1", "takumi", {"question": f"{n}？"}, {"deep": "#111"}) for n in range(3)]
WAITING = QueueFilter(states=(PostState.IN_REVIEW,))
STATES = (PostState.IN_REVIEW, PostState.IN_REVIEW, PostState.APPROVED)


def made(n: int) -> Post:
    """The n-th of 48: two groups, six days, four slots; few texts on few posters."""
    group, day, slot = f"g{n % 2 + 1}", MONDAY + timedelta(days=n // 8), list(Slot)[n // 2 % 4]
    at = datetime(2026, 11, 23, 4, tzinfo=UTC) + timedelta(days=n // 8, hours=n // 2 % 4 // 2)
    words, spec, photo = f"第 {n // 3 % 4} 条", SPECS[n // 2 % 3], f"i{n // 5 % 3}" if n % 5 else None
    return Post(
        f"{group}-{day}-{slot}", group, day, slot, at, STATES[n % 3], "s1", words, spec.key, photo=photo
    )


POSTS = [made(n) for n in range(48)]
PHOTOS_OF_TWO_DAYS = {(post.slot, post.photo) for post in POSTS[:16]}


@pytest.fixture
def stocked(open_store: OpenStore, furnish: Callable[[OpenStore], None], now: datetime) -> OpenStore:
    furnish(open_store)
    with open_store() as store:
        store.queue.add_specs(SPECS)
        store.queue.put_posts(POSTS, actor="sishi", why=own_words("plan"), at=now, run="r")
    return open_store


def read(open_store: OpenStore, queue_filter: QueueFilter, most: int) -> list[DistinctPost]:
    items: list[DistinctPost] = []
    after = None
    with open_store(reading=True) as store:
        while True:
            page = store.distinct.page(queue_filter, after=after, most=most)
            items += page.items
            if page.next is None:
                return items
            after = page.next


def tellings(open_store: OpenStore, queue_filter: QueueFilter, most: int) -> list[PostVariants]:
    items: list[PostVariants] = []
    after = None
    with open_store(reading=True) as store:
        while True:
            page = store.distinct.tellings(queue_filter, after=after, most=most)
            items += page.items
            if page.next is None:
                return items
            after = page.next


def contents(items: list[DistinctPost]) -> list[tuple[str, tuple[str, ...]]]:
    return [(item.key, item.ids) for item in items]


@pytest.mark.parametrize("most", [1, 4, 100])
def test_pages_show_each_content_once_with_all_its_posts(stocked: OpenStore, most: int) -> None:
    items = read(stocked, WAITING, most)
    waiting = [post for post in POSTS if post.state is PostState.IN_REVIEW]
    assert contents(items) == contents(list(distinct_posts(waiting)))
    assert sorted(post for item in items for post in item.ids) == sorted(post.id for post in waiting)
    assert len(items) < len(waiting)


@pytest.mark.parametrize(
    "queue_filter",
    [
        replace(WAITING, group="g2"),
        replace(WAITING, slot=Slot.EVENING),
        replace(WAITING, first=MONDAY + timedelta(2), last=MONDAY + timedelta(3)),
        QueueFilter(states=(PostState.IN_REVIEW, PostState.APPROVED), after=POSTS[20].goes_out_at),
    ],
)
def test_an_item_has_the_posts_that_pass_the_filter(stocked: OpenStore, queue_filter: QueueFilter) -> None:
    passing = [
        post
        for post in POSTS
        if post.state in queue_filter.states
        and queue_filter.group in ("", post.group)
        and queue_filter.slot in (None, post.slot)
        and (queue_filter.first or MONDAY) <= post.day <= (queue_filter.last or post.day)
        and (queue_filter.after is None or post.goes_out_at > queue_filter.after)
    ]
    expected = list(distinct_posts(passing))
    assert contents(read(stocked, queue_filter, 3)) == contents(expected)
    with stocked(reading=True) as store:
        counts = store.distinct.counts(queue_filter)
    assert (counts.posts, counts.distinct) == (len(passing), len(expected))


@pytest.mark.parametrize("most", [1, 5, 100])
def test_variants_of_a_telling_are_one_item(stocked: OpenStore, most: int) -> None:
    items = tellings(stocked, WAITING, most)
    waiting = [post for post in POSTS if post.state is PostState.IN_REVIEW]
    assert [item.ids for item in items] == [item.ids for item in post_variants(waiting)]
    assert any(len(item.contents) > 1 for item in items)
    for item in items:
        assert len({(post.story, post.slot, post.photo) for post in item.posts}) == 1


def test_a_telling_is_found_by_any_of_its_posts_and_by_one_that_was_approved(stocked: OpenStore) -> None:
    approved = next(post for post in POSTS if post.state is PostState.APPROVED)
    with stocked(reading=True) as store:
        found = store.distinct.telling_of(approved, WAITING)
        assert found is not None
        assert approved.id not in found.ids
        assert store.distinct.telling_of(found.posts[-1], WAITING) == found
        assert store.distinct.telling_of(replace(approved, photo="another"), WAITING) is None


def test_the_tally_counts_what_waits_what_went_back_and_what_is_approved(stocked: OpenStore) -> None:
    with stocked() as store:
        for post in POSTS[:16]:  # all of the first two days
            if post.state is PostState.IN_REVIEW:
                store.queue.move(post.id, PostState.APPROVED, actor="a", why=None, at=post.goes_out_at)
        store.queue.move(POSTS[0].id, PostState.RETURNED, actor="a", why=None, at=POSTS[0].goes_out_at)
        days = QueueFilter(first=MONDAY, last=MONDAY + timedelta(1))
        assert astuple(store.distinct.tally(days)) == (0, 0, 1, len(PHOTOS_OF_TWO_DAYS) - 1)
    with stocked(reading=True) as store:
        everything = store.distinct.tally(QueueFilter())
    assert everything.waiting == len(tellings(stocked, WAITING, 100))


def test_what_stands_before_a_place_is_read_backwards(stocked: OpenStore) -> None:
    items = tellings(stocked, WAITING, 100)
    with stocked(reading=True) as store:
        before = store.distinct.tellings_before(WAITING, place_cursor(items[5]), most=3)
        count = store.distinct.count_before(WAITING, place_cursor(items[5]))
    assert [item.ids for item in before] == [item.ids for item in items[2:5]]
    assert count == 5


def test_an_item_is_found_by_its_key_and_not_by_anothers_words(stocked: OpenStore) -> None:
    item = read(stocked, WAITING, 100)[3]
    with stocked(reading=True) as store:
        assert store.distinct.content(item.key, WAITING).ids == item.ids
        with pytest.raises(UnknownId):
            store.distinct.content(content_key("别的话", item.poster), WAITING)


def test_one_other_word_splits_a_post_off() -> None:
    same = [replace(POSTS[0], id=f"p{n}") for n in range(3)]
    split = [*same[:2], replace(same[2], text=same[2].text + "。")]
    assert [item.ids for item in distinct_posts(split)] == [("p0", "p1"), ("p2",)]


def test_what_goes_out_at_once_is_ordered_by_slot() -> None:
    evening = replace(POSTS[0], id="a", slot=Slot.EVENING, text="晚")
    noon = replace(POSTS[0], id="b", slot=Slot.NOON, text="午")
    assert [item.slot for item in distinct_posts([evening, noon])] == [Slot.NOON, Slot.EVENING]
