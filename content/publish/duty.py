"""Who sends by hand in a group on a day: its owner, who stands in for a slot, or the backup on days of leave.
Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from content.model import Owner, Slot


def on_duty(owners: Sequence[Owner], group: str, day: date, slot: Slot | None = None) -> str | None:
    """The member of staff who sends the slot in the group on that day; None: nobody does."""
    owner = next((owner for owner in owners if group in owner.groups), None)
    if owner is None:
        return None
    stand_in = owner.stand_ins.get(slot) if slot else None
    if stand_in and not any(other.staff == stand_in and other.is_away(day) for other in owners):
        return stand_in
    return owner.staff if not owner.is_away(day) else backup_of(owners, owner.staff, day)


def backup_of(owners: Sequence[Owner], staff: str, day: date) -> str | None:
    """Who takes over from a member of staff on that day; None where nobody is named, or the backup is away.
    A backup that has no groups is known by the id alone, and never away."""
    by_id = {owner.staff: owner for owner in owners}
    backup = by_id[staff].backup if staff in by_id else ""
    if not backup:
        return None
    return None if backup in by_id and by_id[backup].is_away(day) else backup


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Groups in which nobody sends on a day, for their owner is on leave."""

    staff: str
    day: date
    groups: tuple[str, ...]


def uncovered(owners: Sequence[Owner], first: date, last: date) -> list[Uncovered]:
    """The days from `first` to `last` on which an owner is away and nobody takes over, by day."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        Uncovered(owner.staff, day, tuple(sorted(owner.groups)))
        for day in days
        for owner in owners
        if owner.groups and owner.is_away(day) and backup_of(owners, owner.staff, day) is None
    ]


def contacts_of(owners: Iterable[Owner], channel: str, staff: str | None) -> tuple[str, ...]:
    """The ids at a channel's platform of the member of staff concerned: none, or one."""
    if staff is None:
        return ()
    known: Mapping[str, Owner] = {owner.staff: owner for owner in owners}
    return (known[staff].contact(channel) if staff in known else staff,)
