"""The tables of planning: arcs, week templates, elements, pins, layouts, what was moved, what waits."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Day, Id, Json, Why, Words
from content.store.tables import Base


class FormRuleRow(Base):
    __tablename__ = "week_templates"
    kind: Mapped[Id] = mapped_column(primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 0 is Monday
    slot: Mapped[Id] = mapped_column(primary_key=True)
    forms: Mapped[Json]


class ElementRuleRow(Base):
    __tablename__ = "element_rules"
    kind: Mapped[Id] = mapped_column(primary_key=True)
    element: Mapped[Id] = mapped_column(primary_key=True)
    a_week: Mapped[int]


class ArcRow(Base):
    __tablename__ = "arcs"
    id: Mapped[Id] = mapped_column(primary_key=True)
    product_id: Mapped[Id]
    starts_on: Mapped[Day]
    seeding_days: Mapped[int]
    conversion_days: Mapped[int]
    kinds: Mapped[Json]
    groups: Mapped[Json]


class PinRow(Base):
    """Two pins on one day of one group tear it: the plan says so and keeps neither."""

    __tablename__ = "pins"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    story_id: Mapped[Id] = mapped_column(primary_key=True)


class LayoutRuleRow(Base):
    """A layout pinned to a slot or banned from it; an empty group is every group."""

    __tablename__ = "layout_rules"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    slot: Mapped[Id] = mapped_column(primary_key=True)
    template: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[Id]


class MoveRow(Base):
    """A group's day that a run's plan told otherwise than the plan before."""

    __tablename__ = "plan_moves"
    run_id: Mapped[Id] = mapped_column(primary_key=True)
    group_id: Mapped[Id] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    was: Mapped[Json | None]  # story, share, opener
    became: Mapped[Json | None]
    rule: Mapped[Id]
    why: Mapped[Why]
    at: Mapped[At]
    __table_args__ = (Index(None, "at"),)


class ReplanRow(Base):
    """Something that happened to what is planned; `done_at` empty: the plan has not heard of it yet."""

    __tablename__ = "replans"
    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[Id]
    what: Mapped[Id]
    posts: Mapped[int]
    last_day: Mapped[Day]
    why: Mapped[Why]
    asked_by: Mapped[Words]
    asked_at: Mapped[At]
    done_at: Mapped[At | None] = mapped_column(index=True)
    run_id: Mapped[Id]
