"""Whether the stories of the library last: how many of them each group may be told before one comes back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from content.model import Group, Story


@dataclass(frozen=True, slots=True)
class StoryShortage:
    """A group that can be told `stories` different ones, fewer than the `repeat_days` that each must rest:
    so many days of every `repeat_days` at most have a story."""

    group: str  # its name
    stories: int
    repeat_days: int

    @property
    def more(self) -> int:
        """How many more stories fill every day."""
        return self.repeat_days - self.stories


def worst_shortage(
    groups: Iterable[Group], stories: Sequence[Story], repeat_days: int, today: date
) -> StoryShortage | None:
    """The shortage of the group that has fewest stories from `today` on; None where each has enough.

    What groups are told depends on kind, tags and a story's days alone; rules of products are left out.
    """
    lasting = [story for story in stories if story.valid_to is None or story.valid_to >= today]
    alike = {(group.kind, group.tags): group for group in groups}  # those of a kind are told the same
    counts = {
        group.name: sum(story.suits(group) for story in lasting)
        for group in sorted(alike.values(), key=lambda group: group.id)
    }
    name = min(counts, key=lambda name: counts[name], default=None)
    if name is None or counts[name] >= repeat_days:
        return None
    return StoryShortage(name, counts[name], repeat_days)
