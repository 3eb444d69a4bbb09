"""The tables of a problem: what groups, stories and photos are, as arrays."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import numpy as np

from content.model.group import GroupKind
from content.model.rights import ConsentScope, ConsentState
from content.model.slot import Slot
from content.planner.problem.arrays import ALWAYS, NONE, GroupArrays, Ints, PhotoArrays, StoryArrays, key_of
from content.planner.problem.index import NO_MANNER, Cells, Index, manner_of, numbered
from content.planner.problem.inputs import MEMORY_DAYS, Photo, PlanWeights, ShownDay, Tastes
from content.planner.problem.taste import expected_likes

KINDS = tuple(GroupKind)
USE = "poster"  # what a photo must be allowed for


def groups_table(index: Index, cells: Cells, weights: PlanWeights, seed: int, tastes: Tastes) -> GroupArrays:
    groups, speaks = index.groups, cells.speaks()
    slots = list(Slot)
    slotless = np.array([not group.slots for group in groups], bool)
    key = np.array([key_of(group.id) for group in groups], np.uint64)
    return GroupArrays(
        ids=tuple(index.group),
        key=key,
        kind=np.array([KINDS.index(group.kind) for group in groups], np.int32),
        cap=np.array([round(1000 * group.cap) for group in groups], np.int32),
        share=speaks[slots.index(Slot.AFTERNOON)],
        opener=speaks[slots.index(Slot.MORNING)],
        slotless=slotless,
        closed=cells.closed() | (~speaks.any(0) & ~slotless[:, None]),
        affinity=_affinity(index, weights.affinity, tastes),
        taste=expected_likes(cells, key, tastes, speaks, seed),
        neighbours=_neighbours(index),
    )


def _affinity(index: Index, most: int, tastes: Tastes) -> Ints:
    """[G, P]: as it is said; else it grows with the photos of the product that the group's members took,
    always below `most`."""
    taken = np.zeros((len(index.groups), len(index.product)), np.int32)
    for photo in index.photos.values():
        if photo.home in index.group:
            taken[index.group[photo.home], index.product[photo.product]] += 1
    affinity: Ints = (most * taken // (taken + 2)).astype(np.int32)
    with_tastes = {group for group, _ in tastes.affinity} & index.group.keys()
    affinity[[index.group[group] for group in with_tastes]] = 0
    for (group, product), worth in tastes.affinity.items():
        if group in with_tastes and product in index.product:
            affinity[index.group[group], index.product[product]] = worth
    return affinity


def _neighbours(index: Index) -> tuple[frozenset[int], ...]:
    near: defaultdict[int, set[int]] = defaultdict(set)
    for row, group in enumerate(index.groups):
        for other in group.shares_members_with & index.group.keys() - {group.id}:
            near[row].add(index.group[other])
            near[index.group[other]].add(row)
    return tuple(frozenset(near[row]) for row in range(len(index.groups)))


def stories_table(index: Index, weights: PlanWeights, tastes: Tastes) -> StoryArrays:
    stories = [index.stories.get(name) for name in index.story]
    seasonal = [bool(story and story.valid_from and story.valid_to) for story in stories]
    return StoryArrays(
        ids=tuple(index.story),
        key=np.array([key_of(name) for name in index.story], np.uint64),
        product=np.array([index.product[story.product if story else ""] for story in stories], np.int32),
        form=np.array([index.form[manner_of(story) if story else NO_MANNER] for story in stories], np.int32),
        promo=np.array([round(1000 * story.promo) if story else 0 for story in stories], np.int32),
        opener=np.array([bool(story and story.wants_photo) for story in stories], bool),
        fresh=np.array([tastes.freshness.get(name, 0) for name in index.story], np.int32)
        + weights.season * np.array(seasonal, np.int32),
        known=np.array([story is not None for story in stories], bool),
    )


def memory_table(index: Index, around: Sequence[ShownDay], first_day: date, most: int) -> Ints:
    """[G, S] what a story loses for being told to the group before `first_day`: `most` a day later, then
    evenly less, and nothing after MEMORY_DAYS."""
    memory = np.zeros((len(index.groups), len(index.story)), np.int32)
    for entry in around:
        if entry.group in index.group and entry.story in index.stories and entry.day < first_day:
            days_ago = (first_day - entry.day).days
            cell = index.group[entry.group], index.story[entry.story]
            memory[cell] = max(memory[cell], most * max(0, MEMORY_DAYS + 1 - days_ago) // MEMORY_DAYS)
    return memory


def day_or(cells: Cells, when: date | None, otherwise: int) -> int:
    return otherwise if when is None else cells.day(when)


def photos_table(index: Index, cells: Cells, around: Sequence[ShownDay]) -> PhotoArrays:
    photos = [index.photos.get(name) for name in index.photo]
    rights = [_rights(photo, cells) for photo in photos]
    authors = [
        (photo and photo.member) or f"\0{name}" for photo, name in zip(photos, index.photo, strict=True)
    ]
    author = numbered(sorted(set(authors)))
    return PhotoArrays(
        ids=tuple(index.photo),
        product=np.array([index.product[photo.product if photo else ""] for photo in photos], np.int32),
        author=np.array([author[name] for name in authors], np.int32),
        score=np.array([round(1000 * photo.score) if photo else 0 for photo in photos], np.int32),
        home=np.array([index.group.get(photo.home, NONE) if photo else NONE for photo in photos], np.int32),
        first=np.array([first for first, _ in rights], np.int32),
        last=np.array([last for _, last in rights], np.int32),
        home_only=np.array([bool(p and p.consent.scope is ConsentScope.OWN) for p in photos], bool),
        elsewhere=_elsewhere(index, around),
    )


def _rights(photo: Photo | None, cells: Cells) -> tuple[int, int]:
    """First and last day of consent; the last before the first where there is none."""
    consent = photo and photo.consent
    if not consent or consent.state is not ConsentState.GRANTED or USE not in consent.uses:
        return ALWAYS, -ALWAYS
    return day_or(cells, consent.since, -ALWAYS), day_or(cells, consent.until, ALWAYS)


def _elsewhere(index: Index, around: Sequence[ShownDay]) -> Ints:
    """[U]: how many groups that this plan does not know have shown each photo."""
    seen = {
        (photo, entry.group) for entry in around if entry.group not in index.group for photo in entry.photos
    }
    count = np.zeros(len(index.photo), np.int32)
    for photo, _ in seen:
        count[index.photo[photo]] += 1
    return count
