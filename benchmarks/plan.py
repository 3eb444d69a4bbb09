"""How long a plan takes and how good it is: `python benchmarks/plan.py --groups 1000 --family tight
--certify linear`.

CPU seconds of one thread; peak memory of the whole process up to the plan, instance included. `--certify`
adds the bound and the gap: by linear models, or in whole stories, which takes seven times as long. `--check`
reads the plan with the independent checker. `--json` prints one object.
"""

import argparse
import json
import os
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # after the threads are counted
from plan_instances import FAMILIES, make

from content.planner import PlanArrays, PlanProblem, check, gaps, placements, plan
from content.planner.problem.arrays import NONE
from content.planner.solver.bound import upper_bound
from content.planner.solver.solve import Effort

Made = TypeVar("Made")


def main() -> None:
    options = _options()
    runs = [measure(family, options) for family in options.family or FAMILIES]
    if options.json:
        print(json.dumps({"runs": runs}, indent=1))
        return
    for run in runs:
        print("  ".join(f"{name} {value}" for name, value in run.items()))


def measure(family: str, options: argparse.Namespace) -> dict[str, Any]:
    instance = make(options.groups, options.days, family, options.seed)
    problem, posed = _timed(instance.posed)
    made, planned = _timed(lambda: plan(problem, effort=Effort(options.effort)))
    figures: dict[str, Any] = {
        "family": family,
        "groups": options.groups,
        "days": options.days,
        "effort": options.effort,
        "pose_s": posed,
        "plan_s": planned,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "objective": made.objective,
        "digest": made.digest,
        "empty": int((made.story == NONE).sum() - problem.shut.sum()),
        "missing_photos": len(_missing(problem, made)),
    }
    figures |= _replan(problem, made) | _explain(problem, made)
    if options.certify:
        bound, certified = _timed(lambda: upper_bound(problem, whole=options.certify == "whole"))
        certified_plan = replace(made, bound=bound)
        figures |= {
            "bound": bound,
            "gap_percent": round(100 * (certified_plan.gap or 0), 4),
            "certify_s": certified,
        }
    if options.check:
        figures["violations"] = len(check(placements(problem, made), instance.request))
    return figures


def _replan(problem: PlanProblem, made: PlanArrays) -> dict[str, Any]:
    """The photo that is shown most is rejected; only the cells that showed it may move."""
    showings = np.bincount(made.photo[made.photo != NONE], minlength=1)
    gone = int(showings.argmax())
    last = problem.photos.last.copy()
    last[gone] = -1
    changed = replace(problem, photos=replace(problem.photos, last=last))
    again, seconds = _timed(lambda: plan(changed, previous=made))
    moved = ((again.story != made.story) | (again.photo != made.photo).any(0)).sum()
    return {
        "replan_s": seconds,
        "replan_hit": int((made.photo == gone).any(0).sum()),
        "replan_moved": int(moved),
    }


def _explain(problem: PlanProblem, made: PlanArrays) -> dict[str, Any]:
    """Thirty gaps of a plan as it is; fewer where there are fewer."""
    cells = np.argwhere((made.story == NONE) & ~problem.shut).tolist() + _missing(problem, made)
    chosen = np.zeros(problem.shape, bool)
    for group, day in cells[:30]:
        chosen[group, day] = True
    explained, seconds = _timed(lambda: gaps(problem, made, cells=chosen))
    return {"explained": len(explained), "explain_s": seconds}


def _missing(problem: PlanProblem, made: PlanArrays) -> list[list[int]]:
    share = problem.groups.share & (made.story != NONE) & (made.photo[0] == NONE) & ~problem.frozen
    missing: list[list[int]] = np.argwhere(share).tolist()
    return missing


def _timed(work: Callable[[], Made]) -> tuple[Made, float]:
    began = time.process_time()
    made = work()
    return made, round(time.process_time() - began, 3)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=1000)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--family", action="append", choices=FAMILIES, help="else all three")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--effort", default="normal", choices=[effort.value for effort in Effort])
    parser.add_argument("--certify", choices=["linear", "whole"])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
