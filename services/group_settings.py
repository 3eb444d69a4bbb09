"""Other settings of a group, by whoever may: written down, and told to all who watch."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from content.model import Group, Slot, Verb
from content.store import Store


@dataclass(frozen=True, slots=True)
class SetBy:
    """Who changes something, and when."""

    actor: str
    at: datetime


def set_slots(store: Store, group: str, slots: Mapping[Slot, time], by: SetBy) -> None:
    """Other times, or none, for the slots; the next night tells by them, posts that stand keep theirs."""
    was = store.library.group(group)
    now = replace(was, slots=dict(slots))
    if now != was:
        _put(store, now, (_times(was), _times(now)), by)


def set_cap(store: Store, group: str, cap: float, by: SetBy) -> None:
    """Another cap of promotion in seven days; the next night plans by it."""
    was = store.library.group(group)
    if was.cap != cap:
        _put(store, replace(was, promo_cap=cap), (f"{was.cap:g}", f"{cap:g}"), by)


def _put(store: Store, now: Group, words: tuple[str, str], by: SetBy) -> None:
    was, became = words
    store.library.put_groups([now])
    store.write_down(Verb.SET_UP, now.id, actor=by.actor, was=was, became=became, at=by.at)
    store.note("group", now.id, by.at)


def _times(group: Group) -> str:
    return " ".join(f"{group.slots[slot]:%H:%M}" if slot in group.slots else "-" for slot in Slot)
