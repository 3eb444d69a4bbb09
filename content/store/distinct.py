"""Posts to review, each text on each poster once: page by page, by key, and counted.

No column holds the digest: the first post of each content is found along the order of sending, by a look at
the few posts with the same poster. docs/measures/desk.md says what that takes.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, desc, distinct, exists, func, select, tuple_

from content.errors import UnknownId
from content.model import DistinctCounts, DistinctPost, Message, distinct_posts
from content.model.distinct import RANK, TEXT_DIGITS, Place, place_of
from content.store.base import StorePart
from content.store.cards import POSTS
from content.store.lists import QueueFilter, wanted
from content.store.paging import cursor, time_and_id
from content.store.queue import as_post
from content.store.tables import PostRow
from content.store.views import Page

A_STRIP = 30  # distinct posts of a page
_OTHERS = PostRow.__table__.alias("others")
_BY_RANK = {slot.value: rank for slot, rank in RANK.items()}


class Distinct(StorePart):
    """What a filter asks of each post: an item has those of the posts with its content that pass it."""

    def page(
        self, queue_filter: QueueFilter, *, after: str | None = None, most: int = A_STRIP
    ) -> Page[DistinctPost]:
        """Distinct posts by the time the first of each goes out, then by slot."""
        items = self._items(_firsts(queue_filter, after).limit(most + 1), queue_filter)
        more = place_cursor(items[most - 1]) if len(items) > most else None
        return Page(items[:most], more)

    def before(
        self, queue_filter: QueueFilter, place: str, *, most: int = A_STRIP
    ) -> tuple[DistinctPost, ...]:
        """Those that stand right before a place, in their order."""
        return self._items(_firsts(queue_filter, place, back=True).limit(most), queue_filter)

    def item(self, key: str, queue_filter: QueueFilter) -> DistinctPost:
        """The posts of this content that pass the filter. UnknownId where none does."""
        same = self._posts_of({key[:-TEXT_DIGITS]}, queue_filter)
        for item in same:
            if item.key == key:
                return item
        raise UnknownId(Message("post.unknown", post=key[:60]))

    def counts(self, queue_filter: QueueFilter) -> DistinctCounts:
        """How many posts pass the filter, and how many distinct ones they are."""
        chosen = wanted(queue_filter, POSTS)
        by_poster = (
            select(func.count().label("n"), func.count(distinct(POSTS.text)).label("texts"))
            .where(*chosen)
            .group_by(POSTS.poster_key)
            .subquery()
        )
        sums = (func.coalesce(func.sum(column), 0) for column in (by_poster.c.n, by_poster.c.texts))
        posts, texts = self._read(select(*sums)).one()
        return DistinctCounts(int(posts), int(texts))

    def _items(self, firsts: Any, queue_filter: QueueFilter) -> tuple[DistinctPost, ...]:
        """The distinct posts whose first ones a statement finds, in their order."""
        ids, posters = set(), set()
        for post_id, poster in self._read(firsts):
            ids.add(post_id)
            posters.add(poster)
        return tuple(item for item in self._posts_of(posters, queue_filter) if item.first.id in ids)

    def _posts_of(self, posters: set[str], queue_filter: QueueFilter) -> tuple[DistinctPost, ...]:
        is_shown, values = self._is_among(POSTS.poster_key, sorted(posters))
        rows = self._read(select(*POSTS).where(is_shown, *wanted(queue_filter, POSTS)), **values)
        return distinct_posts(as_post(row) for row in rows)


def place_cursor(item: DistinctPost) -> str:
    """Where an item stands in its list."""
    at, rank, post_id = place_of(item.first)
    return cursor(at, f"{rank} {post_id}")


def _place(text: str) -> Place:
    at, rest = time_and_id(text)
    rank, _, post_id = rest.partition(" ")
    return at, int(rank) if rank.isdecimal() and len(rank) == 1 else 0, post_id


def _order(columns: Any) -> tuple[ColumnElement[Any], ...]:
    return columns.goes_out_at, case(_BY_RANK, value=columns.slot, else_=0), columns.id


def _firsts(queue_filter: QueueFilter, place: str | None, *, back: bool = False) -> Any:
    """(id, poster) of each content's first post after a place, or before it, the nearest first."""
    order, others = _order(POSTS), _order(_OTHERS.c)
    earlier = exists().where(
        _OTHERS.c.poster_key == POSTS.poster_key,
        _OTHERS.c.text == POSTS.text,
        *wanted(queue_filter, _OTHERS.c),
        tuple_(*others) < tuple_(*order),
    )
    rows = select(POSTS.id, POSTS.poster_key).where(*wanted(queue_filter, POSTS), ~earlier)
    if place is not None:
        rows = rows.where(*_beyond(order, _place(place), back=back))
    return rows.order_by(*(desc(column) for column in order) if back else order)


def _beyond(
    order: Sequence[ColumnElement[Any]], place: Place, *, back: bool
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The time alone is said first: an index knows nothing of slots' ranks."""
    if back:
        return order[0] <= place[0], tuple_(*order) < place
    return order[0] >= place[0], tuple_(*order) > place
