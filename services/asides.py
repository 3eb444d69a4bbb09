"""What a publisher does beside sending, and may hang: platforms asked, people told."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait

THREADS = 8


class Asides:
    """Work by name, each in a thread, none twice at a time: what hangs keeps no other waiting."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "aside")
        self._begun: dict[str, Future[bool]] = {}

    def run(self, works: Mapping[str, Callable[[], bool]], waits: float | None) -> bool:
        """Begin these where their last run has ended, and wait for them where `waits` is None; whether any
        that has ended by now says True. What broke one is raised here."""
        begun = {name: work for name, work in works.items() if self._is_free(name)}
        ended = [self._begun.pop(name) for name in begun if name in self._begun]
        for name, work in begun.items():
            self._begun[name] = self._threads.submit(work)
        if waits is None:
            wait([self._begun[name] for name in begun])
            ended += [self._begun.pop(name) for name in begun]
        return sum(future.result() for future in ended) > 0

    def close(self) -> None:
        """Finish what has begun."""
        self._threads.shutdown(cancel_futures=True)

    def _is_free(self, name: str) -> bool:
        return name not in self._begun or self._begun[name].done()
