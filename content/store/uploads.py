"""Batches that people upload at the desk, file by file, until they are taken in or cleared away."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from content.errors import UnknownId
from content.model import (
    FileState,
    Message,
    Twin,
    UploadBatch,
    UploadChoice,
    UploadFile,
    UploadState,
)
from content.store.base import StorePart
from content.store.upload_tables import UploadFileRow, UploadMeasureRow, UploadRow

KIND = "upload"  # of the feed's changes
_AS_IT_IS = (  # what a row keeps under the name that the file has for it
    *("number", "name", "bytes", "sha256", "suffix", "width", "height", "reason", "why"),
    *("looked", "doubt", "author", "product", "evidence"),
)


class Uploads(StorePart):
    def begin(self, batch: UploadBatch) -> None:
        """Write down a batch and the files that are announced."""
        self._session.add(
            UploadRow(
                id=batch.id,
                uploader=batch.by,
                group_id=batch.group,
                state=batch.state.value,
                run_id=batch.run,
                made_at=batch.made_at,
                touched_at=batch.touched_at,
            )
        )
        self._session.flush()
        self.announce(batch.id, batch.files)

    def announce(self, batch_id: str, files: Iterable[UploadFile]) -> None:
        """Add files to a batch that is there."""
        self._session.add_all(UploadFileRow(upload_id=batch_id, **_columns(file)) for file in files)
        self._session.flush()

    def batch(self, batch_id: str) -> UploadBatch:
        """A batch with its files by number; UnknownId."""
        row = self._session.get(UploadRow, batch_id)
        if row is None:
            raise UnknownId(Message("upload.unknown"))
        return _batch(row, self._files(batch_id))

    def head(self, batch_id: str) -> UploadBatch:
        """A batch without its files, for who asks whose it is; UnknownId."""
        row = self._session.get(UploadRow, batch_id)
        if row is None:
            raise UnknownId(Message("upload.unknown"))
        return _batch(row, ())

    def is_there(self, batch_id: str) -> bool:
        return self._session.get(UploadRow, batch_id) is not None

    def file(self, batch_id: str, number: int) -> UploadFile:
        """One file; UnknownId."""
        row = self._session.get(UploadFileRow, (batch_id, number))
        if row is None:
            raise UnknownId(Message("upload.unknown"))
        return _file(row)

    def put_file(self, batch_id: str, file: UploadFile, at: datetime) -> None:
        """The file as it is now; the batch was touched."""
        row = self._session.get_one(UploadFileRow, (batch_id, file.number))
        for name, value in _columns(file).items():
            setattr(row, name, value)
        self.touch(batch_id, at)

    def touch(self, batch_id: str, at: datetime) -> None:
        self._session.get_one(UploadRow, batch_id).touched_at = at
        self.note(KIND, batch_id, at)

    def set_state(self, batch_id: str, state: UploadState, at: datetime, *, group: str, run: str) -> None:
        row = self._session.get_one(UploadRow, batch_id)
        row.state, row.group_id, row.run_id = state.value, group, run
        self.touch(batch_id, at)

    def open_batches(self, by: str = "") -> list[UploadBatch]:
        """Batches that were neither taken nor stopped (of one person, if named), the newest first."""
        rows = select(UploadRow).where(UploadRow.state == UploadState.OPEN.value)
        if by:
            rows = rows.where(UploadRow.uploader == by)
        batches = self._session.scalars(rows.order_by(UploadRow.made_at.desc(), UploadRow.id)).all()
        return [_batch(row, self._files(row.id)) for row in batches]

    def staged_bytes(self) -> int:
        """Bytes that all batches which are still there announced."""
        return self._session.scalar(select(func.coalesce(func.sum(UploadFileRow.bytes), 0))) or 0

    def older_than(self, at: datetime) -> list[str]:
        """Ids of the batches that nobody touched since."""
        return list(self._session.scalars(select(UploadRow.id).where(UploadRow.touched_at < at)))

    def forget(self, batch_id: str) -> None:
        """Delete a batch with all that is written of its files. What it brought in stays."""
        for table in (UploadMeasureRow, UploadFileRow):
            self._change(delete(table).where(table.upload_id == batch_id))
        self._change(delete(UploadRow).where(UploadRow.id == batch_id))

    def files_of(self, submissions: Collection[str]) -> list[tuple[str, int]]:
        """(batch, number) of the files that became these submissions."""
        rows = select(UploadFileRow.upload_id, UploadFileRow.number)
        named = rows.where(UploadFileRow.submission_id.in_(sorted(submissions)))
        return [(batch, number) for batch, number in self._session.execute(named)]

    def in_other_batches(self, batch_id: str, hashes: Collection[str]) -> set[str]:
        """Those of the hashes that a file of another open batch has."""
        rows = (
            select(UploadFileRow.sha256)
            .join(UploadRow, UploadRow.id == UploadFileRow.upload_id)
            .where(UploadRow.state == UploadState.OPEN.value, UploadRow.id != batch_id)
            .where(UploadFileRow.sha256.in_(sorted(hashes)))
        )
        return set(self._session.scalars(rows))

    def become(self, batch_id: str, number: int, submission: str) -> None:
        """Write down which submission a file became."""
        self._session.get_one(UploadFileRow, (batch_id, number)).submission_id = submission

    def unlink(self, batch_id: str, submissions: Collection[str]) -> None:
        """The files of a batch that became these are what they were before."""
        mine = update(UploadFileRow).where(UploadFileRow.upload_id == batch_id)
        self._change(
            mine.where(UploadFileRow.submission_id.in_(sorted(submissions))).values(submission_id="")
        )

    def _files(self, batch_id: str) -> tuple[UploadFile, ...]:
        rows = select(UploadFileRow).where(UploadFileRow.upload_id == batch_id)
        return tuple(map(_file, self._session.scalars(rows.order_by(UploadFileRow.number))))


def _batch(row: UploadRow, files: tuple[UploadFile, ...]) -> UploadBatch:
    return UploadBatch(
        row.id,
        row.uploader,
        row.made_at,
        row.touched_at,
        row.group_id,
        UploadState(row.state),
        row.run_id,
        files,
    )


def _file(row: UploadFileRow) -> UploadFile:
    return UploadFile(
        number=row.number,
        name=row.name,
        bytes=row.bytes,
        state=FileState(row.state),
        sha256=row.sha256,
        suffix=row.suffix,
        width=row.width,
        height=row.height,
        reason=row.reason,
        why=row.why,
        looked=row.looked,
        twin=Twin(**row.twin) if row.twin else None,
        doubt=row.doubt,
        choice=UploadChoice(row.choice) if row.choice else None,
        author=row.author,
        group=row.group_id,
        product=row.product,
        submission=row.submission_id,
        evidence=row.evidence,
    )


def _columns(file: UploadFile) -> dict[str, Any]:
    values = {name: getattr(file, name) for name in _AS_IT_IS}
    return values | {
        "state": file.state.value,
        "twin": asdict(file.twin) if file.twin else None,
        "choice": file.choice.value if file.choice else "",
        "group_id": file.group,
        "submission_id": file.submission,
    }
