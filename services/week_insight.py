"""A week of all groups, or those of one kind, as people read it: findings, forms, stories, hours, changes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from content.model import (
    ChatHours,
    FormGrid,
    Group,
    GroupKind,
    InsightState,
    LedgerReach,
    Slot,
    StoryRanks,
    WeekInsight,
)
from services.context import Context

TWO_WEEKS = 14  # days before anything is compared


@dataclass(frozen=True, slots=True)
class WeekQuery:
    """Which week, by its Monday, and the groups of which kind; None: of all."""

    monday: date
    kind: GroupKind | None = None


def week_insight(context: Context, query: WeekQuery) -> WeekInsight:
    """What the week tells."""
    with context.open_store(reading=True) as store:
        groups = store.library.groups()
    chosen = [group for group in groups if query.kind in (None, group.kind)]
    return WeekInsight(
        monday=query.monday,
        kind=query.kind,
        kinds=Counter(group.kind for group in groups),
        state=InsightState.NO_LEDGER,
        reach=LedgerReach(len(chosen), 0, None),
        groups=0,
        members=sum(group.size for group in chosen),
        headline=(),
        findings=(),
        forms=FormGrid((), {}),
        hooks=(),
        promo=(),
        stories=StoryRanks(),
        hours=ChatHours(tuple((0.0,) * 24 for _ in range(7)), usual_times(chosen)),
    )


def usual_times(groups: list[Group]) -> Mapping[Slot, time]:
    """When the posts of each slot go out in most of the groups."""
    times = {slot: Counter(group.slots[slot] for group in groups if slot in group.slots) for slot in Slot}
    return {slot: counted.most_common(1)[0][0] for slot, counted in times.items() if counted}
