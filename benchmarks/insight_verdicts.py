"""How often forms are called better that are not, and how often those that are.

    python -m benchmarks.insight verdicts [--runs 300] [--seed 1]

One slot a comparison. Posts of a group answer to its size, its readiness, the mood of its week, the form, how
well groups differ in taste, and chance beyond Poisson's; what would have been said anyway is known from four
earlier days only, as in life.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from content.feedback.forms import FormEstimates, estimate_forms
from content.model import FormCell, FormVerdict, Slot

NO_EFFECT = [(groups, weeks, forms) for forms in (2, 4, 6) for groups, weeks in
             ((1, 8), (3, 4), (6, 4), (12, 2), (12, 8), (50, 2), (50, 8))]  # fmt: skip
EFFECTS = [(1.2, 12, 12), (1.2, 50, 8), (1.5, 12, 8), (1.5, 50, 2), (1.2, 12, 4), (1.5, 3, 8)]
NAMED = frozenset({FormVerdict.WORKS, FormVerdict.ABOVE})


@dataclass(frozen=True)
class World:
    """`answering`: the share of members whom a usual post brings; `talk`: who would have spoken anyway;
    `mood` and `readiness`: standard deviations of logarithms; `taste`: of a form's factor from group to
    group; `shape`: of the gamma that posts vary by (4: half of their mean)."""

    answering: float = 0.04
    talk: float = 0.02
    readiness: float = 0.5
    mood: float = 0.2
    taste: float = 0.1
    shape: float = 4.0
    members: tuple[int, int] = (80, 300)
    usual_days: int = 4


def simulate(
    world: World, effects: Sequence[float], size: tuple[int, int], chance: np.random.Generator
) -> list[FormCell]:
    """A post a day in each of `size` (groups, weeks), of a form drawn by lot."""
    groups, weeks = size
    cells = []
    for group in range(groups):
        members = int(chance.integers(*world.members))
        ready = world.answering * chance.lognormal(-(world.readiness**2) / 2, world.readiness)
        talk = members * world.talk * chance.lognormal(0, world.readiness)
        factors = np.maximum(0.05, np.array(effects) + chance.normal(0, world.taste, len(effects)))
        for week in range(weeks):
            mood = chance.lognormal(-(world.mood**2) / 2, world.mood)
            forms = chance.integers(0, len(effects), 7)
            brought = members * ready * mood * factors[forms] * chance.gamma(world.shape, 1 / world.shape, 7)
            observed = chance.poisson(brought + talk)
            expected = chance.poisson(talk * world.usual_days, 7) / world.usual_days
            cells += _cells(f"g{group:02d}", week, members, (forms, observed, expected))
    return cells


def _cells(
    group: str, week: int, members: int, posts: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> list[FormCell]:
    forms, observed, expected = posts
    made = []
    for form in np.unique(forms):
        mine = forms == form
        counts = observed[mine]
        made.append(
            FormCell(
                group, Slot.NOON, f"form{form}", week, int(mine.sum()), int(counts.sum()),
                int((counts**2).sum()), float(expected[mine].sum()), float(members * mine.sum()),
            )
        )  # fmt: skip
    return made


def plain_winner(cells: Sequence[FormCell]) -> bool:
    """What a plain comparison would say: the highest mean is above the others' by a one-sided test at 5 %,
    posts taken as independent whatever their group."""
    sums: dict[str, tuple[int, int, int]] = {}
    for cell in cells:
        n, total, squares = sums.get(cell.form, (0, 0, 0))
        sums[cell.form] = n + cell.posts, total + cell.observed, squares + cell.squares
    best = max(sums, key=lambda form: sums[form][1] / sums[form][0])
    others = [sums[form] for form in sums if form != best]
    first = sums[best]
    rest = tuple(map(sum, zip(*others, strict=True)))
    means = first[1] / first[0], rest[1] / rest[0]
    error = sum((squares / n - (total / n) ** 2) / n for n, total, squares in (first, rest)) ** 0.5
    return (means[0] - means[1]) / error > 1.645


def run(world: World, effects: Sequence[float], size: tuple[int, int], runs: int, seed: int) -> Counter[str]:
    """How often of `runs` comparisons something was claimed; the last form has the effect."""
    counts: Counter[str] = Counter()
    chance = np.random.default_rng([seed, *size, len(effects), int(100 * effects[-1])])
    for number in range(runs):
        cells = simulate(world, effects, size, chance)
        result = estimate_forms(cells, {cell.group: size[1] for cell in cells}, seed=number)
        counts.update(_claims(result, effects))
        counts["plain"] += plain_winner(cells)
    return counts


def _claims(result: FormEstimates, effects: Sequence[float]) -> Counter[str]:
    rows = result.together
    claims: Counter[str] = Counter(rows=len(rows), group_rows=len(result.by_group))
    claims["winner"] = any(row.verdict is FormVerdict.WORKS for row in rows)
    claims["named"] = sum(row.verdict in NAMED for row in rows)
    claims["same"] = sum(row.verdict is FormVerdict.SAME for row in rows)
    claims["group_named"] = sum(row.verdict in NAMED for row in result.by_group)
    last = next((row for row in rows if row.form == f"form{len(effects) - 1}"), None)
    if last is not None:
        claims["works"] = last.verdict is FormVerdict.WORKS
        claims["better"] = last.verdict in NAMED
        claims["wrongly_same"] = last.verdict is FormVerdict.SAME
        truth = effects[-1] * len(effects) / sum(effects)
        claims["ratios"] = last.ratio is not None
        claims["covered"] = last.ratio is not None and last.ratio.low <= truth <= last.ratio.high
    claims["wrong"] = any(row.verdict in NAMED for row in rows if row is not last)
    return claims


def verdicts(runs: int, seed: int) -> None:
    """Tables of both, to be read by people."""
    began = time.process_time()
    print(
        "no effect: winner = a form 'works'; rows = forms called better, of all; plain = a plain comparison"
    )
    print("groups weeks forms  winner   rows  group rows   same  plain")
    for groups, weeks, forms in NO_EFFECT:
        world = World() if groups > 1 else World(taste=0.0)  # a single group's taste would be an effect
        known = run(world, [1.0] * forms, (groups, weeks), runs, seed)
        print(
            f"{groups:6} {weeks:5} {forms:5} {known['winner'] / runs:7.1%}"
            f" {known['named'] / known['rows']:6.1%}"
            f" {known['group_named'] / max(1, known['group_rows']):11.1%}"
            f" {known['same'] / known['rows']:6.0%} {known['plain'] / runs:6.0%}"
        )
    print("one form of four better: works = named the best; better = that or above usual; covered = interval")
    print("effect groups weeks  works  better  another  'same'  covered")
    for effect, groups, weeks in EFFECTS:
        known = run(World(), [1.0, 1.0, 1.0, effect], (groups, weeks), runs, seed)
        print(
            f"{effect - 1:+6.0%} {groups:6} {weeks:5} {known['works'] / runs:6.0%}"
            f" {known['better'] / runs:7.0%} {known['wrong'] / runs:8.1%}"
            f" {known['wrongly_same'] / runs:7.1%} {known['covered'] / max(1, known['ratios']):8.0%}"
        )
    print(f"{time.process_time() - began:.0f} s CPU, {runs} runs a line")
