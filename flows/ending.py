"""How a run ends before its time: soon and with one sentence, at once the second time, leaving nobody behind.

A signal first interrupts the main thread, so that what is under way can be written down. A thread of its own
hears of it too, since the main thread may wait for a database or compute: it ends the process when it is not
gone in time. What a run does is safe against a kill; the next one does the rest. Standard library only.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Any, NoReturn

STOP_SECONDS = 2.0  # from the signal to the end; three are promised
UNLINK_SECONDS = 0.3
HOUSE = "SISHI_HOUSE"  # the `sishi up` to which a process belongs: its id and its start
SIGNALS = (signal.SIGINT, signal.SIGTERM)
SENTENCE = "sishi: stopped; run again to do the rest.\n"
SHOW_CURSOR = "\x1b[?25h"  # a progress bar hides it
_ending = Lock()


@contextmanager
def ending_soon() -> Iterator[None]:
    """Within, SIGINT and SIGTERM end the process in STOP_SECONDS, and at once the second time."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    woken = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    before = {number: signal.signal(number, _interrupt) for number in SIGNALS}
    Thread(target=_watch, args=(reader,), name="sishi-ending", daemon=True).start()
    try:
        yield
    except KeyboardInterrupt as interrupt:  # all inside has ended; what would run at exit may wait for long
        end_now(*interrupt.args)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(woken)
        os.close(writer)


def end_now(number: int = signal.SIGINT) -> NoReturn:
    """Say that it is stopped, take everything that this process started along, and end."""
    _ending.acquire()  # whoever comes second waits for the end
    with suppress(OSError):
        os.write(2, ((SHOW_CURSOR if os.isatty(2) else "") + SENTENCE).encode())
    semaphores = Thread(target=_unlink_semaphores, daemon=True)
    semaphores.start()
    semaphores.join(UNLINK_SECONDS)
    for process in descendants():
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    os._exit(128 + number)


def descendants(process: int | None = None) -> list[int]:
    """The processes that this one started, and theirs; those of `process` if one is named."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            parents[int(folder.name)] = int(_fields(int(folder.name))[1])
    family = [process or os.getpid()]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member and child not in family]
    return family[1:]


def as_house() -> dict[str, str]:
    """The environment of processes that end when this one does, however it does."""
    return {HOUSE: f"{os.getpid()} {_fields(os.getpid())[19]}"}


def end_with_house() -> None:
    """If a `sishi up` started this process, end it when that is gone."""
    if house := os.environ.get(HOUSE):
        Thread(target=_outlive_none, args=(house,), name="sishi-house", daemon=True).start()


def _unlink_semaphores() -> None:
    """Those of worker processes have names; whoever unlinks them at the end is about to be killed."""
    if workers := sys.modules.get("multiprocessing.util"):
        workers._run_finalizers(0)


def _outlive_none(house: str) -> None:
    pid, _, start = house.partition(" ")
    with suppress(OSError, ValueError, IndexError):
        descriptor = os.pidfd_open(int(pid))
        if _fields(int(pid))[19] == start:
            select.select([descriptor], [], [])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    end_now(signal.SIGTERM)


def _watch(reader: int) -> None:
    deadline: float | None = None
    number: int = signal.SIGINT
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        ready, _, _ = select.select([reader], [], [], left)
        byte = os.read(reader, 1) if ready else b""
        if ready and not byte:
            os.close(reader)
            return
        if not ready or (byte[0] in SIGNALS and deadline is not None):
            end_now(number)
        if byte[0] in SIGNALS:
            number = byte[0]
            deadline = time.monotonic() + STOP_SECONDS


def _interrupt(number: int, _frame: Any) -> NoReturn:
    raise KeyboardInterrupt(number)


def _fields(process: int) -> list[str]:
    """What /proc says of a process after its name: state, parent, ..., start; proc_pid_stat(5), 3 to 22."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
