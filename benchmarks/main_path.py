"""The main job on a made community: `python benchmarks/main_path.py --maker MAKER.py [--check]`.

MAKER.py makes an inbox with planted faults, four tables and truth.json. This makes a fresh workspace, imports
the tables, runs the night twice, runs it a third time in another fresh workspace, and holds the outcome
against the independent checker and the truth. With --check the exit code is 1 if anything does not hold, and
the nights of both workspaces run at once: its seconds are those of a busy machine.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from channels.exports.collect import queue_items
from content.night import NightOrder
from content.planner.problem.inputs import ShownDay
from content.planner.problem.request import PlanRequest
from content.planner.stage import read_given
from content.planner.verify.check import check
from content.workspace import open_workspace

FIRST_DAY = "2026-11-23"
NEVER = ("duplicate_of", "blurred", "broken", "consent")  # planted faults that no post may show
TABLES = (("group", "groups"), ("product", "products"), ("member", "members"), ("story", "stories"))


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), options)
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    return 1 if options.check and figures["problems"] else 0


def measure(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Seconds are wall seconds of whole commands, memory the largest single process of all, in bytes."""
    community = folder / "community"
    _call(
        sys.executable, str(options.maker), str(community),
        "--items", str(options.items), "--groups", str(options.groups), "--seed", str(options.seed),
    )  # fmt: skip
    first, other = folder / "first", folder / "other"
    with ThreadPoolExecutor() as beside:
        # where only the outcome counts, two nights share the processors: neither keeps both at work
        elsewhere = (
            beside.submit(_night, other, community, options.days, fresh=True) if options.check else None
        )
        cold, cold_seconds = _night(first, community, options.days, fresh=True)
        again, again_seconds = _night(first, community, options.days, fresh=False)
        third, _ = elsewhere.result() if elsewhere else _night(other, community, options.days, fresh=True)
    stages = cold["seconds_by_stage"]
    return {
        "items": options.items,
        "posts": cold["posts"],
        "gaps": len(cold["gaps"]),
        "posters_rendered": cold["posters_rendered"],
        "cold_seconds": round(cold_seconds, 2),
        "again_seconds": round(again_seconds, 2),
        "seconds_by_stage": stages,
        "outside_stages_share": round(1 - sum(stages.values()) / cold_seconds, 3),
        "peak_bytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        "digest": cold["digest"],
        "problems": [
            *_legal(first, options.days),
            *_true(first, json.loads((community / "truth.json").read_text(encoding="utf-8"))),
            *_same(cold, again, third),
        ],
    }


def _night(workspace: Path, community: Path, days: int, *, fresh: bool) -> tuple[dict[str, Any], float]:
    if fresh:
        _sishi("init", str(workspace))
        for what, table in TABLES:
            _sishi(what, "import", str(community / f"{table}.csv"), "--workspace", str(workspace))
    began = time.perf_counter()
    output = _sishi(
        "run", "--workspace", str(workspace), "--inbox", str(community / "ugc_inbox"),
        "--date", FIRST_DAY, "--days", str(days), "--json",
    )  # fmt: skip
    return json.loads(output), time.perf_counter() - began


def _legal(workspace: Path, days: int) -> list[str]:
    """What the independent checker finds wrong with the plan in the store."""
    from datetime import UTC, date, datetime

    opened = open_workspace(workspace)
    order = NightOrder(str(workspace), date.fromisoformat(FIRST_DAY), days)
    with opened.open_store(reading=True) as store:
        given = read_given(store, order, datetime.now(UTC))
        placements = store.plan.placements()
    return check(
        [p for p in placements if p.day >= order.first_day],
        PlanRequest(
            order.first_day,
            days,
            given.groups,
            given.stories,
            given.photos,
            [ShownDay(s.group, s.day, s.story, s.photos) for s in given.history],
            given.frozen,
            rules=opened.plan_rules,
        ),
    )


def _true(workspace: Path, truth: dict[str, dict[str, Any]]) -> list[str]:
    """Posts that show what was planted as a fault."""
    opened = open_workspace(workspace)
    items, _ = queue_items(opened.open_store, opened.root)
    in_queue = sorted({item.submission for item in items if item.submission})
    return [
        f"{submission} is shown though it is planted as {fault}: {truth[submission][fault]}"
        for submission in in_queue
        for fault in NEVER
        if fault in truth[submission]
    ]


def _same(cold: dict[str, Any], again: dict[str, Any], third: dict[str, Any]) -> list[str]:
    problems = []
    if again["digest"] != cold["digest"]:
        problems.append("a second run changed the queue")
    if third["digest"] != cold["digest"]:
        problems.append("the same inputs in a fresh workspace made another queue")
    if again["gathered"] or again["posters_rendered"]:
        problems.append("a second run gathered or drew something again")
    return problems


def _sishi(*arguments: str) -> str:
    return _call(sys.executable, "-m", "cli", *arguments, allowed=(0, 1))


def _call(*command: str, allowed: Sequence[int] = (0,)) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own commands
    if done.returncode not in allowed:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--maker", type=Path, required=True, help="the community maker")
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--groups", type=int, default=12)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="exit with 1 if anything does not hold")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
