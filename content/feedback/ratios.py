"""How forms do against the usual of their group and slot: a gamma-Poisson ratio, whose strength comes of the
moments. Pure, over arrays of (group, form); axes in front, such as of draws, are taken along.

What a post brings is the members beyond the expected ones. A form's ratio is what it brought over what as
many usual posts of the group would have: a large group does not win for its form, and a group that has the
best form most of the time does not hide it (forms and groups are fitted in turn).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Truths: TypeAlias = NDArray[np.bool_]
TINY = 1e-9
MOST_SHRUNK = 0.5  # of an error: a 90 % interval then covers 85 % at worst; docs/measures/insight.md
ROUNDS = 6  # of the fit; it settles in three
FACTORS = (0.1, 10.0)  # a form is taken to bring at least and at most so much of usual


@dataclass(frozen=True)
class FormSums:
    """Of one slot: sums over the posts of a group and form. `squares` are of each post's observed members."""

    posts: Floats
    observed: Floats
    expected: Floats
    squares: Floats

    @property
    def extra(self) -> Floats:
        return self.observed - self.expected


@dataclass(frozen=True)
class GroupRatios:
    """`usual` is what as many usual posts of the group would have brought, 0 where a form has nothing to be
    compared with: no other form, or a group in which posts bring nobody. `beyond` is what the form brought
    beyond it, `noise` its variance. A ratio is 1 + beyond / usual."""

    usual: Floats
    beyond: Floats
    noise: Floats

    @property
    def precision(self) -> Floats:
        """1 / variance of the ratio, 0 where there is none."""
        return np.where(self.usual > 0, self.usual**2 / np.maximum(self.noise, TINY), 0.0)

    @property
    def deviation(self) -> Floats:
        """The ratio less 1; 0 where there is none."""
        return np.where(self.usual > 0, self.beyond / np.maximum(self.usual, TINY), 0.0)


def dispersion(counts: FormSums) -> float:
    """How much more posts of one form, slot and group vary than Poisson's counts do; at least 1."""
    within = counts.squares - counts.observed**2 / np.maximum(counts.posts, 1)
    mean = counts.observed / np.maximum(counts.posts, 1)
    due = float(((counts.posts - 1).clip(0) * mean).sum())
    return max(1.0, float(within.sum()) / due) if due > 0 else 1.0


def group_ratios(counts: FormSums, spread: float, factors: Floats) -> GroupRatios:
    """Each form against its group's usual: its mean over all forms, of which `factors` says how much more or
    less than usual each brings. `spread` is the dispersion."""
    posts = np.maximum(counts.posts.sum(-1, keepdims=True), 1)
    due = counts.posts * factors
    total = np.maximum(due.sum(-1, keepdims=True), TINY)
    mean_extra = counts.extra.sum(-1, keepdims=True) / total
    part = due / total
    comparable = (mean_extra > 0) & (part > 0) & (part < 1)
    usual = np.where(comparable, counts.posts * mean_extra, 0.0)
    beyond = np.where(comparable, counts.extra - usual, 0.0)
    mean_observed = counts.observed.sum(-1, keepdims=True) / posts
    noise = spread * mean_observed * counts.posts * (1 - part)
    return GroupRatios(usual, beyond, noise)


def between_groups(ratios: GroupRatios) -> float:
    """The variance of a form's ratio from group to group, by moments (DerSimonian and Laird 1986)."""
    weight = ratios.precision
    total = np.maximum(weight.sum(-2), TINY)
    mean = (weight * ratios.deviation).sum(-2) / total
    scatter = (weight * (ratios.deviation - mean) ** 2).sum()
    freedom = ((weight > 0).sum(-2) - 1).clip(0).sum()
    scale = (total - (weight**2).sum(-2) / total).clip(0).sum()
    return max(0.0, float((scatter - freedom) / scale)) if scale > TINY else 0.0


def weights(ratios: GroupRatios, between: float) -> Floats:
    """How much each group's ratio says of the form's: 1 / (variance between + within)."""
    precision = ratios.precision
    return np.asarray(precision / (1 + between * precision))


def pooled(ratios: GroupRatios, weight: Floats) -> Floats:
    """Each form's ratio less 1, over all groups."""
    return np.asarray((weight * ratios.deviation).sum(-2) / np.maximum(weight.sum(-2), TINY))


@dataclass(frozen=True)
class Fit:
    """What the comparison of one slot's forms comes to. `factors`: what each form brings, 1 is usual;
    `between` the variance of a form's ratio from group to group; `weight` of each group's ratio."""

    posts: Floats
    spread: float
    factors: Floats
    ratios: GroupRatios
    between: float
    weight: Floats

    @property
    def deviation(self) -> Floats:
        return pooled(self.ratios, self.weight)

    def settled(self, drawn: Floats) -> Floats:
        """Deviations (draw, form) at these factors, as they are once forms and groups are fitted in turn
        again: what moves one form moves the usual of groups that have it often."""
        posts = np.where(self.ratios.usual > 0, self.posts, 0.0)
        due = np.maximum((posts * self.factors).sum(-1, keepdims=True), TINY)
        total = np.maximum(self.weight.sum(0), TINY)
        moves = (self.weight * (1 + self.ratios.deviation)).T @ (posts / due) / total[:, None]
        shares = posts.sum(0) / max(posts.sum(), TINY)
        system = np.eye(len(shares)) - moves + np.outer(self.factors, shares)
        return np.asarray(np.linalg.solve(system, drawn.T).T) if posts.any() else drawn


def fit(counts: FormSums) -> Fit:
    """Forms and groups fitted in turn, from forms that are all as usual."""
    spread = dispersion(counts)
    factors = np.ones(counts.posts.shape[-1])
    for _ in range(ROUNDS):
        ratios = group_ratios(counts, spread, factors)
        between = between_groups(ratios)
        weight = weights(ratios, between)
        shares = np.where(ratios.usual > 0, counts.posts, 0).sum(0)
        factors = np.clip(1 + pooled(ratios, weight), *FACTORS)
        factors /= (shares * factors).sum() / shares.sum() if shares.any() else 1.0
    return Fit(counts.posts, spread, factors, ratios, between, weight)


def shrink(deviation: Floats, error: Floats) -> Floats:
    """Deviations from the usual drawn to it, by how much the forms differ more than their errors explain.

    With the forms' own variance v by moments, an error e leaves v / (v + e^2) of a deviation, as a gamma
    prior would. Most forms are as usual and one may stand out, which such a prior takes for chance: nothing
    is moved by more than MOST_SHRUNK of its error (Efron and Morris 1972, limited translation).
    """
    certain = 1 / np.maximum(error, TINY) ** 2
    excess = float((certain * deviation**2).sum()) - len(deviation)
    variance = max(0.0, excess / float(certain.sum())) if len(deviation) else 0.0
    kept = np.abs(deviation) * variance / (variance + np.maximum(error, TINY) ** 2)
    limited = np.maximum(kept, np.abs(deviation) - MOST_SHRUNK * error)
    return np.asarray(np.sign(deviation) * limited)
