"""The tables of learning, of who members are to the community, and of photo activities."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Day, Hash, Id, Json, Why, Words
from content.store.tables import Base


class ModelRow(Base):
    """A model card. Rows are only ever added."""

    __tablename__ = "models"
    version: Mapped[int] = mapped_column(primary_key=True)
    brand: Mapped[Words]
    made_at: Mapped[At]
    features: Mapped[int]  # version of what was measured
    weights: Mapped[Json]  # {part: weight}
    typical: Mapped[Json]  # {part: mean value}
    counts: Mapped[Json]  # {kind of example: how many}
    first_at: Mapped[At]
    last_at: Mapped[At]
    ndcg: Mapped[float | None]
    ndcg_hand: Mapped[float | None]
    windows: Mapped[int]
    fingerprint: Mapped[Hash] = mapped_column(unique=True)


class ModelUseRow(Base):
    """Which version counted from when on; the last row is what counts now. Rows are only ever added."""

    __tablename__ = "model_uses"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]  # 0: the hand weights
    who: Mapped[Words]
    at: Mapped[At]
    why: Mapped[Why | None]
    by_hand: Mapped[bool]


class ChanceRow(Base):
    """The chance with which a lot first drew a submission into the choice: verdicts forget it later."""

    __tablename__ = "chances"
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    chance: Mapped[float]  # above 0, below 1
    at: Mapped[At]


class StandingRow(Base):
    """What people made of a member: the rung on the ladder, and a type that goes before the measured one.

    Why they did stands in the audit.
    """

    __tablename__ = "standings"
    member_id: Mapped[Id] = mapped_column(ForeignKey("members.id"), primary_key=True)
    rung: Mapped[Id]
    rung_at: Mapped[At | None]
    type: Mapped[Id]  # empty: as measured


class ClearedRow(Base):
    """A burst of likes that a person looked at and let count."""

    __tablename__ = "cleared_bursts"
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    at: Mapped[At]


class OrderRow(Base):
    """Orders of a member on a day, as the shop's own list says."""

    __tablename__ = "member_orders"
    member_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    orders: Mapped[int]
    __table_args__ = (Index(None, "day"),)


class ActivityRow(Base):
    __tablename__ = "activities"
    code: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[Words]
    kind: Mapped[Id]
    starts_on: Mapped[Day]
    ends_on: Mapped[Day]
    groups: Mapped[Json]  # ids; empty: all
    per_member: Mapped[int]
    made_by: Mapped[Words]
    made_at: Mapped[At]
