"""Posts as cards: with the names of what they point to, in one query and one more for their approvals."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from content.model import Post, text_hash
from content.store.base import AnySelect, StorePart, batched
from content.store.queue import as_post
from content.store.review_tables import ApprovalRow
from content.store.tables import GroupRow, MemberRow, PosterRow, PostRow, StoryRow
from content.store.views import Card

# columns of tables: a good deal faster than the objects that stand for their rows
POSTS, _GROUPS, _STORIES, _POSTERS, _MEMBERS, _APPROVALS = (
    row.__table__.c for row in (PostRow, GroupRow, StoryRow, PosterRow, MemberRow, ApprovalRow)
)
_COLUMNS = (
    *(column for column in POSTS if column.name != "run_id"),
    _GROUPS.name.label("group_name"),
    _GROUPS.zone.label("group_zone"),
    _STORIES.title.label("story_title"),
    select(_MEMBERS.nickname)  # looked up: joined, a database may read all members there are
    .where(_MEMBERS.id == POSTS.member_id)
    .scalar_subquery()
    .label("nickname"),
    _POSTERS.path.label("poster_path"),
    _POSTERS.sha256.label("poster_sha256"),
    _POSTERS.failed.label("poster_failed"),
)
_STANDING = (
    select(
        _APPROVALS.post_id,
        _APPROVALS.version,
        _APPROVALS.text_sha256,
        _APPROVALS.poster_sha256,
        _APPROVALS.who,
    )
    .where(_APPROVALS.revoked_at.is_(None), _APPROVALS.post_id.in_(bindparam("ids", expanding=True)))
    .order_by(_APPROVALS.id)
)


CARDS = (
    select(*_COLUMNS)
    .select_from(PostRow.__table__)
    .join(GroupRow.__table__, _GROUPS.id == POSTS.group_id)
    .join(StoryRow.__table__, _STORIES.id == POSTS.story_id)
    .outerjoin(PosterRow.__table__, _POSTERS.key == POSTS.poster_key)
)
_CARDS_WITH = CARDS.where(POSTS.id.in_(bindparam("ids", expanding=True)))  # built once: its columns are many


class Cards(StorePart):
    def cards_with(self, ids: Iterable[str]) -> dict[str, Card]:
        """id -> card, for the posts there are."""
        return {
            card.post.id: card
            for batch in batched(sorted(set(ids)))
            for card in self.cards_where(_CARDS_WITH, ids=batch)
        }

    def cards_where(self, chosen: AnySelect, **values: Any) -> list[Card]:
        """The cards of a selection of `CARDS`, in its order; `values` are those it asks for by name."""
        rows = self._read(chosen, **values).all()
        posts = [as_post(row) for row in rows]
        approved = self._approvers(posts, {row.id: row.poster_sha256 for row in rows})
        return [_card(row, post, approved.get(post.id, ())) for row, post in zip(rows, posts, strict=True)]

    def _approvers(self, posts: Sequence[Post], pixels: dict[str, str | None]) -> dict[str, tuple[str, ...]]:
        """post id -> whose approvals hold for what it is now."""
        approvers = defaultdict(list)
        by_id = {post.id: post for post in posts}
        for batch in batched(by_id):
            for row in self._read(_STANDING, ids=batch):
                post = by_id[row.post_id]
                now = (post.version, text_hash(post.text), pixels[post.id])
                if now == (row.version, row.text_sha256, row.poster_sha256):
                    approvers[post.id].append(row.who)
        return {key: tuple(names) for key, names in approvers.items()}


def _card(row: Any, post: Post, approved_by: tuple[str, ...]) -> Card:
    return Card(
        post=post,
        group_name=row.group_name,
        story_title=row.story_title,
        nickname=row.nickname or "",
        poster_path=row.poster_path,
        poster_sha256=row.poster_sha256,
        poster_failed=row.poster_failed,
        note=row.note,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        approved_by=approved_by,
        zone=row.group_zone,
    )
