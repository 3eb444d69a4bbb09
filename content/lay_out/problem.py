"""The week as integer arrays: all the planner knows, and nothing else.

Sizes: G groups, D days, S stories, U photos, P products, F forms. Days count from the plan's first day;
history lies below 0. A week is a row of story indices with `margin` columns on either side of the D days, so
that every rolling window can be read without asking where it ends: W = margin + D + margin. NONE stands for
"nothing".

Worths are integers in milli-points: 1000 is one post that everybody likes, or a perfect photo.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from content.lay_out.given import Rules

Ints: TypeAlias = npt.NDArray[Any]
Bools: TypeAlias = npt.NDArray[np.bool_]
Keys: TypeAlias = npt.NDArray[np.uint64]

NONE = -1
TORN = -2  # in `pinned`: two pins ask for different stories
GONE = -2  # in an earlier plan: a photo that nobody knows any more
SHARE, OPENER = 0, 1  # the places of a day that carry a photo: afternoon and morning
WEEK = 7  # days of the rolling week of restraint and variety
ALWAYS = 1_000_000  # days: further than any date

FILL = 20_000  # a day that has a story; more than all that can be lost on one
MISSING_PHOTO = -6_000  # a place for a photo that stays empty
OWN_MEMBER = 300  # a photo by one of the group's own members
SAME_PRODUCT = 400  # lost per rolling week for each further day on a product
SAME_FORM = 25  # the same for the form of a story
SEASON = 250  # a story that is valid for a season only goes first while it is
AFFINITY = 400  # a product that the group's members never stop photographing
CHANCE = 40  # at most, by the keys of group and story: groups that are alike do not read alike
FORBIDDEN = -(10**9)


@dataclass(frozen=True, eq=False)
class Groups:
    """`key` is a stable hash of the id; `cap` is promo in thousandths; `share` and `opener`: has that slot.

    key uint64 [G]; kind [G]; cap [G]; share, opener, slotless bool [G]; closed bool [G, D];
    affinity [G, P] 0..AFFINITY; taste [G, D, F] expected likes, 0..1000 a slot, summed over the group's
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


@dataclass(frozen=True, eq=False)
class Stories:
    """key uint64 [S]; product, form [S]; promo [S] thousandths; suits bool [S, kinds]; first, last [S] valid
    days; opener bool [S]: wants a second photo; season [S]: worth of being of a season; known bool [S]: is in
    the library (a story that only frozen cells or history name is not, and is never placed anew)."""

    ids: tuple[str, ...]
    key: Keys
    product: Ints
    form: Ints
    promo: Ints
    suits: Bools
    first: Ints
    last: Ints
    opener: Bools
    season: Ints
    known: Bools

    @cached_property
    def promo_or_0(self) -> Ints:
        """[S + 1]: indexed with NONE it gives 0."""
        return np.append(self.promo, 0)


@dataclass(frozen=True, eq=False)
class Photos:
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
class Problem:
    """told [G, W]: stories outside the D days; shown [N, 3]: (group, day, photo) outside the D days;
    pinned [G, D]: story, NONE or TORN; frozen bool [G, D]; frozen_story [G, D]; frozen_photo [2, G, D]."""

    first_day: date
    days: int
    rules: Rules
    groups: Groups
    stories: Stories
    photos: Photos
    products: tuple[str, ...]
    forms: tuple[str, ...]
    told: Ints
    shown: Ints
    pinned: Ints
    frozen: Bools
    frozen_story: Ints
    frozen_photo: Ints

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
    def shut(self) -> Bools:
        """[G, D] cells that may hold nothing new: closed days, and groups without slots."""
        shut: Bools = self.groups.closed | self.groups.slotless[:, None]
        return shut

    @cached_property
    def standing(self) -> Ints:
        """[G, S] worth of a story that no day changes: affinity, season, and a little chance."""
        groups, stories = self.groups, self.stories
        chance = mixed(groups.key[:, None] ^ stories.key[None, :]) % np.uint64(CHANCE + 1)
        return groups.affinity[:, stories.product] + stories.season + chance.astype(np.int32)


@dataclass(frozen=True, eq=False)
class Plan:
    """story [G, D], photo [2, G, D]: indices or NONE; in an earlier plan a photo may be GONE."""

    story: Ints
    photo: Ints

    @property
    def digest(self) -> str:
        """12 hex digits: equal plans, equal digests."""
        cells = np.concatenate([self.story[None], self.photo]).astype(np.int64)
        return blake2b(np.ascontiguousarray(cells).tobytes(), digest_size=6).hexdigest()


def margin(rules: Rules) -> int:
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
