"""What people set of a submission by hand: author, product, words, group; with the source's own word."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update

from content.inbox import JoinedText
from content.model import SubmissionField
from content.store.base import StorePart, UnitOfWork, batched
from content.store.intake_tables import CorrectionRow, JoinedTextRow
from content.store.tables import ScoreRow, SubmissionRow
from content.store.wordings import Wordings

FROM_WORDS = "words"  # of a product: recognised in the text
SOURCE = ""  # stands for a person where a value is the source's own


COLUMNS = {
    SubmissionField.MEMBER: "member_id",
    SubmissionField.PRODUCT: "product_id",
    SubmissionField.TEXT: "text",
    SubmissionField.GROUP: "group_id",
}
SCORED = frozenset({SubmissionField.PRODUCT, SubmissionField.TEXT})  # a change of these is scored again


@dataclass(frozen=True, slots=True)
class Correction:
    """One value that a person set; `id` numbers it, since undo brings back a value by its number."""

    id: int
    field: SubmissionField
    value: str | None
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the fields of a submission come from: `by_hand` is what people set, `joined` the messages that
    its words are, each with its seconds after the picture (negative: before it)."""

    by_hand: Mapping[SubmissionField, Correction]
    joined: tuple[tuple[str, float], ...]


class Corrections(StorePart):
    def __init__(self, unit: UnitOfWork, wordings: Wordings) -> None:
        super().__init__(unit)
        self._wordings = wordings

    def current(self, ids: Collection[str]) -> dict[str, dict[SubmissionField, Correction]]:
        """submission -> field -> what a person set, of these submissions."""
        corrections: dict[str, dict[SubmissionField, Correction]] = {}
        for batch in batched(sorted(set(ids))):
            mine = CorrectionRow.submission_id.in_(batch), CorrectionRow.is_current.is_(True)
            for row in self._session.scalars(select(CorrectionRow).where(*mine)):
                corrections.setdefault(row.submission_id, {})[SubmissionField(row.field)] = _as_correction(
                    row
                )
        return corrections

    def correct(
        self, submission: str, field: SubmissionField, value: str | None, *, actor: str, at: datetime
    ) -> int:
        """Set a field by hand; the number of the correction. The first one keeps what the source said."""
        row = self._session.get_one(SubmissionRow, submission)
        if self._source_row(submission, field) is None:
            was = getattr(row, COLUMNS[field])
            self._session.add(_row(submission, field, was, SOURCE, at, is_current=False))
        correction = _row(submission, field, value, actor, at, is_current=False)
        self._session.add(correction)
        self._session.flush()
        self.point_to(submission, field, correction.id, at=at)
        return correction.id

    def point_to(self, submission: str, field: SubmissionField, correction: int, *, at: datetime) -> None:
        """Let a correction that was made before count (0: the source's own word)."""
        mine = CorrectionRow.submission_id == submission, CorrectionRow.field == field.value
        self._change(update(CorrectionRow).where(*mine).values(is_current=False))
        row = (
            self._session.get_one(CorrectionRow, correction)
            if correction
            else self._source_row(submission, field)
        )
        if row is None:
            return
        row.is_current = bool(correction)
        self._set(submission, field, row.value, at)

    def source_says(
        self, submission: str, values: Mapping[SubmissionField, str | None]
    ) -> frozenset[SubmissionField]:
        """Keep what the source says now of fields that a person set; which those are."""
        held = self.current([submission]).get(submission, {})
        for field in held:
            row = self._source_row(submission, field)
            if row is not None and field in values:
                row.value = values[field]
        return frozenset(held)

    def keep_joined(self, submission: str, joined: Sequence[JoinedText]) -> None:
        """The messages that its words are, as the source tells it now."""
        mine = select(JoinedTextRow).where(JoinedTextRow.submission_id == submission)
        known = {row.message_id: row for row in self._session.scalars(mine)}
        for text in joined:
            row = known.pop(text.message, None)
            if row is None:
                self._session.add(
                    JoinedTextRow(submission_id=submission, message_id=text.message, seconds=text.seconds)
                )
        for row in known.values():
            self._session.delete(row)

    def joined(self, submission: str) -> list[tuple[str, float]]:
        """(message, seconds after the picture) of the messages that its words are, by time."""
        mine = select(JoinedTextRow).where(JoinedTextRow.submission_id == submission)
        rows = self._session.scalars(mine.order_by(JoinedTextRow.seconds, JoinedTextRow.message_id))
        return [(row.message_id, row.seconds) for row in rows]

    def provenance(self, submission: str) -> Provenance:
        """What people set of one submission, and the messages that its words are."""
        by_hand = self.current([submission]).get(submission, {})
        return Provenance(by_hand, tuple(self.joined(submission)))

    def recognisable(self, ids: Collection[str] | None = None) -> dict[str, tuple[str, str | None]]:
        """submission -> text and product, of those without a product and those whose product was recognised
        in their words (None: of all); what a person set is none of these."""
        by_hand = select(CorrectionRow.submission_id).where(
            CorrectionRow.field == SubmissionField.PRODUCT.value, CorrectionRow.is_current.is_(True)
        )
        rows = select(SubmissionRow.id, SubmissionRow.text, SubmissionRow.product_id).where(
            or_(SubmissionRow.product_id.is_(None), SubmissionRow.product_from == FROM_WORDS),
            SubmissionRow.id.not_in(by_hand),
        )
        chosen = (
            [rows]
            if ids is None
            else [rows.where(SubmissionRow.id.in_(some)) for some in batched(sorted(ids))]
        )
        return {
            key: (text, product)
            for statement in chosen
            for key, text, product in self._session.execute(statement)
        }

    def recognise(self, products: Mapping[str, str | None], *, at: datetime) -> None:
        """Let these submissions have the product that their words name (None: none)."""
        for submission, product in products.items():
            self._set(submission, SubmissionField.PRODUCT, product, at)
            row = self._session.get_one(SubmissionRow, submission)
            row.product_from = FROM_WORDS if product else ""

    def _set(self, submission: str, field: SubmissionField, value: str | None, at: datetime) -> None:
        row = self._session.get_one(SubmissionRow, submission)
        setattr(row, COLUMNS[field], value)
        if field is SubmissionField.PRODUCT:
            row.product_from = ""
        if field in SCORED:
            self._wordings.forget_wordings([submission])
            self._change(update(ScoreRow).where(ScoreRow.submission_id == submission).values(version=0))
        self.note("submission", submission, at)

    def _source_row(self, submission: str, field: SubmissionField) -> CorrectionRow | None:
        mine = CorrectionRow.submission_id == submission, CorrectionRow.field == field.value
        return self._session.scalar(select(CorrectionRow).where(*mine, CorrectionRow.who == SOURCE))


def _row(
    submission: str, field: SubmissionField, value: str | None, actor: str, at: datetime, *, is_current: bool
) -> CorrectionRow:
    return CorrectionRow(
        submission_id=submission, field=field.value, value=value, who=actor, at=at, is_current=is_current
    )


def _as_correction(row: CorrectionRow) -> Correction:
    return Correction(row.id, SubmissionField(row.field), row.value, row.who, row.at)
