"""`sishi up` and `sishi run` for real: processes, a server, a schedule, an outage, two at once."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from content.workspace import Workspace
from flows.address import answers
from flows.params import business_day
from flows.server import PrefectServer

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]


@contextmanager
def held(workspace: Workspace) -> Iterator[None]:
    """Hold the workspace's database for writing, so that a night waits at its first step."""
    with sqlite3.connect(workspace.var / "sishi.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def name_for(scheduled: datetime) -> str:
    return f"nightly {business_day(scheduled, 'Asia/Shanghai')}"


def test_of_two_at_once_the_second_is_cancelled_and_the_first_goes_on(
    house: Any, soon: Callable[[float], datetime], wait: Callable[..., None]
) -> None:
    house.running()
    with house.beside():
        with held(house.workspace):
            first = house.ask_for(soon(0))
            wait(lambda: house.state(first) == "Running" and bool(house.pid_of_run()))
            second = house.ask_for(soon(0))
            wait(lambda: house.state(second) == "Cancelled", 30)
            by_hand = run_now(house.workspace, "-c", RUN, str(house.workspace.root))
        assert house.run(second).state.message == "Deployment concurrency limit reached."
        assert by_hand.returncode == 2
        assert "Another run is under way" in by_hand.stderr
        wait(lambda: house.state(first) == "Completed", 60)


def test_after_an_outage_the_dead_run_is_closed_and_every_missed_night_runs_for_its_own_day(
    house: Any, soon: Callable[[float], datetime], wait: Callable[..., None]
) -> None:
    process = house.running()
    with held(house.workspace):
        cut_off = house.ask_for(soon(0))
        wait(lambda: house.state(cut_off) == "Running" and bool(house.pid_of_run()))
        at = soon(15)
        missed = house.schedule(at)
        night_before = at - timedelta(days=1)
        older = house.ask_for(night_before)
        process.kill()
        os.kill(house.pid_of_run(), signal.SIGKILL)
        process.wait()
    wait(lambda: datetime.now(UTC) > at)
    house.up()
    assert house.state(cut_off) == "Crashed"
    wait(lambda: {house.state(older), house.state(missed)} == {"Completed"}, 80)
    first, second = house.run(older), house.run(missed)
    assert (first.name, second.name) == (name_for(night_before), name_for(at))
    assert first.end_time < second.start_time


def test_a_schedule_a_few_seconds_ahead_runs_and_the_house_ends_politely(
    house: Any, soon: Callable[[float], datetime], wait: Callable[..., None]
) -> None:
    process = house.running()
    at = soon(10)
    run_id = house.schedule(at)
    wait(lambda: house.state(run_id) == "Completed", 80)
    run = house.run(run_id)
    assert (run.name, run.expected_start_time) == (name_for(at), at)
    assert run.start_time >= at - timedelta(seconds=2), "a runner may be that early, not more"
    process.send_signal(signal.SIGTERM)
    assert process.wait(40) == 0
    assert not answers(house.api)
    assert not (house.workspace.var / "prefect" / "server.url").exists()


def test_a_night_without_a_server_is_recorded_whole_and_leaves_nobody_behind(
    workspace: Workspace, fresh_server: tuple[PrefectServer, Path], wait: Callable[..., None]
) -> None:
    shutil.copytree(fresh_server[1], workspace.var / "prefect")
    done = run_now(workspace, "-c", RUN, str(workspace.root))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    report = json.loads(done.stdout)
    with sqlite3.connect(workspace.var / "prefect" / "prefect.db") as records:
        runs = records.execute("select name, state_type from flow_run").fetchall()
        tasks = records.execute("select state_type, count(*) from task_run group by 1").fetchall()
        texts = [text for (text,) in records.execute("select message from log")]
    assert runs == [(f"nightly {report['first_day']}", "COMPLETED")]
    assert [state for state, _ in tasks] == ["COMPLETED"]
    assert any("Finished in state Completed" in text for text in texts)
    wait(lambda: not _children_in(workspace.root), 5)


RUN = """
import json, sys
from content.errors import SishiError
from flows.local import run_night
from flows.address import answers
from flows.params import NightlyParams
try:
    print(json.dumps(run_night(NightlyParams(workspace=sys.argv[1]))))
except SishiError as error:
    print(error, file=sys.stderr)
    sys.exit(2)
"""


def run_now(workspace: Workspace, *command: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    environment["HOME"] = str(workspace.root.parent)
    return subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, timeout=80, check=False
    )


def _children_in(root: Path) -> list[str]:
    """Processes whose Prefect home lies in this workspace."""
    mine = f"PREFECT_HOME={root}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mine in (process / "environ").read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return found


def test_the_names_of_nights_follow_the_zone() -> None:
    assert name_for(datetime(2026, 11, 23, 2, tzinfo=ZoneInfo("Asia/Shanghai"))) == "nightly 2026-11-24"
