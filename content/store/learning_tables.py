"""The tables of what responses taught the planner, and of what waits for a person's word."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Day, Id, Why, Words
from content.store.tables import Base


class LearntFormRow(Base):
    """What was known of a form on a day; an empty kind is all kinds. Ratios: 1 is usual."""

    __tablename__ = "learnt_forms"
    day: Mapped[Day] = mapped_column(primary_key=True)
    kind: Mapped[Id] = mapped_column(primary_key=True)
    slot: Mapped[Id] = mapped_column(primary_key=True)
    form: Mapped[Id] = mapped_column(primary_key=True)
    ratio: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    spread: Mapped[float]
    posts: Mapped[int]
    best: Mapped[float]


class PlacementOddsRow(Base):
    """How probable it was that a group's day tells a story of such forms, and whether it would by hand."""

    __tablename__ = "placement_odds"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    story_id: Mapped[Id]
    probability: Mapped[float]
    by_hand: Mapped[bool]
    __table_args__ = (Index(None, "day"),)


class PlanProposalRow(Base):
    """A change of a group that waits for a person's word; `slot` is empty where it is about none."""

    __tablename__ = "plan_proposals"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Id]
    group_id: Mapped[Id]
    slot: Mapped[Id]
    before: Mapped[Id]
    after: Mapped[Id]
    why: Mapped[Why]
    state: Mapped[Id]
    made_at: Mapped[At]
    decided_at: Mapped[At | None]
    decided_by: Mapped[Words]
    __table_args__ = (Index(None, "state"),)


class LearningSwitchRow(Base):
    """Who turned learning on or off; the newest row counts, none: on."""

    __tablename__ = "learning_switches"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[At]
    actor: Mapped[Words]
    is_on: Mapped[bool]
