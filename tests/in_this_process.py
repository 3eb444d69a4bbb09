"""Workers without processes."""

from collections.abc import Callable, Iterable, Iterator
from threading import RLock
from typing import TypeVar

from content.errors import NotReady
from content.workers import Completed, Failed, Workers, unforeseen

Item = TypeVar("Item")
Value = TypeVar("Value")
ONE_AT_A_TIME = RLock()  # a process of the real ones does one thing at a time, and an engine relies on it


class InThisProcess(Workers):
    """Workers that work here and now: the same outcomes, without processes."""

    def map(
        self, work: Callable[[Item], Value], items: Iterable[Item]
    ) -> Iterator[Completed[Value] | Failed]:
        for item in items:
            yield self._outcome(work, item)

    def _outcome(self, work: Callable[[Item], Value], item: Item) -> Completed[Value] | Failed:
        try:
            with ONE_AT_A_TIME:
                return Completed(work(item))
        except NotReady:
            raise
        except Exception as error:  # noqa: BLE001 - as the real ones do
            return Failed(unforeseen(error))
