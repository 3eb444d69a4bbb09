"""Counts of weeks become figures: a share with its interval, the weeks before it, and how it changed.
Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from content.feedback.habit import NOTHING, ShareCount
from content.feedback.shares import change, share
from content.model import Estimate, Figure, Message


@dataclass(frozen=True, slots=True)
class FigureKind:
    """`name` is its code, insight.figure.NAME; below `least` of the whole nothing is said."""

    name: str
    least: int

    @property
    def code(self) -> str:
        return f"insight.figure.{self.name}"


@dataclass(frozen=True, slots=True)
class FigureDays:
    """The days that a figure is about, both ends included."""

    first: date
    last: date


def share_figure(kind: FigureKind, days: FigureDays, weeks: Sequence[Mapping[str, ShareCount]]) -> Figure:
    """Over all groups; `weeks` have part and whole by group, the oldest week first, the figure's own last.
    The change against the week before is over the groups that both have."""
    *before, latest = weeks
    now = sum(latest.values(), NOTHING)
    estimate = _estimate(kind, now)
    return Figure(
        name=kind.code,
        first=days.first,
        last=days.last,
        part=now.part,
        whole=now.whole,
        least=kind.least,
        estimate=estimate,
        before=tuple(_estimate(kind, sum(week.values(), NOTHING)) for week in before),
        change=_change(kind, before[-1], latest) if before and estimate else None,
        groups=sum(known.whole > 0 for known in latest.values()),
        missing=None if estimate else still_missing(now.whole, kind.least),
    )


def value_figure(
    kind: FigureKind, days: FigureDays, known: tuple[int, int], estimates: Sequence[Estimate | None]
) -> Figure:
    """Of a number that is no share, such as a median; `known`: how many it is of, and the groups it is about.
    `estimates` are by week, the figure's own last."""
    count, groups = known
    *before, latest = estimates
    estimate = latest if count >= kind.least else None
    return Figure(
        name=kind.code,
        first=days.first,
        last=days.last,
        part=count,
        whole=count,
        least=kind.least,
        estimate=estimate,
        before=tuple(before),
        change=change(estimate, before[-1]) if before else None,
        groups=groups,
        missing=None if estimate else still_missing(count, kind.least),
    )


def still_missing(whole: float, least: float) -> Message:
    """How long it still takes at the pace of the period, which is a week."""
    if whole <= 0:
        return Message("insight.nothing_yet", least=int(least))
    weeks = max(1, ceil((least - whole) / whole))
    return Message("insight.too_few", whole=int(whole), least=int(least), n=weeks)


def _estimate(kind: FigureKind, known: ShareCount) -> Estimate | None:
    return share(known.part, known.whole) if known.whole >= kind.least else None


def _change(
    kind: FigureKind, before: Mapping[str, ShareCount], latest: Mapping[str, ShareCount]
) -> Estimate | None:
    both = [group for group in latest if latest[group].whole and before.get(group, NOTHING).whole]
    now = sum((latest[group] for group in both), NOTHING)
    earlier = sum((before[group] for group in both), NOTHING)
    return change(_estimate(kind, now), _estimate(kind, earlier))
