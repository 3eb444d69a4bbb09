"""What was seen in the inboxes, by the stat of its files; and what was refused, until mended or gone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from content.model import Message
from content.store.base import StorePart, batched
from content.store.tables import QuarantineRow, SightingRow, SubmissionMediaRow

ERASED = "erased"  # the reason of what its author wants gone
PATHS_AT_ONCE = 5000  # SQLite takes 32,766 variables a statement


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An item that could not be taken: where it lies, why, and the copy we keep (sha256) if there is one.

    `folder` is the part of its inbox that it was listed in; `stamp` "" has it looked at again; `member` sent
    it, where that could be read.
    """

    inbox: str
    path: str
    reason: str
    why: Message
    stamp: str
    since: datetime
    copy: str | None = None
    folder: str = ""
    member: str | None = None


class InboxIndex(StorePart):
    def stamps(self, inbox: str, paths: Iterable[str]) -> dict[str, str]:
        """path -> stamp of those items that were taken from this inbox before."""
        known: dict[str, str] = {}
        for batch in batched(paths, PATHS_AT_ONCE):
            taken = select(SightingRow.path, SightingRow.stamp).where(
                SightingRow.inbox == inbox, SightingRow.path.in_(batch)
            )
            known.update((path, stamp) for path, stamp in self._session.execute(taken))
        return known

    def see(self, inbox: str, seen: Mapping[str, tuple[str, str | None]], at: datetime) -> None:
        """Remember items that were taken: path -> stamp and the submission they show (None: none)."""
        rows = [
            {"inbox": inbox, "path": path, "stamp": stamp, "submission_id": submission, "seen_at": at}
            for path, (stamp, submission) in seen.items()
        ]
        self._put(SightingRow, rows)

    def look_again(self, shas: Iterable[str]) -> None:
        """Have the items that show these pictures opened again, as if they had changed."""
        for batch in batched(shas):
            showing = select(SubmissionMediaRow.submission_id).where(SubmissionMediaRow.sha256.in_(batch))
            again = update(SightingRow).where(SightingRow.submission_id.in_(showing)).values(stamp="")
            self._session.execute(again)

    def waiting(self, inbox: str, folder: str) -> dict[str, Quarantined]:
        """path -> what stands in quarantine from one folder of an inbox."""
        rows = select(QuarantineRow).where(
            QuarantineRow.inbox == inbox, QuarantineRow.folder == folder, QuarantineRow.solved_at.is_(None)
        )
        return {row.path: as_quarantined(row) for row in self._session.scalars(rows)}

    def quarantine(self, items: Sequence[Quarantined], run: str) -> None:
        """Keep these aside for a person; what stands there already is replaced."""
        rows = [
            {
                "inbox": item.inbox,
                "path": item.path,
                "folder": item.folder,
                "reason": item.reason,
                "why": item.why,
                "stamp": item.stamp,
                "copy_sha256": item.copy,
                "member_id": item.member,
                "since": item.since,
                "run_id": run,
                "solved_at": None,
            }
            for item in items
        ]
        self._put(QuarantineRow, rows)

    def solve(self, inbox: str, paths: Iterable[str], at: datetime) -> int:
        """These wait no longer: they were taken, or are gone; how many did."""
        waiting = update(QuarantineRow).where(QuarantineRow.inbox == inbox, QuarantineRow.solved_at.is_(None))
        solved = sum(
            self._change(waiting.where(QuarantineRow.path.in_(batch)).values(solved_at=at))
            for batch in batched(paths)
        )
        self._forget_the_erased()
        return solved

    def solve_other_folders(self, inbox: str, folders: Collection[str], at: datetime) -> int:
        """What was refused in folders that the inbox no longer has waits no longer; how much that was."""
        held = select(QuarantineRow.folder).where(
            QuarantineRow.inbox == inbox, QuarantineRow.solved_at.is_(None)
        )
        gone = sorted(set(self._session.scalars(held.distinct())) - set(folders))
        if not gone:
            return 0
        lost = update(QuarantineRow).where(QuarantineRow.inbox == inbox, QuarantineRow.folder.in_(gone))
        solved = self._change(lost.where(QuarantineRow.solved_at.is_(None)).values(solved_at=at))
        self._forget_the_erased()
        return solved

    def _forget_the_erased(self) -> None:
        """A file of somebody who was erased is named until it is deleted, and no longer."""
        over = delete(QuarantineRow).where(QuarantineRow.solved_at.is_not(None))
        self._change(over.where(QuarantineRow.reason == ERASED))

    def inboxes_waiting(self) -> list[str]:
        """The names of inboxes that something waits from, sorted."""
        names = select(QuarantineRow.inbox).where(QuarantineRow.solved_at.is_(None))
        return sorted(self._session.scalars(names.distinct()))

    def quarantined(self, run: str | None = None) -> list[Quarantined]:
        """What waits for a person (of one run, if it is named), in the order of inbox and path."""
        waiting = select(QuarantineRow).where(QuarantineRow.solved_at.is_(None))
        if run is not None:
            waiting = waiting.where(QuarantineRow.run_id == run)
        rows = self._session.scalars(waiting.order_by(QuarantineRow.inbox, QuarantineRow.path))
        return [as_quarantined(row) for row in rows]

    def forget_quarantine(self, paths: Iterable[str] | None = None) -> int:
        """Let the next gathering look at these items again (None: at all); how many they are."""
        again = update(QuarantineRow).where(QuarantineRow.solved_at.is_(None))
        if paths is not None:
            again = again.where(QuarantineRow.path.in_(list(paths)))
        return self._change(again.values(stamp=""))


def as_quarantined(row: QuarantineRow) -> Quarantined:
    return Quarantined(
        row.inbox,
        row.path,
        row.reason,
        row.why,
        row.stamp,
        row.since,
        row.copy_sha256,
        row.folder,
        row.member_id,
    )
