"""One supervised pool of processes for work that may crash, hang or eat the memory.

A decoder that dies costs one picture, not the night: its worker is killed and replaced, the item is tried
once more, and what fails twice comes back as `Failed` with the reason.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures.process import BrokenProcessPool
from ctypes import CDLL
from dataclasses import dataclass
from multiprocessing import forkserver
from threading import Lock, Thread
from types import TracebackType
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from content import address_space
from content.errors import NotReady
from content.files import cause_of
from content.model import Message

# bytes of address space a process may have: a drawing one takes 0.35 GB, the largest photo we take some 1.5
MEMORY = 3_000_000_000
M_MMAP_THRESHOLD = -3  # malloc.h of glibc
LARGE = (
    1 << 20
)  # bytes; such blocks are mapped one by one: 30 MB less a drawing process (docs/measures/posters.md)
Item = TypeVar("Item")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Completed(Generic[Value]):
    value: Value


@dataclass(frozen=True, slots=True)
class Failed:
    """`why` is one clause."""

    why: Message


class Workers:
    """`count` processes; each item has `seconds`, each process `memory` bytes of address space.

    `memory` None sets no limit. Use as a context manager. Processes start at the first item
    and are kept warm until the end.
    """

    def __init__(
        self, count: int, *, seconds: float = 20.0, memory: int | None = None, preload: Sequence[str] = ()
    ) -> None:
        self.count, self.seconds, self.memory = count, seconds, memory
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["content.workers", *preload])
        self._pool: ProcessPool | None = None
        self._starting = Lock()  # the desk asks from many threads

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble's own gap
            self._pool.join()
            self._pool = None

    def map(
        self, work: Callable[[Item], Value], items: Iterable[Item]
    ) -> Iterator[Completed[Value] | Failed]:
        """The outcome of `work(item)` for each item, in the order of the items. All are begun at once, also
        before the first outcome is asked for.

        `work` must be a module-level function. An exception it raises is not tried again; a crash or a
        time-out is, once. NotReady is about the machine, not about the item: it is raised here.
        """
        jobs = [(item, self._start(work, item)) for item in items]
        return (self._outcome(work, item, job) for item, job in jobs)

    def _start(self, work: Callable[[Item], Value], item: Item) -> "ProcessFuture[Value]":
        with self._starting:
            if self._pool is None:
                address_space.require(address_space.WORKER, Message("machine.worker_process"))
                _start_forkserver()
                self._pool = ProcessPool(
                    max_workers=self.count, context=self._context, initializer=_limit, initargs=[self.memory]
                )
        try:
            return self._pool.schedule(work, args=[item], timeout=self.seconds)
        except RuntimeError as error:  # what pebble says of a pool whose processes do not start
            raise _none_starts(error) from error

    def _outcome(
        self, work: Callable[[Item], Value], item: Item, job: "ProcessFuture[Value]", *, again: bool = True
    ) -> Completed[Value] | Failed:
        try:
            return Completed(job.result())
        except (ProcessExpired, TookTooLong) as error:
            if again:
                return self._outcome(work, item, self._start(work, item), again=False)
            if isinstance(error, ProcessExpired):
                return Failed(Message("machine.worker_died", code=error.exitcode))
            return Failed(Message("machine.took_too_long", seconds=self.seconds))
        except NotReady:
            raise
        except BrokenProcessPool as error:
            raise _none_starts(error) from error
        except Exception as error:  # noqa: BLE001 - whatever the work raised is the answer for this one item
            return Failed(unforeseen(error))


def unforeseen(error: Exception) -> Message:
    """What the work raised, for whoever looks after the program."""
    return Message("machine.unforeseen", kind=type(error).__name__, cause=str(error))


def _none_starts(error: Exception) -> NotReady:
    return NotReady(Message("machine.no_workers", cause=cause_of(error)))


def _start_forkserver() -> None:
    """Ctrl-C is for this process alone: the one that forks imports for a second before it can ignore it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _limit(memory: int | None) -> None:
    """In each new process: at most so many bytes of address space; pictures' memory goes back when freed; and
    it ends when who asked for it is gone, also in the middle of a picture."""
    Thread(target=_end_with_parent, daemon=True).start()
    if memory is not None:
        address_space.limit(memory)
    libc = CDLL(None)
    if hasattr(
        libc, "mallopt"
    ):  # glibc; else its threshold follows the largest block, and the heap keeps them all
        libc.mallopt(M_MMAP_THRESHOLD, LARGE)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)
