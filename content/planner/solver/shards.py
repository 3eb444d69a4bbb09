"""Sharding: the work of a plan in parts, groups in blocks and products in shards.

A part is handed over whole and comes back whole; while it is worked on it shares nothing that is written. So
parts may be worked on one after the other, or sent to other machines (`run` does that), and how the work is
cut changes the time and memory it takes, never the plan.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

Part = TypeVar("Part")
Done = TypeVar("Done")


class Each(Protocol):
    """`work` done on every part; what came of them in the order of the parts. Parts, work and results can be
    pickled."""

    def __call__(self, work: Callable[[Part], Done], parts: Sequence[Part], /) -> Sequence[Done]: ...


def in_turn(work: Callable[[Part], Done], parts: Sequence[Part], /) -> Sequence[Done]:
    return [work(part) for part in parts]


@dataclass(frozen=True, slots=True)
class Shards:
    """`groups` in a block at most; products in `products` shards; `run` works on them."""

    groups: int = 256  # looked at together: their arrays still fit a processor's cache
    products: int = 1
    run: Each = in_turn


ALONE = Shards()


def split(items: Sequence[Part], count: int) -> list[Sequence[Part]]:
    """Into `count` parts of about the same length, or fewer; none of them empty."""
    parts = [items[first::count] for first in range(min(count, len(items)))]
    return list(parts)
