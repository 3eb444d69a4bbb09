"""What was measured on photos of a batch until it is taken in, and which submissions show them already."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from content.model import Features, Media, PhotoFacts
from content.store.base import StorePart
from content.store.intake import as_medium
from content.store.tables import MediaRow, SubmissionMediaRow, SubmissionRow
from content.store.upload_tables import UploadMeasureRow


class UploadMeasures(StorePart):
    def add(self, batch_id: str, features: Mapping[str, Features]) -> None:
        """Keep what was measured, by sha256, until the batch is taken."""
        self._put(UploadMeasureRow, [_measured(batch_id, *measured) for measured in features.items()])

    def of_batch(self, batch_id: str) -> dict[str, Features]:
        """sha256 -> what was measured on the files of a batch."""
        rows = self._session.scalars(select(UploadMeasureRow).where(UploadMeasureRow.upload_id == batch_id))
        return {row.sha256: _features(row) for row in rows}

    def showing(self, hashes: Collection[str]) -> dict[str, tuple[str, Media]]:
        """sha256 -> a submission that shows it and the picture; the earliest where there are several."""
        rows = (
            select(SubmissionMediaRow.submission_id, MediaRow)
            .join(MediaRow, MediaRow.sha256 == SubmissionMediaRow.sha256)
            .join(SubmissionRow, SubmissionRow.id == SubmissionMediaRow.submission_id)
            .where(SubmissionMediaRow.sha256.in_(sorted(hashes)))
            .order_by(SubmissionRow.posted_at.desc())
        )
        return {row.sha256: (key, as_medium(row)) for key, row in self._session.execute(rows)}


def _measured(batch_id: str, sha256: str, features: Features) -> dict[str, Any]:
    return {
        "upload_id": batch_id,
        "sha256": sha256,
        "version": features.version,
        "values": dict(features.values),
        "focus_x": features.focus[0],
        "focus_y": features.focus[1],
        "hashes": features.hashes,
        "thumbnail": features.thumbnail,
        "facts": features.facts.as_json() if features.facts else None,
        "facts_version": features.facts_version,
    }


def _features(row: UploadMeasureRow) -> Features:
    bare = Features(row.version, row.values, (row.focus_x, row.focus_y), row.hashes, row.thumbnail)
    if row.facts is None:
        return bare
    return replace(bare, facts=PhotoFacts.from_json(row.facts), facts_version=row.facts_version)
