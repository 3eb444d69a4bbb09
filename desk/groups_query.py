"""Which groups a page lists and in which order: the query of its address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from fastapi import Query

from content.model import GroupRow, HealthClass
from desk.queue_query import Word


class Lack(StrEnum):
    """What a group lacks."""

    KOCS = "kocs"
    GAPS = "gaps"
    DECLINE = "decline"  # speakers: their slope is below zero beyond doubt
    HANDLING = "handling"  # somebody who decides: junk or dead


class GroupSort(StrEnum):
    NEED = "need"
    NAME = "name"
    SIZE = "size"
    SPEAKERS = "speakers"
    HABIT = "habit"
    PHOTOS = "photos"
    KOCS = "kocs"
    ON_TIME = "on_time"
    GAPS = "gaps"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class GroupQuery:
    """`klass` is a class of health; "" and None where nothing is said. `dense` None: as many need it."""

    klass: HealthClass | None = None
    owner: str = ""
    lack: Lack | None = None
    q: str = ""
    sort: GroupSort = GroupSort.NEED
    dense: bool | None = None

    def takes(self, row: GroupRow) -> bool:
        return (
            self.klass in (None, row.health_class)
            and self.owner in ("", row.owner)
            and (self.lack is None or LACKS[self.lack](row))
            and self.q.strip().casefold() in f"{row.group.name}\n{row.group.id}\n{row.owner}".casefold()
        )

    def ordered(self, rows: Sequence[GroupRow]) -> list[GroupRow]:
        """Those it takes, in its order; as they come where somebody's need says it."""
        chosen = [row for row in rows if self.takes(row)]
        return chosen if self.sort is GroupSort.NEED else sorted(chosen, key=ORDERS[self.sort])


def query_in(
    klass: Annotated[HealthClass | None, Query(alias="class")] = None,
    owner: Word = "",
    lack: Lack | None = None,
    q: Word = "",
    sort: GroupSort = GroupSort.NEED,
    dense: bool | None = None,
    gaps: bool = False,
) -> GroupQuery:
    """For routes. `gaps` is how older links ask for what lacks posts."""
    wanted = GroupQuery(klass, owner, lack, q, sort, dense)
    return replace(wanted, lack=Lack.GAPS) if gaps and lack is None else wanted


def _share(pair: tuple[int, int]) -> float:
    part, whole = pair
    return part / whole if whole else 2.0  # what nobody knows stands last


def _latest(row: GroupRow) -> float:
    known = row.speakers[-1] if row.speakers else None
    return known.value if known else -1.0


LACKS: Mapping[Lack, Callable[[GroupRow], bool]] = {
    Lack.KOCS: lambda row: row.lacks_kocs > 0,
    Lack.GAPS: lambda row: row.gaps > 0,
    Lack.DECLINE: lambda row: row.declines,
    Lack.HANDLING: lambda row: row.health_class in (HealthClass.JUNK, HealthClass.DEAD),
}
ORDERS: Mapping[GroupSort, Callable[[GroupRow], tuple[float | str, ...]]] = {
    GroupSort.NAME: lambda row: (row.group.name, row.group.id),
    GroupSort.SIZE: lambda row: (-row.group.size, row.group.id),
    GroupSort.SPEAKERS: lambda row: (-_latest(row), row.group.id),
    GroupSort.HABIT: lambda row: (-(row.habit.value if row.habit else -1.0), row.group.id),
    GroupSort.PHOTOS: lambda row: (_share(row.ugc), row.group.id),
    GroupSort.KOCS: lambda row: (-row.lacks_kocs, row.group.id),
    GroupSort.ON_TIME: lambda row: (_share(row.on_time), row.group.id),
    GroupSort.GAPS: lambda row: (-row.gaps, row.group.id),
    GroupSort.OWNER: lambda row: (row.owner, row.group.id),
}
