"""Posts of one form in one slot of a group, a week's together: what comparisons of forms are made of.
Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from content.model import FormCell, PostResponse, Slot


@dataclass(slots=True)
class _Sums:
    posts: int = 0
    observed: int = 0
    squares: int = 0
    expected: float = 0.0
    members: int = 0
    with_members: int = 0

    def add(self, response: PostResponse) -> None:
        self.posts += 1
        self.observed += response.observed
        self.squares += response.observed**2
        self.expected += response.expected
        self.members += response.members
        self.with_members += response.members > 0


def cells_of(responses: Iterable[PostResponse], last_days: Mapping[str, date]) -> list[FormCell]:
    """Of the posts that count; `last_days` has each group's last day, where weeks end. Posts of an unknown
    number of members count with the mean of the others."""
    sums: defaultdict[tuple[str, Slot, str, int], _Sums] = defaultdict(_Sums)
    for response in responses:
        if response.counts and response.form:
            week = (last_days[response.group] - response.day).days // 7
            sums[response.group, response.slot, response.form, week].add(response)
    return [
        FormCell(*key, known.posts, known.observed, known.squares, known.expected, _members(known))
        for key, known in sums.items()
    ]


def _members(sums: _Sums) -> float:
    return sums.members * sums.posts / sums.with_members if sums.with_members else 0.0
