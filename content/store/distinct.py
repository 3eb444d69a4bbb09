"""Posts to review, each distinct one once: page by page, one by one, and counted.

Distinct are contents (the same words on the same poster) or tellings (the same slot of the same story with
the same photo, each group in its own words). No column holds a digest: the first post of each is found along
the order of sending, by a look at the few posts with the same poster or story; docs/measures/desk.md says
what that takes.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, case, desc, distinct, exists, func, or_, select, tuple_

from content.errors import UnknownId
from content.model import (
    DistinctCounts,
    DistinctPost,
    Message,
    Post,
    PostState,
    PostVariants,
    ReviewTally,
    distinct_posts,
    post_variants,
)
from content.model.distinct import RANK, TEXT_DIGITS, Place, PostSet, place_of
from content.store.base import AnySelect, StorePart
from content.store.cards import POSTS
from content.store.lists import QueueFilter, wanted
from content.store.paging import cursor, time_and_id
from content.store.queue import as_post
from content.store.tables import PostRow
from content.store.views import Page

T = TypeVar("T", bound=PostSet)
A_STRIP = 30  # sets of posts on a page
FURTHEST = 999  # places that are counted before one
_OTHERS = PostRow.__table__.alias("others")
_BY_RANK = {slot.value: rank for slot, rank in RANK.items()}
_TELLING = POSTS.story_id, POSTS.slot, func.coalesce(POSTS.photo_id, "")
_SAME_CONTENT = and_(_OTHERS.c.poster_key == POSTS.poster_key, _OTHERS.c.text == POSTS.text)
_SAME_TELLING = and_(
    _OTHERS.c.story_id == POSTS.story_id,
    _OTHERS.c.slot == POSTS.slot,
    func.coalesce(_OTHERS.c.photo_id, "") == _TELLING[2],
)


class Distinct(StorePart):
    """What a filter asks of each post: a set has those of the posts alike that pass it."""

    def page(
        self, queue_filter: QueueFilter, *, after: str | None = None, most: int = A_STRIP
    ) -> Page[DistinctPost]:
        """Distinct contents by the time the first of each goes out, then by slot."""
        firsts = self._read(_firsts(queue_filter, _SAME_CONTENT, after).limit(most + 1)).all()
        same = self._posts(queue_filter, POSTS.poster_key, [row.poster_key for row in firsts])
        by_first = {item.first.id: item for item in distinct_posts(same)}
        return _page([by_first[row.id] for row in firsts], most)

    def tellings(
        self, queue_filter: QueueFilter, *, after: str | None = None, most: int = A_STRIP
    ) -> Page[PostVariants]:
        """Variants by the time the first of them goes out, then by slot."""
        return _page(
            self._variants(_firsts(queue_filter, _SAME_TELLING, after), queue_filter, most + 1), most
        )

    def tellings_before(
        self, queue_filter: QueueFilter, place: str, *, most: int = A_STRIP
    ) -> tuple[PostVariants, ...]:
        """Those that stand right before a place, in their order."""
        firsts = _firsts(queue_filter, _SAME_TELLING, place, back=True)
        return tuple(reversed(self._variants(firsts, queue_filter, most)))

    def count_before(self, queue_filter: QueueFilter, place: str) -> int:
        """How many tellings stand before a place; no more than FURTHEST are counted."""
        firsts = _firsts(queue_filter, _SAME_TELLING, place, back=True).limit(FURTHEST).subquery()
        return int(self._read(select(func.count()).select_from(firsts)).scalar_one())

    def content(self, key: str, queue_filter: QueueFilter) -> DistinctPost:
        """The posts of this content that pass the filter. UnknownId where none does."""
        same = self._posts(queue_filter, POSTS.poster_key, [key[:-TEXT_DIGITS]])
        item = next((item for item in distinct_posts(same) if item.key == key), None)
        if item is None:
            raise UnknownId(Message("post.unknown", post=key[:60]))
        return item

    def telling_of(self, post: Post, queue_filter: QueueFilter) -> PostVariants | None:
        """The variants of a post that pass the filter, itself among them or not; None where none does."""
        same = self._posts(queue_filter, POSTS.story_id, [post.story])
        part = post.slot, post.photo
        return next((v for v in post_variants(same) if (v.slot, v.first.photo) == part), None)

    def tellings_of(self, stories: Sequence[str], queue_filter: QueueFilter) -> tuple[PostVariants, ...]:
        """All variants that tell one of these stories, in order."""
        return post_variants(self._posts(queue_filter, POSTS.story_id, stories))

    def counts(self, queue_filter: QueueFilter) -> DistinctCounts:
        """How many posts pass the filter, and how many distinct contents they are."""
        by_poster = (
            select(func.count().label("n"), func.count(distinct(POSTS.text)).label("texts"))
            .where(*wanted(queue_filter, POSTS))
            .group_by(POSTS.poster_key)
            .subquery()
        )
        return DistinctCounts(*self._sums(by_poster.c.n, by_poster.c.texts))

    def tally(self, queue_filter: QueueFilter) -> ReviewTally:
        """How far the review of the posts of a filter is, counted in tellings. One waits while any post of it
        does; else it was returned where any was."""

        def any_in(*states: PostState) -> ColumnElement[int]:
            return func.max(case((POSTS.state.in_([state.value for state in states]), 1), else_=0))

        def posts_in(state: PostState) -> ColumnElement[int]:
            return func.sum(case((POSTS.state == state.value, 1), else_=0))

        waits, returned = any_in(PostState.IN_REVIEW), any_in(PostState.RETURNED)
        approved = any_in(PostState.APPROVED, PostState.HANDED_OFF)
        by_telling = (
            select(
                posts_in(PostState.IN_REVIEW).label("posts"),
                waits.label("waiting"),
                ((1 - waits) * returned).label("returned"),
                ((1 - waits) * (1 - returned) * approved).label("approved"),
            )
            .where(*wanted(queue_filter, POSTS))
            .group_by(*_TELLING)
            .subquery()
        )
        return ReviewTally(
            *self._sums(
                by_telling.c.posts, by_telling.c.waiting, by_telling.c.returned, by_telling.c.approved
            )
        )

    def _sums(self, *columns: ColumnElement[Any]) -> list[int]:
        sums = self._read(select(*(func.coalesce(func.sum(column), 0) for column in columns))).one()
        return [int(total) for total in sums]

    def _variants(self, firsts: AnySelect, queue_filter: QueueFilter, most: int) -> list[PostVariants]:
        """The sets whose first posts a statement finds, in its order."""
        rows = self._read(firsts.limit(most)).all()
        photos = _TELLING[2].in_({row.photo_id or "" for row in rows})
        alike = self._posts(queue_filter, POSTS.story_id, [row.story_id for row in rows], photos)
        by_first = {item.first.id: item for item in post_variants(alike)}
        return [by_first[row.id] for row in rows]

    def _posts(
        self, queue_filter: QueueFilter, column: Any, keys: Sequence[str], *more: ColumnElement[bool]
    ) -> list[Post]:
        is_shown, values = self._is_among(column, sorted(set(keys)))
        rows = self._read(select(*POSTS).where(is_shown, *more, *wanted(queue_filter, POSTS)), **values)
        return [as_post(row) for row in rows]


def place_cursor(item: PostSet) -> str:
    """Where an item stands in its list."""
    at, rank, post_id = place_of(item.first)
    return cursor(at, f"{rank} {post_id}")


def _page(items: list[T], most: int) -> Page[T]:
    return Page(tuple(items[:most]), place_cursor(items[most - 1]) if len(items) > most else None)


def _place(text: str) -> Place:
    at, rest = time_and_id(text)
    rank, _, post_id = rest.partition(" ")
    return at, int(rank) if rank.isdecimal() and len(rank) == 1 else 0, post_id


def _order(columns: Any) -> tuple[ColumnElement[Any], ...]:
    return columns.goes_out_at, case(_BY_RANK, value=columns.slot, else_=0), columns.id


def _firsts(
    queue_filter: QueueFilter, is_alike: ColumnElement[bool], place: str | None, *, back: bool = False
) -> AnySelect:
    """The first post of each set after a place, or before it, the nearest first."""
    order, others = _order(POSTS), _order(_OTHERS.c)
    earlier = exists().where(is_alike, *_passing(queue_filter), *_is_earlier(others, order))
    rows = select(POSTS.id, POSTS.poster_key, POSTS.story_id, POSTS.photo_id).where(
        *wanted(queue_filter, POSTS), ~earlier
    )
    if place is not None:
        rows = rows.where(*_beyond(order, _place(place), back=back))
    return rows.order_by(*(desc(column) for column in order) if back else order)


def _passing(queue_filter: QueueFilter) -> list[ColumnElement[bool]]:
    """What the filter asks of another post, its state behind a function: the index of states would be read
    from end to end, where that of posters or stories leads to the few that are alike."""
    conditions = wanted(replace(queue_filter, states=()), _OTHERS.c)
    if queue_filter.states:
        state = func.coalesce(_OTHERS.c.state, "")
        conditions.append(state.in_([chosen.value for chosen in queue_filter.states]))
    return conditions


def _is_earlier(
    others: Sequence[ColumnElement[Any]], order: Sequence[ColumnElement[Any]]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether another stands before; its time is bounded by itself too, for the index."""
    return others[0] <= order[0], or_(others[0] < order[0], tuple_(*others[1:]) < tuple_(*order[1:]))


def _beyond(
    order: Sequence[ColumnElement[Any]], place: Place, *, back: bool
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The time alone is said first: an index knows nothing of slots' ranks."""
    if back:
        return order[0] <= place[0], tuple_(*order) < place
    return order[0] >= place[0], tuple_(*order) > place
