"""Which post goes out by which road, within what each road allows a group by day, week and month."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from content.model.group import Group
from content.model.placement import Placement
from content.model.planning import FormRule, Road
from content.model.slot import Slot
from content.model.story import Story
from content.model.week import Template, speaking, template_of
from content.planner.problem.inputs import RoadUse

Spans: TypeAlias = tuple[tuple[object, int | None], ...]


@dataclass(frozen=True, slots=True)
class Routed:
    """One post that is wanted; `road` None: no road has room for it."""

    group: str
    day: date
    slot: Slot
    road: str | None


def route(
    placements: Iterable[Placement],
    groups: Sequence[Group],
    stories: Sequence[Story],
    roads: Sequence[Road],
    used: Iterable[RoadUse] = (),
    forms: Iterable[FormRule] = (),
) -> list[Routed]:
    """Day by day each road in turn takes the slots it likes best, as many as it still may. A post whose photo
    is missing is not wanted, nor is one in a slot that the week template (`forms`) silences."""
    template = template_of(forms)
    club, library = {group.id: group for group in groups}, {story.id: story for story in stories}
    spent: Counter[tuple[str, str, object]] = Counter()
    for use in used:
        for road in roads:
            if road.id == use.road:
                spent.update({(road.id, use.group, span): use.posts for span, _ in _spans(road, use.day)})
    by_group: defaultdict[str, list[Placement]] = defaultdict(list)
    for placement in placements:
        by_group[placement.group].append(placement)
    routed = []
    for name, placed in sorted(by_group.items()):
        for placement in sorted(placed, key=lambda item: item.day):
            wanted = posts_of(placement, club[name], library.get(placement.story), template)
            ways = _ways(name, placement.day, wanted, roads, spent)
            routed += [Routed(name, placement.day, slot, ways.get(slot)) for slot in wanted]
    return routed


def posts_of(placement: Placement, group: Group, story: Story | None, template: Template) -> list[Slot]:
    """The slots in which the day has something to send."""
    lacking = set()
    if placement.share is None:
        lacking.add(Slot.AFTERNOON)
    if placement.opener is None and story is not None and story.wants_photo:
        lacking.add(Slot.MORNING)
    return [slot for slot in speaking(group, placement.day, template) if slot not in lacking]


def _ways(
    group: str,
    day: date,
    wanted: Sequence[Slot],
    roads: Sequence[Road],
    spent: Counter[tuple[str, str, object]],
) -> Mapping[Slot, str]:
    ways: dict[Slot, str] = {}
    for road in roads:
        if road.groups and group not in road.groups:
            continue
        spans = _spans(road, day)
        for slot in road.slots:
            free = all(most is None or spent[road.id, group, span] < most for span, most in spans)
            if slot in wanted and slot not in ways and free:
                ways[slot] = road.id
                spent.update((road.id, group, span) for span, _ in spans)
    return ways


def _spans(road: Road, day: date) -> Spans:
    """The calendar's day, week and month of a day, with what the road allows in each."""
    return (
        (day, road.a_day),
        (day.isocalendar()[:2], road.a_week),
        ((day.year, day.month, "month"), road.a_month),
    )
