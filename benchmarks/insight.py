"""What counting what came back costs, and how far it is from the truth.

    python -m benchmarks.insight attribution [--seeds N]
    python -m benchmarks.insight scale [--groups N] [--days N] [--messages N] [--postgres URL]
    python -m benchmarks.insight verdicts [--runs N] [--seed N]
    python -m benchmarks.insight experiments [--runs N] [--seed N]

`attribution` makes communities whose truth is known and counts them. `scale` fills a database and measures a
night: CPU and memory are of this process; a server's own are beside it. Figures: docs/measures/insight.md.
"""

import argparse
import resource
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.insight_community import error_of
from benchmarks.insight_experiments import experiments
from benchmarks.insight_scale import Scale, clone, fill, keep_mark
from benchmarks.insight_verdicts import verdicts
from content.feedback.made_history import MadeRules, make_community
from content.feedback.stage import attribute_changed
from content.ledger.upkeep import keep_ledger
from content.model import Slot
from content.workers import Workers
from content.workspace import open_workspace
from services.context import Context
from services.insight import InsightQuery, insight

GROUPS = MadeRules(groups=12, members=(60, 480), answering=0.1)
TWO = (Slot.MORNING, Slot.EVENING)
SCENES = {
    "four posts a day, four weeks of chat before them": GROUPS,
    "two posts a day, four weeks of chat before them": replace(GROUPS, slots=TWO),
    "four a day, a fifth of them not sent": replace(GROUPS, skipped=0.2),
    "no effect: nobody answers posts more than the usual form": replace(GROUPS, answering=0.04),
    "four a day from the first day of the chat": replace(GROUPS, posts_from=0),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    commands = parser.add_subparsers(dest="command", required=True)
    truth = commands.add_parser("attribution")
    truth.add_argument("--seeds", type=int, default=3)
    night = commands.add_parser("scale")
    night.add_argument("--groups", type=int, default=1000)
    night.add_argument("--days", type=int, default=90)
    night.add_argument("--messages", type=int, default=100, help="of a group and day")
    night.add_argument("--postgres", default="", help="the URL of an empty database, instead of SQLite")
    claims = commands.add_parser("verdicts", help="how often forms are called better")
    claims.add_argument("--runs", type=int, default=300)
    claims.add_argument("--seed", type=int, default=1)
    trials = commands.add_parser("experiments", help="how often experiments name an arm")
    trials.add_argument("--runs", type=int, default=1000)
    trials.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.command == "experiments":
        return experiments(options.runs, options.seed)
    if options.command == "verdicts":
        return verdicts(options.runs, options.seed)
    if options.command == "attribution":
        return attribution(options.seeds)
    return scale(Scale(options.groups, options.days, options.messages), options.postgres)


def attribution(seeds: int) -> None:
    """The error of members beyond the usual, of all groups together, of a middling group, of the worst."""
    print("| community | posts | overall | median group | worst group |\n|---|---|---|---|---|")
    for name, rules in SCENES.items():
        errors = [error_of(made) for seed in range(1, seeds + 1) for made in make_community(rules, seed)]
        overall = sum(error.beyond for error in errors) / sum(error.extra for error in errors) - 1
        ordered = sorted(abs(error.error) for error in errors)
        posts = sum(error.posts for error in errors)
        print(f"| {name} | {posts} | {overall:+.1%} | {ordered[len(ordered) // 2]:.1%} | {ordered[-1]:.1%} |")


def scale(size: Scale, postgres: str) -> None:
    """A night with one more day of messages and posts in every group."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "sishi.toml").write_text(f'database = "{postgres}"\n' if postgres else "", encoding="utf-8")
        workspace = open_workspace(root)
        now = fill(workspace.open_store, size)
        clone(workspace.database, size)
        keep_mark(workspace.open_store)
        print(f"{size.groups} groups, {size.days} days, {size.messages} messages a day")
        measured("days summed up", lambda: keep_ledger(workspace.open_store, 180, now))
        measured("responses counted", lambda: attribute_changed(workspace.open_store, now))
        measured("and once more", lambda: attribute_changed(workspace.open_store, now))
        last = now.date()
        measured("four weeks read", lambda: read(workspace.open_store, last))
        context = Context(workspace, Workers(1), lambda: now)
        measured("insight, 8 weeks", lambda: len(insight(context, InsightQuery()).participation))


def read(open_store: object, last: date) -> int:
    with open_store(reading=True) as store:  # type: ignore[operator]
        return len(store.outcomes.responses((), last - timedelta(days=28), last))


def measured(name: str, work: object) -> None:
    began, wall = time.process_time(), time.perf_counter()
    result = work()  # type: ignore[operator]
    spent, passed = time.process_time() - began, time.perf_counter() - wall
    print(f"{name:18s} {spent:6.1f} s CPU {passed:7.1f} s wall {memory():5.0f} MB  {result}")


def memory() -> float:
    """The most this process ever held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
