"""Which post goes out by which channel, within what each allows a group by day, week and month."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from content.model.channel import Channel
from content.model.group import Group
from content.model.placement import Placement
from content.model.slot import Slot
from content.model.story import Story
from content.model.week import Template, speaking
from content.planner.problem.inputs import ChannelUse
from content.publish.quota import Spent, spend, take_slots


@dataclass(frozen=True, slots=True)
class Routed:
    """One post that is wanted; `channel` None: no channel has room for it."""

    group: str
    day: date
    slot: Slot
    channel: str | None


def route(
    placements: Iterable[Placement],
    groups: Sequence[Group],
    stories: Sequence[Story],
    channels: Sequence[Channel],
    used: Iterable[ChannelUse] = (),
    template: Template | None = None,
) -> list[Routed]:
    """Day by day each channel in turn takes the slots it likes best, as many as it still may.

    A post whose photo is missing is not wanted, nor is one in a slot that the week template silences.
    """
    club, library = {group.id: group for group in groups}, {story.id: story for story in stories}
    spent: Spent = Counter()
    for use in used:
        for channel in channels:
            if channel.id == use.channel:
                spend(spent, channel, use.group, use.day, use.posts)
    by_group: defaultdict[str, list[Placement]] = defaultdict(list)
    for placement in placements:
        by_group[placement.group].append(placement)
    routed = []
    for name, placed in sorted(by_group.items()):
        for placement in sorted(placed, key=lambda item: item.day):
            wanted = posts_of(placement, club[name], library.get(placement.story), template or {})
            ways = take_slots((name, placement.day), wanted, channels, spent)
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
