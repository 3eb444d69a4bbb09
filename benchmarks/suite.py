"""CPU seconds (user + system) of each test in one run of many: `python -m benchmarks.suite [pytest options]`.

A folder's seconds are those of its tests, their fixtures and all that these start, servers and browsers too;
what several tests share is counted where it was first asked for. Imports while collecting and PostgreSQL's
own time are not in it. `python -m benchmarks.suite -n 3 --dist loadgroup` measures the run that CI makes.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WRITES = "SISHI_SUITE_SECONDS"  # the folder that each process of pytest writes its file into
TICKS = os.sysconf("SC_CLK_TCK")
BRIEF = 0.03  # seconds: what a shorter test started did little; to look at all processes takes 3 ms
FILES, TESTS = 40, 60  # how many of the largest are listed


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        ran = subprocess.run(  # noqa: S603 - our own tests
            [sys.executable, "-m", "pytest", "-p", "benchmarks.suite", *sys.argv[1:]],
            cwd=ROOT,
            env=os.environ | {WRITES: folder},
            check=False,
        )
        waited = time.monotonic() - began
        lines = [line for file in Path(folder).iterdir() for line in file.read_text().splitlines()]
    seconds: Counter[str] = Counter()
    for line in lines:
        test, spent = json.loads(line)
        seconds[test] += spent
    _show("folder", _summed(seconds, lambda test: "/".join(test.split("::")[0].split("/")[:2])), None)
    _show("file", _summed(seconds, lambda test: test.split("::")[0]), FILES)
    _show("test", seconds, TESTS)
    print(f"\n{sum(seconds.values()):8.1f} s of processors, {waited:.0f} s of waiting")
    sys.exit(ran.returncode)


def _summed(seconds: "Counter[str]", part: "object") -> "Counter[str]":
    summed: Counter[str] = Counter()
    for test, spent in seconds.items():
        summed[part(test)] += spent  # type: ignore[operator]
    return summed


def _show(what: str, seconds: "Counter[str]", most: int | None) -> None:
    print(f"\n       s  {what}")
    for name, spent in seconds.most_common(most):
        print(f"{spent:8.2f}  {name}")


def tree_seconds() -> float:
    """What this process, all that it started, and all that these started have taken so far."""
    spent, parents = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        process = int(stat.parent.name)
        parents[process] = int(fields[1])
        spent[process] = sum(map(int, fields[11:15])) / TICKS
    mine = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in mine} - mine:
        mine |= more
    return sum(spent[process] for process in mine)


class Meter:
    """Writes down what each phase of each test took."""

    def __init__(self, folder: str) -> None:
        self.file = Path(folder, str(os.getpid()))
        self.known = tree_seconds()
        self.own = time.process_time()
        self.at = time.monotonic()

    def add(self, test: str) -> None:
        at, own = time.monotonic(), time.process_time()
        spent = own - self.own
        if at - self.at > BRIEF:
            known = tree_seconds()
            spent = max(spent, known - self.known)
            self.known = known
        else:
            self.known += spent
        self.own, self.at = own, at
        with self.file.open("a") as file:
            file.write(json.dumps([test, round(spent, 4)]) + "\n")


_meter: list[Meter] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if not _meter and (folder := os.environ.get(WRITES)):
        _meter.append(Meter(folder))
    try:
        return (yield)
    finally:
        for meter in _meter:
            meter.add(item.nodeid)


if __name__ == "__main__":
    main()
