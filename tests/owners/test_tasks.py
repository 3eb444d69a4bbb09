"""Tasks are a view of posts: what is alike is one act."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from content.model import Delivery, DeliveryState, Leave, Owner, Post, PostState, Slot, text_hash
from content.publish.duty import backup_of, on_duty, uncovered
from content.publish.on_time import on_time_share, wilson_interval
from content.publish.tasks import HandPost, Load, Task, load_of, merged

DAY = date(2026, 12, 1)
DUE = datetime(2026, 12, 1, 4, tzinfo=UTC)


def hand_post(
    number: int, text: str, poster: str, owner: str, seconds: int, state: DeliveryState
) -> HandPost:
    due_at = DUE + timedelta(seconds=seconds)
    post = Post(f"g{number}", f"g{number}", DAY, Slot.NOON, due_at, PostState.HANDED_OFF, "s1", text, poster)
    return HandPost(post, Delivery(post.id, 1, 1, 1, "post", "handoff", state, due_at), owner)


@st.composite
def hand_posts(draw: st.DrawFn) -> list[HandPost]:
    cells = st.tuples(
        st.sampled_from(["早安", "晚安"]),
        st.sampled_from(["p1", "p2"]),
        st.sampled_from(["tian", "su", ""]),
        st.sampled_from([0, 30, 60, 90]),
        st.sampled_from([DeliveryState.HANDED_OFF, DeliveryState.SENT, DeliveryState.SKIPPED]),
    )
    return [hand_post(number, *cell) for number, cell in enumerate(draw(st.lists(cells, max_size=12)))]


def posts_of(tasks: Sequence[Task]) -> list[str]:
    return sorted(item.post.id for task in tasks for item in task.posts)


@given(hand_posts())
def test_every_post_is_in_one_task(items: list[HandPost]) -> None:
    assert posts_of(merged(items)) == sorted(item.post.id for item in items)


@given(hand_posts())
def test_posts_are_in_one_task_where_they_are_alike_and_only_there(items: list[HandPost]) -> None:
    task_of = {item.post.id: task.id for task in merged(items) for item in task.posts}
    for one in items:
        for other in items:
            alike = (one.owner, text_hash(one.post.text), one.post.poster, one.due_minute) == (
                other.owner,
                text_hash(other.post.text),
                other.post.poster,
                other.due_minute,
            )
            assert (task_of[one.post.id] == task_of[other.post.id]) is alike


@given(hand_posts(), st.integers())
def test_the_order_of_posts_changes_nothing(items: list[HandPost], seed: int) -> None:
    shuffled = Random(seed).sample(items, len(items))
    assert merged(shuffled) == merged(items)


@given(hand_posts())
def test_a_merge_keeps_each_posts_own_state(items: list[HandPost]) -> None:
    states = {item.post.id: item.state for item in items}
    assert {item.post.id: item.state for task in merged(items) for item in task.posts} == states
    for task in merged(items):
        assert task.is_done is (not task.waiting)


@given(hand_posts())
def test_taps_are_counted_by_owner(items: list[HandPost]) -> None:
    tasks = merged(items)
    loads = load_of(tasks)
    assert sum(load.tasks for load in loads.values()) == len(tasks)
    assert sum(load.posts for load in loads.values()) == len(items)


def test_three_groups_with_the_same_text_and_poster_are_one_tap() -> None:
    items = [hand_post(n, "早安", "p1", "tian", 0, DeliveryState.HANDED_OFF) for n in range(3)]
    (task,) = merged(items)
    assert len(task.waiting) == 3
    assert load_of([task]) == {"tian": Load(tasks=1, posts=3)}


# -- who is on duty ---------------------------------------------------------------------------------
TIAN = Owner("tian", frozenset({"g1"}), backup="su", leaves=(Leave("tian", DAY, DAY),))


def test_the_backup_sends_on_days_of_leave() -> None:
    assert on_duty([TIAN], "g1", DAY) == "su"
    assert on_duty([TIAN], "g1", DAY + timedelta(days=1)) == "tian"
    assert on_duty([TIAN], "g2", DAY) is None


def test_a_backup_on_leave_takes_nothing_over() -> None:
    owners = [TIAN, Owner("su", leaves=(Leave("su", DAY, DAY),))]
    assert backup_of(owners, "tian", DAY) is None
    assert on_duty(owners, "g1", DAY) is None
    (gap,) = uncovered(owners, DAY - timedelta(days=1), DAY + timedelta(days=1))
    assert (gap.day, gap.groups) == (DAY, ("g1",))


def test_leave_with_a_backup_leaves_no_gap() -> None:
    assert uncovered([TIAN], DAY, DAY) == []


# -- how punctual -----------------------------------------------------------------------------------
@given(st.integers(1, 400).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_share_and_stays_within_bounds(counts: tuple[int, int]) -> None:
    hits, total = counts
    low, high = wilson_interval(hits, total)
    assert 0.0 <= low <= hits / total <= high <= 1.0
    wider_low, wider_high = wilson_interval(hits * 10, total * 10)
    assert wider_high - wider_low < high - low


def test_the_interval_is_the_one_that_wilson_gives() -> None:
    low, high = wilson_interval(16, 20)  # as R: binom::binom.wilson(16, 20)
    assert (round(low, 4), round(high, 4)) == (0.584, 0.9193)
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_what_never_went_out_was_not_on_time() -> None:
    delays = [timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=11), None]
    share = on_time_share(delays, timedelta(minutes=10))
    assert (share.hits, share.total, share.is_sure) == (2, 4, False)
    assert on_time_share([], timedelta(minutes=10)).share is None
