"""Remarks about posts: kept with the version they speak of, settled, and taken back."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update

from content.model import CommentThread, PostComment, PosterPin, Remark, RemarkKind, threads_of
from content.store.base import StorePart, batched
from content.store.review_talk_tables import CommentRow


class Comments(StorePart):
    def add(self, comment: PostComment) -> PostComment:
        """Keep a remark; what comes back has its number."""
        pin = comment.remark.pin
        row = CommentRow(
            post_id=comment.post,
            version=comment.version,
            parent_id=comment.parent,
            author=comment.author,
            link=comment.link,
            kind=comment.remark.kind.value,
            text=comment.remark.text,
            quote=comment.remark.quote,
            pin_x=pin.x if pin else None,
            pin_y=pin.y if pin else None,
            mentions=list(comment.mentions),
            at=comment.at,
            resolved_by="",
            resolved_version=0,
        )
        self._session.add(row)
        self._session.flush()
        return _comment(row)

    def comment(self, number: int) -> PostComment | None:
        row = self._session.get(CommentRow, number)
        return _comment(row) if row else None

    def of_post(self, post: str) -> list[PostComment]:
        """All that was said of it and not taken back, oldest first."""
        rows = select(CommentRow).where(CommentRow.post_id == post, CommentRow.removed_at.is_(None))
        return [_comment(row) for row in self._session.scalars(rows.order_by(CommentRow.id))]

    def threads(self, post: str) -> list[CommentThread]:
        """Open ones first."""
        return threads_of(self.of_post(post))

    def open_counts(self, posts: Collection[str]) -> dict[str, int]:
        """post -> remarks that nobody settled, where there are some."""
        counts: dict[str, int] = {}
        for batch in batched(sorted(set(posts))):
            rows = (
                select(CommentRow.post_id, func.count())
                .where(CommentRow.post_id.in_(batch), CommentRow.parent_id.is_(None))
                .where(CommentRow.resolved_at.is_(None), CommentRow.removed_at.is_(None))
                .group_by(CommentRow.post_id)
            )
            counts |= dict(self._session.execute(rows).all())
        return counts

    def settle(self, number: int, at: datetime | None, *, actor: str = "", version: int = 0) -> None:
        """Settle a thread by a version of its post; `at` None opens it again."""
        this = update(CommentRow).where(CommentRow.id == number)
        self._change(this.values(resolved_at=at, resolved_by=actor, resolved_version=version))

    def remove(self, number: int, at: datetime | None) -> None:
        """Take a remark back; `at` None brings it back."""
        self._change(update(CommentRow).where(CommentRow.id == number).values(removed_at=at))


def _comment(row: CommentRow) -> PostComment:
    pin = PosterPin(row.pin_x, row.pin_y) if row.pin_x is not None and row.pin_y is not None else None
    return PostComment(
        id=row.id,
        post=row.post_id,
        version=row.version,
        author=row.author,
        at=row.at,
        remark=Remark(row.text, pin, row.quote, RemarkKind(row.kind)),
        parent=row.parent_id,
        link=row.link,
        mentions=tuple(row.mentions),
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
        resolved_version=row.resolved_version,
        removed_at=row.removed_at,
    )
