"""The queue has one door: who passes is written down, and nobody passes twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from content.errors import IllegalMove, UnknownId
from content.model import (
    MOVES,
    OPEN,
    Message,
    NotRendered,
    Placement,
    Post,
    PosterSpec,
    PostState,
    Rendered,
    Slot,
    may_move,
    own_words,
)
from content.store import OpenStore

DAY = date(2026, 11, 23)
SPEC = PosterSpec(
    "quiz", "v1", "takumi", {"question": "几度？"}, {"deep": "#111"}, focus={"photo": (0.5, 0.4)}
)


@pytest.fixture
def stocked(open_store: OpenStore, furnish: Callable[[OpenStore], None]) -> OpenStore:
    furnish(open_store)
    with open_store() as store:
        store.queue.add_specs([SPEC])
    return open_store


def a_post(key: str = "p1", slot: Slot = Slot.NOON, **fields: object) -> Post:
    said: dict[str, object] = {
        "group": "g1",
        "day": DAY,
        "goes_out_at": datetime(2026, 11, 23, 4, tzinfo=UTC),
        "state": PostState.DRAFT,
        "story": "s1",
        "text": "午休一分钟",
        "poster": SPEC.key,
    }
    return Post(id=key, slot=slot, **(said | fields))  # type: ignore[arg-type]


def put(open_store: OpenStore, post: Post, at: datetime) -> int:
    with open_store() as store:
        return store.queue.put_posts([post], actor="sishi", why=own_words("plan"), at=at, run="r")


def test_a_post_and_its_spec_come_back_as_they_went_in(stocked: OpenStore, now: datetime) -> None:
    put(stocked, a_post(), now)
    with stocked(reading=True) as store:
        assert store.queue.post("p1") == a_post()
        assert store.queue.specs([SPEC.key]) == [SPEC]


def test_putting_the_same_post_again_writes_nothing(stocked: OpenStore, now: datetime) -> None:
    assert put(stocked, a_post(), now) == 1
    assert put(stocked, a_post(), now) == 0


def test_a_changed_text_is_the_next_version_and_a_draft_again(stocked: OpenStore, now: datetime) -> None:
    put(stocked, a_post(), now)
    with stocked() as store:
        store.queue.move("p1", PostState.IN_REVIEW, actor="sishi", why=own_words("drawn"), at=now)
    assert put(stocked, a_post(text="换个问法"), now) == 1
    with stocked(reading=True) as store:
        assert store.queue.post("p1") == a_post(text="换个问法", version=2, revision=3)


def test_every_move_is_written_down_with_who_and_why(stocked: OpenStore, now: datetime) -> None:
    put(stocked, a_post(), now)
    with stocked() as store:
        assert store.queue.move("p1", PostState.IN_REVIEW, actor="sishi", why=own_words("drawn"), at=now)
        assert store.queue.move("p1", PostState.APPROVED, actor="编辑", why=own_words("光线好"), at=now)
        assert [(who, was, became, why) for _, who, was, became, why in store.queue.audit("p1")] == [
            ("sishi", "", "draft", own_words("plan")),
            ("sishi", "draft", "in_review", own_words("drawn")),
            ("编辑", "in_review", "approved", own_words("光线好")),
        ]


def test_what_the_rule_book_forbids_is_refused_with_what_it_allows(stocked: OpenStore, now: datetime) -> None:
    put(stocked, a_post(), now)
    with stocked() as store, pytest.raises(IllegalMove, match=r"cannot become sent; allowed: .*in_review"):
        store.queue.move("p1", PostState.SENT, actor="sishi", why=None, at=now)


def test_an_unknown_post_is_said(stocked: OpenStore) -> None:
    with stocked(reading=True) as store, pytest.raises(UnknownId, match="no post 'p9'"):
        store.queue.post("p9")


def test_of_eight_editors_who_approve_at_once_one_does_it(stocked: OpenStore, now: datetime) -> None:
    put(stocked, a_post(state=PostState.IN_REVIEW), now)

    def approve(editor: int) -> bool:
        try:
            with stocked() as store:
                return store.queue.move("p1", PostState.APPROVED, actor=f"编辑 {editor}", why=None, at=now)
        except IllegalMove:
            return False

    with ThreadPoolExecutor(8) as editors:
        assert sum(editors.map(approve, range(8))) == 1


def test_a_drawn_poster_is_found_by_its_key_and_a_failed_one_says_why(stocked: OpenStore) -> None:
    small = Message("poster.photo_enlarged", photo="photo", times=2.4)
    drawn = Rendered(SPEC.key, "var/posters/ab/x.jpg", "f" * 64, 1080, 1440, 200_000, (small,))
    with stocked() as store:
        store.queue.add_rendered(
            [NotRendered(SPEC.key, Message("value.other", text="the text does not fit"))]
        )
        assert store.queue.failed_posters() == [
            NotRendered(SPEC.key, Message("value.other", text="the text does not fit"))
        ]
        assert store.queue.rendered() == {}
        store.queue.add_rendered([drawn])
        assert store.queue.rendered([SPEC.key]) == {SPEC.key: drawn}
        assert store.queue.failed_posters() == []


def test_posts_are_listed_by_the_time_they_go_out(stocked: OpenStore, now: datetime) -> None:
    late = a_post("p0", Slot.EVENING, goes_out_at=datetime(2026, 11, 23, 12, tzinfo=UTC))
    for post in (late, a_post("p1"), a_post("p2", Slot.MORNING, group="g2")):
        put(stocked, post, now)
    with stocked(reading=True) as store:
        assert [post.id for post in store.queue.posts()] == ["p1", "p2", "p0"]
        assert [post.id for post in store.queue.posts(groups=["g1"])] == ["p1", "p0"]
        assert store.queue.posts(first=date(2026, 11, 24)) == []
        assert store.queue.posts(states=[PostState.APPROVED]) == []


def test_a_day_with_an_approved_post_is_frozen(stocked: OpenStore, now: datetime) -> None:
    put(stocked, a_post(), now)
    with stocked() as store:
        assert store.plan.frozen_days(DAY, DAY) == set()
        store.queue.move("p1", PostState.IN_REVIEW, actor="sishi", why=None, at=now)
        store.queue.move("p1", PostState.APPROVED, actor="编辑", why=None, at=now)
        assert store.plan.frozen_days(DAY, DAY) == {("g1", DAY)}


def test_a_placement_that_did_not_change_keeps_its_run(stocked: OpenStore, now: datetime) -> None:
    placement = Placement("g1", DAY, "s1", why={"engagement": 5})
    with stocked() as store:
        assert store.plan.set_placements([placement], at=now, run="r1") == 1
        assert store.plan.set_placements([replace(placement, why={"engagement": 6})], at=now, run="r2") == 0
        assert store.plan.placements() == [placement]
        store.plan.drop_placements({("g1", DAY)})
        assert store.plan.placements() == []


def test_every_state_can_be_left_if_only_by_a_persons_word() -> None:
    assert set(MOVES) == set(PostState)
    assert all(MOVES.values())
    assert MOVES[PostState.EXPIRED] == {PostState.SENT, PostState.SKIPPED}
    assert MOVES[PostState.SENT] == {PostState.HANDED_OFF}


def test_no_undo_brings_back_what_is_on_its_way() -> None:
    on_its_way = set(PostState) - OPEN - {PostState.CANCELLED}
    for was in on_its_way:
        allowed = {to for to in PostState if may_move(was, to, undoing=True)}
        assert allowed == MOVES[was]
