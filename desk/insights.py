"""Insight as the pages show it: worked out once, kept a while. What takes long is never asked for twice."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from channels.exports.weekly_report import WeeklyReport
from content.model import GroupInsight, GroupRows, LearningState, WeekInsight
from desk.background import Beside
from desk.cache import Lately
from desk.groups_drawn import DrawnGroups
from services.business_view import BusinessView, business_view
from services.context import Context
from services.counted_pages import count_pages, counted, counted_at, last_monday
from services.group_insight import group_insight
from services.group_rows import group_rows, with_current
from services.insight import Insight, InsightQuery, insight
from services.learning_view import learning_state
from services.plan_changes import changes_of
from services.week_insight import WEEKS, WeekQuery, week_insight
from services.weekly import weekly_report

FRESH = timedelta(minutes=10)  # nights bring messages, sending brings posts; a week's figures move slowly
LOOKED, DAY = timedelta(minutes=1), timedelta(days=1)  # how long it is believed what was counted last
KEPT = 200  # answers: weeks of kinds, and the groups looked at
T = TypeVar("T")


@dataclass
class Insights:
    """Each answer up to ten minutes old; the oldest asked for gives way to new ones."""

    context: Context
    _kept: dict[Hashable, Lately[Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _counting: Lock = field(default_factory=Lock)
    _drawn: DrawnGroups | None = None
    _beside: Beside = field(default_factory=Beside)

    def week(self, query: WeekQuery, now: datetime) -> WeekInsight:
        if query.kind is None and (kept := self._counted(WeekInsight, query.monday, now)):
            return kept
        known = self._known(query.monday, now) if query.kind is None else None
        return self._at(query, lambda: week_insight(self.context, query, known), now)

    def groups(self, now: datetime) -> GroupRows:
        """All groups, in the last week that is over by the team's clock."""
        monday = self.last_monday(now)
        if kept := self._counted(GroupRows, monday, now):
            at = kept.reach.counted_at
            return self._at(("current", monday, at), lambda: with_current(self.context, kept), now)
        return self._at(
            ("groups", monday), lambda: group_rows(self.context, monday, self._known(monday, now)), now
        )

    def drawn_groups(self, now: datetime) -> DrawnGroups:
        """The same with its rows as they were drawn."""
        known = self.groups(now)
        if self._drawn is None or self._drawn.known is not known:
            self._drawn = DrawnGroups(known, self.context.workspace.settings.zone)
        return self._drawn

    def group(self, group: str, now: datetime) -> GroupInsight | None:
        """One group in that week; None where no such group is."""
        rows, monday = self.groups(now), self.last_monday(now)
        known = self._known(monday, now)
        return self._at(
            ("group", group, monday), lambda: group_insight(self.context, group, rows, known), now
        )

    def business(self, last: date, now: datetime) -> BusinessView:
        """The four weeks that end with a day."""
        if kept := self._counted(BusinessView, last - timedelta(days=6), now):
            return kept
        return self._at(("business", last), lambda: business_view(self.context, last), now)

    def report(self, monday: date, now: datetime) -> WeeklyReport:
        """The report of a week; the rights of its photos are as they were minutes ago, at most."""
        week = self.week(WeekQuery(monday), now)
        return self._at(("report", monday), lambda: self._report(monday, week, now), now)

    def _report(self, monday: date, week: WeekInsight, now: datetime) -> WeeklyReport:
        is_last = monday == self.last_monday(now)
        rows = self.groups(now) if is_last else group_rows(self.context, monday, self._known(monday, now))
        now_known = replace(week, changes=changes_of(self.learning(now)))
        return weekly_report(self.context, monday, now_known if is_last else week, rows)

    def learning(self, now: datetime) -> LearningState:
        """What the plan does differently because of what came back."""
        return self._at("learning", lambda: learning_state(self.context), now)

    def last_monday(self, now: datetime) -> date:
        return last_monday(self.context, now)

    def _known(self, monday: date, now: datetime) -> Insight | None:
        """The insight of all groups in the eight weeks that end with this one; None without groups."""
        if kept := self._counted(Insight, monday, now):
            return kept
        period = InsightQuery(WEEKS, last=monday + timedelta(days=6))
        with self.context.open_store(reading=True) as store:
            if not store.lists.group_names():
                return None
        return self._at(period, lambda: insight(self.context, period), now)

    def _counted(self, kind: type[T], monday: date, now: datetime) -> T | None:
        """As a night kept it, for whoever asks; where more came back since, it is counted again beside that.
        None where no night counted that week."""
        at, moved_at = self._at(("at", monday), lambda: counted_at(self.context, monday), now, LOOKED)
        if at is None:
            return None
        if moved_at and moved_at > at and monday == self.last_monday(now):
            self._count_again()
        known = self._at(("counted", kind, monday, at), lambda: counted(self.context, kind, monday), now, DAY)
        return known.value if known else None

    def _count_again(self) -> None:
        """One at a time, beside the answers."""
        if self._counting.acquire(blocking=False):
            self._beside.begin(self._count, "count pages")

    def _count(self) -> None:
        try:
            count_pages(self.context)
        finally:
            self._counting.release()

    def forget(self) -> None:
        """Work everything out anew when next asked."""
        with self._lock:
            self._kept.clear()

    def _at(self, key: Hashable, find: Callable[[], T], now: datetime, fresh: timedelta = FRESH) -> T:
        with self._lock:
            answer = self._kept.pop(key, None) or Lately(lambda _: find(), fresh)
            self._kept[key] = answer  # the last asked for stands last
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        known: T = answer.at(now)
        return known
