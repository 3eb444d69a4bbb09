"""What became of posts: their versions, their approvals, and who changed what since when."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from content.errors import UnknownId
from content.model import Approval, Message, Version
from content.store.base import StorePart, batched
from content.store.review_tables import ApprovalRow, VersionRow
from content.store.tables import AuditRow, PosterRow, PostRow


class History(StorePart):
    def versions(self, post_id: str) -> list[Version]:
        """Every version of a post, the newest first."""
        rows = self._session.scalars(
            select(VersionRow).where(VersionRow.post_id == post_id).order_by(VersionRow.version.desc())
        )
        return [_version(row) for row in rows]

    def version(self, post_id: str, number: int) -> Version:
        row = self._session.get(VersionRow, (post_id, number))
        if row is None:
            raise UnknownId(Message("post.no_version", post=post_id, number=number))
        return _version(row)

    def poster_hashes(self, keys: Collection[str]) -> dict[str, str]:
        """key of a spec -> sha256 of the poster drawn from it, for those that are drawn."""
        drawn = select(PosterRow.key, PosterRow.sha256).where(PosterRow.sha256.is_not(None))
        return {
            key: sha256 or ""
            for batch in batched(sorted(set(keys)))
            for key, sha256 in self._session.execute(drawn.where(PosterRow.key.in_(batch)))
        }

    # -- approvals ------------------------------------------------------------------------------
    def approvals(self, post_id: str) -> list[Approval]:
        """Every approval a post ever got, oldest first, the revoked ones too."""
        rows = self._session.scalars(
            select(ApprovalRow).where(ApprovalRow.post_id == post_id).order_by(ApprovalRow.id)
        )
        return [_approval(row) for row in rows]

    def add_approval(
        self, post_id: str, version: int, text_sha256: str, poster_sha256: str, *, actor: str, at: datetime
    ) -> int:
        """Write down a yes to exactly this; its id."""
        row = ApprovalRow(
            post_id=post_id,
            version=version,
            text_sha256=text_sha256,
            poster_sha256=poster_sha256,
            who=actor,
            at=at,
            revoked_at=None,
            revoked_by="",
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def revoke_approvals(self, ids: Collection[int], *, actor: str, at: datetime) -> None:
        mine = update(ApprovalRow).where(ApprovalRow.id.in_(ids))
        self._change(mine.values(revoked_at=at, revoked_by=actor))

    def restore_approvals(self, ids: Collection[int]) -> None:
        """Let approvals that were revoked count again (an undo)."""
        self._change(
            update(ApprovalRow).where(ApprovalRow.id.in_(ids)).values(revoked_at=None, revoked_by="")
        )

    # -- since when -----------------------------------------------------------------------------
    def last_change(self, post_id: str) -> tuple[str, datetime]:
        """(who, when) of the last change of a post."""
        row = self._session.get_one(PostRow, post_id)
        return row.changed_by, row.changed_at

    def others_since(self, post_id: str, revision: int, actors: frozenset[str]) -> tuple[str, ...]:
        """What others than `actors` changed after a revision; "revision" where no field is another."""
        rows = self._session.execute(
            select(AuditRow.who, AuditRow.detail).where(AuditRow.what == post_id).order_by(AuditRow.id.desc())
        )
        names: set[str] = set()
        for by, detail in rows:
            if not detail or detail.get("revision", 0) <= revision:
                break
            if by not in actors:
                names.update(detail.get("changed") or ["revision"])
        return tuple(sorted(names))

    def changed_since(self, post_id: str, revision: int) -> tuple[str, ...]:
        """Names of the fields that changed after a revision of a post, sorted."""
        rows = self._session.execute(
            select(AuditRow.detail).where(AuditRow.what == post_id).order_by(AuditRow.id.desc())
        )
        names: set[str] = set()
        for (detail,) in rows:
            if not detail or detail.get("revision", 0) <= revision:
                break
            names.update(detail.get("changed", ()))
        return tuple(sorted(names))


def _version(row: VersionRow) -> Version:
    return Version(
        post=row.post_id,
        number=row.version,
        text=row.text,
        poster=row.poster_key,
        goes_out_at=row.goes_out_at,
        story=row.story_id,
        submission=row.submission_id,
        member=row.member_id,
        photo=row.photo_id,
        who=row.who,
        why=row.why,
        at=row.at,
    )


def _approval(row: ApprovalRow) -> Approval:
    return Approval(
        id=row.id,
        post=row.post_id,
        version=row.version,
        text_sha256=row.text_sha256,
        poster_sha256=row.poster_sha256,
        who=row.who,
        at=row.at,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
    )
