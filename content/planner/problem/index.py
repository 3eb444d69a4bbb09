"""Ids and dates as indices of arrays, in the order of the ids."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np

from content.model.group import Group
from content.model.placement import Placement
from content.model.slot import Slot
from content.model.story import Story
from content.model.week import speaking, template_of
from content.planner.problem.arrays import NONE, OPENER, SHARE, TORN, Bools, Ints, margin
from content.planner.problem.inputs import Photo, Pin, PlanRules, ShownDay


def photos_of(placement: Placement) -> tuple[str, ...]:
    return tuple(photo for photo in (placement.share, placement.opener) if photo is not None)


Manner: TypeAlias = tuple[str, ...]
"""The forms in which a story is told from morning to evening."""
NO_MANNER: Manner = ("",) * len(Slot)


def manner_of(story: Story) -> Manner:
    return tuple(story.form_of(slot) for slot in Slot)


def numbered(ids: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(ids)}


@dataclass(frozen=True)
class Index:
    """Everything by id, in the order of the ids. Story and photo ids may name more than the library holds."""

    groups: list[Group]
    stories: dict[str, Story]
    photos: dict[str, Photo]
    group: dict[str, int]
    story: dict[str, int]
    photo: dict[str, int]
    product: dict[str, int]
    form: dict[Manner, int]

    @classmethod
    def of(
        cls,
        groups: Sequence[Group],
        stories: Sequence[Story],
        photos: Sequence[Photo],
        around: Sequence[ShownDay],
        within: Sequence[Placement],
    ) -> "Index":
        library, pictures = {story.id: story for story in stories}, {photo.id: photo for photo in photos}
        story_ids = {entry.story for entry in around} | {placement.story for placement in within}
        seen = {photo for entry in around for photo in entry.photos}
        seen |= {photo for placement in within for photo in photos_of(placement)}
        by_id = sorted({group.id: group for group in groups}.values(), key=lambda group: group.id)
        products = {story.product for story in stories} | {photo.product for photo in photos}
        return cls(
            groups=by_id,
            stories=library,
            photos=pictures,
            group=numbered(group.id for group in by_id),
            story=numbered(sorted(library.keys() | story_ids)),
            photo=numbered(sorted(pictures.keys() | seen)),
            product=numbered(sorted(products | {""})),  # "": of a story or photo that is not known any more
            form={manner: at for at, manner in enumerate(sorted({*map(manner_of, stories), NO_MANNER}))},
        )


@dataclass(frozen=True)
class Cells:
    """Dates and ids as rows, days and indices."""

    index: Index
    first_day: date
    days: int
    rules: PlanRules

    def day(self, when: date) -> int:
        return (when - self.first_day).days

    def speaks(self) -> Bools:
        """[4, G, D] whether a slot says anything: the group has it, and the week template does not silence
        it."""
        template = template_of(self.rules.forms, self.rules.cells)
        speaks = np.zeros((len(Slot), len(self.index.groups), self.days), bool)
        for day in range(self.days):
            when = date.fromordinal(self.first_day.toordinal() + day)
            for row, group in enumerate(self.index.groups):
                heard = speaking(group, when, template)
                speaks[:, row, day] = [slot in heard for slot in Slot]
        return speaks

    def closed(self) -> Bools:
        """[G, D] days on which the group is not there."""
        dates = [date.fromordinal(self.first_day.toordinal() + day) for day in range(self.days)]
        cells = [[group.is_open_on(when) for when in dates] for group in self.index.groups]
        return ~np.array(cells, bool).reshape(len(self.index.groups), self.days)

    def filled(self, placements: Iterable[Placement]) -> tuple[Ints, Ints]:
        """story [G, D] and photo [2, G, D] of `placements`."""
        shape = (len(self.index.groups), self.days)
        story, photo = np.full(shape, NONE, np.int32), np.full((2, *shape), NONE, np.int32)
        for placement in placements:
            row, day = self.index.group[placement.group], self.day(placement.day)
            story[row, day] = self.index.story[placement.story]
            for place, name in ((SHARE, placement.share), (OPENER, placement.opener)):
                photo[place, row, day] = NONE if name is None else self.index.photo[name]
        return story, photo

    def stories(self, around: Iterable[ShownDay]) -> Ints:
        """[G, W], with the plan's own days left NONE."""
        edge = margin(self.rules)
        columns = np.full((len(self.index.groups), edge + self.days + edge), NONE, np.int32)
        for entry in around:
            row, column = self.index.group.get(entry.group, NONE), edge + self.day(entry.day)
            if row != NONE and 0 <= column < columns.shape[1]:
                columns[row, column] = self.index.story[entry.story]
        return columns

    def showings(self, around: Iterable[ShownDay]) -> Ints:
        """[N, 3]: (group, day, photo), in order."""
        rows = {
            (self.index.group[entry.group], self.day(entry.day), self.index.photo[photo])
            for entry in around
            if entry.group in self.index.group
            for photo in entry.photos
        }
        return np.array(sorted(rows), np.int32).reshape(-1, 3)

    def pinned(self, pins: Iterable[Pin]) -> Ints:
        """[G, D]. A pin for a story that nobody knows tears the cell like two pins do."""
        pinned = np.full((len(self.index.groups), self.days), NONE, np.int32)
        for pin in pins:
            row, day = self.index.group.get(pin.group, NONE), self.day(pin.day)
            if row != NONE and 0 <= day < self.days:
                story = self.index.story[pin.story] if pin.story in self.index.stories else TORN
                pinned[row, day] = story if pinned[row, day] in (NONE, story) else TORN
        return pinned
