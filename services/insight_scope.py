"""Which groups and days insight is about. Each group's days are its own: they end with its yesterday."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from content.errors import WrongInput
from content.feedback.figures import FigureDays
from content.model import Group, GroupKind, Message
from content.store import Store

MOST_WEEKS = 52
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class InsightQuery:
    """`weeks` are compared; figures are of the last of them. `group` or `kind` None: all; `last` None:
    yesterday by each group's own clock."""

    weeks: int = 8
    group: str | None = None
    kind: GroupKind | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class ScopePart:
    """Groups whose days end alike."""

    last: date
    groups: Sequence[str]

    def weeks(self, count: int, skip: int = 0) -> list[tuple[date, date]]:
        """`count` weeks (both ends included), the latest first, beginning `skip` weeks before the last."""
        ends = [self.last - A_WEEK * (skip + n) for n in range(count)]
        return [(end - timedelta(days=6), end) for end in ends]


@dataclass(frozen=True, slots=True)
class InsightScope:
    """`groups` by id; `days` the period by the clock of most of them; `zone` the team's."""

    groups: Mapping[str, Group]
    parts: Sequence[ScopePart]
    weeks: int
    zone: ZoneInfo

    @property
    def days(self) -> FigureDays:
        last = max(self.parts, key=lambda part: len(part.groups)).last
        return FigureDays(last - A_WEEK * self.weeks + timedelta(days=1), last)

    @property
    def last_week(self) -> FigureDays:
        return FigureDays(self.days.last - timedelta(days=6), self.days.last)

    @property
    def fortnight(self) -> FigureDays:
        return FigureDays(self.days.last - timedelta(days=13), self.days.last)

    @property
    def last_days(self) -> dict[str, date]:
        return {group: part.last for part in self.parts for group in part.groups}


def scope_of(store: Store, query: InsightQuery, now: datetime, zone: ZoneInfo) -> InsightScope:
    """UnknownId for a group that is not there; WrongInput for weeks that nobody can count, and where no group
    is of the kind."""
    if not 1 <= query.weeks <= MOST_WEEKS:
        raise WrongInput(Message("insight.bad_weeks", most=MOST_WEEKS))
    groups = [store.library.group(query.group)] if query.group else store.library.groups()
    groups = [group for group in groups if query.kind is None or group.kind is query.kind]
    if not groups:
        raise WrongInput(Message("insight.no_groups"))
    by_last: dict[date, list[str]] = {}
    for group in groups:
        last = query.last or now.astimezone(ZoneInfo(group.zone)).date() - timedelta(days=1)
        by_last.setdefault(last, []).append(group.id)
    parts = [ScopePart(last, sorted(ids)) for last, ids in sorted(by_last.items())]
    return InsightScope({group.id: group for group in groups}, parts, query.weeks, zone)
