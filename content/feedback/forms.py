"""How each form does in each slot, in every group and in all together, with its doubt. Pure; the seed is
handed in, and the same posts give the same figures."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from content.feedback.comparison import SlotComparison, compare, slot_arrays
from content.feedback.ratios import TINY, Floats, Truths
from content.feedback.resample import FEWEST_GROUPS, Z_95, stretch
from content.feedback.verdicts import LEAST_POSTS, FormEvidence, verdict_of, weeks_needed
from content.model import Estimate, FormCell, FormEstimate, Slot

GROUP_DRAWS = 400  # of each group's ratios, for which form is best in it
GROUPS_AT_ONCE = 200
USUAL_DAYS = 4  # that an expected number is the mean of
TOGETHER = ""  # the group of an estimate over all


@dataclass(frozen=True, slots=True)
class FormEstimates:
    """By group, slot and form; `together` has those of all groups."""

    by_group: tuple[FormEstimate, ...]
    together: tuple[FormEstimate, ...]


def estimate_forms(cells: Iterable[FormCell], full_weeks: Mapping[str, int], seed: int) -> FormEstimates:
    """Every form that has posts; `full_weeks` has how many weeks of each group are known all through."""
    by_slot: defaultdict[Slot, list[FormCell]] = defaultdict(list)
    for cell in cells:
        by_slot[cell.slot].append(cell)
    by_group: list[FormEstimate] = []
    together: list[FormEstimate] = []
    for slot in (slot for slot in Slot if slot in by_slot):
        comparison = compare(slot_arrays(slot, by_slot[slot], full_weeks), seed)
        by_group += _of_groups(comparison)
        together += _of_all(comparison)
    by_group.sort(key=lambda row: row.group)  # stable: slots and forms stay in order
    return FormEstimates(tuple(by_group), tuple(together))


def _of_all(comparison: SlotComparison) -> list[FormEstimate]:
    arrays = comparison.arrays
    values = 1 + comparison.shrunk + comparison.draws
    lows, highs = np.quantile(values, (0.05, 0.95), axis=0)
    best, worst = chances(values, comparison.ranked)
    rates = _rates_of_all(comparison)
    full = int(arrays.full_weeks.max())
    rows = []
    for n, form in enumerate(arrays.forms):
        comparable = bool((comparison.fitted.ratios.usual[:, n] > 0).any()) and bool(comparison.ranked[n])
        ratio = Estimate(1 + float(comparison.shrunk[n]), max(0.0, float(lows[n])), float(highs[n]))
        evidence = FormEvidence(
            posts=int(arrays.counts.posts[:, n].sum()),
            weeks=int(arrays.weeks[:, n].max()),
            full_weeks=full,
            ratio=ratio if comparable else None,
            best=float(best[n]),
            worst=float(worst[n]),
        )
        sums = float(arrays.counts.observed[:, n].sum()), float(arrays.counts.expected[:, n].sum())
        rows.append(_row((TOGETHER, arrays.slot, form), evidence, sums, rates[n]))
    return rows


def _of_groups(comparison: SlotComparison) -> list[FormEstimate]:
    groups = len(comparison.arrays.groups)
    rows: list[FormEstimate] = []
    for begin in range(0, groups, GROUPS_AT_ONCE):
        rows += _of_some(comparison, slice(begin, min(begin + GROUPS_AT_ONCE, groups)))
    return rows


def _of_some(comparison: SlotComparison, part: slice) -> list[FormEstimate]:
    """A group's ratio is drawn to the form's by how much groups differ, then compared within the group."""
    arrays, precision = comparison.arrays, comparison.fitted.ratios.precision[part]
    between = comparison.fitted.between
    own = between * precision / (1 + between * precision)  # 0..1: how much the group speaks for itself
    middle = comparison.shrunk + own * (
        comparison.fitted.ratios.deviation[part] - comparison.fitted.deviation
    )
    within = between / (1 + between * precision)
    spread = np.sqrt(comparison.draws.var(0) * (1 - own) ** 2 + within)
    ranked = (arrays.counts.posts[part] >= LEAST_POSTS) & (comparison.fitted.ratios.usual[part] > 0)
    best, worst = chances(1 + _group_draws(comparison, part, middle, own), ranked)
    rates = _rates_of_groups(comparison, part)
    rows = []
    for g, n in np.argwhere(arrays.counts.posts[part] > 0):
        value, half = 1 + float(middle[g, n]), Z_95 * float(spread[g, n])
        counts_at = (part.start + g, n)
        evidence = FormEvidence(
            posts=int(arrays.counts.posts[counts_at]),
            weeks=int(arrays.weeks[counts_at]),
            full_weeks=int(arrays.full_weeks[counts_at[0]]),
            ratio=Estimate(value, max(0.0, value - half), value + half) if ranked[g, n] else None,
            best=float(best[g, n]),
            worst=float(worst[g, n]),
        )
        sums = float(arrays.counts.observed[counts_at]), float(arrays.counts.expected[counts_at])
        place = arrays.groups[counts_at[0]], arrays.slot, arrays.forms[n]
        rows.append(_row(place, evidence, sums, rates[g][n]))
    return rows


def _group_draws(comparison: SlotComparison, part: slice, middle: Floats, own: Floats) -> Floats:
    """(draw, group, form): the forms' common doubt, and what each group's counts leave open."""
    begin = [comparison.seed, list(Slot).index(comparison.arrays.slot), 1 + part.start]
    chance = np.random.default_rng(begin)
    between, precision = comparison.fitted.between, comparison.fitted.ratios.precision[part]
    common = comparison.draws[:GROUP_DRAWS, None, :] * (1 - own)
    alone = np.sqrt(between / (1 + between * precision))
    return np.asarray(middle + common + alone * chance.standard_normal((GROUP_DRAWS, *middle.shape)))


def chances(values: Floats, ranked: Truths) -> tuple[Floats, Floats]:
    """(best, worst): how often each form is, of those ranked; 0 for the others, and for one alone."""
    kept = ranked & (ranked.sum(-1, keepdims=True) > 1)
    shares = []
    for ordered in (values, -values):
        first = np.where(ranked, ordered, -np.inf).argmax(-1)
        share = np.stack([(first == form).mean(0) for form in range(values.shape[-1])], axis=-1)
        shares.append(np.where(kept, share, 0.0))
    return shares[0], shares[1]


# -- members beyond the expected, a post ---------------------------------------------------------
def _rates_of_all(comparison: SlotComparison) -> list[Estimate | None]:
    """Over groups: how much they differ from the common rate says how sure it is; the counts say the
    least."""
    arrays = comparison.arrays
    extra, members = arrays.counts.extra, arrays.members
    total = members.sum(0)
    rate = extra.sum(0) / np.maximum(total, TINY)
    groups = (members > 0).sum(0)
    scatter = np.sqrt((np.where(members > 0, extra - rate * members, 0) ** 2).sum(0))
    least = np.sqrt(_noise(comparison, slice(None)).sum(0))
    rows: list[Estimate | None] = []
    for n, count in enumerate(groups):
        error = max(least[n], scatter[n] * stretch(int(count)) if count >= FEWEST_GROUPS else 0.0)
        rows.append(_rate(float(rate[n]), error, float(total[n])))
    return rows


def _rates_of_groups(comparison: SlotComparison, part: slice) -> list[list[Estimate | None]]:
    arrays = comparison.arrays
    extra, members = arrays.counts.extra[part], arrays.members[part]
    errors = np.sqrt(_noise(comparison, part))
    return [
        [
            _rate(extra[g, n] / members[g, n] if members[g, n] else 0.0, errors[g, n], members[g, n])
            for n in range(extra.shape[1])
        ]
        for g in range(extra.shape[0])
    ]


def _noise(comparison: SlotComparison, part: slice) -> Floats:
    """The variance of the members beyond the expected ones: of those counted, and of those expected, whose
    mean over USUAL_DAYS earlier days serves as many weeks."""
    arrays = comparison.arrays
    counted = comparison.fitted.spread * np.maximum(arrays.counts.observed[part], 1)
    served = np.minimum(arrays.weeks[part], USUAL_DAYS) / USUAL_DAYS
    return np.asarray(counted + served * np.maximum(arrays.counts.expected[part], 0))


def _rate(value: float, error: float, members: float) -> Estimate | None:
    if members <= 0:
        return None
    half = Z_95 * error / members
    return Estimate(float(value), float(value - half), float(value + half))


def _row(
    place: tuple[str, Slot, str], evidence: FormEvidence, sums: tuple[float, float], rate: Estimate | None
) -> FormEstimate:
    verdict = verdict_of(evidence)
    group, slot, form = place
    return FormEstimate(
        group=group,
        slot=slot,
        form=form,
        posts=evidence.posts,
        observed=int(sums[0]),
        expected=sums[1],
        rate=rate,
        ratio=evidence.ratio,
        best=evidence.best,
        verdict=verdict,
        weeks_needed=weeks_needed(evidence, verdict),
    )
