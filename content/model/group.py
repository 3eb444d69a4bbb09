"""A chat group: the audience of a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from content.model.message import Message
from content.model.slot import Slot


class GroupKind(StrEnum):
    """The five kinds of groups; each has its own taste and its own restraint."""

    DAILY = "daily"  # 日常
    FLASH = "flash"  # 快闪: lives from a start to an end date
    PRECISE = "precise"  # 精准: gathered by a tag
    SUPER = "super"  # 超级用户: previews, co-creation
    REVIVE = "revive"  # 泛粉 / 老群

    @property
    def label(self) -> Message:
        """What people call the kind."""
        return Message(f"group_kind.{self.value}")

    @property
    def promo_cap(self) -> float:
        """Most promo weight (a story's is 0 to 1) in any rolling seven days; planning.md, restraint 克制."""
        return _PROMO_CAPS[self]


_PROMO_CAPS = {
    GroupKind.DAILY: 2.0,
    GroupKind.FLASH: 3.2,
    GroupKind.PRECISE: 3.0,
    GroupKind.SUPER: 2.2,
    GroupKind.REVIVE: 1.4,
}


def _usual_slots() -> Mapping[Slot, time]:
    return MappingProxyType({slot: slot.usual_time for slot in Slot})


@dataclass(frozen=True, slots=True)
class Group:
    """`zone` is an IANA name; `slots` maps the one to four slots the group gets to group-local times.

    `holiday_slots` has the times that differ on public holidays.
    """

    id: str
    name: str
    kind: GroupKind = GroupKind.DAILY
    size: int = 0
    zone: str = "Asia/Shanghai"
    slots: Mapping[Slot, time] = field(default_factory=_usual_slots)
    promo_cap: float | None = None  # None: the cap of its kind
    starts_on: date | None = None
    ends_on: date | None = None
    blackouts: frozenset[date] = frozenset()  # days on which nothing is sent
    shares_members_with: frozenset[str] = frozenset()  # group ids
    tags: frozenset[str] = frozenset()  # what its members have in common; stories may be for some tags only
    holiday_slots: Mapping[Slot, time] = field(default_factory=dict)

    @property
    def cap(self) -> float:
        return self.kind.promo_cap if self.promo_cap is None else self.promo_cap

    def goes_out_at(self, slot: Slot, day: date) -> datetime:
        """The aware instant of `slot` on the group's own `day`; KeyError if the group lacks the slot."""
        return Slot.on(day, self.slots[slot], ZoneInfo(self.zone))

    def on_a_holiday(self) -> "Group":
        """The group with the times it keeps on public holidays."""
        return replace(
            self, slots={slot: self.holiday_slots.get(slot, at) for slot, at in self.slots.items()}
        )

    def is_open_on(self, day: date) -> bool:
        """Whether the group lives on `day` and the day is no blackout."""
        begun = self.starts_on is None or day >= self.starts_on
        ended = self.ends_on is not None and day > self.ends_on
        return begun and not ended and day not in self.blackouts
