"""What came in: submissions with their media, likes and rights."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, select, update

from content.errors import UnknownId
from content.model import TAKEN_BACK, Consent, Media, Message, Submission, SubmissionField
from content.store.base import AnyRows, AnySelect, StorePart, UnitOfWork, batched
from content.store.corrections import Corrections
from content.store.rights import SOURCE, as_consent, consent_row
from content.store.tables import (
    ConsentRow,
    LikeRow,
    MediaRow,
    ScoreRow,
    SubmissionMediaRow,
    SubmissionRow,
)
from content.store.wordings import Wordings

INTAKE = 4_000  # of PostgreSQL's advisory locks: one gathering writes at a time


@dataclass(frozen=True, slots=True)
class KnownSubmission:
    """A submission that is here already, by what a gathering asks of it."""

    id: str
    content: str
    group: str
    member: str | None
    posted_at: datetime
    media: tuple[Media, ...]


class _Asked:
    """A statement over all submissions, and over those that `ids` names."""

    def __init__(self, statement: AnySelect, submission_id: ColumnElement[str]) -> None:
        self.whole = statement
        self.among = statement.where(submission_id.in_(bindparam("ids", expanding=True)))


_SUBMITTED, _PICTURES, _PLACES, _LIKED, _SAID = (
    row.__table__.c for row in (SubmissionRow, MediaRow, SubmissionMediaRow, LikeRow, ConsentRow)
)
_SUBMISSIONS = _Asked(select(*_SUBMITTED).order_by(_SUBMITTED.id), _SUBMITTED.id)
_LIKES = _Asked(select(_LIKED.submission_id, _LIKED.member_id), _LIKED.submission_id)
_CONSENTS = _Asked(select(*_SAID).where(_SAID.is_current.is_(True)), _SAID.submission_id)
_MEDIA = _Asked(
    select(_PLACES.submission_id, *_PICTURES)
    .join(MediaRow.__table__, _PICTURES.sha256 == _PLACES.sha256)
    .order_by(_PLACES.submission_id, _PLACES.position),
    _PLACES.submission_id,
)


class Intake(StorePart):
    def __init__(self, unit: UnitOfWork, wordings: Wordings, corrections: Corrections) -> None:
        super().__init__(unit)
        self._wordings = wordings
        self._corrections = corrections

    def hold_intake(self) -> None:
        """Let no other gathering write until this unit of work ends. On SQLite no other writer can anyway."""
        if self._dialect == "postgresql":
            self._session.execute(select(func.pg_advisory_xact_lock(INTAKE)))

    def add_media(self, media: Iterable[Media]) -> None:
        rows = [
            {
                "sha256": m.sha256,
                "suffix": m.suffix,
                "width": m.width,
                "height": m.height,
                "bytes": m.bytes,
                "camera": m.camera,
                "taken_at": m.taken_at,
                "animated": m.animated,
            }
            for m in media
        ]
        self._add(MediaRow, rows)

    def has_medium(self, sha256: str) -> bool:
        return self._session.get(MediaRow, sha256) is not None

    def known(self, contents: Collection[str], ids: Collection[str]) -> list[KnownSubmission]:
        """The submissions that show one of these contents or have one of these ids."""
        rows: dict[str, SubmissionRow] = {}
        for column, values in ((SubmissionRow.content, contents), (SubmissionRow.id, ids)):
            for batch in batched(sorted(values)):
                rows |= {
                    r.id: r for r in self._session.scalars(select(SubmissionRow).where(column.in_(batch)))
                }
        media = self._media_of(sorted(rows))
        return [
            KnownSubmission(r.id, r.content, r.group_id, r.member_id, r.posted_at, tuple(media[r.id]))
            for r in rows.values()
        ]

    def media_in_use(self) -> list[Media]:
        """The pictures of all submissions but those that an author took back, whose files may be gone."""
        taken_back = (
            select(_PLACES.sha256)
            .join(SubmissionRow.__table__, _SUBMITTED.id == _PLACES.submission_id)
            .where(_SUBMITTED.consent_state.in_([state.value for state in TAKEN_BACK]))
        )
        in_use = select(_PLACES.sha256).where(_PLACES.sha256.not_in(taken_back))
        rows = self._session.execute(
            select(*_PICTURES).where(_PICTURES.sha256.in_(in_use)).order_by(_PICTURES.sha256)
        )
        return [as_medium(row) for row in rows]

    def has_submission(self, submission_id: str) -> bool:
        return self._session.get(SubmissionRow, submission_id) is not None

    def renew_submission(self, known: str, now: Submission) -> bool:
        """Let a source's newer word on a known submission count, but for the consent.

        False if it says nothing new. Counts only grow, as likes do. What a person set by hand stays.
        """
        row = self._session.get_one(SubmissionRow, known)
        by_hand = self._corrections.source_says(
            known,
            {
                SubmissionField.MEMBER: now.member,
                SubmissionField.PRODUCT: now.product,
                SubmissionField.TEXT: now.text,
            },
        )
        text = row.text if SubmissionField.TEXT in by_hand else now.text
        product = row.product_id if SubmissionField.PRODUCT in by_hand else now.product
        if SubmissionField.MEMBER not in by_hand:
            row.member_id = row.member_id or now.member
        if (row.text, row.product_id) != (text, product):
            self._say_anew(known)
        if SubmissionField.PRODUCT not in by_hand:
            row.product_from = now.product_from
        row.text, row.product_id, row.posted_at = text, product, now.posted_at
        changed = self._session.is_modified(row) | self.grow_counts(known, now.replies, now.like_count)
        liked = self.set_likes(known, now.likes)
        return changed or bool(liked)

    def grow_counts(self, submission_id: str, replies: int, like_count: int) -> bool:
        """How many answered and liked it, as far as these are more than was known."""
        row = self._session.get_one(SubmissionRow, submission_id)
        grown = row.replies < replies or row.like_count < like_count
        row.replies, row.like_count = max(row.replies, replies), max(row.like_count, like_count)
        return grown

    def grow_album(self, submission_id: str, media: Sequence[Media], content: str) -> None:
        """Give it these pictures: those it has, and more behind them. It is scored anew."""
        self.add_media(media)
        self._add(SubmissionMediaRow, _places(submission_id, media))
        self._session.get_one(SubmissionRow, submission_id).content = content
        self._score_anew(submission_id)

    def lead_with(self, submission_id: str, medium: Media, content: str) -> None:
        """Show this picture before those that it has, which stay behind it. It is scored anew."""
        media = self._media_of([submission_id])[submission_id]
        self.add_media([medium])
        self._arrange(submission_id, [medium, *(m for m in media if m.sha256 != medium.sha256)], content)

    def take_from_album(self, submission_id: str, sha256: str, content: str) -> None:
        """Show a picture of several no longer. It is scored anew."""
        media = self._media_of([submission_id])[submission_id]
        self._arrange(submission_id, [m for m in media if m.sha256 != sha256], content)

    def _arrange(self, submission_id: str, media: Sequence[Media], content: str) -> None:
        mine = SubmissionMediaRow.submission_id == submission_id
        self._change(delete(SubmissionMediaRow).where(mine))
        self._add(SubmissionMediaRow, _places(submission_id, media))
        self._session.get_one(SubmissionRow, submission_id).content = content
        self._score_anew(submission_id)

    def add_submission(self, submission: Submission, content: str, *, at: datetime, run: str) -> bool:
        """Add it with its media, likes and consent; False if its content or id is there already."""
        if self.known([content], [submission.id]):
            return False
        self.add_submissions([(submission, content)], at=at, run=run)
        return True

    def add_submissions(
        self, submissions: Sequence[tuple[Submission, str]], *, at: datetime, run: str
    ) -> None:
        """Add these, each with its content; neither that nor the id may be there."""
        new = [submission for submission, _ in submissions]
        self._add(
            SubmissionRow,
            [_submission_row(submission, content, at, run) for submission, content in submissions],
        )
        self.add_media({m.sha256: m for submission in new for m in submission.media}.values())
        self._add(
            SubmissionMediaRow,
            [row for submission in new for row in _places(submission.id, submission.media)],
        )
        self._add(LikeRow, [row for submission in new for row in _likes(submission.id, submission.likes)])
        self.first_consents({submission.id: submission.consent for submission in new}, at=at)

    def set_likes(self, submission_id: str, likes: Iterable[str]) -> int:
        """Likes only grow: a source that forgets one does not unmake it. How many are new."""
        return self._add(LikeRow, _likes(submission_id, likes))

    def first_consents(self, consents: Mapping[str, Consent], *, at: datetime) -> None:
        """The consents that new submissions come with."""
        self._session.add_all(consent_row(key, consent, at, SOURCE) for key, consent in consents.items())
        self._session.flush()
        for key in consents:
            self.note("submission", key, at)

    def submissions(self, ids: Sequence[str] | None = None) -> list[Submission]:
        """These submissions (None: all), by id, each with media, likes and current consent."""
        if ids is None:
            return self._load(None)
        return sorted((s for batch in batched(sorted(ids)) for s in self._load(batch)), key=lambda s: s.id)

    def submission(self, submission_id: str) -> Submission:
        """One submission as `submissions` gives them; UnknownId."""
        submissions = self._load([submission_id])
        if not submissions:
            raise UnknownId(Message("submission.unknown", submission=submission_id))
        return submissions[0]

    def count_submissions(self) -> int:
        return self._session.scalar(select(func.count()).select_from(SubmissionRow)) or 0

    def _say_anew(self, submission_id: str) -> None:
        """Its words are others: they are looked for and scored anew. Its pictures stay measured."""
        self._wordings.forget_wordings([submission_id])
        self._score_anew(submission_id)

    def _score_anew(self, submission_id: str) -> None:
        self._change(update(ScoreRow).where(ScoreRow.submission_id == submission_id).values(version=0))

    def _load(self, ids: list[str] | None) -> list[Submission]:
        media = self._media_of(ids)
        likes = defaultdict(set)
        for key, member in self._among(_LIKES, ids):
            likes[key].add(member)
        consents = {row.submission_id: as_consent(row) for row in self._among(_CONSENTS, ids)}
        return [
            Submission(
                id=row.id,
                group=row.group_id,
                member=row.member_id,
                text=row.text,
                posted_at=row.posted_at,
                media=tuple(media[row.id]),
                product=row.product_id,
                product_from=row.product_from,
                likes=frozenset(likes[row.id]),
                replies=row.replies,
                like_count=row.like_count,
                consent=consents[row.id],
            )
            for row in self._among(_SUBMISSIONS, ids)
        ]

    def _media_of(self, ids: list[str] | None) -> defaultdict[str, list[Media]]:
        media: defaultdict[str, list[Media]] = defaultdict(list)
        for row in self._among(_MEDIA, ids):
            media[row.submission_id].append(as_medium(row))
        return media

    def _among(self, statements: _Asked, ids: list[str] | None) -> AnyRows:
        return self._read(statements.whole) if ids is None else self._read(statements.among, ids=ids)


def as_medium(row: Any) -> Media:
    return Media(
        row.sha256, row.suffix, row.width, row.height, row.bytes, row.camera, row.taken_at, row.animated
    )


def _submission_row(submission: Submission, content: str, at: datetime, run: str) -> dict[str, Any]:
    return {
        "id": submission.id,
        "content": content,
        "group_id": submission.group,
        "member_id": submission.member,
        "text": submission.text,
        "posted_at": submission.posted_at,
        "product_id": submission.product,
        "replies": submission.replies,
        "like_count": submission.like_count,
        "gathered_at": at,
        "run_id": run,
        "consent_state": submission.consent.state.value,
        "consent_until": submission.consent.until,
        "choice": "",
        "product_from": submission.product_from,
    }


def _places(submission_id: str, media: Sequence[Media]) -> list[dict[str, Any]]:
    return [
        {"submission_id": submission_id, "position": position, "sha256": medium.sha256}
        for position, medium in enumerate(media)
    ]


def _likes(submission_id: str, likes: Iterable[str]) -> list[dict[str, Any]]:
    return [{"submission_id": submission_id, "member_id": member} for member in sorted(likes)]
