"""The tables of experiments, of who has which arm when, and of weeks that were counted for the pages."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Day, Id, Json, Words
from content.store.tables import Base


class ExperimentRow(Base):
    """A question as it was fixed before it began; shares are of members, NULL: not known."""

    __tablename__ = "experiments"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Words]
    question: Mapped[Id]
    design: Mapped[Id]
    slots: Mapped[Json]  # a list: of `slots` those that speak in arm b, of `forms` the one asked about
    forms: Mapped[Json]  # a list: of `forms` that of arm a and that of arm b
    metric: Mapped[Id]
    seed: Mapped[int]
    first_day: Mapped[Day]
    periods: Mapped[int]
    washout: Mapped[int]
    least: Mapped[float]
    usual: Mapped[float | None]
    spread: Mapped[float | None]
    most_leaves: Mapped[float | None]
    made_at: Mapped[At]
    made_by: Mapped[Words]
    stopped_on: Mapped[Day | None]
    stopped_by: Mapped[Words]
    reason: Mapped[Words]


class ExperimentCellRow(Base):
    """The arm that was drawn for a group's week; cells of a block by one coin."""

    __tablename__ = "experiment_cells"
    experiment_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True)
    first_day: Mapped[Day]
    last_day: Mapped[Day]
    arm: Mapped[Id]
    block: Mapped[int]
    __table_args__ = (Index(None, "group_id", "first_day"),)


class CountedPageRow(Base):
    """What a page of insight shows of a week, as a night counted it: JSON."""

    __tablename__ = "counted_pages"
    name: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    at: Mapped[At]
    content: Mapped[Words]
