"""Which slots of a group's day each channel takes, within what it allows a group by day, week and month."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from content.model import Channel, Slot

Spent: TypeAlias = Counter[tuple[str, str, object]]
"""(channel, group, span of the calendar) -> posts that went by it, or will."""


def take_slots(
    cell: tuple[str, date], wanted: Collection[Slot], channels: Sequence[Channel], spent: Spent
) -> Mapping[Slot, str]:
    """Slot -> channel for a (group, day): each channel in turn takes the slots it likes best, as many as it
    still may. What it takes is added to `spent`."""
    group, day = cell
    taken: dict[Slot, str] = {}
    for channel in channels:
        for slot in channel.slots:
            wants = slot in wanted and slot not in taken and channel.serves(group, slot)
            if wants and has_room(channel, group, day, spent):
                taken[slot] = channel.id
                spend(spent, channel, group, day)
    return taken


def has_room(channel: Channel, group: str, day: date, spent: Spent) -> bool:
    """Whether one more post fits into the day, the week and the month."""
    return all(most is None or spent[channel.id, group, span] < most for span, most in _spans(channel, day))


def spend(spent: Spent, channel: Channel, group: str, day: date, posts: int = 1) -> None:
    """Count posts that a group gets by a channel on a day."""
    spent.update({(channel.id, group, span): posts for span, _ in _spans(channel, day)})


def _spans(channel: Channel, day: date) -> tuple[tuple[object, int | None], ...]:
    """The calendar's day, week and month of a day, with what the channel allows in each."""
    return (
        (day, channel.a_day),
        (day.isocalendar()[:2], channel.a_week),
        ((day.year, day.month, "month"), channel.a_month),
    )
