"""What was learnt from decisions: model cards, which of them counts; and what editors made of photos."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select

from content.errors import UnknownId
from content.model import HAND_ORDER, Message, ModelCard, ModelUse, PhotoChoice
from content.store.base import StorePart
from content.store.learn_tables import ChanceRow, ModelRow, ModelUseRow
from content.store.review_tables import VersionRow
from content.store.tables import VerdictRow


class Models(StorePart):
    def cards(self) -> list[ModelCard]:
        """Every card, the newest first."""
        return [
            _card(row) for row in self._session.scalars(select(ModelRow).order_by(ModelRow.version.desc()))
        ]

    def model(self, version: int) -> ModelCard:
        """UnknownId where there is no such version."""
        row = self._session.get(ModelRow, version)
        if row is None:
            raise UnknownId(Message("model.unknown", version=version))
        return _card(row)

    def add_model(self, card: ModelCard) -> ModelCard:
        """Keep a new card and give it its version; the one there is where the same was learnt before."""
        known = self._session.scalar(select(ModelRow).where(ModelRow.fingerprint == card.fingerprint))
        if known is not None:
            return _card(known)
        newest = self._session.scalar(select(func.max(ModelRow.version))) or HAND_ORDER
        new = replace(card, version=newest + 1)
        self._session.add(ModelRow(**_columns(new)))
        self._session.flush()
        return new

    def model_uses(self) -> list[ModelUse]:
        """What counted from when on, the newest first."""
        rows = self._session.scalars(select(ModelUseRow).order_by(ModelUseRow.id.desc()))
        return [ModelUse(row.version, row.who, row.at, row.why, row.by_hand) for row in rows]

    def model_use(self) -> ModelUse | None:
        """What counts now; None as long as nobody and no night said anything: the hand weights."""
        return next(iter(self.model_uses()), None)

    def use_model(
        self, version: int, *, actor: str, at: datetime, why: Message | None, by_hand: bool
    ) -> None:
        """Let a version count from now on, HAND_ORDER for none; UnknownId. Written to the audit."""
        if version != HAND_ORDER:
            self.model(version)
        was = self.model_use()
        self._session.add(ModelUseRow(version=version, who=actor, at=at, why=why, by_hand=by_hand))
        before = str(was.version if was else HAND_ORDER)
        self.write_down("model", "model", actor=actor, at=at, was=before, became=str(version), why=why)

    def keep_chances(self) -> None:
        """Write down with which chance each submission was drawn, before another night forgets it."""
        columns = (VerdictRow.submission_id, VerdictRow.chance, VerdictRow.decided_at)
        drawn = select(*columns).where(VerdictRow.kept.is_(True), VerdictRow.chance < 1)
        names = ["submission_id", "chance", "at"]
        self._change(self._insert(ChanceRow).from_select(names, drawn).on_conflict_do_nothing())

    def ever_drawn(self) -> dict[str, float]:
        """submission -> the chance with which a lot first drew it, whatever became of it since."""
        return {row.submission_id: row.chance for row in self._session.scalars(select(ChanceRow))}

    def photo_choices(self, night: str) -> list[PhotoChoice]:
        """What people made of photos that somebody else, as the `night` (its name), had given a post."""
        touched = select(VersionRow.post_id).where(VersionRow.who != night)
        rows = self._session.scalars(
            select(VersionRow)
            .where(VersionRow.post_id.in_(touched), VersionRow.photo_id.is_not(None))
            .order_by(VersionRow.post_id, VersionRow.version)
        )
        return [
            PhotoChoice(was.photo_id or "", now.photo_id or "", now.who, now.at)
            for was, now in pairwise(rows)
            if was.post_id == now.post_id and now.who != night
        ]


def _card(row: ModelRow) -> ModelCard:
    return ModelCard(**{name: getattr(row, name) for name in ModelCard.__dataclass_fields__})


def _columns(card: ModelCard) -> dict[str, Any]:
    plain = {name: getattr(card, name) for name in ModelCard.__dataclass_fields__}
    return plain | {name: dict(plain[name]) for name in ("weights", "typical", "counts")}
