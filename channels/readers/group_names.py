"""Which group a folder's name means: an id first, then a group's name as it is written, then folded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from content.model import Group
from content.text.names import spelled


@dataclass(frozen=True, slots=True)
class GroupNames:
    """`by_name` maps names, and folded ones where no group is written so, to ids."""

    ids: frozenset[str] = frozenset()
    by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_folded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def meant(self, name: str) -> tuple[str, ...]:
        """The ids that a folder's name may mean: none, one, or several that are called alike."""
        if name in self.ids:
            return (name,)
        return self.by_name.get(name) or self.by_folded.get(_folded(name), ())

    def group_of(self, folder: str) -> str:
        """The id; the folder's own name where it means no group, or several."""
        ids = self.meant(folder)
        return ids[0] if len(ids) == 1 else folder


NO_NAMES = GroupNames()


def group_names(groups: Iterable[Group]) -> GroupNames:
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    by_folded: defaultdict[str, list[str]] = defaultdict(list)
    known = set()
    for group in groups:
        known.add(group.id)
        by_name[group.name].append(group.id)
        if folded := _folded(group.name):
            by_folded[folded].append(group.id)
    return GroupNames(
        frozenset(known),
        {name: tuple(ids) for name, ids in by_name.items()},
        {name: tuple(ids) for name, ids in by_folded.items()},
    )


def _folded(name: str) -> str:
    return spelled(name).casefold()
