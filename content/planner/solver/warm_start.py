"""Warm start: which stories and photos of an earlier plan break no rule, for all cells together.

What is refused here may still be legal once others are gone; what is let in always is.
"""

import numpy as np

from content.planner.problem.arrays import NONE, Bools, Ints, PlanArrays, PlanProblem
from content.planner.problem.windows import rolling_sums
from content.planner.solver.plan_state import Ledger


def lawful_stories(ledger: Ledger, stories: Ints) -> Bools:
    """[G] the groups for which all of `stories` [G, D] may be told as they are, beside what the ledger
    holds."""
    problem, days = ledger.problem, ledger.problem.own_days
    if not problem.stories.ids:
        return np.zeros(len(stories), bool)
    week = ledger.week.copy()
    np.copyto(week[:, days], stories, where=stories != NONE)
    barred: Bools = (problem.sorts.bars[problem.sorts.of, stories] != 0) & (stories != NONE)
    ours = np.zeros_like(week, bool)
    ours[:, days] = stories != NONE
    lawful: Bools = (
        ~np.any(barred, axis=1) & ~_told_too_soon(problem, week, ours) & ~_over_cap(problem, week, ours)
    )
    return lawful


def _told_too_soon(problem: PlanProblem, week: Ints, ours: Bools) -> Bools:
    too_soon = np.zeros(len(week), bool)
    for apart in range(1, problem.rules.repeat_days):
        same = (week[:, apart:] == week[:, :-apart]) & (week[:, apart:] != NONE)
        too_soon |= (same & (ours[:, apart:] | ours[:, :-apart])).any(1)
    return too_soon


def _over_cap(problem: PlanProblem, week: Ints, ours: Bools) -> Bools:
    promo = problem.stories.promo_or_0[week]
    full = rolling_sums(promo) > problem.groups.cap[:, None]
    over: Bools = np.asarray((full & (rolling_sums(np.where(ours, promo, 0)) > 0)).any(1))
    return over


def lawful_photos(ledger: Ledger, previous: PlanArrays, wanted: Bools) -> Bools:
    """bool [2, G, D] the photos of `previous` in the places `wanted` that may be shown together, beside what
    the ledger shows."""
    problem, photos = ledger.problem, ledger.problem.photos
    place, group, day = np.nonzero(wanted & (previous.photo >= 0))
    photo = previous.photo[place, group, day]
    product = problem.stories.product[previous.story[group, day]] if len(photo) else photo
    fits = (photos.product[photo] == product) & (photos.first[photo] <= day) & (day <= photos.last[photo])
    fits &= ~photos.home_only[photo] | (photos.home[photo] == group)
    kept = tuple(axis[fits] for axis in (place, group, day, photo))
    good = _in_good_company(ledger, *kept[1:])
    lawful = np.zeros_like(wanted)
    lawful[tuple(axis[good] for axis in kept[:3])] = True
    return lawful


def _in_good_company(ledger: Ledger, group: Ints, day: Ints, photo: Ints) -> Bools:
    """Which showings clash with no other: not twice in a group, not in too many, no author too soon, no
    neighbour the same day."""
    problem, here = ledger.problem, np.nonzero(ledger.photo != NONE)
    others = np.concatenate([problem.photos_around, np.stack([here[1], here[2], ledger.photo[here]], axis=1)])
    groups, days, photos = (np.concatenate(two) for two in zip((group, day, photo), others.T, strict=True))
    clash = _again(groups, photos)
    clash |= _rests_too_little(problem, groups, days, problem.photos.author[photos])
    full = np.bincount(photo, minlength=len(ledger.room)) > np.array(ledger.room)
    met = _at_neighbours(problem, (group, day, photo), (groups, days, photos))
    alone: Bools = ~clash[: len(photo)] & ~full[photo] & ~met
    return alone


def _at_neighbours(problem: PlanProblem, ours: tuple[Ints, ...], all_shown: tuple[Ints, ...]) -> Bools:
    """Which of our showings a group that shares members has too, the same day."""
    degree, ends, near = problem.groups.edges
    count = degree[ours[0]]
    which = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(which)) - np.repeat(count.cumsum() - count, count)
    there = near[ends[ours[0][which]] + place]
    met = np.zeros(len(count), bool)
    met[which[np.isin(_key(there, ours[1][which], ours[2][which]), _key(*all_shown))]] = True
    return met


def _key(group: Ints, day: Ints, photo: Ints) -> Ints:
    """One number for each showing; days of history wrap round, far from the plan's own."""
    key: Ints = (group.astype(np.int64) << 40) | (photo.astype(np.int64) << 10) | (day & 1023)
    return key


def _again(group: Ints, photo: Ints) -> Bools:
    """Photos that a group sees more than once."""
    pairs = group.astype(np.int64) << 32 | photo
    _, first, times = np.unique(pairs, return_inverse=True, return_counts=True)
    again: Bools = times[first] > 1
    return again


def _rests_too_little(problem: PlanProblem, group: Ints, day: Ints, author: Ints) -> Bools:
    """Showings with another of the same author in the same group too near in days."""
    order = np.lexsort((day, author, group))
    same = (np.diff(group[order]) == 0) & (np.diff(author[order]) == 0)
    near = same & (np.diff(day[order]) < problem.rules.author_rest_days)
    tired = np.zeros(len(group), bool)
    tired[order[1:][near]] = tired[order[:-1][near]] = True
    return tired
