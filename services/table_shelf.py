"""A table taken in: what is new or changed is put where it belongs, whole or not at all.

The command line and the desk read the same tables into the same places.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from channels.definitions import Definition
from channels.exports.rows import as_entries
from channels.imports import Reading, completed
from content.errors import BadTable
from content.model import Group, Member, Message, Product, Story
from content.store import Store

T = TypeVar("T")
Thing = TypeVar("Thing", Group, Member, Product, Story)
K = TypeVar("K", bound=Hashable)


class RowOutcome(StrEnum):
    """What became of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Shelf(Generic[T]):
    """Where the rows of a table go: what is there by id, how more is put there, what their names mean, what
    is to be noted of them, and which cells name what is not there: item's place -> its column, and why."""

    known: Callable[[Store], Mapping[Any, T]]
    put: Callable[[Store, Sequence[T]], None]
    key: Callable[[T], Hashable]
    meant: Callable[[Store, Sequence[T]], list[T]] = lambda _, items: list(items)
    notes: Callable[[Store], Mapping[Hashable, Message]] = lambda _: {}  # key -> what a row of it is
    strangers: Callable[[Store, Sequence[T]], Mapping[int, tuple[str, Message]]] = lambda _store, _items: {}


def shelve(store: Store, reading: Reading[T], shelf: Shelf[T]) -> list[RowOutcome]:
    """Put what is new or has changed; what became of each entry. BadTable names what cells name in vain."""
    if strangers := shelf.strangers(store, reading.items):
        table, entries = reading.table, reading.entries
        problems = [table.problem(entries[n].row, column, why) for n, (column, why) in strangers.items()]
        raise BadTable(table.source, problems)
    items = shelf.meant(store, reading.items)
    outcomes = compared({shelf.key(item): item for item in items}, shelf.known(store))
    rows = [outcomes[shelf.key(item)] for item in items]
    fresh = [item for item, outcome in zip(items, rows, strict=True) if outcome is not RowOutcome.UNCHANGED]
    if fresh:
        shelf.put(store, fresh)
    return rows


def noted(store: Store, reading: Reading[T], shelf: Shelf[T]) -> Reading[T]:
    """The table with what the shelf has to say of its rows."""
    notes = shelf.notes(store)
    entries = (
        replace(entry, notes=(*entry.notes, notes[key])) if (key := shelf.key(entry.item)) in notes else entry
        for entry in reading.entries
    )
    return replace(reading, entries=tuple(entries)) if notes else reading


def compared(items: Mapping[K, T], known: Mapping[K, T]) -> dict[K, RowOutcome]:
    """What each item is beside what is known."""
    outcomes: dict[K, RowOutcome] = {}
    for key, item in items.items():
        if key not in known:
            outcomes[key] = RowOutcome.NEW
        else:
            outcomes[key] = RowOutcome.UNCHANGED if known[key] == item else RowOutcome.CHANGED
    return outcomes


def filled_up(
    definition: Definition[Thing], reading: Reading[Thing], known: Mapping[str, Thing], today: date
) -> Reading[Thing]:
    """The reading with what the table has no columns for, as it is known. A last day that is over is left
    out: importing a story that was retired brings it back."""
    there = [_still_valid(known[entry.key], today) for entry in reading.entries if entry.key in known]
    rows = {item.id: cells for item, cells in zip(there, as_entries(there), strict=True)}
    return completed(definition, reading, rows)


def _still_valid(item: Thing, today: date) -> Thing:
    if isinstance(item, Story) and item.valid_to and item.valid_to < today:
        return replace(item, valid_to=None)
    return item
