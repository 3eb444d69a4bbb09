"""Text classification by logistic regression over hashed character n-grams: sentiment, offence.

The weights (models/*.npz, one byte each) come from tools/train_text_models.py and are read when the first
text is judged. Texts must be folded (content.text.fold). Figures, data and licences: docs/measures/text.md.
"""

import math
import re
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BITS = 18  # of a hash: 262,144 weights
LONGEST = 3  # characters of an n-gram
MODELS = Path(__file__).parent / "models"
MOST_READ = 2000  # characters of a text that count

_SPACES = re.compile(r"\s+")
_PAUSES = re.compile("[,，。.、;；~～…]+")
_NUMBERS = re.compile(r"\d+")
# Odd constants of xxHash and SplitMix: the same hash in every process.
_FIRST, _BEFORE, _NEXT, _LAST = (
    np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)
)
_STIR, _KEPT = np.uint64(29), np.uint64(64 - BITS)


class TextModel(StrEnum):
    """What is told of a text: that it praises rather than complains, that it insults."""

    SENTIMENT = "sentiment"
    OFFENCE = "offence"


@lru_cache(maxsize=256)  # several models look at one text, one after the other
def n_grams(plain: str) -> NDArray[np.intp]:
    """The different hashes, 0..2**BITS-1, of a folded text's n-grams of one to LONGEST characters, ascending;
    at least two, for the ends of a text count as characters. Spaces do not, and a number is one digit."""
    text = _NUMBERS.sub("0", _PAUSES.sub(",", _SPACES.sub("", plain[:MOST_READ])))
    hashes = np.sort(np.concatenate(_hashes(f"^{text}$")))
    different = np.empty(len(hashes), dtype=bool)
    different[0] = True
    np.not_equal(hashes[1:], hashes[:-1], out=different[1:])
    kept: NDArray[np.intp] = hashes[different]
    kept.flags.writeable = False
    return kept


def leanings(model: TextModel, plain: str) -> NDArray[np.int64]:
    """What each character of a folded text adds to the odds with those behind it, in weights."""
    weights, _, _ = _weights(model)
    sums = np.zeros(len(plain), dtype=np.int64)
    for hashes in _hashes(plain) if plain else ():
        sums[: len(hashes)] += weights[hashes]
    return sums


def _hashes(text: str) -> list[NDArray[np.intp]]:
    """Of one to LONGEST characters from each place on: arrays that end sooner the longer the n-grams are."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    state = codes * _FIRST
    states = [state]
    for length in range(2, min(LONGEST, len(codes)) + 1):
        state = (state[:-1] * _BEFORE) ^ (codes[length - 1 :] * _NEXT + np.uint64(length))
        states.append(state)
    return [(((state ^ (state >> _STIR)) * _LAST) >> _KEPT).astype(np.intp) for state in states]


def log_odds(model: TextModel, plain: str) -> float:
    """The logarithm of the odds for what the model tells of a folded text, about -8..8."""
    weights, scale, bias = _weights(model)
    hashes = n_grams(plain)
    return float(weights[hashes].sum(dtype=np.int32)) * scale / math.sqrt(len(hashes)) + bias


@cache
def _weights(model: TextModel) -> tuple[NDArray[np.int8], float, float]:
    with np.load(MODELS / f"{model.value}.npz") as stored:
        return stored["weights"], float(stored["scale"]), float(stored["bias"])
