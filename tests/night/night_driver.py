"""Runs nights stage by stage, as the flow does, without Prefect; each line of its input is one: a JSON list
of ORDER.json [TARGET, N].

With TARGET, a dotted name such as content.store.store.Store.see, the process kills itself just before the
N-th call of it, as a power cut would.
"""

import importlib
import json
import os
import signal
import sys
from datetime import UTC, date, datetime
from functools import reduce
from pathlib import Path
from typing import Any

from content.night import NightOrder
from content.workspace import open_workspace
from services import nightly
from services.context import Context, night_workers
from tests.a_night import steps

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)  # the night before the first day: nothing of it is past


def run_night(order: NightOrder) -> dict[str, Any]:
    workspace = open_workspace(Path(order.workspace))
    with night_workers(workspace) as workers:
        context = Context(workspace, workers, lambda: NOW)
        for _ in steps(context, order, apart=True):
            pass
        keys = nightly.posters(context, order)
        drawn = [nightly.draw(context, keys[start : start + 4]) for start in range(0, len(keys), 4)]
        report = nightly.report(context, order)
        nightly.end(context, order, report)
    return report | {"drawn": sum(part.rendered for part in drawn)}


def kill_before(target: str, call: int) -> None:
    module, _, path = target.partition(":")
    *owners, name = path.split(".")
    owner = reduce(getattr, owners, importlib.import_module(module))
    original, calls = getattr(owner, name), 0

    def deadly(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **named)

    setattr(owner, name, deadly)


def run(order: str, target: str = "", call: int = 0) -> None:
    asked = json.loads(order)
    if target:
        kill_before(target, call)
    first_day = date.fromisoformat(asked["first_day"])
    print(json.dumps(run_night(NightOrder(asked["workspace"], first_day, asked["days"], run=asked["run"]))))


def main() -> None:
    """Each night has a process of its own, forked from this one: to import all that it needs takes 1.4 s.

    After what it prints comes the code that it ended with, as JSON.
    """
    for line in sys.stdin:
        night = os.fork()
        if night == 0:
            return run(*json.loads(line))
        _, status = os.waitpid(night, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    return None
