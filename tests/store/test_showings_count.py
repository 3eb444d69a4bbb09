"""What counts as told and shown: what went out or perhaps did, and what stands ahead; nothing that lapsed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from content.model import (
    BY_HAND,
    Delivery,
    DeliveryState,
    Placement,
    Post,
    PosterSpec,
    PostState,
    Slot,
    Submission,
    own_words,
)
from content.night import NightOrder
from content.planner.stage import read_given
from content.store import OpenStore

DAY = date(2026, 11, 23)
GOES_OUT = datetime(2026, 11, 23, 4, tzinfo=UTC)
BEFORE, AFTER = GOES_OUT - timedelta(hours=1), GOES_OUT + timedelta(hours=1)
SPEC = PosterSpec("quiz", "v1", "takumi", {"question": "几度？"}, {"deep": "#111"})
WENT_OUT = {
    PostState.APPROVED,
    PostState.HANDED_OFF,
    PostState.SENDING,
    PostState.SENT,
    PostState.UNKNOWN,
}
NOBODY_SEES = {PostState.CANCELLED, PostState.EXPIRED, PostState.SKIPPED}


@pytest.fixture
def told(
    open_store: OpenStore, furnish: Callable[..., None], a_submission: Callable[..., Submission]
) -> Callable[[PostState | None], OpenStore]:
    def put(state: PostState | None) -> OpenStore:
        furnish(open_store)
        with open_store() as store:
            store.intake.add_submission(a_submission("i1"), "c1", at=BEFORE, run="r")
            store.plan.set_placements([Placement("g1", DAY, "s1", share="i1")], at=BEFORE, run="r")
            store.queue.add_specs([SPEC])
            if state is not None:
                post = Post("p", "g1", DAY, Slot.NOON, GOES_OUT, state, "s1", "午", SPEC.key, photo="i1")
                store.queue.put_posts([post], actor="sishi", why=own_words("plan"), at=BEFORE, run="r")
        return open_store

    return put


def counts(open_store: OpenStore, at: datetime) -> bool:
    """Whether the day counts, asked at every door; they must agree."""
    with open_store(reading=True) as store:
        answers = {
            bool(store.plan.placements(counting_at=at)),
            bool(store.usage.told_in("g1", DAY, DAY, at)),
            bool(store.usage.shown_in("i1", at)),
            bool(store.usage.author_in("m1", "g1", DAY, DAY, at)),
        }
    (answer,) = answers
    return answer


@pytest.mark.parametrize("state", PostState)
def test_what_is_over_counts_only_where_it_went_out(
    state: PostState, told: Callable[[PostState | None], OpenStore]
) -> None:
    assert counts(told(state), AFTER) is (state in WENT_OUT)


@pytest.mark.parametrize("state", PostState)
def test_what_is_ahead_counts_as_long_as_it_stands(
    state: PostState, told: Callable[[PostState | None], OpenStore]
) -> None:
    assert counts(told(state), BEFORE) is (state not in NOBODY_SEES)


@pytest.mark.parametrize(("days", "counting"), [(0, True), (1, False)])
def test_a_day_without_posts_counts_until_it_is_over(
    days: int, counting: bool, told: Callable[[PostState | None], OpenStore]
) -> None:
    assert counts(told(None), AFTER + timedelta(days=days)) is counting


@pytest.mark.parametrize("state", [PostState.IN_REVIEW, PostState.SENT])
def test_the_next_plan_is_told_of_past_days_that_went_out(
    state: PostState, told: Callable[[PostState | None], OpenStore]
) -> None:
    order = NightOrder("", DAY + timedelta(days=1), 7)
    with told(state)(reading=True) as store:
        assert [shown.story for shown in read_given(store, order, BEFORE).history] == ["s1"]
        history = read_given(store, order, AFTER).history
    assert [shown.story for shown in history] == (["s1"] if state is PostState.SENT else [])


def test_cells_that_stand_ahead_are_kept_as_they_are(
    told: Callable[[PostState | None], OpenStore],
) -> None:
    with told(PostState.IN_REVIEW)(reading=True) as store:
        previous = read_given(store, NightOrder("", DAY, 7), BEFORE).previous
    assert [(cell.day, cell.story) for cell in previous] == [(DAY, "s1")]


@pytest.mark.parametrize(
    ("state", "part", "kind", "counting"),
    [
        (PostState.REFUSED, DeliveryState.SENT, "text", True),  # the text is out, the picture is not
        (PostState.REFUSED, DeliveryState.REFUSED, "text", False),
        (PostState.EXPIRED, DeliveryState.EXPIRED, "post", False),  # a channel had no time for it
        (PostState.EXPIRED, DeliveryState.EXPIRED, BY_HAND, True),  # a person had it, and said nothing
        (PostState.SKIPPED, DeliveryState.SKIPPED, BY_HAND, False),
    ],
)
def test_what_did_not_go_out_whole_counts_where_somebody_may_have_seen_it(
    state: PostState,
    part: DeliveryState,
    kind: str,
    counting: bool,
    told: Callable[[PostState | None], OpenStore],
) -> None:
    open_store = told(state)
    with open_store() as store:
        store.outbox.put_deliveries("g1", [Delivery("p", 1, 2, 1, kind, "robot", part, GOES_OUT)])
    assert counts(open_store, AFTER) is counting


def test_a_photo_whose_post_expired_is_given_back_though_another_post_of_the_day_went_out(
    told: Callable[[PostState | None], OpenStore],
) -> None:
    open_store = told(PostState.EXPIRED)  # the one that shows the photo
    morning = Post("q", "g1", DAY, Slot.MORNING, BEFORE, PostState.SENT, "s1", "早", SPEC.key)
    with open_store() as store:
        store.queue.put_posts([morning], actor="sishi", why=own_words("plan"), at=BEFORE, run="r")
    with open_store(reading=True) as store:
        assert store.usage.told_in("g1", DAY, DAY, AFTER) == {(DAY, "s1")}
        assert store.usage.shown_in("i1", AFTER) == set()
        assert store.usage.author_in("m1", "g1", DAY, DAY, AFTER) == set()
        (shown,) = read_given(store, NightOrder("", DAY + timedelta(days=1), 7), AFTER).history
    assert (shown.story, shown.photos) == ("s1", ())
