"""The randomisation test of an experiment: what the difference would be had the coins fallen otherwise. Pure.

Each block is a difference of the arms whose sign one coin decided. Where coins alone decide, every pattern of
signs is equally likely, whatever members do. The interval inverts the same test: an effect is refused where
the blocks less that effect would be as one-sided in 1 of 40 draws at most; these bounds are order statistics
of the means of all subsets of blocks (Hartigan).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from content.model import Estimate, Randomisation

LEVEL = 0.05  # of a verdict, both sides together
MOST_EXACT = 14  # blocks whose 16,384 draws are all looked at
SAMPLED = 9_999  # draws of more blocks, beside the one that was drawn
FEWEST_BLOCKS = 6  # with five, 2 of 32 draws are as one-sided as can be: more than LEVEL
TINY = 1e-12
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contrast:
    """What arm A had more than arm B in one block, of so many groups."""

    difference: float
    groups: int = 1


def randomisation_test(contrasts: Sequence[Contrast], seed: int) -> Randomisation | None:
    """None without any block."""
    if not contrasts:
        return None
    weight = np.array([contrast.groups for contrast in contrasts], np.float64)
    value = np.array([contrast.difference for contrast in contrasts], np.float64)
    flipped, is_exact = _subsets(len(contrasts), seed)
    total, share = weight.sum(), weight * value
    effect = float(share.sum() / total)
    others = effect - 2 * (flipped @ share) / total
    as_far = int((np.abs(others) >= abs(effect) - TINY).sum())
    chance = as_far / len(others) if is_exact else (as_far + 1) / (len(others) + 1)
    return Randomisation(
        effect,
        _interval(effect, flipped, weight, share),
        float(chance),
        len(others),
        is_exact,
        tuple(map(float, others)),
    )


def _subsets(blocks: int, seed: int) -> tuple[Floats, bool]:
    """(draw, block): 1 where a coin falls otherwise; all draws, or a sample of them."""
    if blocks <= MOST_EXACT:
        numbers = np.arange(2**blocks)
        return ((numbers[:, None] >> np.arange(blocks)) & 1).astype(np.float64), True
    chance = np.random.default_rng(seed)
    return chance.integers(0, 2, (SAMPLED, blocks)).astype(np.float64), False


def _interval(effect: float, flipped: Floats, weight: Floats, share: Floats) -> Estimate | None:
    """95 %; None where even the most one-sided draw is not rare enough."""
    weights = flipped @ weight
    means = np.sort((flipped @ share)[weights > 0] / weights[weights > 0])
    draws = len(means) + 1  # with the one that was drawn
    place = int(LEVEL / 2 * draws + TINY)
    if place < 1:
        return None
    return Estimate(effect, float(means[place - 1]), float(means[len(means) - place]))
