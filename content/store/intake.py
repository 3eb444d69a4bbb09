"""What came in: submissions with their media, likes and rights; where it was seen; what was refused."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from content.model import Consent, ConsentScope, ConsentState, Media, Submission
from content.store.base import StorePart, batched
from content.store.tables import (
    ConsentRow,
    LikeRow,
    MediaRow,
    QuarantineRow,
    SightingRow,
    SubmissionMediaRow,
    SubmissionRow,
)

Row = TypeVar("Row", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An item that could not be taken: where it lies, why, and the copy we keep (sha256) if there is one."""

    inbox: str
    path: str
    reason: str
    why: str
    stamp: str
    since: datetime
    copy: str | None = None


class Intake(StorePart):
    # -- what was seen --------------------------------------------------------------------------
    def stamps(self, inbox: str) -> dict[str, str]:
        """path -> stamp of every item already taken or refused from this inbox."""
        taken = select(SightingRow.path, SightingRow.stamp).where(SightingRow.inbox == inbox)
        refused = select(QuarantineRow.path, QuarantineRow.stamp).where(
            QuarantineRow.inbox == inbox, QuarantineRow.solved_at.is_(None)
        )
        seen = [*self._session.execute(taken), *self._session.execute(refused)]
        return {path: stamp for path, stamp in seen}  # noqa: C416 - dict() does not take typed rows

    def see(self, inbox: str, path: str, stamp: str, submission: str | None, at: datetime) -> None:
        row = {"inbox": inbox, "path": path, "stamp": stamp, "submission_id": submission, "seen_at": at}
        self._put(SightingRow, [row])
        solved = update(QuarantineRow).where(
            QuarantineRow.inbox == inbox, QuarantineRow.path == path, QuarantineRow.solved_at.is_(None)
        )
        self._change(solved.values(solved_at=at))

    def quarantine(self, item: Quarantined, run: str) -> bool:
        """Keep it aside for a person; False if it lies there already for the same reason and stamp."""
        row = self._session.get(QuarantineRow, (item.inbox, item.path))
        if row and row.solved_at is None and (row.why, row.stamp) == (item.why, item.stamp):
            return False
        self._put(
            QuarantineRow,
            [
                {
                    "inbox": item.inbox,
                    "path": item.path,
                    "reason": item.reason,
                    "why": item.why,
                    "stamp": item.stamp,
                    "copy_sha256": item.copy,
                    "since": item.since,
                    "run_id": run,
                    "solved_at": None,
                }
            ],
        )
        return True

    def quarantined(self, run: str | None = None) -> list[Quarantined]:
        """What waits for a person (of one run, if it is named), in the order of inbox and path."""
        waiting = select(QuarantineRow).where(QuarantineRow.solved_at.is_(None))
        if run is not None:
            waiting = waiting.where(QuarantineRow.run_id == run)
        rows = self._session.scalars(waiting.order_by(QuarantineRow.inbox, QuarantineRow.path))
        return [
            Quarantined(row.inbox, row.path, row.reason, row.why, row.stamp, row.since, row.copy_sha256)
            for row in rows
        ]

    def forget_quarantine(self, paths: Iterable[str] | None = None) -> int:
        """Let the next gathering look at these items again (None: at all); how many they are."""
        again = update(QuarantineRow).where(QuarantineRow.solved_at.is_(None))
        if paths is not None:
            again = again.where(QuarantineRow.path.in_(list(paths)))
        return self._change(again.values(stamp=""))

    # -- what was taken -------------------------------------------------------------------------
    def add_media(self, media: Sequence[Media]) -> None:
        self._add(
            MediaRow,
            [
                {
                    "sha256": m.sha256,
                    "suffix": m.suffix,
                    "width": m.width,
                    "height": m.height,
                    "bytes": m.bytes,
                    "camera": m.camera,
                    "taken_at": m.taken_at,
                }
                for m in media
            ],
        )

    def has_medium(self, sha256: str) -> bool:
        return self._session.get(MediaRow, sha256) is not None

    def submission_with(self, content: str) -> str | None:
        """The id of the submission that shows this content already."""
        return self._session.scalar(select(SubmissionRow.id).where(SubmissionRow.content == content))

    def has_submission(self, submission_id: str) -> bool:
        return self._session.get(SubmissionRow, submission_id) is not None

    def author_of(self, submission_id: str) -> str | None:
        return self._session.scalar(select(SubmissionRow.member_id).where(SubmissionRow.id == submission_id))

    def renew_submission(self, known: str, now: Submission, *, at: datetime, by: str) -> bool:
        """Let a source's newer word on a known submission count; False if it says nothing new.

        A source that says nothing of consent leaves the one there is.
        """
        row = self._session.get_one(SubmissionRow, known)
        row.member_id = row.member_id or now.member
        row.text, row.product_id, row.replies = now.text, now.product, now.replies
        row.posted_at = now.posted_at
        changed = self._session.is_modified(row)
        liked = self.set_likes(known, now.likes)
        spoke = now.consent.state is not ConsentState.UNKNOWN
        consented = spoke and self.record_consent(known, now.consent, at=at, by=by)
        return changed or bool(liked) or consented

    def add_submission(self, submission: Submission, content: str, *, at: datetime, run: str) -> bool:
        """Add it with its media, likes and consent; False if its content or id is there already."""
        row = {
            "id": submission.id,
            "content": content,
            "group_id": submission.group,
            "member_id": submission.member,
            "text": submission.text,
            "posted_at": submission.posted_at,
            "product_id": submission.product,
            "replies": submission.replies,
            "gathered_at": at,
            "run_id": run,
            "consent_state": submission.consent.state.value,
            "choice": "",
        }
        if not self._add(SubmissionRow, [row]):
            return False
        self.add_media(submission.media)
        self._add(
            SubmissionMediaRow,
            [
                {"submission_id": submission.id, "position": position, "sha256": medium.sha256}
                for position, medium in enumerate(submission.media)
            ],
        )
        self.set_likes(submission.id, submission.likes)
        self.record_consent(submission.id, submission.consent, at=at, by="gather")
        return True

    def set_likes(self, submission_id: str, likes: Iterable[str]) -> int:
        """Likes only grow: a source that forgets one does not unmake it. How many are new."""
        return self._add(LikeRow, [{"submission_id": submission_id, "member_id": m} for m in sorted(likes)])

    def record_consent(self, submission_id: str, consent: Consent, *, at: datetime, by: str) -> bool:
        """Make `consent` the current one; False if it already is. The earlier ones stay as history."""
        current = self._session.scalar(_current_consents().where(ConsentRow.submission_id == submission_id))
        if current is not None and as_consent(current) == consent:
            return False
        if current is not None:
            current.is_current = False
        self._session.add(
            ConsentRow(
                submission_id=submission_id,
                state=consent.state.value,
                scope=consent.scope.value,
                uses=sorted(consent.uses),
                since=consent.since,
                until=consent.until,
                evidence=consent.evidence,
                recorded_at=at,
                recorded_by=by,
                is_current=True,
            )
        )
        self._session.get_one(SubmissionRow, submission_id).consent_state = consent.state.value
        self._session.flush()
        self.note("submission", submission_id, at)
        return True

    def submissions(self, ids: Sequence[str] | None = None) -> list[Submission]:
        """These submissions (None: all), by id, each with media, likes and current consent."""
        if ids is None:
            return self._load(None)
        return sorted((s for batch in batched(sorted(ids)) for s in self._load(batch)), key=lambda s: s.id)

    def count_submissions(self) -> int:
        return self._session.scalar(select(func.count()).select_from(SubmissionRow)) or 0

    def _load(self, ids: list[str] | None) -> list[Submission]:
        media = defaultdict(list)
        for submission_id, row in self._session.execute(
            _among(
                select(SubmissionMediaRow.submission_id, MediaRow)
                .join(MediaRow, MediaRow.sha256 == SubmissionMediaRow.sha256)
                .order_by(SubmissionMediaRow.submission_id, SubmissionMediaRow.position),
                SubmissionMediaRow.submission_id,
                ids,
            )
        ):
            media[submission_id].append(as_medium(row))
        likes = defaultdict(set)
        for like in self._session.scalars(_among(select(LikeRow), LikeRow.submission_id, ids)):
            likes[like.submission_id].add(like.member_id)
        consents = {
            row.submission_id: as_consent(row)
            for row in self._session.scalars(_among(_current_consents(), ConsentRow.submission_id, ids))
        }
        rows = self._session.scalars(
            _among(select(SubmissionRow).order_by(SubmissionRow.id), SubmissionRow.id, ids)
        )
        return [
            Submission(
                id=row.id,
                group=row.group_id,
                member=row.member_id,
                text=row.text,
                posted_at=row.posted_at,
                media=tuple(media[row.id]),
                product=row.product_id,
                likes=frozenset(likes[row.id]),
                replies=row.replies,
                consent=consents[row.id],
            )
            for row in rows
        ]


def _among(statement: Select[Row], column: InstrumentedAttribute[str], ids: list[str] | None) -> Select[Row]:
    return statement if ids is None else statement.where(column.in_(ids))


def _current_consents() -> Select[tuple[ConsentRow]]:
    return select(ConsentRow).where(ConsentRow.is_current.is_(True))


def as_consent(row: ConsentRow) -> Consent:
    return Consent(
        state=ConsentState(row.state),
        scope=ConsentScope(row.scope),
        uses=frozenset(row.uses),
        since=row.since,
        until=row.until,
        evidence=row.evidence,
    )


def as_medium(row: MediaRow) -> Media:
    return Media(row.sha256, row.suffix, row.width, row.height, row.bytes, row.camera, row.taken_at)
