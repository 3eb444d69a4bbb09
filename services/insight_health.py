"""How healthy groups are, from sums of days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from content.feedback.health import FourWeeks, HealthRules, group_health
from content.ledger.mesh import Replies
from content.model import GroupHealth
from content.settings import HealthSettings
from content.store import Store, TalkDay
from services.insight_scope import InsightScope, ScopePart

WEEKS = 4  # a class is measured by
ENDS = 4  # weeks' ends of which the class is known, so that it does not waver
NO_REPLIES = Replies(0.0, 0.0)


def health_rules(settings: HealthSettings) -> HealthRules:
    return HealthRules(**settings.model_dump())


def healths(
    store: Store, scope: InsightScope, rules: HealthRules, known: tuple[Mapping[str, int], Collection[str]]
) -> list[GroupHealth]:
    """`known`: the members of groups, and the groups of whose last days not all messages are known."""
    rows: list[GroupHealth] = []
    for part in scope.parts:
        facts = _read(store, part, known)
        for group in part.groups:
            history = [facts.four_weeks(group, end) for end in reversed(range(ENDS))]
            rows.append(group_health(group, history, rules))
    return rows


@dataclass(frozen=True, slots=True)
class _Facts:
    """`speakers` and `talk` by week, the latest first."""

    part: ScopePart
    members: Mapping[str, int]
    short: Collection[str]
    first_days: Mapping[str, date]
    speakers: Sequence[Mapping[str, int]]
    talk: Mapping[tuple[str, int], Sequence[TalkDay]]

    def four_weeks(self, group: str, end: int) -> FourWeeks:
        """The four weeks that end `end` weeks before the last."""
        last = self.part.last - timedelta(weeks=end)
        speakers = [self.speakers[week].get(group, 0) for week in reversed(range(end, end + WEEKS))]
        days = [day for week in range(end, end + WEEKS) for day in self.talk.get((group, week), ())]
        first = self.first_days.get(group, last + timedelta(days=1))
        known = max(0, min(7 * WEEKS, (last - first).days + 1))
        return FourWeeks(
            members=self.members.get(group, 0),
            days=0 if group in self.short else known,
            speakers=speakers[-max(1, -(-known // 7)) :],
            silent_days=7 * next((n for n, count in enumerate(reversed(speakers)) if count), WEEKS),
            messages=sum(day.messages for day in days),
            ads=sum(day.ads for day in days),
            replies=sum((Replies(day.replies, day.staff_replies) for day in days), NO_REPLIES),
        )


def _read(store: Store, part: ScopePart, known: tuple[Mapping[str, int], Collection[str]]) -> _Facts:
    weeks = part.weeks(WEEKS + ENDS - 1)
    talk: dict[tuple[str, int], list[TalkDay]] = {}
    for day in store.talk.days(weeks[-1][0], part.last, part.groups):
        talk.setdefault((day.group, (part.last - day.day).days // 7), []).append(day)
    first_days = store.insight.first_days(part.groups)
    return _Facts(part, *known, first_days, store.insight.speakers(weeks, part.groups), talk)
