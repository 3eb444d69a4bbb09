"""The week as integer arrays: all the planner knows, and nothing else.

Sizes: G groups, D days, S stories, U photos, P products, F forms (of all four parts), E elements, C sorts of
cells. Days count from the plan's first day; history lies below 0. A week is a row of story indices with
`margin` columns on either side of the D days, so that every rolling window can be read without asking where
it ends: W = margin + D + margin. NONE stands for "nothing". It is the last index of every array, so arrays
that are asked about stories have one row or column more, which says what no story is worth: S + 1.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from content.planner.problem.inputs import PlanRules, PlanWeights
from content.planner.problem.photo_order import Facts, Lines

Ints: TypeAlias = npt.NDArray[Any]
Bools: TypeAlias = npt.NDArray[np.bool_]
Keys: TypeAlias = npt.NDArray[np.uint64]

NONE = -1
TORN = -2  # in `pinned`: two pins ask for different stories
GONE = -2  # in an earlier plan: a photo that nobody knows any more
SHARE, OPENER = 0, 1  # the places of a day that carry a photo: afternoon and morning
WEEK = 7  # days of the rolling week of restraint and variety
ALWAYS = 1_000_000  # days: further than any date
FORBIDDEN = -(10**9)
KIND, DATES, FORM, ARC, RESTED, PROMO = 1, 2, 4, 8, 16, 32  # bits: the rules that keep a story from a cell


@dataclass(frozen=True, eq=False)
class GroupArrays:
    """`key` is a stable hash of the id; `cap` is promo in thousandths; share, opener bool [G, D]: the
    afternoon, the morning speaks that day.

    key uint64 [G]; kind [G]; cap [G]; slotless bool [G]; closed bool [G, D]: not there, or all slots silent;
    affinity [G, P]; taste [G, D, F] expected likes, 0..1000 a slot, summed over the group's
    slots; neighbours: per group those that share members with it, both ways.
    """

    ids: tuple[str, ...]
    key: Keys
    kind: Ints
    cap: Ints
    share: Bools
    opener: Bools
    slotless: Bools
    closed: Bools
    affinity: Ints
    taste: Ints
    neighbours: tuple[frozenset[int], ...]

    @cached_property
    def edges(self) -> tuple[Ints, Ints, Ints]:
        """(number [G] of neighbours, where [G] each group's neighbours begin, the neighbours)."""
        degree = np.array([len(near) for near in self.neighbours], np.int64)
        near = np.fromiter((other for near in self.neighbours for other in sorted(near)), np.int64)
        return degree, degree.cumsum() - degree, near


@dataclass(frozen=True, eq=False)
class StoryArrays:
    """key uint64 [S]; product, form [S]; promo [S] thousandths; opener bool [S]: wants a second photo;
    fresh [S]: worth of being new, or of a season; known bool [S]: is in the library (a story that only frozen
    cells or history name is not, and is never placed again)."""

    ids: tuple[str, ...]
    key: Keys
    product: Ints
    form: Ints
    promo: Ints
    opener: Bools
    fresh: Ints
    known: Bools

    @cached_property
    def promo_or_0(self) -> Ints:
        """[S + 1]: indexed with NONE it gives 0."""
        return np.append(self.promo, 0).astype(np.int32)


@dataclass(frozen=True, eq=False)
class PhotoArrays:
    """product, author [U]; score [U] 0..1000; home [U] group or NONE; first, last [U] days of consent;
    home_only bool [U]: consent for the member's own group; elsewhere [U]: groups outside this plan that have
    shown it."""

    ids: tuple[str, ...]
    product: Ints
    author: Ints
    score: Ints
    home: Ints
    first: Ints
    last: Ints
    home_only: Bools
    elsewhere: Ints


@dataclass(frozen=True, eq=False)
class Sorts:
    """What kind, dates, week template and arcs say: the same for all cells of a sort.

    of [G, D] the sort of each cell; bars uint8 [C, S] bits of the rules against each story; bonus [C, S].
    """

    of: Ints
    bars: Ints
    bonus: Ints

    @cached_property
    def offers(self) -> Ints:
        """[C, S + 1] the bonus, FORBIDDEN where a rule stands against the story."""
        offers = np.where(self.bars != 0, FORBIDDEN, self.bonus)
        return np.pad(offers, ((0, 0), (0, 1)), constant_values=FORBIDDEN).astype(np.int32)


@dataclass(frozen=True, eq=False)
class Cover:
    """Elements that calendar weeks must have. has [S + 1, E] 0 or 1; per_week [G, E] times a week; week [D]
    which of the K weeks that end within the plan each day is of, or NONE; before [G, K, E] times outside the
    plan."""

    elements: tuple[str, ...]
    has: Ints
    per_week: Ints
    week: Ints
    before: Ints

    @cached_property
    def asks(self) -> bool:
        """Whether there is anything to cover."""
        return bool(self.per_week.any()) and bool((self.week != NONE).any())


@dataclass(frozen=True, eq=False)
class PlanProblem:
    """stories_around [G, W]: stories outside the D days; photos_around [N, 3]: (group, day, photo) outside
    the D days, by group; pinned [G, D]: story, NONE or TORN; frozen bool [G, D]; frozen_story [G, D];
    frozen_photo [2, G, D]; memory [G, S]: what a story loses for being told to the group before the plan."""

    first_day: date
    days: int
    rules: PlanRules
    weights: PlanWeights
    groups: GroupArrays
    stories: StoryArrays
    photos: PhotoArrays
    sorts: Sorts
    cover: Cover
    products: tuple[str, ...]
    forms: tuple[tuple[str, ...], ...]
    stories_around: Ints
    photos_around: Ints
    pinned: Ints
    frozen: Bools
    frozen_story: Ints
    frozen_photo: Ints
    memory: Ints

    @property
    def shape(self) -> tuple[int, int]:
        """(G, D)."""
        return len(self.groups.ids), self.days

    @property
    def margin(self) -> int:
        return margin(self.rules)

    def column(self, day: int) -> int:
        """Where `day` stands in a row of W."""
        return self.margin + day

    @property
    def own_days(self) -> slice:
        """The columns of the plan's D days."""
        return slice(self.margin, self.margin + self.days)

    @property
    def shut(self) -> Bools:
        """[G, D] cells that may hold nothing new: closed days, and groups without slots."""
        shut: Bools = self.groups.closed | self.groups.slotless[:, None]
        return shut

    @cached_property
    def standing(self) -> Ints:
        """[G, S + 1] worth of a day with the story that no day changes; FORBIDDEN for no story."""
        groups, stories = self.groups, self.stories
        chance = mixed(groups.key[:, None] ^ stories.key[None, :]) % np.uint64(self.weights.chance + 1)
        standing = np.full((len(groups.ids), len(stories.ids) + 1), FORBIDDEN, np.int32)
        standing[:, :-1] = groups.affinity[:, stories.product]
        standing[:, :-1] += (stories.fresh + self.weights.fill).astype(np.int32)
        standing[:, :-1] += chance.astype(np.int32) - self.memory
        return standing

    @cached_property
    def rows(self) -> dict[str, int]:
        """Groups by id."""
        return {name: row for row, name in enumerate(self.groups.ids)}

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.photos, len(self.products), len(self.groups.ids))

    @cached_property
    def facts(self) -> Facts:
        return Facts.of(self.photos, self.stories)

    @cached_property
    def goods_of(self) -> Ints:
        """[S + 1] product of each story, P more where it wants a second photo."""
        return np.append(self.stories.product + len(self.products) * self.stories.opener, 0).astype(np.intp)

    @cached_property
    def product_or_none(self) -> Ints:
        """[S + 1] product of each story; indexed with NONE it gives P."""
        return np.append(self.stories.product, len(self.products)).astype(np.intp)

    @cached_property
    def labels(self) -> Ints:
        """[2, S + 1] product of each story, and P + its form; indexed with NONE both are P + F."""
        both = np.stack([self.stories.product, len(self.products) + self.stories.form])
        none = len(self.products) + len(self.forms)
        return np.pad(both, ((0, 0), (0, 1)), constant_values=none).astype(np.intp)

    @cached_property
    def form_or_none(self) -> Ints:
        """[S + 1] form of each story; indexed with NONE it gives F."""
        return np.append(self.stories.form, len(self.forms)).astype(np.intp)


@dataclass(frozen=True, eq=False)
class PlanArrays:
    """story [G, D], photo [2, G, D]: indices or NONE; in an earlier plan a photo may be GONE.

    A plan that was made (not read) also says its `objective`, the `prices` [P] of the products, and, where it
    was asked for, a `bound` that no plan can exceed.
    """

    story: Ints
    photo: Ints
    objective: int | None = None
    prices: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    bound: int | None = None

    @property
    def digest(self) -> str:
        """12 hex digits: equal plans, equal digests."""
        cells = np.concatenate([self.story[None], self.photo]).astype(np.int64)
        return blake2b(np.ascontiguousarray(cells).tobytes(), digest_size=6).hexdigest()

    @property
    def gap(self) -> float | None:
        """How far the plan may be from the best there is, as a fraction of the bound."""
        if self.bound is None or self.objective is None:
            return None
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0


def margin(rules: PlanRules) -> int:
    return max(rules.repeat_days, WEEK)


def key_of(name: str) -> int:
    """A 64-bit hash of an id that is the same on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


def mixed(keys: Keys, salt: int = 0) -> Keys:
    """Keys stirred well (the finaliser of splitmix64), another stir for every salt."""
    stirred: Keys = keys + np.uint64((salt + 1) * 0x9E3779B97F4A7C15 & (2**64 - 1))
    stirred = (stirred ^ (stirred >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    stirred = (stirred ^ (stirred >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return stirred ^ (stirred >> np.uint64(31))
