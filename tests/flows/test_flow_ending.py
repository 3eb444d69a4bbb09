"""A run that is told to stop stops soon, with one sentence, at once the second time, and leaves nobody."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from content.errors import Busy
from content.run_lock import only_run
from content.workspace import Workspace, open_workspace
from flows.ending import HOUSE, SENTENCE, as_house, descendants

PROMISED = 3.0  # seconds from Ctrl-C to the end
BUSY = 3.0  # seconds more that a busy machine may take to start a thread and to reap

STUBBORN = """
import time
from flows.ending import ending_soon
with ending_soon():
    print("here", flush=True)
    while True:
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            pass
"""
HELD = """
import sqlite3, sys
from flows.ending import ending_soon
with ending_soon():
    waiting = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
    print("here", flush=True)
    waiting.execute("BEGIN IMMEDIATE")
"""
OBEDIENT = """
import time
from flows.ending import ending_soon
with ending_soon():
    try:
        print("here", flush=True)
        time.sleep(60)
    finally:
        print("written down", flush=True)
"""
DRAWING = """
import sys, time
from multiprocessing import current_process
from content.workers import Workers
from flows.ending import ending_soon
current_process()._config["semprefix"] = "/" + sys.argv[1]
with ending_soon(), Workers(2, seconds=100) as workers:
    outcomes = workers.map(time.sleep, [90.0, 90.0])
    print("here", flush=True)
    list(outcomes)
"""
BESIDE = """
import time
from flows.ending import end_with_house
end_with_house()
print("here", flush=True)
time.sleep(60)
"""


@contextmanager
def started(script: str, *arguments: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """A process with a group of its own, as a shell gives one, once it has said that it is there."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | environment,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n", process.communicate()[1]
        yield process
    finally:
        process.kill()
        process.wait()


def seconds_until_end(process: "subprocess.Popen[Any]") -> float:
    before = time.monotonic()
    process.wait(30)
    return time.monotonic() - before


def is_gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0] in "ZX"
    except OSError:
        return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_writes_down_what_it_did_ends_at_once_with_one_sentence(number: signal.Signals) -> None:
    with started(OBEDIENT) as process:
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (128 + number, "written down\n", SENTENCE)


def test_who_will_not_be_interrupted_is_ended_in_time() -> None:
    with started(STUBBORN) as process:
        process.send_signal(signal.SIGINT)
        assert seconds_until_end(process) < PROMISED + BUSY
        assert (process.returncode, process.communicate()[1]) == (130, SENTENCE)


def test_who_waits_for_a_database_is_ended_in_time(tmp_path: Path) -> None:
    import sqlite3

    file = tmp_path / "held.db"
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with started(HELD, str(file)) as process:
            process.send_signal(signal.SIGINT)
            assert seconds_until_end(process) < PROMISED + BUSY
            assert (process.returncode, process.communicate()[1]) == (130, SENTENCE)


def test_the_second_time_it_ends_at_once(wait: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    patient = STUBBORN.replace(
        "with ending", "import flows.ending\nflows.ending.STOP_SECONDS = 60\nwith ending"
    )
    with started(patient) as process:
        process.send_signal(signal.SIGINT)
        wait(lambda: process.poll() is not None or process.send_signal(signal.SIGINT) or False, 20)
        assert (process.returncode, process.communicate()[1]) == (130, SENTENCE)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_their_parent_in_the_middle_of_a_picture(
    wait: Callable[..., None], number: signal.Signals
) -> None:
    name = f"sishi-test-{os.getpid()}-{number}"

    def semaphores() -> list[Path]:
        return list(Path("/dev/shm").glob(f"sem.{name}*"))  # noqa: S108 - where those with names are

    with started(DRAWING, name) as process:
        wait(lambda: len(descendants(process.pid)) >= 4, 60)  # a tracker, one who forks, two who draw
        family = descendants(process.pid)
        assert semaphores()
        os.killpg(process.pid, number) if number == signal.SIGINT else process.kill()
        assert seconds_until_end(process) < PROMISED + BUSY
        wait(lambda: all(is_gone(member) for member in family), 10)
        if number == signal.SIGINT:
            assert (process.returncode, process.communicate()[1]) == (130, SENTENCE)
            assert semaphores() == []


def test_a_process_of_a_house_ends_when_the_house_was_killed(wait: Callable[..., None]) -> None:
    house_script = "from flows.ending import as_house, HOUSE\nimport time\nprint('here', flush=True)\n" + (
        "print(as_house()[HOUSE], flush=True)\ntime.sleep(60)"
    )
    with started(house_script) as house:
        assert house.stdout is not None
        name = house.stdout.readline().strip()
        with started(BESIDE, **{HOUSE: name}) as process:
            house.kill()
            house.wait()
            assert seconds_until_end(process) < PROMISED + BUSY
        with started("print('here')", **{HOUSE: name}):
            pass  # of a house long gone: whoever has its number now is not waited for


def test_a_house_is_known_by_its_start_too() -> None:
    assert re.fullmatch(rf"{os.getpid()} \d+", as_house()[HOUSE])


def test_a_second_run_says_so_at_once_with_since_when_and_starts_nothing(workspace: Workspace) -> None:
    command = [sys.executable, "-m", "cli", "run", "--lang", "en", "--workspace", str(workspace.root)]
    with only_run(workspace.root):
        second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (second.returncode, second.stdout) == (2, "")
    assert re.fullmatch(
        rf"sishi: Another run is under way in {workspace.root} \(process {os.getpid()}, "
        r"since \d{4}-\d\d-\d\d \d\d:\d\d [+-]\d{4}\)\. Wait for it to end; .*\n",
        second.stderr,
    )
    assert not (workspace.var / "prefect").exists()


def test_a_lock_of_a_killed_run_holds_nothing(workspace: Workspace) -> None:
    holding = (
        "import sys, time; from pathlib import Path; from content.run_lock import only_run\n"
        "with only_run(Path(sys.argv[1])): print('here', flush=True); time.sleep(60)"
    )
    with started(holding, str(workspace.root)) as process:
        with pytest.raises(Busy, match=f"process {process.pid}, since"), only_run(workspace.root):
            pass
        process.kill()
        process.wait()
        with only_run(workspace.root):
            pass


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
def test_ctrl_c_while_a_night_draws_ends_everything_and_the_next_run_does_the_rest(
    village: Path, wait: Callable[..., None]
) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    log = village / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "run", "--lang", "en", "--workspace", str(village), "--days", "7"],
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=environment | {"HOME": str(village.parent)},
        )
    try:
        wait(lambda: process.poll() is not None or "posters" in log.read_text(encoding="utf-8"))
        wait(lambda: process.poll() is not None or len(descendants(process.pid)) >= 5)
        family = descendants(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        assert seconds_until_end(process) < PROMISED + BUSY
    finally:
        process.kill()
        process.wait()
    words = log.read_text(encoding="utf-8").splitlines()
    assert process.returncode == 130, words
    assert words[-1] == SENTENCE.strip()
    assert all(re.fullmatch(r" *\d+ % \w+", line) for line in words[:-1]), words
    wait(lambda: all(is_gone(member) for member in family), 10)
    workspace = open_workspace(village)
    with workspace.open_store(reading=True) as store:
        assert store.runs.newest(1)[0].ended_at is not None, "the desk would show it as running"
    with only_run(village):
        pass
