"""How long a plan takes: `python benchmarks/plan.py`. CPU seconds of one thread."""

import argparse
import resource
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests/lay_out")]  # the generator of the tests

from conftest import Made, make_case  # noqa: E402  # found through the path set above

from content.lay_out import plan  # noqa: E402  # likewise

SIZES = {"small": (12, 84, 150), "large": (1000, 300, 30_000)}  # groups, stories, photos; seven days


def measure(size: str, family: str) -> None:
    groups, stories, photos = SIZES[size]
    case = make_case(
        1, groups=groups, stories=stories, photos=photos if family == "loose" else None, family=family
    )
    times = [time.process_time()]

    def lap() -> float:
        times.append(time.process_time())
        return times[-1] - times[-2]

    lap()
    problem = case.posed()
    posed = lap()
    made = plan(problem)
    planned = lap()
    again = plan(problem, previous=made)
    planned_again = lap()
    told = Made.of(problem, made)
    explained = lap()
    wrong = case.violations(told.placed)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{size:6} {family:6} pose {posed:6.2f}  plan {planned:6.2f}  again {planned_again:6.2f}  "
        f"explain {explained:6.2f} s  {memory} MB  placed {len(told.placed)}  gaps {len(told.gaps)}  "
        f"moved {int((again.story != made.story).sum())}  violations {len(wrong)}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", default=list(SIZES), help="small, large")
    for size in parser.parse_args().sizes:
        for family in ("loose", "tight", "short"):
            measure(size, family)
