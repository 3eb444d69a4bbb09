"""Which channel takes which slot of which group, shown and changed cell by cell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from content.errors import WrongInput
from content.model import Channel, Group, Message, Slot
from content.publish.quota import Spent, take_slots
from content.publish.rules import HAND
from content.store import Store
from services.context import Context

KIND = "channel_cell"  # of the audit's rows


@dataclass(frozen=True, slots=True)
class GroupWays:
    """Which channel takes each slot of a group, on a day with nothing spent; `can` are the ids of those that
    lead there."""

    group: Group
    by_slot: Mapping[Slot, str]
    can: tuple[str, ...]

    def slots(self, channel: str) -> list[Slot]:
        return [slot for slot, name in self.by_slot.items() if name == channel]


def list_cells(context: Context) -> list[GroupWays]:
    """All groups, by id."""
    with context.open_store(reading=True) as store:
        channels, groups = store.channels.channels(), store.library.groups()
    return [_ways(group, channels, context.today) for group in groups]


def _ways(group: Group, channels: Sequence[Channel], day: date) -> GroupWays:
    spent: Spent = Counter()
    taken = take_slots((group.id, day), group.slots, channels, spent)
    by_slot = {slot: taken.get(slot, HAND) for slot in group.slots}
    can = [channel.id for channel in channels if channel.slots and channel.leads_to(group.id)]
    return GroupWays(group, by_slot, (*can, HAND))


@dataclass(frozen=True, slots=True)
class CellOrder:
    """Which channel is to take a slot of a group; `handoff`: a person sends it."""

    group: str
    slot: Slot
    channel: str


def set_cell(context: Context, order: CellOrder, *, actor: str) -> GroupWays:
    """Let the channel take the slot of the group; how the group's slots go from now on. What began by another
    channel stays with that.

    UnknownId; WrongInput where the group has no such slot, or the channel does not lead there.
    """
    now = context.clock()
    with context.open_store() as store:
        group = store.library.group(order.group)
        channels = store.channels.channels()
        _check(store, group, order)
        known = [other.id for other in store.library.groups()]
        changed = [_changed(channel, order, known) for channel in _up_to(channels, order.channel)]
        for was, becomes in zip(_up_to(channels, order.channel), changed, strict=True):
            if becomes != was:
                store.channels.put(becomes)
        detail = {"group": order.group, "slot": order.slot.value}
        what = "" if order.channel == HAND else order.channel
        store.write_down(KIND, what, actor=actor, at=now, detail=detail)
        store.note("channel", what, now)
        return _ways(group, store.channels.channels(), context.today)


def _check(store: Store, group: Group, order: CellOrder) -> None:
    if order.slot not in group.slots:
        raise WrongInput(Message("channel.no_such_slot", group=group.id, slot=order.slot.label))
    if order.channel == HAND:
        return
    channel = store.channels.channel(order.channel)
    if not channel.slots or not channel.leads_to(group.id):
        raise WrongInput(Message("channel.leads_elsewhere", channel=channel.id, group=group.id))


def _up_to(channels: Sequence[Channel], chosen: str) -> list[Channel]:
    """The channel that is chosen and those that are asked before it; all of them where a person sends."""
    ids = [channel.id for channel in channels]
    return list(channels[: ids.index(chosen) + 1] if chosen in ids else channels)


def _changed(channel: Channel, order: CellOrder, groups: Sequence[str]) -> Channel:
    """The channel once it takes the cell, or leaves it to others."""
    cell = (order.group, order.slot)
    if channel.id != order.channel:
        if not channel.serves(*cell):
            return channel
        return replace(channel, exceptions=channel.exceptions | {cell})
    exceptions = channel.exceptions - {cell}
    if order.slot not in channel.slots:  # it takes the slot here alone
        exceptions |= {(group, order.slot) for group in groups if group != order.group}
    taken = [
        slot
        for slot in channel.slots
        if slot is not order.slot and channel.leads_to(order.group) and (order.group, slot) not in exceptions
    ]
    if channel.a_day is not None:  # another one gives way
        exceptions |= {(order.group, slot) for slot in taken[max(0, channel.a_day - 1) :]}
    slots = channel.slots if order.slot in channel.slots else (*channel.slots, order.slot)
    return replace(channel, slots=slots, exceptions=exceptions)
