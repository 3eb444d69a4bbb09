"""The shopping list: what one more photo of each product would be worth to the plan."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from content.planner.explain.why import on_record
from content.planner.problem.arrays import Ints, PlanArrays, PlanProblem


@dataclass(frozen=True, slots=True)
class ShoppingLine:
    """`missing` places have no photo; `price` is the score of the next one that is still free, in
    milli-points; `worth` is what one showing of an average new photo would add."""

    product: str
    missing: int
    price: int
    worth: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def shopping_list(problem: PlanProblem, plan: PlanArrays) -> list[ShoppingLine]:
    """The products that stories ask for, the most wanted first."""
    ledger = on_record(problem, plan)
    lacking = np.argwhere(ledger.lacking_photos())
    missing: Ints = np.zeros(len(problem.products), np.int64)
    if len(lacking):
        product = problem.stories.product[plan.story[lacking[:, 1], lacking[:, 2]]]
        missing = np.bincount(product, minlength=len(problem.products))
    average = int(np.median(problem.photos.score)) if len(problem.photos.ids) else 500
    wanted: Ints = np.unique(problem.stories.product[problem.stories.known])
    lines = []
    for product in wanted.tolist():
        price, short = int(plan.prices[product]), int(missing[product])
        worth = average - problem.weights.missing_photo if short else max(0, average - price)
        lines.append(ShoppingLine(problem.products[product], short, price, worth))
    return sorted(lines, key=lambda line: (-line.missing, -line.worth, line.product))
