"""The same plan by a solver: CP-SAT, one exact model per group, each on what the groups before have left.

    python -m venv /path/of/yours && /path/of/yours/bin/pip install ortools numpy
    PYTHONPATH=. /path/of/yours/bin/python benchmarks/plan_cpsat.py --groups 1000 --family loose

OR-Tools and HiGHS cannot live in one process, so this has an environment of its own. CPU seconds of one
thread. `--json` prints one object.
"""

import argparse
import json
import time
from typing import Any

import numpy as np
from ortools.sat.python import cp_model
from plan_instances import FAMILIES, make

from content.planner import plan
from content.planner.problem.arrays import NONE, mixed
from content.planner.solver.bound import models
from content.planner.solver.fixed_cells import settle
from content.planner.solver.objective import objective
from content.planner.solver.plan_state import Ledger
from content.planner.solver.repair import RepairOption, fill, photos_for, put
from content.planner.solver.week_model import Model

WORK = 0.5  # deterministic seconds for a group at most
NEAR_ENOUGH = 0.0005  # of its optimum


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=1000)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--family", default="loose", choices=FAMILIES)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    problem = make(options.groups, options.days, options.family).posed()
    began = time.process_time()
    ours = plan(problem)
    took = time.process_time() - began
    began = time.process_time()
    ledger = Ledger(problem)
    optimal = _roll(ledger)
    figures: dict[str, Any] = {
        "family": options.family,
        "groups": options.groups,
        "days": options.days,
        "cpsat_s": round(time.process_time() - began, 1),
        "cpsat_objective": objective(problem, ledger.plan()),
        "cpsat_optimal_groups": optimal,
        "plan_s": round(took, 2),
        "plan_objective": ours.objective,
    }
    print(json.dumps(figures, indent=1) if options.json else figures)


def _roll(ledger: Ledger) -> int:
    """Group by group in turn; how many were solved to the end."""
    open_cells, optimal = settle(ledger).open, 0
    for group in np.argsort(mixed(ledger.problem.groups.key, salt=4), kind="stable").tolist():
        mine = np.zeros_like(open_cells)
        mine[group] = open_cells[group]
        for model in models(ledger, mine, ledger.best_left(), np.array([group])):
            chosen, done = _solve(model)
            optimal += done
            for day, story in chosen:
                put(ledger, group, day, RepairOption(story, photos_for(ledger, group, day, story)[0], 0))
    fill(ledger)
    return optimal


def _solve(model: Model) -> tuple[list[tuple[int, int]], bool]:
    problem = cp_model.CpModel()
    columns = [problem.new_int_var(0, int(most), "") for most in model.most]
    for row in model.rows:
        factors = [int(factor) for factor in row.factors]
        problem.add(
            cp_model.LinearExpr.weighted_sum([columns[c] for c in row.columns], factors) <= int(row.limit)
        )
    problem.maximize(cp_model.LinearExpr.weighted_sum(columns, [int(worth) for worth in model.worth]))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = WORK
    solver.parameters.relative_gap_limit = NEAR_ENOUGH
    status = solver.solve(problem)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [], False
    chosen = [
        (day, choice.story)
        for day, choices in model.choices.items()
        for choice in choices
        if choice.story != NONE and solver.value(columns[choice.column])
    ]
    return chosen, status == cp_model.OPTIMAL


if __name__ == "__main__":
    main()
