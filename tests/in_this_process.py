"""Workers without processes."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from content.errors import NotReady
from content.workers import Done, Failed, Workers, unforeseen

Item = TypeVar("Item")
Value = TypeVar("Value")


class InThisProcess(Workers):
    """Workers that work here and now: the same outcomes, without processes."""

    def map(self, work: Callable[[Item], Value], items: Iterable[Item]) -> Iterator[Done[Value] | Failed]:
        for item in items:
            try:
                yield Done(work(item))
            except NotReady:
                raise
            except Exception as error:  # noqa: BLE001 - as the real ones do
                yield Failed(unforeseen(error))
