"""What a run brought in, and taking it away again as if it had never come."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from content.model import Choice
from content.store.base import StorePart, batched
from content.store.review_tables import DecisionRow, FocalPointRow, VersionRow
from content.store.tables import (
    Base,
    FeaturesRow,
    MediaRow,
    PhotoFactsRow,
    PostRow,
    SightingRow,
    SubmissionMediaRow,
    SubmissionRow,
    TellingRow,
)
from content.store.upload_tables import UploadFileRow


class Brought(StorePart):
    def seen(self, inbox: str) -> dict[str, str]:
        """path -> the submission that an item of this inbox shows."""
        rows = select(SightingRow.path, SightingRow.submission_id).where(SightingRow.inbox == inbox)
        return {path: key for path, key in self._session.execute(rows) if key}

    def brought_by(self, run: str) -> list[str]:
        """Ids of the submissions that a run brought in, sorted."""
        rows = select(SubmissionRow.id).where(SubmissionRow.run_id == run).order_by(SubmissionRow.id)
        return list(self._session.scalars(rows))

    def in_use(self, submissions: Collection[str]) -> list[str]:
        """Those of the submissions that somebody decided on, or that a plan or a post shows."""
        ids = sorted(submissions)
        columns = (
            TellingRow.share_id,
            TellingRow.opener_id,
            PostRow.submission_id,
            PostRow.photo_id,
            VersionRow.submission_id,
            VersionRow.photo_id,
        )
        decided = select(DecisionRow.submission_id).where(DecisionRow.choice != Choice.UNDECIDED.value)
        used = set(self._session.scalars(decided.where(DecisionRow.submission_id.in_(ids))))
        for column in columns:
            for batch in batched(ids):
                used |= set(filter(None, self._session.scalars(select(column).where(column.in_(batch)))))
        return sorted(used)

    def remove_submissions(self, submissions: Collection[str], at: datetime) -> None:
        """Delete submissions as if they had never come: all that is written of them, and the pictures that
        no other shows. Only what is not `in_use` may go."""
        ids = sorted(submissions)
        media = select(SubmissionMediaRow.sha256).where(SubmissionMediaRow.submission_id.in_(ids))
        hashes = list(self._session.scalars(media))
        for table in reversed(Base.metadata.sorted_tables):
            if "submission_id" in table.c and table.name != UploadFileRow.__tablename__:
                self._change(delete(table).where(table.c.submission_id.in_(ids)))
        self._change(delete(SubmissionRow).where(SubmissionRow.id.in_(ids)))
        self._forget_media(hashes)
        for key in ids:
            self.note("submission", key, at)

    def _forget_media(self, hashes: Sequence[str]) -> None:
        """Forget those of the pictures that nothing shows any more."""
        still = select(SubmissionMediaRow.sha256).where(SubmissionMediaRow.sha256.in_(hashes))
        gone = sorted(set(hashes) - set(self._session.scalars(still)))
        for table in (FeaturesRow, PhotoFactsRow, FocalPointRow, MediaRow):
            self._change(delete(table).where(table.sha256.in_(gone)))
