"""Links to the members' submission page, and what came by them."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select, update

from content.model import PageSubmission, PostState, SubmissionLink
from content.store.base import StorePart
from content.store.submission_link_tables import PageSubmissionRow, SubmissionLinkRow
from content.store.tables import PostRow, SubmissionRow


class SubmissionLinks(StorePart):
    def links(self) -> list[SubmissionLink]:
        """Every link, the newest first."""
        rows = select(SubmissionLinkRow).order_by(SubmissionLinkRow.made_at.desc(), SubmissionLinkRow.id)
        return [_link(row) for row in self._session.scalars(rows)]

    def link(self, key: str) -> SubmissionLink | None:
        row = self._session.get(SubmissionLinkRow, key)
        return _link(row) if row else None

    def add_link(self, link: SubmissionLink) -> None:
        fields = asdict(link)
        fields["group_id"] = fields.pop("group")
        self._add(SubmissionLinkRow, [fields])

    def revoke(self, key: str, at: datetime) -> bool:
        """End a link; whether it was open."""
        mine = update(SubmissionLinkRow).where(
            SubmissionLinkRow.id == key, SubmissionLinkRow.revoked_at.is_(None)
        )
        return self._change(mine.values(revoked_at=at)) == 1

    def add_taken(self, taken: PageSubmission) -> bool:
        """Write down what came; whether that is news."""
        fields = asdict(taken)
        fields["link_id"], fields["submission_id"] = fields.pop("link"), fields.pop("submission")
        if self._session.get(PageSubmissionRow, taken.ref):
            return False
        self._add(PageSubmissionRow, [fields])
        return True

    def taken(self, ref: str) -> PageSubmission | None:
        """What came under this reference."""
        row = self._session.get(PageSubmissionRow, ref)
        return _taken(row) if row else None

    def all_taken(self) -> list[PageSubmission]:
        """Everything that came, in its order."""
        rows = select(PageSubmissionRow).order_by(PageSubmissionRow.sent_at, PageSubmissionRow.ref)
        return [_taken(row) for row in self._session.scalars(rows)]

    def end_taken(
        self, ref: str, *, withdrawn_at: datetime, erased_at: datetime | None, stopped: int
    ) -> None:
        """Write down that it was taken back; what was written down before stays."""
        row = self._session.get_one(PageSubmissionRow, ref)
        if row.withdrawn_at is None:
            row.withdrawn_at, row.stopped = withdrawn_at, stopped
        row.erased_at = row.erased_at or erased_at
        self._session.flush()

    def reach(self, group: str) -> tuple[int, int]:
        """How many members of a group sent photos, and how many of these posts have shown."""
        members = select(func.count(SubmissionRow.member_id.distinct())).where(
            SubmissionRow.group_id == group
        )
        shown_photos = (
            select(func.count(PostRow.photo_id.distinct()))
            .join(SubmissionRow, SubmissionRow.id == PostRow.photo_id)
            .where(SubmissionRow.group_id == group, PostRow.state == PostState.SENT.value)
        )
        return self._session.scalar(members) or 0, self._session.scalar(shown_photos) or 0


def _link(row: SubmissionLinkRow) -> SubmissionLink:
    return SubmissionLink(
        id=row.id,
        sha256=row.sha256,
        group=row.group_id,
        made_at=row.made_at,
        made_by=row.made_by,
        activity=row.activity,
        title=row.title,
        until=row.until,
        revoked_at=row.revoked_at,
    )


def _taken(row: PageSubmissionRow) -> PageSubmission:
    return PageSubmission(
        ref=row.ref,
        link=row.link_id,
        submission=row.submission_id,
        sent_at=row.sent_at,
        language=row.language,
        wording=row.wording,
        use=row.use,
        months=row.months,
        code=row.code,
        taken_at=row.taken_at,
        withdrawn_at=row.withdrawn_at,
        erased_at=row.erased_at,
        stopped=row.stopped,
    )
