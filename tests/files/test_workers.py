"""Workers answer for every item, in order, whatever the work does: return, raise, crash or hang."""

import os
import signal
import time
from pathlib import Path

import pytest

from content.errors import NotReady
from content.messages import render
from content.model import Message
from content.workers import Completed, Failed, Workers


def double(number: int) -> int:
    return number * 2


def moody(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGSEGV)
    if number == 5:
        raise ValueError("five is not my number")
    return number


def crash_once(flag: str) -> str:
    if not Path(flag).exists():
        Path(flag).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def hang(seconds: float) -> str:
    time.sleep(seconds)
    return "woke up"


def gluttonous(size: int) -> int:
    return len(bytearray(size))


def no_disk(_: int) -> int:
    raise NotReady("the disk is full. Free some space.")


@pytest.fixture(scope="module")
def two():  # type: ignore[no-untyped-def]
    with Workers(2, seconds=20) as workers:
        yield workers


def test_outcomes_come_in_the_order_of_the_items(two: Workers) -> None:
    assert list(two.map(double, range(50))) == [Completed(2 * n) for n in range(50)]


def test_what_raises_or_crashes_costs_one_item(two: Workers) -> None:
    outcomes = list(two.map(moody, range(8)))
    assert [o.value for o in outcomes if isinstance(o, Completed)] == [0, 1, 2, 4, 6, 7]
    assert "died twice" in render(outcomes[3].why, "en")  # type: ignore[union-attr]
    assert outcomes[5] == Failed(
        Message("machine.unforeseen", kind="ValueError", cause="five is not my number")
    )


def test_what_crashes_once_is_tried_again(two: Workers, tmp_path: Path) -> None:
    assert list(two.map(crash_once, [str(tmp_path / "flag")])) == [Completed("done")]


def test_what_hangs_is_stopped() -> None:
    with Workers(1, seconds=0.3) as workers:
        assert list(workers.map(hang, [60.0, 0.0])) == [
            Failed(Message("machine.took_too_long", seconds=0.3)),
            Completed("woke up"),
        ]


def test_what_eats_the_memory_costs_one_item() -> None:
    with Workers(1, memory=2_000_000_000) as workers:
        first, second = workers.map(gluttonous, [8_000_000_000, 10])
    assert isinstance(first, Failed)
    assert "MemoryError" in render(first.why, "en")
    assert second == Completed(10)


def test_what_is_wrong_with_the_machine_ends_the_whole(two: Workers) -> None:
    with pytest.raises(NotReady, match="the disk is full"):
        list(two.map(no_disk, [1, 2]))
