"""How soon learning beats the hand weights, what 200 ratings teach, and which bursts of likes are held.

    python benchmarks/learning.py --photos FOLDER [--seeds 10] [--json]

FOLDER has photos and mos.csv (file, mos: what people thought of each, 0..1). Editors are simulated: they want
the best fifth by a taste of their own, and err. Figures: docs/measures/learning.md.
"""

import argparse
import csv
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from content.koc.fair import bursts
from content.learn import fit as fitting
from content.learn.fit import fit
from content.learn.judge import time_split
from content.learn.lesson import centred
from content.model import MeasuredSubmission, Signal
from content.score.image import DECODE_ERRORS, measure
from content.score.sub_scores import PARTS
from content.score.weights import HAND

Floats = NDArray[np.float64]
Taste = Callable[[Floats, Floats], Floats]  # (parts, worth by a taste of their own) -> worth to these editors
NAMES = tuple(HAND.of)
WEIGHTS = np.array([HAND.of[name] for name in NAMES])
DECISIONS = (20, 50, 100, 200, 2000)
WANTED = 0.2  # of all photos
ERROR = 1.0  # standard deviation of an editor's judgement, in those of the photos' opinion scores
NIGHT, PLACES, NIGHTS = 200, 12, 20
RATED = 200
CONSTANTS = ((5, 8), (9, 2), (9, 8), (9, 20), (14, 8))  # steepness and precision of the prior


@dataclass(frozen=True)
class Photos:
    """`parts` (n, 8) as the score sees them, `opinion` (n,) what people thought of them."""

    parts: Floats
    opinion: Floats

    @property
    def standard(self) -> Floats:
        opinion: Floats = (self.opinion - self.opinion.mean()) / self.opinion.std()
        return opinion


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    options = parser.parse_args()
    photos = read(options.photos)
    started = time.process_time()
    figures = {
        "photos": len(photos.opinion),
        "decisions": [*simulate(photos, options.seeds)],
        "constants": [*constants(photos, options.seeds)],
        "ratings": ratings(photos, 2 * options.seeds),
        "bursts": [*bought(options.seeds)],
        "cpu_seconds": round(time.process_time() - started, 1),
    }
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    for name, value in figures.items():
        for row in value if isinstance(value, list) else [value]:
            print(name, row)


def read(folder: Path) -> Photos:
    parts, opinion = [], []
    with (folder / "mos.csv").open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            try:
                values = measure(folder / line["file"]).values
            except DECODE_ERRORS:
                continue
            parts.append([part(values) for part in PARTS.values()])
            opinion.append(float(line["mos"]))
    return Photos(np.array(parts), np.array(opinion))


# -- editors ------------------------------------------------------------------------------------------
def submissions(photos: Photos, count: int, seed: int) -> tuple[Floats, Floats]:
    """(parts (count, 13), worth (count,)): the worth is a taste that loves words more than the hand does."""
    random = np.random.default_rng(seed)
    which = random.integers(0, len(photos.opinion), count)
    good = photos.standard[which]
    length = random.gamma(1.5, 18, count)
    words = np.clip(np.log1p(length) / np.log(120), 0, 1)
    mention = (random.random(count) < 0.35) * 1.0
    feeling, author, fresh = random.beta(5, 2, count), random.beta(2, 5, count), random.random(count)
    likes = np.clip(np.log1p(random.poisson(3 * np.exp(0.5 * good))) / 3, 0, 1)
    parts = np.column_stack([photos.parts[which], words, mention, feeling, (author + likes) / 2, fresh])
    worth = 1.1 * good + 3 * (words - 0.5) + 0.9 * (mention - 0.35) + 2.4 * (feeling - 0.7)
    return parts, worth + 2 * (author - 0.28) + 0.4 * mention * good - 0.8 * (length < 6)


def simulate(photos: Photos, seeds: int) -> Iterator[dict[str, Any]]:
    """Precision of a night's twelve of 200 after so many decisions: learnt, by hand, at random."""
    parts, worth = submissions(photos, NIGHT * NIGHTS, 99_999)
    hand = parts @ WEIGHTS

    def by_the_hand(seen: Floats) -> Floats:
        return np.asarray((seen @ WEIGHTS - hand.mean()) / hand.std() * worth.std())

    tastes: dict[str, Taste] = {
        "its own": lambda _, own: own,
        "between": lambda seen, own: (own + by_the_hand(seen)) / 2,
        "the hand's": lambda seen, _: by_the_hand(seen),
    }
    for taste, worth_of in tastes.items():
        truth = worth_of(parts, worth)
        line = float(np.quantile(truth, 1 - WANTED))
        by_hand = precision(hand, truth > line)
        for count in DECISIONS:
            runs = [decide(photos, count, seed, line, worth_of) for seed in range(seeds)]
            learnt = [precision(parts @ weights, truth > line) for weights, _ in runs]
            used = [p if better else by_hand for p, (_, better) in zip(learnt, runs, strict=True)]
            yield {
                "taste": taste,
                "decisions": count,
                "learnt": round(float(np.mean(learnt)), 3),
                "learnt_sd": round(float(np.std(learnt)), 3),
                "used": round(float(np.mean(used)), 3),
                "worst_used": round(min(used), 3),
                "hand": round(by_hand, 3),
                "random": WANTED,
                "switched": round(float(np.mean([better for _, better in runs])), 2),
            }


def constants(photos: Photos, seeds: int) -> Iterator[dict[str, Any]]:
    """Precision learnt by editors of their own taste, under other constants of the prior."""
    parts, worth = submissions(photos, NIGHT * NIGHTS, 99_999)
    line, usual = float(np.quantile(worth, 1 - WANTED)), (fitting.STEEPNESS, fitting.PRECISION)
    for steepness, precise in CONSTANTS:
        fitting.STEEPNESS, fitting.PRECISION = float(steepness), float(precise)
        learnt = {}
        for count in DECISIONS:
            runs = (decide(photos, count, seed, line, lambda _, own: own)[0] for seed in range(seeds))
            precisions = [precision(parts @ weights, worth > line) for weights in runs]
            learnt[str(count)] = round(float(np.mean(precisions)), 3)
        yield {"steepness": steepness, "precision": precise, **learnt}
    fitting.STEEPNESS, fitting.PRECISION = usual


def decide(photos: Photos, count: int, seed: int, line: float, worth_of: Taste) -> tuple[Floats, bool]:
    """(learnt weights, whether they would be used) of editors with this many decisions behind them."""
    seen, own = submissions(photos, count, 1000 * seed + count)
    judged = worth_of(seen, own) + np.random.default_rng(seed + 7).normal(0, ERROR, count)
    kept, values = (judged > line).astype(np.float64), centred(seen)[0]

    def learn(first: int) -> Floats:
        return fit(values[:first], kept[:first], np.ones(first), WEIGHTS)

    figures = time_split(values, kept, learn, WEIGHTS)
    return learn(count), bool(figures and figures[0][0] > figures[0][1])


def precision(score: Floats, wanted: NDArray[np.bool_]) -> float:
    nights = zip(score.reshape(NIGHTS, NIGHT), wanted.reshape(NIGHTS, NIGHT), strict=True)
    return float(np.mean([night[np.argsort(-order)[:PLACES]].mean() for order, night in nights]))


# -- ratings ------------------------------------------------------------------------------------------
def ratings(photos: Photos, seeds: int) -> dict[str, Any]:
    """Rank correlation with people's opinion on photos that were not rated; stars are opinion in fifths."""
    correlations: dict[str, list[float]] = {"hand": [], "learnt": [], "learnt_without_a_prior": []}
    hand, edges = WEIGHTS[: photos.parts.shape[1]], np.quantile(photos.opinion, [0.2, 0.4, 0.6, 0.8])
    for seed in range(seeds):
        order = np.random.default_rng(seed).permutation(len(photos.opinion))
        rated, rest = order[:RATED], order[RATED:]
        stars = np.searchsorted(edges, photos.opinion[rated]) / 4
        values = centred(photos.parts[rated])[0]
        weights = {
            "hand": hand,
            "learnt": fit(values, stars, np.ones(RATED), hand),
            "learnt_without_a_prior": fit(values, stars, np.ones(RATED), np.full(len(hand), 1e-6)),
        }
        for name, fitted in weights.items():
            correlations[name].append(rank_correlation(photos.parts[rest] @ fitted, photos.opinion[rest]))
    means = {name: round(float(np.mean(values)), 3) for name, values in correlations.items()}
    return {
        "rated": RATED,
        "seeds": seeds,
        **means,
        "learnt_sd": round(float(np.std(correlations["learnt"])), 3),
    }


def rank_correlation(first: Floats, second: Floats) -> float:
    return float(np.corrcoef(ranks(first), ranks(second))[0, 1])


def ranks(values: Floats) -> Floats:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    mean: Floats = (np.cumsum(count) - (count - 1) / 2)[place]
    return mean


# -- bought likes -------------------------------------------------------------------------------------
def bought(seeds: int) -> Iterator[dict[str, Any]]:
    """Shares of submissions held, honest and bought; sigma says how much members' appeal varies (its log)."""
    for sigma in (0.0, 0.3, 0.5):
        honest: list[bool] = []
        caught: dict[int, list[bool]] = {20: [], 40: [], 80: []}
        for seed in range(seeds):
            sent, signals, sizes, extra = community(sigma, seed)
            held = {burst.submission for burst in bursts(sent, signals, sizes, ())}
            honest += [submission.id in held for submission in sent if submission.id not in extra]
            for key, many in extra.items():
                caught[many].append(key in held)
        shares = {
            f"bought_{many}": round(float(np.mean(share_of_runs)), 2)
            for many, share_of_runs in caught.items()
        }
        yield {
            "sigma": sigma,
            "submissions": len(honest),
            "honest": round(float(np.mean(honest)), 4),
            **shares,
        }


def community(
    sigma: float, seed: int
) -> tuple[list[MeasuredSubmission], list[Signal], dict[str, int], dict[str, int]]:
    """200 members in ten groups; one submission in fifty has 20, 40 or 80 likes that were bought."""
    random, now = np.random.default_rng(seed), datetime(2026, 11, 1, tzinfo=UTC)
    sizes = {f"g{n}": int(random.integers(60, 500)) for n in range(10)}
    rates = {group: 0.02 * np.exp(random.normal(0, 0.3)) for group in sizes}
    sent: list[MeasuredSubmission] = []
    signals: list[Signal] = []
    extra: dict[str, int] = {}
    for member in range(200):
        group, appeal = f"g{member % 10}", np.exp(random.normal(0, sigma))
        for n in range(int(random.poisson(5)) + 1):
            key = f"m{member}-{n}"
            sent.append(MeasuredSubmission(key, f"m{member}", group, "", now, True, 0.5))
            likes = int(
                random.poisson(rates[group] * sizes[group] * appeal * np.exp(random.normal(0, 0.6 * sigma)))
            )
            if random.random() < 0.02:
                extra[key] = int(random.choice([20, 40, 80]))
            fans = range(likes + extra.get(key, 0))
            signals += [Signal(key, f"m{member}", f"fan {key} {fan}", now) for fan in fans]
    return sent, signals, sizes, extra


if __name__ == "__main__":
    main()
