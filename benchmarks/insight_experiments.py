"""How often an experiment names a better arm that is none, and how often it finds one that is.

    python -m benchmarks.insight experiments [--runs 1000] [--seed 1]

Groups of 80 to 300 members, of whom some 7 % come often; groups differ (standard deviation of the logarithm
.5), their weeks waver and the next resembles this one, a season moves all of them, each has a trend of its
own, and members are counted. Without an effect both arms bring the same. Drawing, test and verdict are the
product's own. `needed` is what it says beforehand from eight weeks of the same groups; the last rows run that
long.
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from content.feedback.assignment import Draw, assign, blocks_in
from content.feedback.experiments import (
    BASELINE_WEEKS,
    contrasts_of,
    periods_needed,
    spread_of,
    verdict_of,
)
from content.feedback.randomisation import randomisation_test
from content.model import Arm, CellValue, ExperimentDesign, ExperimentVerdict

SWITCHBACK, SPLIT = ExperimentDesign
MONDAY, HISTORY = date(2026, 11, 30), 8
NAMED = {ExperimentVerdict.A_BETTER, ExperimentVerdict.B_BETTER}
NO_EFFECT = [(SWITCHBACK, 1, 12), (SWITCHBACK, 2, 6), (SWITCHBACK, 3, 8), (SWITCHBACK, 6, 8),
             (SWITCHBACK, 7, 8), (SWITCHBACK, 12, 6), (SWITCHBACK, 50, 4), (SPLIT, 12, 8),
             (SPLIT, 24, 8), (SPLIT, 100, 4)]  # fmt: skip
EFFECTS = [(SWITCHBACK, 6, 1.5), (SWITCHBACK, 12, 1.2), (SWITCHBACK, 50, 1.2), (SPLIT, 24, 1.5),
           (SPLIT, 100, 1.2)]  # fmt: skip


@dataclass(frozen=True)
class ExperimentWorld:
    """`usual`: the share of members who come often; standard deviations of logarithms: `readiness` of groups,
    `mood` of a group's week, of which `memory` stays for the next, `season` of a week of all, `trend` of a
    group's drift a week."""

    usual: float = 0.07
    readiness: float = 0.5
    mood: float = 0.15
    memory: float = 0.5
    season: float = 0.1
    trend: float = 0.02
    members: tuple[int, int] = (80, 300)

    def shares(self, groups: int, weeks: int, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """(group, week) the expected share, and the members of each group."""
        size = chance.integers(*self.members, groups)
        level = chance.lognormal(0, self.readiness, groups)
        season = chance.normal(0, self.season, weeks)
        drift = chance.normal(0, self.trend, groups)[:, None] * np.arange(weeks)
        mood = np.zeros((groups, weeks))
        mood[:, 0] = chance.normal(0, self.mood, groups)
        for last, week in pairwise(range(weeks)):
            fresh = chance.normal(0, self.mood * (1 - self.memory**2) ** 0.5, groups)
            mood[:, week] = self.memory * mood[:, last] + fresh
        return np.minimum(0.9, self.usual * level[:, None] * np.exp(season + drift + mood)), size


@dataclass(frozen=True)
class Trial:
    design: ExperimentDesign
    groups: int
    periods: int
    factor: float = 1.0  # of arm A


def run(trial: Trial, seed: int, world: ExperimentWorld) -> tuple[ExperimentVerdict, bool]:
    """The verdict after the last week, and whether its interval holds the truth."""
    chance = np.random.default_rng(seed)
    shares, size = world.shares(trial.groups, HISTORY + trial.periods, chance)
    names = [f"g{n:03d}" for n in range(trial.groups)]
    cells = assign(names, Draw(trial.design, seed, MONDAY, trial.periods))
    values, truth = [], []
    for cell in cells:
        row = names.index(cell.group)
        base = shares[row, HISTORY + cell.period]
        share = min(0.95, base * (trial.factor if cell.arm is Arm.A else 1.0))
        values.append(CellValue(cell, chance.binomial(size[row], share) / size[row]))
        truth.append(base * (trial.factor - 1))
    before = _before(shares, size, names, chance)
    baseline = {name: float(np.mean(row[-BASELINE_WEEKS:])) for name, row in before.items()}
    test = randomisation_test(contrasts_of(values, trial.design, baseline), seed)
    verdict = verdict_of(test, 0.0)
    holds = bool(test and test.interval and test.interval.low <= np.mean(truth) <= test.interval.high)
    return verdict, holds


def _before(
    shares: np.ndarray, size: np.ndarray, names: Sequence[str], chance: np.random.Generator
) -> dict[str, list[float]]:
    counts = chance.binomial(size[:, None], shares[:, :HISTORY])
    return {name: list(map(float, counts[row] / size[row])) for row, name in enumerate(names)}


def weeks_needed(trial: Trial, seed: int, world: ExperimentWorld) -> int | None:
    """As the page says it beforehand, for a difference as large as the true one."""
    chance = np.random.default_rng(seed)
    shares, size = world.shares(trial.groups, HISTORY, chance)
    names = [f"g{n:03d}" for n in range(trial.groups)]
    before: Mapping[str, Sequence[float | None]] = _before(shares, size, names, chance)
    spread = spread_of(before, trial.design)
    usual = float(np.mean([value for row in before.values() for value in row if value is not None]))
    return periods_needed(spread, (trial.factor - 1) * usual, trial.design, trial.groups) if spread else None


def experiments(runs: int, seed: int) -> None:
    world, began = ExperimentWorld(), time.process_time()
    print("| design | groups | weeks | coins | named an arm | interval holds the truth |")
    for design, groups, periods in NO_EFFECT:
        print(_row(Trial(design, groups, periods), (runs, seed), world))
    print("\n| design | groups | weeks | coins | named arm A, +x % | interval holds the truth | needed |")
    for design, groups, factor in EFFECTS:
        needed = [weeks_needed(Trial(design, groups, 8, factor), seed + n, world) for n in range(40)]
        needs = sorted(weeks for weeks in needed if weeks)
        middle = needs[len(needs) // 2] if needs else 0
        for periods in sorted({4, 8, middle} if design is SWITCHBACK else {4, 8, max(2, middle)}):
            if periods:
                row = _row(Trial(design, groups, periods, factor), (runs // 2, seed), world)
                print(f"{row} {middle or 'over 52'} ({len(needs)} of 40 told) |")
    print(f"{time.process_time() - began:.0f} s of CPU")


def _row(trial: Trial, runs: tuple[int, int], world: ExperimentWorld) -> str:
    count, seed = runs
    outcomes = [run(trial, seed * 1_000_003 + n, world) for n in range(count)]
    verdicts = Counter(verdict for verdict, _ in outcomes)
    named = sum(verdicts[verdict] for verdict in NAMED) if trial.factor == 1 else verdicts[_A]
    holds = sum(held for _, held in outcomes)
    effect = "" if trial.factor == 1 else f" {trial.factor - 1:+.0%}"
    coins = blocks_in(trial.groups, trial.design, trial.periods)
    return (
        f"| {trial.design.value}{effect} | {trial.groups} | {trial.periods} | {coins} "
        f"| {named / count:.1%} | {holds / count:.0%} |"
    )


_A = ExperimentVerdict.A_BETTER
