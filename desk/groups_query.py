"""Which groups a page lists and in which order: the query of its address."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from content.model import GroupSummary, HealthClass


class GroupLack(StrEnum):
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


class GroupQuery(BaseModel):
    """What the address asks for; "" and None where nothing is said. `dense` None: as many need it. `gaps` is
    how older links ask for what lacks posts; `after` ends the page before."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    klass: HealthClass | None = Field(default=None, alias="class")
    owner: Annotated[str, Field(max_length=80)] = ""
    lack: GroupLack | None = None
    q: Annotated[str, Field(max_length=80)] = ""
    sort: GroupSort = GroupSort.NEED
    dense: bool | None = None
    gaps: bool = False
    after: Annotated[str, Field(max_length=120)] = ""

    def takes(self, row: GroupSummary) -> bool:
        return (
            self.klass in (None, row.health_class)
            and self.owner in ("", row.owner)
            and (self.lack is None or LACKS[self.lack](row))
            and (not self.gaps or row.gaps > 0)
            and self.q.strip().casefold() in f"{row.group.name}\n{row.group.id}\n{row.owner}".casefold()
        )

    def ordered(self, rows: Sequence[GroupSummary]) -> list[GroupSummary]:
        """Those it takes, in its order; as they come where somebody's need says it."""
        chosen = [row for row in rows if self.takes(row)]
        return chosen if self.sort is GroupSort.NEED else sorted(chosen, key=ORDERS[self.sort])


def _share(pair: tuple[int, int]) -> float:
    part, whole = pair
    return part / whole if whole else 2.0  # what nobody knows stands last


def _latest(row: GroupSummary) -> float:
    known = row.speakers[-1] if row.speakers else None
    return known.value if known else -1.0


LACKS: Mapping[GroupLack, Callable[[GroupSummary], bool]] = {
    GroupLack.KOCS: lambda row: row.lacks_kocs > 0,
    GroupLack.GAPS: lambda row: row.gaps > 0,
    GroupLack.DECLINE: lambda row: row.declines,
    GroupLack.HANDLING: lambda row: row.health_class in (HealthClass.JUNK, HealthClass.DEAD),
}
ORDERS: Mapping[GroupSort, Callable[[GroupSummary], tuple[float | str, ...]]] = {
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
