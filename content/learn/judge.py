"""How well an order finds what the team wants: NDCG at the size of a day's choice, on later decisions."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PLACES = 12  # the size of a choice that is judged
WINDOW = 24  # least decisions in a window: of fewer, 12 places would take nearly all
WINDOWS = 4  # most of them
DIGITS = 6  # that are kept: the rest is rounding, and nobody is better by that


def ndcg(order: Floats, wanted: Floats, places: int = PLACES) -> float:
    """What the first `places` by `order` are worth beside the best ones, 0..1; 1 where nothing is wanted.

    Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002), the gain being `wanted` itself.
    Equal ones take the mean of all their orders, so that no order is praised for its ties.
    """
    worth = 1 / np.log2(np.arange(2, len(wanted) + 2)) * (np.arange(len(wanted)) < places)
    ranked = np.argsort(-order, kind="stable")
    _, run = np.unique(-order[ranked], return_inverse=True)
    gains = (np.bincount(run, wanted[ranked]) / np.bincount(run))[run]
    best = float(worth @ np.sort(wanted)[::-1])
    return float(worth @ gains) / best if best > 0 else 1.0


def windows(count: int) -> list[tuple[int, int]]:
    """(start, end) of the windows that the later half of `count` examples is judged by; none if too few."""
    later = count // 2
    many = min(WINDOWS, later // WINDOW)
    edges = [count - later + round(later * n / many) for n in range(many + 1)] if many else []
    return list(pairwise(edges))


def time_split(
    values: Floats, wanted: Floats, learn: Callable[[int], Floats], *known: Floats
) -> tuple[tuple[float, ...], int] | None:
    """NDCG of the weights that are learnt, then of those `known`, over rows in the order of time, and the
    number of windows; None where there are too few rows.

    `learn(n)` gives the weights learnt from the first n rows; each window is judged by what was known before.
    """
    scores = [
        [ndcg(values[start:end] @ weights, wanted[start:end]) for weights in (learn(start), *known)]
        for start, end in windows(len(wanted))
    ]
    if not scores:
        return None
    return tuple(round(float(score), DIGITS) for score in np.mean(scores, axis=0)), len(scores)
